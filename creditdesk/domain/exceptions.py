"""The exception list: items long past due for which nobody has planned what happens next.

An item counts when it is more days past due than the policy says (30) and has no dated next action: no open tickler
with a date that still stands, no open promise, no payment plan, no dispute. Example on 2026-06-30: an item due
2026-05-30 (31 days) with nothing planned is listed; one due 2026-05-31 (30 days) is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of one open item and of what is planned for it, on the account or on the item itself."""

    reference: str
    due_date: date
    has_tickler: bool = False
    tickler_date: date | None = None
    promise_date: date | None = None
    has_plan: bool = False
    is_disputed: bool = False


@dataclass(frozen=True, slots=True)
class ExceptionFound:
    """An item on the list, its days past due, and why it has no next action."""

    item: ItemFacts
    days_past_due: int
    reason: Reason


def exception_for(item: ItemFacts, *, as_of: date, days_past_due_gt: int, planned_since: date) -> Reason | None:
    """Why the item stands on the exception list, or None if it does not. Source: docs/rules/exceptions.md.

    `planned_since` is the earliest tickler date that still stands (see ticklers.planned_since): a tickler that went
    to the supervisor undone no longer counts as a plan. `promise_date` is that of a promise still open.
    """
    days = (as_of - item.due_date).days
    if days <= days_past_due_gt or item.is_disputed or item.has_plan or item.promise_date is not None:
        return None
    if item.tickler_date is not None and item.tickler_date >= planned_since:
        return None
    facts: dict[str, str | int] = {"item": item.reference, "days": days}
    if item.tickler_date is not None:
        text = "%(item)s is %(days)d days past due; its next action was due %(date)s and is not done"
        return Reason("exception.action_overdue", text, {**facts, "date": item.tickler_date.isoformat()})
    if item.has_tickler:
        return Reason("exception.no_date", "%(item)s is %(days)d days past due; its next action has no date", facts)
    text = "%(item)s is %(days)d days past due; no promise, plan, dispute or dated next action"
    return Reason("exception.nothing_planned", text, facts)


def list_exceptions(
    items: Iterable[ItemFacts],
    *,
    as_of: date,
    days_past_due_gt: int,
    planned_since: date,
) -> tuple[ExceptionFound, ...]:
    """The exception list, longest past due first. Source: docs/rules/exceptions.md."""
    found = []
    for item in items:
        reason = exception_for(item, as_of=as_of, days_past_due_gt=days_past_due_gt, planned_since=planned_since)
        if reason is not None:
            found.append(ExceptionFound(item, (as_of - item.due_date).days, reason))
    return tuple(sorted(found, key=lambda exception: (-exception.days_past_due, exception.item.reference)))
