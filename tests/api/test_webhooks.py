"""Webhooks by program: made with a secret that is answered once, watched, ended."""

from __future__ import annotations

import datetime as dt

import time_machine

from creditdesk.api.idempotency import LEASE
from creditdesk.api.models import KeyedAnswer
from creditdesk.outbound.models import OutboxMessage
from creditdesk.outbound.outbox import fill_outbox
from tests.api.programs import Program, entries
from tests.outbound.acts import tell
from tests.world import NOW, World

HOOK = {"name": "ERP", "url": "https://hooks.example.com/desk", "kinds": ["import.posted", "period.closed"]}


def test_the_secret_is_answered_once_and_kept_nowhere(world: World) -> None:
    program = Program(world.adam)
    first = program.confirmed("/webhooks", HOOK, key="w-1")
    again = program.confirmed("/webhooks", HOOK, key="w-1")
    assert first.status_code == again.status_code == 201
    secret = first.json()["secret"]
    assert secret.startswith("whsec_")
    assert again.json() == first.json() | {"secret": None}
    assert secret not in str(list(KeyedAnswer.objects.values()))
    (shown,) = entries(program.get("/webhooks"))
    assert "secret" not in shown
    assert (shown["name"], shown["owner"], shown["kinds"]) == ("ERP", "adam", HOOK["kinds"])


def test_an_act_whose_answer_was_lost_is_done_once_and_answered_later(world: World) -> None:
    program = Program(world.adam)
    made = program.confirmed("/webhooks", HOOK, key="w-1").json()
    tested = program.post(f"/webhooks/{made['id']}/test", key="t-1").json()
    KeyedAnswer.objects.update(status=None, body=None)  # the process died between the act and its answer
    with time_machine.travel(NOW + LEASE + dt.timedelta(seconds=1), tick=False):
        assert program.confirmed("/webhooks", HOOK, key="w-1").json()["secret"] == made["secret"]
        assert program.post(f"/webhooks/{made['id']}/test", key="t-1").json() == tested
    assert len(entries(program.get("/webhooks"))) == OutboxMessage.objects.count() == 1


def test_a_webhook_is_watched_tested_paused_resumed_and_ended(world: World) -> None:
    program = Program(world.adam)
    number = program.confirmed("/webhooks", HOOK).json()["id"]
    tell("period.closed", world.northlight)
    fill_outbox(at=NOW)
    assert program.post(f"/webhooks/{number}/test").status_code == 201
    test, told = entries(program.get(f"/webhooks/{number}/deliveries"))
    assert (test["kind"], told["kind"], told["state"], told["attempts"]) == (
        "webhook.test",
        "period.closed",
        "waiting",
        [],
    )
    assert program.post(f"/webhooks/{number}/pause").json()["paused_at"] is not None
    assert program.post(f"/webhooks/{number}/test").status_code == 422
    assert program.post(f"/webhooks/{number}/resumption").json()["paused_at"] is None
    assert program.confirmed(f"/webhooks/{number}/secret").json()["secret"].startswith("whsec_")
    assert program.confirmed(f"/webhooks/{number}/end").status_code == 200
    assert program.get(f"/webhooks/{number}").status_code == 404
    assert entries(program.get("/webhooks")) == []


def test_what_was_given_up_is_sent_again(world: World) -> None:
    program = Program(world.adam)
    number = program.confirmed("/webhooks", HOOK).json()["id"]
    made = program.post(f"/webhooks/{number}/test").json()["id"]
    assert program.post(f"/webhook-deliveries/{made}/again").status_code == 422
    OutboxMessage.objects.update(state="given_up", settled_at=NOW)
    assert program.post(f"/webhook-deliveries/{made}/again").json()["state"] == "waiting"
    assert entries(program.get(f"/webhooks/{number}/deliveries", state="given_up")) == []


def test_an_address_inside_or_an_unknown_event_is_refused_where_it_stands(world: World) -> None:
    program = Program(world.adam)
    inside = program.confirmed("/webhooks", HOOK | {"url": "https://169.254.169.254/latest"})
    assert (inside.status_code, inside.json()["reasons"][0]["code"]) == (422, "webhook.address_inside")
    unknown = program.confirmed("/webhooks", HOOK | {"kinds": ["import.posted", "token.made"]})
    assert unknown.json()["errors"][0]["pointer"] == "/kinds/1"
