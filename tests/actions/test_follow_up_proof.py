"""The proof of follow-up: silent while people work through actions, loud where somebody wrote past them."""

import datetime as dt

import pytest

from creditdesk.followup.actions import NextAction, finish_tickler, open_tickler, reopen_tickler, snooze_tickler
from creditdesk.followup.models import Tickler
from creditdesk.followup.verify import broken_facts
from tests.world import NOW, TODAY, World


@pytest.fixture
def tickler(world: World) -> Tickler:
    """One that was snoozed, finished and taken up again; and one without a day beside it."""
    made = open_tickler(
        world.acme, then=NextAction("Call", TODAY, world.alice), by=world.alice, at=NOW, as_of=TODAY, key="t"
    )
    open_tickler(
        world.acme, then=NextAction("Look", None, world.alice), by=world.alice, at=NOW, as_of=TODAY, key="some day"
    )
    until = TODAY + dt.timedelta(days=2)
    made = snooze_tickler(made, until=until, version=1, by=world.alice, at=NOW, as_of=TODAY, key="s")
    made = finish_tickler(made, version=2, by=world.alice, at=NOW, as_of=TODAY, key="d")
    return reopen_tickler(made, version=3, by=world.alice, at=NOW, as_of=TODAY, key="r")


def test_what_people_do_through_actions_proves(tickler: Tickler) -> None:
    assert broken_facts() == []


@pytest.mark.breaks_the_books
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"due_date": TODAY}, "is not where its last move brought it"),
        ({"due_date": None}, "is not where its last move brought it"),
        ({"state": "done"}, "is not where its last move brought it"),
        ({"version": 9}, "has version 9"),
    ],
)
def test_a_change_past_the_actions_is_named(tickler: Tickler, change: dict[str, object], word: str) -> None:
    Tickler.objects.filter(id=tickler.id).update(**change)
    assert [fact for fact in broken_facts() if word in fact and f"tickler {tickler.id}" in fact]
