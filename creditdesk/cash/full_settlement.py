"""Payments that are offered as payment in full of a disputed debt: stopped, and decided by whoever may settle.

Whoever takes such a payment as any other may have settled the whole debt by it (UCC 3-311). So it is never matched, by
the machine or by hand, until the credit manager or the controller has said that it settles, or that it is paid back.
docs/rules/cash_returns.md; scenario S25.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q

from creditdesk.cash.actions import ask_refund, decided, locked, refuse_changed
from creditdesk.cash.models import Match, Receipt
from creditdesk.domain.cash_returns import offers_full_settlement, repayment_deadline
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.receivables.models import OpenItem

State = Receipt.Standing
# Until settlements have approvals of their own, whoever looks cash through and sets credit: manager and controller.
MAY_SETTLE = (Permission.REVIEW_CASH, Permission.SET_CREDIT)
_OFFERED = "offered as payment in full while items are disputed"


def may_settle(user: User) -> bool:
    """Whether the user decides about offers of payment in full."""
    return all(has_permission(user.desk_role, one) for one in MAY_SETTLE)


def stop_offers(company_id: int, *, as_of: dt.date, at: dt.datetime, by: User) -> list[int]:
    """Stop the receipts whose words offer them as payment in full and whose payer disputes something; returns them.

    Each once: what was decided, or matched before, is left alone.
    """
    disputes = OpenItem.objects.filter(
        customer_id=OuterRef("customer_id"), closed_date__isnull=True, disputed_minor__gt=0
    )
    untouched = Receipt.objects.filter(
        company_id=company_id, standing="", standing_why="", posting_date__isnull=False, customer__isnull=False
    )
    words = Q(text__icontains="full") | Q(text__icontains="accord")
    open_ones = untouched.filter(words, Q(item__closed_date__isnull=True)).filter(Exists(disputes))
    never = open_ones.exclude(Exists(Match.objects.filter(receipt=OuterRef("pk"))))
    found = [one.id for one in never.order_by("id") if offers_full_settlement(one.text)]
    return [receipt_id for receipt_id in found if _stop(receipt_id, as_of=as_of, at=at, by=by)]


@action
def _stop(receipt_id: int, *, as_of: dt.date, at: dt.datetime, by: User) -> bool:
    receipt = locked(Receipt(id=receipt_id))
    if receipt.standing or receipt.standing_why:
        return False
    until = repayment_deadline(receipt.value_date)
    decided(receipt, standing=State.FULL_SETTLEMENT, why=_OFFERED, until=until)
    _journal(receipt, "stopped", why=_OFFERED, by=by, at=at)
    return True


@action
def accept_settlement(
    receipt: Receipt, *, why: str, revision: int, as_of: dt.date, by: User, at: dt.datetime
) -> Receipt:
    """Take the payment as settlement: it may be matched now. What is forgiven is asked for as a settlement that
    counts this payment.

    Raises Refusal for whoever may not settle, or entered the payment himself.
    """
    receipt = _offered(receipt, why=why, revision=revision, by=by)
    decided(receipt, standing=State.NONE, why=f"taken as settlement by {by.username}: {why.strip()}")
    _journal(receipt, "accepted", why=why, by=by, at=at)
    return receipt


@action
def pay_back_offer(receipt: Receipt, *, why: str, revision: int, as_of: dt.date, by: User, at: dt.datetime) -> Receipt:
    """Do not take the payment as settlement: it is to be paid back, which another person confirms."""
    receipt = _offered(receipt, why=why, revision=revision, by=by)
    until = receipt.standing_until
    decided(receipt, standing=State.REFUND, why=why.strip(), until=until)
    ask_refund(receipt, by=by, at=at)
    _journal(receipt, "paid_back", why=why, by=by, at=at)
    return receipt


def _offered(receipt: Receipt, *, why: str, revision: int, by: User) -> Receipt:
    receipt = locked(receipt)
    refuse_changed(receipt, revision=revision)
    reasons = []
    if receipt.standing != State.FULL_SETTLEMENT:
        reasons.append(Reason("settlement.not", "the payment is not offered as payment in full"))
    if not may_settle(by):
        reasons.append(Reason("settlement.right", "the credit manager or the controller decides it"))
    if receipt.recorded_by == by.username:
        reasons.append(Reason("settlement.own", "whoever entered the payment does not decide it"))
    if not why.strip():
        reasons.append(Reason("receipt.why", "say why"))
    if reasons:
        raise Refusal(tuple(reasons))
    return receipt


def _journal(receipt: Receipt, what: str, *, why: str, by: User, at: dt.datetime) -> None:
    until = receipt.standing_until
    append(
        f"settlement.{what}",
        by=by.username,
        at=at,
        subject=("receipt", receipt.id),
        company_id=receipt.company_id,
        customer_id=receipt.customer_id,
        facts={"until": until.isoformat() if until else None},
        private={"why": why.strip()},
    )
