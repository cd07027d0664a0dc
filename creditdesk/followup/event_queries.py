"""Reading customer events and what came of them: lists, one event with its story, holds, notices, changes of data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from creditdesk.domain.customer_events import bar_date
from creditdesk.domain.data_changes import FIELDS, OPEN_CHANGES
from creditdesk.domain.policy_events import DataKind, EventKind
from creditdesk.followup.data_changing import standing_data
from creditdesk.followup.event_access import visible_changes, visible_events, visible_holds, visible_notices
from creditdesk.followup.event_effects import task_key
from creditdesk.followup.models import (
    BankDetails,
    ContactStop,
    CustomerEvent,
    DataChange,
    DataChangeStep,
    EventStep,
    HoldFinding,
    Notice,
    StatusProposal,
    Succession,
    Tickler,
)
from creditdesk.parties.in_order import Order
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a list of events is narrowed to; empty narrows nothing. `older_than` is in days since the report."""

    state: str = ""
    kind: str = ""
    portfolio_id: int | None = None
    customer_id: int | None = None
    older_than: int | None = None


EVENT_ORDERS = {"reported": Order("id", int)}
NOTICE_ORDERS = {"at": Order("id", int)}
CHANGE_ORDERS = {"asked": Order("id", int)}


def customer_events(user: User, *, chosen: EventFilter, as_of: dt.date) -> QuerySet[CustomerEvent]:
    """The events that the user may see, with customer and reporter; `open` wants those that wait for somebody, and
    `to_decide` those that propose a status which nobody has decided on.
    """
    found = visible_events(user, as_of=as_of)
    exact = {"kind": chosen.kind, "customer__portfolio": chosen.portfolio_id, "customer": chosen.customer_id}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if chosen.state == "open":
        found = found.filter(state__in=["reported", "verified"])
    elif chosen.state == "to_decide":
        waiting = StatusProposal.objects.filter(event=OuterRef("pk"), state=StatusProposal.State.OPEN)
        found = found.filter(Exists(waiting))
    elif chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.older_than is not None:
        day = dt.datetime.combine(as_of - dt.timedelta(days=chosen.older_than), dt.time(), tzinfo=dt.UTC)
        found = found.filter(reported_at__lt=day)
    return found.select_related("customer__portfolio__rep", "customer__company", "reported_by")


def events_of(customer: Customer) -> QuerySet[CustomerEvent]:
    """The events of an account that was fetched through access."""
    return CustomerEvent.objects.filter(customer=customer).select_related("reported_by")


def steps_of(event: CustomerEvent) -> QuerySet[EventStep]:
    """What became of the event, oldest first."""
    return event.steps.select_related("by").order_by("id")


def tasks_of(event: CustomerEvent) -> QuerySet[Tickler]:
    """The tasks that came of the event, with their owners."""
    return Tickler.objects.filter(key__startswith=task_key(event)).select_related("owner").order_by("id")


def stops_of(event: CustomerEvent) -> QuerySet[ContactStop]:
    """The ways of contact that the event stopped."""
    return event.stops.select_related("lifted_by").order_by("id")


def holds_of(event: CustomerEvent) -> QuerySet[HoldFinding]:
    """The reasons to hold that came of the event, alone or with another."""
    found = HoldFinding.objects.filter(Q(event=event) | Q(pair=event))
    return found.select_related("customer", "lifted_by").order_by("id")


def proposals_of(event: CustomerEvent) -> QuerySet[StatusProposal]:
    """The status that was proposed because of the event, and what was decided."""
    return event.status_proposals.select_related("asked_by", "decided_by").order_by("id")


def succession_of(event: CustomerEvent) -> Succession | None:
    """The account of the new owner, with the signed assumption if there is one."""
    return Succession.objects.filter(event=event).select_related("new", "by", "assumption__by").first()


def change_of(event: CustomerEvent) -> DataChange | None:
    """The change of data that came with the event."""
    return DataChange.objects.filter(event=event).first()


def bar_date_of(event: CustomerEvent, *, as_of: dt.date) -> dt.date | None:
    """The last day for a proof of claim in a bankruptcy; None where only the court says it, and has not yet."""
    told = event.details
    if event.kind != EventKind.BANKRUPTCY or not told.get("petition_date"):
        return None
    by_court = told.get("bar_date_by_court")
    return bar_date(
        chapter=told.get("chapter", ""),
        petition=dt.date.fromisoformat(told["petition_date"]),
        by_court=dt.date.fromisoformat(by_court) if by_court else None,
        policy=policy_in_force(as_of=as_of, company_id=event.company_id).document,
    )


def standing_holds(customer_ids: Sequence[int], *, as_of: dt.date) -> dict[int, list[HoldFinding]]:
    """Customer → its reasons to hold that stand on the day; only those that have any."""
    rows = HoldFinding.objects.filter(_standing(as_of), customer__in=customer_ids).order_by("customer", "code", "id")
    found: dict[int, list[HoldFinding]] = {}
    for row in rows:
        found.setdefault(row.customer_id, []).append(row)
    return found


def held_customers(code: str, *, as_of: dt.date) -> QuerySet[HoldFinding, Any]:
    """The customers with a standing reason to hold, as a subquery of keys; `any` wants those with whichever."""
    found = HoldFinding.objects.filter(_standing(as_of))
    return (found if code == "any" else found.filter(code=code)).values("customer")


def holds_seen_by(user: User, *, code: str, as_of: dt.date) -> QuerySet[HoldFinding]:
    """The reasons to hold that stand on the day, of the customers that the user may see."""
    found = visible_holds(user, as_of=as_of).filter(_standing(as_of)).select_related("lifted_by")
    return found.filter(code=code) if code else found


def _standing(as_of: dt.date) -> Q:
    return Q(lifted_on__isnull=True) & (Q(until__isnull=True) | Q(until__gte=as_of))


def notices(user: User, *, as_of: dt.date) -> QuerySet[Notice]:
    """What salespeople were told about the accounts that the user may see."""
    return visible_notices(user, as_of=as_of).select_related("customer__company", "step__event", "to_user")


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """What a list of changes is narrowed to; `open` wants those that wait for a call or a second person."""

    state: str = "open"
    kind: str = ""
    customer_id: int | None = None


def changes(user: User, *, chosen: ChangeFilter, as_of: dt.date) -> QuerySet[DataChange]:
    """The changes of data that the user may see, with their customers."""
    found = visible_changes(user, as_of=as_of)
    if chosen.state == "open":
        found = found.filter(state__in=[one.value for one in OPEN_CHANGES])
    elif chosen.state:
        found = found.filter(state=chosen.state)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.customer_id:
        found = found.filter(customer=chosen.customer_id)
    return found.select_related("customer__company", "customer__portfolio", "requested_by")


def change_steps(change: DataChange) -> QuerySet[DataChangeStep]:
    """What was done about the change, oldest first."""
    return change.steps.select_related("by").order_by("id")


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a change: what stood when it was asked for, what is asked for, and what stands now."""

    field: str
    old: str
    new: str
    now: str

    @property
    def moved(self) -> bool:
        """Whether a file or somebody brought another value since it was asked for."""
        return self.now not in (self.old, self.new)


def compared(change: DataChange) -> list[Compared]:
    """The change field by field; what differs only."""
    kind = DataKind(change.kind)
    now: Mapping[str, str] = standing_data(change.customer_id, kind)
    rows = [Compared(name, change.old.get(name, ""), change.new.get(name, ""), now[name]) for name in FIELDS[kind]]
    return [one for one in rows if one.old != one.new or one.moved]


def bank_of(customer_id: int) -> BankDetails | None:
    """The customer's own bank account as it was confirmed last."""
    return BankDetails.objects.filter(customer=customer_id).select_related("change__requested_by").first()
