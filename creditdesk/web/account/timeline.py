"""All that happened on the account, newest first, as far as the person may read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission, Visibility
from creditdesk.followup.actions import note_restricted_read
from creditdesk.followup.timeline import OF_THE_JOURNAL, Cursor, Kind, Page, TimelineEntry
from creditdesk.followup.timeline import timeline as timeline_of
from creditdesk.parties.access import customer_for
from creditdesk.parties.directory import names_of
from creditdesk.web.account.page import SEE, Account, opened, page
from creditdesk.web.journal.words import sentence_of
from creditdesk.web.links import url_if
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.sentences import with_days
from creditdesk.web.templatetags.desk_formats import words

# What the account's first page shows of it.
NEWEST = 6
_CHIPS: tuple[tuple[str, str | Promise, tuple[Kind, ...]], ...] = (
    ("", gettext_lazy("All"), ()),
    ("calls", gettext_lazy("Calls and notes"), (Kind.CALLS, Kind.NOTES)),
    ("mail", gettext_lazy("Mail"), (Kind.MAIL,)),
    ("money", gettext_lazy("Money"), (Kind.MONEY,)),
    ("cases", gettext_lazy("Cases"), (Kind.CASES,)),
    ("ticklers", gettext_lazy("Ticklers"), (Kind.TICKLERS,)),
    ("changes", gettext_lazy("Changes"), (Kind.CHANGES, Kind.DOCUMENTS)),
)
_ICONS = {
    Kind.CALLS: "phone",
    Kind.MAIL: "mail",
    Kind.NOTES: "note",
    Kind.TICKLERS: "tickler",
    Kind.MONEY: "document",
    Kind.CASES: "dispute",
    Kind.DOCUMENTS: "document",
    Kind.CHANGES: "edit",
}
_CODE_ICONS = {"item.payment": "cash", "posting.application": "check", "posting.reversed": "undo"}
_TONES = {Kind.CALLS: "accent", Kind.MAIL: "accent", Kind.CASES: "warning"}
_CODE_TONES = {"item.payment": "success", "posting.reversed": "danger"}
# Of these acts the journal knows the minute.
_RECORDED = ("posting.reversed", "residual.moved")
_ADDRESSES = {
    name: name
    for name in (
        *("item", "posting", "document", "promise", "letter", "customer_event", "data_change"),
        *("request", "settlement"),
    )
} | {"account_statement": "customer_statement"}


@require_GET
@needs(*SEE)
@needs(Permission.SEE_HISTORY)
def timeline(request: HttpRequest, customer_id: int) -> HttpResponse:
    """One page of the timeline. That restricted entries of others were shown is journaled."""
    account = opened(request, customer_id)
    asked = request.GET.get("kind", "")
    kinds = next((kinds for name, _label, kinds in _CHIPS if name == asked), ())
    found = timeline_of(
        account.customer, user=account.user, kinds=kinds, before=Cursor.parse(request.GET.get("before", ""))
    )
    _journal_restricted(account, found)
    return page(
        request,
        account,
        tab="account_timeline",
        template="accounts/timeline.html",
        entries=_told(found.entries),
        chips=[
            {
                "label": label,
                "url": address(request.GET, kind=name, before=None),
                "active": name == asked,
                "count": None,
            }
            for name, label, _kinds in _CHIPS
        ],
        older=address(request.GET, before=str(found.older)) if found.older else None,
    )


@require_GET
@needs(*SEE)
@needs(Permission.SEE_HISTORY)
def newest(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The last few things that happened: a part that the account's first page asks for once it is shown.

    Restricted entries of others stand on the timeline only: reading them there is an act of its own, and journaled.
    """
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    found = timeline_of(customer, user=user, limit=NEWEST)
    open_to_all = [one for one in found.entries if one.is_own or one.visibility is not Visibility.RESTRICTED]
    context = {"customer": customer, "newest": _told(open_to_all)}
    return render(request, "accounts/newest.html", context)


def _journal_restricted(account: Account, found: Page) -> None:
    if found.restricted_ids:
        note_restricted_read(account.customer, by=account.user, at=clock.now(), activity_ids=found.restricted_ids)


def _is_booked(entry: TimelineEntry) -> bool:
    return entry.kind is Kind.MONEY and entry.code not in _RECORDED


def _told(entries: Sequence[TimelineEntry]) -> list[dict[str, Any]]:
    # The ledger and the journal keep usernames; what was said and planned has the person already.
    names = names_of(entry.by for entry in entries if entry.kind in (Kind.MONEY, Kind.CASES, Kind.CHANGES))
    return [_shown(entry, names) for entry in entries]


def _shown(entry: TimelineEntry, names: Mapping[str, str]) -> dict[str, Any]:
    """The entry as the component takes it."""
    said = sentence_of(entry.code, {}) if entry.what.text == OF_THE_JOURNAL else words(entry.what)
    subject, key = entry.subject
    name = _ADDRESSES.get(subject)
    return {
        "at": entry.at,
        # What the ledger books has a day and no hour.
        "day": entry.at.astimezone(dt.UTC).date() if _is_booked(entry) else None,
        "icon": _CODE_ICONS.get(entry.code) or _ICONS[entry.kind],
        "title": said[:1].upper() + said[1:],
        "body": with_days(entry.body),
        "by": names.get(entry.by, entry.by),
        "href": url_if(name, key) if name else None,
        "tone": "neutral" if entry.is_corrected else _CODE_TONES.get(entry.code) or _TONES.get(entry.kind, "neutral"),
        "visibility": _("Restricted") if entry.visibility is Visibility.RESTRICTED else "",
        "reasons": [*entry.reasons, _("corrected by a later entry")] if entry.is_corrected else entry.reasons,
        "minor": entry.money.minor if entry.money else None,
        "currency": entry.money.currency if entry.money else "",
    }
