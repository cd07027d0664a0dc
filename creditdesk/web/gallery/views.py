"""The gallery: every component in every state on one page, for whoever works on the look. Demo and DEBUG only."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from creditdesk.domain.reasons import Reason
from creditdesk.web.templatetags.desk import TONES

# Fixed facts, so that two pictures of the page differ only where the look differs.
_NOW = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)
_TODAY = date(2026, 11, 16)
_REASONS = (
    Reason("worklist.broken_promise", "broken promise of %(day)s, %(amount)s", {"day": "11/13", "amount": "22,000.00"}),
    Reason("worklist.past_due", "%(amount)s past due, oldest %(days)d days", {"amount": "61,904.00", "days": 94}),
    Reason("worklist.new_dispute", "%(count)d new dispute since the last call", {"count": 1}),
)
_ACCOUNTS = (
    ("Alder & Finch Camera", 6190400, 18422015, 94, "promise"),
    ("Brightwater Outfitters", 4310050, 5210050, 61, "phone"),
    ("Cobalt Ridge Supply", 1240000, 9931000, 32, "mail"),
    ("Dunmore Hardware Co-operative of the Upper Valley", 231000, 231000, 21, "dispute"),
    ("Eastgate Kitchens", -50000, 1250000, 0, "note"),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    amount = forms.CharField(
        label="Promised amount",
        initial="22,000.00",
        help_text="1,234.50 or 1.2k",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-autoselect": True}),
    )
    due = forms.CharField(label="By", initial="fri", help_text="fri, +10, 7/31")
    reached = forms.ChoiceField(label="Reached", choices=[("ap", "AP manager"), ("none", "Nobody")])
    channel = forms.ChoiceField(
        label="Channel", choices=[("phone", "Phone"), ("mail", "Mail")], widget=forms.RadioSelect, initial="phone"
    )
    callback = forms.BooleanField(label="Call back in two days", required=False)
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3, "data-draft-key": "gallery:note"})
    )


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page; 404 outside the demo. `?wrong` shows the form as a refused one."""
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    form = SampleForm({"amount": "", "due": "someday", "reached": "ap"}) if "wrong" in request.GET else SampleForm()
    return render(request, "shell/gallery.html", _facts() | {"form": form})


def _facts() -> dict[str, Any]:
    labels = ("not due", "1–30", "31–60", "61–90", "91–120", "120+")
    held = (12231615, 3104000, 1600000, 820000, 451000, 215400)
    rows = [
        SimpleNamespace(id=number, name=name, past_due=past_due, open=open_minor, days=days, icon=icon)
        for number, (name, past_due, open_minor, days, icon) in enumerate(_ACCOUNTS, start=1)
    ]
    timeline = [
        {"at": _NOW, "icon": "hold", "title": "Hold placed on SO-5512", "reasons": _REASONS[:2], "tone": "danger"}
        | {"minor": 900000, "currency": "USD"},
        {"at": _NOW, "icon": "phone", "title": "Call with the AP manager", "by": "Alice", "tone": "accent"}
        | {"body": "Check run is on Thursdays. Needs the POD for 88077; sent.", "visibility": "credit only"},
        {"at": _NOW, "icon": "cash", "title": "Payment 4,312.77 applied", "by": "the nightly run", "tone": "success"},
    ]
    return {
        "now": _NOW,
        "today": _TODAY,
        "rows": rows,
        "sample_reasons": _REASONS,
        "timeline": timeline,
        "buckets": [{"label": label, "minor": minor, "href": "#"} for label, minor in zip(labels, held, strict=True)],
        "tones": sorted(TONES),
        "icons": _icon_names(),
        "tabs": [
            {"label": "Items", "url": "#", "active": True, "count": 38},
            {"label": "Promises", "url": "#", "count": 3},
            {"label": "Payments", "url": "#", "count": None},
        ],
        "bulk_actions": [
            {"label": "Hand over", "value": "hand-over", "key": "h"},
            {"label": "Snooze", "value": "snooze"},
        ],
    }


def _icon_names() -> list[str]:
    sprite = finders.find("creditdesk/icons.svg")
    return re.findall(r'symbol id="([\w-]+)"', Path(sprite).read_text(encoding="utf-8")) if sprite else []
