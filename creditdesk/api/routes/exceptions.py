"""What a supervisor decides about the exception list, and each portfolio's day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_sorted
from creditdesk.api.routes.followup import person_named
from creditdesk.api.shapes import Amount, Body, Cause, Day, Page, PathId, Word, amount
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.decisions import Decision, Kind, decide_exception, exception_row
from creditdesk.followup.team_queries import RepDay, team
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.followup.models import ExceptionDecision

router = Router()


class DecisionOut(Schema):
    """What was decided about an account in a currency, with what was open then. `tickler_id` is what somebody does."""

    id: int
    customer_id: int
    kind: str
    amount: Amount
    oldest_due_date: dt.date
    until: dt.date
    reason: str
    tickler_id: int | None
    by: str
    at: dt.datetime


class ExceptionDecisionIn(Body):
    """`assigned`: the `owner` does what the reason says by the day; `accepted`: nothing is planned until then. Without
    a currency it is about the oldest of the account's lines.
    """

    kind: Literal["assigned", "accepted"]
    until: Day
    reason: Cause
    owner: Word = ""
    currency: Annotated[str, Field(pattern="^([A-Z]{3})?$")] = ""


class TeamOut(Schema):
    """A portfolio's day as its supervisor sees it."""

    portfolio_id: int
    portfolio: str
    rep: str
    absent_until: dt.date | None
    substitute: str | None
    accounts: int
    to_work: int
    at_stake: Amount
    ticklers_overdue: int
    exceptions: int


@router.get("/team", **reads(Page[TeamOut]))
@needs(Permission.SEE_EXCEPTIONS)
def team_day(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[TeamOut]:
    """The day of each portfolio that I supervise, or of all that I see, by name."""
    found = team(request.auth.user, as_of=request.today)
    return page_sorted(found, show=_day, key=lambda one: (one.portfolio, one.portfolio_id), cursor=cursor, limit=limit)


@router.post("/customers/{customer_id}/exception-decision", **writes(DecisionOut, status=201))
@needs(Permission.SEE_EXCEPTIONS, scope=Scope.WORK)
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def decide_on_exception(request: Call, customer_id: PathId, body: ExceptionDecisionIn) -> DecisionOut:
    """Decide about an account on the exception list. 409 where it is not on the list any more."""
    user = request.auth.user
    customer = customer_for(user, customer_id, as_of=request.today)
    row = exception_row(customer, currency=body.currency)
    owner = person_named(request, customer, body.owner) if body.owner else None
    made = decide_exception(
        customer,
        currency=row.currency,
        decision=Decision(Kind(body.kind), body.until, body.reason, owner),
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key[:48],
    )
    return _decision(made)


def _decision(made: ExceptionDecision) -> DecisionOut:
    return DecisionOut(
        id=made.id,
        customer_id=made.customer_id,
        kind=made.kind,
        amount=amount(made.amount_minor, made.currency),
        oldest_due_date=made.oldest_due_date,
        until=made.until,
        reason=made.reason,
        tickler_id=made.tickler_id,
        by=made.by.username,
        at=made.at,
    )


def _day(day: RepDay) -> TeamOut:
    return TeamOut(
        portfolio_id=day.portfolio_id,
        portfolio=day.portfolio,
        rep=day.rep.username,
        absent_until=day.absent_until,
        substitute=day.substitute.username if day.substitute else None,
        accounts=day.accounts,
        to_work=day.to_work,
        at_stake=amount(day.at_stake_minor, day.currency),
        ticklers_overdue=day.ticklers_overdue,
        exceptions=day.exceptions,
    )
