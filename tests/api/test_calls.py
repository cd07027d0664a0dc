"""Calls by program: what lies before the caller, who is calling, unknown callers, the plan of the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine

from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Contact
from tests import builders
from tests.api.programs import Program, entries
from tests.world import NOW, TODAY, World

CALL: dict[str, Any] = {"channel": "call", "direction": "outbound", "outcome": "no_answer"}
SUNDAY = dt.datetime(2026, 6, 14, 14, 0, tzinfo=dt.UTC)


@pytest.fixture
def late(world: World) -> World:
    """Acme owes 500.00 since May, and Ann answers there."""
    builders.invoice(world.acme, amount=500_00, due_date=dt.date(2026, 5, 13), number="INV-1")
    Contact.objects.create(customer=world.acme, name="Ann", phone="212 555 0142")
    refresh_worklist(as_of=TODAY)
    return world


def test_the_sheet_says_whom_to_ask_for_whether_we_may_call_and_what_to_speak_of(late: World) -> None:
    sheet = Program(late.alice).get(f"/customers/{late.acme.id}/call").json()
    assert (sheet["dial"], sheet["allowed"], sheet["earliest"] is not None) == ("tel:+12125550142", True, True)
    (point,) = sheet["talking_points"]
    assert point["topic"] == "past_due" and point["item_ids"] == sheet["item_ids"]
    assert point["say"]["sentence"].startswith("500.00 USD is past due")


def test_a_stranger_has_no_sheet(late: World) -> None:
    assert Program(late.charlie).get(f"/customers/{late.acme.id}/call").status_code == 404
    assert Program(late.audrey).get(f"/customers/{late.acme.id}/call").status_code == 403


def test_a_call_on_a_sunday_is_refused_until_somebody_says_why(late: World) -> None:
    with time_machine.travel(SUNDAY, tick=False):
        program = Program(late.alice)
        answer = program.post(f"/customers/{late.acme.id}/activities", CALL)
        assert answer.status_code == 422
        codes = [reason["code"] for reason in answer.json()["reasons"]]
        assert "contact.office_closed" in codes and codes[-1] == "call.outside_rules"
        kept = program.post(f"/customers/{late.acme.id}/activities", CALL | {"breach_reason": "He asked for it"})
    told = kept.json()
    assert (kept.status_code, told["breach_reason"]) == (201, "He asked for it")
    assert [one["code"] for one in told["against_rules"]] == ["contact.customer_closed", "contact.office_closed"]


def test_dispute_next_action_and_confirmation_come_with_the_call_or_not_at_all(late: World) -> None:
    program, item = Program(late.alice), late.acme.items.get()
    body = CALL | {
        "outcome": "disputed",
        "confirmation_wanted": True,
        "disputed": [{"item_id": item.id, "disputed_minor": 500_01, "reason": "Short"}],
        "then": {"cause": "Clear it up", "due_date": "2026-06-22"},
    }
    path = f"/customers/{late.acme.id}/activities"
    assert program.post(path, body).status_code == 422
    assert not Activity.objects.exists()
    body["disputed"][0]["disputed_minor"] = 200_00
    assert program.post(path, body).json()["confirmation_wanted"] is True
    item.refresh_from_db()
    assert item.disputed_minor == 200_00 and Tickler.objects.count() == 2


def test_a_caller_is_looked_up_by_his_number(late: World) -> None:
    answer = Program(late.alice).get("/calls/lookup", number="(212) 555-0142").json()
    assert answer["international"] == "+12125550142"
    (caller,) = answer["callers"]
    assert (caller["customer_id"], caller["contact"], caller["likeness"]) == (late.acme.id, "Ann", "same")
    assert Program(late.charlie).get("/calls/lookup", number="(212) 555-0142").json()["callers"] == []
    refused = Program(late.alice).get("/calls/lookup", number="12")
    assert refused.status_code == 422 and "12" in refused.content.decode()


def test_an_unknown_caller_is_kept_and_looked_after(world: World) -> None:
    program = Program(world.alice)
    heard = {"company": "NL", "number": "+19175550199", "caller": "A man", "due_date": "2026-06-15"}
    kept = program.post("/calls/unknown", heard).json()
    assert [one["id"] for one in entries(program.get("/calls/unknown"))] == [kept["id"]]
    assert program.post("/calls/unknown", heard | {"company": "SW"}).status_code == 422
    path = f"/calls/unknown/{kept['id']}/closing"
    assert Program(world.charlie).post(path, {"note": "mine"}).status_code == 404
    assert program.post(path, {"note": "He is of Acme"}).status_code == 200
    assert entries(program.get("/calls/unknown")) == []


def test_my_day_is_told_in_its_order_with_what_was_left_over_first(late: World) -> None:
    made = NOW - dt.timedelta(days=10)
    other = builders.customer(late.northlight, name="Other", portfolio=late.portfolio)
    then = NextAction("Ask for the check", dt.date(2026, 6, 12), late.alice)
    open_tickler(other, then=then, by=late.alice, at=made, as_of=made.date(), key="t")
    day = Program(late.alice).get("/day-plan").json()
    assert [(task["kind"], task["left_over"], task["fate"]) for task in day["tasks"]] == [
        ("tickler", True, "today"),
        ("step", False, "today"),
    ]
    assert day["tasks"][0]["reasons"][0]["sentence"] == "planned for 2026-06-12 and not done"
    assert (day["minutes_needed"], day["minutes_left"]) == (20, 450)


def test_a_promise_by_program_is_confirmed_by_a_draft_or_the_answer_says_why_not(late: World) -> None:
    program, path = Program(late.alice), f"/customers/{late.acme.id}/activities"
    body = {
        "channel": "call",
        "direction": "inbound",
        "outcome": "promised",
        "promised": {"minor": 500_00, "currency": "USD"},
        "promised_date": "2026-06-19",
        "confirmation_wanted": True,
    }
    told = program.post(path, body).json()["confirmation"]
    assert told["letter_id"] is None and [one["code"] for one in told["reasons"]] == ["letter.no_address"]
    Contact.objects.update(email="ann@acme.example")
    told = program.post(path, body).json()["confirmation"]
    assert program.get(f"/letters/{told['letter_id']}").json()["kind"] == "promise_confirmation"
    assert {one["code"] for one in told["reasons"]} == {"letter.empty"}  # our own addresses stand in no policy yet
    assert program.post(path, CALL | {"direction": "inbound", "outcome": "spoke"}).json()["confirmation"] is None
