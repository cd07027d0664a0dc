"""Bringing a file in: what is kept, what is refused as a whole, and what its preview says before anything is posted."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions, queries, totals
from creditdesk.intake.access import file_for, visible_files
from creditdesk.intake.models import FilePart, ImportFile, StagedRow
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import HEADER, TWO_INVOICES, load, preview, receive, refusals, worked
from tests.world import NOW, TODAY, World


def test_a_file_is_kept_byte_by_byte_in_parts_of_a_megabyte(world: World) -> None:
    chunks = [b"x" * 700_000, b"y" * 1_600_000, b"z" * 10]
    file = actions.receive(chunks, name="a.csv", company=world.northlight, by=world.erin, at=NOW, as_of=TODAY)
    parts = [bytes(part) for part in file.parts.order_by("position").values_list("content", flat=True)]
    assert b"".join(parts) == b"".join(chunks)
    assert [len(part) for part in parts] == [1_000_000, 1_000_000, 300_010]


def test_nothing_reaches_the_ledger_before_somebody_posts(world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    assert file.state == ImportFile.State.PREVIEWED
    assert not OpenItem.objects.exists()
    assert not Customer.objects.filter(number="C1").exists()


def test_the_preview_states_counts_control_totals_and_what_posting_makes(world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    assert (file.rows_read, file.rows_accepted, file.rows_unchanged, file.rows_refused) == (2, 2, 0, 0)
    (line,) = file.totals["staged"]
    assert (line["company"], line["currency"], line["kind"], line["verdict"]) == ("NL", "USD", "invoice", "new")
    assert (line["count"], line["original_minor"], line["open_minor"]) == (2, 150_050, 130_050)
    assert file.totals["new_customers"] == 2
    assert file.understood["mapping"]["columns"]["document_number"] == "Invoice"
    assert totals.untied(file) == []


def test_bad_rows_are_refused_one_by_one_with_line_column_value_and_reason_and_the_others_go_in(world: World) -> None:
    text = TWO_INVOICES + (
        "C3,Bad Amount,A-3,2026-05-01,2026-05-31,USD,12x,12x\n"
        ",No Customer,A-4,2026-05-01,2026-05-31,USD,10.00,10.00\n"
        "C5,Old,A-5,1900-01-01,2026-05-31,USD,10.00,10.00\n"
        "C1,Fenwick Optical,A-1,2026-05-01,2026-05-31,USD,99.00,99.00\n"
    )
    file = preview(text, company=world.northlight, by=world.erin, name="may.csv")
    assert (file.rows_read, file.rows_accepted, file.rows_refused) == (6, 2, 4)
    first, *_ = list(queries.refused_rows(file))
    assert first[:4] == ("may.csv", 4, "Open amount", "12x")
    assert "12x is not an amount" in first[4]
    assert [line for line, _ in refusals(file)] == [4, 5, 6, 7]


def test_negative_invoices_are_credit_memos_and_an_odd_amount_is_read_as_it_is_written(world: World) -> None:
    text = (
        "Customer;Invoice;Date;Due;Amount\nC1;R-1;01.05.2026;31.05.2026;1.234,56-\nC1;R-2;13.05.2026;31.05.2026;99,00\n"
    )
    file = load(text, company=world.northlight, by=world.erin)
    assert file.state == ImportFile.State.POSTED
    credit = OpenItem.objects.get(number="R-1")
    assert (credit.kind, credit.original_minor, credit.document_date) == ("credit_memo", -123_456, dt.date(2026, 5, 1))


def test_the_same_bytes_again_are_refused_naming_who_loaded_them_when(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin, name="may.csv")
    with pytest.raises(Refusal) as refused:
        receive(TWO_INVOICES, company=world.northlight, by=world.adam, name="again.csv")
    assert "may.csv by erin on 2026-06-15" in str(refused.value)
    assert ImportFile.objects.count() == 1
    assert FilePart.objects.count() == 1


def test_an_empty_file_is_refused_and_keeps_its_reason(world: World) -> None:
    file = receive(b"", company=world.northlight, by=world.erin)
    assert file.state == ImportFile.State.REFUSED
    assert "empty" in file.refusal


def test_a_file_over_the_limit_is_not_kept(world: World) -> None:
    megabytes = (b"x" * 1_000_000 for _ in range(101))
    file = actions.receive(megabytes, name="big.csv", company=world.northlight, by=world.erin, at=NOW, as_of=TODAY)
    assert file.state == ImportFile.State.REFUSED
    assert "100 megabytes" in file.refusal
    assert not FilePart.objects.exists()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"%PDF-1.7 hello", "PDF"),
        (b"just one line without any columns\n", "columns"),
        (b"\x00\x01\x02\x03binary", "NUL"),
        (b'Customer,Invoice,Amount\nC1,"A-1,10.00', "refused"),
    ],
)
def test_what_is_no_table_is_refused_as_a_whole_or_row_by_row(world: World, content: bytes, word: str) -> None:
    file = preview(content, company=world.northlight, by=world.erin)
    if file.state == ImportFile.State.PREVIEWED:
        assert file.rows_accepted == 0
    else:
        assert word in file.refusal
    assert JournalEntry.objects.filter(subject_kind="import_file", subject_id=file.id).count() == 2


def test_a_refused_file_may_be_loaded_again_once_it_is_mended(world: World) -> None:
    preview(b"%PDF-1.7 hello", company=world.northlight, by=world.erin)
    again = preview(b"%PDF-1.7 hello", company=world.northlight, by=world.erin)
    assert again.state == ImportFile.State.REFUSED


def test_a_document_that_the_ledger_has_with_the_same_figures_is_unchanged(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    later = TWO_INVOICES + "C2,Harbor Lens,A-9,2026-06-01,2026-07-01,USD,10.00,10.00\n"
    file = preview(later, company=world.northlight, by=world.erin)
    assert (file.rows_accepted, file.rows_unchanged, file.rows_refused) == (1, 2, 0)


def test_a_document_that_the_ledger_has_with_other_figures_is_refused_naming_them(world: World) -> None:
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    other = TWO_INVOICES.replace("1200.00,1200.00", "1200.00,700.00")
    file = preview(other, company=world.northlight, by=world.erin)
    assert refusals(file) == [(2, "intake.other_figures")]
    ((_, line, column, value, reason),) = queries.refused_rows(file)
    assert (line, column, value) == (2, "Open amount", "700.00 USD")
    assert "open 1,200.00 USD" in reason


def test_a_missing_due_date_follows_from_the_terms(world: World) -> None:
    text = "Customer,Invoice,Date,Terms,Amount\nC1,T-1,2026-05-01,2/10 net 30,100.00\nC1,T-2,2026-05-01,,100.00\n"
    file = load(text, company=world.northlight, by=world.erin)
    item = OpenItem.objects.get(number="T-1")
    assert (item.due_date, item.discount_date) == (dt.date(2026, 5, 31), dt.date(2026, 5, 11))
    assert refusals(file) == [(3, "intake.due_date_missing")]


def test_what_does_not_fit_the_ledger_is_refused_and_never_cut(world: World) -> None:
    text = TWO_INVOICES + f"{'9' * 41},Long,A-3,2026-05-01,2026-05-31,USD,10.00,10.00\n"
    assert refusals(preview(text, company=world.northlight, by=world.erin)) == [(4, "intake.text_too_long")]


class TestCompaniesNamedInTheFile:
    TEXT = (
        "Company,Customer,Invoice,Date,Due,Amount\n"
        "NL,C1,B-1,2026-05-01,2026-05-31,10.00\n"
        "XX,C1,B-2,2026-05-01,2026-05-31,20.00\n"
    )

    def test_a_company_of_others_is_refused(self, world: World) -> None:
        text = self.TEXT.replace("XX", "SW")
        assert refusals(preview(text, company=world.northlight, by=world.adam)) == [(3, "intake.company_strange")]

    def test_an_unknown_company_is_refused_to_whoever_may_not_make_one(self, world: World) -> None:
        assert refusals(preview(self.TEXT, company=world.northlight, by=world.erin)) == [(3, "intake.company_unknown")]

    def test_an_administrator_is_told_that_posting_makes_it(self, world: World) -> None:
        file = preview(self.TEXT, company=world.northlight, by=world.adam)
        assert file.totals["new_companies"] == [{"code": "XX", "currency": "USD"}]
        actions.post(file, revision=file.revision, by=world.adam, at=NOW)
        worked(file)
        assert sorted(world.adam.companies.values_list("code", flat=True)) == ["NL", "XX"]
        assert OpenItem.objects.get(number="B-2").company.code == "XX"

    def test_who_does_not_work_for_every_company_of_a_file_does_not_see_it(self, world: World) -> None:
        file = preview(self.TEXT, company=world.northlight, by=world.adam)
        assert file_for(world.erin, file.id) == file
        actions.post(file, revision=file.revision, by=world.adam, at=NOW)
        worked(file)
        with pytest.raises(NotVisible):
            file_for(world.erin, file.id)
        assert list(visible_files(world.adam)) == [file]

    def test_nobody_loads_for_a_company_that_he_does_not_work_for(self, world: World) -> None:
        with pytest.raises(Refusal, match="do not work for the company SW"):
            receive(TWO_INVOICES, company=world.southwind, by=world.erin)


class TestQuestions:
    AMBIGUOUS = "Customer,Invoice,Date,Due,Amount\nC1,Q-1,05/04/2026,06/05/2026,10.00\n"

    def test_what_the_file_does_not_tell_is_asked_and_not_guessed(self, world: World) -> None:
        file = preview(self.AMBIGUOUS, company=world.northlight, by=world.erin)
        assert [reason.code for reason in queries.questions(file)] == ["intake.day_order_ambiguous"] * 2
        with pytest.raises(Refusal, match="month or the day first"):
            actions.post(file, revision=file.revision, by=world.erin, at=NOW)

    def test_the_answer_has_the_file_read_again(self, world: World) -> None:
        file = preview(self.AMBIGUOUS, company=world.northlight, by=world.erin)
        actions.read_again(file, choices={"day_order": "dmy"}, revision=file.revision, by=world.erin, at=NOW)
        worked(file)
        assert file.rows.get().row["due_date"] == "2026-05-06"

    def test_a_column_that_was_understood_wrongly_is_corrected(self, world: World) -> None:
        file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
        columns = {**file.understood["mapping"]["columns"], "document_number": "Name"}
        actions.read_again(file, choices={"columns": columns}, revision=file.revision, by=world.erin, at=NOW)
        worked(file)
        assert [row.row["number"] for row in file.rows.all()] == ["Fenwick Optical", "Harbor Lens"]
        assert file.rows.count() == 2

    def test_nobody_posts_a_preview_that_was_read_anew_meanwhile(self, world: World) -> None:
        seen = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
        other = ImportFile.objects.get(id=seen.id)
        actions.read_again(other, choices={"decimal": "."}, revision=other.revision, by=world.adam, at=NOW)
        worked(other)
        with pytest.raises(Refusal, match="changed meanwhile"):
            actions.post(seen, revision=seen.revision, by=world.erin, at=NOW)


@pytest.mark.breaks_the_books
class TestTheGate:
    def test_a_row_that_vanished_stops_the_posting(self, world: World) -> None:
        file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
        StagedRow.objects.filter(file=file, line=3).delete()
        with pytest.raises(Refusal, match="2 rows were read, and 1 are accounted for"):
            actions.post(file, revision=file.revision, by=world.erin, at=NOW)

    def test_an_amount_that_changed_stops_the_posting(self, world: World) -> None:
        file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
        StagedRow.objects.filter(file=file, line=3).update(original_minor=1)
        with pytest.raises(Refusal, match="NL USD invoice"):
            actions.post(file, revision=file.revision, by=world.erin, at=NOW)

    def test_a_file_without_anything_new_is_not_posted(self, world: World) -> None:
        load(TWO_INVOICES, company=world.northlight, by=world.erin)
        file = preview(TWO_INVOICES + "\n", company=world.northlight, by=world.erin)
        with pytest.raises(Refusal, match="nothing new"):
            actions.post(file, revision=file.revision, by=world.erin, at=NOW)


def test_a_discarded_file_leaves_nothing_and_may_be_loaded_again(world: World) -> None:
    file = preview(TWO_INVOICES, company=world.northlight, by=world.erin)
    actions.discard(file, revision=file.revision, by=world.erin, at=NOW)
    assert preview(TWO_INVOICES, company=world.northlight, by=world.erin).rows_accepted == 2
    assert not OpenItem.objects.exists()


def test_an_upload_that_was_cut_off_is_refused_after_an_hour(world: World) -> None:
    file = ImportFile.objects.create(
        name="half.csv",
        company=world.northlight,
        default_currency="USD",
        as_of=TODAY,
        received_by="erin",
        received_at=NOW - dt.timedelta(hours=2),
    )
    FilePart.objects.create(file=file, position=0, content=b"Customer,Inv")
    worked(file)
    assert (file.state, file.parts.count()) == (ImportFile.State.REFUSED, 0)


def test_a_new_customer_comes_into_the_portfolio_that_the_rules_say(world: World) -> None:
    world.portfolio.rules.create(position=1, name_from="F", name_to="F")
    load(TWO_INVOICES, company=world.northlight, by=world.erin)
    assert Customer.objects.get(number="C1").portfolio == world.portfolio
    assert Customer.objects.get(number="C2").portfolio is None


def test_customer_numbers_that_lost_their_zeros_are_filled_up_to_the_width_that_the_ledger_has(world: World) -> None:
    builders.customer(world.northlight, number="0000123456")
    text = "Customer,Invoice,Date,Due,Amount\n123456,Z-1,2026-05-01,2026-05-31,10.00\n"
    load(text, company=world.northlight, by=world.erin)
    assert OpenItem.objects.get(number="Z-1").customer.number == "0000123456"


def test_the_same_customer_and_invoice_are_never_taken_twice_for_the_sake_of_zeros(world: World) -> None:
    text = "Customer,Invoice,Date,Due,Amount\n{},Z-1,2026-05-01,2026-05-31,10.00\n"
    for number in ("7", "0042"):
        load(text.format(number), company=world.northlight, by=world.erin)
    again = preview(text.format("7") + "\n", company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 1)
    assert sorted(OpenItem.objects.values_list("customer__number", flat=True)) == ["0042", "7"]


def test_the_header_alone_brings_nothing(world: World) -> None:
    file = preview(HEADER, company=world.northlight, by=world.erin)
    assert file.state in {ImportFile.State.PREVIEWED, ImportFile.State.REFUSED}
    assert file.rows_accepted == 0


def test_a_file_has_no_day_that_lies_ahead(world: World) -> None:
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(Refusal, match="2026-06-16, lies after today, 2026-06-15: nothing is posted ahead"):
        actions.receive([b"x"], name="a.csv", company=world.northlight, by=world.erin, at=NOW, as_of=tomorrow)
    assert not ImportFile.objects.exists()


def test_nothing_is_posted_ahead(world: World) -> None:
    header = HEADER.replace("Date,Due", "Date,Posting date,Due")
    rows = "C1,Fenwick,A-1,2026-06-20,2026-06-20,2026-07-20,USD,10.00,10.00\n"
    rows += "C1,Fenwick,A-2,2026-06-20,,2026-07-20,USD,10.00,10.00\n"

    file = preview(header + rows, company=world.northlight, by=world.erin)

    assert refusals(file) == [(2, "intake.posted_ahead")]
    assert file.rows.get(line=3).row["posting_date"] == "2026-06-15"
