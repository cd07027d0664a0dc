"""What the cells of a statement say in words: which way the money went, whether it did, and what kind of movement.

Words that are not known say nothing of a kind; an unknown direction or status is refused, for the money hangs on it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.bank.statements import Status
from creditdesk.intake.formats.synonyms import squashed

# How a column says that money comes in (1), goes out (-1), or that the row only tells (0).
DIRECTIONS: Mapping[str, int] = {
    **dict.fromkeys(("c", "cr", "credit", "crdt", "h", "haben", "+", "bij", "in", "abono", "haber", "crédit"), 1),
    **dict.fromkeys(("d", "dr", "db", "debit", "dbit", "s", "soll", "-", "af", "out", "cargo", "debe", "débit"), -1),
    **dict.fromkeys(("memo", "no impact"), 0),
}
_BOOKED = (
    *("paid", "completed", "complete", "posted", "booked", "settled", "cleared", "succeeded", "success", "paid out"),
    *("successful", "available", "processed", "executed", "refunded", "partially refunded", "partial refund"),
    *("abgeschlossen", "gebucht", "completado", "completada", "terminé", "effectué", "paye", "payé"),
)
_PENDING = (
    *("pending", "processing", "in process", "authorized", "authorised", "uncaptured", "held", "in transit", "on hold"),
    *("ausstehend", "vorgemerkt", "pendiente", "en attente", "requires_capture"),
)
_NOTHING_CAME = (
    *("failed", "declined", "denied", "canceled", "cancelled", "voided", "void", "expired", "rejected", "blocked"),
    *("abgelehnt", "storniert", "cancelado", "rechazado", "refusé", "annulé", "requires_payment_method"),
)
STATUSES: Mapping[str, Status] = {
    **dict.fromkeys(_BOOKED, "booked"),
    **dict.fromkeys(_PENDING, "pending"),
    **dict.fromkeys(_NOTHING_CAME, "information"),
}


class Movement(StrEnum):
    """What a row is that is not simply money in or out."""

    REFUND = "refund"
    CHARGEBACK = "chargeback"
    RETURNED = "returned"
    PAYOUT = "payout"
    FEE = "fee"
    WITHIN = "within"  # between two pockets of one account: conversions, holds, reserves


# In this order: "Payment Reversal" is a chargeback, "refund fee" a fee.
_KINDS: tuple[tuple[Movement, re.Pattern[str]], ...] = (
    (
        Movement.FEE,
        re.compile(r"fees?$|charges?$|^fee|gebuhr|entgelt|comision|^frais|networkcost|^commission|servicecharge"),
    ),
    (
        Movement.WITHIN,
        re.compile(r"conversion|authori[sz]ation|reserve|^hold|generalhold|accounthold|holdrelease|topup"),
    ),
    (Movement.CHARGEBACK, re.compile(r"chargeback|dispute|paymentreversal|ruckbuchung|contracargo|impaye")),
    (Movement.REFUND, re.compile(r"refund|ruckzahlung|reembolso|remboursement|erstattung")),
    (
        Movement.RETURNED,
        re.compile(r"^return|returned|nsf|bounced|dishonou?red|rucklast|retoure|retourlast|devolucion|rejet|unpaid"),
    ),
    (Movement.PAYOUT, re.compile(r"payout|generalwithdrawal|userinitiatedwithdrawal|^transfertobank|auszahlung")),
)
# "charge" is a payment by card with the processors, and a charge of the bank with the banks: it tells nothing.
_LOOSE = frozenset({"charge", "charges"})
CAME_BACK = (Movement.REFUND, Movement.CHARGEBACK, Movement.RETURNED)
MEANINGS: Mapping[Movement, Reason] = {
    Movement.REFUND: Reason("bank.table_refund", "Refunded to the payer"),
    Movement.CHARGEBACK: Reason("bank.table_chargeback", "Taken back by the payer (chargeback)"),
    Movement.RETURNED: Reason("bank.table_returned", "Returned by the payer's bank"),
}
FEE_CODE = "FEE"
FEE_MEANING = Reason("bank.table_fee", "Fee of the bank or processor")


def movement_of(said: str) -> Movement | None:
    """What the type of a row means; None where it is simply money in or out, or is not known."""
    key = squashed(said)
    if not key or key in _LOOSE:
        return None
    return next((kind for kind, sign in _KINDS if sign.search(key)), None)
