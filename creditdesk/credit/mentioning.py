"""Asking a named colleague to look at an order: a task of his with a link, which gives no right.

Rule: docs/rules/holds.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.models import Order
from creditdesk.domain.reasons import refuse
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.models import Tickler
from creditdesk.followup.recording import CAUSE_LONGEST
from creditdesk.parties.models import User

# Told in the reader's language where it is shown (`exports.planned`).
LOOK_AT = "%(who)s asks you to look at the order %(number)s: %(word)s"
WORD_LONGEST = 100


def mention_order(order: Order, *, to: User, word: str, as_of: dt.date, by: User, at: dt.datetime, key: str) -> Tickler:
    """Give the colleague a task of today that leads to the order. The same key asks once.

    Raises Refusal without a word what it is about, for oneself, and for whoever does not see the account or works no
    tasks: a link gives no right.
    """
    said = " ".join(word.split())
    if not said or len(said) > WORD_LONGEST:
        raise refuse("mention.word", "say in at most %(most)d letters what it is about", most=WORD_LONGEST)
    if to.id == by.id:
        raise refuse("mention.self", "plan a next action of your own instead")
    cause = LOOK_AT % {"who": by, "number": order.number, "word": said}
    then = NextAction(cause[:CAUSE_LONGEST], as_of, to, about_order=order.id)
    return open_tickler(order.customer, then=then, by=by, at=at, as_of=as_of, key=key)
