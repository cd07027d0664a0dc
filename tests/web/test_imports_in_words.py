"""What the page of a file says: in the reader's words, days and sums, and nothing that a person has to guess."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, worked
from tests.formats.files import text_file
from tests.web.clients import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.one_database

GERMAN = text_file(
    "Debitor;Bezeichnung;Vorgang;erstellt am;zahlbar bis;Betrag brutto;noch offen",
    "7001;Optik Blau;RE-1;12.04.2026;11.05.2026;1.234,50;1.234,50",
    "7002;Linsen Rot;GU-2;13.04.2026;13.04.2026;234,50-;234,50-",
    ";;Summe;;;1.000,00;1.000,00",
)


@pytest.fixture
def erin(world: World) -> Client:
    """The browser of the cash applicator."""
    return client_of(world.erin)


def _page(client: Client, file: ImportFile) -> str:
    return client.get(reverse("import", args=[file.id])).content.decode()


def _as_proposed(world: World, *, name: str = "items.csv") -> ImportFile:
    """The German file, read as the page proposed it."""
    file = preview(GERMAN, company=world.northlight, by=world.erin, name=name)
    held = file.understood["mapping"]["columns"] | {p["field"]: p["heading"] for p in file.understood["proposed"]}
    actions.read_again(file, choices={"columns": held}, revision=file.revision, by=world.erin, at=NOW)
    return worked(file)


def test_a_form_that_comes_back_says_that_its_file_has_to_be_chosen_again(erin: Client) -> None:
    content = SimpleUploadedFile("may.csv", TWO_INVOICES.encode())
    form = {"file": content, "company": "NL", "as_of": "31.31.", "currency": "cad"}
    answer = erin.post(reverse("import_new"), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the file once more" in page
    assert 'value="31.31."' in page
    assert "Choose the file once more" not in erin.post(reverse("import_new"), {"company": "NL"}).content.decode()


def test_the_wizard_says_what_the_first_cells_tell_by_themselves(erin: Client, world: World) -> None:
    file = preview(GERMAN, company=world.northlight, by=world.erin)
    page = _page(erin, file)
    assert "day first, as the file tells" in page
    assert "comma, as the file tells" in page
    assert "day first: 12.04.2026 is Apr 12, 2026" in page
    assert "is proposed below" in page


def test_rows_are_shown_in_words_and_a_total_in_another_language_is_compared(erin: Client, world: World) -> None:
    page = _page(erin, _as_proposed(world))
    assert "Credit memo" in page
    assert ">credit_memo<" not in page
    assert ">Apr 12, 2026</time>" in page
    assert "2026-04-12<" not in page
    assert "Rows without a currency are taken to be in USD." in page
    assert "Rows without a company are taken to be of NL." in page
    assert "looks like a total" in page
    assert "are the same as the rows that were read add up to: 1." in page


def test_the_control_totals_add_up_what_is_new_in_each_currency(erin: Client, world: World) -> None:
    more = "C3,Third,A-3,2026-05-04,2026-06-03,CAD,70.00,60.00\nC1,Fenwick Optical,A-4,2026-05-04,,USD,-0.50,-0.50\n"
    page = _page(erin, preview(TWO_INVOICES + more, company=world.northlight, by=world.erin))
    foot = page[page.index("<tfoot>") : page.index("</tfoot>")]
    for sum_ in ("1,500.00", "1,300.00", "70.00", "60.00"):
        assert sum_ in foot


def test_a_file_with_nothing_new_is_not_called_ready(erin: Client, world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    again = preview(TWO_INVOICES + "\n", company=world.northlight, by=world.erin)
    bare = preview(HEADER, company=world.northlight, by=world.erin)
    assert "The file has headings, and no row below them." in _page(erin, bare)
    for page in (_page(erin, again), _page(erin, bare), erin.get(reverse("imports")).content.decode()):
        assert "Nothing to post" in page
        assert "Ready to post" not in page


def test_how_a_file_was_read_can_be_kept_after_it_was_posted_until_it_is_kept(erin: Client, world: World) -> None:
    file = _as_proposed(world, name="offen_2026-05.csv")
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    worked(file)
    page = _page(erin, file)
    assert "Keep this way of reading" in page
    assert 'value="offen"' in page
    erin.post(reverse("import_profile_save", args=[file.id]), {"name": "offen"})
    assert "Keep this way of reading" not in _page(erin, file)


def test_the_journal_names_a_file_to_whom_may_open_it_and_its_number_to_others(world: World) -> None:
    file = load(TWO_INVOICES, company=world.northlight, by=world.erin, name="may.csv")
    address = reverse("import", args=[file.id])
    for user in (world.carol, world.audrey):
        assert f'<a href="{address}">may.csv</a>' in client_of(user).get(reverse("journal")).content.decode()
    file.companies.add(world.southwind)  # of which neither may see anything
    for user in (world.carol, world.audrey):
        page = client_of(user).get(reverse("journal")).content.decode()
        assert "may.csv" not in page and f"Import {file.id}" in page


def test_an_address_that_only_takes_forms_says_so_and_leads_back(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    answer = erin.get(reverse("import_post", args=[file.id]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This address only takes forms" in answer.content.decode()
    file.refresh_from_db()
    assert file.state == "previewed"
