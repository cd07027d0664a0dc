"""Who is away, and who stands in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_in_order
from creditdesk.api.routes.portfolios import colleague_named
from creditdesk.api.shapes import Body, Day, Page, PathId, Word
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties import assignment
from creditdesk.parties.directory import absence_for
from creditdesk.parties.directory import absences as absences_from
from creditdesk.parties.in_order import Order

if TYPE_CHECKING:
    from creditdesk.parties.models import Absence

router = Router()
_MANAGE = needs(Permission.MANAGE_PORTFOLIOS, scope=Scope.ADMIN)
_BY_BEGINNING = {"first_day": Order("first_day", dt.date.fromisoformat)}


class AbsenceOut(Schema):
    """Somebody is away from the first to the last day, and the substitute sees the accounts; both by user name."""

    id: int
    user: str
    substitute: str
    first_day: dt.date
    last_day: dt.date


class AbsenceIn(Body):
    """Who is away when, and who stands in, by user name."""

    user: Word
    substitute: Word
    first_day: Day
    last_day: Day


@router.get("/absences", **reads(Page[AbsenceOut]))
@_MANAGE
def absences(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[AbsenceOut]:
    """Absences of my colleagues that are not over, soonest first."""
    found = absences_from(request.auth.user, from_day=request.today)
    return page_in_order(found, show=_absence, sort="first_day", orders=_BY_BEGINNING, cursor=cursor, limit=limit)


@router.post("/absences", **writes(AbsenceOut, status=201))
@_MANAGE
@keyed(status=201)
def record_absence(request: Call, body: AbsenceIn) -> AbsenceOut:
    """Let a substitute see the accounts and ticklers of somebody who is away, on those days."""
    user, works = request.auth.user, Permission.WORK_TICKLERS
    recorded = assignment.record_absence(
        colleague_named(user, body.user, permission=works),
        substitute=colleague_named(user, body.substitute, permission=works),
        first_day=body.first_day,
        last_day=body.last_day,
        by=user,
        at=request.at,
    )
    return _absence(recorded)


@router.post("/absences/{absence_id}/cancellation", **writes(AbsenceOut))
@_MANAGE
@keyed()
def cancel_absence(request: Call, absence_id: PathId) -> AbsenceOut:
    """Take an absence back; answers what it was."""
    user = request.auth.user
    absence = absence_for(user, absence_id)
    told = _absence(absence)
    assignment.cancel_absence(absence, by=user, at=request.at)
    return told


def _absence(absence: Absence) -> AbsenceOut:
    return AbsenceOut(
        id=absence.id,
        user=absence.user.username,
        substitute=absence.substitute.username,
        first_day=absence.first_day,
        last_day=absence.last_day,
    )
