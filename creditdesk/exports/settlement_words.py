"""The words of settlements."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

SETTLEMENT_STATES: Words = {
    "offered": pgettext_lazy("of a settlement", "Offered"),
    "fulfilled": pgettext_lazy("of a settlement", "Fulfilled"),
    "lapsed": pgettext_lazy("of a settlement", "Lapsed"),
    "withdrawn": pgettext_lazy("of a settlement", "Withdrawn"),
    "void": pgettext_lazy("of a settlement", "Void: a payment came back"),
}
