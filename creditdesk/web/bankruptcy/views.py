"""Bankruptcies: the list with the next last day, one case with its worksheet, the worksheet on paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.bankruptcy import queries
from creditdesk.bankruptcy.access import Case, case_for
from creditdesk.bankruptcy.actions import hash_of
from creditdesk.bankruptcy.paper import case_pdf
from creditdesk.bankruptcy.petitions import DAYS, NUMBERS, Field
from creditdesk.bankruptcy.sheets import CaseSheet, case_sheet, content_of
from creditdesk.config import clock
from creditdesk.domain.bankruptcy import CaseState
from creditdesk.domain.visibility import Permission
from creditdesk.letters.pdf import MEDIA_TYPE
from creditdesk.parties.directory import names_of
from creditdesk.web.bankruptcy import forms, words
from creditdesk.web.journal.words import sentence_of
from creditdesk.web.permissions import asked_from_the_desk, current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words as said

_SHOWN = {"open": ("draft", "with_counsel", "confirmed", "filed"), "closed": ("closed",)}


@require_GET
@needs(Permission.SEE_HISTORY)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases that are open, or those that are closed."""
    shown = request.GET.get("show", "")
    shown = shown if shown in _SHOWN else "open"
    today = clock.today()
    labels = {"open": _("Open"), "closed": _("Closed")}
    context = {
        "rows": [
            {"row": one, "state": words.STATES[one.case.state], "tone": words.STATE_TONES[one.case.state]}
            | {"next_name": words.DATES[one.next.name.value] if one.next else ""}
            for one in queries.listed(current_user(request), states=_SHOWN[shown], as_of=today)
        ],
        "tabs": [
            {"label": label, "url": f"?show={name}", "active": name == shown, "count": None, "key": str(number)}
            for number, (name, label) in enumerate(labels.items(), start=1)
        ],
        "shown": shown,
        "today": today,
    }
    return render(request, "bankruptcy/list.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """The worksheet, what is known, and what can be done."""
    return case_page(request, case_for(current_user(request), case_id, as_of=clock.today()))


def case_page(request: HttpRequest, found: Case, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of a case; `bound` are forms as they were sent, with what is wrong in them."""
    today = clock.today()
    sheet = case_sheet(found, as_of=today)
    context = _shown(found, sheet, today) | _forms(request, found, sheet, today) | bound
    return render(request, "bankruptcy/case.html", context, status=status)


def _shown(found: Case, whole: CaseSheet, today: dt.date) -> dict[str, Any]:
    sheet = whole.sheet
    told = queries.told_of(found)
    names = names_of(entry.by for entry in told)
    return {
        "case": found,
        "customer": found.customer,
        "whole": whole,
        "sheet": sheet,
        "preference": sheet.preference,
        "currency": found.currency,
        "state": words.STATES[found.state],
        "tone": words.STATE_TONES[found.state],
        "today": today,
        "dates": [(one, words.DATES[one.name.value], said(one.rule)) for one in sheet.dates],
        "rows": [(row, words.SOURCES[row.claim.received.source]) for row in sheet.rows],
        "facts": [_fact(field, entry, found.currency) for field, entry in whole.known.entries.items()],
        "steps": [(one, words.STATES[one.state]) for one in queries.steps_of(found)],
        "consents": queries.consents_of(found),
        "other_currencies": sorted(whole.other_currencies.items()),
        "history": [
            {"at": one.at, "by": names.get(one.by, one.by), "what": sentence_of(one.kind, one.facts)} for one in told
        ],
    }


def _fact(field: Field, entry: Any, currency: str) -> dict[str, Any]:
    """A fact with its value as it is shown: a day, an amount, or words."""
    value: Any = entry.value
    is_amount = field in NUMBERS and field is not Field.INTEREST_BP
    if field in DAYS:
        value = dt.date.fromisoformat(value)
    elif is_amount:
        value = int(value)
    elif field is Field.VOLUNTARY:
        value = _("yes") if value == "yes" else _("no")
    return {
        "label": words.FIELDS[field.value],
        "value": value,
        "is_day": field in DAYS,
        "is_amount": is_amount,
        "entry": entry,
        "currency": currency,
    }


def _forms(request: HttpRequest, found: Case, whole: CaseSheet, today: dt.date) -> dict[str, Any]:
    """The forms that the person may send now; None where he may not, or where they do not fit."""
    user = current_user(request)
    is_open = found.state != CaseState.CLOSED
    works = may(user, Permission.RECORD_ACTIVITY) and is_open
    decides = may(user, Permission.DECIDE_EVENTS) and is_open
    items = [(row.claim.item_id, row.claim.number) for row in whole.sheet.rows if row.claim.is_goods]
    seen = hash_of(content_of(whole))
    step = forms.StepForm(initial={"seen": seen, "counsel": whole.known.text(Field.COUNSEL)})
    return {
        "works": works,
        "decides": decides,
        "seen": seen,
        "tell_form": forms.TellForm(currency=found.currency, as_of=today, decides=decides) if works else None,
        "received_form": forms.ReceivedForm(items=items, as_of=today) if works and items else None,
        "step_form": step if works or decides else None,
        "use_form": forms.UseForm(as_of=today) if decides else None,
        "account_form": forms.AccountForm(initial={"name": found.customer.name})
        if decides and found.later_account_id is None
        else None,
    }


@require_GET
@needs(Permission.SEE_HISTORY)
@asked_from_the_desk
def pdf(request: HttpRequest, case_id: int) -> HttpResponse:
    """The worksheet on paper, for counsel."""
    found = case_for(current_user(request), case_id, as_of=clock.today())
    today = clock.today()
    named = {"states": words.STATES, "dates": words.DATES, "sources": words.SOURCES}
    paper = case_pdf(case_sheet(found, as_of=today), queries.steps_of(found), today=today, words=named, say=said)
    answer = HttpResponse(paper, content_type=MEDIA_TYPE)
    name = f"bankruptcy-{found.id}-{today.isoformat()}.pdf"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer
