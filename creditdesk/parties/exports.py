"""What leaves the desk as a file: each has its entry in the journal, and by these entries lists are counted."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localtime

from creditdesk.domain.exports import WINDOW, next_possible, too_many
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, Customer, User


def append_account_export(
    customer: Customer,
    *,
    what: str,
    as_of: dt.date,
    rows: int,
    by: User,
    at: dt.datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    """In the open transaction: the user takes a table of one account out of the desk; `what` is statement and so on."""
    append(
        f"export.{what}",
        by=by.username,
        at=at,
        subject=("customer", customer.id),
        company_id=customer.company_id,
        customer_id=customer.id,
        facts={"as_of": as_of.isoformat(), "rows": rows, **(more or {})},
    )


def append_list_export(
    user: User,
    *,
    what: str,
    narrowed: Mapping[str, str],
    rows: int,
    as_of: dt.date,
    at: dt.datetime,
    limit: int,
    more: Mapping[str, Any] | None = None,
) -> None:
    """In the open transaction: the user takes a list out of the desk as a file; one entry for each of his companies.

    Raises Refusal where he took out `limit` lists within the hour.
    """
    User.objects.select_for_update().get(id=user.id)  # two at once are counted one after the other
    refuse_too_many(user, limit=limit, at=at)
    for company_id in user.companies.order_by("code").values_list("id", flat=True):
        append(
            f"export.{what}",
            by=user.username,
            at=at,
            subject=("user", user.id),
            company_id=company_id,
            facts={"as_of": as_of.isoformat(), "rows": rows, "narrowed": dict(narrowed), **(more or {})},
        )


@action
def record_console_export(company: Company, *, what: str, rows: int, as_of: dt.date, at: dt.datetime) -> None:
    """A list of a company left from the console, where nobody counts: who works there has the whole database."""
    append(
        f"export.{what}",
        by="console",
        at=at,
        subject=("company", company.id),
        company_id=company.id,
        facts={"as_of": as_of.isoformat(), "rows": rows},
    )


def refuse_too_many(user: User, *, limit: int, at: dt.datetime) -> None:
    """Raise a Refusal that says when the next list is possible, where the user took out `limit` within the hour."""
    following = next_possible(_lists_taken(user, since=at - WINDOW), limit=limit, at=at)
    if following is not None:
        seconds = max(1, math.ceil((following - at).total_seconds()))
        raise Refusal((too_many(limit=limit, time=f"{localtime(following):%H:%M}", seconds=seconds),))


def _lists_taken(user: User, *, since: dt.datetime) -> list[dt.datetime]:
    """The instants at which the user took a list out. Each has an entry for each of his companies; one is counted."""
    told = JournalEntry.objects.filter(
        subject_kind="user", subject_id=user.id, kind__startswith="export.", at__gt=since
    ).values_list("company_id", "at")
    by_company: dict[int | None, list[dt.datetime]] = defaultdict(list)
    for company_id, at in told:
        by_company[company_id].append(at)
    return max(by_company.values(), key=len, default=[])
