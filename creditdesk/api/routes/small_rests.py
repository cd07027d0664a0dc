"""Small rests that may be swept, and asking for that."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from ninja import Router, Schema
from pydantic import Field

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.routes.requests import RequestOut, request_out
from creditdesk.api.shapes import Amount, Because, Body, Id, amount, because
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission

if TYPE_CHECKING:
    from creditdesk.approvals.sweeping import Sweep

router = Router()


class SmallRestOut(Schema):
    """A small rest of a document, whether it may be swept, and why or why not."""

    customer_id: int
    item_id: int
    number: str
    due_date: dt.date
    original: Amount
    open: Amount
    swept: bool
    why: Because


class SmallRestsOut(Schema):
    """The small rests of the accounts that the user sees; at most 500 of each company."""

    items: list[SmallRestOut]


class SweepIn(Body):
    """Whose small rests are to be written off."""

    customer_ids: Annotated[list[Id], Field(max_length=500)]


class SweepOut(Schema):
    """The requests that were made, one for each customer and currency; they wait for a decision."""

    items: list[RequestOut]


@router.get("/small-rests", **reads(SmallRestsOut))
@needs(Permission.SEE_HISTORY)
def small_rests(request: Call) -> SmallRestsOut:
    """Small rests of past-due documents, with which of them the policy lets be swept."""
    found = dispatch.sweeps_for(request.auth.user, as_of=request.today)
    return SmallRestsOut(items=[one for sweep in found for one in _rests(sweep)])


@router.post("/small-rests/sweep", **writes(SweepOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def ask_to_sweep(request: Call, body: SweepIn) -> SweepOut:
    """Ask to write off what may be swept of these customers. Somebody else with the authority approves it."""
    user, chosen = request.auth.user, set(body.customer_ids)
    made = dispatch.propose_sweep(user, customer_ids=chosen, by=user, at=request.at, as_of=request.today)
    return SweepOut(items=[request_out(one) for one in made])


def _rests(sweep: Sweep) -> list[SmallRestOut]:
    return [
        SmallRestOut(
            customer_id=sweep.customer.id,
            item_id=one.rest.item_id,
            number=one.rest.number,
            due_date=one.rest.due_date,
            original=amount(one.rest.original_minor, sweep.currency),
            open=amount(one.rest.open_minor, sweep.currency),
            swept=one.swept,
            why=because(one.why),
        )
        for one in sweep.candidates
    ]
