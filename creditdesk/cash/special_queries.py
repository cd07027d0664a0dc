"""Lists of what waits outside of matching: returned payments, held checks, offers of payment in full, refunds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.cash.access import receipts_for, refunds_for, returned_payments_for
from creditdesk.cash.models import Receipt, Refund, ReturnedPayment
from creditdesk.domain.cash_returns import Candidate, Found
from creditdesk.parties.in_order import Order
from creditdesk.parties.models import User

RETURN_STATES = tuple(state.value for state in ReturnedPayment.State)
REFUND_STATES = tuple(state.value for state in Refund.State)
RETURN_ORDERS = {"day": Order("day", dt.date.fromisoformat)}
REFUND_ORDERS = {"asked": Order("id", int)}


def returns(user: User, *, state: str) -> QuerySet[ReturnedPayment]:
    """The returns in a state that the user sees; of an unknown state, those that wait."""
    chosen = state if state in RETURN_STATES else ReturnedPayment.State.WAITING
    return returned_payments_for(user).filter(state=chosen)


def refunds(user: User, *, state: str) -> QuerySet[Refund]:
    """The refunds in a state that the user sees; of an unknown state, those that are asked for."""
    return refunds_for(user).filter(state=state if state in REFUND_STATES else Refund.State.ASKED)


def standing(user: User, *, standing: str, as_of: dt.date) -> QuerySet[Receipt]:
    """Payments held until their date, or offered as payment in full, the earliest day first."""
    return receipts_for(user, as_of=as_of).filter(standing=standing).order_by("standing_until", "id")


@dataclass(frozen=True, slots=True)
class InQuestion:
    """A payment that a return may be of, with what speaks for it."""

    receipt: Receipt
    candidate: Candidate
    is_certain: bool


def in_question(user: User, found: Found, *, as_of: dt.date) -> list[InQuestion]:
    """The payments in question that the user sees, likeliest first."""
    ids = [one.receipt_id for one in found.candidates]
    receipts = receipts_for(user, as_of=as_of).in_bulk(ids)
    return [
        InQuestion(receipts[one.receipt_id], one, found.certain == one.receipt_id)
        for one in found.candidates
        if one.receipt_id in receipts
    ]
