"""The review calendar, and what one review found."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.creditfile.access import finding_for
from creditdesk.creditfile.queries import CALENDAR_ORDERS, calendar_page
from creditdesk.creditfile.snapshots import reasons_in
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission
from creditdesk.exports import credit_words as words
from creditdesk.parties.in_order import wanted_order
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.creditfile.forms import CalendarForm
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50


@require_GET
@needs(Permission.SEE_CREDIT_FILE)
def reviews(request: HttpRequest) -> HttpResponse:
    """Customers whose review is due, the first due first, the most at stake first among those of a day."""
    user, today = current_user(request), clock.today()
    form = CalendarForm(request.GET, user=user)
    chosen = form.chosen()
    sort = wanted_order(request.GET.get("sort", ""), orders=CALENDAR_ORDERS, default="due")
    rows, following = calendar_page(
        user, chosen=chosen, sort=sort, after=request.GET.get("after", ""), size=PAGE, as_of=today
    )
    context = {
        "form": form,
        "rows": [{"due": one, "late": (today - one.due_on).days, "called": reasons_in(one.called_by)} for one in rows],
        "today": today,
        "currency": policy_in_force(as_of=today).document.currency,
        "narrowed": any(request.GET.get(name) for name in ("due", "called", "company", "risk_class")),
        "older": address(request.GET, after=following) if following else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "may_export": may(user, Permission.EXPORT),
    }
    return render(request, "creditfile/reviews.html", context)


@require_GET
@needs(Permission.SEE_CREDIT_FILE)
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """What a review found, as the file was on its day."""
    found = finding_for(current_user(request), review_id, as_of=clock.today())
    kept = found.snapshot
    context = {
        "found": found,
        "kept": kept,
        "customer": found.customer,
        "zone": words.ZONES.get(kept["zone"] or "", ""),
        "parts": [
            {**one, "label": words.PARTS[one["name"]], "why": Reason.from_dict(one["why"])} for one in kept["parts"]
        ],
        "advices": [
            {
                "advice": words.ADVICES[one["advice"]],
                "tone": words.ADVICE_TONES[one["advice"]],
                "reasons": reasons_in(one["reasons"]),
            }
            for one in kept["recommended"]
        ],
        "missing": reasons_in(kept["missing"]),
    }
    return render(request, "creditfile/review.html", context)
