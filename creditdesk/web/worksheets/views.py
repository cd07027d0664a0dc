"""Adjustment worksheets: what stands on them and how far they are, as a page, as a list, and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.approvals.queries import SUBMITTED
from creditdesk.approvals.worksheet_queries import (
    Part,
    is_writer,
    parts_of,
    requests_of,
    states_of,
    visible_worksheets,
    waiting_worksheets,
    worksheet_for,
)
from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.domain.worksheets import grand_totals, totals
from creditdesk.letters.pdf import MEDIA_TYPE
from creditdesk.letters.worksheets import decider, posted_words, worksheet_pdf
from creditdesk.parties.actions import User
from creditdesk.web.approvals import words
from creditdesk.web.paging import address
from creditdesk.web.permissions import asked_from_the_desk, current_user, may, needs

PAGE = 50


@require_GET
@needs(Permission.SEE_HISTORY)
def worksheets(request: HttpRequest) -> HttpResponse:
    """The worksheets of which something waits, or all of them; the newest first."""
    user, today = current_user(request), clock.today()
    tab = "all" if request.GET.get("show") == "all" else "waiting"
    which = visible_worksheets if tab == "all" else waiting_worksheets
    found = which(user, as_of=today).order_by("-id")
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 19:
        found = found.filter(id__lt=int(before))
    sheets = list(found[: PAGE + 1])
    shown = sheets[:PAGE]
    by_sheet: dict[int, list[Part]] = {one.id: [] for one in shown}
    for part in parts_of(requests_of([one.id for one in shown], user=user, as_of=today)):
        assert part.worksheet is not None
        by_sheet[part.worksheet.id].append(part)
    context = {
        "rows": [_row(one, by_sheet[one.id]) for one in shown],
        "tab": tab,
        "export_state": SUBMITTED[0] if tab == "waiting" else "",
        "tabs": _tabs(tab),
        "today": today,
        "older": address(request.GET, before=str(shown[-1].id)) if len(sheets) > PAGE else None,
        "newer": address(request.GET, before=None) if before else None,
        "may_load": may(user, Permission.RECORD_ACTIVITY),
    }
    return render(request, "worksheets/list.html", context)


def _tabs(active: str) -> list[dict[str, Any]]:
    labels = {"waiting": _("Waiting"), "all": _("All")}
    return [
        {"label": label, "url": f"?show={name}", "active": name == active, "count": None, "key": str(number)}
        for number, (name, label) in enumerate(labels.items(), start=1)
    ]


def _row(worksheet: Any, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "worksheet": worksheet,
        "lines": sum(len(part.lines) for part in parts),
        "totals": grand_totals(line.total for part in parts for line in part.lines),
        "reasons": list(dict.fromkeys(words.CAUSES.get(part.request.reason, "") for part in parts)),
        "states": [(words.STATES[one], words.TONES[one]) for one in states_of(parts)],
    }


@require_GET
@needs(Permission.SEE_HISTORY)
def worksheet(request: HttpRequest, worksheet_id: int) -> HttpResponse:
    """The lines with what they book, what they come to, what proves them, and how each request stands."""
    user, today = current_user(request), clock.today()
    found = worksheet_for(user, worksheet_id, as_of=today)
    parts = parts_of(requests_of([found.id], user=user, as_of=today))
    booked = [line.total for part in parts for line in part.lines]
    context = {
        "worksheet": found,
        "parts": [_part(part) for part in parts],
        "lines": [
            {"line": line, "cause": words.CAUSES.get(line.request.reason, "")} for part in parts for line in part.lines
        ],
        "booked": [(words.CAUSES.get(one.reason, ""), one) for one in totals(booked)],
        "totals": grand_totals(booked),
        "evidence": _evidence(parts),
        "waiting": [part.request for part in parts if part.request.state in SUBMITTED],
        "may_decide": _may_decide(user, parts),
    }
    return render(request, "worksheets/worksheet.html", context)


def _may_decide(user: User, parts: Sequence[Part]) -> bool:
    """Whether he may look at them to approve them; nobody approves what he prepared."""
    return may(user, Permission.DECIDE_REQUESTS) and not is_writer(user, [part.request.id for part in parts])


def _part(part: Part) -> dict[str, Any]:
    return {
        "request": part.request,
        "cause": words.CAUSES.get(part.request.reason, ""),
        "state": words.STATES[part.request.state],
        "tone": words.TONES[part.request.state],
        "decision": part.decision,
        "decider": decider(part),
        "posted": posted_words(part.postings),
        "level": words.LEVELS.get(part.request.needs_level, "") if part.request.state in SUBMITTED else "",
    }


def _evidence(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Each piece once, though every request of the worksheet shows it."""
    found: dict[tuple[Any, ...], Any] = {}
    for one in (each for part in parts for each in part.evidence):
        found.setdefault((one.shows, one.document_id, one.activity_id, one.link, one.words), one)
    return [{"shows": words.SHOWN[one.shows], "one": one} for one in found.values()]


@require_GET
@needs(Permission.SEE_HISTORY)
@asked_from_the_desk
def pdf(request: HttpRequest, worksheet_id: int) -> HttpResponse:
    """The worksheet on paper, as its requests stand."""
    user, today = current_user(request), clock.today()
    found = worksheet_for(user, worksheet_id, as_of=today)
    parts = parts_of(requests_of([found.id], user=user, as_of=today))
    answer = HttpResponse(worksheet_pdf(found, parts, today=today), content_type=MEDIA_TYPE)
    name = f"{found.number}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
