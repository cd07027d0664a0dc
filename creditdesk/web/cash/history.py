"""The history of a payment: who did what to it, when, why, and what had been proposed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.cash.access import receipt_for
from creditdesk.cash.history import history_of
from creditdesk.cash.queries import answer_of
from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words as words
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import items_for
from creditdesk.web.cash.work import line_url, told_matches
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.cash.history import Event


@require_GET
@needs(Permission.SEE_CASH)
def history(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """Everything that happened to the payment, the oldest first; at the end what the rules say of it now."""
    user, today = current_user(request), clock.today()
    shown = receipt_for(user, receipt_id, as_of=today)
    events, answer = history_of(shown), answer_of(shown)
    seen = {item.id for item in items_for(user, answer.item_ids, as_of=today)} if answer else set()
    proposals = [one for one in answer.proposals if all(line.item_id in seen for line in one.lines)] if answer else []
    context = {
        "receipt": shown,
        "events": _told(events, user=user, today=today),
        "names": names_of({one.by for one in events}),
        # What was proposed of items of others is not told, nor why.
        "answer": answer if answer and len(proposals) == len(answer.proposals) else None,
        "proposals": proposals,
        "line_url": line_url(shown, user=user),
        "channel": words.CHANNELS[shown.channel],
    }
    return render(request, "cash/history.html", context)


def _told(events: list[Event], *, user: User, today: dt.date) -> list[dict[str, Any]]:
    """The events with the items and the grounds of their matches, as far as the reader sees them."""
    made = [one.of for one in events if one.what == "matched"]
    of_match = {told["match"].id: told for told in told_matches(made, user=user, today=today)}
    found = []
    for one in events:
        told = of_match[one.of.id] if one.what == "matched" and one.of is not None else None
        cause = words.TAKEN_BACK.get(getattr(one.of, "taken_back", ""), "") if one.what == "taken_back" else ""
        found.append({"of": one, "told": told, "cause": cause, "standing": words.STANDINGS.get(one.standing, "")})
    return found
