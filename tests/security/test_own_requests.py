"""Nobody approves what he asked for, by whatever door: the page, several at once, a program, a substitute, a second
account. What the database refuses by raw SQL is tried beside the actions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.urls import reverse

from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.parties.models import Absence, User
from creditdesk.receivables.models import Posting
from tests import builders
from tests.api.programs import Program
from tests.asking import adjustment, ask
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World


@pytest.fixture(autouse=True)
def fixed_time() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def by_page(request: Request, user: User) -> int:
    url = reverse("request_decide", args=[request.id])
    return client_of(user).post(url, {"act": "approve", "sha256": request.sha256, "words": ""}).status_code


def several_at_once(request: Request, user: User) -> int:
    seen = {"seen": [f"{request.id}:{request.sha256}"]}
    return client_of(user).post(reverse("requests_approve"), seen).status_code


def by_program(request: Request, user: User) -> int:
    path, body = f"/requests/{request.id}/decision", {"decision": "approve", "sha256": request.sha256}
    return Program(user).confirmed(path, body).status_code


DOORS = pytest.mark.parametrize("door", [by_page, several_at_once, by_program])
Door = Callable[[Request, User], int]


@DOORS
def test_his_own_by_himself(door: Door, world: World) -> None:
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.bob)
    assert door(request, world.bob) == 422
    nothing_was_done(request)


@DOORS
def test_his_own_in_the_name_of_somebody_away(door: Door, world: World) -> None:
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.bob)
    Absence.objects.create(user=world.carol, substitute=world.bob, first_day=TODAY, last_day=TODAY)
    assert door(request, world.bob) == 422
    nothing_was_done(request)


@DOORS
def test_his_own_by_his_second_account(door: Door, world: World) -> None:
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.bob)
    second = builders.user("bob2", role=world.bob.desk_role, companies=[world.northlight])
    User.objects.filter(id__in=[world.bob.id, second.id]).update(email="Bob@Example.com")
    second.refresh_from_db()
    assert door(request, second) == 422
    nothing_was_done(request)


@DOORS
def test_by_somebody_else_it_is_approved(door: Door, world: World) -> None:
    """The doors do open: what was refused above was refused for whose it is."""
    request = ask(world.acme, adjustment(builders.invoice(world.acme, amount=9_00)), by=world.bob)
    assert door(request, world.carol) in {200, 302}
    request.refresh_from_db()
    assert request.state == "carried_out"


def nothing_was_done(request: Request) -> None:
    before = request.state
    request.refresh_from_db()
    assert request.state == before == "submitted"
    assert not RequestDecision.objects.filter(request=request).exists()
    assert not Posting.objects.filter(kind="adjustment").exists()
