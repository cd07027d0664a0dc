"""A person's ticklers as an iCalendar file (RFC 5545): the due day, and whose account it is; nothing of what was said.

The address of the feed is a secret that may end up in a colleague's or a provider's hands, so that an entry tells the
customer's number and name, which everybody reads who sees the account, and not even the cause of the tickler.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.followup.models import Tickler
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import User

# A calendar with more entries is no plan of a person's days.
MOST = 500
_ONE_DAY = dt.timedelta(days=1)


def calendar_of(user: User, *, as_of: dt.date, at: dt.datetime) -> bytes:
    """The user's own dated ticklers still to be done, on accounts that he sees on the day, the first due first."""
    # The library takes a while to load, and only this asks for it.
    from icalendar import Calendar

    calendar = Calendar()
    for name, value in (
        ("prodid", "-//Creditdesk//Ticklers//EN"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", "Creditdesk"),
        ("refresh-interval;value=duration", "PT1H"),
    ):
        calendar.add(name, value)
    for tickler in _dated(user, as_of=as_of):
        calendar.add_component(_event(tickler, at=at))
    written: bytes = calendar.to_ical()
    return written


def _dated(user: User, *, as_of: dt.date) -> list[Tickler]:
    found = Tickler.objects.filter(
        owner=user,
        state=Tickler.State.OPEN,
        due_date__isnull=False,
        customer__in=visible_customers(user, as_of=as_of),
    )
    return list(found.select_related("customer").order_by("due_date", "id")[:MOST])


def _event(tickler: Tickler, *, at: dt.datetime) -> object:
    """An entry for the whole day, which leaves the day free for meetings."""
    from icalendar import Event

    assert tickler.due_date is not None
    event = Event()
    event.add("uid", f"tickler-{tickler.id}@creditdesk")
    event.add("dtstamp", at)
    event.add("sequence", tickler.version - 1)
    event.add("summary", " ".join(f"{tickler.customer.number} {tickler.customer.name}".split()))
    event.add("dtstart", tickler.due_date)
    event.add("dtend", tickler.due_date + _ONE_DAY)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
