"""Whom to call after this one: the next account on the person's list that may be called now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from creditdesk.domain.policy import PolicyDocument
from creditdesk.followup.contacting import call_decisions, counted_since
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.queries import PAGE, Filter, attempts_of, worklist_within
from creditdesk.followup.todays_list import Listed, worklist_page
from creditdesk.parties.reach import Seat

# Pages of the list that are looked through; beyond so many accounts nobody may be called for the same cause: the hour.
_PAGES = 4


def next_to_call(
    seat: Seat,
    *,
    customer_id: int,
    row: WorklistRow | None,
    policies: Mapping[int, PolicyDocument],
    now: dt.datetime,
) -> int | None:
    """The customer after this one on the list of what is to work now whom we may call now; None where there is none.

    `row` is the customer's own place; after a customer that is not listed comes the first of the list.
    """
    rows = worklist_within(seat.reach, chosen=Filter(to_work_only=True))
    after = (row.jump, row.score_minor, row.customer_id) if row is not None else None
    zones = {one.id: one.time_zone for one in seat.companies}
    for _ in range(_PAGES):
        found = worklist_page(rows, after=after)
        callable_now = _callable(found, zones=zones, policies=policies, now=now)
        following = next((one for one in found if one.customer_id in callable_now - {customer_id}), None)
        if following is not None:
            return following.customer_id
        if len(found) <= PAGE:
            return None
        after = (found[-1].jump, found[-1].score_minor, found[-1].customer_id)
    return None


def _callable(
    found: list[Listed], *, zones: Mapping[int, str], policies: Mapping[int, PolicyDocument], now: dt.datetime
) -> set[int]:
    attempts = attempts_of([one.customer_id for one in found], since=counted_since(now)) if found else {}
    allowed: set[int] = set()
    for company_id in {one.company_id for one in found}:
        decided = call_decisions(
            {one.customer_id: one for one in found if one.company_id == company_id},
            attempts=attempts,
            now=now,
            company_zone=zones[company_id],
            policy=policies[company_id],
        )
        allowed |= {key for key, decision in decided.items() if decision.allowed}
    return allowed
