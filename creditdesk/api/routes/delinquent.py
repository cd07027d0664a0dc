"""The delinquent log: all customers past due with what was done and what comes next."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from ninja import Query, Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, cursor_marks, write_cursor
from creditdesk.api.routes.ledger import BucketOut, bucket_list
from creditdesk.api.routes.parties import QueryId
from creditdesk.api.shapes import Amount, Page, Word, amount
from creditdesk.domain.policy import default_policy
from creditdesk.domain.visibility import Permission
from creditdesk.followup.delinquent import LogFilter, delinquent, delinquent_lines, delinquent_page, place_of
from creditdesk.followup.scope import policies_of

if TYPE_CHECKING:
    from creditdesk.domain.aging import Buckets
    from creditdesk.followup.delinquent import DelinquentLine

router = Router()


class DelinquentOut(Schema):
    """A customer past due in one currency: by age, what was said last, what comes next, what is promised, by whom."""

    customer_id: int
    company: str
    number: str
    name: str
    past_due: Amount
    disputed: Amount
    buckets: list[BucketOut]
    oldest_days: int
    last_contact: dt.datetime | None
    outcome: str
    next_action: str
    next_date: dt.date | None
    planned_by_strategy: bool
    promised: Amount | None
    promised_date: dt.date | None
    promise_broken: bool
    owner: str | None


@router.get("/delinquent-log", **reads(Page[DelinquentOut]))
@needs(Permission.SEE_HISTORY)
def delinquent_accounts(
    request: Call,
    portfolio: QueryId = None,
    owner: QueryId = None,
    bucket: Annotated[int | None, Query(ge=1, le=7)] = None,
    currency: Word = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[DelinquentOut]:
    """All customers past due, by currency, the largest first. Bucket 1 is the youngest past due."""
    user, today = request.auth.user, request.today
    after = None
    if cursor:
        code, minor, customer_id = cursor_marks(cursor, str, int, int)
        after = (code, minor, customer_id)
    chosen = LogFilter(portfolio, owner, bucket, currency)
    rows = delinquent_page(delinquent(user, chosen=chosen, as_of=today), after=after, size=limit)
    following = write_cursor(list(place_of(rows[limit - 1]))) if len(rows) > limit else None
    policies = policies_of(user, as_of=today)
    # As on the screen, all companies are told by the buckets of the reader's first.
    buckets = next(iter(policies.values()), default_policy()).buckets
    lines = delinquent_lines(user, rows[:limit], policies=policies, edges=buckets.edges, as_of=today)
    return Page(entries=[_delinquent(line, buckets) for line in lines], next=following)


def _delinquent(line: DelinquentLine, buckets: Buckets) -> DelinquentOut:
    customer, facts, promise = line.customer, line.facts, line.promise
    return DelinquentOut(
        customer_id=customer.id,
        company=customer.company.code,
        number=customer.number,
        name=customer.name,
        past_due=amount(facts.past_due_minor, facts.currency),
        disputed=amount(facts.disputed_minor, facts.currency),
        buckets=bucket_list(facts.buckets_minor, currency=facts.currency, buckets=buckets),
        oldest_days=facts.oldest_days,
        last_contact=line.last_contact,
        outcome=line.outcome,
        next_action=line.next_action,
        next_date=line.next_date,
        planned_by_strategy=line.by_strategy,
        promised=amount(promise.facts.amount_minor, facts.currency) if promise else None,
        promised_date=promise.facts.date if promise else None,
        promise_broken=promise.is_broken if promise else False,
        owner=line.owner.username if line.owner else None,
    )
