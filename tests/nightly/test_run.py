"""The night's work: once for each business date, going on where it was stopped, and never backwards."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import WorklistRow
from creditdesk.journal import triggers
from creditdesk.journal.actions import begin_chain
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.models import NightlyRun
from creditdesk.nightly.run import STEPS, run_nightly
from creditdesk.nightly.turn import night_turn
from tests import builders
from tests.faults.crowd import ROOT, connected_url
from tests.faults.killed_night import KILL_EVERY
from tests.plugins.counts import Counted
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.long

DAY = dt.timedelta(days=1)


@pytest.fixture
def late(world: World) -> World:
    """Acme owes an invoice that is a day from its next bucket."""
    due = TODAY - 30 * DAY
    builders.invoice(world.acme, amount=50_000, document_date=due, due_date=due, as_of=TODAY)
    return world


@contextmanager
def no_room_for_worklist_rows() -> Iterator[None]:
    """The database refuses new rows of the worklist, until this ends: whatever the test finds, the others have room."""
    fault = triggers.Guard("no_room", "followup_worklistrow", "INSERT", "the disk is full")
    triggers.install([fault], connection=connection)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TRIGGER no_room" + (" ON followup_worklistrow" if connection.vendor != "sqlite" else "")
            )


def state() -> dict[str, object]:
    """All that a night writes, without the times that it took."""
    from creditdesk.receivables.models import Position

    return {
        "positions": list(Position.objects.order_by("id").values()),
        "worklist": list(WorklistRow.objects.order_by("customer_id").values()),
        "journal": JournalEntry.objects.count(),
        "runs": NightlyRun.objects.count(),
    }


def test_a_night_does_every_step_and_says_so(late: World) -> None:
    run = run_nightly(as_of=TODAY + DAY, at=NOW + DAY)
    assert list(run.steps) == list(STEPS)
    assert run.steps["roll_positions"]["result"] == "1 customers rolled"
    assert run.steps["prove_books"]["result"] == "proved"
    assert (run.finished_at, run.broken) == (NOW + DAY, [])
    assert late.acme.positions.get().bucket_2 == 50_000
    assert WorklistRow.objects.get().customer_id == late.acme.id
    entry = JournalEntry.objects.get(kind="nightly.finished")
    assert (entry.by, entry.facts) == ("machine", {"business_date": "2026-06-16", "broken": 0})


def test_the_same_night_again_changes_nothing(late: World) -> None:
    first = run_nightly(as_of=TODAY, at=NOW)
    before = state()
    second = run_nightly(as_of=TODAY, at=NOW + dt.timedelta(hours=5))
    assert (second.id, second.finished_at, second.steps) == (first.id, NOW, first.steps)
    assert state() == before


def test_a_night_that_is_run_anew_comes_to_the_same(late: World) -> None:
    run_nightly(as_of=TODAY, at=NOW)
    before = state()
    run_nightly(as_of=TODAY, at=NOW, again=True)
    assert state() == before | {"journal": JournalEntry.objects.count()}
    assert JournalEntry.objects.filter(kind="nightly.finished").count() == 2


def test_nights_that_nobody_ran_are_made_up_by_the_next(late: World) -> None:
    run_nightly(as_of=TODAY, at=NOW)
    run_nightly(as_of=TODAY + 100 * DAY, at=NOW + 100 * DAY)
    position = late.acme.positions.get()
    assert (position.as_of, position.bucket_5) == (TODAY + 100 * DAY, 50_000)


def test_no_night_goes_back_behind_a_later_one(late: World) -> None:
    run_nightly(as_of=TODAY, at=NOW)
    before = state()
    with pytest.raises(Refusal, match="the night of 2026-06-15 was run already: that of 2026-06-14 cannot follow it"):
        run_nightly(as_of=TODAY - DAY, at=NOW)
    assert state() == before
    assert run_nightly(as_of=TODAY, at=NOW).finished_at == NOW


def test_no_night_is_run_before_its_day(late: World) -> None:
    before = state()
    with pytest.raises(Refusal, match="2027-06-15 has not come: today is 2026-06-15"):
        run_nightly(as_of=dt.date(2027, 6, 15), at=NOW)
    assert state() == before


def test_a_clock_that_was_a_year_ahead_stops_no_night(late: World) -> None:
    ahead = NOW + 365 * DAY
    run_nightly(as_of=ahead.date(), at=ahead)
    assert late.acme.positions.get().bucket_5 == 50_000

    assert run_nightly(as_of=TODAY, at=NOW).finished_at == NOW
    position = late.acme.positions.get()
    assert (position.as_of, position.bucket_1) == (TODAY, 50_000)
    assert run_nightly(as_of=ahead.date(), at=ahead).steps["roll_positions"]["result"] == "1 customers rolled"


def test_a_night_waits_for_nobody_and_tells_who_comes_second(transactional_db: None) -> None:
    make_world()
    with night_turn() as mine:
        assert mine
        told: list[object] = []

        def second() -> None:
            try:
                told.append(run_nightly(as_of=TODAY, at=NOW))
            except Refusal as refusal:
                told.append(str(refusal))
            finally:
                connection.close()

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert told == ["the night's work is being done at this moment"]
    assert run_nightly(as_of=TODAY, at=NOW).finished_at == NOW


def test_a_fault_in_a_step_stops_there_and_the_next_run_goes_on_from_it(transactional_db: None) -> None:
    world = make_world()
    builders.invoice(world.acme, amount=50_000, due_date=TODAY - 40 * DAY, as_of=TODAY)
    with no_room_for_worklist_rows(), pytest.raises(DatabaseError, match="the disk is full"):
        run_nightly(as_of=TODAY, at=NOW)
    stopped = NightlyRun.objects.get()
    # PostgreSQL keeps no order among the names of a JSON object.
    steps = {"special_cash", "match_cash", "judge_settlements", "judge_promises", "roll_positions", "settle_plans"}
    steps |= {"look_at_bankruptcies"}
    steps |= {"call_reviews", "look_at_orders"}
    steps |= {"look_at_cases", "call_reviews", "look_at_orders"}
    steps |= {"call_reviews", "look_at_orders", "watch_agencies"}
    assert (set(stopped.steps), stopped.finished_at) == (steps, None)
    assert not JournalEntry.objects.filter(kind="nightly.finished").exists()

    run = run_nightly(as_of=TODAY, at=NOW + dt.timedelta(hours=1))
    assert set(run.steps) == set(STEPS)
    assert run.steps["roll_positions"] == stopped.steps["roll_positions"]
    assert WorklistRow.objects.count() == 1


def test_a_night_killed_at_a_statement_is_finished_by_the_next_process(
    transactional_db: None, tmp_path: Path, counted: Counted
) -> None:
    world = make_world()
    begin_chain()
    for number in range(12):  # something crosses an edge on most of the days
        due = TODAY - (number * 11) * DAY
        builders.invoice(world.acme, amount=10_000 + number, document_date=due, due_date=due, as_of=TODAY)
    environment = os.environ | {
        "DATABASE_URL": connected_url(), "CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(tmp_path),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed_night"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

    outcome = json.loads(done.stdout)
    counted("F1", f"nightly run killed at {outcome['kills']} statements, {len(outcome['faults'])} faults")
    assert outcome["faults"] == []
    assert outcome["kills"] * KILL_EVERY > 80
    assert NightlyRun.objects.filter(finished_at__isnull=False).count() == outcome["kills"] + 1
    assert JournalEntry.objects.filter(kind="nightly.finished").count() == outcome["kills"] + 1
