"""Many letters at once: send the drafts that were chosen, print what waits, draft what strategies ask for; progress."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.letters.access import Letter, LetterRun, run_for, visible_letters
from creditdesk.letters.pdf import MEDIA_TYPE
from creditdesk.letters.queries import print_content
from creditdesk.letters.running import due_letters, order_drafts, order_print, order_send
from creditdesk.parties.access import companies_of
from creditdesk.parties.reach import reach_of
from creditdesk.web.permissions import asked_from_the_desk, current_user, needs
from creditdesk.web.templatetags.desk_formats import words

_MOST = 5000


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def send(request: HttpRequest) -> HttpResponse:
    """Send the chosen drafts, or all that are seen, in the background."""
    user, today = current_user(request), clock.today()
    drafts = visible_letters(user, as_of=today).filter(state=Letter.State.DRAFT)
    if request.POST.get("which") != "all":
        drafts = drafts.filter(id__in=_ids(request))
    chosen = list(drafts.only("id", "version", "state", "company_id").order_by("id")[:_MOST])
    return _ordered(request, lambda key: order_send(chosen, by=user, at=clock.now(), as_of=today, key=key))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def to_printer(request: HttpRequest) -> HttpResponse:
    """Put the letters that wait for the printer into one file: those of one company, the oldest first."""
    user, today = current_user(request), clock.today()
    ready = visible_letters(user, as_of=today).filter(state=Letter.State.READY, print_run__isnull=True)
    first = ready.order_by("id").values_list("company_id", flat=True).first()
    chosen = list(ready.filter(company_id=first).defer("content").order_by("id")[:_MOST]) if first else []
    return _ordered(request, lambda key: order_print(chosen, by=user, at=clock.now(), as_of=today, key=key))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
def draft(request: HttpRequest) -> HttpResponse:
    """Draft what strategies ask for today on the accounts that the person sees, without waiting for the night."""
    user, today = current_user(request), clock.today()
    reach = reach_of(user, as_of=today)
    wanted = [
        (company, due)
        for company in companies_of(user)
        if (due := due_letters(company, as_of=today, portfolio_ids=reach.portfolio_ids)[:_MOST])
    ]
    if not wanted:
        messages.info(request, _("No strategy asks for a letter today."))
        return redirect("letters")
    runs = []
    for place, (company, due) in enumerate(wanted):
        key = f"{_key(request)}/{place}"
        runs.append(order_drafts(company, due, by=user, at=clock.now(), as_of=today, key=key))
    return redirect("letter_run", runs[0].id)


@require_GET
@needs(Permission.SEE_HISTORY)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """How far a run is, what it made and what it left out."""
    return render(request, "letters/run.html", _shown(run_for(current_user(request), run_id)))


@require_GET
@needs(Permission.SEE_HISTORY)
def progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """The progress bar alone; once the work is done the page is drawn anew."""
    shown = _shown(run_for(current_user(request), run_id))
    answer = render(request, "letters/progress.html", shown)
    if not shown["running"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
@needs(Permission.SEE_HISTORY)
@asked_from_the_desk
def file(request: HttpRequest, run_id: int) -> HttpResponse:
    """The one file of a print run."""
    found = run_for(current_user(request), run_id)
    content = print_content(found)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    name = f"letters-{found.business_day.isoformat()}-{found.id}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _ordered(request: HttpRequest, order: Any) -> HttpResponse:
    try:
        made = order(_key(request))
    except Refusal as refusal:
        for reason in refusal.reasons:
            messages.error(request, words(reason))
        return redirect("letters")
    return redirect("letter_run", made.id)


def _key(request: HttpRequest) -> str:
    return f"page/{current_user(request).id}/{request.POST.get('key', '')[:60] or uuid.uuid4()}"


def _ids(request: HttpRequest) -> list[int]:
    return [
        int(text)
        for text in request.POST.getlist("id")[:_MOST]
        if text.isascii() and text.isdecimal() and len(text) < 19
    ]


def _shown(found: LetterRun) -> dict[str, Any]:
    titles = {
        LetterRun.Kind.DRAFT: _("Drafting letters"),
        LetterRun.Kind.SEND: _("Sending letters"),
        LetterRun.Kind.PRINT: _("Letters for the printer"),
    }
    done = {
        LetterRun.Kind.DRAFT: _("%(n)d letters were drafted."),
        LetterRun.Kind.SEND: _("%(n)d letters were let go."),
        LetterRun.Kind.PRINT: _("%(n)d letters are in the file."),
    }
    kind = LetterRun.Kind(found.kind)
    return {
        "run": found,
        "title": titles[kind],
        "done_words": done[kind] % {"n": found.made},
        "running": found.state == LetterRun.State.WORKING,
        "has_file": kind is LetterRun.Kind.PRINT and print_content(found) is not None,
    }
