"""The letters by their state, with what is to be looked at first, and those of an account."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import LETTER_CHANNELS, LETTER_KINDS, LETTER_LANGUAGES, LETTER_STATES
from creditdesk.letters.access import Letter
from creditdesk.letters.queries import LetterFilter, came_of, counts, letters_page, runs_of
from creditdesk.parties.actions import User
from creditdesk.parties.reach import seat_of
from creditdesk.web.account.page import opened, page
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50
RUNS = 5
TONES = {
    "draft": "info",
    "ready": "info",
    "queued": "info",
    "sent": "success",
    "withheld": "warning",
    "failed": "danger",
    "bounced": "danger",
    "discarded": "neutral",
}
# The states in the order in which somebody works them.
_STATES = ("draft", "ready", "queued", "sent", "withheld", "bounced", "failed", "discarded")


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    kind = forms.ChoiceField(label=gettext_lazy("Letter"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    portfolio = forms.TypedChoiceField(label=gettext_lazy("Portfolio"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, user: User, as_of: dt.date) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        everything = [("", _("All"))]
        fields["kind"].choices = [*everything, *LETTER_KINDS.items()]
        fields["channel"].choices = [*everything, *LETTER_CHANNELS.items()]
        mine = seat_of(user, as_of=as_of).visible_portfolios
        fields["portfolio"].choices = [*everything, *((one.id, one.name) for one in mine)]

    def chosen(self, state: str) -> LetterFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        read = self.cleaned_data
        return LetterFilter(state, read.get("kind") or "", read.get("channel") or "", read.get("portfolio"))


@require_GET
@needs(Permission.SEE_HISTORY)
def letters(request: HttpRequest) -> HttpResponse:
    """The letters of one state, the drafts first."""
    user, today = current_user(request), clock.today()
    state = request.GET.get("state", "draft")
    state = state if state in _STATES else "draft"
    form = FilterForm(request.GET, user=user, as_of=today)
    chosen = form.chosen(state)
    found, after = letters_page(user, chosen=chosen, as_of=today, after=request.GET.get("after", ""), size=PAGE)
    numbers = counts(user, as_of=today)
    context = {
        "form": form,
        "rows": rows_of(found),
        "state": state,
        "tabs": [_tab(name, state, numbers) for name in _STATES],
        "narrowed": any(request.GET.get(name) for name in ("kind", "channel", "portfolio")),
        "older": address(request.GET, after=after) if after else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "may_send": may(user, Permission.RECORD_ACTIVITY),
        "may_print": state == "ready" and bool(found) and may(user, Permission.RECORD_ACTIVITY),
        "runs": list(runs_of(user)[:RUNS]),
        "key": uuid.uuid4(),
        "today": today,
    }
    return render(request, "letters/list.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def of_account(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The letters to an account, newest first."""
    account = opened(request, customer_id)
    chosen = LetterFilter(customer_id=account.customer.id)
    after = request.GET.get("after", "")
    found, older = letters_page(account.user, chosen=chosen, as_of=account.today, after=after, size=PAGE)
    return page(
        request,
        account,
        tab="account_letters",
        template="accounts/letters.html",
        rows=rows_of(found),
        older=address(request.GET, after=older) if older else None,
        may_send=may(account.user, Permission.RECORD_ACTIVITY),
    )


def rows_of(found: Sequence[Letter]) -> list[dict[str, Any]]:
    """The letters as the tables show them."""
    came = came_of(found)
    return [
        {
            "letter": one,
            "kind": LETTER_KINDS[one.kind],
            "state": LETTER_STATES[one.state],
            "tone": TONES[one.state],
            "channel": LETTER_CHANNELS[one.channel],
            "language": LETTER_LANGUAGES[one.language],
            "blocked": bool(one.missing) and one.state == Letter.State.DRAFT,
            "reason": Reason.from_dict(one.reason) if one.reason else None,
            "came": came.get(one.id),
        }
        for one in found
    ]


def _tab(name: str, active: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    label = LETTER_STATES[name]
    return {"label": label, "url": f"?state={name}", "active": name == active, "count": numbers.get(name)}
