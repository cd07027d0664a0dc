"""The worklist; and the exception list, with what was accepted on it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, cursor_marks, not_a_cursor, page_in_order, write_cursor
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.shapes import Amount, Because, MinorAsked, Page, Word, amount, because
from creditdesk.domain.visibility import Permission
from creditdesk.followup.decisions import accepted
from creditdesk.followup.queries import Filter, worklist
from creditdesk.followup.team_queries import exceptions, exceptions_page
from creditdesk.followup.todays_list import worklist_page
from creditdesk.parties.in_order import Order

if TYPE_CHECKING:
    from creditdesk.followup.models import ExceptionDecision, ExceptionRow
    from creditdesk.followup.todays_list import Listed

router = Router()
_BY_END = {"until": Order("until", dt.date.fromisoformat)}


class WorklistOut(Schema):
    """An account that needs work, in its rank, with the reasons and the next step. Amounts in company currency."""

    customer_id: int
    company: str
    number: str
    name: str
    rank_first: bool
    score: Amount
    at_stake: Amount
    reasons: list[Because]
    next_step: str
    next_step_name: str
    next_step_date: dt.date | None


class ExceptionOut(Schema):
    """An account long past due for which nobody planned what happens next."""

    customer_id: int
    company: str
    number: str
    name: str
    rep: str | None
    amount: Amount
    items: int
    oldest_due_date: dt.date


class AcceptedOut(Schema):
    """An account for which somebody accepted that nothing is planned until a day, and what was open then."""

    customer_id: int
    company: str
    number: str
    name: str
    rep: str | None
    amount: Amount
    oldest_due_date: dt.date
    until: dt.date
    reason: str
    by: str
    decided_at: dt.datetime


@router.get("/worklist", **reads(Page[WorklistOut]))
@needs(Permission.WORK_TICKLERS, Permission.SEE_EXCEPTIONS)
def work(
    request: Call,
    portfolio: QueryId = None,
    risk_class: Word = "",
    currency: Word = "",
    minimum_minor: MinorAsked = None,
    planned: bool = False,
    to_work: bool = False,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[WorklistOut]:
    """The accounts that need work, first to last: at least `minimum_minor` in company currency, only those with a
    tickler (`planned`), only those with something to do now (`to_work`).
    """
    chosen = Filter(portfolio, risk_class, currency, minimum_minor, with_tickler=planned, to_work_only=to_work)
    after = None
    if cursor:
        jump, score, customer_id = cursor_marks(cursor, int, int, int)
        after = (jump, score, customer_id)
    rows = worklist_page(worklist(request.auth.user, chosen=chosen, as_of=request.today), after=after, size=limit)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = write_cursor([last.jump, last.score_minor, last.customer_id])
    return Page(entries=[_work(row) for row in rows[:limit]], next=following)


@router.get("/exceptions", **reads(Page[ExceptionOut]))
@needs(Permission.SEE_EXCEPTIONS)
def exception_list(
    request: Call, portfolio: QueryId = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[ExceptionOut]:
    """Accounts long past due without a dated next action, the oldest first."""
    after = None
    if cursor:
        day, customer_id, currency = cursor_marks(cursor, str, int, str)
        try:
            after = (dt.date.fromisoformat(day), customer_id, currency)
        except ValueError as error:
            raise not_a_cursor() from error
    found = exceptions(request.auth.user, portfolio_id=portfolio, as_of=request.today)
    rows = exceptions_page(found, after=after, size=limit)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = write_cursor([last.oldest_due_date.isoformat(), last.customer_id, last.currency])
    return Page(entries=[_exception(row) for row in rows[:limit]], next=following)


@router.get("/exceptions/accepted", **reads(Page[AcceptedOut]))
@needs(Permission.SEE_EXCEPTIONS)
def accepted_exceptions(
    request: Call, portfolio: QueryId = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[AcceptedOut]:
    """Accounts for which it is accepted for a while that nothing is planned, the soonest over first."""
    found = accepted(request.auth.user, portfolio_id=portfolio, as_of=request.today)
    return page_in_order(found, show=_accepted, sort="until", orders=_BY_END, cursor=cursor, limit=limit)


def _work(row: Listed) -> WorklistOut:
    return WorklistOut(
        customer_id=row.customer_id,
        company=row.company_code,
        number=row.number,
        name=row.name,
        rank_first=row.jump > 0,
        score=amount(row.score_minor, row.company_currency),
        at_stake=amount(row.at_stake_minor, row.company_currency),
        reasons=[because(reason) for reason in row.reasons],
        next_step=row.next_step_kind,
        next_step_name=row.next_step_name,
        next_step_date=row.next_step_date,
    )


def _exception(row: ExceptionRow) -> ExceptionOut:
    customer = row.customer
    return ExceptionOut(
        customer_id=customer.id,
        company=customer.company.code,
        number=customer.number,
        name=customer.name,
        rep=customer.portfolio.rep.username if customer.portfolio else None,
        amount=amount(row.amount_minor, row.currency),
        items=row.items,
        oldest_due_date=row.oldest_due_date,
    )


def _accepted(decision: ExceptionDecision) -> AcceptedOut:
    customer = decision.customer
    return AcceptedOut(
        customer_id=customer.id,
        company=customer.company.code,
        number=customer.number,
        name=customer.name,
        rep=customer.portfolio.rep.username if customer.portfolio else None,
        amount=amount(decision.amount_minor, decision.currency),
        oldest_due_date=decision.oldest_due_date,
        until=decision.until,
        reason=decision.reason,
        by=decision.by.username,
        decided_at=decision.at,
    )
