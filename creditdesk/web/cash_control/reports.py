"""The daily cash report, and money that pays nothing yet by its age."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.cash.reporting import SHARE_DAYS, ages_for, daily_report, sums_of, unapplied, unapplied_shares
from creditdesk.cash.reviewing import waiting_for_review
from creditdesk.config import clock
from creditdesk.domain.cash_totals import share
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words
from creditdesk.web.cash_control.forms import DayForm, UnappliedForm
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, needs

PAGE = 100


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def report(request: HttpRequest) -> HttpResponse:
    """What came in on a day, what became of it, and what was done on the day."""
    user, today = current_user(request), clock.today()
    form = DayForm(request.GET, today=today)
    day = form.day()
    lines = daily_report(user, day=day)
    context = {
        "form": form,
        "day": day,
        "lines": [(one, cash_words.channel_word(one.place[3])) for one in lines],
        "sums": sums_of(lines),
        "to_review": waiting_for_review(user),
    }
    return render(request, "cash_control/report.html", context)


@require_GET
@needs(Permission.SEE_CASH)
def unapplied_cash(request: HttpRequest) -> HttpResponse:
    """Payments that pay nothing, by customer and age; a rep sees those of his accounts and the unidentified ones."""
    user, today = current_user(request), clock.today()
    shares = unapplied_shares(user, as_of=today)
    form = UnappliedForm(request.GET, currencies=[one.currency for one in shares])
    form.full_clean()
    part, currency = (form.cleaned_data.get(name) or "" for name in ("part", "currency"))
    after = request.GET.get("after", "")
    begin = int(after) if after.isdecimal() and len(after) < 9 else 0
    rows, more = unapplied(user, as_of=today, part=part, currency=currency, begin=begin, size=PAGE)
    ages = ages_for(user, as_of=today)
    context = {
        "form": form,
        "ages": ages.words(),
        "ask_days": ages.ask_days,
        "rows": [(one, cash_words.PARTS[one.part]) for one in rows],
        "shares": [
            {"of": one, "percent": share(one.open_minor, one.received_minor), "parts": _parts(one.by_part)}
            for one in shares
        ],
        "share_days": SHARE_DAYS,
        "narrowed": bool(part or currency),
        "older": address(request.GET, after=str(begin + PAGE)) if more else None,
        "newer": address(request.GET, after=None) if begin else None,
    }
    return render(request, "cash_control/unapplied.html", context)


def _parts(by_part: dict[str, int]) -> list[tuple[object, int]]:
    return [(cash_words.PARTS[part], minor) for part, minor in by_part.items() if minor]
