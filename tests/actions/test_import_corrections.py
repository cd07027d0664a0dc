"""Refused rows as a workbook: every row as it was read, with its reason; corrected there and loaded again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions
from creditdesk.intake.corrections import mark_of
from creditdesk.intake.formats.corrections import MARK_SHEET
from creditdesk.intake.models import ImportFile
from creditdesk.intake.refusals_book import refusals_book
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import TWO_INVOICES, load, preview, refusals, worked
from tests.formats.files import text_file
from tests.formats.layouts.test_xero import SHORT
from tests.world import NOW, World

# Day first and a decimal comma, which a few rows alone would not tell.
GERMAN = text_file(
    "Konto;Kunde;Beleg;Belegdatum;Faelligkeit;Betrag",
    "0017;Optik Blau;R-1;13.05.2026;31.05.2026;1.200,00",
    "0018;Linsen Rot;R-2;04.05.2026;03.06.2026;12x",
    "0019;=1+1;0003;05.05.2026;04.06.2026;1.234;zu viel",
)
GERMAN_COLUMNS = {
    "customer_number": "Konto",
    "customer_name": "Kunde",
    "document_number": "Beleg",
    "document_date": "Belegdatum",
    "due_date": "Faelligkeit",
    "original_amount": "Betrag",
}

Rows = list[list[str]]


def sheets(book: bytes) -> dict[str, Rows]:
    """The sheets of a workbook as text."""
    opened = CalamineWorkbook.from_filelike(io.BytesIO(book))
    return {
        name: [[str(cell) for cell in row] for row in opened.get_sheet_by_name(name).iter_rows()]
        for name in opened.sheet_names
    }


def corrected(book: bytes, *changes: Callable[[Rows], object], without_mark: bool = False) -> bytes:
    """The workbook as a spreadsheet program saves it again, with what a person changed on the first sheet."""
    tables = sheets(book)
    rows = next(iter(tables.values()))
    for change in changes:
        change(rows)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as saved:
        for name, table in tables.items():
            if without_mark and name == MARK_SHEET:
                continue
            sheet = saved.add_worksheet(name)
            for number, row in enumerate(table):
                for at, cell in enumerate(row):
                    sheet.write_string(number, at, cell)
    return out.getvalue()


def put(line: int, heading: str, text: str) -> Callable[[Rows], object]:
    """Type a text into the cell of a line of the sheet under a heading."""

    def change(rows: Rows) -> None:
        rows[line - 1][rows[1].index(heading)] = text

    return change


def german(world: World) -> ImportFile:
    """The German file as a person mapped it, posted: one row of three went in."""
    file = preview(GERMAN, company=world.northlight, by=world.erin, name="mai.csv")
    choices = {"columns": GERMAN_COLUMNS}
    actions.read_again(file, choices=choices, revision=file.revision, by=world.erin, at=NOW)
    worked(file)
    actions.post(file, revision=file.revision, by=world.erin, at=NOW)
    return worked(file)


class TestTheWorkbook:
    def test_a_row_stands_there_as_it_was_read_with_the_reason_beside_its_cell(self, world: World) -> None:
        table = sheets(refusals_book(german(world)))["Refused rows"]
        assert table[0][0].startswith("Correct the marked cells")
        assert table[1] == [
            "Line", "Row", "Konto", "Kunde", "Beleg", "Belegdatum", "Faelligkeit", "Betrag", "Why not: Betrag", "",
        ]  # fmt: skip
        assert table[2][:8] == ["3", "", "0018", "Linsen Rot", "R-2", "04.05.2026", "03.06.2026", "12x"]
        assert "12x is not an amount" in table[2][8]
        assert table[3][0] == "4"
        assert "The line has 7 cells and the header 6" in table[3][1]
        # Numbers keep their zeros, what looks like a formula is text, and the cell too many stands behind.
        assert table[3][2:] == ["0019", "=1+1", "0003", "05.05.2026", "04.06.2026", "1.234", "", "zu viel"]

    @pytest.mark.parametrize(
        "line", ['17,"Acme,A-9,2026-05-01', "C9,Bad\x01Name,A-9,2026-05-01,2026-05-31,USD,1.00,1.00", "C9,Cut,A-9"]
    )
    def test_a_row_that_was_never_cut_into_cells_is_there_too(self, world: World, line: str) -> None:
        file = preview(f"{TWO_INVOICES}{line}\n", company=world.northlight, by=world.erin)
        cells = sheets(refusals_book(file))["Refused rows"][2][2:]
        assert "".join(cells).strip(",") in (line, line.replace(",", ""))

    def test_a_reason_about_a_field_that_no_column_holds_stands_behind_all_columns(self, world: World) -> None:
        text = "Customer,Invoice,Date,Amount\nC1,T-1,2026-05-01,100.00\n"
        table = sheets(refusals_book(preview(text, company=world.northlight, by=world.erin)))["Refused rows"]
        assert table[1] == ["Line", "Customer", "Invoice", "Date", "Amount", "Why not: due date"]

    def test_where_nothing_is_refused_there_is_no_workbook(self, world: World) -> None:
        with pytest.raises(Refusal, match="No row of the file is refused"):
            refusals_book(load(TWO_INVOICES, company=world.northlight, by=world.erin))


class TestLoadedAgain:
    def test_it_is_read_as_the_file_that_it_corrects_and_the_two_point_to_each_other(self, world: World) -> None:
        first = german(world)
        book = corrected(refusals_book(first), put(3, "Betrag", "1.234,50"))
        again = load(book, company=world.northlight, by=world.erin, name="corrected.xlsx")
        assert (again.corrects, list(first.corrections.all())) == (first, [again])
        assert (again.rows_accepted, again.rows_refused) == (1, 1)
        item = OpenItem.objects.get(number="R-2")
        assert (item.customer.number, item.original_minor) == ("0018", 123_450)
        assert (item.document_date, item.due_date) == (dt.date(2026, 5, 4), dt.date(2026, 6, 3))

    def test_a_row_refused_as_a_whole_stays_refused_until_its_reason_is_emptied(self, world: World) -> None:
        first = german(world)
        halves = [put(4, "Betrag", "1.234,00"), lambda rows: rows[3].pop()]
        again = preview(corrected(refusals_book(first), *halves), company=world.northlight, by=world.erin)
        assert refusals(again) == [(3, "intake.amount_unreadable"), (4, "intake.not_corrected")]
        whole = corrected(refusals_book(first), *halves, put(4, "Row", ""))
        assert refusals(preview(whole, company=world.northlight, by=world.erin)) == [(3, "intake.amount_unreadable")]

    def test_the_refused_rows_of_corrections_come_back_as_well(self, world: World) -> None:
        second = load(
            corrected(refusals_book(german(world)), put(3, "Betrag", "1,00")), company=world.northlight, by=world.erin
        )
        book = corrected(refusals_book(second), put(3, "Row", ""), put(3, "Betrag", "2,00"), lambda rows: rows[2].pop())
        third = load(book, company=world.northlight, by=world.erin)
        assert (third.corrects, third.rows_accepted, third.rows_refused) == (second, 1, 0)
        assert OpenItem.objects.get(number="0003").customer.name == "=1+1"

    def test_a_row_that_was_taken_once_has_no_second_effect(self, world: World) -> None:
        book = refusals_book(german(world))
        load(corrected(book, put(3, "Betrag", "10,00")), company=world.northlight, by=world.erin)
        other_bytes = corrected(book, put(3, "Betrag", "10,00"), lambda rows: rows.pop())
        again = preview(other_bytes, company=world.northlight, by=world.erin)
        assert (again.rows_accepted, again.rows_unchanged, again.rows_refused) == (0, 1, 0)

    def test_a_row_without_a_number_that_equals_one_which_went_in_is_a_document_of_its_own(self, world: World) -> None:
        row = "C1,2026-05-01,2026-05-31,10.00,"
        rows = f"Customer,Date,Due,Amount,Settled date\n{row}\n{row}x\nC2,2026-05-01,2026-05-31,10.00,2026-06-01\n"
        first = load(rows, company=world.northlight, by=world.erin)
        book = corrected(refusals_book(first), put(3, "Settled date", ""))
        assert load(book, company=world.northlight, by=world.erin).rows_accepted == 1
        assert preview(corrected(book, put(1, "Line", "")), company=world.northlight, by=world.erin).rows_unchanged == 1

    def test_company_currency_and_day_are_those_of_the_first(self, world: World) -> None:
        world.adam.companies.add(world.southwind)
        bad = TWO_INVOICES.replace("A-2,2026-05-04", "A-2,2026-05-04x")
        first = actions.receive(
            [bad.encode()], name="a.csv", company=world.southwind, currency="EUR", by=world.adam, at=NOW,
            as_of=dt.date(2026, 6, 1),
        )  # fmt: skip
        worked(first)
        book = corrected(refusals_book(first), put(3, "Date", "2026-05-04"))
        again = preview(book, company=world.northlight, by=world.adam)
        assert (again.company, again.default_currency, again.as_of) == (world.southwind, "EUR", dt.date(2026, 6, 1))
        assert again.rows.get().row["company"] == "SW"

    def test_rows_of_a_report_keep_what_stood_above_them(self, world: World) -> None:
        lines = [line.replace("2026", "bad", 1) if "INV" in line else line for line in SHORT]
        first = load(text_file(*lines), company=world.northlight, by=world.erin)
        assert first.understood["layout"] and first.rows_refused
        book = sheets(refusals_book(first))["Refused rows"]
        again = preview(
            corrected(
                refusals_book(first),
                lambda rows: [
                    row.__setitem__(slice(None), [c.replace("bad", "2026") for c in row]) for row in rows[2:]
                ],
            ),
            company=world.northlight,
            by=world.erin,
        )
        assert (again.rows_accepted, again.rows_refused) == (len(book) - 2, 0)


class TestTheMarkIsChecked:
    def _plain(self, book: bytes, *, world: World, by: User | None = None) -> ImportFile:
        file = preview(book, company=world.northlight, by=by or world.erin)
        assert file.corrects is None
        return file

    def test_without_its_mark_it_is_simply_a_file(self, world: World) -> None:
        first = preview(TWO_INVOICES.replace("1200.00\n", "12x\n"), company=world.northlight, by=world.erin)
        book = corrected(refusals_book(first), put(3, "Open amount", "1200.00"), without_mark=True)
        assert self._plain(book, world=world).rows_accepted == 1

    @pytest.mark.parametrize("forged", ["999.abc:xyz", "nonsense"])
    def test_a_mark_that_is_not_ours_makes_no_corrections_and_is_said(self, world: World, forged: str) -> None:
        first = preview(TWO_INVOICES.replace("1200.00\n", "12x\n"), company=world.northlight, by=world.erin)
        table = sheets(refusals_book(first))
        assert table[MARK_SHEET][0] == ["mark", mark_of(first)]
        book = _with_mark(table, forged)
        file = self._plain(book, world=world)
        assert "intake.mark_unknown" in [warning["code"] for warning in file.totals["warnings"]]

    def test_the_import_of_a_company_of_others_is_not_corrected(self, world: World) -> None:
        world.adam.companies.add(world.southwind)
        first = preview(TWO_INVOICES.replace("1200.00\n", "12x\n"), company=world.southwind, by=world.adam)
        book = corrected(refusals_book(first), put(3, "Open amount", "1200.00"))
        assert self._plain(book, world=world).rows.get().row["company"] == "NL"

    def test_a_sheet_that_lost_its_headings_is_refused_in_words(self, world: World) -> None:
        first = preview(TWO_INVOICES.replace("1200.00\n", "12x\n"), company=world.northlight, by=world.erin)
        file = preview(corrected(refusals_book(first), put(2, "Due", "?")), company=world.northlight, by=world.erin)
        assert file.state == ImportFile.State.REFUSED
        assert "whose rows are corrected; there is no Due." in file.refusal


def _with_mark(table: dict[str, Rows], forged: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as saved:
        for name, rows in table.items():
            sheet = saved.add_worksheet(name)
            for number, row in enumerate(rows):
                cells: Sequence[str] = ["mark", forged] if name == MARK_SHEET and number == 0 else row
                for at, cell in enumerate(cells):
                    sheet.write_string(number, at, cell)
    return out.getvalue()
