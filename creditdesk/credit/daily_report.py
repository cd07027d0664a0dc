"""The daily hold report: every held order with what a decision about it needs, the first to ship first.

One line has the columns that the trade knows: the order, why it waits, limit and exposure, how late the customer is,
what it promised and what came back, who works it and sells to it, whose authority it needs, how long it waits. Read
for many orders at once; a fixed number of questions for each company. docs/rules/holds.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from creditdesk.credit.facts import Ground, credit_facts, ground_for
from creditdesk.credit.looking import found_holds
from creditdesk.credit.models import Order
from creditdesk.credit.queries import OrderFilter, orders
from creditdesk.credit.releasing import authority_of
from creditdesk.domain.order_alternatives import LivePromise
from creditdesk.domain.order_holds import FoundHold, over_percent_of
from creditdesk.domain.policy_fields import Level
from creditdesk.domain.visibility import Role
from creditdesk.followup.models import HoldFinding
from creditdesk.followup.scope import scope_of
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import OpenItem, Position

# First to ship, then the larger order, then the customer who bought more in the year before.
TURN = ("ships_on", "-amount_minor", "-worth_minor", "id")
_YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A held order. Amounts are minor units of the customer's currency; `needs` is None where nobody may let it go."""

    order: Order
    found: tuple[FoundHold, ...]
    limit_minor: int | None
    exposure_minor: int
    over_percent: Decimal | None
    past_due_minor: int
    oldest_days: int
    promise: LivePromise | None
    returned_on: dt.date | None
    rep: User | None
    needs: Level | None
    hours_held: int


def held_in_turn(user: User, *, chosen: OrderFilter, as_of: dt.date) -> QuerySet[Order]:
    """The held orders that the user may see, with what they are sorted by (`TURN`)."""
    bought = OpenItem.objects.filter(
        customer=OuterRef("customer"),
        currency=OuterRef("customer__currency"),
        kind=OpenItem.Kind.INVOICE,
        document_date__gt=as_of - _YEAR,
        document_date__lte=as_of,
    )
    worth = bought.order_by().values("customer").annotate(minor=Sum("original_minor")).values("minor")
    rows = orders(user, chosen=chosen, as_of=as_of).annotate(
        worth_minor=Coalesce(Subquery(worth, output_field=BigIntegerField()), Value(0))
    )
    people = ("customer__portfolio__rep", "customer__salesperson", "customer__listed_salesperson", "company")
    return rows.select_related("customer", *people)


def report_lines(those: Sequence[Order], *, as_of: dt.date, at: dt.datetime) -> list[ReportLine]:
    """The lines of these orders, as they are judged now."""
    of_company: dict[int, list[Order]] = defaultdict(list)
    for order in those:
        of_company[order.company_id].append(order)
    lines: dict[int, ReportLine] = {}
    for some in of_company.values():
        customers = sorted({one.customer_id for one in some})
        on = ground_for(scope_of(some[0].company, as_of=as_of, customer_ids=customers))
        owed, returned = _owed(on), _returned(customers, as_of)
        lines |= {one.id: _line(one, on=on, owed=owed, returned=returned, at=at) for one in some}
    return [lines[one.id] for one in those]


def _line(
    order: Order, *, on: Ground, owed: dict[int, tuple[int, int]], returned: dict[int, dt.date], at: dt.datetime
) -> ReportLine:
    credit, found = credit_facts(order, on=on), found_holds(order, on=on)
    past_due, days = owed.get(order.customer_id, (0, 0))
    decision = authority_of(order, found, role=Role.REP, on=on)
    portfolio = order.customer.portfolio
    return ReportLine(
        order=order,
        found=found,
        limit_minor=credit.limit_minor,
        exposure_minor=credit.exposure.total_minor,
        over_percent=over_percent_of(found),
        past_due_minor=past_due,
        oldest_days=days,
        promise=min(on.promised.get(order.customer_id, ()), key=lambda one: one.date, default=None),
        returned_on=returned.get(order.customer_id),
        rep=portfolio.rep if portfolio is not None else None,
        needs=Level.REP if decision.allowed else decision.needs_role,
        hours_held=max(0, int((at - order.standing_since) / dt.timedelta(hours=1))),
    )


def _owed(on: Ground) -> dict[int, tuple[int, int]]:
    """Customer → what is past due in his currency, and how many days the oldest of it is."""
    found: dict[int, tuple[int, int]] = {}
    rows: Iterable[Position] = Position.objects.filter(customer__in=on.customers, past_due_minor__gt=0)
    for row in rows:
        minor, days = found.get(row.customer_id, (0, 0))
        told = on.convert(row.past_due_minor, of=row.currency, to=_currency(on.customers[row.customer_id])) or 0
        late = (on.scope.as_of - row.oldest_due_date).days if row.oldest_due_date else 0
        found[row.customer_id] = minor + told, max(days, late)
    return found


def _currency(customer: Customer) -> str:
    return customer.currency


def _returned(customers: Sequence[int], as_of: dt.date) -> dict[int, dt.date]:
    """Customer → since when a returned payment holds his orders."""
    rows = HoldFinding.objects.filter(customer__in=customers, code="H4", lifted_on__isnull=True, since__lte=as_of)
    return dict(rows.order_by("since").values_list("customer_id", "since"))
