"""What stands promised on the accounts of a company on a day, for the lists that ask it of all of them.

A promise that was judged is what its judgement says. One that is open still and whose last day is over, because no
night has judged it yet, is judged here and now.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from creditdesk.domain.exceptions import StandingPromise
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.promises import UNKEPT, PromiseState, last_day
from creditdesk.domain.worklist import PromiseFacts
from creditdesk.followup.models import Promise
from creditdesk.followup.promise_cash import AccountKey, counting, verdicts
from creditdesk.followup.scope import Scope
from creditdesk.receivables.models import Position


@dataclass(frozen=True, slots=True)
class Promised:
    """What is promised on an account in one currency: its open promises together, the next day first, or the newest
    that was not kept.
    """

    facts: PromiseFacts
    is_broken: bool


def promises_since(as_of: dt.date, *, policy: PolicyDocument) -> dt.date:
    """The earliest promised date that still stands on the day: one date to compare with in a query."""
    day = as_of
    while last_day(day - dt.timedelta(days=1), policy=policy) >= as_of:
        day -= dt.timedelta(days=1)
    return day


def promises_until(as_of: dt.date, *, policy: PolicyDocument) -> dt.date:
    """The latest promised date that counts: a promise further ahead is no plan."""
    return as_of + dt.timedelta(days=policy.promise.max_days_ahead)


def newest_promises(scope: Scope) -> dict[AccountKey, Promised]:
    """What is promised on each account that still has something collectable past due: what is open, else the newest
    promise if it was not kept.
    """
    newer = counting().filter(customer=OuterRef("customer"), currency=OuterRef("currency"), id__gt=OuterRef("pk"))
    owing = Position.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("currency"), collectable_minor__gt=0
    )
    rows = scope.of(counting()).filter(Q(state=Promise.State.OPEN) | ~Exists(newer), Exists(owing)).order_by("id")
    columns = ("id", "customer_id", "currency", "state", "amount_minor", "date")
    by_account: dict[AccountKey, list[tuple[int, PromiseState, PromiseFacts]]] = defaultdict(list)
    for promise_id, customer_id, currency, state, minor, day in rows.values_list(*columns).iterator():
        by_account[customer_id, currency].append((promise_id, PromiseState(state), PromiseFacts(minor, day)))
    over = _judged_here(by_account, scope)
    found: dict[AccountKey, Promised] = {}
    for key, promises in by_account.items():
        states = [(over.get(promise_id, state), facts) for promise_id, state, facts in promises]
        still_open = [facts for state, facts in states if state is PromiseState.OPEN]
        if still_open:
            together = PromiseFacts(sum(one.amount_minor for one in still_open), min(one.date for one in still_open))
            found[key] = Promised(together, is_broken=False)
        elif states[-1][0] in UNKEPT:
            found[key] = Promised(states[-1][1], is_broken=True)
    return found


def _judged_here(
    by_account: dict[AccountKey, list[tuple[int, PromiseState, PromiseFacts]]], scope: Scope
) -> dict[int, PromiseState]:
    """The promises that are over and that nobody has judged yet → what they are."""
    since = promises_since(scope.as_of, policy=scope.policy)
    over = {
        promise_id: customer_id
        for (customer_id, _), promises in by_account.items()
        for promise_id, state, facts in promises
        if state is PromiseState.OPEN and facts.date < since
    }
    if not over:
        return {}
    judged = verdicts(sorted(set(over.values())), as_of=scope.as_of, policy=scope.policy)
    return {promise_id: judged[promise_id].state for promise_id in over}


@dataclass(slots=True)
class Standing:
    """The open promises of an account in one currency, and the nearest day of those too far ahead to count."""

    promises: list[StandingPromise] = field(default_factory=list)
    far_date: dt.date | None = None


def standing_promises(scope: Scope) -> dict[AccountKey, Standing]:
    """Every account with an open promise whose day has not passed, each promise with what is still to come of it.

    What came in since it was made and was applied is no longer to come.
    """
    since = promises_since(scope.as_of, policy=scope.policy)
    until = promises_until(scope.as_of, policy=scope.policy)
    promises = list(scope.of(Promise.objects.filter(state=Promise.State.OPEN, date__gte=since)))
    ids = [one.customer_id for one in promises]
    applied = verdicts(ids, as_of=scope.as_of, policy=scope.policy, applied_only=True)
    found: dict[AccountKey, Standing] = {}
    for promise in promises:
        standing = found.setdefault((promise.customer_id, promise.currency), Standing())
        if promise.date > until:
            standing.far_date = standing.far_date or promise.date
            continue
        left = applied[promise.id].shortfall_minor
        items = frozenset(promise.items)
        standing.promises.append(StandingPromise(promise.id, left, promise.amount_minor, promise.date, items))
    return found
