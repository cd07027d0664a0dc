"""The sweep of small rests: shown with why, asked for together, approved by somebody else, within the caps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from click.testing import CliRunner
from django.urls import reverse

from creditdesk import dispatch
from creditdesk.approvals.models import Request
from creditdesk.commands.sweep import command
from creditdesk.parties.machine import machine_user
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.api.programs import Program
from tests.asking import approve
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def rest(world: World, left: int, *, number: str, original: int = 2_000_00) -> OpenItem:
    return builders.invoice(world.acme, amount=original, number=number, settled=original - left, settled_date=TODAY)


def test_the_rests_are_shown_with_why_and_swept_by_a_request_that_another_approves(world: World) -> None:
    rest(world, 4_00, number="A")
    rest(world, 9_99, number="B", original=1_000_00)
    builders.credit_memo(world.acme, amount=3_00, number="C")
    alice, carol = client_of(world.alice), client_of(world.carol)
    page = alice.get(reverse("small_rests")).content.decode()
    assert "4.00 USD is within the limit of 10.00 USD" in page and "9.99 USD is more than the limit of 5.00 USD" in page
    sent = alice.post(reverse("small_rests_ask"), {"customer": [str(world.acme.id)]})
    assert sent["Location"] == reverse("requests")
    request = Request.objects.get()
    assert (request.kind, request.state, request.amount_minor) == ("write_off", "submitted", 4_00)
    assert "a request, a settlement or a plan is about it already" in alice.get(reverse("small_rests")).content.decode()
    several = carol.get(reverse("requests_several") + f"?id={request.id}").content.decode()
    assert "4.00 USD" in several
    seen = f"{request.id}:{request.sha256}"
    assert carol.post(reverse("requests_approve"), {"seen": [seen]}).status_code == 302
    assert dict(OpenItem.objects.values_list("number", "open_minor")) == {"A": 0, "B": 9_99, "C": -3_00}


def test_the_cap_counts_what_was_swept_and_asked_for_within_the_window(world: World) -> None:
    for number in range(12):
        rest(world, 9_00, number=f"N{number}")
    (first,) = dispatch.propose_sweep(world.carol, customer_ids=None, by=machine_user(), at=NOW, as_of=TODAY)
    assert (first.amount_minor, first.lines.count()) == (99_00, 11)
    approve(first, by=world.carol)
    rest(world, 2_00, number="Z")
    assert dispatch.propose_sweep(world.carol, customer_ids=None, by=machine_user(), at=NOW, as_of=TODAY) == []


def test_a_program_sees_and_asks(world: World) -> None:
    rest(world, 4_00, number="A")
    program = Program(world.alice)
    (one,) = program.get("/small-rests").json()["items"]
    assert (one["number"], one["swept"], one["open"]["minor"]) == ("A", True, 4_00)
    answer = program.post("/small-rests/sweep", {"customer_ids": [world.acme.id]})
    assert answer.status_code == 201, answer.content
    (made,) = answer.json()["items"]
    assert (made["kind"], made["amount"]["minor"]) == ("write_off", 4_00)


def test_the_console_shows_and_asks(world: World) -> None:
    rest(world, 4_00, number="A")
    runner = CliRunner()
    shown = runner.invoke(command, ["--user", "alice"])
    assert (shown.exit_code, shown.output.split(":")[0]) == (0, f"+ {world.acme.number} A 4.00 USD")
    asked = runner.invoke(command, ["--user", "alice", "--ask"])
    assert asked.output.endswith("1 requests wait for a decision.\n") and Request.objects.get().amount_minor == 4_00
    assert runner.invoke(command, ["--user", "sam", "--ask"]).exit_code != 0
