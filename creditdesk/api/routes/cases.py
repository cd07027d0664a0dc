"""Cases: deductions, disputes and inquiries; open them, work them, decide them, and see what became of each amount."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.case_shapes import CaseDecisionOut, CaseLineOut, CaseOut, CaseResolutionOut, WholeCaseOut
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import (
    Body,
    Cause,
    Day,
    Id,
    Line,
    Minor,
    MinorOrZero,
    Page,
    PathId,
    Text,
    Word,
    amount,
)
from creditdesk.disputes.access import case_for, case_named, item_named, paper_named, visible_cases
from creditdesk.disputes.acting import (
    Changed,
    assign_case,
    change_case,
    close_case,
    comment_on_case,
    merge_cases,
    reopen_case,
    show_paper,
    split_case,
    withdraw_case,
)
from creditdesk.disputes.deciding import decide_case, demand_back
from creditdesk.disputes.opening import Claimed, Opening, open_case
from creditdesk.disputes.queries import case_facts
from creditdesk.domain.cases import MOST_LINES, CaseKind, Source, claim_key
from creditdesk.domain.reasons import refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.disputes.access import Case
    from creditdesk.parties.models import Customer, User

router = Router()

KindName = Literal["deduction", "chargeback", "dispute", "complaint", "inquiry", "discrepancy"]
StageName = Literal["new", "researching", "valid", "partly", "invalid", "closed", "merged"]
Seen = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class ClaimedIn(Body):
    """What is claimed of a document of the account, or of one that is told by its number only."""

    amount_minor: Minor
    item_id: Id | None = None
    number: Line = ""


class CaseIn(Body):
    """A case to be opened. Without a day it is due by those of its reason; `is_another` says that it repeats none."""

    customer_id: Id
    kind: KindName = "dispute"
    currency: Word = ""
    lines: Annotated[list[ClaimedIn], Field(max_length=MOST_LINES)] = []
    reason: Word = ""
    claim_number: Word = ""
    words: Text = ""
    department: Word = ""
    owner: Word = ""
    due_on: Day | None = None
    window_end: Day | None = None
    is_another: bool = False


class CaseSeenIn(Body):
    """The version of the case that the caller saw."""

    seen_version: Seen


class CaseAssignmentIn(CaseSeenIn):
    """Who finds out: a department, and a user by name."""

    department: Word
    owner: Word = ""


class CaseChangeIn(CaseSeenIn):
    """What is told anew; what is left out stays."""

    reason: Word | None = None
    due_on: Day | None = None
    window_end: Day | None = None
    claim_number: Word | None = None
    root_cause: Line | None = None


class CaseWordsIn(CaseSeenIn):
    """Why."""

    words: Text


class CaseCommentIn(Body):
    """Something that is said about the case."""

    words: Annotated[Text, Field(min_length=1)]


class CasePaperIn(Body):
    """A document of the account, and which of the papers that the reason wants it is; empty: another."""

    document_id: Id
    shows: Word = ""


class CaseJudgedIn(Body):
    """How much of a line is valid and invalid: together what is open of it."""

    line_id: Id
    valid_minor: MinorOrZero
    invalid_minor: MinorOrZero


class CaseDecisionIn(CaseSeenIn):
    """A decision about every line that is open. `demand` demands the invalid part back at once."""

    lines: Annotated[list[CaseJudgedIn], Field(min_length=1, max_length=MOST_LINES)]
    words: Cause
    evidence: Annotated[list[Id], Field(max_length=50)] = []
    root_cause: Line = ""
    demand: bool = False


class CasePartIn(Body):
    """How much of a line leaves."""

    line_id: Id
    amount_minor: Minor


class CaseSplitIn(CaseSeenIn):
    """What goes into a case of its own."""

    lines: Annotated[list[CasePartIn], Field(min_length=1, max_length=MOST_LINES)]


class CaseMergeIn(CaseSeenIn):
    """The case that is taken over."""

    other_id: Id


@router.get("/cases", **reads(Page[CaseOut]))
@needs(Permission.SEE_HISTORY)
def case_list(
    request: Call,
    stage: StageName | None = None,
    kind: KindName | None = None,
    customer_id: int | None = None,
    claim_number: str = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[CaseOut]:
    """The cases on the accounts that the user sees, the newest first."""
    found = visible_cases(request.auth.user, as_of=request.today)
    exact = {"stage": stage, "kind": kind, "claim_key": claim_key(claim_number) or None}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    if customer_id is not None:
        found = found.filter(customer=customer_for(request.auth.user, customer_id, as_of=request.today))
    return page_by_id(found.order_by("-id"), show=case_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/cases/{case_id}", **reads(WholeCaseOut))
@needs(Permission.SEE_HISTORY)
def one_case(request: Call, case_id: PathId) -> WholeCaseOut:
    """A case with its lines, decisions and what became of each amount."""
    return _whole(case_for(request.auth.user, case_id, as_of=request.today))


@router.post("/cases", **writes(WholeCaseOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def open_a_case(request: Call, body: CaseIn) -> WholeCaseOut:
    """Open a case: what it claims of invoices is contested from then on. Deductions have theirs already."""
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    named = [one.item_id for one in body.lines if one.item_id is not None]
    items = {one: item_named(one, user=user, as_of=request.today) for one in named}
    currency = body.currency or next((one.currency for one in items.values()), customer.currency)
    opening = Opening(
        kind=CaseKind(body.kind),
        currency=currency,
        lines=tuple(Claimed(one.amount_minor, one.item_id, one.number) for one in body.lines),
        reason=body.reason,
        claim_number=body.claim_number,
        words=body.words,
        department=body.department,
        owner=_owner(customer, body.owner, on=request.today),
        due_on=body.due_on,
        window_end=body.window_end,
        source=Source.API,
        is_another=body.is_another,
    )
    made = open_case(customer, opening, by=user, at=request.at, as_of=request.today, key=request.action_key)
    return _after(request, made)


@router.post("/cases/{case_id}/assignment", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def assign_a_case(request: Call, case_id: PathId, body: CaseAssignmentIn) -> WholeCaseOut:
    """Hand a case to a department, and to a person."""
    case = _case(request, case_id)
    owner = _owner(case.customer, body.owner, on=request.today)
    return _after(request, assign_case(case, owner=owner, department=body.department, **_told(request, body)))


@router.post("/cases/{case_id}/facts", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def change_a_case(request: Call, case_id: PathId, body: CaseChangeIn) -> WholeCaseOut:
    """Say another reason, day, window, claim number or root cause."""
    changed = Changed(body.reason, body.due_on, body.window_end, body.claim_number, body.root_cause)
    return _after(request, change_case(_case(request, case_id), changed, **_told(request, body)))


@router.post("/cases/{case_id}/comments", **writes(WholeCaseOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def comment_on_a_case(request: Call, case_id: PathId, body: CaseCommentIn) -> WholeCaseOut:
    """Say something about a case."""
    case, user = _case(request, case_id), request.auth.user
    comment_on_case(
        case, words=body.words, by=user, at=request.at, as_of=request.today, key=request.action_key
    )  # fmt: skip
    return _after(request, case)


@router.post("/cases/{case_id}/documents", **writes(WholeCaseOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def show_a_document(request: Call, case_id: PathId, body: CasePaperIn) -> WholeCaseOut:
    """Say that a document of the account shows something for or against a case."""
    case, user = _case(request, case_id), request.auth.user
    document = paper_named(body.document_id, user=user, as_of=request.today)
    show_paper(case, document, shows=body.shows, by=user, at=request.at, as_of=request.today)
    return _after(request, case)


@router.post("/cases/{case_id}/decision", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def decide_a_case(request: Call, case_id: PathId, body: CaseDecisionIn) -> WholeCaseOut:
    """Decide how much of each line is valid and invalid: the two make what is open, to the cent."""
    case = _case(request, case_id)
    decide_case(
        case,
        valid={one.line_id: one.valid_minor for one in body.lines},
        invalid={one.line_id: one.invalid_minor for one in body.lines},
        words=body.words,
        evidence=body.evidence,
        root_cause=body.root_cause,
        demand=body.demand,
        **_told(request, body),
    )
    return _after(request, case)


@router.post("/cases/{case_id}/credit", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def ask_for_a_credit(request: Call, case_id: PathId, body: CaseSeenIn) -> RequestOut:
    """Ask to credit the valid part; it counts once somebody else with the authority approves the request."""
    case = _case(request, case_id)
    told = _told(request, body)
    return request_out(dispatch.ask_case_credit(case, words="", key=request.action_key, **told))


@router.post("/cases/{case_id}/demand", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def demand_back_of_a_case(request: Call, case_id: PathId, body: CaseSeenIn) -> WholeCaseOut:
    """Demand the invalid part back: it is collected again."""
    return _after(request, demand_back(_case(request, case_id), **_told(request, body)))


@router.post("/cases/{case_id}/split", **writes(WholeCaseOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def split_a_case(request: Call, case_id: PathId, body: CaseSplitIn) -> WholeCaseOut:
    """Move amounts into a case of their own; the answer is that one."""
    amounts = {one.line_id: one.amount_minor for one in body.lines}
    told = _told(request, body)
    return _after(request, split_case(_case(request, case_id), amounts=amounts, key=request.action_key, **told))


@router.post("/cases/{case_id}/merge", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def merge_two_cases(request: Call, case_id: PathId, body: CaseMergeIn) -> WholeCaseOut:
    """Let a case take over another of the same account and currency."""
    case = _case(request, case_id)
    other = case_named(body.other_id, user=request.auth.user, as_of=request.today)
    return _after(request, merge_cases(case, other, **_told(request, body)))


@router.post("/cases/{case_id}/withdrawal", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def withdraw_a_case(request: Call, case_id: PathId, body: CaseWordsIn) -> WholeCaseOut:
    """The customer takes back what he claims: nothing of it is contested any more."""
    return _after(request, withdraw_case(_case(request, case_id), words=body.words, **_told(request, body)))


@router.post("/cases/{case_id}/closing", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def close_a_case(request: Call, case_id: PathId, body: CaseWordsIn) -> WholeCaseOut:
    """Close a case of which nothing is open."""
    return _after(request, close_case(_case(request, case_id), words=body.words, **_told(request, body)))


@router.post("/cases/{case_id}/reopening", **writes(WholeCaseOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def reopen_a_case(request: Call, case_id: PathId, body: CaseWordsIn) -> WholeCaseOut:
    """Look at a decided case again, for new evidence."""
    return _after(request, reopen_case(_case(request, case_id), words=body.words, **_told(request, body)))


def _case(call: Call, case_id: int) -> Case:
    return case_for(call.auth.user, case_id, as_of=call.today)


def _told(call: Call, body: CaseSeenIn) -> dict[str, Any]:
    return {"seen": body.seen_version, "by": call.auth.user, "at": call.at, "as_of": call.today}


def _owner(customer: Customer, username: str, *, on: dt.date) -> User | None:
    if not username:
        return None
    owner = next((one for one in possible_owners(customer, as_of=on) if one.username == username), None)
    if owner is None:
        raise refuse("case.owner", "%(name)s cannot work this account", name=username)
    return owner


def _after(call: Call, case: Case) -> WholeCaseOut:
    dispatch.accounts_changed([case.customer_id], as_of=call.today, at=call.at)
    return _whole(case_for(call.auth.user, case.id, as_of=call.today))


def case_out(case: Case) -> CaseOut:
    """The case as the list shows it."""
    return CaseOut(**_facts(case))


def _facts(case: Case) -> dict[str, Any]:
    same = ("id", "customer_id", "kind", "stage", "claim_number", "reason", "department", "source", "words")
    days = ("root_cause", "due_on", "window_end", "window_missed_on", "opened_on", "closed_on", "version")
    return {
        **{name: getattr(case, name) for name in (*same, *days)},
        "company": case.company.code,
        "owner": case.owner.username if case.owner else None,
        "claimed": amount(case.claimed_minor, case.currency),
        "open": amount(case.open_minor, case.currency),
        "merged_into": case.merged_into_id,
    }


def _whole(case: Case) -> WholeCaseOut:
    facts, code = case_facts(case), case.currency
    return WholeCaseOut(
        **_facts(case),
        lines=[
            CaseLineOut(
                id=one.id,
                item_id=one.item_id,
                number=one.item.number if one.item else one.number,
                claimed=amount(one.claimed_minor, code),
                open=amount(one.open_minor, code),
                contested=amount(one.contested_minor, code),
                is_decided=one.is_decided,
                valid=amount(one.valid_minor, code),
                invalid=amount(one.invalid_minor, code),
                demanded_on=one.demanded_on,
                collected_from=one.collect_from,
            )
            for one in facts.lines
        ],
        decisions=[
            CaseDecisionOut(
                id=one.id,
                valid=amount(sum(line.valid_minor for line in one.lines.all()), code),
                invalid=amount(sum(line.invalid_minor for line in one.lines.all()), code),
                words=one.words,
                evidence=one.evidence,
                by=one.by.username,
                at=one.at,
            )
            for one in facts.decisions
        ],
        resolutions=[
            CaseResolutionOut(
                line_id=one.line_id,
                outcome=one.outcome,
                amount=amount(one.amount_minor, code),
                day=one.resolved_on,
                posting_id=one.entry.posting_id if one.entry else None,
            )
            for one in facts.resolutions
        ],
        documents=[one.document_id for one in facts.papers],
        requests=[one.id for one in facts.requests],
    )
