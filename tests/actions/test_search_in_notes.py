"""Finding what was said: all words, in any writing, and nothing that the reader may not read."""

import datetime as dt

import pytest

from creditdesk.domain.visibility import Visibility
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity
from creditdesk.followup.searching import is_searchable, search_page
from creditdesk.parties.models import Customer, User
from tests.world import NOW, TODAY, World


def say(
    customer: Customer, note: str, *, by: User, visibility: Visibility = Visibility.HISTORY, days: int = 0
) -> Activity:
    at = NOW - dt.timedelta(days=days)
    said = Said("note", "internal", "noted", note=note, visibility=visibility, happened_at=at)
    return record_activity(customer, said=said, by=by, at=NOW, as_of=TODAY, key=f"{customer.id} {note} {days}")


def found(user: User, text: str, **asked: object) -> list[str]:
    return [row.note for row in search_page(user, text, as_of=TODAY, **asked).rows]  # type: ignore[arg-type]


def test_all_words_in_any_order_without_case_or_accents_newest_first(world: World) -> None:
    say(world.acme, "Check 4417 promised to MÜLLER", by=world.alice, days=1)
    say(world.acme, "müller: check 4418", by=world.alice)
    assert found(world.alice, "muller check") == ["müller: check 4418", "Check 4417 promised to MÜLLER"]
    assert found(world.alice, "441 Check") == ["müller: check 4418", "Check 4417 promised to MÜLLER"]
    assert found(world.alice, "check wire") == []
    assert found(world.alice, "100%_") == []


def test_accounts_of_others_are_not_found(world: World) -> None:
    for customer in (world.acme, world.zenith, world.foreign):
        say(customer, f"carrier lost it at {customer.name}", by=world.bob)
    assert found(world.alice, "carrier") == ["carrier lost it at Acme Camera"]
    assert len(found(world.bob, "carrier")) == 2
    assert found(world.charlie, "carrier") == ["carrier lost it at Foreign Retail"]
    assert found(world.bob, "carrier", customer_id=world.zenith.id) == ["carrier lost it at Zenith Optics"]
    assert found(world.sam, "carrier") == []


def test_restricted_entries_are_found_by_those_who_may_read_them_and_told_apart(world: World) -> None:
    secret = say(world.acme, "guarantor is bankrupt", by=world.carol, visibility=Visibility.RESTRICTED)
    assert found(world.alice, "guarantor") == []
    page = search_page(world.bob, "guarantor", as_of=TODAY)
    assert page.restricted == {world.acme.id: [secret.id]}
    # Who wrote it reads it without an entry in the journal.
    assert search_page(world.carol, "guarantor", as_of=TODAY).restricted == {}


def test_pages_go_on_where_the_last_one_ended(world: World) -> None:
    for days in range(5):
        say(world.acme, f"note {days}", by=world.alice, days=days)
    first = search_page(world.alice, "note", as_of=TODAY, size=3)
    rest = search_page(world.alice, "note", as_of=TODAY, size=3, before=first.older)
    assert [row.note for row in (*first.rows, *rest.rows)] == [f"note {days}" for days in range(5)]
    assert rest.older == ""


@pytest.mark.parametrize("text", ["", " ", "a", "x y"])
def test_a_text_that_says_too_little_finds_nothing(world: World, text: str) -> None:
    say(world.acme, "a x y", by=world.alice)
    assert not is_searchable(text)
    assert found(world.alice, text) == []
