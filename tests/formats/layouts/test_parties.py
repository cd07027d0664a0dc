"""Who owes what stands below a name: the name's row in all its shapes, and what happens where it cannot be read."""

from __future__ import annotations

from tests.formats.files import text_file
from tests.formats.layouts.golden import items, of_totals, passed, read, tied
from tests.formats.layouts.test_xero import SHORT

NETSUITE = "Customer,Transaction Type,Date,Document Number,P.O. No.,Due Date,Age,Open Balance"
INVOICE = ",Invoice,2026-05-01,{},,2026-05-31,61,{}"
SAGE = "Source,Date,Terms,Type,Total,Current,31-60,61-90,91+"


def customers(found_items: list[str]) -> list[str]:
    return [item.split(" | ")[0] for item in found_items]


def test_the_sum_of_a_customer_may_stand_beside_its_name_ahead_of_its_documents() -> None:
    found = read(
        text_file(
            NETSUITE,
            "Fenwick Optical,,,,,,,15.00",
            INVOICE.format(1, "10.00"),
            INVOICE.format(2, "5.00"),
            "Marrow,,,,,,,8.00",
            INVOICE.format(3, "7.00"),
        )
    )
    assert customers(items(found)) == ["Fenwick Optical", "Fenwick Optical", "Marrow"]
    assert of_totals(found) == [
        "Line 5 (Marrow | 8.00): the report's own total is 8.00 USD, and the rows that were read add up to 7.00 USD.",
        *tied(1),
    ]


def test_the_sum_ahead_and_the_total_behind_are_both_compared() -> None:
    rows = ["Fenwick,,,,,,,10.00", INVOICE.format(1, "10.00"), "Total - Fenwick,,,,,,,10.00", "Total,,,,,,,10.00"]
    assert of_totals(read(text_file(NETSUITE, *rows))) == tied(3)


def test_the_contact_of_a_customer_may_stand_on_the_row_of_its_name() -> None:
    header = (
        "Contact Account Number,Primary Person,Phone,Email,Mobile,Contact Group,Invoice Date,Due Date,Invoice Number,"
    )
    found = read(
        text_file(
            "Aged Receivables Detail",
            header + "< 1 Month,1 Month,2 Months,3 Months,Older,Total",
            "Fenwick Optical,Ada Fenwick,555 0101,ada@example.com,,Trade,,,,,,,,,",
            ",,,,,,2026-06-01,2026-07-01,INV-1,10.00,,,,,10.00",
            "Total Fenwick Optical,,,,,,,,,10.00,0.00,0.00,0.00,0.00,10.00",
        )
    )
    assert items(found) == ["Fenwick Optical | INV-1 | invoice | 2026-06-01 | 2026-07-01 | USD 1000 1000"]
    assert passed(found) == {"title": 1, "party": 1, "total": 1}


def test_the_address_of_a_customer_may_follow_its_name() -> None:
    found = read(
        text_file(
            "Customer Aged Detail",
            SAGE,
            "Fenwick Optical,,,,,,,,",
            "12 Mill Street,,,,,,,,",
            "Attn: Ada Fenwick,,,,,,,,",
            "1001,2026-05-15,Net 30,Invoice,5.00,-,-,5.00,-",
            "Total outstanding:,,,,5.00,-,-,5.00,-",
            "Marrow,,,,,,,,",
            "1002,2026-05-15,Net 30,Invoice,6.00,-,-,6.00,-",
        )
    )
    assert customers(items(found)) == ["Fenwick Optical", "Marrow"]
    assert passed(found) == {"title": 1, "party": 4, "total": 1}


def test_a_name_that_cannot_be_read_gives_its_documents_to_nobody() -> None:
    rows = ["Fenwick,,,,,,,", INVOICE.format(1, "10.00"), '"Marrow"x,,,,,,,', INVOICE.format(2, "5.00")]
    found = read(text_file(NETSUITE, *rows))
    assert customers(items(found)) == ["Fenwick"]
    assert found.reasons[5] == "The row names no customer."


def test_where_totals_close_each_customer_a_damaged_document_takes_nothing_along() -> None:
    damaged = [line.replace("INV-4,05 Jun", '"INV-4"x,05 Jun') for line in SHORT]
    more = "INV-5,05 Jun 2026,05 Jul 2026,,,7.00,,,,,7.00"
    found = read(text_file(*damaged[:13], more, *damaged[13:]))
    assert customers(items(found)) == ["Fenwick Optical"] * 3 + ["Total Wine Stores"]
    assert list(found.reasons) == [13]


def test_a_document_that_lost_its_dates_is_no_name() -> None:
    damaged = [line.replace("INV-1,01 Jul 2026,31 Aug 2026,R1", "INV-1,,,") for line in SHORT]
    found = read(text_file(*damaged))
    assert found.reasons[8] == "The row names no customer."
    assert "INV-1" not in customers(items(found))


def test_two_reports_in_one_file_are_both_read() -> None:
    found = read(text_file(*SHORT, *[line.replace("INV-", "INV-9") for line in SHORT[6:]]))
    assert customers(items(found)) == (["Fenwick Optical"] * 3 + ["Total Wine Stores"]) * 2


def test_a_line_of_blanks_is_no_document() -> None:
    found = read(text_file(*SHORT[:8], " , ,,,,,,,,,", *SHORT[8:]))
    assert (found.refused, passed(found)["rule"]) == ([], 1)
