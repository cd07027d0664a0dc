"""Payers' lists: those that came, and what a person decides about one that is held or waits."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field, StrictInt

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.letters import LetterOut, letter_out
from creditdesk.api.routes.receipts import AppliedMinor, CurrencyCode
from creditdesk.api.shapes import (
    Amount,
    Because,
    Body,
    Cause,
    Day,
    DocumentNumber,
    Id,
    Line,
    MinorOrZero,
    Page,
    PathId,
    Word,
    amount,
    because,
)
from creditdesk.cash import remittance_queries as queries
from creditdesk.cash.access import customer_named, receipt_for, remittance_for
from creditdesk.cash.deciding_remittances import Corrected, NamedLine, accept_remittance, set_remittance_aside
from creditdesk.cash.several_payments import named, put_together, told_together
from creditdesk.domain.cash_remittances import MOST_LINES
from creditdesk.domain.cash_several import MOST_TOGETHER
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.letters.remittances import ask_for_remittance

if TYPE_CHECKING:
    from creditdesk.cash.models import Remittance

router = Router()


class RemittanceLineOut(Schema):
    """A document that the payer names, in minor units of the list's currency; null where he tells no amount."""

    number: str
    paid_minor: int | None
    discount_minor: int
    deduction_minor: int
    claim: str


class RemittanceOut(Schema):
    """What a payer says that a payment of his pays. `mail_id` and `import_id` say where it came from."""

    id: int
    company: str
    state: str
    customer_id: int | None
    payer_name: str
    payment_reference: str
    payment_date: dt.date | None
    paid: Amount | None
    documents: int
    receipt_id: int | None
    mail_id: int | None
    attachment_id: int | None
    import_id: int | None
    received_at: dt.datetime
    held_for: list[Because]
    noticed: list[Because]
    decided_by: str
    why: str
    revision: int


class TogetherOut(Schema):
    """Payments that make the list's amount together; with `remittance_ids` the lists that it makes one payment with."""

    receipt_ids: list[int]
    remittance_ids: list[int]


class WholeRemittanceOut(RemittanceOut):
    """The list with its documents. `together`: what it may be of besides one payment; of several none is proved."""

    lines: list[RemittanceLineOut]
    together: list[TogetherOut]


class RemittanceLineIn(Body):
    """A document of the list; what is taken of a credit is below zero, what is taken off above."""

    number: DocumentNumber
    paid_minor: AppliedMinor | None = None
    discount_minor: MinorOrZero = 0
    deduction_minor: MinorOrZero = 0
    claim: Word = ""


class AcceptRemittanceIn(Body):
    """The list as it is accepted: with a receipt it is that payment's, else it waits for its payment."""

    revision: Annotated[StrictInt, Field(ge=0)]
    customer_id: Id
    currency: CurrencyCode
    lines: Annotated[list[RemittanceLineIn], Field(max_length=MOST_LINES)]
    amount_minor: AppliedMinor | None = None
    payment_reference: Word = ""
    payment_date: Day | None = None
    receipt_id: Id | None = None
    why: Line = ""


class PaymentsOfListIn(Body):
    """The payments that the list tells of together; or one payment, and the other lists that tell of it."""

    revision: Annotated[StrictInt, Field(ge=0)]
    receipt_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_TOGETHER)]
    remittance_ids: Annotated[list[Id], Field(max_length=MOST_TOGETHER)] = []


class SetRemittanceAsideIn(Body):
    """Why the list is set aside, as it was seen."""

    revision: Annotated[StrictInt, Field(ge=0)]
    why: Cause


@router.get("/remittances", **reads(Page[RemittanceOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def remittances(
    request: Call,
    state: Literal["", "held", "waiting", "used", "set_aside", "parted"] = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[RemittanceOut]:
    """Payers' lists of my companies, those that came last first."""
    found = queries.remittances(request.auth.user, state=state)
    return page_by_id(found, show=_remittance, cursor=cursor, limit=limit, newest_first=True)


@router.get("/remittances/{remittance_id}", **reads(WholeRemittanceOut))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def remittance(request: Call, remittance_id: PathId) -> WholeRemittanceOut:
    """One list with its documents."""
    return _whole(request, remittance_for(request.auth.user, remittance_id))


@router.post("/remittances/{remittance_id}/acceptance", **writes(WholeRemittanceOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@needs(Permission.SEE_ACCOUNTS_ALL, scope=Scope.LEDGER)
@keyed()
def accept_list(request: Call, remittance_id: PathId, body: AcceptRemittanceIn) -> WholeRemittanceOut:
    """Accept a list as it is told here; it is matched at once where its payment is here."""
    user, today = request.auth.user, request.today
    shown = remittance_for(user, remittance_id)
    receipt = None if body.receipt_id is None else receipt_for(user, body.receipt_id, as_of=today)
    told = Corrected(
        customer=customer_named(body.customer_id, user=user, as_of=today),
        lines=[NamedLine(**line.model_dump()) for line in body.lines],
        currency=body.currency,
        amount_minor=body.amount_minor,
        payment_reference=body.payment_reference,
        payment_date=body.payment_date,
        receipt=receipt,
        why=body.why,
    )
    made = accept_remittance(shown, corrected=told, revision=body.revision, by=user, at=request.at)
    receipts = [receipt.id] if receipt is not None else []
    dispatch.match_cash(made.company_id, as_of=today, at=request.at, receipt_ids=receipts)
    return _whole(request, remittance_for(user, remittance_id))


@router.post("/remittances/{remittance_id}/payments", **writes(WholeRemittanceOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@needs(Permission.SEE_ACCOUNTS_ALL, scope=Scope.LEDGER)
@keyed()
def put_list_to_payments(request: Call, remittance_id: PathId, body: PaymentsOfListIn) -> WholeRemittanceOut:
    """Say that the list tells of several payments, or with other lists of one; what it says is matched at once."""
    user, today = request.auth.user, request.today
    shown = remittance_for(user, remittance_id)
    told = named(body.receipt_ids, body.remittance_ids, user=user, as_of=today)
    put_together(shown, told, revision=body.revision, by=user, at=request.at)
    dispatch.match_cash(shown.company_id, as_of=today, at=request.at, receipt_ids=body.receipt_ids)
    return _whole(request, remittance_for(user, remittance_id))


@router.post("/remittances/{remittance_id}/setting-aside", **writes(WholeRemittanceOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@needs(Permission.SEE_ACCOUNTS_ALL, scope=Scope.LEDGER)
@keyed()
def set_list_aside(request: Call, remittance_id: PathId, body: SetRemittanceAsideIn) -> WholeRemittanceOut:
    """Refuse a list: nothing of it takes effect."""
    user = request.auth.user
    shown = remittance_for(user, remittance_id)
    set_remittance_aside(shown, why=body.why, revision=body.revision, by=user, at=request.at)
    return _whole(request, remittance_for(user, remittance_id))


@router.post("/receipts/{receipt_id}/remittance-request", **writes(LetterOut))
@needs(Permission.APPLY_CASH, scope=Scope.WORK)
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def ask_what_it_pays(request: Call, receipt_id: PathId) -> LetterOut:
    """Draft the letter that asks the payer for his list, or answer the one that is there; it goes when released."""
    user = request.auth.user
    receipt = receipt_for(user, receipt_id, as_of=request.today)
    return letter_out(ask_for_remittance(receipt, by=user, at=request.at, as_of=request.today))


def _remittance(one: Remittance) -> RemittanceOut:
    return RemittanceOut(**_facts(one))


def _whole(request: Call, one: Remittance) -> WholeRemittanceOut:
    together = [
        TogetherOut(
            receipt_ids=[receipt.id for receipt in each.receipts], remittance_ids=[beside.id for beside in each.lists]
        )
        for each in told_together(request.auth.user, one, as_of=request.today)
    ]
    lines = [
        RemittanceLineOut(
            number=str(line.get("number") or ""),
            paid_minor=line.get("paid_minor"),
            discount_minor=line.get("discount_minor") or 0,
            deduction_minor=line.get("deduction_minor") or 0,
            claim=str(line.get("claim") or ""),
        )
        for line in one.lines
    ]
    return WholeRemittanceOut(**_facts(one), lines=lines, together=together)


def _facts(one: Remittance) -> dict[str, Any]:
    paid = queries.paid_minor(one)
    return {
        "id": one.id,
        "company": one.company.code,
        "state": one.state,
        "customer_id": one.customer_id,
        "payer_name": one.payer_name,
        "payment_reference": one.payment_reference,
        "payment_date": one.payment_date,
        "paid": None if paid is None else amount(paid, one.currency or one.company.currency),
        "documents": len(one.lines),
        "receipt_id": one.receipt_id,
        "mail_id": one.mail_id,
        "attachment_id": one.attachment_id,
        "import_id": one.file_id,
        "received_at": one.received_at,
        "held_for": [because(reason) for reason in queries.held_for(one)],
        "noticed": [because(reason) for reason in queries.remarks_of(one)],
        "decided_by": one.decided_by,
        "why": one.why,
        "revision": one.revision,
    }
