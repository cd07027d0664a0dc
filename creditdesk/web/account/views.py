"""The account's first tab: what is open, in one currency at a time, by bucket and in any order."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from creditdesk.domain.aging import Buckets
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import bucket_labels
from creditdesk.parties.in_order import page_after, wanted_order
from creditdesk.receivables.listing import ITEM_ORDERS
from creditdesk.receivables.queries import PositionFacts, claims_in_bucket, claims_of
from creditdesk.receivables.statements import extended_dates
from creditdesk.settlements.queries import standing_settlements
from creditdesk.web.account.figures import small_items
from creditdesk.web.account.page import SEE, Account, opened, page, why_url
from creditdesk.web.links import url_if
from creditdesk.web.paging import address
from creditdesk.web.permissions import may, needs

PAGE = 50


@require_GET
@needs(*SEE)
def items(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What the customer owes, oldest first unless asked otherwise; `?bucket=2` narrows to one bucket of the aging."""
    account = opened(request, customer_id)
    facts = account.facts_in(request.GET.get("currency"))
    context: dict[str, Any] = {"facts": facts, "rows": [], "currencies": _currencies(request, account, facts)}
    if facts is not None:
        context |= _rows(request, account, facts)
    return page(request, account, tab="account", template="accounts/items.html", **context)


def _rows(request: HttpRequest, account: Account, facts: PositionFacts) -> dict[str, Any]:
    found: QuerySet[Any] = claims_of(account.customer.id, currency=facts.currency)
    bucket = _bucket(request.GET.get("bucket", ""), account.edges)
    total = facts.open_minor
    if bucket is not None:
        found = claims_in_bucket(found, Buckets(account.edges).days(bucket), as_of=account.today)
        total = facts.buckets_minor[bucket]
    sort = wanted_order(request.GET.get("sort", ""), orders=ITEM_ORDERS, default="due")
    rows, after = page_after(found, sort=sort, orders=ITEM_ORDERS, after=request.GET.get("after", ""), size=PAGE)
    extended = extended_dates([row.id for row in rows], as_of=account.today)
    for row in rows:
        row.extended_date = extended.get(row.id)
        row.days_late = max(0, (account.today - row.due_date).days)
    asks = may(account.user, Permission.RECORD_ACTIVITY)
    return {
        "small_minor": small_items(account.policy, currency=facts.currency),
        "sheet_url": url_if("worksheet_new", account.customer.id) if asks else None,
        "ask_url": url_if("request_new", account.customer.id) if asks else None,
        "settle_url": url_if("settlement_new", account.customer.id) if asks else None,
        "settlements": standing_settlements(account.user, account.customer.id, as_of=account.today),
        "plan_url": url_if("plan_new", account.customer.id) if asks else None,
        "case_url": url_if("case_new", account.customer.id) if asks else None,
        "contact_url": url_if("contact_new") if may(account.user, Permission.RECORD_ACTIVITY) else None,
        "rows": rows,
        "sort": sort,
        "total_minor": total,
        "bucket_label": bucket_labels(account.edges)[bucket] if bucket is not None else None,
        "all_url": address(request.GET, bucket=None, after=None),
        "older": address(request.GET, after=after) if after else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "unapplied_url": why_url(account.customer.id, "unapplied", currency=facts.currency),
    }


def _bucket(asked: str, edges: tuple[int, ...]) -> int | None:
    return int(asked) if asked.isdecimal() and len(asked) < 3 and int(asked) <= len(edges) else None


def _currencies(request: HttpRequest, account: Account, shown: PositionFacts | None) -> list[dict[str, Any]]:
    """Links to the other currencies, where there are several."""
    if len(account.facts) < 2 or shown is None:
        return []
    return [
        {
            "label": one.currency,
            "url": address(request.GET, currency=one.currency, bucket=None, after=None),
            "active": one.currency == shown.currency,
            "count": one.items_open,
        }
        for one in account.facts
    ]
