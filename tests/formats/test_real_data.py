"""The three real receivables files, read as they are. Skipped where they are absent; nothing of them is kept here.

Each sum is computed a second time, from the text of the file by csv and Decimal alone, and must agree to the cent.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from creditdesk.intake.formats.open_items import Defaults
from tests.formats.files import Reading, reading

REPOSITORY = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("CREDITDESK_REAL_DATA", REPOSITORY.parent / "shared" / "data"))
SAMPLE = REAL_DATA / "receivables" / "ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
OPEN = REAL_DATA / "receivables" / "highradius" / "open_items_9700_original_columns.csv"
CLOSED = REAL_DATA / "receivables" / "highradius" / "split_train_32000.csv"

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not SAMPLE.exists() or not OPEN.exists(), reason="the real receivables files are not here"),
]


def dict_rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def cents(rows: list[dict[str, str]], column: str) -> int:
    return int(sum((Decimal(row[column]) for row in rows), Decimal(0)) * 100)


def read(path: Path, *, known: Iterable[str] = ()) -> Reading:
    companies = ["US01", *{row.get("business_code", "US01") for row in dict_rows(path)}]
    customers = {company: sorted(known) for company in companies}
    return reading(
        path,
        defaults=Defaults(company="US01", currency="USD", as_of=date(2020, 7, 1), customers=customers),
    )


def american(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def test_all_2466_settled_invoices_of_the_sample_are_read_exactly() -> None:
    rows, found = dict_rows(SAMPLE), read(SAMPLE)
    assert len(rows) == len(found.accepted) == found.findings.rows_read == 2_466
    assert found.refused == []
    assert sum(item.original_minor for item in found.accepted) == cents(rows, "InvoiceAmount")
    assert {item.open_minor for item in found.accepted} == {0}
    for row, item in zip(rows, found.accepted, strict=True):
        assert (item.customer_number, item.number) == (row["customerID"], row["invoiceNumber"])
        assert item.disputed == (row["Disputed"] == "Yes")
        assert item.document_date == american(row["InvoiceDate"])
        assert item.due_date == american(row["DueDate"])
        assert item.settled_date == american(row["SettledDate"])
        assert (item.settled_date - item.document_date).days == int(row["DaysToSettle"])
    print(f"sample: {len(found.accepted)} accepted, 0 refused, {cents(rows, 'InvoiceAmount')} cents")


def test_all_9700_open_items_are_read_with_their_numbers_restored() -> None:
    rows, found = dict_rows(OPEN), read(OPEN)
    assert found.table.found is not None
    assert found.table.found.layout.name == "sap_flat_file"
    assert len(rows) == len(found.accepted) == found.findings.rows_read == 9_700
    assert found.refused == []
    expected: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        expected[row["business_code"], row["invoice_currency"]].append(row)
    sums = {(company, currency): total.open_minor for (company, currency, _), total in found.totals.totals.items()}
    assert sums == {key: cents(group, "total_open_amount") for key, group in expected.items()}
    for row, item in zip(rows, found.accepted, strict=True):
        assert item.number + ".0" == row["invoice_id"]
        assert item.due_date == date.fromisoformat(row["due_in_date"])
        assert item.document_date == date.fromisoformat(row["document_create_date"])
        assert item.open_minor == item.original_minor > 0
    print(f"open items: {len(found.accepted)} accepted, 0 refused, {len(sums)} companies and currencies")


def test_the_652_customer_numbers_that_lost_their_zero_find_their_customer_again() -> None:
    rows, found = dict_rows(OPEN), read(OPEN)
    lost = {row["cust_number"] for row in rows if row["cust_number"].isdecimal() and len(row["cust_number"]) == 9}
    kept = {row["cust_number"] for row in rows}
    assert found.totals.noted["customer_padded"] == 652
    assert {"0" + number for number in lost} & kept, "some customers stand in the file with and without their zero"
    assert {len(item.customer_number) for item in found.accepted} == {10, 6}
    assert {item.customer_number for item in found.accepted} == {
        number.zfill(10) if number.isdecimal() else number for number in kept
    }


def test_of_32000_closed_rows_597_repeat_a_number_and_the_rest_goes_in() -> None:
    rows, found = dict_rows(CLOSED), read(CLOSED)
    assert found.findings.rows_read == len(rows) == 32_000
    assert found.totals.noted["number_derived"] == sum(not row["invoice_id"] for row in rows) == 25_104
    # Of the 782 rows that the file marks as exact duplicates 494 have no number: they may be two documents of the
    # same day and amount, and go in with a derived number each. The other 288 repeat a number and are refused; so are
    # 309 rows that repeat a number with other dates. A row is called "the same" only as its first occurrence is: 272.
    assert Counter((bool(row["invoice_id"]), row["is_exact_duplicate_row"]) for row in rows)[False, "True"] == 494
    first: dict[tuple[str, str], dict[str, str]] = {}
    repeated = []
    for row in rows:
        if row["invoice_id"] and first.setdefault((row["cust_number"], row["invoice_id"]), row) is not row:
            repeated.append(row)
    assert len(repeated) == len(found.refused) == 597
    assert dict(found.totals.refused_by_code) == {"intake.same_row": 272, "intake.same_number": 325}
    assert found.totals.rows_accepted == 31_403
    accepted_cents = cents(rows, "total_open_amount") - cents(repeated, "total_open_amount")
    assert sum(item.original_minor for item in found.accepted) == accepted_cents
    assert {item.open_minor for item in found.accepted} == {0}
    assert len({(item.customer_number, item.number) for item in found.accepted}) == 31_403
    assert all(item.document_date_derived for item in found.accepted)
    print(f"closed items: 31403 accepted, 597 refused, {accepted_cents} cents")


def test_closed_rows_find_the_customers_of_the_open_items_when_the_ledger_knows_them() -> None:
    open_customers = {item.customer_number for item in read(OPEN).accepted}
    closed = {item.customer_number for item in read(CLOSED, known=open_customers).accepted}
    unpadded = {item.customer_number for item in read(CLOSED).accepted}
    assert len(closed & open_customers) > 300 > len(unpadded & open_customers)
