"""A person's ticklers and promises as an iCalendar file (RFC 5545): the day, or the time of day, and whose account it
is; nothing of what was said.

The address of the feed is a secret that may end up in a colleague's or a provider's hands, so that an entry tells the
customer's number and name, which everybody reads who sees the account, and neither the cause of the tickler nor the
amount that was promised. A tickler's kind stands as its category.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import F

from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.models import Promise, Tickler
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import Customer, User
from creditdesk.parties.reach import seat_of
from creditdesk.policy.queries import policies_in_force

if TYPE_CHECKING:
    from icalendar import Event

# A calendar with more entries is no plan of a person's days.
MOST = 500
_ONE_DAY = dt.timedelta(days=1)


def calendar_of(user: User, *, as_of: dt.date, at: dt.datetime) -> bytes:
    """The user's own dated ticklers still to be done, on accounts that he sees on the day, the first due first, and the
    open promises of the accounts that he works.
    """
    # The library takes a while to load, and only this asks for it.
    from icalendar import Calendar

    calendar = Calendar()
    for name, value in (
        ("prodid", "-//Creditdesk//Ticklers//EN"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", "Creditdesk"),
        ("refresh-interval;value=duration", "PT1H"),
        # What Outlook reads in its place.
        ("x-published-ttl", "PT1H"),
    ):
        calendar.add(name, value)
    ticklers = _dated(user, as_of=as_of)
    minutes = _minutes(ticklers, as_of=as_of)
    for tickler in ticklers:
        calendar.add_component(_event(tickler, minutes=minutes.get(tickler.id, 0), at=at))
    for promise in _promised(user, as_of=as_of):
        calendar.add_component(_promise_event(promise, at=at))
    if minutes:
        # A time of day is one of a zone, which the file explains.
        calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _dated(user: User, *, as_of: dt.date) -> list[Tickler]:
    found = Tickler.objects.filter(
        owner=user,
        state=Tickler.State.OPEN,
        due_date__isnull=False,
        customer__in=visible_customers(user, as_of=as_of),
    )
    found = found.select_related("customer__company")
    return list(found.order_by("due_date", F("due_time").asc(nulls_last=True), "id")[:MOST])


def _minutes(ticklers: list[Tickler], *, as_of: dt.date) -> dict[int, int]:
    """Tickler with a time → how long the plan of the day takes it to last, by the policy of its company."""
    timed = [one for one in ticklers if one.due_time is not None]
    policies = policies_in_force(sorted({one.company_id for one in timed}), as_of=as_of) if timed else {}
    lasting = {key: one.day_plan for key, one in policies.items()}
    return {
        one.id: lasting[one.company_id].minutes_per_call
        if one.kind == TicklerKind.CALL
        else lasting[one.company_id].minutes_per_task
        for one in timed
    }


def _promised(user: User, *, as_of: dt.date) -> list[Promise]:
    """The open promises of the accounts that the user works, his own and those of whom he stands in for."""
    seat = seat_of(user, as_of=as_of)
    mine = [one.id for one in seat.portfolios if one.rep_id in seat.covered_reps]
    if not mine or not has_permission(user.desk_role, Permission.SEE_HISTORY):
        return []
    found = Promise.objects.filter(state=Promise.State.OPEN, customer__portfolio__in=mine)
    found = found.filter(customer__in=visible_customers(user, as_of=as_of))
    return list(found.select_related("customer").order_by("date", "id")[:MOST])


def _event(tickler: Tickler, *, minutes: int, at: dt.datetime) -> Event:
    """An entry for the whole day, or from its time on: by the clock of the account's company."""
    assert tickler.due_date is not None
    uid, customer = f"tickler-{tickler.id}@creditdesk", tickler.customer
    if tickler.due_time is None:
        event = _whole_day(uid, customer, day=tickler.due_date, at=at)
    else:
        begins = dt.datetime.combine(tickler.due_date, tickler.due_time, tzinfo=ZoneInfo(customer.company.time_zone))
        event = _named(uid, customer, at=at)
        event.add("dtstart", begins)
        event.add("dtend", begins + dt.timedelta(minutes=minutes))
    event.add("categories", [_CATEGORIES[tickler.kind]])
    event.add("sequence", tickler.version - 1)
    return event


_CATEGORIES = {
    TicklerKind.CALL.value: "Call",
    TicklerKind.EMAIL.value: "E-mail",
    TicklerKind.LETTER.value: "Letter",
    TicklerKind.PAYMENT.value: "Money due",
    TicklerKind.OTHER.value: "Tickler",
}


def _promise_event(promise: Promise, *, at: dt.datetime) -> Event:
    """Told apart from a tickler by its category and by a sign, so that no calendar shows what was promised."""
    event = _whole_day(f"promise-{promise.id}@creditdesk", promise.customer, day=promise.date, at=at, sign="✓ ")
    event.add("categories", ["Promise"])
    return event


def _whole_day(uid: str, customer: Customer, *, day: dt.date, at: dt.datetime, sign: str = "") -> Event:
    """An entry for the whole day, which leaves the day free for meetings."""
    event = _named(uid, customer, at=at, sign=sign)
    event.add("dtstart", day)
    event.add("dtend", day + _ONE_DAY)
    event.add("transp", "TRANSPARENT")
    return event


def _named(uid: str, customer: Customer, *, at: dt.datetime, sign: str = "") -> Event:
    """An entry that tells whose account it is."""
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at)
    event.add("summary", sign + " ".join(f"{customer.number} {customer.name}".split()))
    event.add("class", "PRIVATE")
    return event
