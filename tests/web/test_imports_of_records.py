"""The Imports screen for files of records: what they hold, both values of a change, and what an undo left as it was."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.intake.models import ImportFile
from creditdesk.parties.models import Contact, Customer
from tests.actions.importing import load, preview, take_back, worked
from tests.actions.test_import_customer_files import FAMILY
from tests.web.clients import client_of
from tests.world import World

pytestmark = pytest.mark.one_database


@pytest.fixture
def erin(world: World) -> Client:
    """The browser of the cash applicator."""
    return client_of(world.erin)


def _page(client: Client, route: str, *arguments: object) -> str:
    response = client.get(reverse(route, args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def test_a_customer_master_goes_from_upload_over_preview_to_the_account(erin: Client, world: World) -> None:
    content = SimpleUploadedFile("customers.csv", FAMILY.encode())
    erin.post(reverse("import_new"), {"file": content, "company": "NL", "content": ""})
    file = worked(ImportFile.objects.get())
    page = _page(erin, "import", file.id)
    assert "Customers · NL · loaded by Erin" in page
    assert "3 records are new and are made" in page
    assert "Credit limit: 5,000.00 USD" in page
    assert '<option value="street" selected>' in page
    erin.post(reverse("import_post", args=[file.id]), {"revision": file.revision})
    assert worked(file).state == "posted"
    assert "Customers" in _page(erin, "imports")
    assert Customer.objects.get(number="C1").street == "1 Main St"


def test_the_preview_and_the_rows_have_the_former_and_the_new_value(erin: Client, world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.erin)
    file = preview(FAMILY.replace("1 Main St", "<b>7 Oak</b>"), company=world.northlight, by=world.erin)
    for page in (_page(erin, "import", file.id), _page(erin, "import_rows", file.id, "changed")):
        assert "1 Main St</span> → <strong>&lt;b&gt;7 Oak&lt;/b&gt;</strong>" in page
    assert "1 record is changed: Street (1)" in _page(erin, "import", file.id)
    assert "C2" in _page(erin, "import_rows", file.id, "unchanged")


def test_a_person_says_what_the_file_holds_where_its_headings_fit_two(erin: Client, world: World) -> None:
    text = f"Customer,Customer name,Contact,Phone\n{world.acme.number},Acme Camera,Ann Reed,555-0101\n"
    file = preview(text, company=world.northlight, by=world.erin)
    page = _page(erin, "import", file.id)
    assert "The headings fit several contents: customers, contacts. Which is it?" in page
    assert '<input type="hidden" name="content" value="contacts">' in page
    address = reverse("import_read_again", args=[file.id])
    erin.post(address, {"revision": file.revision, "content": "contacts"})
    worked(file)
    assert "Ann Reed" in _page(erin, "import", file.id)
    erin.post(reverse("import_post", args=[file.id]), {"revision": file.revision})
    worked(file)
    assert Contact.objects.get().name == "Ann Reed"
    assert "Ann Reed" in _page(erin, "account_contacts", world.acme.id)


def test_an_undo_says_first_what_stays_and_the_page_lists_it_afterwards(erin: Client, world: World) -> None:
    load(FAMILY, company=world.northlight, by=world.erin)
    later = load(FAMILY.replace("1 Main St", "7 Oak Ave"), company=world.northlight, by=world.erin)
    Customer.objects.filter(number="C1").update(street="3 Elm St")
    page = _page(erin, "import_undo", later.id)
    assert "Of 1 row something stays" in page
    stays = "It was changed since, to 3 Elm St: it is not put back to 1 Main St."
    assert stays in page
    take_back(later, by=world.erin)
    assert stays in _page(erin, "import", later.id)


def test_a_profile_of_a_header_keeps_what_such_files_hold(erin: Client, world: World) -> None:
    text = "Customer,Customer name,Contact,Phone\nC1,Fenwick,Ann Reed,555-0101\n"
    file = preview(text, company=world.northlight, by=world.erin)
    erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, "content": "customers"})
    worked(file)
    erin.post(reverse("import_profile_save", args=[file.id]), {"name": "Master"})
    second = preview(text.replace("Ann", "Bea"), company=world.northlight, by=world.erin)
    assert (second.content, second.understood["profile"]) == ("customers", "Master")


def test_payment_history_is_told_to_be_that(erin: Client, world: World) -> None:
    text = "Customer,Invoice,Date,Due,Amount,Paid date\nC1,H-1,2026-01-05,2026-02-04,100.00,2026-02-20\n"
    file = preview(text, company=world.northlight, by=world.erin)
    assert "it is payment history, and nothing becomes open" in _page(erin, "import", file.id)


def test_salespeople_go_from_the_wizard_over_the_preview_to_the_account(erin: Client, world: World) -> None:
    text = "Code,Name,E-mail\nV01,Dana <b>Alvarez</b>,dana@example.com\n"
    file = preview(text, company=world.northlight, by=world.erin)
    assert '<option value="salespeople"' in _page(erin, "import", file.id)
    erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, "content": "salespeople"})
    page = _page(erin, "import", worked(file).id)
    assert "Salespeople · NL" in page and '<option value="salesperson_code" selected>' in page
    erin.post(reverse("import_post", args=[file.id]), {"revision": file.revision})
    assert worked(file).state == "posted"
    sold = f"Customer,Salesperson\n{world.acme.number},V01\n"
    page = _page(erin, "import", load(sold, company=world.northlight, by=world.erin).id)
    assert "Salesperson (code or user name)" in page
    page = _page(erin, "account", world.acme.id)
    assert 'Dana &lt;b&gt;Alvarez&lt;/b&gt; · <a href="mailto:dana@example.com">' in page
