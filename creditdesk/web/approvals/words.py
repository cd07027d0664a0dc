"""Requests in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.approvals.words import CAUSES, SHOWN, STATES
from creditdesk.exports.order_words import STANDINGS
from creditdesk.exports.request_words import DECISIONS, KINDS, LEVELS
from creditdesk.exports.words import STATUS_WORDS, Words
from creditdesk.web.templatetags.desk_formats import fact_words

if TYPE_CHECKING:
    from creditdesk.approvals.effects import Ahead

__all__ = ["CAUSES", "DECISIONS", "KINDS", "LEVELS", "SHOWN", "STATES"]

TONES = {
    "draft": "neutral",
    "submitted": "accent",
    "sent_back": "warning",
    "carried_out": "success",
    "refused": "danger",
    "withdrawn": "neutral",
    "reversed": "warning",
}
DIRECTIONS: Words = {
    "credit": gettext_lazy("The customer owes less"),
    "debit": gettext_lazy("The customer owes more"),
}


# What moves and is no document and no account.
AHEAD: Words = {
    "order": gettext_lazy("Still to be delivered"),
    "exposure": gettext_lazy("At risk"),
    "limit": gettext_lazy("Credit limit"),
    "class": gettext_lazy("Class"),
    "until": gettext_lazy("For a time, until"),
    "hold": gettext_lazy("Held for"),
    "plan": gettext_lazy("Payment plan"),
}


def ahead_words(one: Ahead) -> dict[str, Any]:
    """One line of what will be done, as the page shows it."""
    if one.what == "status":
        before, after = STATUS_WORDS.get(str(one.before), one.before), STATUS_WORDS.get(str(one.after), one.after)
        return {"what": _("Status"), "before": before, "after": after, "minor": None}
    if one.what == "order":
        after = _("released until %(day)s") % {"day": fact_words(one.after)}
        told = {"before": STANDINGS.get(one.before, one.before), "after": after}
        return {"what": AHEAD["order"], "minor": one.minor, "currency": one.currency, **told}
    if one.why is not None:
        return {"what": AHEAD.get(one.what, one.what), "why": one.why, "code": one.before, "minor": None}
    return {
        "what": AHEAD.get(one.what, one.what),
        "minor": one.minor,
        "currency": one.currency,
        "before": fact_words(one.before),
        "after": fact_words(one.after),
        "is_account": bool(one.account),
    }
