"""F4, cash: four cashiers match the same receipt at the same moment as four machines; it is matched once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.cash import verify as cash_verify
from creditdesk.cash.actions import enter_receipt
from creditdesk.cash.models import Match, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.journal.actions import begin_chain
from creditdesk.parties.machine import machine_user
from creditdesk.receivables import verify
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.faults.crowd import send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)


def test_eight_match_a_receipt_once(transactional_db: None, tmp_path: Path, counted: Counted) -> None:
    begin_chain()
    world = make_world()
    machine_user()
    rounds = []
    for place in range(ROUNDS):
        item = builders.invoice(world.acme, amount=1_000_00 + place, number=str(51_000_000 + 7 * place))
        new = NewReceipt(1_000_00 + place, "USD", TODAY, TODAY, customer=world.acme, text=item.number)
        receipt = enter_receipt(new, company=world.northlight, by=world.erin, as_of=TODAY, at=NOW)
        rounds.append([receipt.id, item.id])

    answers = send_crowd({"task": "match_cash", "by": world.erin.id, "rounds": rounds}, folder=tmp_path)

    for told in zip(*answers, strict=True):
        counts = Counter(told)
        assert counts["matched"] + counts["machine 1"] == 1, counts
        assert set(counts) <= {"matched", "machine 1", "machine 0", "receipt.changed_meanwhile"}
    matches = Match.objects.filter(taken_back="")
    assert sorted(matches.values_list("receipt_id", flat=True)) == [receipt_id for receipt_id, _ in rounds]
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    assert Receipt.objects.filter(revision=1).count() == ROUNDS
    assert verify.broken_facts() == cash_verify.broken_facts() == []
    counted("F4 cash", f"{ROUNDS} races of 4 cashiers and 4 machines, 1 match each ({connection.vendor})")
