"""Items long past due for which nobody has planned what happens next: one set-based read for any number of accounts.

The same rule item by item, with its reason in words, is `domain.exceptions`. docs/rules/exceptions.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, Exists, F, Max, Min, OuterRef, QuerySet, Subquery, Sum
from django.db.models.expressions import Func
from django.db.models.sql.compiler import SQLCompiler

from creditdesk.domain.exceptions import ItemFacts, exception_for
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.ticklers import planned_since
from creditdesk.followup.models import Activity, Tickler
from creditdesk.followup.promised import promises_since, uncorrected
from creditdesk.receivables.models import OpenItem


class SpeaksOf(Func):
    """Whether a JSON list of item ids names the item; an empty list names all."""

    output_field = BooleanField()

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition in SQLite's words."""
        return self._written(
            compiler, "(json_array_length(%s) = 0 OR EXISTS (SELECT 1 FROM json_each(%s) one WHERE one.value = %s))"
        )

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition in PostgreSQL's words."""
        return self._written(compiler, "(jsonb_array_length(%s) = 0 OR %s @> to_jsonb(%s))")

    def _written(self, compiler: SQLCompiler, words: str) -> tuple[str, tuple[Any, ...]]:
        ids, item = self.get_source_expressions()
        ids_sql, ids_values = compiler.compile(ids)
        item_sql, item_values = compiler.compile(item)
        return words % (ids_sql, ids_sql, item_sql), (*ids_values, *ids_values, *item_values)


@dataclass(frozen=True, slots=True)
class AccountException:
    """An account in one currency: how much stands there unplanned, in minor units, since when, and why."""

    customer_id: int
    currency: str
    portfolio_id: int | None
    amount_minor: int
    items: int
    oldest_due_date: dt.date
    reason: Reason


def unplanned_items(
    *, company_id: int, customer_ids: Sequence[int] | None, as_of: dt.date, policy: PolicyDocument
) -> QuerySet[OpenItem]:
    """The items on the exception list of the day, oldest first. Fully disputed items are planned for."""
    late_before = as_of - dt.timedelta(days=policy.exceptions.days_past_due_gt)
    items = OpenItem.objects.filter(
        company_id=company_id, closed_date__isnull=True, original_minor__gt=0, due_date__lt=late_before
    ).filter(open_minor__gt=F("disputed_minor"))
    if customer_ids is not None:
        items = items.filter(customer_id__in=customer_ids)
    planned = Tickler.objects.filter(
        customer=OuterRef("customer"), state=Tickler.State.OPEN, due_date__gte=_planned_since(as_of, policy)
    )
    promised = uncorrected(
        Activity.objects.filter(
            customer=OuterRef("customer"),
            promised_currency=OuterRef("currency"),
            promised_date__gte=promises_since(as_of, policy=policy),
        )
    ).filter(SpeaksOf(F("items"), OuterRef("id")))
    return items.filter(~Exists(planned), ~Exists(promised)).order_by("due_date", "id")


def account_exceptions(
    *, company_id: int, customer_ids: Sequence[int] | None, as_of: dt.date, policy: PolicyDocument
) -> list[AccountException]:
    """The exception list of the day by account and currency, each with why its oldest item has no next action."""
    items = unplanned_items(company_id=company_id, customer_ids=customer_ids, as_of=as_of, policy=policy)
    open_ticklers = (
        Tickler.objects.filter(customer=OuterRef("customer_id"), state=Tickler.State.OPEN)
        .order_by()
        .values("customer")
        .annotate(last=Max("due_date"), count=Count("id"))
    )
    rows = (
        items.order_by()
        .values("customer_id", "currency", "customer__portfolio_id")
        .annotate(
            amount=Sum(F("open_minor") - F("disputed_minor")),
            items=Count("id"),
            oldest=Min("due_date"),
            number=Min("number"),
            tickler_date=Subquery(open_ticklers.values("last")),
            ticklers=Subquery(open_ticklers.values("count")),
        )
    )
    since = _planned_since(as_of, policy)
    found = []
    for row in rows.iterator():
        reference = row["number"] if row["items"] == 1 else "the oldest item"
        facts = ItemFacts(reference, row["oldest"], has_tickler=bool(row["ticklers"]), tickler_date=row["tickler_date"])
        reason = exception_for(
            facts,
            as_of=as_of,
            days_past_due_gt=policy.exceptions.days_past_due_gt,
            planned_since=since,
        )
        # The query and the rule are the same rule: an item that only one of them lists is a defect.
        assert reason is not None
        found.append(
            AccountException(
                customer_id=row["customer_id"],
                currency=row["currency"],
                portfolio_id=row["customer__portfolio_id"],
                amount_minor=row["amount"],
                items=row["items"],
                oldest_due_date=row["oldest"],
                reason=reason,
            )
        )
    return found


def _planned_since(as_of: dt.date, policy: PolicyDocument) -> dt.date:
    return planned_since(
        as_of,
        calendar=policy.company_calendar,
        escalation_business_days=policy.ticklers.escalation_business_days,
    )
