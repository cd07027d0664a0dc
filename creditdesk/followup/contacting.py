"""Whether customers may be called now: the facts of many accounts in one read, the decision by the contact rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.domain.contact_rules import (
    Channel,
    ContactDecision,
    ContactFacts,
    Office,
    Stop,
    StopCause,
    decide_contact,
    local_time,
)
from creditdesk.domain.policy import PolicyDocument
from creditdesk.followup.account_facts import REACHED, STOPS
from creditdesk.followup.models import Activity
from creditdesk.followup.queries import attempts_of
from creditdesk.parties.models import Customer

# Caps count seven days of the customer's clock; one more covers every time zone.
_COUNTED = dt.timedelta(days=8)


def call_decisions(
    customers: Sequence[Customer], *, now: dt.datetime, policy: PolicyDocument
) -> dict[int, ContactDecision]:
    """Customer → whether a call is allowed now, why not, and from when. docs/rules/contact.md."""
    calls = attempts_of([one.id for one in customers], since=now - _COUNTED)
    return {
        one.id: decide_contact(
            _facts(one, calls.get(one.id, [])),
            channel=Channel.CALL,
            now=now,
            office=Office(one.company.time_zone, policy.company_calendar),
            policy=policy.contact,
        )
        for one in customers
    }


def _facts(customer: Customer, calls: Sequence[Activity]) -> ContactFacts:
    days = [(local_time(call.happened_at, time_zone=customer.time_zone).date(), call.outcome) for call in calls]
    stops = []
    if customer.contact_block in STOPS:
        stops.append(Stop(STOPS[customer.contact_block]))
    elif customer.status == Customer.Status.BANKRUPT:
        stops.append(Stop(StopCause.BANKRUPTCY))
    return ContactFacts(
        time_zone=customer.time_zone,
        stops=tuple(stops),
        conversations=tuple(day for day, outcome in days if outcome in REACHED),
        attempts=tuple(day for day, _ in days),
    )
