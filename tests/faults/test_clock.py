"""F7: clocks jump and years leap; each business date has its night once, and a session lasts as long as it should."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from creditdesk.config import clock
from creditdesk.journal.models import JournalEntry
from creditdesk.nightly.background import run_the_night
from creditdesk.nightly.models import NightlyRun
from tests.plugins.counts import Counted
from tests.web.clients import client_of
from tests.world import World

# Lord Howe moves its clock by half an hour; its day begins while America still has the day before.
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
DAY = dt.timedelta(days=1)
# From summer to summer: both changes of the clock in each zone, the end of a year, and 29 February.
FIRST, LAST = dt.date(2027, 7, 1), dt.date(2028, 6, 30)


def changes_of(zone: str) -> list[dt.date]:
    """The dates on which the clock of the zone changes between FIRST and LAST."""
    place, found = ZoneInfo(zone), []
    for number in range((LAST - FIRST).days):
        noon = dt.datetime.combine(FIRST + number * DAY, dt.time(12), tzinfo=place)
        if noon.utcoffset() != (noon + DAY).utcoffset():
            found.append(noon.date() + DAY)
    return found


def midnight(day: dt.date, zone: str) -> dt.datetime:
    """The instant at which the business date begins, in UTC, so that what is added to it are true hours."""
    return dt.datetime.combine(day, dt.time(0), tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_every_business_date_of_a_leap_year_comes_once_and_in_order(zone: str, settings: Any, counted: Counted) -> None:
    settings.TIME_ZONE = zone
    seen: list[dt.date] = []
    instant, asked = midnight(FIRST, zone), 0
    with time_machine.travel(instant, tick=False) as traveller:
        while instant < midnight(LAST + DAY, zone):
            traveller.move_to(instant)
            if not seen or clock.today() != seen[-1]:
                seen.append(clock.today())
            instant += dt.timedelta(minutes=30)
            asked += 1
    counted("F7", f"{zone}: {len(seen)} business dates, asked {asked} times, each once and in order")
    assert seen == [FIRST + number * DAY for number in range(366)]
    assert dt.date(2028, 2, 29) in seen
    assert len(changes_of(zone)) == 2


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_jump_each_date_has_one_night(db: None, zone: str, settings: Any, counted: Counted) -> None:
    settings.TIME_ZONE = zone
    around = sorted([*changes_of(zone), dt.date(2027, 12, 31), dt.date(2028, 2, 29)])
    expected = sorted({day + number * DAY for day in around for number in (-1, 0, 1)})
    with time_machine.travel(midnight(FIRST, zone), tick=False) as traveller:
        for day in around:
            instant = midnight(day - DAY, zone)
            while instant < midnight(day + 2 * DAY, zone):
                traveller.move_to(instant)
                run_the_night()  # as the server's thread does, here every 45 minutes
                instant += dt.timedelta(minutes=45)
    runs = list(NightlyRun.objects.order_by("business_date").values_list("business_date", flat=True))
    counted("F7", f"{zone}: {len(runs)} nights run around its jumps, one for each date")
    assert runs == expected
    assert JournalEntry.objects.filter(kind="nightly.finished").count() == len(expected)


def test_a_date_that_the_server_slept_through_has_no_night_and_the_next_one_has_its_own(
    db: None, settings: Any
) -> None:
    zone = settings.TIME_ZONE
    for day in (dt.date(2028, 2, 28), dt.date(2028, 3, 1)):
        with time_machine.travel(midnight(day, zone) + dt.timedelta(hours=2.5), tick=False):
            run_the_night()
            run_the_night()
    days = [run.business_date.isoformat() for run in NightlyRun.objects.order_by("business_date")]
    assert days == ["2028-02-28", "2028-03-01"]


def test_a_clock_that_is_set_back_over_midnight_runs_nothing_twice(db: None, settings: Any) -> None:
    begin = midnight(dt.date(2028, 3, 2), settings.TIME_ZONE)
    for minutes in (-10, 1, -5, 2):
        with time_machine.travel(begin + dt.timedelta(minutes=minutes), tick=False):
            run_the_night()
    assert NightlyRun.objects.count() == 2
    assert JournalEntry.objects.filter(kind="nightly.finished").count() == 2


# The clock of New York goes from 02:00 back to 01:00, and from 02:00 on to 03:00.
JUMPS = {
    "the hour that comes twice": dt.datetime(2026, 11, 1, 5, 50, tzinfo=dt.UTC),
    "the hour that never comes": dt.datetime(2027, 3, 14, 6, 50, tzinfo=dt.UTC),
}


@pytest.mark.parametrize("begin", JUMPS.values(), ids=list(JUMPS))
@pytest.mark.parametrize(("minutes", "stays"), [(29, True), (31, False)])
def test_half_an_hour_of_rest_ends_a_session_whatever_the_clock_shows(
    world: World, begin: dt.datetime, minutes: int, stays: bool
) -> None:
    with time_machine.travel(begin, tick=False) as traveller:
        client = client_of(world.alice)
        assert client.get("/accounts/").status_code == 200
        traveller.move_to(begin + dt.timedelta(minutes=minutes))
        assert (client.get("/accounts/").status_code == 200) is stays


@pytest.mark.parametrize("begin", JUMPS.values(), ids=list(JUMPS))
def test_a_session_ends_after_twelve_true_hours_however_busy(world: World, begin: dt.datetime) -> None:
    with time_machine.travel(begin, tick=False) as traveller:
        client = client_of(world.alice)
        for minutes in range(0, 12 * 60 + 1, 20):
            traveller.move_to(begin + dt.timedelta(minutes=minutes))
            assert client.get("/accounts/").status_code == 200, minutes
        traveller.move_to(begin + dt.timedelta(minutes=12 * 60 + 1))
        assert client.get("/accounts/").status_code == 302
