"""F4, settlements: the money comes in four parts while four others let the settlement lapse."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.journal.actions import begin_chain
from creditdesk.receivables.models import Entry, OpenItem, Posting
from creditdesk.receivables.verify import broken_facts as broken_ledger
from creditdesk.settlements.models import Settlement
from creditdesk.settlements.verify import broken_facts
from tests import builders
from tests.asking import approve, ask, settlement
from tests.faults.crowd import EIGHT, send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import World, make_world

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]

ROUNDS = figure(4, full=100)
LAST_DAY, LATE = dt.date(2026, 6, 16), dt.date(2026, 6, 22)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


def test_what_was_paid_in_time_is_forgiven_once_however_it_meets_the_lapse(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    customers = [builders.customer(world.northlight, portfolio=world.portfolio) for _ in range(ROUNDS)]
    for one in customers:
        invoice = builders.invoice(one, amount=100_00, due_date=dt.date(2026, 3, 1))
        approve(ask(one, settlement(invoice, offer=80_00, until=LAST_DAY), by=world.alice), by=world.carol)
    work = {
        "task": "settlements",
        "by": world.erin.id,
        "company": world.northlight.id,
        "last_day": LAST_DAY.isoformat(),
        "late": LATE.isoformat(),
        "customers": [[one.id, 20_00] for one in customers],
    }

    answers = send_crowd(work, folder=tmp_path)

    assert {told for one in answers for told in one} == {"paid", "judged"}
    for one in customers:
        stands = Settlement.objects.get(customer=one)
        assert (stands.state, stands.paid_minor, stands.forgiven_minor) == ("fulfilled", 80_00, 20_00)
        assert sum(OpenItem.objects.filter(customer=one).values_list("open_minor", flat=True)) == 0
    forgiven = Entry.objects.filter(posting__kind="write_off", item__isnull=False)
    assert -sum(forgiven.values_list("amount_minor", flat=True)) == 20_00 * ROUNDS
    assert Posting.objects.filter(kind="write_off").count() == ROUNDS
    assert [*broken_facts(), *broken_ledger()] == []
    counted(
        "F4 settlements",
        f"{ROUNDS} races of {EIGHT}: paid in four parts while it lapses, forgiven once ({connection.vendor})",
    )
