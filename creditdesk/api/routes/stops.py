"""Posting stops: where nothing is posted because the books do not prove, and the decision to go on all the same."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.parties import ACCOUNTS
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import Body, Cause, Page, PathId
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.receivables.access import standing_stops, stop_for
from creditdesk.receivables.stops import lift_stop

if TYPE_CHECKING:
    from creditdesk.parties.models import User
    from creditdesk.receivables.models import PostingStop

router = Router()


class StopOut(Schema):
    """Since when nothing is posted for whom: a customer, a company, or (neither) anybody. The fact is for those who
    read the journal.
    """

    id: int
    company: str | None
    customer_id: int | None
    fact: str | None
    stopped_at: dt.datetime
    lifted_at: dt.datetime | None
    lifted_by: str


class LiftingIn(Body):
    """Why postings go on though the books are broken."""

    reason: Cause


@router.get("/stops", **reads(Page[StopOut]))
@needs(*ACCOUNTS)
def stops(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[StopOut]:
    """The posting stops that stand, of what I may see, the newest first."""
    user = request.auth.user
    found = standing_stops(user, as_of=request.today)
    return page_by_id(found, show=lambda stop: _stop(stop, user), cursor=cursor, limit=limit, newest_first=True)


@router.post("/stops/{stop_id}/lifting", **writes(StopOut, confirmed=True))
@needs(Permission.LIFT_STOP, scope=Scope.LEDGER)
@keyed()
@confirmed
def lift(request: Call, stop_id: PathId, body: LiftingIn) -> StopOut:
    """Decide that postings go on, for this very fact; nobody does so where he posted himself."""
    user = request.auth.user
    stop = stop_for(user, stop_id, as_of=request.today)
    return _stop(lift_stop(stop, reason=body.reason, by=user, at=request.at), user)


def _stop(stop: PostingStop, user: User) -> StopOut:
    return StopOut(
        id=stop.id,
        company=stop.company.code if stop.company else None,
        customer_id=stop.customer_id,
        fact=stop.fact if has_permission(user.desk_role, Permission.SEE_JOURNAL) else None,
        stopped_at=stop.stopped_at,
        lifted_at=stop.lifted_at,
        lifted_by=stop.lifted_by,
    )
