"""Why a figure of the account is what it is: the items that add up to it, with their sum shown beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.domain.aging import AgingBasis
from creditdesk.exports.lists.account import FIGURES, figure_bucket, part_of_figure, picked
from creditdesk.exports.words import bucket_labels
from creditdesk.receivables.queries import PositionFacts
from creditdesk.receivables.statements import StatementLine, statements
from creditdesk.web.account.page import SEE, Account, opened
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.policy.used import used_for

_FIGURES: Mapping[str, Callable[[PositionFacts], int]] = {
    "open": lambda facts: facts.open_minor,
    "past_due": lambda facts: facts.past_due_minor,
    "collectable": lambda facts: facts.collectable_minor,
    "disputed": lambda facts: facts.disputed_minor,
    "unapplied": lambda facts: facts.unapplied_minor,
    "credits": lambda facts: facts.credit_memo_minor,
    "balance": lambda facts: facts.balance_minor,
}


@require_GET
@needs(*SEE)
def why(request: HttpRequest, customer_id: int) -> HttpResponse:
    """`?what=past_due&currency=USD` of today or of `as_of`: the lines, their sum, and the figure that it explains."""
    account = opened(request, customer_id)
    what, currency = request.GET.get("what", "open"), request.GET.get("currency", account.customer.currency)
    as_of = _day(request.GET.get("as_of", ""), account.today)
    bucket, pick = figure_bucket(what, account.edges), picked(what, account.edges)
    if pick is None:
        raise Http404
    found = statements(customer_id, as_of=as_of, today=account.today, edges=account.edges, basis=AgingBasis.DUE_DATE)
    statement = next((one for one in found if one.currency == currency), None)
    lines = [_line(line, what) for line in statement.lines if pick(line)] if statement else []
    total = sum(line["minor"] for line in lines)
    figure = _figure(account, currency, what, bucket) if as_of == account.today else None
    context = {
        "customer": account.customer,
        "what": what,
        "currency": currency,
        "as_of": as_of,
        "is_today": as_of == account.today,
        "used": used_for(current_user(request), [account.customer.company], as_of=account.today, section="aging"),
        "label": bucket_labels(account.edges)[bucket] if bucket is not None else FIGURES[what][0],
        "lines": lines,
        "total_minor": total,
        "figure_minor": total if figure is None else figure,
    }
    return render(request, "accounts/why.html", context)


def _figure(account: Account, currency: str, what: str, bucket: int | None) -> int:
    facts = next((one for one in account.facts if one.currency == currency), None)
    if facts is None:
        return 0
    return facts.buckets_minor[bucket] if bucket is not None else _FIGURES[what](facts)


def _line(line: StatementLine, what: str) -> dict[str, Any]:
    return {"line": line, "minor": part_of_figure(line, what)}


def _day(text: str, today: dt.date) -> dt.date:
    try:
        return min(dt.date.fromisoformat(text), today)
    except ValueError:
        return today
