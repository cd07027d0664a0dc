"""The lists of mail: what arrived, what nobody could file, what did not go out, and the mail of one account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.mail.access import works_unfiled
from creditdesk.mail.queries import PAGE, arrived_mail, counts_of_out, mail_of, troubled_mail, unmatched_mail
from creditdesk.parties.actions import User
from creditdesk.web.account.page import opened, page
from creditdesk.web.mail.words import IN_STATES, KINDS, OUT_STATES, SENTENCES
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, needs


@require_GET
@needs(Permission.SEE_HISTORY)
def arrived(request: HttpRequest) -> HttpResponse:
    """What was filed to the accounts that the person sees, newest first."""
    user, today = current_user(request), clock.today()
    found = arrived_mail(user, as_of=today)
    if (before := _number(request, "before")) is not None:
        found = found.filter(id__lt=before)
    rows = list(found[: PAGE + 1])
    older = address(request.GET, before=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None
    context = {"rows": [_row_in(one) for one in rows[:PAGE]], "older": older, "place": "mail"}
    return _list(request, user, context, today=today)


@require_GET
@needs(Permission.SEE_HISTORY)
def unmatched(request: HttpRequest) -> HttpResponse:
    """What a person must file, the oldest first: of all accounts, or of the mailboxes that he reads."""
    user, today = current_user(request), clock.today()
    found = unmatched_mail(user, as_of=today, state=request.GET.get("state", ""))
    if (after := _number(request, "after")) is not None:
        found = found.filter(id__gt=after)
    rows = list(found[: PAGE + 1])
    older = address(request.GET, after=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None
    context = {"rows": [_row_in(one) for one in rows[:PAGE]], "older": older, "place": "mail_unmatched"}
    return _list(request, user, context, today=today)


@require_GET
@needs(Permission.SEE_HISTORY)
def sending(request: HttpRequest) -> HttpResponse:
    """What is uncertain, failed, was withheld or came back, newest first; `state` shows another state."""
    user, today = current_user(request), clock.today()
    state = request.GET.get("state", "")
    state = state if state in OUT_STATES else ""
    found = troubled_mail(user, as_of=today, state=state)
    if (before := _number(request, "before")) is not None:
        found = found.filter(id__lt=before)
    rows = list(found[: PAGE + 1])
    counts = counts_of_out(user, as_of=today)
    states = [
        ("", _("Not sent"), None),
        *((name, label, counts.get(name)) for name, (label, _tone) in OUT_STATES.items()),
    ]
    context = {
        "rows": [_row_out(one) for one in rows[:PAGE]],
        "older": address(request.GET, before=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None,
        "place": "mail_sending",
        "state": state,
        "states": [
            {
                "label": label,
                "url": address(request.GET, state=name, before=None),
                "active": name == state,
                "count": count,
            }
            for name, label, count in states
        ],
    }
    return _list(request, user, context, today=today)


@require_GET
@needs(Permission.SEE_HISTORY)
def of_account(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What went to the customer and what came, newest first."""
    account = opened(request, customer_id)
    sheets = mail_of(account.customer, before=_instant(request))
    rows = [
        {
            "sheet": one,
            "url": reverse("mail_in" if one.is_in else "mail_out", args=[one.id]),
            "told": (IN_STATES if one.is_in else OUT_STATES)[one.state],
            "kind": KINDS.get(one.kind, "") if one.is_in and one.kind != "person" else "",
            "marked": SENTENCES.get(one.sentence_kind),
        }
        for one in sheets
    ]
    older = address(request.GET, before=sheets[-1].at.isoformat()) if len(sheets) == PAGE else None
    return page(request, account, tab="account_mail", template="accounts/mail.html", rows=rows, older=older)


def _list(request: HttpRequest, user: User, context: dict[str, Any], *, today: dt.date) -> HttpResponse:
    tabs = [("mail", _("Arrived")), ("mail_sending", _("Not sent"))]
    if works_unfiled(user):
        tabs.insert(1, ("mail_unmatched", _("Unmatched")))
    shown = [
        {"label": label, "url": reverse(name), "active": name == context["place"], "count": None, "key": str(number)}
        for number, (name, label) in enumerate(tabs, start=1)
    ]
    newer = address(request.GET, before=None, after=None) if {"before", "after"} & set(request.GET) else None
    return render(request, "mail/list.html", {**context, "tabs": shown, "newer": newer, "today": today})


def _row_in(message: Any) -> dict[str, Any]:
    first: dict[str, str] = next(iter(message.marked), {})
    return {
        "url": reverse("mail_in", args=[message.id]),
        "who": message.from_name or message.from_address or _("nobody named"),
        "address": message.from_address,
        "subject": message.subject or _("without a subject"),
        "at": message.fetched_at,
        "customer": message.customer,
        "told": IN_STATES[message.state],
        "note": first.get("sentence", ""),
        "marked": SENTENCES.get(first.get("kind", "")),
        "reasons": message.reasons[:1],
        "kind": "" if message.kind == "person" else KINDS.get(message.kind, ""),
    }


def _row_out(message: Any) -> dict[str, Any]:
    return {
        "url": reverse("mail_out", args=[message.id]),
        "who": message.to_name or message.to_address,
        "address": message.to_address,
        "subject": message.subject,
        "at": message.state_at,
        "customer": message.customer,
        "told": OUT_STATES[message.state],
        "note": "",
        "marked": None,
        "reasons": [message.reason] if message.reason else [],
        "kind": "",
    }


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= 18 else None


def _instant(request: HttpRequest) -> dt.datetime | None:
    try:
        at = dt.datetime.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
