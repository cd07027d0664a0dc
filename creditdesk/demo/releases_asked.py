"""Held orders of the demo that are beyond the authority of whoever works them: the rep asked for some of them."""

from __future__ import annotations

import datetime as dt

from creditdesk import dispatch
from creditdesk.credit.models import Order
from creditdesk.credit.queries import in_question
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import User

_MOST = 2
_WORDS = (
    "He takes the whole autumn range, and the bank confirms that the money is on its way",
    "His best season begins now; he paid every invoice of last year in the end",
)


def ask_for_releases(*, today: dt.date, at: dt.datetime) -> int:
    """Let the first rep ask whoever may to let the first orders go that he may not; returns how many."""
    rep = User.objects.filter(username="rep").first()
    held = Order.objects.filter(standing=Standing.HELD.value, customer__portfolio__rep=rep)
    asked = 0
    for order in held.select_related("company", "customer").order_by("ship_date", "id"):
        if rep is None or asked == _MOST:
            break
        authority = in_question(order, user=rep, as_of=today).authority
        if authority.allowed or authority.needs_role is None:
            continue
        words, key = _WORDS[asked], f"demo/release/{order.number}"
        try:
            dispatch.ask_for_release(order, words=words, revision=order.revision, by=rep, at=at, as_of=today, key=key)
        except Refusal:
            continue  # what holds it has no measure, such as a currency without a rate
        asked += 1
    return asked
