"""The further tabs of the account: what is settled, and what was paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from creditdesk.cash.history import receipts_touching
from creditdesk.domain.visibility import Permission
from creditdesk.receivables.queries import closed_items, credits_of, open_credits
from creditdesk.web.account.page import SEE, opened, page
from creditdesk.web.paging import address
from creditdesk.web.permissions import may, needs

PAGE = 50


@require_GET
@needs(*SEE)
def closed(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What is settled, newest first."""
    account = opened(request, customer_id)
    rows: list[Any] = list(closed_items([customer_id], before=_before(request))[: PAGE + 1])
    for row in rows:
        row.days_to_close = max(0, (row.closed_date - row.document_date).days)
    return page(
        request,
        account,
        tab="account_closed",
        template="accounts/closed.html",
        rows=rows[:PAGE],
        **_more(request, rows),
    )


@require_GET
@needs(*SEE)
def payments(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Payments and credit memos: those still to be applied first, then all of them, newest first."""
    account = opened(request, customer_id)
    rows: list[Any] = list(credits_of([customer_id], before=_before(request))[: PAGE + 1])
    unapplied: list[Any] = list(open_credits([customer_id])[:PAGE])
    sees_cash = may(account.user, Permission.SEE_CASH)
    shown = [*unapplied, *rows[:PAGE]]
    receipts = receipts_touching({row.id for row in shown}) if sees_cash else {}
    for row in shown:
        row.in_cash = receipts.get(row.id)
    return page(
        request,
        account,
        tab="account_payments",
        template="accounts/payments.html",
        unapplied=unapplied,
        sees_cash=sees_cash,
        has_receipts=any(row.in_cash for row in rows[:PAGE]),
        rows=rows[:PAGE],
        may_apply=may(account.user, Permission.POST_LEDGER),
        **_more(request, rows),
    )


def _before(request: HttpRequest) -> tuple[dt.date, int] | None:
    day, _, key = request.GET.get("after", "").partition("~")
    try:
        return dt.date.fromisoformat(day), int(key)
    except ValueError:
        return None


def _more(request: HttpRequest, rows: Sequence[Any]) -> dict[str, Any]:
    """Where the page after this one begins, if there is one."""
    if len(rows) <= PAGE:
        return {"older": None}
    last = rows[PAGE - 1]
    return {"older": address(request.GET, after=f"{last.document_date.isoformat()}~{last.id}")}
