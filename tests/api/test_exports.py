"""Programs take lists out with the rights, the second factor and the limit of their user."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from creditdesk.config import clock
from creditdesk.exports import worker
from creditdesk.exports.models import Export
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.api.programs import Program, entries
from tests.web.clients import give_second_factor
from tests.web.files import content_of, csv_rows, sheet
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bob(world: World) -> Program:
    """A program of the supervisor, who has a second factor; Acme and Zenith owe something."""
    builders.invoice(world.acme, amount=120_000)
    builders.invoice(world.zenith, amount=5_000)
    give_second_factor(world.bob)
    return Program(world.bob)


def test_a_short_list_is_the_answer_itself(world: World, bob: Program) -> None:
    answer = bob.get("/lists/file", list="accounts", company="NL", sort="name")
    assert [row["Customer"] for row in csv_rows(answer)] == ["Acme Camera", "Zenith Optics"]
    book = bob.get("/lists/file", list="aging", format="xlsx", as_of="2026-06-01", customer=str(world.acme.id))
    heads, first, *_ = sheet(content_of(book))
    assert dict(zip(heads, first, strict=True))["Amount"] == 1200.0
    assert list(
        JournalEntry.objects.filter(by="bob", kind__startswith="export.").values_list("kind", flat=True).order_by("seq")
    ) == [
        "export.accounts",
        "export.aging",
    ]
    named = {one["name"]: one for one in entries(bob.get("/lists", limit=200))}
    assert named["accounts"]["as_of"] and "late" in named["accounts"]["filters"]
    assert "users" not in named and "journal" not in named


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"list": "accounts", "bucket": "2"}, 422, "filter.unknown"),
        ({"list": "accounts", "portfolio": "x"}, 422, "filter.unreadable"),
        ({"list": "worklist", "as_of": "2026-06-01"}, 422, "export.no_past"),
        ({"list": "accounts", "as_of": "2026-06-16"}, 422, "export.ahead"),
        ({"list": "items"}, 422, "filter.customer"),
        ({"list": "accounts", "company": "SW"}, 404, ""),
        ({"list": "nothing"}, 404, ""),
        ({"list": "journal"}, 403, ""),
    ],
)
def test_what_cannot_be_given_is_refused_in_words(bob: Program, query: dict[str, str], status: int, code: str) -> None:
    answer = bob.get("/lists/file", **query)
    assert answer.status_code == status
    assert [one["code"] for one in answer.json()["reasons"]] == ([code] if code else [])
    assert not JournalEntry.objects.filter(kind__startswith="export.").exists()


def test_a_list_of_a_user_without_a_second_factor_is_refused_and_one_account_is_not(world: World) -> None:
    alice = Program(world.alice)
    refused = alice.get("/lists/file", list="accounts")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "export.second_factor")
    assert alice.get("/lists/file", list="items", customer=str(world.acme.id)).status_code == 200


def test_the_eleventh_list_within_the_hour_has_to_wait(bob: Program) -> None:
    for _ in range(10):
        assert bob.get("/lists/file", list="worklist").status_code == 200
    refused = bob.post("/exports", {"list": "accounts"})
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")


def test_a_long_list_is_ordered_once_and_fetched_when_it_is_ready(bob: Program, settings: Any) -> None:
    settings.EXPORT_ROWS_AT_ONCE = 1
    refused = bob.get("/lists/file", list="accounts")
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (422, "export.large")
    body = {"list": "accounts", "format": "csv", "filters": {"sort": "name"}}
    made = bob.post("/exports", body, key="same")
    again = bob.post("/exports", body, key="same")
    assert (made.status_code, made.json()) == (201, again.json())
    assert Export.objects.count() == 1
    one = f"/exports/{made.json()['id']}"
    assert (bob.get(one).json()["state"], bob.get(one).json()["total"]) == ("reading", 2)
    assert bob.get(f"{one}/file").status_code == 422
    worker.run_pending(now=clock.now)
    text = content_of(bob.get(f"{one}/file")).decode("utf-8-sig")
    assert [row["Customer"] for row in csv.DictReader(io.StringIO(text))] == ["Acme Camera", "Zenith Optics"]
    assert [each["state"] for each in entries(bob.get("/exports"))] == ["ready"]
