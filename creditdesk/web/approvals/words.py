"""Requests in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.exports.request_words import DECISIONS, KINDS, LEVELS, STATES
from creditdesk.exports.words import STATUS_WORDS, Words
from creditdesk.web.templatetags.desk_formats import fact_words

if TYPE_CHECKING:
    from creditdesk.approvals.effects import Ahead

__all__ = ["DECISIONS", "KINDS", "LEVELS", "STATES"]

TONES = {
    "draft": "neutral",
    "submitted": "accent",
    "sent_back": "warning",
    "carried_out": "success",
    "refused": "danger",
    "withdrawn": "neutral",
    "reversed": "warning",
}
SHOWN: Words = {
    "proof": gettext_lazy("Proof of the claim"),
    "efforts": gettext_lazy("Efforts to collect"),
    "agreement": gettext_lazy("What the customer agreed to"),
    "finances": gettext_lazy("The customer's means"),
    "outside_approval": gettext_lazy("Approval of the CFO"),
}
CAUSES: Words = {
    "pricing": gettext_lazy("Price difference"),
    "shortage": gettext_lazy("Short shipment"),
    "freight": gettext_lazy("Freight"),
    "returned_goods": gettext_lazy("Returned goods"),
    "quality": gettext_lazy("Quality claim"),
    "fee": gettext_lazy("Fee or interest"),
}
DIRECTIONS: Words = {
    "credit": gettext_lazy("The customer owes less"),
    "debit": gettext_lazy("The customer owes more"),
}


def ahead_words(one: Ahead) -> dict[str, Any]:
    """One line of what will be done, as the page shows it."""
    if one.what == "status":
        before, after = STATUS_WORDS.get(str(one.before), one.before), STATUS_WORDS.get(str(one.after), one.after)
        return {"what": _("Status"), "before": before, "after": after, "minor": None}
    return {
        "what": one.what,
        "minor": one.minor,
        "currency": one.currency,
        "before": fact_words(one.before),
        "after": fact_words(one.after),
        "is_account": bool(one.account),
    }
