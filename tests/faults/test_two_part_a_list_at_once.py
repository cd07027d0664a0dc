"""F4, lists of payers: four part a list over two payments while four machines put another list to one of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.cash import verify as cash_verify
from creditdesk.cash.actions import enter_receipt
from creditdesk.cash.models import Remittance
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.running import match_by_itself
from creditdesk.journal.actions import begin_chain
from creditdesk.parties.machine import machine_user
from creditdesk.receivables import verify
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.faults.crowd import send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(3, full=60)


def test_each_payment_has_one_list_whoever_is_first(transactional_db: None, tmp_path: Path, counted: Counted) -> None:
    begin_chain()
    world = make_world()
    machine_user()
    rounds = [a_round(world, place) for place in range(ROUNDS)]

    answers = send_crowd({"task": "part_lists", "by": world.erin.id, "rounds": rounds}, folder=tmp_path)

    firsts: Counter[str] = Counter()
    for (list_id, _), told in zip(rounds, zip(*answers, strict=True), strict=True):
        counts = Counter(told)
        assert counts["parted"] <= 1, counts
        refused = {"remittance.changed_meanwhile", "remittance.payment_has_list", "remittance.payment_used"}
        assert set(counts) <= {"parted", "machine", *refused}, counts
        state = Remittance.objects.get(id=list_id).state
        assert state == ("parted" if counts["parted"] else "waiting")
        firsts[state] += 1
    match_by_itself(world.northlight.id, as_of=TODAY, at=NOW)
    assert verify.broken_facts() == cash_verify.broken_facts() == []
    # What the list that came second names is paid by nobody.
    assert OpenItem.objects.filter(kind="invoice", closed_date__isnull=True).count() >= ROUNDS
    counted("F4 lists of payers", f"{ROUNDS} races of 4 cashiers and 4 machines: {dict(firsts)} ({connection.vendor})")


def a_round(world: World, place: int) -> tuple[int, list[int]]:
    """A customer with a list of two payments, another list of the amount of the first, and what both name."""
    payer = builders.customer(world.northlight, name=f"Payer {place}")
    amounts = (6_000_11, 3_999_89, 7_000_00)
    items = [
        builders.invoice(payer, amount=minor, number=f"{place}0000{number}") for number, minor in enumerate(amounts)
    ]
    receipts = []
    for minor in (7_000_00, 3_000_00):
        new = NewReceipt(minor, "USD", TODAY, TODAY, customer=payer, payer_name=payer.name)
        receipts.append(enter_receipt(new, company=world.northlight, by=world.erin, as_of=TODAY, at=NOW).id)
    both, _ = (
        Remittance.objects.create(
            company=world.northlight,
            customer=payer,
            key=f"{place}/{len(some)}",
            format="table",
            currency="USD",
            amount_minor=sum(item.open_minor for item in some),
            lines=[{"number": item.number, "paid_minor": item.open_minor} for item in some],
            state="waiting",
            received_at=NOW,
            received_by="machine",
        )
        for some in (items[:2], items[2:])
    )
    return both.id, receipts
