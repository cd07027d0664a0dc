"""Requests: ask for an adjustment, a write-off, an extension or a status; change, withdraw, decide, take back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import (
    Amount,
    Because,
    Body,
    Cause,
    Day,
    DocumentNumber,
    Id,
    Line,
    Minor,
    MinorOrZero,
    Page,
    PathId,
    amount,
    because,
)
from creditdesk.approvals import deciding, preparing, recovering
from creditdesk.approvals.access import payment_named, request_for
from creditdesk.approvals.deciding import Seen
from creditdesk.approvals.queries import decisions_of, requests_in, standing
from creditdesk.domain import requests as rules
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Reason
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.access import item_for

if TYPE_CHECKING:
    from creditdesk.approvals.models import Request, RequestDecision

router = Router()

RequestKindName = Literal["adjustment", "write_off", "extension", "status"]
RequestState = Literal["draft", "submitted", "sent_back", "carried_out", "refused", "withdrawn", "reversed"]
ShownName = Literal["proof", "efforts", "agreement", "finances", "exception", "outside_approval"]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RequestLineIn(Body):
    """A document with the amount to move and the tax in it. A debit adjustment names no item, but what it is for."""

    item_id: Id | None = None
    number: DocumentNumber | None = None
    amount_minor: Minor
    tax_minor: MinorOrZero = 0


class RequestEvidenceIn(Body):
    """What is shown: a document or an entry of the account, a link, or words."""

    shows: ShownName
    document_id: Id | None = None
    activity_id: Id | None = None
    link: Annotated[str, Field(max_length=400)] = ""
    words: Line = ""


class RequestBody(Body):
    """What is asked for. `submit` lays it before those who decide; else it is a draft that its writers see."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: Annotated[list[RequestLineIn], Field(max_length=rules.MOST_LINES)] = []
    reason: Annotated[str, Field(pattern=r"^[a-z_]{0,40}$")] = ""
    words: Cause
    direction: Literal["credit", "debit"] = "credit"
    until: Day | None = None
    status: Literal["", "active", "hold", "cod", "cia", "closed"] = ""
    evidence: Annotated[list[RequestEvidenceIn], Field(max_length=preparing.MOST_EVIDENCE)] = []
    submit: bool = True


class RequestIn(RequestBody):
    """A new request on a customer's account."""

    customer_id: Id
    kind: RequestKindName


class RequestRevisionIn(RequestBody):
    """Another content for an open request, and the revision that it takes the place of."""

    seen_revision: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class RequestDecisionIn(Body):
    """What is decided about the content that was seen; a no and a question need words."""

    decision: Literal["approve", "refuse", "send_back"]
    sha256: _Hash
    words: Line = ""


class RequestReversalIn(Body):
    """Why what a request did is taken back, and the content that was seen."""

    sha256: _Hash
    reason: Cause


class RecoveryIn(Body):
    """How much of which payment of the customer came for the claims that were written off."""

    payment_item_id: Id
    amount_minor: Minor


class RequestLineOut(Schema):
    """A document of the request; `item_id` is null where the request makes a document of its own."""

    item_id: int | None
    number: str
    amount: Amount
    tax: Amount


class RequestEvidenceOut(Schema):
    """What is shown, and by what."""

    shows: str
    document_id: int | None
    activity_id: int | None
    link: str
    words: str


class RequestDecisionOut(Schema):
    """What was decided about one revision of a request, by whom and for whom."""

    revision: int
    decision: str
    by: str
    on_behalf_of: str | None
    at: dt.datetime
    words: str
    policy_version: int


class RequestOut(Schema):
    """A request as it stands. `sha256` names its content: whoever decides says which one he saw.

    `terms` has what plans, settlements, releases and limits say beside documents and amounts.
    """

    id: int
    company: str
    customer_id: int
    kind: str
    state: str
    revision: int
    sha256: str
    amount: Amount
    reason: str
    words: str
    direction: str
    until: dt.date | None
    status: str
    lines: list[RequestLineOut]
    evidence: list[RequestEvidenceOut]
    prepared_by: str
    submitted_on: dt.date | None
    needs_level: str
    terms: dict[str, Any]


class AheadOut(Schema):
    """One line of what carrying it out does."""

    what: str
    amount: Amount | None
    before: str
    after: str


class RequestCountedOut(Schema):
    """An approved request that counts towards the limit for another one, in the policy's currency."""

    request_id: int
    customer_id: int
    kind: str
    amount: Amount
    on: dt.date
    by: str


class WholeRequestOut(RequestOut):
    """A request with what it will do, who may decide, and what was decided.

    `counted` is what was given up in the family, or the levels that the limit had, within the policy's days.
    """

    effect: list[AheadOut]
    counted: list[RequestCountedOut]
    may_approve: bool
    reasons: list[Because]
    waiting_business_days: int
    is_late: bool
    decisions: list[RequestDecisionOut]


class RecoveryOut(Schema):
    """Money that was credited to the allowance for a claim that was written off."""

    id: int
    request_id: int
    posting_id: int
    amount: Amount


@router.get("/requests", **reads(Page[RequestOut]))
@needs(Permission.SEE_HISTORY)
def request_list(
    request: Call, state: RequestState = "submitted", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[RequestOut]:
    """Requests in a state on the accounts that the user sees, the newest first."""
    found = requests_in(request.auth.user, states=[state], as_of=request.today)
    return page_by_id(found, show=request_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/requests/{request_id}", **reads(WholeRequestOut))
@needs(Permission.SEE_HISTORY)
def one_request(request: Call, request_id: PathId) -> WholeRequestOut:
    """A request with what it will do, whether the user may approve it and why not, and what was decided."""
    return _whole(request, request_for(request.auth.user, request_id, as_of=request.today))


@router.post("/requests", **writes(RequestOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def prepare_a_request(request: Call, body: RequestIn) -> RequestOut:
    """Ask for something on an account. Nothing of it counts until somebody else with the authority approves it."""
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    made = dispatch.prepare_request(
        customer,
        content=_content(request, body, rules.Kind(body.kind)),
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return request_out(made)


@router.post("/requests/{request_id}/revision", **writes(RequestOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def revise_a_request(request: Call, request_id: PathId, body: RequestRevisionIn) -> RequestOut:
    """Change an open request; what was decided about it before does not count for the new content."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    revised = dispatch.revise_request(
        found,
        content=_content(request, body, rules.Kind(found.kind)),
        seen=body.seen_revision,
        submit=body.submit,
        by=user,
        at=request.at,
        as_of=request.today,
    )
    return request_out(revised)


@router.post("/requests/{request_id}/withdrawal", **writes(RequestOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def withdraw_a_request(request: Call, request_id: PathId) -> RequestOut:
    """Take an open request of one's own away for good."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    return request_out(preparing.withdraw_request(found, by=user, at=request.at))


@router.post("/requests/{request_id}/decision", **writes(RequestOut, confirmed=True))
@needs(Permission.DECIDE_REQUESTS, scope=Scope.LEDGER)
@keyed()
@confirmed
def decide_a_request(request: Call, request_id: PathId, body: RequestDecisionIn) -> RequestOut:
    """Approve it, which carries it out at once; refuse it; or send it back with a question. Never one's own."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    seen = Seen(found.id, body.sha256)
    told: dict[str, Any] = {"by": user, "at": request.at, "as_of": request.today}
    if body.decision == "approve":
        (decided,) = dispatch.approve_requests([seen], words=body.words, **told)
    elif body.decision == "refuse":
        decided = dispatch.refuse_request(seen, words=body.words, **told)
    else:
        decided = deciding.send_back(seen, words=body.words, **told)
    return request_out(decided)


@router.post("/requests/{request_id}/reversal", **writes(RequestOut, confirmed=True))
@needs(Permission.DECIDE_REQUESTS, scope=Scope.LEDGER)
@keyed()
@confirmed
def reverse_a_request(request: Call, request_id: PathId, body: RequestReversalIn) -> RequestOut:
    """Take back what a request did, once, with the authority that it needed."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    reversed_ = dispatch.reverse_request(
        Seen(found.id, body.sha256), words=body.reason, by=user, at=request.at, as_of=request.today
    )
    return request_out(reversed_)


@router.post("/requests/{request_id}/recovery", **writes(RecoveryOut, status=201))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed(status=201)
def record_a_recovery(request: Call, request_id: PathId, body: RecoveryIn) -> RecoveryOut:
    """Credit money that came for a claim after it was written off to the allowance."""
    user = request.auth.user
    found = request_for(user, request_id, as_of=request.today)
    made = recovering.record_recovery(
        found,
        payment=payment_named(body.payment_item_id, user=user, as_of=request.today),
        amount_minor=body.amount_minor,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    dispatch.accounts_changed([found.customer_id], as_of=request.today, at=request.at)
    return RecoveryOut(
        id=made.id, request_id=found.id, posting_id=made.posting_id, amount=amount(made.amount_minor, found.currency)
    )


def request_out(request: Request) -> RequestOut:
    """The request as the answer shows it."""
    return RequestOut(**_facts(request))


def _content(call: Call, body: RequestBody, kind: rules.Kind) -> rules.Content:
    lines = []
    for number, line in enumerate(body.lines, start=1):
        named = line.number or str(number)
        if line.item_id is not None:
            named = item_for(call.auth.user, line.item_id, as_of=call.today).number
        lines.append(rules.Line(line.item_id, named, line.amount_minor, line.tax_minor))
    return rules.Content(
        kind=kind,
        currency=body.currency,
        lines=tuple(lines),
        reason=body.reason,
        words=body.words,
        direction=rules.Direction(body.direction),
        until=body.until,
        status=body.status,
        evidence=tuple(
            rules.Evidence(Shown(one.shows), one.document_id, one.activity_id, one.link, one.words)
            for one in body.evidence
        ),
    )


def _facts(request: Request) -> dict[str, Any]:
    content = request.asked
    return {
        "id": request.id,
        "company": request.company.code,
        "customer_id": request.customer_id,
        "kind": request.kind,
        "state": request.state,
        "revision": request.revision,
        "sha256": request.sha256,
        "amount": amount(request.amount_minor, request.currency),
        "reason": request.reason,
        "words": request.words,
        "direction": content.direction.value,
        "until": content.until,
        "status": content.status,
        "lines": [
            RequestLineOut(
                item_id=line.item_id,
                number=line.number,
                amount=amount(line.amount_minor, request.currency),
                tax=amount(line.tax_minor, request.currency),
            )
            for line in content.lines
        ],
        "evidence": [
            RequestEvidenceOut(
                shows=one.shows.value,
                document_id=one.document_id,
                activity_id=one.activity_id,
                link=one.link,
                words=one.words,
            )
            for one in content.evidence
        ],
        "prepared_by": request.prepared_by.username,
        "submitted_on": request.submitted_on,
        "needs_level": request.needs_level,
        "terms": dict(content.terms),
    }


def _whole(call: Call, request: Request) -> WholeRequestOut:
    policy = policy_in_force(as_of=call.today, company_id=request.company_id).document
    found = standing(request, by=call.auth.user, table=dispatch.APPROVED, policy=policy, as_of=call.today)
    ahead = dispatch.preview(request, policy=policy, as_of=call.today)
    is_open = request.state == rules.State.SUBMITTED
    reasons: tuple[Reason, ...] = found.judged.decision.reasons if found.judged else found.unknown
    return WholeRequestOut(
        **_facts(request),
        effect=[
            AheadOut(
                what=one.what,
                amount=amount(one.minor, one.currency) if one.minor is not None else None,
                before=str(one.before),
                after=str(one.why or one.after),
            )
            for one in ahead
        ],
        counted=[
            RequestCountedOut(
                request_id=one.request_id,
                customer_id=one.request.customer_id,
                kind=one.request.kind,
                amount=amount(one.amount_policy_minor, policy.currency),
                on=one.on,
                by=one.by.username,
            )
            for one in found.counted
        ],
        may_approve=is_open and found.may_approve,
        reasons=[because(reason) for reason in reasons],
        waiting_business_days=found.waiting.business_days if is_open else 0,
        is_late=is_open and found.waiting.is_late,
        decisions=[_decision(one) for one in decisions_of(request)],
    )


def _decision(one: RequestDecision) -> RequestDecisionOut:
    return RequestDecisionOut(
        revision=one.revision,
        decision=one.what,
        by=one.by.username,
        on_behalf_of=one.on_behalf_of.username if one.on_behalf_of else None,
        at=one.at,
        words=one.words,
        policy_version=one.policy_version,
    )
