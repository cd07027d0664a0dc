"""The words of requests: what is asked for, how far it is, with whom it lies, what was decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from creditdesk.approvals.words import STATES
from creditdesk.exports.words import Words

__all__ = ["DECISIONS", "KINDS", "LEVELS", "STATES"]

KINDS: Words = {
    "adjustment": gettext_lazy("Adjustment"),
    "write_off": gettext_lazy("Write-off"),
    "extension": gettext_lazy("Time extension"),
    "status": gettext_lazy("Status of the customer"),
    "plan": gettext_lazy("Payment plan"),
    "settlement": gettext_lazy("Settlement"),
    "release": gettext_lazy("Release of an order"),
    "limit": gettext_lazy("Credit limit"),
    "placement": gettext_lazy("Placement with an agency"),
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
