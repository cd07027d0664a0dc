"""Files that nobody would make on purpose: each gets a clear sentence, and nothing of it is lost."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter

from tests.formats.files import Cells, reading, text_file, workbook

HEADER = "Customer,Invoice,Date,Due,Amount"


def test_a_total_that_does_not_tie_is_said_with_both_sums_and_one_that_ties_is_counted() -> None:
    found = reading(
        text_file(
            HEADER,
            "C1,A-1,2026-05-01,2026-05-31,100.00",
            "C1,A-2,2026-05-01,2026-05-31,50.00",
            ",Total,,,150.00",
            "C2,A-3,2026-05-01,2026-05-31,7.00",
            ",Grand total,,,200.00",
        )
    )
    assert found.reasons[4] == "The row has no customer and looks like a total; it is left out."
    said = [str(warning) for warning in found.totals.warnings()]
    assert any("(Grand total): the report's own total is 200.00 USD" in each and "157.00 USD" in each for each in said)
    assert "Totals of the report that are the same as the rows that were read add up to: 1." in said


def test_a_header_far_below_notes_is_found_and_a_row_above_it_is_not_lost() -> None:
    notes = [f"Note {number}: see the letter" for number in range(1, 41)]
    row = "C1,A-1,2026-05-01,2026-05-31,100.00"
    found = reading(text_file(*notes, row.replace("A-1", "A-0"), HEADER, row))
    assert (found.table.header_line, len(found.accepted)) == (42, 1)
    assert found.reasons == {41: "The row stands above the header line."}


def test_of_two_hundred_columns_the_known_ones_are_read() -> None:
    more = [f"extra {number}" for number in range(195)]
    rows: list[Cells] = [[*HEADER.split(","), *more], ["C1", "A-1", date(2026, 5, 1), date(2026, 5, 31), 100.5, *more]]
    found = reading(workbook(*rows))
    assert len(found.table.headers) == 200
    assert [(row.number, row.original_minor) for row in found.accepted] == [("A-1", 10050)]


def test_a_formula_without_its_result_is_named_and_its_row_is_refused_and_never_zero() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.write_row(1, 0, ["C1", "A-1", "2026-05-01", "2026-05-31"])
        sheet.write_formula(1, 4, "=2*50", None, "")
        sheet.write_row(2, 0, ["C1", "A-2", "2026-05-01", "2026-05-31", 7])
    found = reading(stream.getvalue())
    assert [row.number for row in found.accepted] == ["A-2"]
    assert list(found.reasons) == [2]
    assert "Cells of the workbook hold formulas and no results, the first E2" in str(found.findings.warnings[0])


def test_a_customer_merged_over_his_rows_is_the_customer_of_each() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER.split(","))
        sheet.merge_range(1, 0, 2, 0, "C1")
        for line, number in enumerate(("A-1", "A-2"), start=1):
            sheet.write_row(line, 1, [number, "2026-05-01", "2026-05-31", 10])
    assert [row.customer_number for row in reading(stream.getvalue()).accepted] == ["C1", "C1"]


def test_days_in_three_orders_are_asked_for_and_the_ones_that_do_not_fit_are_refused_one_by_one() -> None:
    days = ("2026-05-04", "14.05.2026", "05/15/2026", "04-May-2026")
    lines = [f"C1,A-{number},{day},2026-05-31,1.00" for number, day in enumerate(days)]
    source = text_file(HEADER, *lines)
    (question,) = reading_questions(source)
    assert question == "Some dates in Date have the month first and some the day. Which is right?"
    found = reading(source, day_order="dmy")
    assert [row.document_date.day for row in found.accepted] == [4, 14, 4]
    assert found.reasons == {4: "05/15/2026 is not a date."}


def reading_questions(source: bytes) -> list[str]:
    """What is asked about the file."""
    from creditdesk.intake.formats.findings import study
    from creditdesk.intake.formats.tabular import read_table

    table = read_table(source)
    return [str(one.reason) for one in study(table, table.proposed_mapping()).questions]
