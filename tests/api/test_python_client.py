"""The client of docs/examples is in step with the interface, and does with a live desk what the guide shows."""

from __future__ import annotations

import importlib.util
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache

from creditdesk.intake import worker
from creditdesk.intake.models import ImportFile
from scripts.python_client import CLIENT, client_text
from tests import builders
from tests.api.programs import Program
from tests.world import NOW, TODAY, make_world

HEADS = b"customer,number,kind,amount,currency,document date,due date\n"
FILE = HEADS + b"104233,88120,invoice,1200.00,USD,2026-05-01,2026-05-31\n"


@pytest.fixture(scope="module")
def client() -> ModuleType:
    """The module as somebody who copied the file imports it."""
    spec = importlib.util.spec_from_file_location("creditdesk_client", CLIENT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_is_in_step_with_the_interface() -> None:
    assert CLIENT.read_text(encoding="utf-8") == client_text(), "type: make client"


def test_the_client_lists_pages_brings_a_file_in_once_and_reads_a_no(client: ModuleType, live_server: Any) -> None:
    cache.clear()
    world = make_world()
    for number in range(3):
        builders.customer(world.northlight, name=f"Customer {number}")
    desk = client.Creditdesk(live_server.url, Program(world.erin).secret)
    assert desk.me()["username"] == "erin"

    page = desk.customers(limit=2)
    assert len(page["entries"]) == 2
    assert len(list(desk.every(desk.customers, company="NL", limit=2))) == 5

    brought = [desk.upload(file=FILE, file_name="äöü.csv", company="NL", key="open-items-1") for _ in range(2)]
    assert brought[0] == brought[1]
    assert ImportFile.objects.count() == 1
    worker.run_pending(at=NOW, as_of=TODAY)
    preview = desk.preview(brought[0]["id"])
    assert (preview["state"], preview["rows_accepted"]) == ("previewed", 1)
    desk.post(preview["id"], {"revision": preview["revision"]})
    worker.run_pending(at=NOW, as_of=TODAY)
    (item,) = desk.every(desk.items, number="88120")
    assert item["open"]["decimal"] == "1200.00"

    with pytest.raises(client.ProblemError) as no:
        desk.dispute(item["id"], {"disputed_minor": 999_999, "reason": "short"})
    assert (no.value.status, no.value.reasons[0]["code"]) == (422, "dispute.amount")
    with pytest.raises(client.ProblemError) as wrong:
        desk.dispute(item["id"], {"disputed_minor": -1, "reason": "short"})
    assert wrong.value.errors[0]["pointer"] == "/disputed_minor"
    with pytest.raises(client.ProblemError, match="404 Not found"):
        desk.customer(world.foreign.id)
