"""Our own acts for the ERP that keeps the books: which await it, and what it answered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import AfterValidator, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Amount, Body, Day, Line, Page, PathId, Word, amount, storable
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, company_for
from creditdesk.receivables.access import erp_posting_for
from creditdesk.receivables.erp import answer
from creditdesk.receivables.erp_postings import ErpState, erp_postings, makes_item, reversed_document, state_of

if TYPE_CHECKING:
    from creditdesk.receivables.models import Entry, Posting

router = Router()


class ErpLineOut(Schema):
    """One line: it moves a document of a customer, or an account. `new_item`: the ERP does not know it yet."""

    line: int
    customer: str
    item_kind: str
    item_number: str
    new_item: bool
    due_date: dt.date | None
    reference: str
    account: str
    amount: Amount


class ErpPostingOut(Schema):
    """An act of ours. The ERP takes it over under a document of its own, once, and answers by `id`."""

    id: int
    company: str
    kind: str
    posting_date: dt.date
    recorded_at: dt.datetime
    reverses_id: int | None
    reverses_erp_document: str
    state: str
    erp_document: str
    reason: str
    answered_on: dt.date | None
    lines: list[ErpLineOut]


class AcknowledgementIn(Body):
    """What the ERP did: it accepted the posting, as which document, or refused it, why. `answered_on` is today."""

    answer: Literal["accepted", "refused"]
    erp_document: Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(storable)] = ""
    reason: Line = ""
    answered_on: Day | None = None


@router.get("/erp-postings", **reads(Page[ErpPostingOut]))
@needs(Permission.POST_LEDGER, Permission.SEE_JOURNAL, scope=Scope.POSTINGS)
def erp_posting_list(
    request: Call,
    state: Literal["awaiting", "refused", "accepted", "all"] = "awaiting",
    company: Word = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[ErpPostingOut]:
    """Acts of ours on books that the ERP keeps, the oldest first: in this order it takes them over."""
    user = request.auth.user
    chosen = [company_for(user, company)] if company else list(companies_of(user))
    found = erp_postings([one.id for one in chosen], state=None if state == "all" else ErpState(state))
    return page_by_id(found, show=_posting, cursor=cursor, limit=limit)


@router.get("/erp-postings/{posting_id}", **reads(ErpPostingOut))
@needs(Permission.POST_LEDGER, Permission.SEE_JOURNAL, scope=Scope.POSTINGS)
def erp_posting(request: Call, posting_id: PathId) -> ErpPostingOut:
    """One act of ours, with what the ERP answered."""
    return _posting(erp_posting_for(request.auth.user, posting_id))


@router.post("/erp-postings/{posting_id}/acknowledge", **writes(ErpPostingOut))
@needs(Permission.POST_LEDGER, scope=Scope.POSTINGS)
@keyed()
def acknowledge(request: Call, posting_id: PathId, body: AcknowledgementIn) -> ErpPostingOut:
    """Record what the ERP answered. The same answer again changes nothing; another one is refused."""
    user = request.auth.user
    answer(
        erp_posting_for(user, posting_id),
        accepted=body.answer == "accepted",
        erp_document=body.erp_document,
        reason=body.reason,
        answered_on=body.answered_on or request.today,
        by=user,
        at=request.at,
    )
    return _posting(erp_posting_for(user, posting_id))


def _posting(posting: Posting) -> ErpPostingOut:
    answered = getattr(posting, "erp_answer", None)
    return ErpPostingOut(
        id=posting.id,
        company=posting.company.code,
        kind=posting.kind,
        posting_date=posting.posting_date,
        recorded_at=posting.recorded_at,
        reverses_id=posting.reverses_id,
        reverses_erp_document=reversed_document(posting),
        state=state_of(posting),
        erp_document=answered.erp_document if answered else "",
        reason=answered.reason if answered else "",
        answered_on=answered.answered_on if answered else None,
        lines=[_line(posting, entry) for entry in posting.entries.all()],
    )


def _line(posting: Posting, entry: Entry) -> ErpLineOut:
    item = entry.item
    return ErpLineOut(
        line=entry.line,
        customer=entry.customer.number if entry.customer else "",
        item_kind=item.kind if item else "",
        item_number=item.number if item else "",
        new_item=makes_item(posting, entry),
        due_date=item.due_date if item else None,
        reference=item.reference if item else "",
        account=entry.account,
        amount=amount(entry.amount_minor, entry.currency),
    )
