"""The states and kinds of mail in words, with the tone in which they stand."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Told = tuple[str | Promise, str]

OUT_STATES: Mapping[str, Told] = {
    "waiting": (_("Waiting"), "neutral"),
    "sending": (_("Being sent"), "info"),
    "sent": (_("Sent"), "success"),
    "uncertain": (_("Uncertain"), "warning"),
    "failed": (_("Failed"), "danger"),
    "withheld": (_("Withheld"), "warning"),
    "bounced": (_("Came back"), "danger"),
}
IN_STATES: Mapping[str, Told] = {
    "stored": (_("Not read yet"), "neutral"),
    "filed": (_("Filed"), "success"),
    "unmatched": (_("Unmatched"), "warning"),
    "set_aside": (_("Set aside"), "neutral"),
    "parked": (_("Parked"), "danger"),
}
KINDS: Mapping[str, str | Promise] = {
    "": _("Not read yet"),
    "person": _("Written by a person"),
    "bounce": _("Could not be delivered"),
    "automatic": _("Automatic reply"),
    "own": _("Our own message"),
    "delivered": _("Report of delivery"),
}
SENTENCES: Mapping[str, Told] = {
    "dispute": (_("Dispute"), "danger"),
    "promise": (_("Promise"), "info"),
    "paid": (_("Paid"), "success"),
    "question": (_("Question"), "neutral"),
}
OUTCOMES: Mapping[str, str | Promise] = {
    "": _("no answer was written down"),
    "sent": _("the server took it"),
    "later": _("to be tried again"),
    "refused": _("the server refused it"),
    "uncertain": _("nobody can tell"),
}
