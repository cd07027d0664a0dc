"""Ticklers: dated next actions, each with an owner and a cause.

A tickler shows on its day, or on the next business day when its day is closed. It shows to its owner, or to the
owner's substitute while the owner is absent; the owner stays the owner. Undone for the policy's number of business
days it goes to the supervisor as well. Example: due Saturday 2026-07-04, owner away that week, two days::

    place(tickler, as_of=date(2026, 7, 6), ...)
    # shown_on 2026-07-06, shown_to the substitute, escalates_on 2026-07-08
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.reasons import Reason


class TicklerKind(StrEnum):
    """What is to be done: a call to be made, something to be written, money that is due and is waited for, or else."""

    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    PAYMENT = "payment"
    OTHER = "other"


class TicklerState(StrEnum):
    """What was last done with a tickler. All but done are still to be worked."""

    OPEN = "open"
    SNOOZED = "snoozed"
    HANDED_OVER = "handed_over"
    DONE = "done"


_LIVE = frozenset({TicklerState.OPEN, TicklerState.SNOOZED, TicklerState.HANDED_OVER})
_TO_DO_NEXT = frozenset({TicklerState.SNOOZED, TicklerState.HANDED_OVER, TicklerState.DONE})
TRANSITIONS: Mapping[TicklerState, frozenset[TicklerState]] = {
    TicklerState.OPEN: _TO_DO_NEXT,
    TicklerState.SNOOZED: _TO_DO_NEXT,
    TicklerState.HANDED_OVER: _TO_DO_NEXT,
    TicklerState.DONE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Tickler:
    """The facts of a tickler. Snoozing sets a later day and leaves `due_date` as it was promised."""

    due_date: date
    owner: str
    state: TicklerState = TicklerState.OPEN
    snoozed_until: date | None = None

    @property
    def day(self) -> date:
        """The day on which it is to be done: the due date, or the day it was snoozed to."""
        return self.snoozed_until or self.due_date


@dataclass(frozen=True, slots=True)
class Absence:
    """A person is away from the first to the last day, both included; the substitute does the work meanwhile."""

    person: str
    first_day: date
    last_day: date
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a tickler stands on a day: whether it shows, to whom, and when it goes to the supervisor."""

    is_shown: bool
    shown_on: date
    shown_to: str
    owner: str
    escalates_on: date
    is_escalated: bool
    reasons: tuple[Reason, ...]


def may_become(state: TicklerState, following: TicklerState) -> bool:
    """Whether a tickler in this state may come into that one. Source: docs/rules/ticklers.md."""
    return following in TRANSITIONS[state]


def shown_on(day: date, *, calendar: Calendar) -> date:
    """The day on which a tickler due on `day` comes up: that day or the next business day."""
    return calendar.next_business_day(day)


def escalates_on(day: date, *, calendar: Calendar, escalation_business_days: int) -> date:
    """The day on which an undone tickler goes to the supervisor. Source: docs/rules/ticklers.md."""
    return calendar.add_business_days(shown_on(day, calendar=calendar), escalation_business_days)


def planned_since(as_of: date, *, calendar: Calendar, escalation_business_days: int) -> date:
    """The earliest due date whose tickler is not yet escalated on `as_of`: one date to compare with in a query."""
    day = as_of
    while True:
        earlier = day - timedelta(days=1)
        if escalates_on(earlier, calendar=calendar, escalation_business_days=escalation_business_days) <= as_of:
            return day
        day = earlier


def worker_on(owner: str, *, as_of: date, absences: Iterable[Absence]) -> str | None:
    """Who does the owner's work on the day: the owner, else the substitute, or the substitute's; None if nobody is in.

    Source: docs/rules/ticklers.md.
    """
    away = {absence.person: absence for absence in absences if absence.first_day <= as_of <= absence.last_day}
    person: str | None = owner
    asked: set[str] = set()
    while person is not None and person in away:
        if person in asked:
            return None
        asked.add(person)
        person = away[person].substitute
    return person


def place(
    tickler: Tickler,
    *,
    as_of: date,
    calendar: Calendar,
    absences: Iterable[Absence],
    escalation_business_days: int,
) -> Placement:
    """Where the tickler stands on the day, with reasons. Source: docs/rules/ticklers.md.

    With the owner away or gone and no substitute in, it goes to the supervisor as soon as it shows.
    """
    appears = shown_on(tickler.day, calendar=calendar)
    escalates = escalates_on(tickler.day, calendar=calendar, escalation_business_days=escalation_business_days)
    is_live = tickler.state in _LIVE
    is_shown = is_live and appears <= as_of
    worker = worker_on(tickler.owner, as_of=as_of, absences=absences)
    if worker is None:
        escalates = appears
    is_escalated = is_live and escalates <= as_of
    return Placement(
        is_shown=is_shown,
        shown_on=appears,
        shown_to=worker or tickler.owner,
        owner=tickler.owner,
        escalates_on=escalates,
        is_escalated=is_escalated,
        reasons=_reasons(tickler, appears=appears, worker=worker, escalates=escalates, is_escalated=is_escalated),
    )


def _reasons(
    tickler: Tickler,
    *,
    appears: date,
    worker: str | None,
    escalates: date,
    is_escalated: bool,
) -> tuple[Reason, ...]:
    found = []
    if appears != tickler.day:
        facts: dict[str, str | int] = {"due": tickler.day.isoformat(), "shown": appears.isoformat()}
        found.append(Reason("tickler.closed_day", "due %(due)s, a closed day: shown on %(shown)s", facts))
    if worker is None:
        text = "%(owner)s is not in and nobody stands in: goes to the supervisor"
        found.append(Reason("tickler.nobody_in", text, {"owner": tickler.owner}))
    elif worker != tickler.owner:
        text = "%(owner)s is absent: shown to %(worker)s"
        found.append(Reason("tickler.substitute", text, {"owner": tickler.owner, "worker": worker}))
    if is_escalated and worker is not None:
        text = "not done by %(day)s: goes to the supervisor too"
        found.append(Reason("tickler.escalated", text, {"day": escalates.isoformat()}))
    return tuple(found)
