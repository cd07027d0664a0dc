"""The delinquent log: every customer past due, by age, with what was last said, what comes next and what is promised.

The list comes from the kept positions by an index, a page at a time; what stands beside a page's rows is read once for
all of them, so that a page costs the same however many rows and accounts there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from creditdesk.domain.policy import PolicyDocument
from creditdesk.followup.access import readable
from creditdesk.followup.last_contacts import real_contacts
from creditdesk.followup.models import Tickler, WorklistRow
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.queries import PAGE, first_tickler_of
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import Promised, newest_promises
from creditdesk.parties.models import Customer, User
from creditdesk.parties.reach import reach_of
from creditdesk.receivables.models import Position
from creditdesk.receivables.positions import MOST_BUCKETS
from creditdesk.receivables.queries import PositionFacts, positions

# Currency, past due, customer: where a page ended.
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a reader narrows the log to; empty fields narrow nothing. `owner_id` is a rep's or a tickler's owner's."""

    portfolio_id: int | None = None
    owner_id: int | None = None
    bucket: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """What was last said to a customer and what comes next."""

    last_contact: dt.datetime | None
    outcome: str
    next_action: str
    next_date: dt.date | None
    owner: User | None


@dataclass(frozen=True, slots=True)
class DelinquentLine:
    """One customer in one currency: what is owed by age, what was said, planned and promised, and who owns it.

    Where nobody planned anything, `by_strategy` holds and the next action is the strategy's.
    """

    customer: Customer
    facts: PositionFacts
    last_contact: dt.datetime | None
    outcome: str
    next_action: str
    next_date: dt.date | None
    by_strategy: bool
    promise: Promised | None
    owner: User | None


def delinquent(user: User, *, chosen: LogFilter, as_of: dt.date) -> QuerySet[Position]:
    """What the customers past due owe that the user may see: by currency, the largest past due first."""
    rows = Position.objects.filter(_own(user, as_of=as_of), past_due_minor__gt=0)
    if chosen.currency:
        rows = rows.filter(currency=chosen.currency)
    if chosen.portfolio_id is not None:
        rows = rows.filter(customer__portfolio_id=chosen.portfolio_id)
    if chosen.owner_id is not None:
        planned = Tickler.objects.filter(
            customer=OuterRef("customer"), state=Tickler.State.OPEN, owner_id=chosen.owner_id
        )
        rows = rows.filter(Q(customer__portfolio__rep=chosen.owner_id) | Exists(planned))
    if chosen.bucket is not None and 0 <= chosen.bucket < MOST_BUCKETS:
        rows = rows.filter(**{f"bucket_{chosen.bucket}__gt": 0})
    return rows.order_by("currency", "-past_due_minor", "customer_id")


def delinquent_page(rows: QuerySet[Position], *, after: Place | None = None, size: int = PAGE) -> list[Position]:
    """One page (and one row more, which tells that there is another) after (currency, past due, customer id)."""
    if after is not None:
        currency, minor, customer_id = after
        here = Q(currency=currency)
        # The first condition says nothing new to a reader, but lets the database begin at the right place of the index.
        rows = rows.filter(currency__gte=currency).filter(
            Q(currency__gt=currency)
            | (here & Q(past_due_minor__lt=minor))
            | (here & Q(past_due_minor=minor, customer_id__gt=customer_id))
        )
    return list(rows.select_related("customer__company", "customer__portfolio__rep")[: size + 1])


def delinquent_lines(
    user: User,
    rows: Sequence[Position],
    *,
    policies: Mapping[int, PolicyDocument],
    edges: Sequence[int],
    as_of: dt.date,
) -> list[DelinquentLine]:
    """The rows with what stands beside them. The buckets are by `edges`, also where a company's own are others."""
    ids = sorted({row.customer_id for row in rows})
    figures = {(one.customer_id, one.currency): one for one in positions(ids, as_of=as_of, edges=edges)}
    said = delinquent_log(user, ids)
    steps = {row.customer_id: row for row in WorklistRow.objects.filter(customer_id__in=ids)}
    promises = _promises(rows, policies=policies, as_of=as_of)
    return [
        _line(row.customer, facts, said[row.customer_id], steps.get(row.customer_id), promises)
        for row in rows
        if (facts := figures.get((row.customer_id, row.currency))) is not None
    ]


def place_of(row: Position) -> Place:
    """Where a page that ends with the row goes on."""
    return row.currency, row.past_due_minor, row.customer_id


def delinquent_log(user: User, customer_ids: Sequence[int]) -> dict[int, LogLine]:
    """Customer → last contact that the user may read, next action with its day and owner; history class."""
    newest = real_contacts().filter(readable(user), customer=OuterRef("pk")).order_by("-happened_at", "-id")
    rows = Customer.objects.filter(id__in=customer_ids).annotate(
        contacted=Subquery(newest.values("happened_at")[:1]), outcome=Subquery(newest.values("outcome")[:1])
    )
    ticklers = first_tickler_of(customer_ids)
    found = {}
    for customer_id, contacted, outcome in rows.values_list("id", "contacted", "outcome"):
        tickler = ticklers.get(customer_id)
        found[customer_id] = LogLine(
            last_contact=contacted,
            outcome=outcome or "",
            next_action=tickler.cause if tickler else "",
            next_date=tickler.due_date if tickler else None,
            owner=tickler.owner if tickler else None,
        )
    return found


def _own(user: User, *, as_of: dt.date) -> Q:
    """The condition that a position is of an account that the user may see."""
    reach = reach_of(user, as_of=as_of)
    return Q(company__in=reach.company_ids) & reach.customers("customer__")


def _promises(
    rows: Sequence[Position], *, policies: Mapping[int, PolicyDocument], as_of: dt.date
) -> dict[AccountKey, Promised]:
    companies = {row.company_id: row.customer.company for row in rows}
    found: dict[AccountKey, Promised] = {}
    for company_id, company in companies.items():
        policy = policies[company_id]
        ids = sorted({row.customer_id for row in rows if row.company_id == company_id})
        found |= newest_promises(Scope(company, policy, policy.company_calendar, as_of, {}, ids))
    return found


def _line(
    customer: Customer,
    facts: PositionFacts,
    said: LogLine,
    step: WorklistRow | None,
    promises: Mapping[AccountKey, Promised],
) -> DelinquentLine:
    by_strategy = not said.next_action and step is not None
    rep = customer.portfolio.rep if customer.portfolio else None
    return DelinquentLine(
        customer=customer,
        facts=facts,
        last_contact=said.last_contact,
        outcome=said.outcome,
        next_action=step.next_step_name if by_strategy and step else said.next_action,
        next_date=step.next_step_date if by_strategy and step else said.next_date,
        by_strategy=by_strategy,
        promise=promises.get((customer.id, facts.currency)),
        owner=said.owner or rep,
    )
