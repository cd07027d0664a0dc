"""The words of payment plans and their instalments."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

PLAN_STATES: Words = {
    "approved": pgettext_lazy("of a payment plan", "Waits for signature or down payment"),
    "active": pgettext_lazy("of a payment plan", "Active"),
    "completed": pgettext_lazy("of a payment plan", "Paid"),
    "defaulted": pgettext_lazy("of a payment plan", "In default"),
    "terminated": pgettext_lazy("of a payment plan", "Ended early"),
}
PART_STATES: Words = {
    "paid": pgettext_lazy("of an instalment", "Paid"),
    "partly": pgettext_lazy("of an instalment", "Paid in part"),
    "open": pgettext_lazy("of an instalment", "To come"),
    "late": pgettext_lazy("of an instalment", "Late"),
    "spared": pgettext_lazy("of an instalment", "Fallen away"),
}
