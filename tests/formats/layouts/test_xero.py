"""Xero: contacts on rows of their own, what is open in the column of its age, a grand total that is wrong by design."""

from __future__ import annotations

from datetime import date

from tests.formats.files import text_file, workbook
from tests.formats.layouts.golden import items, layout, of_totals, passed, read, tied

HEADER = [
    "Contact Account Number", "Primary Person", "Phone", "Email", "Mobile", "Contact Group", "Invoice Date", "Due Date",
    "Expected Date", "Invoice Number", "Invoice Reference", "< 1 Month", "1 Month", "2 Months", "3 Months", "Older",
    None, "Total", "Outstanding Tax", "Invoice Seen", "Invoice Sent",
]  # fmt: skip
SHORT = (
    "Aged Receivables Detail,,,,,,,,,,",
    "Harbour Goods,,,,,,,,,,",
    "As at 31 July 2026,,,,,,,,,,",
    "Ageing by due date,,,,,,,,,,",
    "",
    "Invoice Number,Invoice Date,Due Date,Invoice Reference,Current,< 1 Month,1 Month,2 Months,3 Months,Older,Total",
    "Fenwick Optical,,,,,,,,,,",
    "INV-1,01 Jul 2026,31 Aug 2026,R1,250.00,0.00,0.00,0.00,0.00,0.00,250.00",
    ",05 Jun 2026,05 Jul 2026,,0.00,-25.00,0.00,0.00,0.00,0.00,-25.00",
    "INV-3,05 Jun 2026,05 Jul 2026,,10.00,2.50,0.00,0.00,0.00,0.00,12.50",
    "Total Fenwick Optical,,,,260.00,-22.50,0.00,0.00,0.00,0.00,237.50",
    "Total Wine Stores,,,,,,,,,,",
    "INV-4,05 Jun 2026,05 Jul 2026,,,7.00,,,,,7.00",
    "Total Total Wine Stores,,,,0.00,7.00,0.00,0.00,0.00,0.00,7.00",
    "Total,,,,260.00,-15.50,0.00,0.00,0.00,0.00,244.50",
)


def test_the_short_report_is_added_up_over_its_columns_by_age() -> None:
    found = read(text_file(*SHORT))
    assert layout(found) == "xero"
    assert items(found) == [
        "Fenwick Optical | INV-1 | invoice | 2026-07-01 | 2026-08-31 | USD 25000 25000",
        "Fenwick Optical | (none) | credit_memo | 2026-06-05 | 2026-07-05 | USD -2500 -2500",
        "Fenwick Optical | INV-3 | invoice | 2026-06-05 | 2026-07-05 | USD 1250 1250",
        "Total Wine Stores | INV-4 | invoice | 2026-06-05 | 2026-07-05 | USD 700 700",
    ]
    assert passed(found) == {"title": 4, "party": 2, "total": 3}
    assert of_totals(found) == tied(3)


def test_the_long_report_has_the_contacts_account_where_there_is_one_and_its_name_where_there_is_none() -> None:
    contact = ["Ada Fenwick", "", "", "", ""]
    found = read(
        workbook(
            ["Aged Receivables Detail"],
            ["Harbour Goods"],
            ["As at 31 July 2026"],
            ["Ageing by due date"],
            [],
            HEADER,
            [],
            ["Fenwick Optical"],
            [
                "F-01",
                *contact,
                date(2026, 6, 1),
                date(2026, 7, 1),
                None,
                "INV-1",
                "PO 4",
                100.1,
                *[None] * 5,
                100.1,
                10,
            ],
            ["F-01", *contact, date(2026, 3, 1), date(2026, 4, 1), *[None] * 6, -20.05, None, None, -20.05, 0],
            ["Total Fenwick Optical", *[None] * 10, 100.1, 0, 0, -20.05, 0, None, 80.05],
            [],
            ["Marrow & Sons"],
            [None] * 6 + [date(2026, 6, 2), date(2026, 7, 2), None, "INV-2", None, 50, *[None] * 5, 50, 5, "No", "Yes"],
            ["Total Marrow & Sons", *[None] * 10, 50, 0, 0, 0, 0, None, 50],
            ["Total", *[None] * 10, 0, 0, 0, 0, 0, None, 0],
            ["Percentage of total", *[None] * 10, "100.00%"],
        )
    )
    assert layout(found) == "xero"
    assert items(found) == [
        "F-01 | INV-1 | invoice | 2026-06-01 | 2026-07-01 | USD 10010 10010",
        "F-01 | (none) | credit_memo | 2026-03-01 | 2026-04-01 | USD -2005 -2005",
        "Marrow & Sons | INV-2 | invoice | 2026-06-02 | 2026-07-02 | USD 5000 5000",
    ]
    assert [item.customer_name for item in found.accepted] == ["Fenwick Optical", "Fenwick Optical", "Marrow & Sons"]
    assert of_totals(found) == [
        "Line 16 (Total): the report's own total is 0.00 USD, and the rows that were read add up to 130.05 USD. "
        "Xero's grand total leaves out what is not overdue, and is zero at times.",
        "Totals of the report that are the same as the rows that were read add up to: 2.",
    ]


def test_a_row_whose_own_total_is_not_the_sum_of_its_columns_is_refused_with_both() -> None:
    wrong = [line.replace("2.50,0.00,0.00,0.00,0.00,12.50", "2.50,0.00,0.00,0.00,0.00,13.50") for line in SHORT]
    (refused,) = read(text_file(*wrong)).refused
    assert str(refused) == (
        "line 10, Sum of the columns, '10.00 + 2.50': The columns of the row add up to 12.50 USD, and its own total is "
        "13.50."
    )


def test_a_refused_row_is_named_where_the_total_of_its_contact_differs_for_it() -> None:
    damaged = [line.replace("INV-3,05 Jun 2026,05 Jul 2026", "INV-3,yesterday,05 Jul 2026") for line in SHORT]
    assert of_totals(read(text_file(*damaged)))[0] == (
        "Line 11 (Total Fenwick Optical): the report's own total is 237.50 USD, and the rows that were read add up to "
        "225.00 USD. Rows that were refused above it: 1."
    )
