"""What a customer owed at the end of any day, and the lines that add up to each figure of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, invalid, page_sorted
from creditdesk.api.routes.ledger import BucketOut, bucket_list
from creditdesk.api.routes.parties import ACCOUNTS
from creditdesk.api.shapes import Amount, Day, Instant, Page, PathId, Word, amount
from creditdesk.domain.aging import AgingBasis, Buckets
from creditdesk.exports.lists.account import FIGURES, part_of_figure, picked
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.statements import Statement, StatementLine, statements

if TYPE_CHECKING:
    from creditdesk.parties.models import Customer

router = Router()


class StatementOut(Schema):
    """What a customer owed in one currency at the end of a day; its `lines` are asked for by themselves."""

    currency: str
    as_of: dt.date
    claims: Amount
    credits: Amount
    balance: Amount
    past_due: Amount
    buckets: list[BucketOut]
    lines: int


class StatementLineOut(Schema):
    """An open item on a statement, with what was open of it at the end of the day, and its `part` of the figure."""

    item_id: int
    kind: str
    number: str
    document_date: dt.date
    due_date: dt.date
    aged_from: dt.date
    open: Amount
    disputed: Amount
    part: Amount
    days_past_due: int
    bucket: str


@router.get("/customers/{customer_id}/statement", **reads(Page[StatementOut]))
@needs(*ACCOUNTS)
def statement(
    request: Call,
    customer_id: PathId,
    as_of: Day | None = None,
    basis: AgingBasis = AgingBasis.DUE_DATE,
    known_at: Instant | None = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[StatementOut]:
    """The customer's statement as of any day, one for each currency. `known_at` leaves out what was recorded later."""
    found = customer_for(request.auth.user, customer_id, as_of=request.today)
    buckets, made = _made(request, found, as_of=as_of, basis=basis, known_at=known_at)
    return page_sorted(
        made, show=lambda one: _statement(one, buckets), key=lambda one: (one.currency,), cursor=cursor, limit=limit
    )


@router.get("/customers/{customer_id}/statement/lines", **reads(Page[StatementLineOut]))
@needs(*ACCOUNTS)
def statement_lines(
    request: Call,
    customer_id: PathId,
    currency: Word = "",
    what: Word = "balance",
    as_of: Day | None = None,
    basis: AgingBasis = AgingBasis.DUE_DATE,
    known_at: Instant | None = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[StatementLineOut]:
    """The lines of a statement, by currency, the oldest first; or those that add up to one figure of it (`what`):
    `balance`, `open`, `past_due`, `collectable`, `disputed`, `unapplied`, `credits`, or a bucket such as `bucket-2`.
    """
    found = customer_for(request.auth.user, customer_id, as_of=request.today)
    buckets, made = _made(request, found, as_of=as_of, basis=basis, known_at=known_at)
    pick = picked(what, buckets.edges)
    if pick is None:
        raise invalid("query", "what", detail=f"There are {', '.join(FIGURES)}, and buckets from bucket-0 on.")
    lines = [line for one in made if currency in ("", one.currency) for line in one.lines if pick(line)]
    return page_sorted(
        lines, show=lambda line: _line(line, buckets, what=what), key=_oldest_first, cursor=cursor, limit=limit
    )


def _made(
    request: Call, customer: Customer, *, as_of: dt.date | None, basis: AgingBasis, known_at: dt.datetime | None
) -> tuple[Buckets, list[Statement]]:
    today = request.today
    buckets = policy_in_force(as_of=today, company_id=customer.company_id).document.buckets
    day = as_of or today
    made = statements(customer.id, as_of=day, today=today, edges=buckets.edges, basis=basis, known_at=known_at)
    return buckets, made


def _oldest_first(line: StatementLine) -> tuple[str | int, ...]:
    return line.item.currency, line.aged_from.isoformat(), line.item.document_date.isoformat(), line.item.id


def _statement(made: Statement, buckets: Buckets) -> StatementOut:
    currency = made.currency
    return StatementOut(
        currency=currency,
        as_of=made.as_of,
        claims=amount(made.open_minor, currency),
        credits=amount(made.credits_minor, currency),
        balance=amount(made.balance_minor, currency),
        past_due=amount(made.past_due_minor, currency),
        buckets=bucket_list(made.buckets_minor, currency=currency, buckets=buckets),
        lines=len(made.lines),
    )


def _line(line: StatementLine, buckets: Buckets, *, what: str) -> StatementLineOut:
    item, currency = line.item, line.item.currency
    return StatementLineOut(
        item_id=item.id,
        kind=item.kind,
        number=item.number,
        document_date=item.document_date,
        due_date=item.due_date,
        aged_from=line.aged_from,
        open=amount(line.open_minor, currency),
        disputed=amount(line.disputed_minor, currency),
        part=amount(part_of_figure(line, what), currency),
        days_past_due=line.days_past_due,
        bucket=buckets.labels[line.bucket],
    )
