"""Payments that came: the queue, one with its proposals, and what is decided about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field, StrictInt, StringConstraints

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_in_order
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.shapes import (
    LARGEST_AMOUNT,
    Amount,
    Because,
    Body,
    Cause,
    Day,
    Id,
    Line,
    Minor,
    MinorAsked,
    MinorOrZero,
    Page,
    PathId,
    Word,
    amount,
    because,
)
from creditdesk.cash import actions
from creditdesk.cash.access import match_for, receipt_for
from creditdesk.cash.asking import answer_for
from creditdesk.cash.entered import named_beside, say_same
from creditdesk.cash.history import Event, What, history_of
from creditdesk.cash.queries import QUEUE_ORDERS, CashFilter, answer_of, matches_of, queue
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.settling import Choice, as_dict, unapplied_minor
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import company_for, customer_for, customers_in
from creditdesk.parties.reach import reach_of
from creditdesk.receivables.access import item_for, items_for

if TYPE_CHECKING:
    from creditdesk.cash.models import Match, Receipt

router = Router()
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
QueueState = Literal[
    "",
    "proposed",
    "ambiguous",
    "no_proposal",
    "unidentified",
    "on_account",
    "full_settlement",
    "refund",
    "post_dated",
    "returned",
    "all",
]
Channel = Literal["", "transfer", "lockbox", "check", "card", "cash", "erp"]
# What is applied is below zero where a credit is used.
AppliedMinor = Annotated[StrictInt, Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT)]


class ReceiptOut(Schema):
    """A payment that came. `customer_id` and `item_id` are null while nobody is known to have paid it."""

    id: int
    company: str
    number: str
    channel: str
    amount: Amount
    left: Amount
    value_date: dt.date
    posting_date: dt.date | None
    trace: str
    payer_name: str
    payer_account: str
    text: str
    customer_id: int | None
    item_id: int | None
    standing: str
    standing_why: str
    standing_until: dt.date | None
    revision: int


class MatchLineOut(Schema):
    """What a match does to an item, in minor units: applied (below zero where a credit is used), and closed besides."""

    item_id: int
    applied_minor: int
    discount_minor: int = 0
    short_minor: int = 0
    deduction_minor: int = 0
    claim: str = ""


class ReceiptProposalOut(Schema):
    """A way in which the payment may be matched; the confidence is in thousandths."""

    rank: int
    lines: list[MatchLineOut]
    on_account: Amount
    basis: str
    confidence: int
    reasons: list[Because]


class MatchOut(Schema):
    """What a payment was matched to, by a person or the machine; `taken_back` says why it does not stand any more.

    Lines on items that the caller may not see are left out.
    """

    id: int
    receipt_id: int
    posting_date: dt.date
    lines: list[MatchLineOut]
    applied: Amount
    is_automatic: bool
    rank: int | None
    basis: str
    confidence: int
    by: str
    at: dt.datetime
    taken_back: str
    taken_back_on: dt.date | None
    taken_back_why: str


class ReceiptEventOut(Schema):
    """One thing that happened to a payment: by whom, when, why; of a match or of a payer's list, which."""

    at: dt.datetime
    by: str
    what: What
    why: str
    standing: str
    match_id: int | None
    remittance_id: int | None


class WorkedReceiptOut(ReceiptOut):
    """A payment with who may have paid it, the proposals, what keeps it from matching by itself, its matches, and
    everything that happened to it, the oldest first.

    Proposals on items that the caller may not see are left out.
    """

    payer_ids: list[int]
    payer_reasons: list[Because]
    proposals: list[ReceiptProposalOut]
    stops: list[Because]
    is_ambiguous: bool
    matches: list[MatchOut]
    history: list[ReceiptEventOut]


class MatchLineIn(Body):
    """What is to happen to an item; `claim` is the payer's own number or word for what he deducts."""

    item_id: Id
    applied_minor: AppliedMinor = 0
    discount_minor: MinorOrZero = 0
    short_minor: MinorOrZero = 0
    deduction_minor: MinorOrZero = 0
    claim: Annotated[Line, Field(max_length=120)] = ""


class MatchIn(Body):
    """A match: the lines, or the `rank` of a proposal that is accepted as it stands. `customer_id` is who paid."""

    revision: MinorOrZero
    customer_id: Id | None = None
    rank: Annotated[StrictInt, Field(ge=1, le=99)] | None = None
    lines: Annotated[list[MatchLineIn], Field(max_length=500)] = []


class ReceiptPayerIn(Body):
    """Who paid; null takes the money off the account that it is on, for the reason `why`."""

    revision: MinorOrZero
    customer_id: Id | None
    why: Line = ""


class ReceiptSameIn(Body):
    """The payment entered by hand that the bank tells of."""

    revision: MinorOrZero
    receipt_id: Id


class ReceiptStandingIn(Body):
    """What becomes of money that pays nothing; empty: it is to be worked again."""

    revision: MinorOrZero
    standing: Literal["", "on_account", "refund", "full_settlement"]
    why: Line = ""


class MatchTakeBackIn(Body):
    """Why a match is taken back; `wrong` ones count as such in the analytics."""

    cause: Literal["wrong", "other"]
    why: Cause


class ReceiptIn(Body):
    """A payment that no bank file told of. Without a customer it is unidentified."""

    company: Word
    amount_minor: Minor
    currency: CurrencyCode
    value_date: Day
    posting_date: Day | None = None
    channel: Literal["transfer", "lockbox", "check", "card", "cash"] = "check"
    customer_id: Id | None = None
    trace: Word = ""
    payer_name: Annotated[Line, Field(max_length=140)] = ""
    text: Line = ""


@router.get("/receipts", **reads(Page[ReceiptOut]))
@needs(Permission.SEE_CASH)
def receipts(
    request: Call,
    state: QueueState = "all",
    company: Word = "",
    account: QueryId = None,
    customer: QueryId = None,
    channel: Channel = "",
    amount_minor: MinorAsked = None,
    q: Word = "",
    sort: Literal["value_date", "-value_date", "amount", "-amount"] = "value_date",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[ReceiptOut]:
    """Payments that came; `state` empty: those about which somebody has to decide."""
    amounts = frozenset({amount_minor}) if amount_minor is not None else None
    chosen = CashFilter(state, company, account, customer, channel, q, amounts)
    found = queue(request.auth.user, chosen=chosen, as_of=request.today)
    return page_in_order(found, show=_receipt, sort=sort, orders=QUEUE_ORDERS, cursor=cursor, limit=limit)


@router.get("/receipts/{receipt_id}", **reads(WorkedReceiptOut))
@needs(Permission.SEE_CASH)
def receipt(request: Call, receipt_id: PathId) -> WorkedReceiptOut:
    """One payment with its proposals and matches."""
    return _worked(request, receipt_for(request.auth.user, receipt_id, as_of=request.today))


@router.post("/receipts", **writes(ReceiptOut, status=201))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@keyed(status=201)
def enter_receipt(request: Call, body: ReceiptIn) -> ReceiptOut:
    """Enter a payment that no bank file told of; it is posted at once."""
    user = request.auth.user
    company = company_for(user, body.company)
    payer = customer_for(user, body.customer_id, as_of=request.today) if body.customer_id else None
    new = NewReceipt(
        amount_minor=body.amount_minor,
        currency=body.currency,
        value_date=body.value_date,
        posting_date=body.posting_date or request.today,
        channel=body.channel,
        customer=payer,
        trace=body.trace,
        payer_name=body.payer_name,
        text=body.text,
    )
    made = actions.enter_receipt(new, company=company, as_of=request.today, by=user, at=request.at)
    _changed(request, [payer.id] if payer else [])
    dispatch.receipt_standing(made, as_of=request.today, at=request.at)
    return _receipt(made)


@router.post("/receipts/{receipt_id}/match", **writes(MatchOut, status=201))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@keyed(status=201)
def match_receipt(request: Call, receipt_id: PathId, body: MatchIn) -> MatchOut:
    """Match a payment to items, by lines of one's own or by a proposal as it stands."""
    user = request.auth.user
    found = receipt_for(user, receipt_id, as_of=request.today)
    answer = answer_of(found)
    accepted = next((one for one in (answer.proposals if answer else ()) if one.rank == body.rank), None)
    if body.rank is not None and accepted is None:
        raise Http404
    lines = accepted.lines if accepted else tuple(MatchLine(**line.dict()) for line in body.lines)
    items = [item_for(user, line.item_id, as_of=request.today) for line in lines]
    payer = found.customer
    if body.customer_id is not None:
        payer = customer_for(user, body.customer_id, as_of=request.today)
    elif payer is None and answer and len(answer.payer_ids) == 1:
        payer = customer_for(user, answer.payer_ids[0], as_of=request.today)
    elif payer is None and len({item.customer_id for item in items}) == 1:
        payer = items[0].customer
    if payer is None:
        raise refuse("receipt.nobodys", "nobody is known to have paid it: say first who did")
    choice = Choice(payer, lines)
    if accepted:
        choice = Choice(payer, lines, accepted.rank, accepted.basis, accepted.confidence, accepted.reasons)
    made = actions.match_receipt(
        found,
        choice=choice,
        revision=body.revision,
        as_of=request.today,
        by=user,
        at=request.at,
        key=request.action_key,
    )
    _changed(request, [payer.id, *(item.customer_id for item in items)])
    return _match(request, made)


@router.post("/receipts/{receipt_id}/payer", **writes(ReceiptOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@keyed()
def identify_receipt(request: Call, receipt_id: PathId, body: ReceiptPayerIn) -> ReceiptOut:
    """Say who paid unidentified money, or that it is on a wrong account."""
    user = request.auth.user
    found = receipt_for(user, receipt_id, as_of=request.today)
    if body.customer_id is None:
        before = [found.customer_id] if found.customer_id else []
        done = actions.unidentify_receipt(
            found, revision=body.revision, why=body.why, as_of=request.today, by=user, at=request.at
        )
        _changed(request, before)
        return _receipt(done)
    payer = customer_for(user, body.customer_id, as_of=request.today)
    done = actions.identify_receipt(
        found, customer=payer, revision=body.revision, as_of=request.today, by=user, at=request.at
    )
    _changed(request, [payer.id])
    return _receipt(done)


@router.post("/receipts/{receipt_id}/same", **writes(ReceiptOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@keyed()
def say_receipt_same(request: Call, receipt_id: PathId, body: ReceiptSameIn) -> ReceiptOut:
    """Say that what the bank told is a payment that was entered by hand before; returns that one."""
    user = request.auth.user
    told = receipt_for(user, receipt_id, as_of=request.today)
    entered = named_beside(body.receipt_id, user=user, as_of=request.today)
    done = say_same(told, entered, revision=body.revision, as_of=request.today, by=user, at=request.at)
    dispatch.check_settled(done, as_of=request.today, at=request.at)
    _changed(request, [one for one in {told.customer_id, done.customer_id} if one])
    return _receipt(done)


@router.post("/receipts/{receipt_id}/standing", **writes(ReceiptOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@keyed()
def decide_receipt(request: Call, receipt_id: PathId, body: ReceiptStandingIn) -> ReceiptOut:
    """Keep money on account, ask for its refund, mark an offer of payment in full, or have it worked again."""
    user = request.auth.user
    done = actions.decide_standing(
        receipt_for(user, receipt_id, as_of=request.today),
        standing=body.standing,
        why=body.why,
        revision=body.revision,
        as_of=request.today,
        by=user,
        at=request.at,
    )
    dispatch.receipt_standing(done, as_of=request.today, at=request.at)
    return _receipt(done)


@router.post("/matches/{match_id}/take-back", **writes(MatchOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@keyed()
def take_back_match(request: Call, match_id: PathId, body: MatchTakeBackIn) -> MatchOut:
    """Take a match back by reversals; its items and the payment are open again."""
    user = request.auth.user
    match = match_for(user, match_id, as_of=request.today)
    items = items_for(user, [line["item_id"] for line in match.lines], as_of=request.today)
    done = actions.take_back_match(match, cause=body.cause, why=body.why, as_of=request.today, by=user, at=request.at)
    payer = match.receipt.customer_id
    _changed(request, [*(item.customer_id for item in items), *([payer] if payer else [])])
    return _match(request, done)


def _changed(request: Call, customer_ids: list[int]) -> None:
    dispatch.accounts_changed(sorted(set(customer_ids)), as_of=request.today, at=request.at)


def _receipt(found: Receipt) -> ReceiptOut:
    return ReceiptOut(
        id=found.id,
        company=found.company.code,
        number=found.number,
        channel=found.channel,
        amount=amount(found.amount_minor, found.currency),
        left=amount(unapplied_minor(found), found.currency),
        value_date=found.value_date,
        posting_date=found.posting_date,
        trace=found.trace,
        payer_name=found.payer_name,
        payer_account=found.payer_account,
        text=found.text,
        customer_id=found.customer_id,
        item_id=found.item_id,
        standing=found.standing,
        standing_why=found.standing_why,
        standing_until=found.standing_until,
        revision=found.revision,
    )


def _worked(request: Call, found: Receipt) -> WorkedReceiptOut:
    user = request.auth.user
    answer = None
    if unapplied_minor(found) > 0 and found.standing not in actions.GONE and found.posting_date is not None:
        answer = answer_for(found, as_of=request.today, at=request.at)
    seen = {item.id for item in items_for(user, answer.item_ids if answer else (), as_of=request.today)}
    told = [
        ReceiptProposalOut(
            rank=one.rank,
            lines=[MatchLineOut(**as_dict(line)) for line in one.lines],
            on_account=amount(one.on_account_minor, found.currency),
            basis=one.basis,
            confidence=one.confidence,
            reasons=_because(one.reasons),
        )
        for one in (answer.proposals if answer else ())
        if all(line.item_id in seen for line in one.lines)
    ]
    payers = list(answer.payer_ids) if answer else []
    mine = customers_in(reach_of(user, as_of=request.today)).filter(id__in=payers).values_list("id", flat=True)
    visible = sorted(mine) if payers else []
    return WorkedReceiptOut(
        payer_ids=visible,
        payer_reasons=_because(answer.payer_reasons) if answer and len(visible) == len(payers) else [],
        proposals=told,
        stops=_because(answer.stops) if answer else [],
        is_ambiguous=bool(answer and answer.is_ambiguous),
        matches=[_match(request, one) for one in matches_of(found)],
        history=[_event(one) for one in history_of(found)],
        **_receipt(found).dict(),
    )


def _event(one: Event) -> ReceiptEventOut:
    is_list = one.what == "listed"
    number = one.of.id if one.of else None
    return ReceiptEventOut(
        at=one.at,
        by=one.by,
        what=one.what,
        why=one.why,
        standing=one.standing,
        match_id=None if is_list else number,
        remittance_id=number if is_list else None,
    )


def _because(reasons: tuple[Reason, ...]) -> list[Because]:
    return [because(one) for one in reasons]


def _match(request: Call, made: Match) -> MatchOut:
    ids = [line["item_id"] for line in made.lines]
    seen = {item.id for item in items_for(request.auth.user, ids, as_of=request.today)}
    return MatchOut(
        id=made.id,
        receipt_id=made.receipt_id,
        posting_date=made.posting_date,
        lines=[MatchLineOut(**line) for line in made.lines if line["item_id"] in seen],
        applied=amount(made.applied_minor, made.receipt.currency),
        is_automatic=made.is_automatic,
        rank=made.rank,
        basis=made.basis,
        confidence=made.confidence,
        by=made.by,
        at=made.at,
        taken_back=made.taken_back,
        taken_back_on=made.taken_back_on,
        taken_back_why=made.taken_back_why,
    )
