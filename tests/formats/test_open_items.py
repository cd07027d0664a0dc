"""Rows as open items: signs, kinds, what is open, numbers, dates, defaults, and every refusal with its place."""

from __future__ import annotations

from datetime import date

import pytest

from creditdesk.domain.open_item import ItemKind
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.open_items import Defaults
from creditdesk.intake.formats.refusals import FileRefused
from tests.formats.files import AS_OF, Cells, reading, text_file, workbook

HEADER = "Company,Customer No,Invoice No,Document Type,Invoice Date,Due Date,Currency,Original Amount,Open Amount"


def test_a_full_row_becomes_an_open_item() -> None:
    read = reading(
        text_file(
            HEADER + ",Customer Name,Posting Date,Disputed,Terms,PO Number,Order Number,Reference,Country",
            "US01,C1,17,RV,2026-06-01,2026-07-01,USD,1200.00,700.00,Anvil Works,2026-06-02,yes,N30,PO-5,SO-6,BOL 7,US",
        )
    )
    (item,) = read.accepted
    assert (item.line, item.company_code, item.customer_number, item.customer_name) == (2, "US01", "C1", "Anvil Works")
    assert (item.kind, item.number, item.currency) == (ItemKind.INVOICE, "17", "USD")
    assert (item.original_minor, item.open_minor, item.disputed) == (120_000, 70_000, True)
    assert (item.document_date, item.posting_date, item.due_date) == (
        date(2026, 6, 1),
        date(2026, 6, 2),
        date(2026, 7, 1),
    )
    assert (item.terms_code, item.po_number, item.order_number, item.reference) == ("N30", "PO-5", "SO-6", "BOL 7")
    assert (item.settled_date, item.discount_date, item.country, item.notes) == (None, None, "US", ())


def test_a_negative_invoice_becomes_a_credit_memo_and_says_so() -> None:
    read = reading(
        text_file(
            HEADER,
            "US01,C1,17,Invoice,2026-06-01,2026-07-01,USD,-50.00,-20.00",
            "US01,C1,18,Payment,2026-06-01,2026-07-01,USD,-60.00,-60.00",
            "US01,C1,19,Debit memo,2026-06-01,2026-07-01,USD,70.00,70.00",
            "US01,C1,20,Whatever,2026-06-01,2026-07-01,USD,80.00,80.00",
        )
    )
    assert [(item.kind.value, item.open_minor, item.notes) for item in read.accepted] == [
        ("credit_memo", -2_000, ("turned_credit_memo",)),
        ("payment", -6_000, ()),
        ("debit_memo", 7_000, ()),
        ("invoice", 8_000, ("type_unknown",)),
    ]


def test_a_positive_credit_memo_and_an_amount_of_zero_are_refused() -> None:
    read = reading(
        text_file(
            HEADER,
            "US01,C1,17,Credit memo,2026-06-01,2026-07-01,USD,50.00,50.00",
            "US01,C1,18,Invoice,2026-06-01,2026-07-01,USD,0.00,",
        )
    )
    assert read.accepted == []
    assert [(row.line, row.field, row.column) for row in read.refused] == [
        (2, "original_amount", "Original Amount"),
        (3, "original_amount", "Original Amount"),
    ]


def test_a_debit_credit_column_signs_amounts_that_have_no_sign() -> None:
    read = reading(
        text_file(
            "Customer No,Invoice No,Due Date,Amount,Debit/Credit ind",
            "C1,17,2026-07-01,50.00,H",
            "C1,18,2026-07-01,60.00,S",
            "C1,19,2026-07-01,-60.00,S",
            "C1,20,2026-07-01,60.00,Q",
        )
    )
    assert [(item.kind.value, item.original_minor) for item in read.accepted] == [
        ("credit_memo", -5_000),
        ("invoice", 6_000),
    ]
    assert read.reasons == {
        4: "The row is a debit and its amount is negative.",
        5: "q is neither debit nor credit.",
    }


def test_a_settled_row_is_open_at_zero_since_its_settlement() -> None:
    read = reading(
        text_file(
            "Customer No,Invoice No,Invoice Date,Due Date,Amount,Settled Date,Is Open",
            "C1,17,2026-05-01,2026-06-01,55.94,2026-06-15,0",
            "C1,18,2026-05-01,2026-06-01,65.88,,1",
            "C1,19,2026-05-01,2026-06-01,65.88,,0",
            "C1,20,2026-05-01,2026-06-01,65.88,2026-06-15,1",
            "C1,21,2026-05-01,2026-06-01,65.88,2026-08-01,0",
        )
    )
    assert [(item.original_minor, item.open_minor, item.settled_date) for item in read.accepted] == [
        (5_594, 0, date(2026, 6, 15)),
        (6_588, 6_588, None),
    ]
    assert read.reasons == {
        4: "Nothing is open of the document, and the row does not say since when.",
        5: "The row says settled on 2026-06-15 and still open.",
        6: "2026-08-01 lies after 2026-07-31: a settlement cannot lie in the future.",
    }


@pytest.mark.parametrize(("original", "opened"), [("50.00", "50.01"), ("50.00", "-1.00"), ("-50.00", "1.00")])
def test_an_open_amount_beyond_the_original_or_zero_is_refused(original: str, opened: str) -> None:
    read = reading(text_file(HEADER, f"US01,C1,17,,2026-06-01,2026-07-01,USD,{original},{opened}"))
    assert [(row.field, row.value) for row in read.refused] == [("open_amount", opened)]


def test_the_same_number_twice_is_refused_and_names_the_first_line() -> None:
    row = "US01,C1,17,RV,2026-06-01,2026-07-01,USD,50.00,50.00"
    read = reading(
        text_file(
            HEADER,
            row,
            row,
            row.replace("50.00,50.00", "50.00,40.00"),
            row.replace("C1", "C2"),
            row.replace("US01", "US02"),
            row.replace("50.00,50.00", "-50.00,-50.00"),
        )
    )
    assert [item.line for item in read.accepted] == [2, 5, 6, 7], (
        "another customer or company or kind, another document"
    )
    assert read.reasons == {
        3: "The row is the same as line 2.",
        4: "The number stands on line 2 already, for the same customer and with other content.",
    }
    assert {row.column for row in read.refused} == {"Invoice No"}


def test_a_document_without_a_number_gets_one_from_its_content_that_is_the_same_next_time() -> None:
    header = "Customer No,Invoice No,Due Date,Open Amount"
    lines = ["C1,,2026-07-01,50.00", "C1,,2026-07-01,50.00", "C1,,2026-07-02,50.00", "C2,nan,2026-07-01,50.00"]
    first = reading(text_file(header, *lines))
    again = reading(text_file(header, lines[3], lines[2], lines[0], lines[1]))
    numbers = [item.number for item in first.accepted]
    assert len(set(numbers)) == 4, "equal rows are told apart by their occurrence: they may be two documents"
    assert all(item.number_derived and item.number.startswith("NN-") for item in first.accepted)
    assert [item.number for item in again.accepted] == [numbers[3], numbers[2], numbers[0], numbers[1]]


def test_the_derived_number_does_not_change_when_the_document_is_paid() -> None:
    header = "Customer No,Invoice Date,Due Date,Original Amount,Open Amount,Settled Date"
    (before,) = reading(text_file(header, "C1,2026-06-01,2026-07-01,50.00,50.00,")).accepted
    (after,) = reading(text_file(header, "C1,2026-06-01,2026-07-01,50.00,0.00,2026-07-15")).accepted
    assert before.number == after.number


def test_without_a_document_date_the_earliest_day_of_the_row_stands_for_it() -> None:
    read = reading(
        text_file(
            "Customer No,Invoice No,Due Date,Clear Date,Amount",
            "C1,17,2026-06-15,2026-06-10,50.00",
            "C1,18,2026-06-15,2026-06-20,50.00",
            "C1,19,,,50.00",
        )
    )
    assert [(item.document_date, item.document_date_derived) for item in read.accepted] == [
        (date(2026, 6, 10), True),
        (date(2026, 6, 15), True),
    ]
    assert read.reasons == {4: "The row names no date at all."}


def test_without_a_due_date_the_item_leaves_it_to_its_terms() -> None:
    (item,) = reading(text_file("Customer No,Invoice No,Invoice Date,Terms,Amount", "C1,17,2026-06-15,N30,50")).accepted
    assert (item.due_date, item.terms_code) == (None, "N30")


def test_missing_currency_and_company_take_the_defaults_and_say_so() -> None:
    content = text_file(HEADER, ",C1,17,,2026-06-01,2026-07-01,,50.00,")
    (item,) = reading(content).accepted
    assert (item.company_code, item.currency, item.notes) == ("US01", "USD", ("company_assumed", "currency_assumed"))
    read = reading(content, defaults=Defaults(company="US01", currency=None, as_of=AS_OF))
    assert read.reasons == {2: "The row names no currency, and none was given for the file."}


def test_amounts_follow_the_currency_of_their_row() -> None:
    read = reading(
        text_file(
            HEADER,
            "US01,C1,17,,2026-06-01,2026-07-01,JPY,5000,",
            "US01,C1,18,,2026-06-01,2026-07-01,KWD,5.125,",
            "US01,C1,19,,2026-06-01,2026-07-01,USD,5.125,",
            "US01,C1,20,,2026-06-01,2026-07-01,XXQ,5.00,",
        )
    )
    assert [item.original_minor for item in read.accepted] == [5_000, 5_125]
    assert read.reasons == {
        4: "5.125 has more decimal places than USD has (2).",
        5: "XXQ is not the ISO code of a current currency.",
    }


def test_a_bad_cell_is_refused_with_line_field_column_value_and_reason() -> None:
    read = reading(
        text_file(
            HEADER + ",Disputed",
            "US01,C1,17,,2026-06-01,2026-07-01,USD,50.00,,no",
            "US01,C1,18,,1900-01-01,2026-07-01,USD,50.00,,no",
            "US01,C1,19,,2026-06-01,9999-12-31,USD,50.00,,no",
            "US01,C1,20,,2026-06-01,2026-07-01,USD,n/k,,no",
            "US01,C1,21,,2026-06-01,2026-07-01,USD,,,no",
            "US01,,22,,2026-06-01,2026-07-01,USD,50.00,,no",
            "US01,C1,23,,2026-06-01,2026-07-01,USD,50.00,,perhaps",
            ",,Grand Total,,,,USD,300.00,,",
            f"US01,{'C' * 65},24,,2026-06-01,2026-07-01,USD,50.00,,no",
        )
    )
    assert [item.number for item in read.accepted] == ["17"], "everything else goes in"
    assert [(row.line, row.field, row.column, row.value, str(row.reason)) for row in read.refused] == [
        (
            3,
            "document_date",
            "Invoice Date",
            "1900-01-01",
            "1900-01-01 lies before 1990-01-01, the earliest day that is plausible.",
        ),
        (
            4,
            "due_date",
            "Due Date",
            "9999-12-31",
            "9999-12-31 lies after 2028-07-30, the latest day that is plausible.",
        ),
        (5, "original_amount", "Original Amount", "n/k", "n/k is not an amount."),
        (6, "original_amount", "Original Amount", "", "The row names no amount."),
        (7, "customer_number", "Customer No", "", "The row names no customer."),
        (8, "disputed", "Disputed", "perhaps", "perhaps is neither yes nor no."),
        (9, "customer_number", "Customer No", "", "The row has no customer and looks like a total; it is left out."),
        (10, "customer_number", "Customer No", "C" * 65, "The text has 65 characters; at most 64 fit."),
    ]


def test_customer_numbers_that_lost_their_zeros_are_filled_up_where_the_file_proves_the_width() -> None:
    header = "Customer No,Invoice No,Due Date,Amount"
    lines = ["0200759878,1,2026-07-01,5", "0200759879,2,2026-07-01,5", "200759878,3,2026-07-01,5", "CC6,4,2026-07-01,5"]
    read = reading(text_file(header, *lines))
    assert [item.customer_number for item in read.accepted] == ["0200759878", "0200759879", "0200759878", "CC6"]
    warning = next(warning for warning in read.totals.warnings() if warning.code == "intake.customer_padded")
    assert str(warning).endswith("Rows: 1, first on line 4.")


def test_numbers_are_filled_up_to_those_that_the_ledger_has_where_the_file_proves_no_width() -> None:
    content = text_file("Customer No,Invoice No,Due Date,Amount", "200759878,3,2026-07-01,5", "17,4,2026-07-01,5")
    assert [item.customer_number for item in reading(content).accepted] == ["200759878", "17"]
    known = Defaults(company="US01", currency="USD", as_of=AS_OF, customers={"US01": ["0200759878"]})
    assert [item.customer_number for item in reading(content, defaults=known).accepted] == ["0200759878", "17"]


def test_an_order_of_dates_that_the_file_does_not_tell_is_asked_for() -> None:
    content = text_file("Customer No,Invoice No,Due Date,Amount", "C1,1,3/4/2026,5", "C1,2,5/6/2026,5")
    with pytest.raises(FileRefused, match="Every date in Due Date can have the month or the day first"):
        reading(content)
    assert [item.due_date for item in reading(content, day_order="dmy").accepted] == [
        date(2026, 4, 3),
        date(2026, 6, 5),
    ]
    assert reading(content, day_order="mdy").accepted[0].due_date == date(2026, 3, 4)


def test_a_column_of_dates_that_tells_its_order_answers_for_the_others() -> None:
    content = text_file(
        "Customer No,Invoice No,Invoice Date,Due Date,Amount",
        "C1,1,3/4/2026,4/13/2026,5",
        "C1,2,5/6/2026,6/15/2026,5",
    )
    assert [item.document_date for item in reading(content).accepted] == [date(2026, 3, 4), date(2026, 5, 6)]


def test_dates_in_two_orders_are_asked_for_and_what_does_not_fit_is_refused() -> None:
    content = text_file("Customer No,Invoice No,Due Date,Amount", "C1,1,3/14/2026,5", "C1,2,14/3/2026,5")
    with pytest.raises(FileRefused, match="Some dates in Due Date have the month first and some the day"):
        reading(content)
    assert reading(content, day_order="mdy").reasons == {3: "14/3/2026 is not a date."}


def test_a_decimal_mark_that_the_file_does_not_tell_is_asked_for() -> None:
    content = text_file("Customer No;Invoice No;Due Date;Amount", "C1;1;2026-07-01;1.234", "C1;2;2026-07-01;900")
    with pytest.raises(FileRefused, match="The mark in the amounts of Amount can separate thousands or decimals"):
        reading(content)
    assert [item.original_minor for item in reading(content, decimal=",").accepted] == [123_400, 90_000]


def test_a_file_without_a_needed_column_is_refused_by_name_until_a_person_maps_it() -> None:
    content = text_file("Customer No,Invoice No,Due Date,Betrag offen", "C1,1,2026-07-01,5.00")
    with pytest.raises(FileRefused, match="No column is known for: original amount or open amount"):
        reading(content)
    assert reading(content, columns={"open_amount": "Betrag offen"}).accepted[0].open_minor == 500


def test_a_workbook_reads_like_the_same_text_file() -> None:
    lines: list[Cells] = [
        ["Customer No", "Invoice No", "Invoice Date", "Due Date", "Currency", "Amount"],
        ["0017", 1930571429, date(2026, 6, 1), date(2026, 7, 1), "EUR", 1234.56],
        ["0018", 1930571430, date(2026, 6, 2), date(2026, 7, 2), "EUR", -99.9],
    ]
    text = [",".join(str(cell) for cell in line) for line in lines]
    from_sheet, from_text = reading(workbook(*lines)), reading(text_file(*text))
    assert from_sheet.accepted == from_text.accepted
    assert [item.original_minor for item in from_sheet.accepted] == [123_456, -9_990]


def test_control_totals_tie_with_the_rows_by_company_currency_and_kind() -> None:
    read = reading(
        text_file(
            HEADER,
            "US01,C1,17,,2026-06-01,2026-07-01,USD,50.00,40.00",
            "US01,C1,18,,2026-06-01,2026-07-01,USD,60.00,",
            "US01,C1,19,,2026-06-01,2026-07-01,USD,-5.00,",
            "CA01,C1,20,,2026-06-01,2026-07-01,CAD,7.00,7.00",
            "CA01,C1,21,,2026-06-01,2026-07-01,CAD,seven,7.00",
            "CA01,C1,22",
        )
    )
    sums = {key: (t.count, t.original_minor, t.open_minor, t.open_count) for key, t in read.totals.totals.items()}
    assert sums == {
        ("US01", "USD", "invoice"): (2, 11_000, 10_000, 2),
        ("US01", "USD", "credit_memo"): (1, -500, -500, 1),
        ("CA01", "CAD", "invoice"): (1, 700, 700, 1),
    }
    assert (read.totals.rows_accepted, read.totals.rows_refused, read.findings.rows_read) == (4, 2, 6)
    assert read.totals.ties(rows_read=6)
    assert not read.totals.ties(rows_read=7)
    assert dict(read.totals.refused_by_code) == {"intake.amount_unreadable": 1, "intake.ragged_row": 1}


def test_the_bounds_of_dates_come_from_the_limits() -> None:
    content = text_file(HEADER, "US01,C1,17,,2026-06-01,2026-09-01,USD,50.00,")
    assert len(reading(content).accepted) == 1
    narrow = reading(content, limits=Limits(furthest_days_ahead=31))
    assert narrow.reasons == {2: "2026-09-01 lies after 2026-08-31, the latest day that is plausible."}
