"""Returned payments with the payments in question, held checks, offers of payment in full, refunds, exchange."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from ninja import Router, Schema

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Amount, Because, Body, Cause, Day, Id, Line, Minor, Page, PathId, amount, because
from creditdesk.cash import exchanging, full_settlement, held_checks, refunding, returning
from creditdesk.cash.access import receipt_for, refund_for, returned_payment_for
from creditdesk.cash.settling import unapplied_minor
from creditdesk.cash.special_queries import in_question, refunds, returns
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt, Refund, ReturnedPayment
    from creditdesk.cash.special_queries import InQuestion

router = Router()

ReturnState = Literal["waiting", "done", "set_aside"]
RefundState = Literal["asked", "confirmed", "declined", "withdrawn"]


class ReturnedOut(Schema):
    """A payment that came back; the receipt is null until it is found, `paid_by` until it is presented again."""

    id: int
    code: str
    reason: str
    amount: Amount
    day: dt.date
    reference: str
    payer: str
    state: str
    receipt_id: int | None
    customer_id: int | None
    posting_date: dt.date | None
    fee_item_id: int | None
    paid_by: int | None
    why: str


class ReturnedCandidateOut(Schema):
    """A payment that a return may be of, with what speaks for it."""

    receipt_id: int
    revision: int
    number: str
    value_date: dt.date
    certain: bool
    reasons: list[Because]


class WaitingReturnOut(ReturnedOut):
    """A return with the payments in question: those that it may be of, and those presented again since."""

    in_question: list[ReturnedCandidateOut]
    presented_again: list[ReturnedCandidateOut]


class SpecialReceiptOut(Schema):
    """A payment after somebody decided about it; `unapplied` pays nothing yet."""

    receipt_id: int
    number: str
    standing: str
    until: dt.date | None
    revision: int
    unapplied: Amount


class RefundOut(Schema):
    """Money that a payer is to have back; whoever asked for it does not decide."""

    id: int
    receipt_id: int
    amount: Amount
    why: str
    state: str
    asked_by: str
    decided_by: str | None


class TakeIn(Body):
    """Which payment came back, as it was seen; `fee` where the contract allows ours."""

    receipt_id: Id
    revision: int
    fee: bool = False


class ReturnIn(Body):
    """That a payment came back of which no bank file told."""

    code: Line = ""
    reason: Cause
    day: Day
    fee: bool = False
    revision: int


class ReasonSeenIn(Body):
    """Why, about a payment as it was seen."""

    reason: Cause
    revision: int


class HeldCheckIn(Body):
    """A payment as it was seen."""

    revision: int


class AsideIn(Body):
    """Why a return is set aside, or taken up again."""

    reason: Cause


class AgainIn(Body):
    """The payment that is the returned one presented again."""

    receipt_id: Id


class SettlementIn(ReasonSeenIn):
    """Whether an offer of payment in full settles the debt; if not, it is to be paid back."""

    settles: bool


class ExchangeIn(Body):
    """Which currency the rest becomes money of; `taken_minor` in it, null for what the rate gives."""

    currency: Line
    taken_minor: Minor | None = None
    revision: int


@router.get("/returned-payments", **reads(Page[ReturnedOut]))
@needs(Permission.SEE_CASH)
def returned_payment_list(
    request: Call, state: ReturnState = "waiting", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[ReturnedOut]:
    """Returned payments in a state, the newest first, for whoever sees all of the cash."""
    found = returns(request.auth.user, state=state).select_related("receipt")
    return page_by_id(found, show=_returned, cursor=cursor, limit=limit, newest_first=True)


@router.get("/returned-payments/{returned_id}", **reads(WaitingReturnOut))
@needs(Permission.SEE_CASH)
def one_returned_payment(request: Call, returned_id: PathId) -> WaitingReturnOut:
    """A returned payment with the payments in question, likeliest first."""
    user = request.auth.user
    row = returned_payment_for(user, returned_id)
    waits = row.state == "waiting"
    found = in_question(user, returning.candidates(row), as_of=request.today) if waits else []
    again = in_question(user, returning.candidates_again(row), as_of=request.today)
    return WaitingReturnOut(
        **_returned(row).dict(),
        in_question=[_in_question(one) for one in found],
        presented_again=[_in_question(one) for one in again],
    )


@router.post("/returned-payments/{returned_id}/taking-back", **writes(ReturnedOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def take_a_returned_payment_back(request: Call, returned_id: PathId, body: TakeIn) -> ReturnedOut:
    """Say which payment came back: its matches, discounts and deductions are taken back, its items open again."""
    user = request.auth.user
    row = returned_payment_for(user, returned_id)
    receipt = receipt_for(user, body.receipt_id, as_of=request.today)
    told = returning.told_by_bank(row, fee=body.fee)
    return _take_back(request, receipt, told, revision=body.revision, row=row, key=row.key)


@router.post("/receipts/{receipt_id}/return", **writes(ReturnedOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def return_a_receipt(request: Call, receipt_id: PathId, body: ReturnIn) -> ReturnedOut:
    """Say that a payment came back of which no bank file told."""
    receipt = receipt_for(request.auth.user, receipt_id, as_of=request.today)
    told = returning.Return(body.code, body.reason, body.day, fee=body.fee)
    return _take_back(request, receipt, told, revision=body.revision, row=None, key=request.action_key)


def _take_back(
    request: Call,
    receipt: Receipt,
    told: returning.Return,
    *,
    revision: int,
    row: ReturnedPayment | None,
    key: str,
) -> ReturnedOut:
    done = returning.return_payment(
        receipt,
        told=told,
        revision=revision,
        returned=row,
        as_of=request.today,
        by=request.auth.user,
        at=request.at,
        key=key,
    )
    dispatch.payment_returned(done, as_of=request.today, at=request.at)
    return _returned(done)


@router.post("/returned-payments/{returned_id}/setting-aside", **writes(ReturnedOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def set_a_return_aside(request: Call, returned_id: PathId, body: AsideIn) -> ReturnedOut:
    """Say that nothing is posted for a return, and why."""
    row = returned_payment_for(request.auth.user, returned_id)
    return _returned(returning.set_return_aside(row, why=body.reason, by=request.auth.user, at=request.at))


@router.post("/returned-payments/{returned_id}/taking-up", **writes(ReturnedOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def take_a_return_up(request: Call, returned_id: PathId, body: AsideIn) -> ReturnedOut:
    """Let a return wait again that was set aside."""
    row = returned_payment_for(request.auth.user, returned_id)
    return _returned(returning.take_return_up(row, why=body.reason, by=request.auth.user, at=request.at))


@router.post("/returned-payments/{returned_id}/presentment", **writes(ReturnedOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def note_a_presentment(request: Call, returned_id: PathId, body: AgainIn) -> ReturnedOut:
    """Say that a payment is the returned one presented again: both are one event."""
    user = request.auth.user
    row = returned_payment_for(user, returned_id)
    receipt = receipt_for(user, body.receipt_id, as_of=request.today)
    return _returned(returning.present_again(row, receipt, as_of=request.today, by=user, at=request.at))


@router.post("/receipts/{receipt_id}/deposit", **writes(SpecialReceiptOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def deposit_a_check(request: Call, receipt_id: PathId, body: HeldCheckIn) -> SpecialReceiptOut:
    """Take a held check to the bank, on its date or later: now it is cash."""
    user = request.auth.user
    receipt = receipt_for(user, receipt_id, as_of=request.today)
    done = held_checks.deposit_check(receipt, revision=body.revision, as_of=request.today, by=user, at=request.at)
    dispatch.check_settled(done, as_of=request.today, at=request.at)
    return _receipt(done.id, request)


@router.post("/receipts/{receipt_id}/giving-back", **writes(SpecialReceiptOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def give_a_check_back(request: Call, receipt_id: PathId, body: ReasonSeenIn) -> SpecialReceiptOut:
    """Give a held check back to the payer; nothing is posted."""
    user = request.auth.user
    receipt = receipt_for(user, receipt_id, as_of=request.today)
    held_checks.give_back_check(receipt, revision=body.revision, why=body.reason, by=user, at=request.at)
    dispatch.check_settled(receipt, as_of=request.today, at=request.at)
    return _receipt(receipt.id, request)


@router.post("/receipts/{receipt_id}/settlement", **writes(SpecialReceiptOut))
@needs(Permission.REVIEW_CASH, scope=Scope.LEDGER)
@keyed()
def decide_an_offer_in_full(request: Call, receipt_id: PathId, body: SettlementIn) -> SpecialReceiptOut:
    """Decide about a payment that is offered as payment in full; the credit manager or the controller does."""
    user = request.auth.user
    receipt = receipt_for(user, receipt_id, as_of=request.today)
    decide = full_settlement.accept_settlement if body.settles else full_settlement.pay_back_offer
    decide(receipt, why=body.reason, revision=body.revision, as_of=request.today, by=user, at=request.at)
    return _receipt(receipt.id, request)


@router.post("/receipts/{receipt_id}/exchange", **writes(SpecialReceiptOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def exchange_a_receipt(request: Call, receipt_id: PathId, body: ExchangeIn) -> SpecialReceiptOut:
    """Make what is left of a payment money of another currency; answers with the payment that it became."""
    user = request.auth.user
    receipt = receipt_for(user, receipt_id, as_of=request.today)
    became = exchanging.exchange(
        receipt,
        currency=body.currency.upper(),
        amount_minor=body.taken_minor,
        revision=body.revision,
        as_of=request.today,
        by=user,
        at=request.at,
    )
    return _receipt(became.id, request)


@router.post("/receipts/{receipt_id}/exchange/taking-back", **writes(SpecialReceiptOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def take_an_exchange_back(request: Call, receipt_id: PathId, body: ReasonSeenIn) -> SpecialReceiptOut:
    """Make exchanged money what it was before; answers with that payment."""
    user = request.auth.user
    became = receipt_for(user, receipt_id, as_of=request.today)
    before = exchanging.take_back_exchange(
        became, why=body.reason, revision=body.revision, as_of=request.today, by=user, at=request.at
    )
    return _receipt(before.id, request)


@router.get("/refunds", **reads(Page[RefundOut]))
@needs(Permission.SEE_CASH)
def refund_list(
    request: Call, state: RefundState = "asked", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[RefundOut]:
    """Refunds in a state, the newest first, for whoever sees all of the cash."""
    found = refunds(request.auth.user, state=state)
    return page_by_id(found, show=_refund, cursor=cursor, limit=limit, newest_first=True)


@router.post("/refunds/{refund_id}/confirmation", **writes(RefundOut))
@needs(Permission.REVIEW_CASH, scope=Scope.LEDGER)
@keyed()
def confirm_a_refund(request: Call, refund_id: PathId) -> RefundOut:
    """Owe the payer what another person asked for; a controller does."""
    user = request.auth.user
    return _refund(refunding.confirm_refund(refund_for(user, refund_id), as_of=request.today, by=user, at=request.at))


@router.post("/refunds/{refund_id}/refusal", **writes(RefundOut))
@needs(Permission.REVIEW_CASH, scope=Scope.LEDGER)
@keyed()
def decline_a_refund(request: Call, refund_id: PathId, body: AsideIn) -> RefundOut:
    """Do not give the money back; the payment is to be worked again."""
    user = request.auth.user
    return _refund(refunding.decline_refund(refund_for(user, refund_id), why=body.reason, by=user, at=request.at))


def _returned(row: ReturnedPayment) -> ReturnedOut:
    return ReturnedOut(
        id=row.id,
        code=row.code,
        reason=row.reason,
        amount=amount(row.amount_minor, row.currency),
        day=row.day,
        reference=row.reference,
        payer=row.party_name,
        state=row.state,
        receipt_id=row.receipt_id,
        customer_id=row.receipt.customer_id if row.receipt is not None else None,
        posting_date=row.posting_date,
        fee_item_id=row.fee_item_id,
        paid_by=row.paid_by_id,
        why=row.why,
    )


def _in_question(one: InQuestion) -> ReturnedCandidateOut:
    return ReturnedCandidateOut(
        receipt_id=one.receipt.id,
        revision=one.receipt.revision,
        number=one.receipt.number,
        value_date=one.receipt.value_date,
        certain=one.is_certain,
        reasons=[because(reason) for reason in one.candidate.reasons],
    )


def _receipt(receipt_id: int, request: Call) -> SpecialReceiptOut:
    """The receipt as it is after the act."""
    receipt = receipt_for(request.auth.user, receipt_id, as_of=request.today)
    return SpecialReceiptOut(
        receipt_id=receipt.id,
        number=receipt.number,
        standing=receipt.standing,
        until=receipt.standing_until,
        revision=receipt.revision,
        unapplied=amount(unapplied_minor(receipt), receipt.currency),
    )


def _refund(refund: Refund) -> RefundOut:
    return RefundOut(
        id=refund.id,
        receipt_id=refund.receipt_id,
        amount=amount(refund.amount_minor, refund.currency),
        why=refund.why,
        state=refund.state,
        asked_by=refund.asked_by,
        decided_by=refund.decided_by or None,
    )
