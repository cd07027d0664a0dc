"""F4, returns: eight people take one payment back at the same moment, half of them by the bank's word, half by hand.

It is taken back once, one event comes of it, one fee is charged, and everybody else is told that it is gone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from creditdesk.cash import accounts, verify
from creditdesk.cash.actions import enter_receipt
from creditdesk.cash.models import ReturnedPayment
from creditdesk.cash.receiving import NewReceipt
from creditdesk.followup.models import CustomerEvent
from creditdesk.journal.actions import begin_chain
from creditdesk.receivables.models import Entry, OpenItem
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(6, full=100)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


def test_of_eight_who_take_one_payment_back_one_does_and_the_others_are_told(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    receipts, returns = [], []
    day: dict[str, Any] = {"as_of": TODAY, "at": NOW}
    for number in range(ROUNDS):
        new = NewReceipt(100_00 + number, "USD", TODAY, TODAY, customer=world.acme)
        receipts.append(enter_receipt(new, company=world.northlight, by=world.erin, **day).id)
        told = {"currency": "USD", "amount_minor": 100_00 + number, "day": TODAY}
        row = ReturnedPayment.objects.create(
            company=world.northlight, key=f"bank/{number}", code="R01", recorded_at=NOW, recorded_by="erin", **told
        )
        returns.append(row.id)
    work = {"task": "return_receipts", "by": world.erin.id, "receipts": receipts, "returns": returns}

    answers = send_crowd(work, folder=tmp_path)

    for told_of_one in zip(*answers, strict=True):
        done = {one for one in told_of_one if one.startswith("return ")}
        assert len(done) == 1, told_of_one
        assert set(told_of_one) - done <= {"receipt.gone", "returned.done"}
    assert CustomerEvent.objects.count() == ROUNDS
    assert OpenItem.objects.filter(kind="fee").count() == ROUNDS
    assert (
        not Entry.objects.filter(account=accounts.CASH_IN_HAND, posting__kind="reversal")
        .exclude(amount_minor__lt=0)
        .exists()
    )
    assert verify.broken_facts() == []
    counted("F4 returns", f"{EIGHT} at once, {ROUNDS} payments, each taken back once")
