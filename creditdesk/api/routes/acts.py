"""What programs do to the ledger: apply a credit, take a posting back, contest, extend, move a rest to a deduction."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.routes.ledger import ItemOut, PostingOut, item_out, posting_out
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import (
    Body,
    Cause,
    Day,
    DocumentNumber,
    DocumentReference,
    Id,
    Line,
    Minor,
    MinorOrZero,
    PathId,
)
from creditdesk.approvals.preparing import extension_of
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.receivables import actions
from creditdesk.receivables.access import item_for, posting_for

router = Router()


class ApplicationLine(Body):
    """How much of the credit pays which item, and the discount allowed with it, in the credit's minor units."""

    item_id: Id
    amount_minor: Minor
    discount_minor: MinorOrZero = 0


class ApplicationIn(Body):
    """A payment or credit memo, and what it pays."""

    credit_item_id: Id
    to: Annotated[list[ApplicationLine], Field(min_length=1, max_length=500)]
    posting_date: Day | None = None


class ReversalIn(Body):
    """Why a posting is taken back, and on which day."""

    reason: Cause
    posting_date: Day | None = None


class ExtensionIn(Body):
    """Until when the item is not to be asked for, why, and what the customer agreed to: the reason, if left out."""

    extended_date: Day
    reason: Cause
    agreement: Line = ""


class ResidualIn(Body):
    """How much of the item becomes a deduction, under which number, and what the customer withheld it for."""

    amount_minor: Minor
    number: DocumentNumber
    reference: DocumentReference
    posting_date: Day | None = None


class DisputeIn(Body):
    """How much of the item the customer contests; 0 for nothing any more."""

    disputed_minor: MinorOrZero
    reason: Cause


@router.post("/applications", **writes(PostingOut, status=201))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed(status=201)
def apply_credit(request: Call, body: ApplicationIn) -> PostingOut:
    """Apply a payment or credit memo to items of the same company and currency."""
    user = request.auth.user
    credit = item_for(user, body.credit_item_id, as_of=request.today)
    for line in body.to:
        item_for(user, line.item_id, as_of=request.today)
    posting = actions.apply_credit(
        credit,
        to=[actions.ApplyTo(line.item_id, line.amount_minor, line.discount_minor) for line in body.to],
        posting_date=body.posting_date or request.today,
        as_of=request.today,
        by=user,
        at=request.at,
        key=request.action_key,
    )
    dispatch.posted(posting, as_of=request.today, at=request.at)
    return posting_out(request, posting)


@router.post("/postings/{posting_id}/reversal", **writes(PostingOut, status=201))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed(status=201)
def reverse(request: Call, posting_id: PathId, body: ReversalIn) -> PostingOut:
    """Take a posting back by one with every sign turned; answers the reversal."""
    user = request.auth.user
    reversal = actions.reverse_posting(
        posting_for(user, posting_id, as_of=request.today),
        posting_date=body.posting_date or request.today,
        as_of=request.today,
        by=user,
        at=request.at,
        key=request.action_key,
        reason=body.reason,
    )
    dispatch.posted(reversal, as_of=request.today, at=request.at)
    return posting_out(request, reversal)


@router.post("/items/{item_id}/extension", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def extend(request: Call, item_id: PathId, body: ExtensionIn) -> RequestOut:
    """Ask for a later collection date for a claim: it counts once somebody else with the authority approves it."""
    user = request.auth.user
    item = item_for(user, item_id, as_of=request.today)
    content = extension_of(item, until=body.extended_date, words=body.reason, agreement=body.agreement)
    made = dispatch.prepare_request(
        item.customer,
        content=content,
        submit=True,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return request_out(made)


@router.post("/items/{item_id}/residual", **writes(ItemOut, status=201))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed(status=201)
def move_residual(request: Call, item_id: PathId, body: ResidualIn) -> ItemOut:
    """Move the rest of a short pay to a deduction of its own, which keeps the due date; answers the deduction."""
    user = request.auth.user
    item = item_for(user, item_id, as_of=request.today)
    deduction = actions.transfer_residual(
        item,
        amount_minor=body.amount_minor,
        number=body.number,
        reference=body.reference,
        posting_date=body.posting_date or request.today,
        as_of=request.today,
        by=user,
        at=request.at,
        key=request.action_key,
    )
    dispatch.accounts_changed([item.customer_id], as_of=request.today, at=request.at)
    deduction.company = item.company
    return item_out(deduction)


@router.post("/items/{item_id}/dispute", **writes(ItemOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def dispute(request: Call, item_id: PathId, body: DisputeIn) -> ItemOut:
    """Say how much of an item the customer contests. It stays open and leaves dunning and the worklist."""
    user = request.auth.user
    item = item_for(user, item_id, as_of=request.today)
    marked = actions.mark_disputed(
        item,
        disputed_minor=body.disputed_minor,
        reason=body.reason,
        as_of=request.today,
        by=user,
        at=request.at,
    )
    dispatch.accounts_changed([item.customer_id], as_of=request.today, at=request.at)
    marked.company = item.company
    return item_out(marked)
