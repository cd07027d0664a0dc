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
from creditdesk.cash.access import receipt_for, remittance_for
from creditdesk.cash.deciding_remittances import Corrected, NamedLine, accept_remittance, set_remittance_aside
from creditdesk.domain.cash_remittances import MOST_LINES
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.letters.remittances import ask_for_remittance
from creditdesk.parties.access import customer_for

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


class WholeRemittanceOut(RemittanceOut):
    """The list with its documents."""

    lines: list[RemittanceLineOut]


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


class SetRemittanceAsideIn(Body):
    """Why the list is set aside, as it was seen."""

    revision: Annotated[StrictInt, Field(ge=0)]
    why: Cause


@router.get("/remittances", **reads(Page[RemittanceOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def remittances(
    request: Call,
    state: Literal["", "held", "waiting", "used", "set_aside"] = "",
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
    return _whole(remittance_for(request.auth.user, remittance_id))


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
        customer=customer_for(user, body.customer_id, as_of=today),
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
    return _whole(remittance_for(user, remittance_id))


@router.post("/remittances/{remittance_id}/setting-aside", **writes(WholeRemittanceOut))
@needs(Permission.APPLY_CASH, scope=Scope.LEDGER)
@needs(Permission.SEE_ACCOUNTS_ALL, scope=Scope.LEDGER)
@keyed()
def set_list_aside(request: Call, remittance_id: PathId, body: SetRemittanceAsideIn) -> WholeRemittanceOut:
    """Refuse a list: nothing of it takes effect."""
    user = request.auth.user
    shown = remittance_for(user, remittance_id)
    set_remittance_aside(shown, why=body.why, revision=body.revision, by=user, at=request.at)
    return _whole(remittance_for(user, remittance_id))


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


def _whole(one: Remittance) -> WholeRemittanceOut:
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
    return WholeRemittanceOut(**_facts(one), lines=lines)


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
