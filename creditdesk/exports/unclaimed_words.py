"""The words of credits that nobody claims."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

UNCLAIMED_STAGES: Words = {
    "due": pgettext_lazy("of an unclaimed credit", "Due to be reported"),
    "letter": pgettext_lazy("of an unclaimed credit", "Customer is written to"),
    "no_rule": pgettext_lazy("of an unclaimed credit", "No rule for the state"),
    "nobody": pgettext_lazy("of an unclaimed credit", "Owner unknown"),
    "young": pgettext_lazy("of an unclaimed credit", "Younger than the letter"),
}
