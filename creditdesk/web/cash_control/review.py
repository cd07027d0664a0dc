"""What a second person looks through: matches of reps until they are signed, and every match of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk import dispatch
from creditdesk.cash.access import match_for
from creditdesk.cash.actions import take_back_match
from creditdesk.cash.control_acts import MOST_AT_ONCE, review_matches
from creditdesk.cash.reviewing import ReviewFilter, matches_to_review, reviewable
from creditdesk.config import clock
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.directory import names_of
from creditdesk.web.cash_control.forms import ReviewForm, TakeBackForm
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.cash.models import Match

PAGE = 50


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def review(request: HttpRequest) -> HttpResponse:
    """The matches, the newest first, with what each rests on."""
    user = current_user(request)
    form = ReviewForm(request.GET, today=clock.today())
    form.full_clean()
    chosen = ReviewFilter(
        whose=form.get("whose") or "reps",
        signed=form.get("state") == "signed",
        taken_back=form.get("state") == "taken_back",
        first=form.cleaned_data.get("first"),
        last=form.cleaned_data.get("last"),
        sample=bool(form.get("sample")),
        basis=form.get("basis"),
    )
    found, after = matches_to_review(user, chosen=chosen), request.GET.get("after", "")
    if after.isdecimal() and len(after) <= 18:
        found = found.filter(id__lt=int(after))
    rows = list(found[: PAGE + 1])
    names = names_of({row.by for row in rows} | {row.reviewed_by for row in rows})
    context = {
        "form": form,
        "rows": [_shown(row, names, user.username) for row in rows[:PAGE]],
        "chosen": chosen,
        "may_sign": may(user, Permission.REVIEW_CASH),
        "may_take_back": may(user, Permission.APPLY_CASH),
        "older": address(request.GET, after=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None,
        "newer": address(request.GET, after=None) if after else None,
    }
    return render(request, "cash_control/review.html", context)


def _shown(match: Match, names: Any, username: str) -> dict[str, Any]:
    receipt = match.receipt
    return {
        "match": match,
        "receipt": receipt,
        "by": names.get(match.by, match.by),
        "reviewed_by": names.get(match.reviewed_by, match.reviewed_by),
        "reasons": [Reason.from_dict(reason) for reason in match.reasons],
        "is_own": username in (match.by, receipt.recorded_by),
        "percent": match.confidence / 10 if match.confidence else None,
    }


@require_POST
@needs(Permission.REVIEW_CASH)
def sign(request: HttpRequest) -> HttpResponse:
    """Sign that the marked matches were looked through."""
    user = current_user(request)
    ids = [int(one) for one in request.POST.getlist("match") if one.isdecimal() and len(one) <= 18]
    back = redirect(f"{request.path.removesuffix('sign/')}{_same_list(request.POST.get('list', ''))}")
    marked = reviewable(user, ids[: MOST_AT_ONCE + 1])
    if not marked:
        messages.info(request, _("Mark the matches that you looked through."))
        return back
    try:
        signed = review_matches(marked, by=user, at=clock.now())
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, words(reason))
        return back
    text = ngettext("%(count)d match is signed.", "%(count)d matches are signed.", len(signed))
    messages.success(request, text % {"count": len(signed)})
    return back


def _same_list(query: str) -> str:
    """The filters of the page that the signature came from."""
    return f"?{query}" if query and len(query) < 500 and query.isprintable() else ""


@require_http_methods(["GET", "POST"])
@needs(Permission.APPLY_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def take_back(request: HttpRequest, match_id: int) -> HttpResponse:
    """Take a match back that turned out wrong when it was looked through."""
    user, today = current_user(request), clock.today()
    match = match_for(user, match_id, as_of=today)
    form = TakeBackForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "match": match, "receipt": match.receipt}
    if request.method == "GET":
        return render(request, "cash_control/take_back.html", context)
    if not form.is_valid():
        return render(request, "cash_control/take_back.html", context, status=422)
    facts = form.cleaned_data
    try:
        taken = take_back_match(match, cause=facts["cause"], why=facts["why"], as_of=today, by=user, at=clock.now())
    except Refusal as refusal:
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        return render(request, "cash_control/take_back.html", context, status=422)
    for one in taken.postings.select_related("posting"):
        dispatch.posted(one.posting, as_of=today, at=clock.now())
    messages.success(request, _("The match is taken back; the money is open on the account again."))
    return redirect("cash_review")
