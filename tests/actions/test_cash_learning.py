"""What the machine posted teaches only once somebody looked it through, or once it stood for the days of the policy."""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.actions import match_receipt, take_back_match
from creditdesk.cash.learning import habits_of, records_of
from creditdesk.cash.models import Match
from creditdesk.cash.proposing import decide, desk_for, write_proposals
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from tests.actions.test_cash_running import _DAY, received, run
from tests.builders import invoice
from tests.world import NOW, TODAY, World

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


def matched_instead(world: World, *, paid: int, chosen: tuple[int, ...]) -> Match:
    """A payment that names the first of three invoices, before a person who matches others of them."""
    items = [invoice(world.acme, amount=amount) for amount in (700_00, 700_00, 300_00)]
    receipt = received(world, paid, of=world.acme, text=items[0].number)
    desk = desk_for(world.northlight.id, [receipt], as_of=TODAY)
    write_proposals([(receipt, decide([receipt], desk=desk)[receipt.id])], desk=desk, at=NOW)
    lines = tuple(MatchLine(items[place].id, items[place].open_minor) for place in chosen)
    choice = Choice(world.acme, lines)
    return match_receipt(receipt, choice=choice, revision=0, by=world.erin, key="instead", **_DAY)


def test_a_rule_that_a_person_passed_over_for_other_items_was_wrong_for_as_long_as_his_match_stands(
    world: World,
) -> None:
    match = matched_instead(world, paid=700_00, chosen=(1,))
    assert (match.rank, match.basis, match.passed_over) == (None, "", RULE)
    assert right_and_wrong(world) == (0, 1)
    take_back_match(match, cause="wrong", why="it was the other one after all", by=world.erin, **_DAY)
    assert right_and_wrong(world) == (0, 0)


def test_whoever_matches_what_was_proposed_otherwise_or_in_part_passed_nothing_over(world: World) -> None:
    assert matched_instead(world, paid=700_00, chosen=(0,)).passed_over == ""
    assert right_and_wrong(world) == (0, 0)
