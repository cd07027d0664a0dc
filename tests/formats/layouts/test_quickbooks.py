"""QuickBooks Online and Desktop: titles, buckets between the rows, totals of each, a footer with the basis."""

from __future__ import annotations

from datetime import date

from tests.formats.files import text_file, workbook
from tests.formats.layouts.golden import items, layout, of_totals, passed, read, tied

JULY, AUGUST = date(2026, 7, 20), date(2026, 8, 19)
ONLINE = (
    "Harbour Goods Inc.,,,,,,,",
    "A/R Aging Detail Report,,,,,,,",
    '"As of July 31, 2026",,,,,,,',
    "",
    ",Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance",
    "91 or more days past due (2),,,,,,,",
    ',01/15/2026,Invoice,1001,Fenwick Optical,02/14/2026,"1,200.00",700.00',
    ",01/20/2026,Credit Memo,,Fenwick Optical,01/20/2026,-50.00,-50.00",
    'Total for 91 or more days past due,,,,,,"$1,150.00",$650.00',
    "61 - 90 days past due,,,,,,,",
    ",04/20/2026,Invoice,1002,Marrow & Sons,05/20/2026,80.00,",
    ",04/22/2026,Invoice,1004,Marrow & Sons,05/22/2026,80.00,0.00",
    ",04/21/2026,Payment,77,Marrow & Sons,04/21/2026,-30.00,-20.00",
    "Total for 61 - 90 days past due,,,,,,100.00,-20.00",
    "CURRENT,,,,,,,",
    ",07/25/2026,Invoice,1003,Marrow & Sons,08/24/2026,99.99,99.99",
    "Total for CURRENT,,,,,,99.99,99.99",
    'TOTAL,,,,,,"$1,349.99",$729.99',
    "",
    '"Friday, July 31, 2026 09:15 AM GMT-04:00 - Accrual basis",,,,,,,',
)


def test_online_is_read_below_its_titles_bucket_by_bucket() -> None:
    found = read(text_file(*ONLINE))
    assert layout(found) == "quickbooks_online"
    assert items(found) == [
        "Fenwick Optical | 1001 | invoice | 2026-01-15 | 2026-02-14 | USD 120000 70000",
        "Fenwick Optical | (none) | credit_memo | 2026-01-20 | 2026-01-20 | USD -5000 -5000",
        "Marrow & Sons | 77 | payment | 2026-04-21 | 2026-04-21 | USD -3000 -2000",
        "Marrow & Sons | 1003 | invoice | 2026-07-25 | 2026-08-24 | USD 9999 9999",
    ]
    assert passed(found) == {"title": 3, "section": 3, "total": 4, "footer": 1}
    assert of_totals(found) == tied(4)


def test_online_an_empty_open_balance_is_zero_as_a_written_one_is() -> None:
    found = read(text_file(*ONLINE))
    nothing_open = "Nothing is open of the document, and the row does not say since when."
    assert found.reasons == {11: nothing_open, 12: nothing_open}


def test_online_a_bucket_that_does_not_tie_is_said_with_its_line_and_both_sums() -> None:
    wrong = [line.replace("$650.00", "$600.00") for line in ONLINE]
    assert of_totals(read(text_file(*wrong)))[0] == (
        "Line 9 (Total for 91 or more days past due): the report's own total is 600.00 USD, and the rows that were "
        "read add up to 650.00 USD."
    )


def test_online_without_its_total_the_file_may_be_cut_off() -> None:
    found = read(text_file(*ONLINE[:14]))
    assert of_totals(found)[-1] == "The report's own total does not stand at the end: the file may be cut off."


def test_online_in_several_currencies_takes_the_amounts_of_the_documents_currency() -> None:
    found = read(
        text_file(
            "A/R Aging Detail",
            ",Date,Transaction type,No.,Customer full name,Due date,Currency,Foreign amount,Foreign open balance,"
            "Amount,Open balance",
            "CURRENT,,,,,,,,,,",
            ",07/20/2026,Invoice,9,Fenwick Optical,08/20/2026,EUR,100.00,40.00,115.00,46.00",
            ",07/21/2026,Invoice,10,Fenwick Optical,08/21/2026,USD,10.00,10.00,10.00,10.00",
            "Total for CURRENT,,,,,,,,,125.00,56.00",
            "TOTAL,,,,,,,,,125.00,56.00",
        )
    )
    assert layout(found) == "quickbooks_online_foreign"
    assert items(found) == [
        "Fenwick Optical | 9 | invoice | 2026-07-20 | 2026-08-20 | EUR 10000 4000",
        "Fenwick Optical | 10 | invoice | 2026-07-21 | 2026-08-21 | USD 1000 1000",
    ]


def test_desktop_is_read_with_its_first_columns_empty_and_behind_a_sheet_of_tips() -> None:
    found = read(
        workbook(
            sheets={
                "QuickBooks Desktop Export Tips": [["Tips"], ["How to keep your formats"]],
                "Sheet1": [
                    [
                        None,
                        "Type",
                        "Date",
                        "Num",
                        "P. O. #",
                        "Name",
                        "Terms",
                        "Due Date",
                        "Class",
                        "Aging",
                        "Open Balance",
                    ],
                    ["Current"],
                    [None, "Invoice", JULY, "2001", "PO-9", "Fenwick, Ada", "Net 30", AUGUST, None, None, 1284.5],
                    ["Total Current", *[None] * 9, 1284.5],
                    ["> 90"],
                    [None, "Credit Memo", date(2026, 1, 2), None, None, "Fenwick, Ada", None, None, None, 210, -84.5],
                    ["Total > 90", *[None] * 9, -84.5],
                    ["TOTAL", *[None] * 9, 1200],
                ],
            }
        )
    )
    assert (layout(found), found.table.sheet) == ("quickbooks_desktop", "Sheet1")
    assert items(found) == [
        "Fenwick, Ada | 2001 | invoice | 2026-07-20 | 2026-08-19 | USD 128450 128450",
        "Fenwick, Ada | (none) | credit_memo | 2026-01-02 | - | USD -8450 -8450",
    ]
    assert passed(found) == {"section": 2, "total": 3}
    assert of_totals(found) == tied(3)


def test_desktop_with_columns_of_a_users_own_is_known_too() -> None:
    found = read(
        text_file(
            "Harbour Goods",
            "A/R Aging Detail",
            "As of July 31, 2026",
            "Num,Customer,Date,Due Date,Amount,Open Balance,P.O. #",
            '3001,"Fenwick, Ada",07/01/2026,07/31/2026,"1,284.50","1,000.00",17',
            'TOTAL,,,,"1,284.50","1,000.00",',
        )
    )
    assert layout(found) == "quickbooks_desktop"
    assert items(found) == ["Fenwick, Ada | 3001 | invoice | 2026-07-01 | 2026-07-31 | USD 128450 100000"]
    assert found.accepted[0].po_number == "17"
    assert of_totals(found) == tied(1)
