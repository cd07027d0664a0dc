"""Cash in the reader's words, for tables and screens: states, channels, what a payer holds back, how it was matched."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from creditdesk.domain.cash_reconciliation import Side
from creditdesk.domain.match_rates import Outcome

Words = Mapping[str, str | Promise]

STATES: Words = {
    "": _("To be decided"),
    "proposed": _("Proposed"),
    "ambiguous": _("Several ways fit"),
    "no_proposal": _("No proposal"),
    "unidentified": _("Unidentified"),
    "on_account": _("Kept on account"),
    "full_settlement": _("Offered as payment in full"),
    "refund": _("Refund asked for"),
    "post_dated": _("Held until its date"),
    "returned": _("Returned"),
    "all": pgettext_lazy("payments", "All"),
}
STANDINGS: Words = {
    "": "",
    "on_account": STATES["on_account"],
    "full_settlement": STATES["full_settlement"],
    "post_dated": STATES["post_dated"],
    "refund": STATES["refund"],
    "returned": STATES["returned"],
    "taken_back": _("Taken back"),
}
REMITTANCE_STATES: Words = {
    "held": _("Held"),
    "waiting": _("Waits for its payment"),
    "used": _("With its payment"),
    "set_aside": _("Set aside"),
    "parted": _("Over several payments"),
}
CHANNELS: Words = {
    "transfer": _("Bank transfer"),
    "lockbox": _("Lockbox"),
    "check": _("Check"),
    "card": _("Card or processor"),
    "cash": pgettext_lazy("means of payment", "Cash"),
    "erp": _("From the ERP"),
}
# What becomes of the rest of an item. The English word of a withholding stands before the payer's own claim number in
# the deduction's reference, whatever the reader's language, so that all deductions of a kind are found together.
WITHHELD: Words = {
    "shortage": _("Shortage"),
    "damage": _("Damage"),
    "price": _("Price difference"),
    "return": _("Goods returned"),
    "freight": _("Freight"),
    "advertising": _("Advertising allowance"),
    "discount": _("Unearned discount"),
    "other": _("Other deduction"),
}
RESTS: Words = {"": _("Stays open"), **WITHHELD, "small": _("Small difference")}
TAKEN_BACK: Words = {
    "wrong": _("It was wrong"),
    "other": _("Another reason"),
    "returned": _("The payment came back"),
    "file_undone": _("Its file was undone"),
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
# What a proposal rests on: how the items are named, how the amount agrees, whether the payer is one who pays them.
BASIS: Words = {
    "remittance": _("a list with amounts"),
    "whole": _("numbers named"),
    "common": _("numbers named that many others resemble"),
    "damaged": _("numbers with an error"),
    "none": _("no number named"),
    "equal": _("amount equal"),
    "discount": _("less the discount"),
    "small": _("short by a small difference"),
    "usual": _("short by what he usually keeps back"),
    "credits": _("less credits"),
    "partial": _("part of one item"),
    "over": _("more than the items"),
    "completed": _("others make up the rest"),
    "short": _("less than the items"),
    "all": _("all that is open"),
    "run": _("in the order of falling due"),
    "agrees": _("payer known"),
    "unknown": _("payer unknown"),
    "differs": _("another payer"),
}
WHOSE: Words = {"reps": _("Posted by reps"), "machine": _("Posted by itself"), "people": _("Posted by people")}


def payer_head() -> str:
    """The head of a column: who paid, as the bank says."""
    return pgettext("payment", "Payer")


def left_head() -> str:
    """The head of a column: what of a payment pays nothing yet."""
    return pgettext("of a payment", "Left")


def basis_word(code: str) -> str:
    """The rule that a match rests on in words: `whole.equal.agrees` is numbers named, amount equal, payer known."""
    return ", ".join(str(BASIS.get(part, part)) for part in code.split(".")) if code else ""


def channel_word(channel: str) -> str:
    """How the money came, in words."""
    return str(CHANNELS.get(channel, channel))
