"""Each act once, however often its request is sent (invariant I15)."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from creditdesk.api.idempotency import LEASE, REPLAYED
from creditdesk.api.models import KeyedAnswer
from creditdesk.followup.models import Tickler
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.api.programs import Program
from tests.world import NOW, World, make_world


def _application(world: World) -> dict[str, Any]:
    invoice = builders.invoice(world.acme, amount=120_000)
    payment = builders.payment(world.acme, amount=100_000)
    return {"credit_item_id": payment.id, "to": [{"item_id": invoice.id, "amount_minor": 60_000}]}


def _applications() -> int:
    return Posting.objects.filter(kind=Posting.Kind.APPLICATION).count()


def test_a_repeated_request_gets_the_same_answer_and_posts_once(world: World) -> None:
    program, body = Program(world.erin), _application(world)
    first = program.post("/applications", body, key="a-1")
    again = program.post("/applications", body, key="a-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again[REPLAYED] == "true"
    assert REPLAYED not in first
    assert _applications() == 1


def test_the_same_key_with_another_request_is_refused(world: World) -> None:
    program, body = Program(world.erin), _application(world)
    program.post("/applications", body, key="a-1")
    other = program.post("/applications", body | {"posting_date": "2026-06-14"}, key="a-1")
    assert other.status_code == 422
    assert "another request" in other.json()["detail"]
    assert _applications() == 1


def test_another_key_is_another_act(world: World) -> None:
    program, body = Program(world.erin), _application(world)
    assert program.post("/applications", body, key="a-1").status_code == 201
    line = {"item_id": body["to"][0]["item_id"], "amount_minor": 40_000}
    assert program.post("/applications", body | {"to": [line]}, key="a-2").status_code == 201
    assert _applications() == 2


@pytest.mark.parametrize("key", [None, "has space", "x" * 121, "ümlaut"])
def test_an_act_without_a_usable_key_is_refused(world: World, key: str | None) -> None:
    answer = Program(world.erin).post("/applications", _application(world), key=key)
    assert answer.status_code == 400
    assert "Idempotency-Key" in answer.json()["detail"]
    assert _applications() == 0


def test_keys_of_different_people_do_not_meet(world: World) -> None:
    path, body = f"/customers/{world.acme.id}/ticklers", {"cause": "Call"}
    assert Program(world.alice).post(path, body, key="k").status_code == 201
    assert Program(world.bob).post(path, body, key="k").status_code == 201
    assert Tickler.objects.count() == 2


def test_a_refusal_is_an_answer_and_is_given_again(world: World) -> None:
    program, body = Program(world.erin), _application(world)
    body["to"][0]["amount_minor"] = 999_999
    first = program.post("/applications", body, key="a-1")
    again = program.post("/applications", body, key="a-1")
    assert first.status_code == again.status_code == 422
    assert first.json()["reasons"] == again.json()["reasons"] != []
    assert again["Content-Type"] == "application/problem+json"


def test_what_was_answered_before_anything_was_done_leaves_the_key_free(world: World) -> None:
    program = Program(world.erin)
    body = {"credit_item_id": 999_999, "to": [{"item_id": 1, "amount_minor": 1}]}
    assert program.post("/applications", body, key="a-1").status_code == 404
    assert program.post("/applications", {}, key="a-1").status_code == 422
    assert program.post("/applications", _application(world), key="a-1").status_code == 201


def test_while_the_first_is_at_work_the_second_is_told_to_wait(world: World) -> None:
    program, body = Program(world.erin), _application(world)
    program.post("/applications", body, key="a-1")
    KeyedAnswer.objects.update(status=None, body=None)
    answer = program.post("/applications", body, key="a-1")
    assert answer.status_code == 409
    assert answer["Retry-After"] == "1"


def test_an_act_whose_answer_was_lost_is_answered_later_and_does_not_happen_again(world: World) -> None:
    program, body = Program(world.erin), _application(world)
    first = program.post("/applications", body, key="a-1")
    KeyedAnswer.objects.update(status=None, body=None)  # the process died between the act and its answer
    with time_machine.travel(NOW + LEASE + dt.timedelta(seconds=1), tick=False):
        again = program.post("/applications", body, key="a-1")
    assert again.status_code == 201
    assert again.json()["id"] == first.json()["id"]
    assert _applications() == 1


def test_a_repeated_upload_gets_its_answer_again(world: World) -> None:
    program = Program(world.carol)
    first = program.upload(b"customer,number\n1,2\n", company="NL", key="f-1")
    assert first.status_code == 201, first.content
    again = program.upload(b"customer,number\n1,2\n", company="NL", key="f-1")
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert program.upload(b"customer,number\n1,3\n", company="NL", key="f-1").status_code == 422


def test_ten_requests_at_once_with_one_key_act_once(transactional_db: None) -> None:
    cache.clear()
    world = make_world()
    program, body = Program(world.erin), _application(world)
    start = threading.Barrier(10)

    def send() -> int:
        start.wait(timeout=30)
        try:
            return program.post("/applications", body, key="a-1").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = sorted(future.result() for future in [pool.submit(send) for _ in range(10)])
    assert set(answers) <= {201, 409}
    assert 201 in answers
    assert _applications() == 1
    assert OpenItem.objects.get(id=body["credit_item_id"]).open_minor == -40_000
