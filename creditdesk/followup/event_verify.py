"""Proof that customer events are whole: each stands where its last step brought it, nothing is held or stopped because
of one that is over, and no data changed without the call-back and the people that it takes.
"""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from creditdesk.domain.customer_events import STANDING, EventState
from creditdesk.domain.data_changes import ChangeState
from creditdesk.domain.policy_events import DataKind
from creditdesk.domain.proof import MOST_NAMED, BrokenFact
from creditdesk.followup.models import (
    BankDetails,
    ContactStop,
    CustomerEvent,
    DataChange,
    DataChangeStep,
    EventStep,
    HoldFinding,
    Succession,
)

_STANDING = [state.value for state in STANDING]
_OVER = [state.value for state in (EventState.REFUTED, EventState.WITHDRAWN, EventState.CURED)]


def broken_events() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    return [
        *_stepped_otherwise(),
        *_held_by_nothing(),
        *_stopped_by_nothing(),
        *_stopped_unseen(),
        *_changed_without_call(),
        *_bank_by_one_person(),
        *_across_companies(),
    ]


def _stepped_otherwise() -> list[BrokenFact]:
    """An event is what its last step made it, and no step was made twice."""
    newest = EventStep.objects.filter(event=OuterRef("pk")).order_by("-id").values("state")[:1]
    rows = CustomerEvent.objects.annotate(last_state=Subquery(newest))
    broken = rows.filter(Q(last_state__isnull=True) | ~Q(state=F("last_state")))
    twice = EventStep.objects.order_by().values("event", "state").annotate(count=Count("id")).filter(count__gt=1)
    again = CustomerEvent.objects.filter(id__in=twice.values("event"))
    return [
        *_told(broken, "customer event {} is not what its last step says"),
        *_told(again, "customer event {} made the same step twice"),
    ]


def _held_by_nothing() -> list[BrokenFact]:
    """A hold stands only while its event does, and the other one of a pair; a successor's, until it is lifted."""
    standing = HoldFinding.objects.filter(lifted_on__isnull=True, customer=F("event__customer"))
    over = standing.exclude(event__state__in=_STANDING) | standing.filter(
        Q(pair__isnull=False) & ~Q(pair__state__in=_STANDING)
    )
    return _told(over, "hold {} stands, and what it came of is over")


def _stopped_by_nothing() -> list[BrokenFact]:
    stops = ContactStop.objects.filter(lifted_at__isnull=True, event__state__in=_OVER)
    return _told(stops, "stop of contact {} stands, and what it came of is over")


def _stopped_unseen() -> list[BrokenFact]:
    """Whoever is stopped as a whole is seen to be so on the account itself."""
    stops = ContactStop.objects.filter(lifted_at__isnull=True, way=ContactStop.Way.ALL, customer__contact_block="")
    return _told(stops, "stop of all contact {} stands, and the account does not say so")


def _changed_without_call() -> list[BrokenFact]:
    """No data count without a call-back that confirmed them."""
    confirmed = DataChangeStep.objects.filter(change=OuterRef("pk"), kind="called", outcome="confirmed")
    applied = DataChange.objects.filter(state__in=[ChangeState.APPLIED.value, ChangeState.CALLED_BACK.value])
    return _told(applied.filter(~Exists(confirmed)), "change of data {} counts without a call-back that confirmed it")


def _bank_by_one_person() -> list[BrokenFact]:
    """Bank details have two people where the second person was asked for, and stand nowhere without their request."""
    approved = DataChangeStep.objects.filter(kind="approved")
    same = Q(by=F("change__requested_by")) | Exists(
        DataChangeStep.objects.filter(change=OuterRef("change"), kind="called", outcome="confirmed", by=OuterRef("by"))
    )
    alone = DataChange.objects.filter(id__in=approved.filter(same).values("change"))
    unasked = BankDetails.objects.exclude(change__kind=DataKind.BANK.value, change__state=ChangeState.APPLIED.value)
    return [
        *_told(alone, "change of data {} was confirmed by somebody who took the request or made the call"),
        *_told(unasked, "bank details {} stand without a confirmed request"),
    ]


def _across_companies() -> list[BrokenFact]:
    """A new owner follows within one company: companies are never netted."""
    both = Succession.objects.exclude(new__company=F("old__company"))
    return [
        BrokenFact(f"succession {one.id} joins two companies", company_id=one.company_id, customer_id=one.old_id)
        for one in both.order_by("id")[:MOST_NAMED]
    ]


def _told(
    rows: QuerySet[CustomerEvent]
    | QuerySet[HoldFinding]
    | QuerySet[ContactStop]
    | QuerySet[DataChange]
    | QuerySet[BankDetails],
    text: str,
) -> list[BrokenFact]:
    return [
        BrokenFact(text.format(row.id), company_id=row.company_id, customer_id=row.customer_id)
        for row in rows.order_by("id")[:MOST_NAMED]
    ]
