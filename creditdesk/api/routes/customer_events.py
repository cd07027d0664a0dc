"""Customer events: reported, verified, ended, with the holds, notices and proposed status that come of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id, page_in_order, page_sorted
from creditdesk.api.routes.parties import ACCOUNTS, QueryId
from creditdesk.api.shapes import Because, Body, Cause, Day, Line, Minor, Page, PathId, Text, because
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Reason
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup import customer_events as actions
from creditdesk.followup import event_queries as queries
from creditdesk.followup.event_access import event_for, hold_for
from creditdesk.followup.event_decisions import lift_hold
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.followup.event_access import CustomerEvent, HoldFinding, Notice, StatusProposal

router = Router()

EventName = Literal[
    "nsf",
    "dead_phone",
    "returned_mail",
    "bounced_email",
    "change_of_address",
    "change_of_ownership",
    "out_of_business",
    "bankruptcy",
    "policy_non_adherence",
    "new_contact",
]
EventStateName = Literal["reported", "verified", "actioned", "refuted", "withdrawn", "cured"]
EvidenceName = Literal["document", "observed", "registry", "call_back", "second_source", "court", "bank_notice"]


class EventOut(Schema):
    """What happened to a customer. `note` and `details` are null for whoever does not read history."""

    id: int
    customer_id: int
    kind: str
    state: str
    happened_on: dt.date
    reported_by: str
    reported_at: dt.datetime
    note: str | None
    details: dict[str, str | int] | None


class EvidenceOut(Schema):
    """One piece of evidence, in words."""

    kind: str
    note: str


class EventStepOut(Schema):
    """One change of an event's state; what followed from it in words."""

    state: str
    by: str
    at: dt.datetime
    note: str
    evidence: list[EvidenceOut]
    consequences: list[Because]


class TaskOut(Schema):
    """A tickler that an event opened."""

    tickler_id: int
    cause: str
    owner: str
    due_date: dt.date | None
    state: str


class ProposedStatusOut(Schema):
    """A status that an event proposes for the customer, and what another person decided."""

    id: int
    status: str
    status_before: str
    state: str
    asked_by: str
    decided_by: str | None
    reason: str


class HoldOut(Schema):
    """A reason to hold a customer's orders: the policy's code, why, its last day (null: until lifted)."""

    id: int
    customer_id: int
    event_id: int
    code: str
    why: Because
    since: dt.date
    until: dt.date | None
    lifted_on: dt.date | None
    lifted_by: str | None


class ToldEventOut(EventOut):
    """An event with its story, oldest step first. The bar date is null where only the court says it."""

    steps: list[EventStepOut]
    tasks: list[TaskOut]
    holds: list[HoldOut]
    stopped: list[str]
    proposals: list[ProposedStatusOut]
    bar_date: dt.date | None
    successor_id: int | None
    data_change_id: int | None


class NoticeOut(Schema):
    """That whoever sells to an account was told of a step of an event."""

    id: int
    customer_id: int
    event_id: int
    kind: str
    state: str
    happened_on: dt.date
    salesperson: str
    at: dt.datetime


class EventIn(Body):
    """What happened. `details` by kind: docs/rules/customer_events.md; days are written YYYY-MM-DD, amounts in minor
    units of the customer's currency.
    """

    kind: EventName
    happened_on: Day
    note: Text = ""
    details: dict[Annotated[str, Field(max_length=40)], Line | Minor] = Field(default_factory=dict, max_length=12)


class EvidenceIn(Body):
    """One piece of evidence: its kind, and in words what it shows."""

    kind: EvidenceName
    note: Cause


class VerificationIn(Body):
    """By which evidence it is so."""

    evidence: Annotated[list[EvidenceIn], Field(min_length=1, max_length=7)]
    note: Text = ""


class ReasonIn(Body):
    """Why."""

    reason: Cause


class CompletionIn(Body):
    """A note, if there is something to say."""

    note: Text = ""


class CureIn(Body):
    """Why it is over, and by which evidence."""

    reason: Cause
    evidence: EvidenceIn


@router.get("/customer-events", **reads(Page[EventOut]))
@needs(Permission.SEE_HISTORY)
def events(
    request: Call,
    state: Literal["", "open", "to_decide"] | EventStateName = "",
    kind: Literal[""] | EventName = "",
    portfolio: QueryId = None,
    customer: QueryId = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[EventOut]:
    """Customer events, the newest report first; `open` wants those that wait to be verified or done,
    `to_decide` those that propose a status which nobody has decided on.
    """
    chosen = queries.EventFilter(state, kind, portfolio, customer)
    found = queries.customer_events(request.auth.user, chosen=chosen, as_of=request.today)
    return page_in_order(found, show=_event, sort="-reported", orders=queries.EVENT_ORDERS, cursor=cursor, limit=limit)


@router.get("/customer-events/{event_id}", **reads(ToldEventOut))
@needs(*ACCOUNTS)
def event(request: Call, event_id: PathId) -> ToldEventOut:
    """One event with its story and what came of it."""
    user = request.auth.user
    found = event_for(user, event_id, as_of=request.today)
    reads_history = has_permission(user.desk_role, Permission.SEE_HISTORY)
    return _told(found, as_of=request.today, reads_history=reads_history)


@router.post("/customers/{customer_id}/events", **writes(EventOut, status=201))
@needs(Permission.REPORT_EVENTS, scope=Scope.WORK)
@keyed(status=201)
def report_an_event(request: Call, customer_id: PathId, body: EventIn) -> EventOut:
    """Report what happened to a customer. Who may verify it does; contact stops at once where the policy says so."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    told = Told(EventKind(body.kind), body.happened_on, body.note, body.details)
    made = actions.report_event(
        customer, told=told, by=user, at=request.at, as_of=request.today, key=request.action_key
    )
    dispatch.event_told(made, as_of=request.today, at=request.at)
    return _event(made, reads_history=has_permission(user.desk_role, Permission.SEE_HISTORY))


@router.post("/customer-events/{event_id}/verification", **writes(EventOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def verify_an_event(request: Call, event_id: PathId, body: VerificationIn) -> EventOut:
    """Say by which evidence it is so; what the policy gives to its kind follows."""
    found = event_for(request.auth.user, event_id, as_of=request.today)
    proofs = [Proof(Evidence(one.kind), one.note) for one in body.evidence]
    verified = actions.verify_event(
        found,
        proofs=proofs,
        note=body.note,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    dispatch.event_told(verified, as_of=request.today, at=request.at)
    return _event(verified)


@router.post("/customer-events/{event_id}/refutation", **writes(EventOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def refute_an_event(request: Call, event_id: PathId, body: ReasonIn) -> EventOut:
    """Say that a report is wrong; what it stopped is allowed again."""
    user = request.auth.user
    found = event_for(user, event_id, as_of=request.today)
    return _event(
        actions.refute_event(
            found, note=body.reason, by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


@router.post("/customer-events/{event_id}/withdrawal", **writes(EventOut))
@needs(Permission.REPORT_EVENTS, scope=Scope.WORK)
@keyed()
def withdraw_an_event(request: Call, event_id: PathId, body: ReasonIn) -> EventOut:
    """Take my own report back."""
    user = request.auth.user
    found = event_for(user, event_id, as_of=request.today)
    return _event(
        actions.withdraw_event(
            found, note=body.reason, by=user, at=request.at, as_of=request.today, key=request.action_key
        ),
        reads_history=has_permission(user.desk_role, Permission.SEE_HISTORY),
    )


@router.post("/customer-events/{event_id}/completion", **writes(EventOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def complete_an_event(request: Call, event_id: PathId, body: CompletionIn) -> EventOut:
    """Say that everything that follows from it is done; 422 names each task that is open still."""
    user = request.auth.user
    found = event_for(user, event_id, as_of=request.today)
    return _event(
        actions.carry_out_event(
            found, note=body.note, by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


@router.post("/customer-events/{event_id}/cure", **writes(EventOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def cure_an_event(request: Call, event_id: PathId, body: CureIn) -> EventOut:
    """Say that it is over again; what it held and stopped is lifted."""
    user = request.auth.user
    found = event_for(user, event_id, as_of=request.today)
    proof = Proof(Evidence(body.evidence.kind), body.evidence.note)
    return _event(
        actions.cure_event(
            found,
            proof=proof,
            note=body.reason,
            by=user,
            at=request.at,
            as_of=request.today,
            key=request.action_key,
        )
    )


@router.get("/holds", **reads(Page[HoldOut]))
@needs(*ACCOUNTS)
def holds(
    request: Call, code: Literal["", "H4", "H7", "H8"] = "", cursor: Cursor = "", limit: Limit = PAGE
) -> Page[HoldOut]:
    """The reasons to hold orders that stand today, of the customers that I see."""
    found = queries.holds_seen_by(request.auth.user, code=code, as_of=request.today)
    return page_by_id(found, show=_hold, cursor=cursor, limit=limit)


@router.get("/customers/{customer_id}/holds", **reads(Page[HoldOut]))
@needs(*ACCOUNTS)
def customer_holds(request: Call, customer_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[HoldOut]:
    """The reasons to hold the customer's orders that stand today."""
    customer = customer_for(request.auth.user, customer_id, as_of=request.today)
    found = queries.standing_holds([customer.id], as_of=request.today).get(customer.id, [])
    return page_sorted([_hold(one) for one in found], show=_same, key=lambda one: (one.id,), cursor=cursor, limit=limit)


@router.post("/holds/{finding_id}/lifting", **writes(HoldOut))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed()
def lift_a_hold(request: Call, finding_id: PathId, body: ReasonIn) -> HoldOut:
    """Lift a reason to hold orders, with why."""
    user = request.auth.user
    found = hold_for(user, finding_id, as_of=request.today)
    return _hold(lift_hold(found, because=body.reason, by=user, at=request.at, as_of=request.today))


@router.get("/notices", **reads(Page[NoticeOut]))
@needs(*ACCOUNTS)
def sales_notices(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[NoticeOut]:
    """What salespeople were told of the customers that I see, the newest first."""
    found = queries.notices(request.auth.user, as_of=request.today)
    return page_in_order(found, show=_notice, sort="-at", orders=queries.NOTICE_ORDERS, cursor=cursor, limit=limit)


def _event(found: CustomerEvent, *, reads_history: bool = True) -> EventOut:
    return EventOut(
        id=found.id,
        customer_id=found.customer_id,
        kind=found.kind,
        state=found.state,
        happened_on=found.happened_on,
        reported_by=found.reported_by.username,
        reported_at=found.reported_at,
        note=found.note if reads_history else None,
        details=found.details if reads_history else None,
    )


def _told(found: CustomerEvent, *, as_of: dt.date, reads_history: bool) -> ToldEventOut:
    """Who reads no history sees that and when, and not why."""
    succession = queries.succession_of(found) if reads_history else None
    change = queries.change_of(found) if reads_history else None
    steps = [
        EventStepOut(
            state=one.state,
            by=one.by.username,
            at=one.at,
            note=one.note if reads_history else "",
            evidence=[EvidenceOut(**each) for each in one.evidence] if reads_history else [],
            consequences=[because(Reason.from_dict(each)) for each in one.consequences] if reads_history else [],
        )
        for one in queries.steps_of(found)
    ]
    tasks = [
        TaskOut(tickler_id=one.id, cause=one.cause, owner=one.owner.username, due_date=one.due_date, state=one.state)
        for one in (queries.tasks_of(found) if reads_history else [])
    ]
    return ToldEventOut(
        **_event(found, reads_history=reads_history).dict(),
        steps=steps,
        tasks=tasks,
        holds=[_hold(one) for one in queries.holds_of(found)],
        stopped=[one.way for one in queries.stops_of(found) if one.lifted_at is None],
        proposals=[proposal_out(one) for one in queries.proposals_of(found)] if reads_history else [],
        bar_date=queries.bar_date_of(found, as_of=as_of) if reads_history else None,
        successor_id=succession.new_id if succession else None,
        data_change_id=change.id if change else None,
    )


def _hold(found: HoldFinding) -> HoldOut:
    plain = ("id", "customer_id", "event_id", "code", "since", "until", "lifted_on")
    return HoldOut(
        why=because(Reason.from_dict(found.why)),
        lifted_by=found.lifted_by.username if found.lifted_by else None,
        **{name: getattr(found, name) for name in plain},
    )


def _same(one: HoldOut) -> HoldOut:
    return one


def proposal_out(found: StatusProposal) -> ProposedStatusOut:
    return ProposedStatusOut(
        id=found.id,
        status=found.status,
        status_before=found.status_before,
        state=found.state,
        asked_by=found.asked_by.username,
        decided_by=found.decided_by.username if found.decided_by else None,
        reason=found.decision_note,
    )


def _notice(found: Notice) -> NoticeOut:
    event = found.step.event
    return NoticeOut(
        id=found.id,
        customer_id=found.customer_id,
        event_id=event.id,
        kind=event.kind,
        state=found.step.state,
        happened_on=event.happened_on,
        salesperson=found.to_name,
        at=found.at,
    )
