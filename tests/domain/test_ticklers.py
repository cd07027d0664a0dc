"""Ticklers: when they show, to whom, and when they go to the supervisor. July 2026; the 3rd is a holiday."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.ticklers import (
    Absence,
    Placement,
    Tickler,
    TicklerState,
    escalates_on,
    may_become,
    place,
    planned_since,
    worker_on,
)

CALENDAR = Calendar(holidays=frozenset({date(2026, 7, 3)}))
MONDAY = date(2026, 7, 6)


def placed(tickler: Tickler, as_of: date, *absences: Absence) -> Placement:
    return place(tickler, as_of=as_of, calendar=CALENDAR, absences=absences, escalation_business_days=2)


def test_a_tickler_shows_on_its_day_and_not_before() -> None:
    tickler = Tickler(date(2026, 7, 7), "alice")
    assert not placed(tickler, MONDAY).is_shown
    assert placed(tickler, date(2026, 7, 7)).is_shown


def test_a_tickler_due_on_a_closed_day_shows_on_the_next_business_day() -> None:
    where = placed(Tickler(date(2026, 7, 3), "alice"), MONDAY)
    assert where.shown_on == MONDAY
    assert str(where.reasons[0]) == "due 2026-07-03, a closed day: shown on 2026-07-06"


def test_a_tickler_undone_for_two_business_days_goes_to_the_supervisor() -> None:
    tickler = Tickler(date(2026, 7, 2), "alice")
    assert not placed(tickler, MONDAY).is_escalated
    where = placed(tickler, date(2026, 7, 7))
    assert where.is_escalated
    assert str(where.reasons[-1]) == "not done by 2026-07-07: goes to the supervisor too"


def test_a_done_tickler_shows_to_nobody() -> None:
    where = placed(Tickler(date(2026, 7, 1), "alice", TicklerState.DONE), date(2026, 7, 31))
    assert (where.is_shown, where.is_escalated) == (False, False)


def test_a_snoozed_tickler_shows_on_its_new_day() -> None:
    tickler = Tickler(MONDAY, "alice", TicklerState.SNOOZED, snoozed_until=date(2026, 7, 9))
    assert not placed(tickler, date(2026, 7, 8)).is_shown
    assert placed(tickler, date(2026, 7, 9)).is_shown


def test_the_substitute_of_an_absent_substitute_does_the_work() -> None:
    absences = [
        Absence("alice", MONDAY, date(2026, 7, 10), "bob"),
        Absence("bob", MONDAY, MONDAY, "carol"),
    ]
    assert worker_on("alice", as_of=MONDAY, absences=absences) == "carol"
    assert worker_on("alice", as_of=date(2026, 7, 7), absences=absences) == "bob"
    assert worker_on("alice", as_of=date(2026, 7, 11), absences=absences) == "alice"


def test_with_nobody_in_a_tickler_goes_to_the_supervisor_as_soon_as_it_shows() -> None:
    where = placed(Tickler(MONDAY, "alice"), MONDAY, Absence("alice", MONDAY, MONDAY))
    assert where.is_escalated
    assert str(where.reasons[0]) == "alice is not in and nobody stands in: goes to the supervisor"


def test_two_absent_people_who_name_each_other_are_nobody() -> None:
    absences = [Absence("alice", MONDAY, MONDAY, "bob"), Absence("bob", MONDAY, MONDAY, "alice")]
    assert worker_on("alice", as_of=MONDAY, absences=absences) is None


@pytest.mark.parametrize("state", [TicklerState.OPEN, TicklerState.SNOOZED, TicklerState.HANDED_OVER])
def test_a_live_tickler_may_be_snoozed_handed_over_and_done(state: TicklerState) -> None:
    assert may_become(state, TicklerState.SNOOZED)
    assert may_become(state, TicklerState.HANDED_OVER)
    assert may_become(state, TicklerState.DONE)


def test_a_done_tickler_stays_done() -> None:
    assert not any(may_become(TicklerState.DONE, state) for state in TicklerState)


@given(
    as_of=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    back=st.integers(0, 20),
    days=st.integers(1, 5),
)
def test_the_planned_since_date_divides_escalated_from_standing_ticklers(as_of: date, back: int, days: int) -> None:
    due = date.fromordinal(as_of.toordinal() - back)
    since = planned_since(as_of, calendar=CALENDAR, escalation_business_days=days)
    stands = escalates_on(due, calendar=CALENDAR, escalation_business_days=days) > as_of
    assert (due >= since) == stands
