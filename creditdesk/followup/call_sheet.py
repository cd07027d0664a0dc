"""What lies before a person who calls a customer: whom to ask for, whether it is allowed now, what to speak of.

What others wrote as restricted is not read here: reading it is an act of its own, on the timeline, and journaled. So a
sheet may be fetched before anybody looks at it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q

from creditdesk.domain.calls import earliest_reason
from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.contact_rules import ContactDecision, local_time
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.promises import UNKEPT, PromiseState
from creditdesk.domain.reasons import Reason
from creditdesk.domain.talking_points import (
    Broken,
    CallFacts,
    LastTalk,
    Spoken,
    TalkingPoint,
    spoken_of,
    talking_points,
)
from creditdesk.domain.visibility import Permission, Visibility, has_permission
from creditdesk.followup.access import visible_activities
from creditdesk.followup.claim_windows import last_day_to_answer
from creditdesk.followup.contacting import decide_call
from creditdesk.followup.models import Activity
from creditdesk.followup.queries import positions_of
from creditdesk.followup.strategy_facts import REACHED
from creditdesk.parties.models import Contact, Customer, User
from creditdesk.parties.people import people_of, standing_of
from creditdesk.parties.plain_sql import day, rows_of
from creditdesk.receivables.models import OpenItem, Position
from creditdesk.receivables.queries import claims_of

# Claims of an account that are looked at for the talking points, the oldest due first.
_READ = 200
# Items that can be ticked one by one; where more are past due, a promise is about the whole account.
TICKED_MOST = 40
_PROMISES_READ = 5


@dataclass(frozen=True, slots=True)
class CallSheet:
    """An account as it is spoken of in one currency, the one with the most to ask for. Amounts in minor units."""

    customer: Customer
    people: Sequence[Contact]
    contact: Contact | None
    """Whom to ask for: the first who may be called, or whoever was chosen."""
    decision: ContactDecision
    earliest: Reason | None
    """From when on a call is allowed, where it is not now."""
    currency: str
    collectable_minor: int
    points: tuple[TalkingPoint, ...]
    items: Sequence[Spoken]
    """Those that can be ticked."""
    chosen: tuple[int, ...]
    """Those of them that are spoken of unless somebody says otherwise; none is the whole account."""
    past_due_items: int

    @property
    def time_zone(self) -> str:
        """Where the person is who is asked for."""
        return (self.contact.time_zone if self.contact else "") or self.customer.time_zone

    @property
    def phone(self) -> str:
        """The number to dial: the person's, else the customer's."""
        if self.contact is not None:
            return self.contact.phone or self.contact.mobile or self.customer.phone
        return self.customer.phone


def call_sheet(
    user: User,
    customer: Customer,
    *,
    contact_id: int | None = None,
    now: dt.datetime,
    as_of: dt.date,
    policy: PolicyDocument,
) -> CallSheet:
    """The sheet of a customer that the user sees, for one of its people or the first who may be called."""
    known = standing_of(people_of([customer.id]), on=as_of)
    there = [one for one in known if one.contact.left_on is None or one.contact.left_on >= as_of]
    people = [one.contact for one in there]
    asked = next((one for one in there if one.contact.id == contact_id), None)
    asked = asked or next((one for one in there if one.may_call), None)
    contact, person = (asked.contact, asked.person) if asked else (None, None)
    decision = decide_call(customer, contact=contact, person=person, now=now, policy=policy)
    position = next(iter(positions_of([customer.id]).get(customer.id, [])), None)
    currency = position.currency if position else customer.currency
    claims = _claims(customer, currency, policy=policy)
    late = spoken_of(claims, as_of=as_of)
    few = len(late) <= TICKED_MOST
    facts = _facts(user, customer, claims, position=position, currency=currency, late=len(late))
    broken, certified = _earlier_payments(user, customer, currency, as_of=as_of, policy=policy)
    facts = replace(facts, broken=broken, certified_until=certified)
    return CallSheet(
        customer=customer,
        people=people,
        contact=contact,
        decision=decision,
        earliest=None if decision.allowed else earliest_reason(decision, ours=customer.company.time_zone),
        currency=currency,
        collectable_minor=max(0, position.collectable_minor) if position else 0,
        points=talking_points(facts, as_of=as_of, policy=policy.calls),
        items=claims[:TICKED_MOST],
        chosen=late if few else (),
        past_due_items=len(late),
    )


def _claims(customer: Customer, currency: str, *, policy: PolicyDocument) -> list[Spoken]:
    rows = claims_of(customer.id, currency=currency).filter(on_plan=False).order_by("due_date", "id")
    columns = ("id", "number", "open_minor", "disputed_minor", "due_date", "kind", "discount_date", "document_date")
    found = []
    for key, number, minor, disputed, due, kind, discount, dated in rows.values_list(*columns)[:_READ]:
        is_deduction = kind == OpenItem.Kind.DEDUCTION
        until = last_day_to_answer(dated, policy=policy.deductions) if is_deduction else None
        found.append(Spoken(key, number, minor, disputed, due, is_deduction, discount, until))
    return found


def _facts(
    user: User, customer: Customer, claims: list[Spoken], *, position: Position | None, currency: str, late: int
) -> CallFacts:
    sees_credit = has_permission(user.desk_role, Permission.SEE_HISTORY)
    limit = customer.credit_limit_minor if sees_credit and currency == customer.currency else None
    over = position.open_minor - limit if position is not None and limit is not None else 0
    return CallFacts(
        currency=currency,
        past_due_minor=max(0, position.collectable_minor) if position else 0,
        past_due_items=late,
        items=claims,
        # Unapplied cash is kept below zero, as the credits are.
        unapplied_minor=abs(position.unapplied_minor) if position else 0,
        last_talk=_last_talk(user, customer),
        on_hold=customer.status == Customer.Status.HOLD,
        over_limit_minor=max(0, over),
    )


# What was promised last, and when the bank last returned a payment: one question for both.
_EARLIER = """
SELECT * FROM (
    SELECT p.id, p.amount_minor, p.received_minor, p.date, p.state FROM followup_promise p
    WHERE p.customer_id = %s AND p.currency = %s AND p.state <> 'cancelled' ORDER BY p.id DESC LIMIT %s
) promised
UNION ALL
SELECT e.id, 0, 0, e.happened_on, 'returned' FROM followup_customerevent e
WHERE e.customer_id = %s AND e.kind = 'nsf' AND e.state IN ('verified', 'actioned')
"""


def _earlier_payments(
    user: User, customer: Customer, currency: str, *, as_of: dt.date, policy: PolicyDocument
) -> tuple[list[Broken], dt.date | None]:
    """The promises that were not kept, back to the last one that was, for those who may read of them; and until when
    the customer pays by certified funds only, because a payment of his was returned.
    """
    rows = rows_of(_EARLIER, customer.id, currency, _PROMISES_READ, customer.id)
    returned = [day(date) for _, _, _, date, state in rows if state == "returned"]
    until = months_after(max(returned), policy.nsf.certified_funds_months) if returned else None
    broken: list[Broken] = []
    promised = sorted((row for row in rows if row[4] != "returned"), reverse=True)
    for key, minor, received, date, state in promised:
        if state == PromiseState.KEPT or not has_permission(user.desk_role, Permission.SEE_HISTORY):
            break
        if PromiseState(state) in UNKEPT:
            broken.append(Broken(key, minor, received, day(date)))
    return broken, until if until is not None and until >= as_of else None


def _last_talk(user: User, customer: Customer) -> LastTalk | None:
    """The newest conversation that the user may read without its being journaled, and that no later entry corrects."""
    spoken = Q(outcome__in=REACHED) | Q(direction=Activity.Direction.INBOUND)
    open_to_him = ~Q(visibility=Visibility.RESTRICTED.value) | Q(by=user)
    rows = visible_activities(user, customer_id=customer.id).filter(spoken, open_to_him, corrections__isnull=True)
    talk = rows.select_related("contact").order_by("-happened_at", "-id").first()
    if talk is None:
        return None
    day = local_time(talk.happened_at, time_zone=customer.company.time_zone).date()
    return LastTalk(day, talk.contact.name if talk.contact else "", talk.get_outcome_display())
