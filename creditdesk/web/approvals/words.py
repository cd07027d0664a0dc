"""Requests in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from creditdesk.exports.words import STATUS_WORDS, Words
from creditdesk.web.templatetags.desk_formats import fact_words

if TYPE_CHECKING:
    from creditdesk.approvals.effects import Ahead

KINDS: Words = {
    "adjustment": gettext_lazy("Adjustment"),
    "write_off": gettext_lazy("Write-off"),
    "extension": gettext_lazy("Time extension"),
    "status": gettext_lazy("Status of the customer"),
    "plan": gettext_lazy("Payment plan"),
    "settlement": gettext_lazy("Settlement"),
    "release": gettext_lazy("Release of an order"),
    "limit": gettext_lazy("Credit limit"),
}
STATES: Words = {
    "draft": gettext_lazy("Draft"),
    "submitted": gettext_lazy("Waiting for a decision"),
    "sent_back": gettext_lazy("Sent back with a question"),
    "carried_out": gettext_lazy("Approved and carried out"),
    "refused": pgettext_lazy("of a request", "Refused"),
    "withdrawn": pgettext_lazy("of a request", "Withdrawn"),
    "reversed": gettext_lazy("Taken back"),
}
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
LEVELS: Words = {
    "rep": gettext_lazy("Rep"),
    "supervisor": gettext_lazy("Supervisor"),
    "credit_manager": gettext_lazy("Credit manager"),
    "controller": gettext_lazy("Controller"),
    "cfo": gettext_lazy("CFO"),
}
DECISIONS: Words = {
    "approve": pgettext_lazy("of a request", "approved"),
    "refuse": pgettext_lazy("of a request", "refused"),
    "send_back": gettext_lazy("sent back with a question"),
    "reverse": gettext_lazy("taken back"),
}


# What moves and is no document and no account.
AHEAD: Words = {
    "limit": gettext_lazy("Credit limit"),
    "class": gettext_lazy("Class"),
}


def ahead_words(one: Ahead) -> dict[str, Any]:
    """One line of what will be done, as the page shows it."""
    if one.what == "status":
        before, after = STATUS_WORDS.get(str(one.before), one.before), STATUS_WORDS.get(str(one.after), one.after)
        return {"what": _("Status"), "before": before, "after": after, "minor": None}
    return {
        "what": AHEAD.get(one.what, one.what),
        "minor": one.minor,
        "currency": one.currency,
        "before": fact_words(one.before),
        "after": fact_words(one.after),
        "is_account": bool(one.account),
    }
