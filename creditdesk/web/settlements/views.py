"""Settlements by their last day, and one settlement with what came for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.settlements import State
from creditdesk.domain.visibility import Permission
from creditdesk.exports.settlement_words import SETTLEMENT_STATES
from creditdesk.exports.words import LETTER_STATES
from creditdesk.letters.settlement_offers import letter_of
from creditdesk.settlements.access import settlement_for
from creditdesk.settlements.queries import settlements_in, watched
from creditdesk.web.permissions import current_user, may, needs

MOST = 100
TONES = {
    State.OFFERED.value: "accent",
    State.FULFILLED.value: "success",
    State.LAPSED.value: "warning",
    State.WITHDRAWN.value: "neutral",
    State.VOID.value: "danger",
}


@require_GET
@needs(Permission.SEE_HISTORY)
def settlements(request: HttpRequest) -> HttpResponse:
    """The settlements in a state: what is offered by its last day, the others the newest first."""
    user, today = current_user(request), clock.today()
    state = request.GET.get("state", State.OFFERED.value)
    state = state if state in SETTLEMENT_STATES else State.OFFERED.value
    order = ("last_day", "id") if state == State.OFFERED.value else ("-state_on", "-id")
    rows = list(settlements_in(user, state=state, as_of=today).order_by(*order)[: MOST + 1])
    context = {
        "rows": rows[:MOST],
        "more": len(rows) > MOST,
        "state": state,
        "today": today,
        "tabs": [
            {"label": label, "url": f"?state={name}", "active": name == state, "count": None, "key": str(number)}
            for number, (name, label) in enumerate(SETTLEMENT_STATES.items(), start=1)
        ],
    }
    return render(request, "settlements/list.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def settlement(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """What was offered, what came in time, and what became of it."""
    user, today = current_user(request), clock.today()
    found = settlement_for(user, settlement_id, as_of=today)
    letter = letter_of(found)
    context: dict[str, Any] = {
        "one": found,
        "watched": watched(found),
        "state": SETTLEMENT_STATES[found.state],
        "tone": TONES[found.state],
        "letter": letter,
        "letter_state": LETTER_STATES[letter.state] if letter else "",
        "today": today,
        "may_decide": may(user, Permission.DECIDE_REQUESTS),
    }
    return render(request, "settlements/settlement.html", context)
