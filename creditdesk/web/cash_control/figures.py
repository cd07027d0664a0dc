"""Match analytics: hit rates each with its denominator, wrong matches, touch time, and what to fix."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from creditdesk.cash.match_figures import match_figures
from creditdesk.config import clock
from creditdesk.domain.cash_totals import share
from creditdesk.domain.match_rates import Outcome
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words
from creditdesk.web.cash_control.forms import FiguresForm
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.templatetags.desk_formats import date_short

if TYPE_CHECKING:
    from creditdesk.cash.match_figures import Group
    from creditdesk.domain.match_rates import Advice


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def analytics(request: HttpRequest) -> HttpResponse:
    """How well the payments of a period were matched."""
    user = current_user(request)
    form = FiguresForm(request.GET, today=clock.today())
    first, last = form.span()
    figures = match_figures(
        user, first=first, last=last, channel=form.get("channel"), currency=form.get("currency").upper()
    )
    context = {
        "form": form,
        "first": first,
        "last": last,
        "whole": [_drawn(one) for one in figures.whole],
        "by_channel": [(one, cash_words.channel_word(one.label)) for one in figures.by_channel],
        "by_week": [replace(one, label=date_short(dt.date.fromisoformat(one.label))) for one in figures.by_week],
        "by_payer": figures.by_payer,
        "advice": [_linked(one) for one in figures.advice],
    }
    return render(request, "cash_control/analytics.html", context)


def _drawn(group: Group) -> dict[str, Any]:
    """The group with its outcomes as shares of all payments, for the bar and the table that says the same."""
    rates = group.rates
    outcomes = [
        {
            "label": cash_words.OUTCOMES[outcome],
            "count": rates.outcomes[outcome],
            "share": share(rates.outcomes[outcome], group.payments) or 0,
        }
        for outcome in Outcome
    ]
    return {"of": group, "rates": rates, "outcomes": outcomes}


def _linked(advice: Advice) -> dict[str, Any]:
    """The advice with where to begin."""
    url = reverse("account", args=[advice.payer_id]) if advice.payer_id else ""
    if advice.reason.code == "cash.fix.basis":
        url = f"{reverse('cash_review')}?whose=machine&state=taken_back&basis={advice.reason.facts['basis']}"
    elif advice.reason.code in ("cash.fix.unknown", "cash.fix.nameless"):
        url = f"{reverse('cash_unapplied')}?part=unidentified"
    return {"reason": advice.reason, "payments": advice.payments, "url": url}
