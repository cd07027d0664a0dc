"""What a program that watches over the desk reads, and what the log says: figures and keys, no name, no search."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from creditdesk.config import logs
from tests import builders
from tests.web.clients import client_of
from tests.world import World

TOKEN = "k9Lw2-zQxV7m_Rt5Yp8Bn3Hd6Fs1Gj4Ac0Eu-WoIiKq"


def read(**headers: str) -> tuple[int, str]:
    answer = Client().get("/metrics/", headers=headers)
    return answer.status_code, answer.content.decode()


def test_a_stranger_finds_no_such_page(world: World, settings: Any) -> None:
    assert read()[0] == 404
    settings.METRICS_TOKEN = TOKEN
    assert read()[0] == 404
    assert read(Authorization="Bearer wrong")[0] == 404
    assert client_of(world.adam).get("/metrics/").status_code == 404


def test_the_figures_tell_how_the_desk_is_and_how_it_answers(world: World, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    builders.invoice(world.acme, amount=100_00)
    client_of(world.alice).get("/today/?q=Acme")
    status, told = read(Authorization=f"Bearer {TOKEN}")
    assert status == 200
    assert "creditdesk_standing_stops 0.0" in told and "creditdesk_files_waiting 0.0" in told
    assert "creditdesk_messages_given_up 0.0" in told
    assert 'creditdesk_request_seconds_count{answer="2xx",method="GET",route="today/"}' in told
    assert "Acme" not in told and "alice" not in told


@pytest.fixture
def said() -> Iterator[StringIO]:
    """The log of the requests, as a log server gets it."""
    made = logs.configuration(as_json=True, level="INFO")["formatters"]["line"]
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(made.pop("()")(**made))
    log = logging.getLogger("creditdesk.requests")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler.stream
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


def test_a_request_is_one_line_that_names_the_route_and_the_key_of_the_person(world: World, said: StringIO) -> None:
    page = f"/accounts/{world.acme.id}/?currency=USD"
    answer = client_of(world.alice).get(page, headers={"X-Request-ID": "proxy-000017"})
    (line,) = [json.loads(one) for one in said.getvalue().splitlines()]
    assert (line["event"], line["route"], line["status"]) == ("request", "accounts/<int:customer_id>/", 200)
    assert line["user"] == world.alice.pk and line["ms"] > 0
    assert line["request"] == answer["X-Request-ID"] == "proxy-000017"
    assert "currency" not in said.getvalue() and world.acme.name not in said.getvalue()


def test_a_number_that_is_no_number_is_replaced(world: World) -> None:
    answer = Client().get("/health/", headers={"X-Request-ID": "x\ty; DROP"})
    assert answer["X-Request-ID"].isalnum() and len(answer["X-Request-ID"]) == 16


def test_values_that_a_database_quotes_in_an_error_do_not_reach_the_log() -> None:
    event = {"event": "duplicate key\nDETAIL:  Key (name)=(Acme Retail) already exists.", "level": "error"}
    assert logs.without_values(None, "", event)["event"] == "duplicate key"
