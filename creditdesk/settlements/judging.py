"""What became of settlements: judged whenever cash moves an account, and each night. docs/rules/settlements.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.settlements import State, judge
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import possible_owners
from creditdesk.followup.recording import NextAction, journal_tickler, write_tickler
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Company
from creditdesk.settlements.cash import in_time
from creditdesk.settlements.models import Settlement
from creditdesk.settlements.moving import forget, forgive, move, tell

# So long can a bank take a payment back, or a payment in time turn up.
WATCHED_DAYS = 180
MACHINE = Role.MACHINE.value
# Causes of ticklers, told in the reader's language where they are shown (`exports.planned`).
LAPSED = "The settlement lapsed: %(paid)s of %(offer)s came by %(day)s; the debt stands in full"
VOID = "The settlement is void: a payment of it came back; %(debt)s is claimed again, less what was paid"
_WHY_VOID = "a payment of the settlement came back"


def judge_settlements_of(customer_ids: Sequence[int], *, as_of: dt.date, at: dt.datetime) -> set[int]:
    """Judge what stands for these customers; returns those whose settlements changed."""
    return _judge_all(_watched(as_of).filter(customer_id__in=list(customer_ids)), as_of=as_of, at=at)


def judge_settlements(company: Company, *, as_of: dt.date, at: dt.datetime) -> set[int]:
    """Judge what stands in the company; returns the customers whose settlements changed."""
    return _judge_all(_watched(as_of).filter(company=company), as_of=as_of, at=at)


def _watched(as_of: dt.date) -> QuerySet[Settlement]:
    since = as_of - dt.timedelta(days=WATCHED_DAYS)
    later = Q(state__in=[State.FULFILLED.value, State.LAPSED.value], last_day__gte=since)
    return Settlement.objects.filter(Q(state=State.OFFERED.value) | later)


def _judge_all(found: QuerySet[Settlement], *, as_of: dt.date, at: dt.datetime) -> set[int]:
    changed = set()
    for settlement_id, customer_id in found.order_by("id").values_list("id", "customer_id"):
        try:
            if judge_settlement(settlement_id, customer_id=customer_id, as_of=as_of, at=at):
                changed.add(customer_id)
        except Refusal:
            continue  # postings are stopped, or the period is closed: the next night tries again
    return changed


@action
def judge_settlement(settlement_id: int, *, customer_id: int, as_of: dt.date, at: dt.datetime) -> bool:
    """Fulfil it, let it lapse, or void it, by what came in time; returns whether anything changed.

    Raises Refusal where nothing may be posted now.
    """
    lock_customers([customer_id])
    if not _watched(as_of).filter(id=settlement_id).exists():
        return False
    settlement = (
        Settlement.objects.select_for_update(of=("self",)).select_related("customer", "request").get(id=settlement_id)
    )
    before, found = State(settlement.state), in_time(settlement)
    if before is State.FULFILLED:
        if found.paid_minor >= settlement.offer_minor and not any(one.open_minor for one in found.claims):
            return False
        # What it forgave is claimed again first; other money in time may fulfil it anew.
        _forget(settlement, at=at, as_of=as_of)
        found = in_time(settlement)
    now = judge(settlement.terms, paid_minor=found.paid_minor, as_of=as_of, booking_ends=settlement.booking_ends)
    if now is State.FULFILLED:
        forgive(settlement, found, by=MACHINE, at=at, as_of=as_of)
        return _changed(settlement, State.FULFILLED, found.paid_minor, at=at, as_of=as_of)
    if before is State.FULFILLED:
        state = State.VOID if now is State.LAPSED else State.OFFERED
        return _changed(settlement, state, found.paid_minor, at=at, as_of=as_of)
    if before is not State.OFFERED or (now is before and settlement.paid_minor == found.paid_minor):
        return False
    return _changed(settlement, now, found.paid_minor, at=at, as_of=as_of)


def _forget(settlement: Settlement, *, at: dt.datetime, as_of: dt.date) -> None:
    if settlement.forgiveness is not None:
        forget(settlement, why=_WHY_VOID, by=MACHINE, at=at, as_of=as_of)


def _changed(settlement: Settlement, state: State, paid_minor: int, *, at: dt.datetime, as_of: dt.date) -> bool:
    before = settlement.state
    move(settlement, state, paid_minor=paid_minor, at=at, as_of=as_of)
    what = state.value
    if state is State.OFFERED:
        what = "reopened" if before == State.FULFILLED else "part_paid"
    tell(what, settlement, by=MACHINE, at=at)
    if state is State.LAPSED:
        _task(settlement, LAPSED, at=at, as_of=as_of)
    if state is State.VOID:
        _task(settlement, VOID, at=at, as_of=as_of)
    return True


def _task(settlement: Settlement, cause: str, *, at: dt.datetime, as_of: dt.date) -> None:
    """What the rep does next: the debt is to be collected again."""
    owner = next(iter(possible_owners(settlement.customer, as_of=as_of)), None)
    if owner is None:
        return
    currency = settlement.currency
    told = cause % {
        "paid": Money(settlement.paid_minor, currency),
        "offer": Money(settlement.offer_minor, currency),
        "debt": Money(settlement.claims_minor, currency),
        "day": settlement.last_day.isoformat(),
    }
    by, key = machine_user(), f"settlement/{settlement.id}/{settlement.state}"
    tickler = write_tickler(settlement.customer, NextAction(told, as_of, owner), by=by, at=at, as_of=as_of, key=key)
    journal_tickler(tickler, by=by, at=at)
