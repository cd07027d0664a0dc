"""Reports that were cut, damaged or changed: each ends in a sentence with line, field and value, never in a guess."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.files import Cells, reading, text_file, workbook
from tests.formats.layouts.golden import items, layout, of_totals, passed, read, tied
from tests.formats.layouts.test_quickbooks import ONLINE
from tests.formats.layouts.test_xero import SHORT

HEADER = "Account,Document Number,Document Date,Net due date,Amount in doc. curr.,Document currency"


def test_a_header_in_the_middle_is_found_and_what_stands_above_it_is_no_document() -> None:
    notes = [f"Note {number} about this report" for number in range(40)]
    found = read(text_file(*notes, HEADER, "100001,18,2026-05-01,2026-05-31,10.00,EUR"))
    assert (layout(found), found.table.header_line) == ("sap_fbl5n", 41)
    assert passed(found) == {"title": 40}
    assert len(found.accepted) == 1


def test_a_row_above_the_header_is_refused_and_not_taken_for_a_title() -> None:
    found = read(text_file("100001,18,2026-05-01,2026-05-31,10.00,EUR", HEADER, "100001,19,2026-05-01,,10.00,EUR"))
    assert found.reasons == {1: "The row stands above the header line."}


def test_a_header_that_occurs_again_on_every_page_is_counted() -> None:
    row = "100001,{},2026-05-01,2026-05-31,10.00,EUR"
    pages = [
        line for page in range(3) for line in ("Customer line items", HEADER, row.format(page), f"Page {page + 1} of 3")
    ]
    found = read(text_file(*pages))
    assert passed(found) == {"title": 3, "header": 2, "footer": 3}
    assert (len(found.accepted), found.refused) == (3, [])


def test_200_columns_of_a_users_own_do_not_hide_those_of_the_report() -> None:
    more = [f"Field {number}" for number in range(200)]
    found = read(
        text_file(
            "Customer Line Items" + "," * 205,
            ",".join([*more[:100], *HEADER.split(","), *more[100:]]),
            ",".join([*"x" * 100, "100001", "18", "2026-05-01", "2026-05-31", "10.00", "EUR", *"y" * 100]),
        )
    )
    assert layout(found) == "sap_fbl5n"
    assert items(found) == ["100001 | 18 | invoice | 2026-05-01 | 2026-05-31 | EUR 1000 1000"]


def test_more_columns_than_are_read_refuse_the_file() -> None:
    with pytest.raises(FileRefused, match="line 1: The file has 6 columns; at most 5 are read"):
        read(text_file(HEADER, "100001,18,2026-05-01,,10.00,EUR"), limits=Limits(columns=5))


def test_a_formula_for_a_value_is_refused_with_line_column_and_value() -> None:
    found = read(text_file(HEADER, "100001,18,2026-05-01,2026-05-31,=B2*100,EUR", "100001,19,2026-05-01,,5.00,EUR"))
    assert [str(row) for row in found.refused] == ["line 2, Amount in doc. curr., '=B2*100': =B2*100 is not an amount."]


def test_a_formula_that_no_program_computed_is_an_error_of_its_row_and_not_zero() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER.split(","))
    sheet.write_row(1, 0, ["100001", "18", "2026-05-01", "2026-05-31"])
    sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    sheet.write(1, 5, "EUR")
    book.close()
    (refused,) = reading(stream.getvalue()).refused
    assert (refused.line, refused.column) == (2, "Amount in doc. curr.")


@pytest.mark.parametrize("kept", range(5, len(ONLINE)))
def test_half_a_report_is_read_as_far_as_it_goes_and_said_to_lack_its_total(kept: int) -> None:
    found = read(text_file(*ONLINE[:kept]))
    ends = any("TOTAL" in line for line in ONLINE[:kept])
    assert any("may be cut off" in sentence for sentence in of_totals(found)) is not ends


def test_a_report_cut_in_the_middle_of_an_amount_refuses_that_line() -> None:
    found = read(text_file(*SHORT)[:-60])
    assert [row.reason.code for row in found.refused][-1] == "intake.cut_off"


def test_a_customer_that_looks_like_a_footer_loses_its_documents_to_nobody_else() -> None:
    report = [line.replace("Total Wine Stores,,", "Page 7 Books,,") for line in SHORT]
    found = read(text_file(*report))
    assert found.reasons == {13: "The row names no customer."}
    assert {item.customer_number for item in found.accepted} == {"Fenwick Optical"}


def test_a_number_as_the_name_of_a_customer_is_a_name_and_no_total() -> None:
    report = [line.replace("Total Wine Stores", "4711") for line in SHORT]
    found = read(text_file(*report))
    assert found.accepted[-1].customer_number == "4711"
    assert of_totals(found) == tied(3)


def test_a_total_that_adds_up_several_currencies_is_not_compared_and_says_so() -> None:
    found = read(
        text_file(HEADER, "1,18,2026-05-01,,10.00,EUR", "1,19,2026-05-01,,5.00,USD", ",,,,15.00,", ",,,,10.00,EUR")
    )
    assert of_totals(found) == [
        "Line 4 (15.00) adds up several currencies without saying which it means; it was not compared.",
        "Totals of the report that are the same as the rows that were read add up to: 1.",
    ]


def test_a_row_that_lost_everything_but_its_amount_cannot_hide_among_the_totals() -> None:
    rows = ["1,18,2026-05-01,,10.00,EUR", ",,,,7.00,EUR", "1,19,2026-05-01,,5.00,EUR", ",,,,22.00,EUR"]
    assert of_totals(read(text_file(HEADER, *rows)))[0] == (
        "Line 3 (7.00 | EUR): the report's own total is 7.00 EUR, and the rows that were read add up to 10.00 EUR."
    )


def test_an_ambiguous_order_of_days_is_asked_and_never_guessed() -> None:
    found = reading(text_file(HEADER, "1,18,05/04/2026,06/04/2026,10.00,EUR"), day_order="dmy")
    assert items(found) == ["1 | 18 | invoice | 2026-04-05 | 2026-04-06 | EUR 1000 1000"]
    with pytest.raises(FileRefused, match="can have the month or the day first"):
        reading(text_file(HEADER, "1,18,05/04/2026,06/04/2026,10.00,EUR"))


def test_merged_cells_leave_the_name_in_the_first_one() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 7, "A/R Aging Detail")
    header = "Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance"
    sheet.write_row(1, 0, header.split(","))
    sheet.merge_range(2, 0, 2, 7, "Fenwick Optical")
    sheet.write_row(3, 0, ["", "Invoice", "2026-05-01", "18", "", "2026-05-31", 61, 12.5])
    book.close()
    assert items(read(stream.getvalue())) == [
        "Fenwick Optical | 18 | invoice | 2026-05-01 | 2026-05-31 | USD 1250 1250"
    ]


def test_a_customer_whose_cell_is_merged_over_its_rows_is_the_customer_of_each() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER.split(","))
    sheet.merge_range(1, 0, 2, 0, "100001")
    for row, number in enumerate(("18", "19", "20"), start=1):
        sheet.write_row(row, 1, [number, "2026-05-01", "", 10, "EUR"])
    book.close()
    found = read(stream.getvalue())
    assert [(item.customer_number, item.number) for item in found.accepted] == [("100001", "18"), ("100001", "19")]
    assert found.reasons == {4: "The row names no customer."}


def test_two_headings_of_one_name_are_told_apart() -> None:
    header = HEADER.replace("Net due date", "Net due date,Amount in doc. curr.")
    found = read(text_file(header, "1,18,2026-05-01,2026-05-31,10.00,99.00,EUR"))
    assert items(found) == ["1 | 18 | invoice | 2026-05-01 | 2026-05-31 | EUR 1000 1000"]
    assert "told apart by number" in str(found.findings.warnings[0])


def test_a_sheet_of_its_own_is_chosen_by_a_person() -> None:
    header: Cells = HEADER.split(",")
    july: Cells = ["1", "18", date(2026, 5, 1), None, 10, "EUR"]
    june: Cells = ["1", "17", date(2026, 5, 1), None, 20, "EUR"]
    book = workbook(sheets={"July": [header, july], "June": [header, june]})
    assert [item.number for item in read(book).accepted] == ["18"]
    assert [item.number for item in read(book, sheet="June").accepted] == ["17"]
