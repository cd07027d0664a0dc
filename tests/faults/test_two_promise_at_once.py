"""F4, promises: eight people record one more promise of an account at the same moment, and eight judge its promises.

Together nobody has promised more than is owed, and each promise is decided once.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.followup.models import Promise
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import TODAY, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)


def test_eight_promise_no_more_than_is_owed_and_each_promise_is_decided_once(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    owing = [builders.customer(world.northlight, portfolio=world.portfolio) for _ in range(ROUNDS)]
    for customer in owing:
        builders.invoice(customer, amount=1_000_00, due_date=TODAY)
        builders.payment(customer, amount=400_00, document_date=TODAY)
    work = {"task": "promise", "by": world.alice.id, "minor": 400_00, "customers": [one.id for one in owing]}

    answers = send_crowd(work, folder=tmp_path)

    for told in zip(*answers, strict=True):
        assert Counter(told) == {"promised": 2, "activity.promise_over": EIGHT - 2}
    for customer in owing:
        states = Promise.objects.filter(customer=customer).order_by("id").values_list("state", "judgements__state")
        assert list(states) == [("kept", "kept"), ("broken", "broken")]
    kinds = Counter(JournalEntry.objects.filter(subject_kind="promise").values_list("kind", flat=True))
    assert kinds == {"promise.made": 2 * ROUNDS, "promise.judged": 2 * ROUNDS}
    counted("F4 promises", f"{ROUNDS} races of {EIGHT} to promise and to judge, 1 effect each ({connection.vendor})")
