"""Changes of a customer's data: asked for, called back, confirmed by a second person, withdrawn."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_in_order
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.shapes import Body, Cause, Id, Line, Page, PathId, Word
from creditdesk.domain.data_changes import CallBack, CallOutcome
from creditdesk.domain.policy_events import DataKind
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup import data_changing as actions
from creditdesk.followup.event_access import change_for, event_for
from creditdesk.followup.event_queries import CHANGE_ORDERS, ChangeFilter, change_steps, changes, compared
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.followup.event_access import DataChange

router = Router()

DataName = Literal["address", "phone", "email", "name", "bank"]
ChangeStateName = Literal["asked", "called_back", "applied", "denied", "withdrawn"]


class DataChangeOut(Schema):
    """A change that was asked for: what stood there, and what is asked for. A bank account is told by its end only."""

    id: int
    customer_id: int
    event_id: int | None
    kind: str
    state: str
    old: dict[str, str]
    new: dict[str, str]
    asked_by: str
    channel: str
    given_numbers: list[str]
    known_numbers: list[str]
    requested_by: str
    requested_at: dt.datetime


class DataChangeStepOut(Schema):
    """One thing that was done about it."""

    kind: str
    number: str
    reached: str
    outcome: str
    note: str
    by: str
    at: dt.datetime


class MovedOut(Schema):
    """A field that a file or a person changed since it was asked for."""

    field: str
    now: str


class ToldDataChangeOut(DataChangeOut):
    """A change with what was done about it, oldest first, and what moved meanwhile."""

    steps: list[DataChangeStepOut]
    moved: list[MovedOut]


class DataChangeIn(Body):
    """What is asked for: the new values by field, by whom at the customer, how, and the numbers that came with it."""

    kind: DataName
    new: dict[Annotated[str, Field(max_length=40)], Line] = Field(max_length=8)
    asked_by: Cause
    channel: Literal["call", "email", "letter", "visit"]
    given_numbers: Annotated[list[Word], Field(max_length=10)] = Field(default_factory=list)
    event_id: Id | None = None


class CallBackIn(Body):
    """The call to a number known before the request: whom it reached, and what he said."""

    number: Word
    reached: Line = ""
    outcome: Literal["confirmed", "denied", "not_reached"]
    note: Line = ""


class ConfirmationIn(Body):
    """A note, if there is something to say."""

    note: Line = ""


class NotFollowedIn(Body):
    """Why the request is not followed."""

    reason: Cause


@router.get("/data-changes", **reads(Page[DataChangeOut]))
@needs(Permission.SEE_HISTORY)
def data_changes(
    request: Call,
    state: Literal["", "open"] | ChangeStateName = "open",
    kind: Literal[""] | DataName = "",
    customer: QueryId = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[DataChangeOut]:
    """Changes of customers' data, the oldest first; `open` wants those that wait for a call or a second person."""
    found = changes(request.auth.user, chosen=ChangeFilter(state, kind, customer), as_of=request.today)
    return page_in_order(found, show=_change, sort="asked", orders=CHANGE_ORDERS, cursor=cursor, limit=limit)


@router.get("/data-changes/{change_id}", **reads(ToldDataChangeOut))
@needs(Permission.SEE_HISTORY)
def data_change(request: Call, change_id: PathId) -> ToldDataChangeOut:
    """One change with what was done about it."""
    found = change_for(request.auth.user, change_id, as_of=request.today)
    names = ("kind", "number", "reached", "outcome", "note", "at")
    steps = [
        DataChangeStepOut(by=one.by.username, **{name: getattr(one, name) for name in names})
        for one in change_steps(found)
    ]
    moved = [MovedOut(field=one.field, now=one.now) for one in compared(found) if one.moved]
    return ToldDataChangeOut(**_change(found).dict(), steps=steps, moved=moved)


@router.post("/customers/{customer_id}/data-changes", **writes(DataChangeOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def ask_for_a_change(request: Call, customer_id: PathId, body: DataChangeIn) -> DataChangeOut:
    """Take a request to change a customer's data; it counts once a call-back confirmed it."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    event = event_for(user, body.event_id, as_of=request.today) if body.event_id else None
    asked = actions.Request(
        DataKind(body.kind), body.new, body.asked_by, body.channel, tuple(body.given_numbers), event
    )
    return _change(
        actions.ask_change(customer, request=asked, by=user, at=request.at, as_of=request.today, key=request.action_key)
    )


@router.post("/data-changes/{change_id}/call-back", **writes(DataChangeOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def record_a_call_back(request: Call, change_id: PathId, body: CallBackIn) -> DataChangeOut:
    """Record a call-back; 422 for a number that was not known before, or came with the request."""
    user = request.auth.user
    found = change_for(user, change_id, as_of=request.today)
    call = CallBack(body.number, body.reached, CallOutcome(body.outcome))
    return _change(
        actions.call_back(
            found, call=call, note=body.note, by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


@router.post("/data-changes/{change_id}/confirmation", **writes(DataChangeOut))
@needs(Permission.DECIDE_EVENTS, scope=Scope.WORK)
@keyed()
def confirm_a_change(request: Call, change_id: PathId, body: ConfirmationIn) -> DataChangeOut:
    """The second person's word, after the call-back."""
    user = request.auth.user
    found = change_for(user, change_id, as_of=request.today)
    return _change(
        actions.confirm_change(
            found, note=body.note, by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


@router.post("/data-changes/{change_id}/withdrawal", **writes(DataChangeOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def withdraw_a_change(request: Call, change_id: PathId, body: NotFollowedIn) -> DataChangeOut:
    """End a request that is not to be followed; what stands stays."""
    user = request.auth.user
    found = change_for(user, change_id, as_of=request.today)
    return _change(
        actions.withdraw_change(
            found, note=body.reason, by=user, at=request.at, as_of=request.today, key=request.action_key
        )
    )


def _change(found: DataChange) -> DataChangeOut:
    plain = ("id", "customer_id", "event_id", "kind", "state", "old", "new", "asked_by", "given_numbers")
    return DataChangeOut(
        channel=found.asked_channel,
        known_numbers=found.known_numbers,
        requested_by=found.requested_by.username,
        requested_at=found.requested_at,
        **{name: getattr(found, name) for name in plain},
    )
