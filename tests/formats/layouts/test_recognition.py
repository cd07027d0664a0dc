"""Which layout a file has, how sure that is and why; and a person's word that it is another, or none."""

from __future__ import annotations

import tracemalloc
from itertools import chain
from pathlib import Path

import pytest

from creditdesk.intake.formats.layouts.known import LAYOUTS
from creditdesk.intake.formats.refusals import FileRefused
from creditdesk.intake.formats.tabular import read_table
from tests.formats.files import reading, text_file
from tests.formats.layouts.golden import layout, read
from tests.formats.layouts.test_quickbooks import ONLINE


def test_why_a_layout_was_recognised_is_said_in_words() -> None:
    table = read_table(text_file(*ONLINE))
    assert table.found is not None
    assert table.found.confidence == 100
    assert [str(reason) for reason in table.found.reasons] == [
        "The file is read as QuickBooks Online, A/R Aging Detail: its header on line 5 has the columns Date, "
        "Transaction type, Num, Customer full name, Due date, Amount, ….",
        "Line 2 says so too: A/R Aging Detail Report.",
    ]


def test_a_layout_is_less_sure_where_the_report_does_not_say_its_name_and_has_other_columns() -> None:
    plain = [line + ",x" for line in ONLINE[4:5]]
    table = read_table(text_file(*plain, ",01/15/2026,Invoice,1001,Fenwick,02/14/2026,1.00,1.00,"))
    assert table.found is not None
    assert 67 <= table.found.confidence < 85


@pytest.mark.parametrize(
    "header",
    [
        "Customer No,Invoice No,Due Date,Amount",
        "Customer,Invoice,Date,Due,Amount",
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate",
        "cust_number,name_customer,invoice_id,total_open_amount,due_date,clear_date,days_late",
    ],
)
def test_a_file_of_no_layout_goes_on_to_the_usual_guess(header: str) -> None:
    assert read_table(text_file(header, "1" + "," * header.count(","))).found is None


def test_a_person_may_say_that_it_is_none_and_map_by_hand() -> None:
    found = reading(text_file(*ONLINE), layout="none")
    assert layout(found) == ""
    assert "column 1" in found.table.headers
    # The guess does not know that an empty open balance is zero: line 11 goes in as wholly open.
    assert [item.line for item in found.accepted] == [7, 8, 11, 13, 16]
    assert {row.reason.code for row in found.refused} >= {"intake.customer_missing"}


def test_a_person_may_name_the_layout() -> None:
    assert layout(read(text_file(*ONLINE), layout="quickbooks_online")) == "quickbooks_online"
    with pytest.raises(FileRefused, match="No line among the first 60 is the header of Xero"):
        reading(text_file(*ONLINE), layout="xero")
    with pytest.raises(FileRefused, match="The layout peachtree is not one of quickbooks_online_foreign"):
        reading(text_file(*ONLINE), layout="peachtree")


def test_columns_that_a_company_added_to_its_report_are_guessed_as_usual() -> None:
    header, row = ONLINE[4] + ",Sales Order,Terms", ",01/15/2026,Invoice,1001,Fenwick,02/14/2026,1.00,1.00,SO-9,Net 30"
    (item,) = read(text_file(header, row)).accepted
    assert (item.order_number, item.terms_code) == ("SO-9", "Net 30")


def test_a_person_may_correct_a_column_of_a_layout() -> None:
    found = reading(text_file(*ONLINE), columns={"open_amount": None})
    assert found.accepted[0].open_minor == found.accepted[0].original_minor == 120_000


def test_every_layout_has_a_name_of_its_own_and_fields_that_are_known() -> None:
    assert len({each.name for each in LAYOUTS}) == len({each.title for each in LAYOUTS}) == len(LAYOUTS)
    for each in LAYOUTS:
        wanted = set(chain.from_iterable(each.needs))
        assert wanted <= set(chain.from_iterable(each.fields.values())) | set(each.others), each.name


@pytest.mark.parametrize("rows", [2_000, 20_000])
def test_memory_does_not_grow_with_the_report(tmp_path: Path, rows: int) -> None:
    """Reading ten times the rows holds no more of them; the digests of their numbers are not counted here."""
    path = tmp_path / "report.csv"
    documents = [f",01/15/2026,Invoice,{number},Fenwick Optical,02/14/2026,1.00,1.00" for number in range(rows)]
    path.write_bytes(text_file(*ONLINE[:6], *documents, *ONLINE[8:9]))
    table = read_table(path)
    tracemalloc.start()
    count = sum(1 for _ in table.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == rows + 5
    assert peak < 300_000
