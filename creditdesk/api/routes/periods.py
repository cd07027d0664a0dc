"""Closed periods: which days take no postings any more, and closing the next ones."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Body, Day, Page, Word
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, company_for
from creditdesk.receivables.actions import close_period
from creditdesk.receivables.periods import closed_periods

if TYPE_CHECKING:
    from creditdesk.receivables.models import Period

router = Router()


class PeriodOut(Schema):
    """A closed stretch of days of one company."""

    id: int
    company: str
    first_day: dt.date
    last_day: dt.date
    closed_at: dt.datetime
    closed_by: str


class PeriodIn(Body):
    """The days to close for good; their last one is over."""

    company: Word
    first_day: Day
    last_day: Day


@router.get("/periods", **reads(Page[PeriodOut]))
@needs(Permission.CLOSE_PERIOD, Permission.POST_LEDGER, Permission.SEE_JOURNAL)
def periods(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[PeriodOut]:
    """The closed periods of my companies, the last closed first."""
    found = closed_periods(companies_of(request.auth.user))
    return page_by_id(found, show=_period, cursor=cursor, limit=limit, newest_first=True)


@router.post("/periods", **writes(PeriodOut, status=201))
@needs(Permission.CLOSE_PERIOD, scope=Scope.LEDGER)
@keyed(status=201)
def close(request: Call, body: PeriodIn) -> PeriodOut:
    """Close a stretch of days for good: nothing is posted inside it any more, and it is never opened again."""
    user = request.auth.user
    period = close_period(
        company_for(user, body.company),
        first_day=body.first_day,
        last_day=body.last_day,
        as_of=request.today,
        by=user,
        at=request.at,
    )
    return _period(period)


def _period(period: Period) -> PeriodOut:
    return PeriodOut(
        id=period.id,
        company=period.company.code,
        first_day=period.first_day,
        last_day=period.last_day,
        closed_at=period.closed_at,
        closed_by=period.closed_by,
    )
