"""Whether customers may be called now: the facts of many accounts in one read, the decision by the contact rules.

And whether one person at a customer may be contacted by a channel, at the moment when it is done or recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from creditdesk.domain.calendar import WEEKENDS_ONLY
from creditdesk.domain.contact_marks import Person, barring_reasons
from creditdesk.domain.contact_rules import (
    Channel,
    ContactDecision,
    ContactFacts,
    Office,
    Stop,
    StopCause,
    decide_contact,
    local_time,
    stop_reasons,
)
from creditdesk.domain.escalation import ContactKind
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.public_holidays import calendar_of
from creditdesk.domain.reasons import Reason
from creditdesk.followup.account_facts import STOPS
from creditdesk.followup.models import Activity, ContactStop
from creditdesk.followup.queries import Attempt, attempts_of
from creditdesk.followup.strategy_facts import REACHED
from creditdesk.parties.models import Contact, Customer
from creditdesk.parties.people import Standing, attorney_of, is_represented, marks_of, standing_of

# How the contact rules call the channels of an activity. A visit is barred by what bars the person altogether.
_CHANNELS: Mapping[str, Channel | None] = {
    Activity.Channel.CALL.value: Channel.CALL,
    Activity.Channel.EMAIL.value: Channel.EMAIL,
    Activity.Channel.LETTER.value: Channel.LETTER,
    Activity.Channel.VISIT.value: None,
}

# Caps count seven days of the customer's clock; one more covers every time zone.
_COUNTED = dt.timedelta(days=8)


class Callee(Protocol):
    """What the contact rules ask of a customer: a `Customer`, or a row of a list that holds the same columns."""

    @property
    def time_zone(self) -> str: ...
    @property
    def contact_block(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...


def counted_since(now: dt.datetime) -> dt.datetime:
    """From when on calls count for whether another is allowed."""
    return now - _COUNTED


def call_decisions(
    callees: Mapping[int, Callee],
    *,
    attempts: Mapping[int, Sequence[Attempt]],
    now: dt.datetime,
    company_zone: str,
    policy: PolicyDocument,
) -> dict[int, ContactDecision]:
    """Customer → whether a call is allowed now, why not, and from when. docs/rules/contact.md.

    The callees are customers of one company, by their ids; `attempts` are their calls that count.
    """
    year = now.year if policy.contact.customer_holidays else None
    by_event = event_stops(list(callees))
    facts = {key: _facts(one, attempts.get(key, []), by_event.get(key, ()), year=year) for key, one in callees.items()}
    office = Office(company_zone, policy.company_calendar)
    # Most of a list are alike: nobody called them this week, and they live in a few time zones.
    decided = {
        one: decide_contact(one, channel=Channel.CALL, now=now, office=office, policy=policy.contact)
        for one in set(facts.values())
    }
    return {key: decided[one] for key, one in facts.items()}


def decide_call(
    customer: Customer,
    *,
    contact: Contact | None = None,
    person: Person | None = None,
    now: dt.datetime,
    policy: PolicyDocument,
) -> ContactDecision:
    """Whether this customer, or this person of it, may be called now, with the calls of ours that count.

    A person may live in another time zone, or not want to be called. `person` is the contact with his marks, where what
    bars him is asked as well; when a call is recorded that is asked of every channel. docs/rules/calls.md.
    """
    attempts = attempts_of([customer.id], since=counted_since(now)).get(customer.id, [])
    year = now.year if policy.contact.customer_holidays else None
    facts = _facts(customer, attempts, event_stops([customer.id]).get(customer.id, ()), year=year)
    if contact is not None:
        stops = (*facts.stops, Stop(StopCause.OPT_OUT)) if contact.do_not_contact else facts.stops
        time_zone = contact.time_zone or facts.time_zone
        facts = replace(facts, time_zone=time_zone, stops=stops, barred=_bars(person, customer, now=now))
    office = Office(customer.company.time_zone, policy.company_calendar)
    return decide_contact(facts, channel=Channel.CALL, now=now, office=office, policy=policy.contact)


def _bars(person: Person | None, customer: Customer, *, now: dt.datetime) -> tuple[Reason, ...]:
    """What bars the person from calls; that nobody contacts him at all is told by a stop already."""
    if person is None:
        return ()
    on = local_time(now, time_zone=customer.time_zone).date()
    found = barring_reasons(person, channel=Channel.CALL, on=on)
    return tuple(one for one in found if one.code != "contact.do_not_contact")


def customer_stops(callee: Callee, by_event: tuple[Stop, ...]) -> tuple[Stop, ...]:
    """Why the customer may not be contacted, at all or by some channel; a bankruptcy is told once."""
    stops = [one for one in by_event if one.cause is not StopCause.BANKRUPTCY]
    if callee.contact_block in STOPS:
        stops.append(Stop(STOPS[callee.contact_block]))
    elif callee.status == Customer.Status.BANKRUPT or len(stops) < len(by_event):
        stops.append(Stop(StopCause.BANKRUPTCY))
    return tuple(stops)


def event_stops(customer_ids: Sequence[int], *, at: dt.datetime | None = None) -> dict[int, tuple[Stop, ...]]:
    """Customer → the ways of contact that stopped because of what happened to it; only those where one did. With `at`
    those that stood at the instant already.

    Whoever is about to call or to send asks now: a stop counts at the moment of contact. docs/rules/contact.md.
    """
    standing = ContactStop.objects.filter(customer__in=customer_ids, lifted_at__isnull=True)
    if at is not None:
        standing = standing.filter(since__lte=at)
    found: dict[int, tuple[Stop, ...]] = {}
    for customer_id, way, kind in standing.order_by("id").values_list("customer_id", "way", "event__kind"):
        channels = frozenset(Channel) if way == ContactStop.Way.ALL else frozenset({Channel(way)})
        found[customer_id] = (*found.get(customer_id, ()), Stop(_CAUSES.get(kind, StopCause.CUSTOMER_EVENT), channels))
    return found


_CAUSES = {
    cause.value: cause
    for cause in (StopCause.BANKRUPTCY, StopCause.RETURNED_MAIL, StopCause.BOUNCED_EMAIL, StopCause.DEAD_PHONE)
}


def _facts(callee: Callee, calls: Sequence[Attempt], by_event: tuple[Stop, ...], *, year: int | None) -> ContactFacts:
    days = [(local_time(call.happened_at, time_zone=callee.time_zone).date(), call.outcome) for call in calls]
    return ContactFacts(
        time_zone=callee.time_zone,
        calendar=calendar_of(callee.country, callee.region, year=year) if year and callee.country else WEEKENDS_ONLY,
        stops=customer_stops(callee, by_event),
        conversations=tuple(day for day, outcome in days if outcome in REACHED),
        attempts=tuple(day for day, _ in days),
    )


def barred_contact(contact: Contact, *, channel: str, at: dt.datetime) -> tuple[Reason, ...]:
    """Why the person must not be contacted by the channel of an activity at the instant, and whom to ask instead.

    `at` is looked up on the customer's calendar. docs/rules/contacts.md.
    """
    if channel not in _CHANNELS:
        return ()
    on = local_time(at, time_zone=contact.customer.time_zone).date()
    marks = marks_of([contact.id]).get(contact.id, [])
    reasons = barring_reasons(contact.person(marks), channel=_CHANNELS[channel], on=on)
    if any(one.code == "contact.represented" for one in reasons):
        reasons += _attorney_instead(contact.customer, on=on)
    return reasons


def stopped_contact(
    customer: Customer, *, contact: Contact | None, channel: str, happened_at: dt.datetime, at: dt.datetime
) -> tuple[Reason, ...]:
    """Why the customer, whoever was named of it, must not have been written to or visited at the instant.

    What an event stopped counts from its own instant on. Since when a block stands nobody keeps, so that it counts for
    what happened today by the customer's clock, at `at`, and not for what is told later. The attorney himself may be
    written to. Calls are judged with the rules of calls. docs/rules/contacts.md.
    """
    wanted = _CHANNELS.get(channel)
    if channel == Activity.Channel.CALL or channel not in _CHANNELS:
        return ()
    stops = event_stops([customer.id], at=happened_at).get(customer.id, ())
    day, today = (local_time(one, time_zone=customer.time_zone).date() for one in (happened_at, at))
    if day >= today:
        # As it is under the lock: it may have been blocked since the page was opened.
        stops = customer_stops(Customer.objects.get(id=customer.id), stops)
    if contact is not None and contact.kind == ContactKind.ATTORNEY:
        stops = tuple(one for one in stops if one.cause is not StopCause.ATTORNEY)
    if wanted is None:
        stops = tuple(one for one in stops if one.channels == frozenset(Channel))
    reasons = stop_reasons(stops, channel=wanted or Channel.LETTER)
    if any(one.code == f"contact.{StopCause.ATTORNEY}" for one in reasons):
        reasons += _attorney_instead(customer, on=day)
    return reasons


def attorney_instead(
    customer: Customer, *, on: dt.date, people: Sequence[Standing] | None = None
) -> tuple[Reason, ...]:
    """The attorney to be asked for, where one represents somebody at the customer on the day.

    `people` are those of the customer, where they were read already.
    """
    everybody = standing_of(customer.contacts.all(), on=on) if people is None else people
    return _attorney_instead(customer, on=on) if any(is_represented(one, on=on) for one in everybody) else ()


def _attorney_instead(customer: Customer, *, on: dt.date) -> tuple[Reason, ...]:
    attorney = attorney_of(customer, on=on)
    if attorney is None:
        text = "no attorney is known here: add the attorney as a contact, and ask there"
        return (Reason("contact.attorney_missing", text),)
    return (Reason("contact.attorney_instead", "ask %(name)s, attorney, instead", {"name": attorney.name}),)
