"""The words of reconciled accounts: states, kinds of difference, causes, actions, and how lines were matched."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from creditdesk.exports.words import Words

STATEMENT_STATES: Words = {
    "open": pgettext_lazy("of a customer's statement", "Open"),
    "explained": pgettext_lazy("of a customer's statement", "Explained"),
    "reconciled": pgettext_lazy("of a customer's statement", "Reconciled"),
    "withdrawn": pgettext_lazy("of a customer's statement", "Withdrawn"),
}
DIFFERENCE_KINDS: Words = {
    "not_theirs": pgettext_lazy("difference of accounts", "Not on theirs"),
    "not_ours": pgettext_lazy("difference of accounts", "Not on ours"),
    "amount": pgettext_lazy("difference of accounts", "Other amount"),
    "timing": pgettext_lazy("difference of accounts", "Timing"),
    "unapplied": pgettext_lazy("difference of accounts", "Unapplied"),
    "duplicate": pgettext_lazy("difference of accounts", "Twice on theirs"),
    "currency": pgettext_lazy("difference of accounts", "Other currency"),
    "total": pgettext_lazy("difference of accounts", "Their total"),
}
CAUSES: Words = {
    "invoice_not_booked": pgettext_lazy("cause of a difference", "Invoice not booked by them"),
    "credit_not_booked": pgettext_lazy("cause of a difference", "Credit not booked by them"),
    "fee_not_booked": pgettext_lazy("cause of a difference", "Fee not booked by them"),
    "debit_memo_not_booked": pgettext_lazy("cause of a difference", "Their debit memo not booked by us"),
    "payment_unapplied": pgettext_lazy("cause of a difference", "Payment not applied by us"),
    "payment_in_transit": pgettext_lazy("cause of a difference", "Payment on its way"),
    "payment_not_found": pgettext_lazy("cause of a difference", "Payment that did not reach us"),
    "in_transit": pgettext_lazy("cause of a difference", "Document on its way"),
    "settled_here": pgettext_lazy("cause of a difference", "Settled here, open there"),
    "unknown_document": pgettext_lazy("cause of a difference", "Document that we do not know"),
    "short": pgettext_lazy("cause of a difference", "Booked with another amount"),
    "booked_twice": pgettext_lazy("cause of a difference", "Booked twice by them"),
    "other_currency": pgettext_lazy("cause of a difference", "Booked in another currency"),
    "total_wrong": pgettext_lazy("cause of a difference", "Total that does not tie with the lines"),
    "other": pgettext_lazy("cause of a difference", "Another cause"),
}
ACTIONS: Words = {
    "send_invoice": pgettext_lazy("about a difference", "Send a copy of the invoice"),
    "send_credit": pgettext_lazy("about a difference", "Send a copy of the credit memo"),
    "confirm_fee": pgettext_lazy("about a difference", "Have the fee confirmed"),
    "open_deduction": pgettext_lazy("about a difference", "Open a deduction case"),
    "ask_application": pgettext_lazy("about a difference", "Ask what it pays, and apply it"),
    "ask_payment": pgettext_lazy("about a difference", "Ask for the payment's details"),
    "send_payment_proof": pgettext_lazy("about a difference", "Show them how it was settled"),
    "ask_document": pgettext_lazy("about a difference", "Ask for the document"),
    "ask_correction": pgettext_lazy("about a difference", "Ask them to correct it"),
    "correct_ours": pgettext_lazy("about a difference", "Correct it on our side"),
    "other": pgettext_lazy("about a difference", "Something else"),
    "none": pgettext_lazy("about a difference", "Nothing: it settles itself"),
}
HOWS: Words = {
    "number": pgettext_lazy("how a line was matched", "by number"),
    "damaged": pgettext_lazy("how a line was matched", "by a number with an error"),
    "amount": pgettext_lazy("how a line was matched", "by amount and day"),
    "hand": pgettext_lazy("how a line was matched", "by hand"),
}
