"""What the machine posted teaches only once somebody looked it through, or once it stood for the days of the policy."""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.actions import match_receipt, take_back_match
from creditdesk.cash.learning import habits_of, records_of
from creditdesk.cash.models import Match
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from tests.actions.test_cash_running import _DAY, received, run
from tests.builders import invoice
from tests.world import TODAY, World

SINCE = TODAY - dt.timedelta(days=365)
RULE = "whole.equal.agrees"


def right_and_wrong(world: World, *, as_of: dt.date = TODAY) -> tuple[int, int]:
    record = records_of(world.northlight.id, since=SINCE, stood_since=as_of - dt.timedelta(days=30)).get(RULE)
    return (record.right, record.wrong) if record else (0, 0)


def posted_by_the_machine(world: World) -> Match:
    item = invoice(world.acme, amount=700_00)
    received(world, 700_00, of=world.acme, text=item.number)
    assert run(world).posted == 1
    return Match.objects.latest("id")


def test_what_the_machine_posted_today_teaches_nothing_yet(world: World) -> None:
    posted_by_the_machine(world)
    assert right_and_wrong(world) == (0, 0)
    assert habits_of([world.acme.id], since=SINCE, stood_since=TODAY - dt.timedelta(days=30)) == {}


def test_it_counts_as_right_once_a_second_person_reviewed_it_or_it_stood_for_the_days(world: World) -> None:
    match = posted_by_the_machine(world)
    assert right_and_wrong(world, as_of=TODAY + dt.timedelta(days=29)) == (0, 0)
    assert right_and_wrong(world, as_of=TODAY + dt.timedelta(days=30)) == (1, 0)
    Match.objects.filter(id=match.id).update(reviewed_by="bob")
    assert right_and_wrong(world) == (1, 0)


def test_what_is_taken_back_as_wrong_counts_at_once(world: World) -> None:
    take_back_match(posted_by_the_machine(world), cause="wrong", why="wrong", by=world.erin, **_DAY)
    assert right_and_wrong(world) == (0, 1)


def test_what_a_person_accepted_counts_at_once(world: World) -> None:
    item = invoice(world.acme, amount=700_00)
    receipt = received(world, 700_00, of=world.acme)
    choice = Choice(world.acme, (MatchLine(item.id, 700_00),), rank=1, basis=RULE)
    match_receipt(receipt, choice=choice, revision=0, by=world.erin, key="accepted", **_DAY)
    assert right_and_wrong(world) == (1, 0)
    assert set(habits_of([world.acme.id], since=SINCE, stood_since=SINCE)) == {world.acme.id}
