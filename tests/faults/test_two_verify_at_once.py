"""F4, customer events: eight people verify and refute one event at the same moment, and eight confirm bank details.

Each event goes one way, and what follows from it happens once; nobody confirms what he took or called about himself.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.domain.customer_events import Told
from creditdesk.domain.policy_events import DataKind, EventKind
from creditdesk.followup.customer_events import report_event
from creditdesk.followup.data_changing import Request, ask_change
from creditdesk.followup.models import BankDetails, CustomerEvent, DataChange, EventStep, HoldFinding, Tickler
from creditdesk.followup.verify import broken_facts
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)
PHONE = "212-555-0142"


def test_each_event_goes_one_way_and_each_change_is_made_once(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    customers = [builders.customer(world.northlight, portfolio=world.portfolio, phone=PHONE) for _ in range(ROUNDS)]
    new = {"holder": "Acme", "account": "000123456789"}
    for customer in customers:
        told = Told(EventKind.OUT_OF_BUSINESS, TODAY)
        report_event(customer, told=told, by=world.sam, at=NOW, as_of=TODAY, key=f"report {customer.id}")
        request = Request(DataKind.BANK, new, "Ann", "letter")
        ask_change(customer, request=request, by=world.alice, at=NOW, as_of=TODAY, key=f"ask {customer.id}")
    work = {
        "task": "verify_events",
        "by": world.bob.id,
        "caller": world.alice.id,
        "customers": [one.id for one in customers],
    }

    answers = send_crowd(work, folder=tmp_path)

    for told_of in zip(*answers, strict=True):
        events, calls, confirmed = (Counter(one[place] for one in told_of) for place in range(3))
        (won,) = (state for state in ("verified", "refuted") if events[state])
        assert events == {won: 1, "customer_event.changed_meanwhile": EIGHT - 1}
        assert calls == {"called_back": 1, "data_change.changed_meanwhile": EIGHT - 1}
        assert confirmed == {"applied": 1, "data_change.changed_meanwhile": EIGHT - 1}
    verified = CustomerEvent.objects.filter(state="verified").count()
    assert EventStep.objects.count() == 2 * ROUNDS
    assert HoldFinding.objects.count() == verified and Tickler.objects.count() == 3 * verified
    assert BankDetails.objects.count() == DataChange.objects.filter(state="applied").count() == ROUNDS
    kinds = Counter(JournalEntry.objects.filter(subject_kind="data_change").values_list("kind", flat=True))
    assert kinds == {"data_change.asked": ROUNDS, "data_change.called": ROUNDS, "data_change.confirmed": ROUNDS}
    assert broken_facts() == []
    counted("F4 customer events", f"{ROUNDS} races of {EIGHT}, 1 effect each ({connection.vendor})")
