"""A list of all open items on the Imports screen: what differs, why, and how it ties."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.intake.models import ErpBalance, ImportFile
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES, load, worked
from tests.web.clients import client_of
from tests.world import World

A1_PAID_IN_PART = TWO_INVOICES.splitlines(keepends=True)[1].replace("1200.00,1200.00", "1200.00,700.00")


def _list(client: Client) -> ImportFile:
    """A list on which A-1 is paid in part and A-2 is no more, in the books of two invoices."""
    content = SimpleUploadedFile("all-open.csv", (HEADER + A1_PAID_IN_PART).encode())
    response = client.post(reverse("import_new"), {"file": content, "company": "NL", "is_list": "on"})
    assert response.status_code == 302, response.content.decode()
    return worked(ImportFile.objects.get(is_list=True))


def test_the_preview_says_what_differs_how_it_ties_and_what_to_look_into(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    erin = client_of(world.erin)
    file = _list(erin)
    page = erin.get(reverse("import", args=[file.id])).content.decode()
    for words in (
        "1 document changed in the ERP",
        "1 document is no longer on the list",
        ">Changed</th>",
        "Open in the ledger once the list is posted",
        "The list lacks 1 of 2 open documents",
        "I have looked: it is right.",
    ):
        assert words in page
    missing = erin.get(reverse("import_rows", args=[file.id, "missing"])).content.decode()
    assert "A-2" in missing


def test_it_is_posted_once_the_doubt_is_confirmed(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    erin = client_of(world.erin)
    file = _list(erin)
    url, said = reverse("import_post", args=[file.id]), {"revision": file.revision}
    assert erin.post(url, said).status_code == 422
    assert erin.post(url, {**said, "confirmed": "snapshot.much_missing"}).status_code == 302
    worked(file)
    assert [item.open_minor for item in OpenItem.objects.order_by("number")] == [70_000, 0]


def test_the_balance_of_the_account_in_the_erp_stands_beside_the_list(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    erin = client_of(world.erin)
    file = _list(erin)
    url = reverse("import_balance", args=[file.id])
    stated = {"company": "NL", "currency": "USD"}
    assert erin.post(url, {**stated, "balance": "seven hundred"}).status_code == 422
    assert erin.post(url, {**stated, "balance": "712.50"}).status_code == 302
    assert ErpBalance.objects.get().balance_minor == 71_250
    page = erin.get(reverse("import", args=[file.id])).content.decode()
    assert "The account is off the list by" in page
    assert "12.50" in page
    assert erin.post(url, {"company": "SW", "currency": "USD", "balance": "1"}).status_code == 422
