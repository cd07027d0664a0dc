"""Deductions whose window closes: retailers hear an answer to a deduction for so many days, and then no more.

The policy says how many (`deductions.claim_window_days`) and how long before the last of them somebody is told. A
deduction counts as answered once we wrote to the customer about that very document. docs/rules/worklist.md::

    deduction D5001 of 2026-03-02, 60 days   →   last day 2026-05-01; the account jumps the queue from 2026-04-21
"""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.money import policy_minor
from creditdesk.domain.policy_credit import DeductionsPolicy
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.last_contacts import real_contacts
from creditdesk.followup.models import Activity
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.scope import Scope
from creditdesk.receivables.models import OpenItem

# Customers that are asked about at once.
_CHUNK = 2000
_WRITTEN = (Activity.Channel.EMAIL, Activity.Channel.LETTER)


def last_day_to_answer(day: dt.date, *, policy: DeductionsPolicy) -> dt.date | None:
    """The last day on which a deduction of the day is answered in time; None where no window is watched."""
    return day + dt.timedelta(days=policy.claim_window_days) if policy.claim_window_days is not None else None


def closing_windows(scope: Scope) -> dict[AccountKey, dt.date]:
    """Each account with a deduction that nobody answered and whose window closes within the days that the policy
    names → the last day of the first of them.
    """
    rules = scope.policy.deductions
    if rules.claim_window_days is None:
        return {}
    window = dt.timedelta(days=rules.claim_window_days)
    first = scope.as_of - window
    last = first + dt.timedelta(days=rules.deadline_alert_days_before)
    # What clears itself is no matter of a window.
    small = policy_minor(rules.auto_clear_max, currency=scope.policy.currency)
    rows = scope.of(OpenItem.objects.filter(closed_date__isnull=True, kind=OpenItem.Kind.DEDUCTION)).filter(
        document_date__gte=first, document_date__lte=last
    )
    columns = ("id", "customer_id", "currency", "document_date", "open_minor")
    open_ones = [
        (item_id, (customer_id, currency), day)
        for item_id, customer_id, currency, day, minor in rows.order_by("document_date", "id").values_list(*columns)
        if minor * scope.rates.get(currency, PAR_PPM) > small * PAR_PPM
    ]
    answered = _answered({key[0] for _, key, _ in open_ones}, since=first, scope=scope) if open_ones else {}
    found: dict[AccountKey, dt.date] = {}
    for item_id, key, day in open_ones:
        if answered.get(item_id, dt.date.min) < day:
            found.setdefault(key, day + window)
    return found


def _answered(customer_ids: set[int], *, since: dt.date, scope: Scope) -> dict[int, dt.date]:
    """Item → the last day on which we wrote to the customer about it."""
    begin = dt.datetime.combine(since, dt.time.min, scope.zone)
    written = real_contacts().filter(
        channel__in=_WRITTEN, direction=Activity.Direction.OUTBOUND, happened_at__gte=begin
    )
    found: dict[int, dt.date] = {}
    ids = sorted(customer_ids)
    for start in range(0, len(ids), _CHUNK):
        rows = written.filter(customer_id__in=ids[start : start + _CHUNK]).order_by("happened_at", "id")
        for at, items in rows.values_list("happened_at", "items"):
            found |= dict.fromkeys(items, at.astimezone(scope.zone).date())
    return found
