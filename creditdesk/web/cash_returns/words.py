"""The words of states on these screens."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

RETURN_STATES: Words = {"waiting": _("To be found"), "done": _("Taken back"), "set_aside": _("Set aside")}
REFUND_STATES: Words = {
    "asked": _("Asked for"),
    "confirmed": _("Confirmed"),
    "declined": _("Declined"),
    "withdrawn": _("Withdrawn"),
}
SPECIAL: Words = {"post_dated": _("Held until their date"), "full_settlement": _("Offered as payment in full")}
