"""Words of cash, for its lists and its pages: how money came, what became of it, how it was matched."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.domain.cash_reconciliation import Side
from creditdesk.domain.match_rates import Outcome

Words = dict[str, str | Promise]

CHANNELS: Words = {
    "transfer": _("Bank transfer"),
    "lockbox": _("Lockbox"),
    "check": _("Check"),
    "card": _("Card or processor"),
    "cash": pgettext_lazy("notes and coins", "Cash"),
    "erp": _("From the ERP"),
}
PARTS: Words = {
    "unapplied": _("Unapplied"),
    "on_account": _("On account"),
    "asked": _("Refund or settlement asked"),
    "unidentified": _("Unidentified"),
}
OUTCOMES: Words = {
    Outcome.BY_ITSELF: _("Posted by itself"),
    Outcome.AS_PROPOSED: _("Accepted as proposed"),
    Outcome.OTHER_PROPOSAL: _("Another proposal"),
    Outcome.BY_HAND: _("Matched by hand"),
    Outcome.ELSEWHERE: _("Applied elsewhere"),
    Outcome.OPEN: _("Still open"),
}
SIDES: Words = {
    Side.NOT_POSTED: _("At the bank, no receipt"),
    Side.OTHER_DAY: _("On another day"),
    Side.LEDGER_ONLY: _("In the ledger only"),
    Side.GAP: _("Between two statements"),
    Side.UNTIED: _("Statement does not add up"),
}
WHOSE: Words = {"reps": _("Posted by reps"), "machine": _("Posted by itself"), "people": _("Posted by people")}
AGES: tuple[str, ...] = ("0–2", "3–7", "8–30", "31–60", "60+")


def channel_word(channel: str) -> str:
    """How the money came, in words."""
    return str(CHANNELS.get(channel, channel))
