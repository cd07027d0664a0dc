"""Bankruptcies: the cases, the worksheet of one, what is told of it, counsel's word, the account for later sales."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Amount, Because, Body, Day, Id, Page, PathId, amount, because
from creditdesk.bankruptcy import actions
from creditdesk.bankruptcy.access import case_for, goods_named, paper_named, visible_cases
from creditdesk.bankruptcy.petitions import Field as Told
from creditdesk.bankruptcy.sheets import case_sheet, content_of
from creditdesk.bankruptcy.tasks import plan_deadlines
from creditdesk.domain.bankruptcy import CaseState
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission

if TYPE_CHECKING:
    from creditdesk.bankruptcy.access import Case

router = Router()

CaseStateName = Literal["draft", "with_counsel", "confirmed", "filed", "closed"]
CaseFieldName = Literal[
    "chapter",
    "filed_on",
    "known_on",
    "voluntary",
    "relief_on",
    "court",
    "case_number",
    "counsel",
    "trustee",
    "bar_by_court",
    "interest_bp",
    "consigned",
    "reserve",
    "said_bar",
    "said_demand",
    "said_goods_from",
    "said_reclaim_from",
    "said_preference_from",
    "demand_sent",
    "claim_filed",
]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Words = Annotated[str, Field(max_length=500)]


class CaseFactsIn(Body):
    """Facts by field, as they are kept: days as ISO, amounts in minor units; an empty value takes one back."""

    values: Annotated[dict[CaseFieldName, Annotated[str, Field(max_length=200)]], Field(min_length=1, max_length=20)]
    said_by: Name
    why: Annotated[str, Field(min_length=1, max_length=500)]
    document_id: Id | None = None


class GoodsReceivedIn(Body):
    """When the goods of a document were received, and what shows it."""

    item_id: Id
    received_on: Day
    evidence: Annotated[str, Field(min_length=1, max_length=500)]


class CaseStepIn(Body):
    """Where the worksheet goes. `seen_sha256` is that of the figures that were looked at."""

    to: CaseStateName
    seen_sha256: Annotated[str, Field(max_length=64)] = ""
    counsel: Annotated[str, Field(max_length=120)] = ""
    words: Words = ""


class CreditUseIn(Body):
    """Counsel confirmed that a payment or credit is used although the stay stands."""

    number: Annotated[str, Field(min_length=1, max_length=60)]
    counsel: Name
    words: Annotated[str, Field(min_length=1, max_length=500)]
    said_on: Day


class LaterAccountIn(Body):
    """The account for sales after the petition."""

    number: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=160)]


class BankruptcyOut(Schema):
    """A case as the list shows it."""

    id: int
    company: str
    customer_id: int
    event_id: int
    state: str
    opened_at: dt.datetime
    later_account_id: int | None


class CaseDateOut(Schema):
    """A day with its rule; without a day where only the court says it. `computed` is what the rule alone gives."""

    name: str
    day: dt.date | None
    computed: dt.date | None
    is_said_by_counsel: bool
    rule: Because


class CaseClaimOut(Schema):
    """A document of the claim."""

    item_id: int
    number: str
    received_on: dt.date
    received_by: str
    principal: Amount
    interest: Amount
    has_priority: bool
    is_reclaimable: bool


class CasePaymentOut(Schema):
    """A payment of the window."""

    item_id: int
    number: str
    came_on: dt.date
    amount: Amount
    days_to_pay: list[int]


class WholeBankruptcyOut(BankruptcyOut):
    """A case with its worksheet as it stands today; `sha256` names these figures."""

    sha256: str
    facts: dict[str, str]
    dates: list[CaseDateOut]
    claims: list[CaseClaimOut]
    payments: list[CasePaymentOut]
    claim: Amount
    priority: Amount
    unsecured: Amount
    reclaimable: Amount
    paid_before: Amount
    memos_not_set_off: Amount
    later: Amount
    consigned: Amount
    window_total: Amount
    window_exposed: Amount
    window_is_safe: bool
    reasons: list[Because]


@router.get("/bankruptcies", **reads(Page[BankruptcyOut]))
@needs(Permission.SEE_HISTORY)
def bankruptcy_list(
    request: Call,
    state: CaseStateName | None = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[BankruptcyOut]:
    """The bankruptcies on the accounts that the user sees, the newest first."""
    found = visible_cases(request.auth.user, as_of=request.today)
    if state is not None:
        found = found.filter(state=state)
    return page_by_id(found, show=case_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/bankruptcies/{case_id}", **reads(WholeBankruptcyOut))
@needs(Permission.SEE_HISTORY)
def one_bankruptcy(request: Call, case_id: PathId) -> WholeBankruptcyOut:
    """A case with its worksheet: days with their rules, the claim by document, payments of the window."""
    return _whole(request, case_for(request.auth.user, case_id, as_of=request.today))


@router.post("/bankruptcies/{case_id}/facts", **writes(WholeBankruptcyOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def tell_a_bankruptcy(request: Call, case_id: PathId, body: CaseFactsIn) -> WholeBankruptcyOut:
    """Enter facts, corrections, or days that counsel says. The earlier ones are kept."""
    user = request.auth.user
    found = case_for(user, case_id, as_of=request.today)
    paper = None
    if body.document_id is not None:
        paper = paper_named(found, body.document_id, user=user, as_of=request.today)
    actions.tell(
        found,
        values={Told(name): value for name, value in body.values.items()},
        word=actions.Word(body.said_by, body.why, paper),
        key=request.action_key,
        **_who(request),
    )
    return _after(request, found)


@router.post("/bankruptcies/{case_id}/receipts", **writes(WholeBankruptcyOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def tell_goods_received(request: Call, case_id: PathId, body: GoodsReceivedIn) -> WholeBankruptcyOut:
    """Say by evidence when the goods of a document were received."""
    found = case_for(request.auth.user, case_id, as_of=request.today)
    item = goods_named(found, body.item_id, user=request.auth.user, as_of=request.today)
    actions.tell_received(found, item=item, on=body.received_on, evidence=body.evidence, **_who(request))
    return _after(request, found)


@router.post("/bankruptcies/{case_id}/step", **writes(WholeBankruptcyOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def move_a_bankruptcy(request: Call, case_id: PathId, body: CaseStepIn) -> WholeBankruptcyOut:
    """Give the worksheet to counsel, enter counsel's confirmation, take it back, file it, close the case."""
    found = case_for(request.auth.user, case_id, as_of=request.today)
    actions.move_case(
        found,
        to=CaseState(body.to),
        seen=body.seen_sha256,
        counsel=body.counsel,
        words=body.words,
        **_who(request),
    )
    return _after(request, found)


@router.post("/bankruptcies/{case_id}/use", **writes(WholeBankruptcyOut))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed()
def confirm_a_credits_use(request: Call, case_id: PathId, body: CreditUseIn) -> WholeBankruptcyOut:
    """Enter that counsel confirmed the use of a payment or credit in spite of the stay."""
    found = case_for(request.auth.user, case_id, as_of=request.today)
    actions.confirm_use(
        found, number=body.number, counsel=body.counsel, words=body.words, said_on=body.said_on, **_who(request)
    )
    return _after(request, found)


@router.post("/bankruptcies/{case_id}/account", **writes(WholeBankruptcyOut))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed()
def open_a_later_account(request: Call, case_id: PathId, body: LaterAccountIn) -> WholeBankruptcyOut:
    """Open the account on which is sold after the petition, for cash in advance."""
    found = case_for(request.auth.user, case_id, as_of=request.today)
    actions.open_later_account(found, number=body.number, name=body.name, **_who(request))
    return _after(request, found)


def case_out(case: Case) -> BankruptcyOut:
    """The case as the list shows it."""
    return BankruptcyOut(**_facts(case))


def _who(call: Call) -> dict[str, Any]:
    return {"by": call.auth.user, "at": call.at, "as_of": call.today}


def _after(call: Call, case: Case) -> WholeBankruptcyOut:
    plan_deadlines(case.company, case, as_of=call.today, at=call.at)
    return _whole(call, case_for(call.auth.user, case.id, as_of=call.today))


def _facts(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "company": case.company.code,
        "customer_id": case.customer_id,
        "event_id": case.event_id,
        "state": case.state,
        "opened_at": case.opened_at,
        "later_account_id": case.later_account_id,
    }


def _whole(call: Call, case: Case) -> WholeBankruptcyOut:
    found = case_sheet(case, as_of=call.today)
    sheet, code = found.sheet, found.sheet.currency
    view = sheet.preference
    return WholeBankruptcyOut(
        **_facts(case),
        sha256=actions.hash_of(content_of(found)),
        facts={field.value: entry.value for field, entry in found.known.entries.items()},
        dates=[
            CaseDateOut(
                name=one.name.value,
                day=one.day,
                computed=one.computed,
                is_said_by_counsel=one.is_said,
                rule=because(one.rule),
            )
            for one in sheet.dates
        ],
        claims=[
            CaseClaimOut(
                item_id=row.claim.item_id,
                number=row.claim.number,
                received_on=row.claim.received.on,
                received_by=row.claim.received.source,
                principal=amount(row.claim.open_minor, code),
                interest=amount(row.interest_minor, code),
                has_priority=row.has_priority,
                is_reclaimable=row.is_reclaimable,
            )
            for row in sheet.rows
        ],
        payments=[
            CasePaymentOut(
                item_id=one.item_id,
                number=one.number,
                came_on=one.came_on,
                amount=amount(one.amount_minor, code),
                days_to_pay=list(one.days_to_pay),
            )
            for one in view.payments
        ],
        claim=amount(sheet.claim_minor, code),
        priority=amount(sheet.priority_minor, code),
        unsecured=amount(sheet.unsecured_minor, code),
        reclaimable=amount(sheet.reclaimable_minor, code),
        paid_before=amount(sheet.paid_before_minor, code),
        memos_not_set_off=amount(sheet.memos_minor, code),
        later=amount(sheet.later_minor, code),
        consigned=amount(found.consigned_minor, code),
        window_total=amount(view.total_minor, code),
        window_exposed=amount(view.exposed_minor, code),
        window_is_safe=view.is_safe,
        reasons=[because(one) for one in (*view.facts, *sheet.notes)],
    )
