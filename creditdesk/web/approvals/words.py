"""Requests in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from creditdesk.approvals import words as asked
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
STATES, SHOWN, CAUSES = asked.STATES, asked.SHOWN, asked.CAUSES
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


_WHAT: Words = {
    "exposure": gettext_lazy("At risk"),
    "limit": gettext_lazy("Limit of the customer"),
    "hold": gettext_lazy("Held for"),
}


def ahead_words(one: Ahead) -> dict[str, Any]:
    """One line of what will be done, as the page shows it."""
    if one.what == "status":
        before, after = STATUS_WORDS.get(str(one.before), one.before), STATUS_WORDS.get(str(one.after), one.after)
        return {"what": _("Status"), "before": before, "after": after, "minor": None}
    if one.why is not None:
        return {"what": _WHAT.get(one.what, one.what), "why": one.why, "code": one.before, "minor": None}
    return {
        "what": _WHAT.get(one.what, one.what),
        "minor": one.minor,
        "currency": one.currency,
        "before": fact_words(one.before),
        "after": fact_words(one.after),
        "is_account": bool(one.account),
    }
