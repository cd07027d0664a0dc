"""The Imports screen: a file from the upload to its undo, as a person sees it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.intake.models import DecidedNumber, ImportFile, ImportProfile
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables.actions import ApplyTo, apply_credit, close_period, mark_disputed
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, receive, worked
from tests.actions.test_import_corrections import corrected, put
from tests.formats.files import Cells, text_file, workbook
from tests.formats.layouts.test_quickbooks import ONLINE
from tests.formats.layouts.test_xero import SHORT
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database


@pytest.fixture
def erin(world: World) -> Client:
    """The browser of the cash applicator."""
    return client_of(world.erin)


def _upload(client: Client, text: str, *, name: str = "may.csv", company: str = "NL") -> str:
    """Upload and return the address of the file's page."""
    content = SimpleUploadedFile(name, text.encode())
    response = client.post(reverse("import_new"), {"file": content, "company": company})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def _page(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_the_empty_list_says_what_to_do(erin: Client) -> None:
    page = _page(erin, reverse("imports"))
    assert "No file was loaded yet" in page
    assert 'data-key="n"' in page


def test_a_file_goes_from_upload_over_preview_to_the_ledger(erin: Client, world: World) -> None:
    url = _upload(erin, TWO_INVOICES)
    file = ImportFile.objects.get()
    assert "Reading the file" in _page(erin, url)
    worked(file)
    shown = _page(erin, url)
    assert "2 documents go into the ledger" in shown
    assert "2 customers are new" in shown
    assert "1,500.50" in shown
    response = erin.post(reverse("import_post", args=[file.id]), {"revision": file.revision})
    assert response["Location"] == url
    assert "0 of 2 rows" in _page(erin, url)
    worked(file)
    done = _page(erin, url)
    assert "By Erin on" in done and "How the file was read" in done
    assert OpenItem.objects.count() == 2


def test_the_control_totals_count_the_rows_that_were_refused_before_their_company_was_known(
    erin: Client, world: World
) -> None:
    bad = "C3,Bad Date,A-3,13/45/2026,2026-06-30,USD,10.00,10.00\nC4,Bad Amount,A-4,2026-05-01,,USD,12x,12x\n"
    file = preview(TWO_INVOICES + bad, company=world.northlight, by=world.erin)
    lines = erin.get(reverse("import", args=[file.id])).context["lines"]
    assert [(line["company"], line.get("refused", {}).get("count", 0)) for line in lines] == [("NL", 0), ("", 2)]
    page = _page(erin, reverse("import", args=[file.id]))
    assert "Could not be read" in page
    assert "All rows" in page


def test_a_value_that_is_no_date_is_named_with_its_file_line_and_column(erin: Client, world: World) -> None:
    bad = "C3,Bad Date,A-3,13/45/2026,2026-06-30,USD,10.00,10.00\n"
    file = preview(TWO_INVOICES + bad, company=world.northlight, by=world.erin, name="may.csv")
    lines = csv.reader(
        io.StringIO(b"".join(erin.get(reverse("export_import_refused", args=[file.id]))).decode("utf-8-sig"))
    )
    assert [*lines][1] == ["may.csv", "4", "Date", "13/45/2026", "13/45/2026 is not a date."]


def test_the_progress_is_polled_and_the_page_is_drawn_anew_when_the_work_is_done(erin: Client, world: World) -> None:
    file = receive(TWO_INVOICES, company=world.northlight, by=world.erin)
    url = reverse("import_progress", args=[file.id])
    running = erin.get(url)
    assert 'hx-trigger="every 1s"' in running.content.decode()
    assert "HX-Refresh" not in running
    worked(file)
    done = erin.get(url)
    assert "hx-trigger" not in done.content.decode()
    assert done["HX-Refresh"] == "true"


def test_the_same_file_again_is_refused_on_the_form_word_for_word(erin: Client, world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin, name="may.csv")
    content = SimpleUploadedFile("june.csv", TWO_INVOICES.encode())
    response = erin.post(reverse("import_new"), {"file": content, "company": "NL"})
    assert response.status_code == 422
    assert "This file was loaded before: may.csv by erin" in response.content.decode()


def test_an_empty_file_is_told_to_be_empty(erin: Client) -> None:
    assert "The file is empty (0 bytes)" in _page(erin, _upload(erin, ""))


def test_refused_rows_are_shown_with_line_column_value_and_reason(erin: Client, world: World) -> None:
    bad = TWO_INVOICES + "C3,Bad,A-3,2026-05-01,2026-05-31,USD,12x,12x\n"
    file = preview(bad, company=world.northlight, by=world.erin)
    for url in (reverse("import", args=[file.id]), reverse("import_rows", args=[file.id, "refused"])):
        page = _page(erin, url)
        assert "12x is not an amount" in page
        assert "Open amount" in page


def test_rows_that_are_new_are_shown_page_by_page(erin: Client, world: World) -> None:
    lines = (f"C1,Fenwick,N-{n},2026-05-01,2026-05-31,USD,{n}.00,{n}.00\n" for n in range(1, 61))
    file = preview(HEADER + "".join(lines), company=world.northlight, by=world.erin)
    url = reverse("import_rows", args=[file.id, "new"])
    first = _page(erin, url)
    assert "N-50" in first
    assert "N-51" not in first
    assert "?after=51" in first
    assert "N-60" in _page(erin, url + "?after=51")


def test_the_list_of_refused_rows_downloads_as_csv_in_which_nothing_is_a_formula(erin: Client, world: World) -> None:
    bad = TWO_INVOICES + 'C3,Bad,A-3,2026-05-01,2026-05-31,USD,"=HYPERLINK(""x"")",1\n'
    file = preview(bad, company=world.northlight, by=world.erin, name="=cmd.csv")
    response = erin.get(reverse("export_import_refused", args=[file.id]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    header, row = list(csv.reader(io.StringIO(text)))
    assert header == ["File", "Line", "Column", "Value", "Reason"]
    assert row[:2] == ["'=cmd.csv", "4"]
    assert row[3].startswith("'=HYPERLINK")


def _columns(file: ImportFile, **changed: str) -> dict[str, str]:
    """What the form of the columns sends, with other answers for some headings."""
    fields = {heading: name for name, heading in file.understood["mapping"]["columns"].items()} | changed
    return {f"column_{at}": fields.get(heading, "") for at, heading in enumerate(file.understood["headers"])}


def test_columns_are_corrected_by_selects(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    url = reverse("import", args=[file.id])
    page = _page(erin, url)
    assert '<option value="customer_name" selected>' in page
    assert "Name is a usual heading of customer name" in page
    columns = _columns(file, Name="document_number", Invoice="")
    response = erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, **columns})
    assert response["Location"] == url
    assert worked(file).rows.get(line=2).row["number"] == "Fenwick Optical"


def test_a_field_in_two_columns_is_refused_naming_both(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    columns = _columns(file, Name="document_number")
    response = erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, **columns})
    assert response.status_code == 422
    assert "Document number: it is said of Name and of Invoice" in response.content.decode()


def test_a_column_may_hold_the_name_and_stand_for_the_number(erin: Client, world: World) -> None:
    text = "Name,Invoice,Date,Due,Amount\nFenwick,A-1,2026-05-01,2026-05-31,10.00\n"
    file = preview(text, company=world.northlight, by=world.erin)
    assert '<option value="customer_number+customer_name" selected>' in _page(erin, reverse("import", args=[file.id]))
    columns = _columns(file, Name="customer_number+customer_name")
    erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, **columns})
    assert worked(file).rows.get().row["customer_number"] == "Fenwick"


def test_a_last_line_that_may_be_cut_off_stays_out_until_one_click_says_that_it_is_whole(
    erin: Client, world: World
) -> None:
    file = preview(TWO_INVOICES.rstrip("\n"), company=world.northlight, by=world.erin)
    assert (file.rows_accepted, file.rows_refused) == (1, 1)
    url = reverse("import", args=[file.id])
    assert "Line 3 is the last one and has no line end" in _page(erin, url)
    response = erin.post(reverse("import_last_line", args=[file.id]), {"revision": file.revision})
    assert response["Location"] == url
    worked(file)
    assert (file.rows_accepted, file.rows_refused) == (2, 0)
    assert "has no line end" not in _page(erin, url)


def test_an_open_question_stands_before_the_post_button(erin: Client, world: World) -> None:
    text = "Customer,Invoice,Date,Due,Amount\nC1,Q-1,05/04/2026,06/05/2026,10.00\n"
    file = preview(text, company=world.northlight, by=world.erin)
    page = _page(erin, reverse("import", args=[file.id]))
    assert "The file does not tell" in page
    assert reverse("import_post", args=[file.id]) not in page


def test_a_lost_race_answers_409_and_says_who_was_faster(erin: Client, world: World) -> None:
    file = load(TWO_INVOICES, company=world.northlight, by=world.adam)
    response = erin.post(reverse("import_post", args=[file.id]), {"revision": file.revision})
    assert response.status_code == 409
    assert "it is posted (by adam)" in response.content.decode()


def test_a_discarded_file_is_told_so(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    response = erin.post(reverse("import_discard", args=[file.id]), {"revision": file.revision}, follow=True)
    assert "Nothing of it was posted" in response.content.decode()


def test_the_list_says_what_each_file_is_who_loaded_it_and_how_long_it_took(erin: Client, world: World) -> None:
    file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
    ImportFile.objects.filter(id=file.id).update(posted_at=NOW + dt.timedelta(minutes=2, seconds=5))
    preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    preview(
        "Customer,Invoice,Date,Due,Amount\nC1,Q-1,05/04/2026,06/05/2026,1.00\n", company=world.northlight, by=world.erin
    )
    page = _page(erin, reverse("imports"))
    for words in ("2 min 5 s", "Columns as usual", "Xero, Aged Receivables Detail", "1,500.50 USD", "Erin", "Asks"):
        assert words in page, words


class TestUndo:
    def test_all_that_goes_with_the_documents_and_all_that_stays_is_said(self, erin: Client, world: World) -> None:
        file = load(TWO_INVOICES.replace("C1", world.acme.number), company=world.northlight, by=world.erin)
        one_more = "C1,Fenwick Optical,A-3,2026-06-01,2026-06-30,USD,1.00,1.00\n"
        load((TWO_INVOICES + one_more).replace("C1", world.acme.number), company=world.northlight, by=world.erin)
        item = OpenItem.objects.get(number="A-1")
        mark_disputed(item, disputed_minor=100, reason="short", as_of=TODAY, by=world.alice, at=NOW)
        may = {"first_day": dt.date(2026, 5, 1), "last_day": dt.date(2026, 5, 31)}
        close_period(world.northlight, **may, as_of=TODAY, by=world.dave, at=NOW)
        then = NextAction("Call again", TODAY, world.alice)
        open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="t")
        page = _page(erin, reverse("import_undo", args=[file.id]))
        for words in (
            "2 postings lie in closed periods and are reversed today",
            "What 2 customers owe changes at once",
            "1 of the documents is disputed",
            "1 open tickler of these customers stays",
            "1 later file found documents in the ledger already",
        ):
            assert words in page, words

    def test_the_consequences_are_shown_first_and_a_reason_is_asked(self, erin: Client, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        url = reverse("import_undo", args=[file.id])
        page = _page(erin, url)
        assert "2 documents leave the ledger" in page
        assert "1,500.50" in page
        assert erin.post(url, {"reason": ""}).status_code == 422
        assert erin.post(url, {"reason": "wrong month"})["Location"] == reverse("import", args=[file.id])
        worked(file)
        assert "Every posting of the import was reversed" in _page(erin, reverse("import", args=[file.id]))

    def test_later_postings_are_listed_and_there_is_no_button(self, erin: Client, world: World) -> None:
        file = load(TWO_INVOICES, company=world.northlight, by=world.erin)
        item = OpenItem.objects.get(number="A-1")
        payment = builders.payment(item.customer, amount=50_000, number="P-1")
        apply_credit(
            payment, to=[ApplyTo(item.id, 50_000)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="k"
        )
        page = _page(erin, reverse("import_undo", args=[file.id]))
        assert "stands on A-1" in page
        assert 'name="reason"' not in page


def test_an_import_that_stopped_says_why_and_goes_on_when_told(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    ImportFile.objects.filter(id=file.id).update(state="posting", posted_by="erin", problem="The disk was lost.")
    url = reverse("import", args=[file.id])
    assert "The disk was lost." in _page(erin, url)
    erin.post(reverse("import_go_on", args=[file.id]))
    assert worked(file).state == "posted"


def test_a_file_of_another_company_does_not_exist_for_her(erin: Client, world: World) -> None:
    world.adam.companies.add(world.southwind)
    file = preview(TWO_INVOICES, company=world.southwind, by=world.adam)
    assert erin.get(reverse("import", args=[file.id])).status_code == 404
    assert "items.csv" not in _page(erin, reverse("imports"))


def test_imported_text_is_text_on_every_page(erin: Client, world: World) -> None:
    live = "<script>alert(1)</script>"
    text = TWO_INVOICES.replace("Fenwick Optical", live) + f"C3,{live},A-3,{live},2026-05-31,USD,1.00,1.00\n"
    file = preview(text, company=world.northlight, by=world.erin, name=f"{live}.csv")
    pages = [reverse("imports"), reverse("import", args=[file.id])]
    pages += [reverse("import_rows", args=[file.id, verdict]) for verdict in ("new", "refused")]
    for url in pages:
        assert live not in _page(erin, url)


def test_the_preview_says_which_layout_was_recognised_and_a_person_says_that_it_is_not_that(
    erin: Client, world: World
) -> None:
    file = preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    url = reverse("import", args=[file.id])
    page = _page(erin, url)
    assert "Recognised: Xero, Aged Receivables Detail (100 % sure)" in page
    assert "its header on line 6 has the columns Invoice Number" in page
    assert "Headings and totals" in page
    response = erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, "layout": "none"})
    assert response["Location"] == url
    assert worked(file).choices == {"layout": "none"}
    assert "Recognised:" not in _page(erin, url)


def test_a_person_names_the_layout_and_its_columns_come_with_it(erin: Client, world: World) -> None:
    file = preview(text_file(*SHORT), company=world.northlight, by=world.erin)
    address = reverse("import_read_again", args=[file.id])
    erin.post(address, {"revision": file.revision, "layout": "none"})
    worked(file)
    erin.post(address, {"revision": file.revision, "layout": "xero", "column_0": "customer_number"})
    assert worked(file).understood["mapping"]["columns"]["customer_number"] == "Account number or contact"


def test_of_a_workbook_with_several_sheets_one_is_chosen_by_its_name(erin: Client, world: World) -> None:
    rows: list[Cells] = [line.split(",") for line in TWO_INVOICES.splitlines()]
    book = workbook(*rows, sheets={"June": [[*cells[:2], f"{cells[2]}0", *cells[3:]] for cells in rows]})
    file = preview(book, company=world.northlight, by=world.erin)
    page = _page(erin, reverse("import", args=[file.id]))
    assert '<option value="Items">Items</option>' in page and '<option value="June">June</option>' in page
    address = reverse("import_read_again", args=[file.id])
    erin.post(address, {"revision": file.revision, "sheet": "June", **_columns(file)})
    assert worked(file).understood["sheet"] == "June"


def test_a_way_of_reading_is_saved_listed_and_deleted(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    assert "No profile was saved yet" in _page(erin, reverse("import_profiles"))
    address = reverse("import_profile_save", args=[file.id])
    assert erin.post(address, {"name": ""}).status_code == 422
    assert erin.post(address, {"name": "Ours"})["Location"] == reverse("import", args=[file.id])
    assert "Saved as Ours" in _page(erin, reverse("import", args=[file.id]))
    second = preview(TWO_INVOICES.replace("A-1", "A-9"), company=world.northlight, by=world.erin)
    assert "Read by the saved profile Ours" in _page(erin, reverse("import", args=[second.id]))
    assert "Fenwick" not in _page(erin, reverse("import_profiles"))
    profile = ImportProfile.objects.get()
    response = erin.post(reverse("import_profile_forget", args=[profile.id]))
    assert response["Location"] == reverse("import_profiles")
    assert not ImportProfile.objects.exists()


def test_a_profile_is_not_saved_while_a_question_is_open(erin: Client, world: World) -> None:
    text = "Customer,Invoice,Date,Due,Amount\nC1,Q-1,05/04/2026,06/05/2026,10.00\n"
    file = preview(text, company=world.northlight, by=world.erin)
    response = erin.post(reverse("import_profile_save", args=[file.id]), {"name": "Ours"})
    assert response.status_code == 422
    assert not ImportProfile.objects.exists()


def test_a_field_that_no_column_holds_is_named_in_words(erin: Client, world: World) -> None:
    file = preview(text_file(*ONLINE), company=world.northlight, by=world.erin)
    assert file.rows_refused == 2
    page = _page(erin, reverse("import_rows", args=[file.id, "refused"]))
    assert "settled date" in page and "settled_date" not in page
    response = erin.get(reverse("export_import_refused", args=[file.id]))
    text = response.content.decode("utf-8-sig")
    assert [row["Column"] for row in csv.DictReader(io.StringIO(text))] == ["settled date"] * 2


def test_the_refused_rows_go_out_as_a_workbook_and_come_back_corrected(erin: Client, world: World) -> None:
    first = load(TWO_INVOICES.replace("100.50\n", "12x\n"), company=world.northlight, by=world.erin, name="may.csv")
    address = reverse("import_refused_xlsx", args=[first.id])
    assert address in _page(erin, reverse("import", args=[first.id]))
    book = erin.get(address)
    assert book["Content-Disposition"] == f'attachment; filename="refused-{first.id}.xlsx"'
    taken = JournalEntry.objects.get(kind="import.refusals_taken")
    assert (taken.by, taken.subject_id, taken.facts) == ("erin", first.id, {"rows": 1})
    assert erin.get(address, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    rows = corrected(book.content, put(3, "Open amount", "100.50"))
    url = erin.post(reverse("import_new"), {"file": SimpleUploadedFile("back.xlsx", rows), "company": "NL"})["Location"]
    worked(first)
    page = _page(erin, url)
    assert "Corrected rows of another import" in page and "may.csv" in page
    assert "back.xlsx" in _page(erin, reverse("import", args=[first.id]))


def test_without_a_refused_row_the_workbook_is_refused_in_words(erin: Client, world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    response = erin.get(reverse("import_refused_xlsx", args=[file.id]))
    assert response.status_code == 422
    assert "No row of the file is refused" in response.content.decode()


class TestCustomersInQuestion:
    ROW = "88,Acme Camera Inc.,A-7,2026-05-01,2026-05-31,USD,10.00,10.00\n"

    def _asked(self, erin: Client, world: World) -> tuple[ImportFile, str, str]:
        file = preview(TWO_INVOICES + self.ROW, company=world.northlight, by=world.erin)
        page = _page(erin, reverse("import", args=[file.id]))
        (name,) = set(re.findall(r'type="radio" name="([0-9a-f]+)"', page))
        return file, page, name

    def test_the_page_asks_who_is_meant_and_names_the_new_ones(self, erin: Client, world: World) -> None:
        file, page, name = self._asked(erin, world)
        assert "Is this customer known?" in page and f"{world.acme.number} Acme Camera" in page
        assert "New customers" in page and "C2 Harbor Lens" in page
        answer = {"revision": file.revision, name: f"is:{world.acme.number}"}
        erin.post(reverse("import_customers", args=[file.id]), answer)
        assert worked(file).rows_accepted == 3
        assert "Is this customer known?" not in _page(erin, reverse("import", args=[file.id]))
        decided = _page(erin, reverse("import_decided_numbers"))
        assert "88" in decided and "Acme Camera" in decided
        erin.post(reverse("import_number_forget", args=[DecidedNumber.objects.get().id]))
        assert "Nothing was decided yet" in _page(erin, reverse("import_decided_numbers"))

    def test_all_are_new_with_one_button_and_nothing_chosen_is_said(self, erin: Client, world: World) -> None:
        file, _, _ = self._asked(erin, world)
        address = reverse("import_customers", args=[file.id])
        nothing = erin.post(address, {"revision": file.revision})
        assert nothing.status_code == 422
        assert "Say of at least one customer who it is" in nothing.content.decode()
        erin.post(address, {"revision": file.revision, "all-new": ""})
        assert worked(file).totals["new_customers"] == 3
