"""Settlements: ask for one, change what was asked for, and see what came of those that were offered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.requests import RequestEvidenceIn, RequestOut, request_out
from creditdesk.api.shapes import (
    Amount,
    Body,
    Cause,
    Day,
    Id,
    Minor,
    MinorOrZero,
    Page,
    PathId,
    amount,
)
from creditdesk.approvals.access import request_for
from creditdesk.approvals.preparing import MOST_EVIDENCE
from creditdesk.domain import requests as rules
from creditdesk.domain import settlements as terms
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.access import item_for
from creditdesk.settlements.access import settlement_for
from creditdesk.settlements.queries import settlements_in, watched

if TYPE_CHECKING:
    from creditdesk.settlements.access import Settlement

router = Router()

SettlementState = Literal["offered", "fulfilled", "lapsed", "withdrawn", "void", "all"]


class SettlementLineIn(Body):
    """A document with the amount that is settled about and the tax in it."""

    item_id: Id
    amount_minor: Minor
    tax_minor: MinorOrZero = 0


class SettlementBody(Body):
    """What is offered: all of the lines for the offer, in the bank by the day. `payment_item_ids` are payments that
    are on the account already and count by agreement; no other money from before counts.
    """

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: Annotated[list[SettlementLineIn], Field(min_length=1, max_length=rules.MOST_LINES)]
    offer_minor: Minor
    pay_by: Day
    method: Annotated[str, Field(min_length=1, max_length=terms.METHOD_LONGEST)]
    payment_item_ids: Annotated[list[Id], Field(max_length=terms.MOST_PAYMENTS)] = []
    words: Cause
    evidence: Annotated[list[RequestEvidenceIn], Field(max_length=MOST_EVIDENCE)] = []
    submit: bool = True


class AskSettlementIn(SettlementBody):
    """A settlement that is asked for on a customer's account."""

    customer_id: Id


class SettlementRevisionIn(SettlementBody):
    """Other terms for an open request to settle, and the revision that they take the place of."""

    seen_revision: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class SettlementClaimOut(Schema):
    """A document of a settlement: what was settled about, and what is open of it now."""

    item_id: int
    number: str
    settled: Amount
    open: Amount


class SettlementOut(Schema):
    """A settlement that was offered. `paid` and `forgiven` are as it was last judged."""

    id: int
    company: str
    customer_id: int
    request_id: int
    state: str
    debt: Amount
    offer: Amount
    paid: Amount
    forgiven: Amount
    offered_on: dt.date
    last_day: dt.date
    lapses_after: dt.date
    method: str
    since: dt.date


class WholeSettlementOut(SettlementOut):
    """A settlement with its documents, and what is still to be paid as the ledger knows it now."""

    claims: list[SettlementClaimOut]
    missing: Amount


@router.get("/settlements", **reads(Page[SettlementOut]))
@needs(Permission.SEE_HISTORY)
def settlement_list(
    request: Call, state: SettlementState = "offered", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[SettlementOut]:
    """The settlements in a state on the accounts that the user sees, the newest first."""
    found = settlements_in(request.auth.user, state=state, as_of=request.today)
    return page_by_id(found, show=settlement_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/settlements/{settlement_id}", **reads(WholeSettlementOut))
@needs(Permission.SEE_HISTORY)
def one_settlement(request: Call, settlement_id: PathId) -> WholeSettlementOut:
    """A settlement with its documents and what came for it in time."""
    found = watched(settlement_for(request.auth.user, settlement_id, as_of=request.today))
    one = found.settlement
    return WholeSettlementOut(
        **settlement_out(one).dict(),
        claims=[
            SettlementClaimOut(
                item_id=claim.item_id,
                number=claim.item.number,
                settled=amount(claim.amount_minor, one.currency),
                open=amount(claim.item.open_minor, one.currency),
            )
            for claim in found.claims
        ],
        missing=amount(found.missing_minor, one.currency),
    )


@router.post("/settlements", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def ask_to_settle(request: Call, body: AskSettlementIn) -> RequestOut:
    """Ask to settle documents for less. It is offered once somebody else with the authority approves the request."""
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    made = dispatch.prepare_request(
        customer,
        content=_content(request, body, company_id=customer.company_id),
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return request_out(made)


@router.post("/requests/{request_id}/settlement", **writes(RequestOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def change_a_settlement(request: Call, request_id: PathId, body: SettlementRevisionIn) -> RequestOut:
    """Change the terms of an open request to settle; what was decided about it before does not count for them."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    if found.kind != rules.Kind.SETTLEMENT:
        raise refuse("settlement.other_kind", "the request asks for something else than a settlement")
    revised = dispatch.revise_request(
        found,
        content=_content(request, body, company_id=found.company_id),
        seen=body.seen_revision,
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    return request_out(revised)


def settlement_out(one: Settlement) -> SettlementOut:
    """The settlement as the answer shows it."""
    return SettlementOut(
        id=one.id,
        company=one.company.code,
        customer_id=one.customer_id,
        request_id=one.request_id,
        state=one.state,
        debt=amount(one.claims_minor, one.currency),
        offer=amount(one.offer_minor, one.currency),
        paid=amount(one.paid_minor, one.currency),
        forgiven=amount(one.forgiven_minor, one.currency),
        offered_on=one.offered_on,
        last_day=one.last_day,
        lapses_after=one.booking_ends,
        method=one.method,
        since=one.state_on,
    )


def _content(call: Call, body: SettlementBody, *, company_id: int) -> rules.Content:
    lines = [
        rules.Line(
            line.item_id,
            item_for(call.auth.user, line.item_id, as_of=call.today).number,
            line.amount_minor,
            line.tax_minor,
        )
        for line in body.lines
    ]
    return terms.content(
        lines,
        currency=body.currency,
        offer_minor=body.offer_minor,
        deadline=body.pay_by,
        method=body.method,
        payments=body.payment_item_ids,
        words=body.words,
        evidence=tuple(
            rules.Evidence(Shown(one.shows), one.document_id, one.activity_id, one.link, one.words)
            for one in body.evidence
        ),
        policy=policy_in_force(as_of=call.today, company_id=company_id).document,
    )
