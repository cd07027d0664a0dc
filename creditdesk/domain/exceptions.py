"""The exception list: items long past due for which nobody has planned what happens next.

An item counts when it is more days past due than the policy says (30) and has no dated next action: no open tickler
whose day still stands and is near, no open promise that covers it, no payment plan, no dispute, no supervisor who
accepted it for a while. Example on 2026-06-30: an item due 2026-05-30 (31 days) with nothing planned is listed; one due
2026-05-31 (30 days) is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Fact, Reason


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of one open item and of what is planned for it, on the account or on the item itself.

    `promise_date` is that of an open promise that covers the item; `far_promise_date` that of one too far ahead to
    count. `accepted_until` is the last day on which a supervisor accepts that nothing is planned. An empty `reference`
    is that of the oldest of several items.
    """

    reference: str
    due_date: date
    has_tickler: bool = False
    tickler_date: date | None = None
    promise_date: date | None = None
    far_promise_date: date | None = None
    has_plan: bool = False
    is_disputed: bool = False
    accepted_until: date | None = None


@dataclass(frozen=True, slots=True)
class Horizon:
    """The days between which a tickler counts as planned, both included; `most_ahead` is the policy's number of days.

    `planned_since` is the earliest tickler date that still stands (see ticklers.planned_since): a tickler that went to
    the supervisor undone no longer counts. Later than `planned_until` it is no plan but a way off the list.
    """

    planned_since: date
    planned_until: date
    most_ahead: int


@dataclass(frozen=True, slots=True)
class ExceptionFound:
    """An item on the list, its days past due, and why it has no next action."""

    item: ItemFacts
    days_past_due: int
    reason: Reason


# One item speaks for all of an account: it is not named.
OLDEST = Reason("exception.oldest_item", "the oldest item")


def exception_for(item: ItemFacts, *, as_of: date, days_past_due_gt: int, horizon: Horizon) -> Reason | None:
    """Why the item stands on the exception list, or None if it does not. Source: docs/rules/exceptions.md."""
    days = (as_of - item.due_date).days
    if days <= days_past_due_gt or item.is_disputed or item.has_plan or item.promise_date is not None:
        return None
    if item.accepted_until is not None and item.accepted_until >= as_of:
        return None
    planned = item.tickler_date
    if planned is not None and horizon.planned_since <= planned <= horizon.planned_until:
        return None
    return _why_none(item, days, horizon)


def _why_none(item: ItemFacts, days: int, horizon: Horizon) -> Reason:
    facts: dict[str, Fact] = {"item": item.reference or OLDEST, "days": days}
    if item.tickler_date is not None and item.tickler_date < horizon.planned_since:
        text = "%(item)s is %(days)d days past due; its next action was due %(date)s and is not done"
        return Reason("exception.action_overdue", text, {**facts, "date": item.tickler_date.isoformat()})
    if item.tickler_date is not None:
        text = "%(item)s is %(days)d days past due; its next action is on %(date)s, more than %(most)d days ahead"
        facts |= {"date": item.tickler_date.isoformat(), "most": horizon.most_ahead}
        return Reason("exception.action_far", text, facts)
    if item.has_tickler:
        return Reason("exception.no_date", "%(item)s is %(days)d days past due; its next action has no date", facts)
    if item.far_promise_date is not None:
        text = "%(item)s is %(days)d days past due; the promise for %(date)s is too far ahead to count"
        return Reason("exception.promise_far", text, {**facts, "date": item.far_promise_date.isoformat()})
    text = "%(item)s is %(days)d days past due; no promise, plan, dispute or dated next action"
    return Reason("exception.nothing_planned", text, facts)


def list_exceptions(
    items: Iterable[ItemFacts],
    *,
    as_of: date,
    days_past_due_gt: int,
    horizon: Horizon,
) -> tuple[ExceptionFound, ...]:
    """The exception list, longest past due first. Source: docs/rules/exceptions.md."""
    found = []
    for item in items:
        reason = exception_for(item, as_of=as_of, days_past_due_gt=days_past_due_gt, horizon=horizon)
        if reason is not None:
            found.append(ExceptionFound(item, (as_of - item.due_date).days, reason))
    return tuple(sorted(found, key=lambda exception: (-exception.days_past_due, exception.item.reference)))


# ---------------------------------------------------------------- what a promise covers


@dataclass(frozen=True, slots=True)
class LateItem:
    """An item that would be listed but for a promise. `minor` is what is open and undisputed of it."""

    id: int
    number: str
    due_date: date
    minor: int


@dataclass(frozen=True, slots=True)
class StandingPromise:
    """An open promise of an account in one currency; a higher `id` is newer. Without items it is for all of them.

    `minor` is what is still to come of it, `promised_minor` what the customer said.
    """

    id: int
    minor: int
    promised_minor: int
    date: date
    item_ids: frozenset[int] = frozenset()

    def speaks_of(self, item_id: int) -> bool:
        """Whether the promise is about the item."""
        return not self.item_ids or item_id in self.item_ids


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The part of an item that its promises do not reach, with the last of them."""

    item: LateItem
    rest_minor: int
    promise: StandingPromise


def uncovered_by(promises: Sequence[StandingPromise], items: Iterable[LateItem]) -> tuple[Uncovered, ...]:
    """What the promises leave uncovered of the items that they speak of, oldest item first.

    Each covers its items oldest first, up to its amount; what names its items covers them before what is for the whole
    account. Source: docs/rules/exceptions.md.
    """
    in_order = sorted(promises, key=lambda promise: (not promise.item_ids, promise.date, promise.id))
    left = {promise.id: promise.minor for promise in in_order}
    found = []
    for item in sorted(items, key=lambda each: (each.due_date, each.id)):
        speaking = [one for one in in_order if one.speaks_of(item.id)]
        rest = item.minor
        for promise in speaking:
            covered = min(rest, left[promise.id])
            left[promise.id] -= covered
            rest -= covered
        if speaking and rest:
            found.append(Uncovered(item, rest, speaking[-1]))
    return tuple(found)


def promised_in_part(uncovered: Sequence[Uncovered], *, currency: str, as_of: date) -> Reason:
    """Why what a promise leaves uncovered stands on the list. The oldest item comes first."""
    first = uncovered[0]
    facts: dict[str, Fact] = {
        "item": first.item.number if len(uncovered) == 1 else OLDEST,
        "days": (as_of - first.item.due_date).days,
        "promised": str(Money(first.promise.promised_minor, currency)),
        "date": first.promise.date.isoformat(),
        "rest": str(Money(sum(one.rest_minor for one in uncovered), currency)),
    }
    text = "%(item)s is %(days)d days past due; the promise of %(promised)s for %(date)s leaves %(rest)s unplanned"
    return Reason("exception.promised_in_part", text, facts)
