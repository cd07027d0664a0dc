"""What those who lead decide about customer events: a proposed status, a new owner's account, who owes the old debt."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk import dispatch
from creditdesk.api.answers import writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.routes.customer_events import ProposedStatusOut, proposal_out
from creditdesk.api.shapes import Body, Cause, Day, DocumentNumber, Line, PathId
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.event_access import event_for, proposal_for, succession_for
from creditdesk.followup.event_decisions import document_assumption, open_successor

if TYPE_CHECKING:
    from creditdesk.followup.event_access import Succession

router = Router()


class SuccessionOut(Schema):
    """That a new customer follows an old one, whose debt stays unless an assumption is signed."""

    id: int
    event_id: int
    old_customer_id: int
    new_customer_id: int
    number: str
    assumed_on: dt.date | None


class StatusDecisionIn(Body):
    """Whether the proposed status is accepted; a no needs a reason."""

    accept: bool
    reason: Line = ""


class SuccessorIn(Body):
    """The account of the new owner."""

    number: DocumentNumber
    name: Cause
    legal_name: Line = ""
    guarantor_note: Line = ""


class AssumptionIn(Body):
    """That the new owner signed to take over the old debt: when, which paper, where it is kept."""

    signed_on: Day
    note: Cause


@router.post("/customer-events/{event_id}/successor", **writes(SuccessionOut, status=201))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed(status=201)
def open_a_successor(request: Call, event_id: PathId, body: SuccessorIn) -> SuccessionOut:
    """Open the account of the new owner after a verified change of ownership: limit 0, orders to be held."""
    user = request.auth.user
    found = event_for(user, event_id, as_of=request.today)
    made = open_successor(found, **body.dict(), by=user, at=request.at, as_of=request.today, key=request.action_key)
    return _succession(made, assumed_on=None)


@router.post("/successions/{succession_id}/assumption", **writes(SuccessionOut))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed()
def document_an_assumption(request: Call, succession_id: PathId, body: AssumptionIn) -> SuccessionOut:
    """Document that the new owner takes over the old debt; the ledger is not moved by it."""
    user = request.auth.user
    found = succession_for(user, succession_id, as_of=request.today)
    made = document_assumption(
        found, signed_on=body.signed_on, note=body.note, by=user, at=request.at, as_of=request.today
    )
    return _succession(found, assumed_on=made.signed_on)


@router.post("/status-proposals/{proposal_id}/decision", **writes(ProposedStatusOut))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed()
def decide_a_status(request: Call, proposal_id: PathId, body: StatusDecisionIn) -> ProposedStatusOut:
    """Accept or decline a status that another person's verification proposed. Accepting asks for it by a request."""
    user = request.auth.user
    found = proposal_for(user, proposal_id, as_of=request.today)
    return proposal_out(
        dispatch.decide_status(found, accept=body.accept, note=body.reason, by=user, at=request.at, as_of=request.today)
    )


def _succession(found: Succession, *, assumed_on: dt.date | None) -> SuccessionOut:
    return SuccessionOut(
        id=found.id,
        event_id=found.event_id,
        old_customer_id=found.old_id,
        new_customer_id=found.new_id,
        number=found.new.number,
        assumed_on=assumed_on,
    )
