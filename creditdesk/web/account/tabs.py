"""The further tabs of the account: what is settled, what was paid, the family, its people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customers_within
from creditdesk.parties.queries import contacts as contacts_of
from creditdesk.parties.queries import family as family_of
from creditdesk.receivables.queries import closed_items, credits_of, open_credits, positions, summed
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
    rows = list(credits_of([customer_id], before=_before(request))[: PAGE + 1])
    return page(
        request,
        account,
        tab="account_payments",
        template="accounts/payments.html",
        unapplied=list(open_credits([customer_id])[:PAGE]),
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


@require_GET
@needs(*SEE)
def family(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The whole family with what each member owes, added up per company and currency: entities are never netted."""
    account = opened(request, customer_id)
    everyone = list(family_of(account.customer))
    allowed = customers_within(account.reach, [one.id for one in everyone])
    members = [one for one in everyone if one.id in allowed]
    facts = positions([one.id for one in members], as_of=account.today, edges=account.edges)
    companies = {one.company.code: one.company for one in members}
    totals = []
    for company in sorted(companies.values(), key=lambda one: one.code):
        ids = {one.id for one in members if one.company_id == company.id}
        totals += [(company, one) for one in summed([one for one in facts if one.customer_id in ids])]
    rows = [(one, [each for each in facts if each.customer_id == one.id]) for one in members]
    return page(
        request,
        account,
        tab="account_family",
        template="accounts/family.html",
        rows=rows,
        totals=totals,
        hidden=len(everyone) - len(members),
    )


@require_GET
@needs(*SEE)
def contacts(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The customer's people in the order in which they are asked for."""
    account = opened(request, customer_id)
    people = contacts_of(account.customer)
    return page(request, account, tab="account_contacts", template="accounts/contacts.html", people=people)
