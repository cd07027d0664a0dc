"""F4, payment plans: eight look at one plan at the same moment. It is active once, its interest is charged once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from creditdesk.domain.plans import Schedule
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.proof import broken_facts
from creditdesk.plans.models import Plan
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.planning import debt_of, planned, sign
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import TODAY, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)


def test_a_plan_is_active_once_and_its_interest_is_charged_once(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    plans = []
    for number in range(ROUNDS):
        debt = debt_of(builders.customer(world.northlight, portfolio=world.portfolio), 1_200_00 + number)
        down = (TODAY, 200_00)
        agreed = Schedule.of(debt.open_minor, down=down, first=TODAY.replace(day=25), count=2, rate_ppm=10_000)
        made = sign(planned(debt, schedule=agreed, asked_by=world.alice, approved_by=world.carol), by=world.alice)
        builders.payment(debt.customer, amount=200_00, document_date=TODAY)
        plans.append(made.id)
    work = {"task": "settle_plans", "by": world.alice.id, "plans": plans, "day": "2026-06-25"}

    answers = send_crowd(work, folder=tmp_path)

    assert not [one for told in answers for one in told if one not in {"True", "False", "active"}]
    assert set(Plan.objects.values_list("state", flat=True)) == {"active"}
    assert JournalEntry.objects.filter(kind="plan.activated").count() == ROUNDS
    assert OpenItem.objects.filter(kind="debit_memo").count() == ROUNDS
    assert broken_facts(as_of=TODAY.replace(day=25)) == []
    counted("F4 payment plans", f"{ROUNDS} races of {EIGHT} to settle one plan, 1 effect each ({connection.vendor})")
