"""F4, calls: eight people record a conversation of today with one customer at the same moment.

One conversation a day is allowed, so that one is kept, and the others are told why theirs is not.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.followup.models import Activity
from creditdesk.journal.actions import begin_chain
from tests import builders
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)


def test_of_eight_who_speak_to_a_customer_at_once_one_is_kept(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    begin_chain()
    world = make_world()
    called = [builders.customer(world.northlight, portfolio=world.portfolio) for _ in range(ROUNDS)]
    work = {"task": "call", "by": world.alice.id, "customers": [one.id for one in called]}

    answers = send_crowd(work, folder=tmp_path)

    for told in zip(*answers, strict=True):
        assert Counter(told) == {"called": 1, "contact.conversations": EIGHT - 1}
    assert Activity.objects.count() == ROUNDS
    counted("F4 calls", f"{ROUNDS} races of {EIGHT} to call, 1 kept each ({connection.vendor})")
