"""The strategy of an account by program: where it stands, and the same decisions as on its page."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk.followup.models import StrategyDecision
from creditdesk.followup.worklist import refresh_worklist
from tests import builders
from tests.api.programs import Program
from tests.world import TODAY, World


@pytest.fixture
def late(world: World) -> World:
    """Acme, class B, is asked for a call and an action plan."""
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - dt.timedelta(days=33))
    refresh_worklist(as_of=TODAY)
    return world


def test_it_says_where_the_account_stands_and_what_comes_next(late: World) -> None:
    told = Program(late.alice).get(f"/customers/{late.acme.id}/strategy").json()
    (one,) = told["strategies"]
    assert (one["strategy"], one["because"]) == ("medium", "strategy Medium risk because the risk class is B")
    assert one["asked"] == {"kind": "call", "name": "Call and action plan", "date": "2026-06-12"}
    assert one["following"]["name"] == "Reminder 3"
    assert {step["name"]: step["state"] for step in one["steps"]}["Reminder 1"] == "passed"


def test_a_decision_made_twice_under_one_key_is_one(late: World) -> None:
    program, path = Program(late.alice), f"/customers/{late.acme.id}/strategy/pause"
    body = {"until": "2026-06-25", "reason": "their controller is on leave"}
    first, again = (program.post(path, body, key="same") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert StrategyDecision.objects.count() == 1
    told = program.get(f"/customers/{late.acme.id}/strategy").json()
    assert told["strategies"][0]["rests_until"] == "2026-06-25"
    assert [one["kind"] for one in told["decisions"]] == ["paused"]
    assert program.post(f"/customers/{late.acme.id}/strategy/resume", {"reason": "back"}).status_code == 201
    assert program.get(f"/customers/{late.acme.id}/strategy").json()["strategies"][0]["rests_until"] is None


def test_what_cannot_be_is_refused_in_words(late: World) -> None:
    program, path = Program(late.alice), f"/customers/{late.acme.id}/strategy"
    far = program.post(f"{path}/pause", {"until": "2027-06-25", "reason": "x"})
    assert far.status_code == 422
    assert "the policy lets a strategy rest no longer" in far.content.decode()
    other = program.post(f"{path}/skip", {"step": "Final demand", "reason": "x"})
    assert "the strategy does not ask for Final demand now, but for: Call and action plan" in other.content.decode()
    assert not StrategyDecision.objects.exists()


def test_a_step_that_leaves_no_other_trace_is_said_to_be_done(world: World) -> None:
    builders.invoice(world.acme, amount=1_000_00, due_date=TODAY - dt.timedelta(days=17))
    program, path = Program(world.alice), f"/customers/{world.acme.id}/strategy"
    made = program.post(f"{path}/done", {"step": "Hold orders", "note": "held in the ERP"})
    assert (made.status_code, made.json()["kind"], made.json()["reason"]) == (201, "done", "held in the ERP")
    (one,) = program.get(path).json()["strategies"]
    states = {step["name"]: step["state"] for step in one["steps"]}
    assert (states["Hold orders"], one["following"]["name"]) == ("done", "Reminder 2")
