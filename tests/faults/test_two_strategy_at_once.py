"""F4, strategies: eight people leave out the same step of an account at the same moment. It is left out once, and the
step after it is nobody's mistake.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.followup.models import StrategyDecision, WorklistRow
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import TODAY, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)
STEP = "Call and action plan"


def test_eight_leave_out_one_step_once(transactional_db: None, tmp_path: Path, counted: Counted) -> None:
    begin_chain()
    world = make_world()
    owing = [builders.customer(world.northlight, portfolio=world.portfolio) for _ in range(ROUNDS)]
    for customer in owing:
        builders.invoice(customer, amount=1_000_00, due_date=TODAY - dt.timedelta(days=33))
    work = {"task": "let_rest", "by": world.alice.id, "step": STEP, "customers": [one.id for one in owing]}

    answers = send_crowd(work, folder=tmp_path)

    for told in zip(*answers, strict=True):
        assert Counter(told) == {"left out": 1, "strategy.other_step": EIGHT - 1}
    assert (
        StrategyDecision.objects.count() == JournalEntry.objects.filter(kind="strategy.step_skipped").count() == ROUNDS
    )
    assert set(WorklistRow.objects.values_list("next_step_name", flat=True)) == {"Reminder 3"}
    counted("F4 strategies", f"{ROUNDS} races of {EIGHT} to leave out a step, 1 effect each ({connection.vendor})")
