"""S78 through the database: a rep in New York calls a customer in Los Angeles, within his hours and outside of them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Activity
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.world import World

EASTERN = ZoneInfo("America/New_York")
TUESDAY, FRIDAY = dt.date(2026, 6, 2), dt.date(2026, 6, 5)


def call(
    world: World, at: dt.datetime, *, outcome: str = "no_answer", why: str = "", direction: str = "outbound"
) -> Activity:
    customer = builders.customer(
        world.northlight, portfolio=world.portfolio, time_zone="America/Los_Angeles", country="US", region="CA"
    )
    said = Said("call", direction, outcome, breach_reason=why)
    key = f"{customer.id}"
    return record_activity(customer, said=said, by=world.alice, at=at, as_of=at.date(), key=key)


def test_S78_a_call_before_the_customers_hours_is_refused_and_told_from_when_it_is_allowed(world: World) -> None:  # noqa: N802
    with pytest.raises(Refusal) as refused:
        call(world, dt.datetime.combine(TUESDAY, dt.time(9, 30), EASTERN))
    assert [str(reason) for reason in refused.value.reasons] == [
        "it is 06:30 for the customer; calls are from 08:30 to 17:00",
        "a call is allowed from 2026-06-02, 11:30 our time",
        "if it was made all the same, say why",
    ]
    assert not Activity.objects.exists()


def test_S78_in_the_afternoon_and_on_friday_evening_it_is_the_customers_day(world: World) -> None:  # noqa: N802
    for day, hour in ((TUESDAY, dt.time(16, 30)), (FRIDAY, dt.time(18))):
        kept = call(world, dt.datetime.combine(day, hour, EASTERN))
        assert (kept.breach, kept.breach_reason) == ([], "")


def test_S78_a_call_that_was_made_all_the_same_is_kept_as_a_breach_with_its_reason(world: World) -> None:  # noqa: N802
    at = dt.datetime.combine(TUESDAY, dt.time(9, 30), EASTERN)
    kept = call(world, at, why="He asked for a call before his shift")
    assert [one["code"] for one in kept.breach] == ["contact.hours"]
    assert kept.breach_reason == "He asked for a call before his shift"
    entry = JournalEntry.objects.get(kind="activity.recorded", subject_id=kept.id)
    assert entry.facts["against_rules"] == ["contact.hours"]
    assert entry.private["breach_reason"] == kept.breach_reason


def test_S78_the_customers_own_call_may_come_at_any_time(world: World) -> None:  # noqa: N802
    at = dt.datetime.combine(TUESDAY, dt.time(9, 30), EASTERN)
    assert call(world, at, outcome="spoke", direction="inbound").breach == []
