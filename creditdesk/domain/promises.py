"""Promises to pay, judged against the cash that came.

A promise counts cash with a value date from the day on which it was made up to the close of its last day: the promised
day plus the policy's business days of grace. It is kept as soon as that cash reaches the amount less the tolerance. At
the close of its last day it is kept in part if anything came, else broken. What comes later pays the debt and changes
no promise. Credits are no cash, unless the policy says so; whoever reads the cash leaves them out.

Cash counts once: for what was decided by it, to whatever it is applied since, then for the promise with the earlier day
first. A promise of certain items counts what was applied to them, and what is not applied to anything yet.

Example: 12,000.00 promised for Friday 2026-07-31, with two days of grace. 7,000.00 came by Tuesday 08-04, so at its
close the promise is kept in part, by 58.33 %; the 4,000.00 of Wednesday 08-05 change nothing.

Source: docs/rules/promises.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from creditdesk.domain.money import percent_of, policy_minor
from creditdesk.domain.policy import PolicyDocument


class PromiseState(StrEnum):
    """Where a promise stands."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY = "partly"
    BROKEN = "broken"
    CANCELLED = "cancelled"


# Those that were not kept when their last day closed.
UNKEPT = frozenset({PromiseState.PARTLY, PromiseState.BROKEN})


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """What was promised, on one account in one currency. Minor units; without items it is for the whole account."""

    id: int
    amount_minor: int
    made_on: date
    date: date
    item_ids: frozenset[int] = frozenset()
    # By how much cash it was decided, which it keeps whatever is promised later and to whatever it is applied; None
    # where it is open.
    decided_by_minor: int | None = None
    # The policy's largest tolerance in the promise's currency; None where that is the policy's own.
    tolerance_max_minor: int | None = None

    def overlaps(self, item_ids: frozenset[int]) -> bool:
        """Whether both speak of the same debt; who names no items speaks of all."""
        return not self.item_ids or not item_ids or bool(self.item_ids & item_ids)


@dataclass(frozen=True, slots=True)
class Cash:
    """What came in with one value date, positive minor units, and what of it was applied to which item."""

    value_date: date
    minor: int
    applied: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a promise by the day. `judged_on` is the value date of the cash that kept it, or its last day."""

    state: PromiseState
    received_minor: int
    shortfall_minor: int
    judged_on: date | None = None


def last_day(promised: date, *, policy: PolicyDocument) -> date:
    """The day at whose close a promise for `promised` is judged."""
    grace = policy.promise.grace_business_days
    return policy.company_calendar.add_business_days(promised, grace) if grace else promised


def tolerance_minor(promise: PromiseTerms, *, policy: PolicyDocument) -> int:
    """The shortfall, in minor units of its currency, with which a promise still counts as kept."""
    most = promise.tolerance_max_minor
    if most is None:
        most = policy_minor(policy.promise.tolerance_max, currency=policy.currency)
    return min(percent_of(promise.amount_minor, percent=policy.promise.tolerance_pct), most)


def judge(
    promises: Iterable[PromiseTerms], cash: Sequence[Cash], *, as_of: date, policy: PolicyDocument
) -> dict[int, Verdict]:
    """Promise → what became of it by the morning of the day. Source: docs/rules/promises.md.

    All promises of the account in the currency that were not cancelled belong in here, and all of its cash since the
    first of them was made: what counted for an earlier one counts for no other.
    """
    left = [_Left(one) for one in sorted(cash, key=lambda one: one.value_date)]
    return {
        promise.id: _judged(promise, left, as_of=as_of, policy=policy)
        for promise in sorted(promises, key=lambda one: (one.decided_by_minor is None, one.date, one.id))
    }


class _Left:
    """What is left of some cash for the promises to come."""

    def __init__(self, cash: Cash) -> None:
        self.value_date = cash.value_date
        self.applied = dict(cash.applied)
        self.unapplied = max(0, cash.minor - sum(cash.applied.values()))

    def take(self, most: int, item_ids: frozenset[int]) -> int:
        """Take at most so much of what counts for these items, or for the account."""
        taken = 0
        for item_id in sorted(self.applied.keys() & item_ids if item_ids else self.applied):
            part = min(most - taken, self.applied[item_id])
            self.applied[item_id] -= part
            taken += part
        part = min(most - taken, self.unapplied)
        self.unapplied -= part
        return taken + part


def _judged(promise: PromiseTerms, left: Sequence[_Left], *, as_of: date, policy: PolicyDocument) -> Verdict:
    until = last_day(promise.date, policy=policy)
    enough = promise.amount_minor - tolerance_minor(promise, policy=policy)
    most = promise.amount_minor if promise.decided_by_minor is None else promise.decided_by_minor
    in_time = [cash for cash in left if promise.made_on <= cash.value_date <= min(until, as_of)]
    received, kept_on = 0, None
    for cash in in_time:
        received += cash.take(most - received, promise.item_ids)
        if received >= enough and kept_on is None:
            kept_on = cash.value_date
    if promise.decided_by_minor is not None:
        for cash in in_time:  # what waited to be applied then may pay other items by now
            received += cash.take(most - received, frozenset())
        kept_on = kept_on or (until if received >= enough else None)
    shortfall = promise.amount_minor - received
    if kept_on is not None:
        return Verdict(PromiseState.KEPT, received, shortfall, kept_on)
    if as_of <= until:
        return Verdict(PromiseState.OPEN, received, shortfall)
    return Verdict(PromiseState.PARTLY if received else PromiseState.BROKEN, received, shortfall, until)


@dataclass(frozen=True, slots=True)
class Settled:
    """What the ERP reported of one document on one day: negative, it settled a claim; positive, it used up a credit, or
    opened a claim again. Minor units.
    """

    item_id: int
    day: date
    minor: int


def cash_of_settlements(moves: Iterable[Settled], *, credits: frozenset[int]) -> list[Cash]:
    """The cash behind claims that the ERP reports as settled, where the payment itself never came as a document.

    What a credit of ours paid that same day is no new cash, and what was opened again later has not come after all.
    """
    settled: dict[date, dict[int, int]] = {}
    used: dict[date, int] = {}
    for move in sorted(moves, key=lambda one: (one.day, one.item_id)):
        if move.item_id in credits:
            used[move.day] = used.get(move.day, 0) + move.minor
        elif move.minor < 0:
            claims = settled.setdefault(move.day, {})
            claims[move.item_id] = claims.get(move.item_id, 0) - move.minor
        else:
            _open_again(settled, move)
    return [
        Cash(day, cash, _share(claims, cash))
        for day, claims in sorted(settled.items())
        if (cash := sum(claims.values()) - max(0, used.get(day, 0))) > 0
    ]


def _open_again(settled: dict[date, dict[int, int]], move: Settled) -> None:
    left = move.minor
    for day in sorted(settled, reverse=True):
        part = min(left, settled[day].get(move.item_id, 0))
        if part:
            settled[day][move.item_id] -= part
            left -= part


def _share(claims: Mapping[int, int], cash: int) -> dict[int, int]:
    """So much of the claims as cash paid, in their order; the rest of them was paid by credits."""
    shares = {}
    for item_id, minor in sorted(claims.items()):
        part = min(minor, cash)
        cash -= part
        if part:
            shares[item_id] = part
    return shares


def received_percent(amount_minor: int, *, received_minor: int) -> Decimal:
    """How much of a promise came, in per cent to two places."""
    return (Decimal(received_minor) * 100 / amount_minor).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def task_day(judged_on: date, *, policy: PolicyDocument) -> date:
    """The business day on which somebody has to do something about a promise that was not kept."""
    return policy.company_calendar.add_business_days(judged_on, 1)


def holds_until(state: PromiseState, *, judged_on: date, policy: PolicyDocument) -> date | None:
    """The last day on which hold H3 stands for a promise that was not kept; None where it raises none."""
    if state is PromiseState.BROKEN or (state is PromiseState.PARTLY and policy.promise.partly_counts_for_H3):
        return judged_on + timedelta(days=policy.holds.H3.days)
    return None


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How many promises were kept of those that were judged: by count, and by what came of what was promised."""

    kept: int
    judged: int
    received_minor: int
    promised_minor: int

    @property
    def count_percent(self) -> Decimal | None:
        """Kept promises of all judged, in per cent; None where none was judged."""
        return _percent(self.kept, self.judged)

    @property
    def value_percent(self) -> Decimal | None:
        """What came of what was promised, in per cent; None where nothing was promised."""
        return _percent(self.received_minor, self.promised_minor)


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) if whole else None
