"""Three real sets of receivables, as they are: loaded, loaded again, and taken back, against plain CSV arithmetic.

The sets stay outside of the project; without them these tests are skipped.
"""

from __future__ import annotations

import csv
import os
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Count, Sum

from creditdesk.domain.reasons import Refusal
from creditdesk.intake import actions, verify
from creditdesk.intake.models import ImportFile
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Entry, OpenItem, Position
from tests.actions.importing import load, receive, take_back, worked
from tests.plugins.figures import FULL
from tests.world import World

_BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data"
RECEIVABLES = Path(os.environ.get("CREDITDESK_REAL_DATA") or _BESIDE) / "receivables"
INVOICES_WITH_SETTLEMENT = RECEIVABLES / "ibm" / "WA_Fn-UseC_-Accounts-Receivable.csv"
OPEN_ITEMS = RECEIVABLES / "highradius" / "open_items_9700_original_columns.csv"
CLOSED_ITEMS = RECEIVABLES / "highradius" / "split_train_32000.csv"

pytestmark = [
    pytest.mark.long,
    pytest.mark.real_data,
    pytest.mark.skipif(not RECEIVABLES.is_dir(), reason="the real receivables are not on this machine"),
]


def _lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _cents(text: str) -> int:
    amount = Decimal(text) * 100
    assert amount == int(amount), text
    return int(amount)


def _load(path: Path, world: World) -> ImportFile:
    return load(path.read_bytes(), company=world.northlight, by=world.adam, name=path.name)


def _again_has_no_effect(path: Path, world: World) -> None:
    before = (OpenItem.objects.count(), Entry.objects.count())
    with pytest.raises(Refusal, match="loaded before"):
        receive(path.read_bytes(), company=world.northlight, by=world.adam)
    # Other bytes with the same documents: every row is unchanged or was refused before, and nothing can be posted.
    other = path.read_bytes() + b"\n"
    again = receive(other, company=world.northlight, by=world.adam)
    again = worked(again)
    assert again.rows_accepted == 0
    with pytest.raises(Refusal, match="nothing new"):
        actions.post(again, revision=again.revision, by=world.adam, at=again.received_at)
    assert (OpenItem.objects.count(), Entry.objects.count()) == before


def _undo_empties_the_ledger(file: ImportFile, world: World) -> None:
    undone = take_back(file, by=world.adam)
    assert undone.state == ImportFile.State.UNDONE, undone.problem
    assert not OpenItem.objects.exclude(open_minor=0).exists()
    assert not OpenItem.objects.filter(voided_on=None).exists()
    assert set(
        Entry.objects.values_list("currency").annotate(Sum("amount_minor")).values_list("amount_minor__sum")
    ) == {(0,)}
    assert not Position.objects.exists()
    assert verify.broken_facts() == []


def test_2466_invoices_come_with_their_settlement(world: World) -> None:
    rows = _lines(INVOICES_WITH_SETTLEMENT)
    file = _load(INVOICES_WITH_SETTLEMENT, world)
    assert (file.rows_read, file.rows_done, file.rows_refused) == (2466, 2466, 0)
    items = OpenItem.objects.filter(import_file_id=file.id)
    assert items.aggregate(sum=Sum("original_minor"))["sum"] == sum(_cents(row["InvoiceAmount"]) for row in rows)
    assert not items.exclude(open_minor=0).exists()
    settled = Counter(row["SettledDate"] for row in rows)
    stated = items.values_list("closed_date").annotate(Count("id"))
    assert {f"{day.month}/{day.day}/{day.year}": count for day, count in stated if day} == dict(settled)
    assert Customer.objects.filter(number__in={row["customerID"] for row in rows}).count() == 100
    assert verify.broken_facts() == []
    _again_has_no_effect(INVOICES_WITH_SETTLEMENT, world)
    _undo_empties_the_ledger(file, world)


def test_9700_open_items_of_five_companies_tie_per_company_and_currency(world: World) -> None:
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in _lines(OPEN_ITEMS):
        sums = expected[row["business_code"], row["invoice_currency"]]
        sums[0] += 1
        sums[1] += _cents(row["total_open_amount"])
    file = _load(OPEN_ITEMS, world)
    assert (file.rows_read, file.rows_done, file.rows_refused) == (9700, 9700, 0)
    ledger = (
        OpenItem.objects.order_by().values_list("company__code", "currency").annotate(Count("id"), Sum("open_minor"))
    )
    assert {(code, currency): [count, total] for code, currency, count, total in ledger} == dict(expected)
    assert len(expected) == 5
    positions = Position.objects.order_by().values_list("company__code", "currency").annotate(Sum("open_minor"))
    assert {(code, currency): total for code, currency, total in positions} == {
        key: total for key, (_, total) in expected.items()
    }
    item = OpenItem.objects.get(number="1930571429")
    assert item.customer.number == "0200706844"
    assert (
        not Customer.objects.filter(company__code="U001", number__regex=r"^[1-9]")
        .filter(number__startswith="2007")
        .exists()
    )
    assert verify.broken_facts() == []
    _again_has_no_effect(OPEN_ITEMS, world)
    _undo_empties_the_ledger(file, world)


@pytest.mark.timeout(400)
def test_32000_closed_items_go_in_and_what_contradicts_itself_is_refused(world: World) -> None:
    rows = _lines(CLOSED_ITEMS)
    file = _load(CLOSED_ITEMS, world)
    # A number that stands twice for one customer is refused, whether the rows are the same or contradict each other.
    numbers = Counter((row["cust_number"], row["invoice_id"]) for row in rows if row["invoice_id"])
    repeated = sum(count - 1 for count in numbers.values())
    assert (file.rows_read, file.rows_refused) == (32000, repeated)
    assert file.rows_done == 32000 - repeated
    refused = {row.line for row in file.rows.filter(verdict="refused")}
    expected = sum(_cents(row["total_open_amount"]) for line, row in enumerate(rows, start=2) if line not in refused)
    items = OpenItem.objects.filter(import_file_id=file.id)
    assert items.aggregate(sum=Sum("original_minor"))["sum"] == expected
    assert not items.exclude(open_minor=0).exists()
    assert verify.broken_facts() == []
    _again_has_no_effect(CLOSED_ITEMS, world)
    if FULL:  # that many chunks are undone as those of the two smaller sets are, in half a minute
        _undo_empties_the_ledger(file, world)
