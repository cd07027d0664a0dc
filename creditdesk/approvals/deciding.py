"""Deciding about requests: approve (which carries them out), refuse, send back, take back. docs/rules/requests.md.

Whoever decides names the content that he saw. An approval, its effect and the entries in the journal are one
transaction: either all of it happened, once, or nothing did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.approvals.effects import Act, Table
from creditdesk.approvals.facts import (
    amount_at_stake,
    counted_with,
    granted_minor,
    item_facts,
    person,
    represented,
    writers_of,
)
from creditdesk.approvals.models import Request, RequestDecision
from creditdesk.approvals.preparing import evidence_objections, refuse_over
from creditdesk.domain.authority import Decision
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.requests import WORDS_LONGEST, Content, State, judge_approval, level_words, objections
from creditdesk.domain.visibility import Permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import may_still
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import PolicyInForce, policy_in_force

MOST_AT_ONCE = 100
What = RequestDecision.What


@dataclass(frozen=True, slots=True)
class Seen:
    """A request, and the content that was seen of it."""

    request_id: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether somebody may approve a request, in whose name, and what was added up."""

    decision: Decision
    on_behalf_of: User | None
    amount_minor: int
    granted_minor: int
    counted: QuerySet[RequestDecision]


def judge(
    request: Request,
    *,
    by: User,
    policy: PolicyDocument,
    as_of: dt.date,
    table: Table | None = None,
    grants: bool = True,
) -> Judged:
    """Whether the person may approve the request, himself or for somebody whom he stands in for.

    Where it `grants` nothing, since it takes something back, what was granted before is not added to it. The `table`
    knows what the kind counts of what the person himself gave before.
    """
    content, customer_id = request.asked, request.customer_id
    amount = amount_at_stake(content, policy=policy, as_of=as_of)
    counted = counted_with(content, request.customer, policy=policy, as_of=as_of)
    granted = granted_minor(content, request.customer, policy=policy, as_of=as_of, counted=counted) if grants else 0
    given = table.of(request.kind).given if table is not None and grants else None
    writers, me = writers_of(request), person(by, customer_id=customer_id, policy=policy, as_of=as_of)
    own: Judged | None = None
    for other in [None, *represented(by, as_of=as_of)]:
        if given is not None:
            granted = given(content, request.customer, [by, other] if other else [by], policy, as_of)
        decision = judge_approval(
            content,
            person=me,
            on_behalf_of=person(other, customer_id=customer_id, policy=policy, as_of=as_of) if other else None,
            writers=writers,
            amount_minor=amount,
            granted_minor=granted,
            policy=policy,
        )
        if decision.allowed:
            return Judged(decision, other, amount, granted, counted)
        own = own or Judged(decision, None, amount, granted, counted)
    assert own is not None
    return own


@action
def approve_requests(
    seen: Sequence[Seen], *, words: str, table: Table, by: User, at: dt.datetime, as_of: dt.date
) -> list[Request]:
    """Approve these requests and carry them out, all or none. What one gives counts towards the limit for the next.

    Approved by the same person again, nothing happens a second time. Raises Refusal with the reasons of each request
    that cannot be approved: decided or changed meanwhile, beyond authority, or not to be carried out any more.
    """
    _refuse_words(words)
    if not 0 < len(seen) <= MOST_AT_ONCE:
        raise refuse("request.none_chosen", "choose between 1 and %(most)d requests", most=MOST_AT_ONCE)
    requests = _locked([one.request_id for one in seen])
    named, reasons = {one.request_id: one.sha256 for one in seen}, []
    for request in requests:
        if _approved_by(request, by) and request.sha256 == named[request.id]:
            continue
        try:
            _approve(request, sha256=named[request.id], words=words, table=table, by=by, at=at, as_of=as_of)
        except Refusal as refusal:
            reasons += [_of(request, reason, among=len(requests)) for reason in refusal.reasons]
    if reasons:
        raise Refusal(tuple(reasons))
    return requests


@action
def refuse_request(seen: Seen, *, words: str, by: User, at: dt.datetime, as_of: dt.date) -> Request:
    """Refuse a request for good, with a reason. Whoever may decide requests may, but not who prepared it."""
    return _answer(seen, What.REFUSE, State.REFUSED, words=words, by=by, at=at, as_of=as_of)


@action
def send_back(seen: Seen, *, words: str, by: User, at: dt.datetime, as_of: dt.date) -> Request:
    """Send a request back with a question: whoever prepared it answers by a new revision."""
    return _answer(seen, What.SEND_BACK, State.SENT_BACK, words=words, by=by, at=at, as_of=as_of)


@action
def reverse_request(seen: Seen, *, words: str, table: Table, by: User, at: dt.datetime, as_of: dt.date) -> Request:
    """Take back what a request did, once, by the authority that it needed. Raises Refusal where later acts used it."""
    if not words.strip():
        raise refuse("request.why", "say why")
    _refuse_words(words)
    (request,) = _locked([seen.request_id])
    if request.state == State.REVERSED:
        return request
    if request.state != State.CARRIED_OUT or request.sha256 != seen.sha256:
        raise refuse("request.not_carried_out", "only what was carried out can be taken back")
    policy = policy_in_force(as_of=as_of, company_id=request.company_id)
    found = judge(request, by=by, policy=policy.document, as_of=as_of, grants=False)
    _refuse_not_allowed(found, by=by)
    act = Act(request, request.asked, by, at, as_of, policy)
    standing = list(request.effects.filter(takes_back=False).order_by("number"))
    done = table.of(request.kind).take_back(act, standing, words.strip())
    for number, one in enumerate(done, start=len(standing) + 1):
        one.row(request, number, takes_back=True).save(force_insert=True)
    _decide(request, What.REVERSE, State.REVERSED, found, policy, words=words, by=by, at=at, as_of=as_of)
    return request


def _approve(
    request: Request, *, sha256: str, words: str, table: Table, by: User, at: dt.datetime, as_of: dt.date
) -> None:
    refuse_over(request)
    if request.state != State.SUBMITTED or request.sha256 != sha256:
        raise refuse("request.changed_meanwhile", "somebody changed the request meanwhile: look at it anew")
    policy, content = policy_in_force(as_of=as_of, company_id=request.company_id), request.asked
    found = judge(request, by=by, table=table, policy=policy.document, as_of=as_of)
    _refuse_not_allowed(found, by=by)
    reasons = _standing_objections(request, table=table, policy=policy.document, as_of=as_of)
    if reasons:
        raise Refusal(tuple(reasons))
    # The approval first: the database lets nothing take effect without it.
    decision = _decided(request, What.APPROVE, found, policy, words=words, by=by, at=at, as_of=as_of)
    done = table.of(request.kind).carry_out(Act(request, content, by, at, as_of, policy))
    for number, one in enumerate(done, start=1):
        one.row(request, number, takes_back=False).save(force_insert=True)
    _move(request, State.CARRIED_OUT, at=at)
    _tell(request, decision, by=by, at=at)


def _standing_objections(request: Request, *, table: Table, policy: PolicyDocument, as_of: dt.date) -> list[Reason]:
    """Why a request cannot be carried out any more as the account stands."""
    content: Content = request.asked
    ids = [line.item_id for line in content.lines if line.item_id is not None]
    items = item_facts(ids, customer_id=request.customer_id, as_of=as_of)
    status = request.customer.status
    found = objections(content, items=items, status_now=status, policy=policy, as_of=as_of)
    if not found:
        found += table.of(request.kind).objections(content, request.customer_id, policy, as_of)
    return found + evidence_objections(content.evidence, customer_id=request.customer_id)


def _answer(seen: Seen, what: What, state: State, *, words: str, by: User, at: dt.datetime, as_of: dt.date) -> Request:
    if not words.strip():
        raise refuse("request.why", "say why")
    _refuse_words(words)
    (request,) = _locked([seen.request_id])
    last = request.decisions.order_by("-id").first()
    if request.state == state and last and (last.by_id, last.sha256, last.what) == (by.id, seen.sha256, what):
        return request  # the same answer, sent again
    refuse_over(request)
    if request.state != State.SUBMITTED or request.sha256 != seen.sha256:
        raise refuse("request.changed_meanwhile", "somebody changed the request meanwhile: look at it anew")
    _need(by)
    if by.username in writers_of(request):
        raise refuse("request.own", "you prepared it: take it away instead, or change it")
    policy = policy_in_force(as_of=as_of, company_id=request.company_id)
    found = judge(request, by=by, policy=policy.document, as_of=as_of)
    _decide(request, what, state, found, policy, words=words, by=by, at=at, as_of=as_of)
    return request


def _locked(ids: Sequence[int]) -> list[Request]:
    # With the heads of their families: what is decided may let orders go, which are judged by the family's limit.
    lock_families(Customer.objects.filter(requests__in=ids).distinct())
    found = Request.objects.select_for_update(of=("self",)).select_related("customer", "prepared_by")
    return list(found.filter(id__in=ids).order_by("id"))


def _approved_by(request: Request, by: User) -> bool:
    approved = request.decisions.filter(what=What.APPROVE, by=by, revision=request.revision)
    return request.state == State.CARRIED_OUT and approved.exists()


def _need(by: User) -> None:
    if not may_still(by, Permission.DECIDE_REQUESTS):
        raise refuse("request.right", "it needs the right to decide about requests")


def _refuse_not_allowed(found: Judged, *, by: User) -> None:
    reasons = [] if found.decision.allowed else list(found.decision.reasons)
    if reasons and found.decision.needs_role is not None:
        role = level_words(found.decision.needs_role)
        reasons.append(Reason("request.needs", "the lowest role that may approve it is the %(role)s", {"role": role}))
    if not may_still(by, Permission.DECIDE_REQUESTS):
        reasons.append(Reason("request.right", "it needs the right to decide about requests"))
    if reasons:
        raise Refusal(tuple(reasons))


def _refuse_words(words: str) -> None:
    if len(words) > WORDS_LONGEST:
        raise refuse("request.words_long", "the reason has more than %(most)d letters", most=WORDS_LONGEST)


def _of(request: Request, reason: Reason, *, among: int) -> Reason:
    if among == 1:
        return reason
    code = reason.code if reason.code.endswith("changed_meanwhile") else "request.one_of"
    return Reason(code, "request %(number)d: %(why)s", {"number": request.id, "why": reason})


def _decide(
    request: Request,
    what: What,
    state: State,
    found: Judged,
    policy: PolicyInForce,
    *,
    words: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> None:
    decision = _decided(request, what, found, policy, words=words, by=by, at=at, as_of=as_of)
    _move(request, state, at=at)
    _tell(request, decision, by=by, at=at)


def _decided(
    request: Request,
    what: What,
    found: Judged,
    policy: PolicyInForce,
    *,
    words: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> RequestDecision:
    return RequestDecision.objects.create(
        request=request,
        revision=request.revision,
        sha256=request.sha256,
        what=what,
        by=by,
        on_behalf_of=found.on_behalf_of,
        at=at,
        on=as_of,
        words=words.strip(),
        authority=[reason.as_dict() for reason in found.decision.reasons],
        amount_policy_minor=found.amount_minor,
        granted_policy_minor=found.granted_minor,
        policy_version=policy.number,
    )


def _move(request: Request, state: State, *, at: dt.datetime) -> None:
    request.state, request.decided_at = state.value, at
    request.save(update_fields=["state", "decided_at"])


_KINDS = {
    What.APPROVE: "request.approved",
    What.REFUSE: "request.refused",
    What.SEND_BACK: "request.sent_back",
    What.REVERSE: "request.reversed",
}


def _tell(request: Request, decision: RequestDecision, *, by: User, at: dt.datetime) -> None:
    append(
        _KINDS[What(decision.what)],
        by=by.username,
        at=at,
        subject=("request", request.id),
        company_id=request.company_id,
        customer_id=request.customer_id,
        facts={
            "kind": request.kind,
            "revision": decision.revision,
            "amount": str(Money(request.amount_minor, request.currency)),
            "sha256": decision.sha256,
            "for_user": decision.on_behalf_of_id,
            "policy_version": decision.policy_version,
        },
        private={"words": decision.words} if decision.words else {},
    )
