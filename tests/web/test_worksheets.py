"""Adjustment worksheets in the browser: filled in on the screen or outside, reviewed by management, printed."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.approvals.models import Request, Worksheet
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.asking import approve
from tests.web.clients import client_of
from tests.worksheets import ask_by_worksheet, cell_of, filled_in, line, sheet
from tests.world import NOW, World

QUERIES_MOST = 25


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def alice(world: World) -> Client:
    """The browser of the rep."""
    return client_of(world.alice)


@pytest.fixture
def carol(world: World) -> Client:
    """The browser of the credit manager."""
    return client_of(world.carol)


def taxed(world: World) -> OpenItem:
    return builders.invoice(world.acme, amount=1_190_00, goods=1_000_00)


def typed(amounts: dict[OpenItem, str], **facts: str) -> dict[str, str]:
    cells = {f"amount_{item.id}": amount for item, amount in amounts.items()}
    shown = {"shows_0": "proof", "said_0": "price list of May"}
    return {"key": str(uuid.uuid4()), "words": "as talked over", **cells, **shown, **facts}


def address(world: World, *items: OpenItem) -> str:
    chosen = "&".join(f"item={item.id}" for item in items)
    return f"{reverse('worksheet_new', args=[world.acme.id])}?{chosen}"


def asked(world: World) -> Worksheet:
    told = sheet(line(taxed(world), 595_00, claim="CLM-1"), line(taxed(world), 119_00, "shortage"))
    return ask_by_worksheet(world.acme, told, by=world.alice)


def test_items_chosen_on_the_account_become_a_worksheet(world: World, alice: Client) -> None:
    first, second = taxed(world), taxed(world)
    account = alice.get(reverse("account", args=[world.acme.id])).content.decode()
    assert f'formaction="{reverse("worksheet_new", args=[world.acme.id])}"' in account
    page = alice.get(address(world, first, second)).content.decode()
    assert page.count('value="1,190.00"') == 2
    told = typed({first: "595", second: "119"}, reason="pricing") | {f"reason_{second.id}": "shortage"}
    answer = alice.post(address(world, first, second), told)
    made = Worksheet.objects.get()
    assert answer["Location"] == reverse("worksheet", args=[made.id])
    assert list(Request.objects.order_by("id").values_list("reason", "amount_minor", "state")) == [
        ("pricing", 595_00, "submitted"),
        ("shortage", 119_00, "submitted"),
    ]
    assert alice.post(address(world, first, second), told)["Location"] == answer["Location"]
    assert Request.objects.count() == 2


def test_it_is_added_up_before_it_is_asked_for(world: World, alice: Client) -> None:
    item = taxed(world)
    answer = alice.post(address(world, item), typed({item: "595"}, reason="pricing", act="look", words=""))
    page = answer.content.decode()
    assert (answer.status_code, Request.objects.count()) == (200, 0)
    for said in ("sales_allowances", "95.00", "500.00"):
        assert said in page


def test_the_whole_account_stands_on_it_with_empty_amounts(world: World, alice: Client) -> None:
    item = taxed(world)
    builders.payment(world.acme, amount=50_00)
    page = alice.get(reverse("worksheet_new", args=[world.acme.id])).content.decode()
    assert f'name="amount_{item.id}"' in page
    assert page.count('name="amount_') == 1
    assert 'value="1,190.00"' not in page
    assert "whole=1" in page


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world: World, alice: Client) -> None:
    item = taxed(world)
    answer = alice.post(address(world, item), typed({item: "2000"}, reason="pricing"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "only 1,190.00 USD is open any more" in page
    assert 'value="2000"' in page
    assert alice.post(address(world, item), typed({item: "5"})).status_code == 422  # without a reason
    assert not Request.objects.exists()


def test_an_item_of_another_account_is_none(world: World, carol: Client) -> None:
    other = builders.invoice(world.zenith, amount=10_00)
    assert carol.get(address(world, other)).status_code == 404
    form = reverse("worksheet_form", args=[world.acme.id])
    assert carol.get(f"{form}?item={other.id}").status_code == 404


def test_the_form_goes_out_and_comes_back(world: World, alice: Client) -> None:
    item = taxed(world)
    form = alice.get(f"{reverse('worksheet_form', args=[world.acme.id])}?item={item.id}")
    assert form["Content-Disposition"] == f'attachment; filename="worksheet-{world.acme.number}-2026-06-15.xlsx"'
    given = filled_in(form.content, {cell_of(form.content, 1, "Made for"): "Freight"})
    answer = alice.post(reverse("worksheet_load"), {"file": SimpleUploadedFile("a.xlsx", given)})
    made = Worksheet.objects.get()
    assert answer["Location"] == reverse("worksheet", args=[made.id])
    assert Request.objects.get().amount_minor == 1_190_00


def test_each_bad_cell_of_the_form_is_named_on_the_page(world: World, alice: Client) -> None:
    item = taxed(world)
    form = alice.get(f"{reverse('worksheet_form', args=[world.acme.id])}?item={item.id}").content
    cells = {cell_of(form, 1, "Made for"): "Pity", cell_of(form, 1, "Amount"): "much"}
    answer = alice.post(reverse("worksheet_load"), {"file": SimpleUploadedFile("a.xlsx", filled_in(form, cells))})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"Worksheet, cell {cell_of(form, 1, 'Amount')}, much: it is written as text" in page
    assert f"cell {cell_of(form, 1, 'Made for')}, Pity: that is not one of the list" in page
    assert alice.post(reverse("worksheet_load"), {}).status_code == 422


def test_management_sees_claim_account_cost_centre_and_tax_and_approves_together(world: World, carol: Client) -> None:
    made = asked(world)
    inbox = carol.get(reverse("requests")).content.decode()
    assert inbox.count(made.number) == 2
    page = carol.get(reverse("worksheet", args=[made.id])).content.decode()
    for said in ("CLM-1", "sales_allowances", "logistics", "95.00", "714.00", "price list of May"):
        assert said in page
    requests = list(Request.objects.order_by("id"))
    for request in requests:
        assert f'name="id" value="{request.id}"' in page
        one = carol.get(reverse("request", args=[request.id])).content.decode()
        assert reverse("worksheet", args=[made.id]) in one
    assert "CLM-1" in carol.get(reverse("request", args=[requests[0].id])).content.decode()
    several = carol.get(reverse("requests_several"), {"id": [str(one.id) for one in requests]}).content.decode()
    assert "714.00" in several
    seen = {"seen": [f"{one.id}:{one.sha256}" for one in requests]}
    assert carol.post(reverse("requests_approve"), seen).status_code == 302
    page = carol.get(reverse("worksheet", args=[made.id])).content.decode()
    assert str(Posting.objects.filter(kind="adjustment").latest("id").id) in page
    assert "Approved and carried out" in page


def test_whoever_prepared_it_is_not_led_to_approve_it(world: World) -> None:
    told = sheet(line(taxed(world), 595_00))
    made = ask_by_worksheet(world.acme, told, by=world.bob)
    assert "Look at the total" not in client_of(world.bob).get(reverse("worksheet", args=[made.id])).content.decode()


def test_the_list_has_what_waits_and_everything(world: World, carol: Client) -> None:
    done, waits = asked(world), asked(world)
    approve(*(part.request for part in done.parts.all()), by=world.carol)
    waiting = carol.get(reverse("worksheets")).content.decode()
    assert (waits.number in waiting, done.number in waiting) == (True, False)
    assert f"{reverse('export_worksheets')}?show=&amp;state=submitted&amp;format=xlsx" in waiting
    page = carol.get(reverse("worksheets"), {"show": "all"}).content.decode()
    assert waits.number in page
    assert done.number in page


def test_it_is_printed_as_pdf(world: World, carol: Client) -> None:
    made = asked(world)
    answer = carol.get(reverse("worksheet_pdf", args=[made.id]))
    assert answer["Content-Disposition"] == f'attachment; filename="{made.number}.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_the_file_has_the_columns_by_which_management_reviews(world: World) -> None:
    made = asked(world)
    carol = client_of(world.carol, second_factor=True)
    answer = carol.get(reverse("export_worksheets"), {"format": "csv"})
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")  # type: ignore[attr-defined]
    heads, first, second = text.splitlines()
    assert heads.startswith("Worksheet,Request,Company,Number,Customer,Document,Claim,Currency,Amount,Tax in it,")
    assert first.startswith(f"{made.number},")
    assert ",CLM-1,USD,595.00,95.00,Price difference,sales_allowances,sales," in first
    assert "Short shipment" in second


def test_the_pages_ask_few_questions(
    world: World, carol: Client, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for _ in range(3):
        approve(*(part.request for part in asked(world).parts.all()), by=world.carol)
    made = asked(world)
    alice, part = client_of(world.alice), made.parts.first()
    assert part is not None
    for browser, url in (
        (carol, reverse("worksheets") + "?show=all"),
        (carol, reverse("worksheet", args=[made.id])),
        (carol, reverse("request", args=[part.request_id])),
        (alice, reverse("worksheet_new", args=[world.acme.id])),
        (carol, reverse("requests")),
    ):
        # A request says beside its effect what counts with it, with whom it lies, and its worksheet.
        most = QUERIES_MOST + 3 if "/requests/" in url else QUERIES_MOST
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            assert browser.get(url).status_code == 200
