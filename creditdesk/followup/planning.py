"""Items long past due for which nobody has planned what happens next: one set-based read for any number of accounts.

The same rule item by item, with its reason in words, is `domain.exceptions`. docs/rules/exceptions.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BooleanField, Count, Exists, F, Max, Min, OuterRef, QuerySet, Sum
from django.db.models.expressions import Func
from django.db.models.sql.compiler import SQLCompiler

from creditdesk.domain.exceptions import (
    Horizon,
    ItemFacts,
    LateItem,
    Uncovered,
    exception_for,
    promised_in_part,
    uncovered_by,
)
from creditdesk.domain.money import policy_minor
from creditdesk.domain.reasons import Reason
from creditdesk.domain.ticklers import planned_since
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.models import ExceptionDecision, Promise, Tickler
from creditdesk.followup.promise_cash import AccountKey
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import (
    Standing,
    promises_since,
    promises_until,
    standing_promises,
)
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import OpenItem

# Accounts with a promise whose items are read at once.
_CHUNK = 2000


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


def late_items(scope: Scope) -> QuerySet[OpenItem]:
    """Items long past due with something undisputed open and no next action whose day counts; promised or not."""
    late_before = scope.as_of - dt.timedelta(days=scope.policy.exceptions.days_past_due_gt)
    items: QuerySet[OpenItem] = scope.of(
        OpenItem.objects.filter(closed_date__isnull=True, original_minor__gt=0, due_date__lt=late_before)
    ).filter(open_minor__gt=F("disputed_minor"), on_plan=False)
    near = horizon_of(scope)
    planned = Tickler.objects.filter(
        customer=OuterRef("customer"),
        state=Tickler.State.OPEN,
        due_date__gte=near.planned_since,
        due_date__lte=near.planned_until,
    )
    newer = ExceptionDecision.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("currency"), id__gt=OuterRef("id")
    )
    accepted = ExceptionDecision.objects.filter(
        ~Exists(newer),
        customer=OuterRef("customer"),
        currency=OuterRef("currency"),
        kind=ExceptionDecision.Kind.ACCEPTED,
        until__gte=scope.as_of,
        late_before__gt=OuterRef("due_date"),
    )
    return items.filter(~Exists(planned), ~Exists(accepted))


def unpromised(items: QuerySet[OpenItem], scope: Scope) -> QuerySet[OpenItem]:
    """Those of which no open promise speaks."""
    promised = Promise.objects.filter(
        customer=OuterRef("customer"),
        currency=OuterRef("currency"),
        state=Promise.State.OPEN,
        date__gte=promises_since(scope.as_of, policy=scope.policy),
        date__lte=promises_until(scope.as_of, policy=scope.policy),
    ).filter(SpeaksOf(F("items"), OuterRef("id")))
    return items.filter(~Exists(promised))


def horizon_of(scope: Scope) -> Horizon:
    """The days on which a tickler counts as planned, by the company's policy."""
    most = scope.policy.exceptions.tickler_max_days_ahead
    since = planned_since(
        scope.as_of,
        calendar=scope.calendar,
        escalation_business_days=scope.policy.ticklers.escalation_business_days,
    )
    return Horizon(since, scope.as_of + dt.timedelta(days=most), most)


def account_exceptions(scope: Scope) -> list[AccountException]:
    """The exception list of the day by account and currency, each with why its oldest item has no next action."""
    promised = standing_promises(scope)
    found = {(one.customer_id, one.currency): one for one in _unplanned(scope, promised)}
    for rest in _rests(scope, promised):
        key = (rest.customer_id, rest.currency)
        found[key] = _together(found[key], rest) if key in found else rest
    return list(found.values())


def listed_items(scope: Scope) -> dict[AccountKey, list[LateItem]]:
    """The items behind the list, oldest first, each with what is unplanned of it; for a file of some accounts."""
    promised = standing_promises(scope)
    found: dict[AccountKey, list[LateItem]] = {}
    for customer_id, currency, *item in _as_late(unpromised(late_items(scope), scope)):
        found.setdefault((customer_id, currency), []).append(LateItem(*item))
    least = _small_rest(scope)
    for (customer_id, currency), (_, items) in _promised_items(scope, promised).items():
        uncovered = uncovered_by(promised[customer_id, currency].promises, items)
        if _is_more(sum(one.rest_minor for one in uncovered), currency, least, scope):
            rests = [replace(one.item, minor=one.rest_minor) for one in uncovered]
            found.setdefault((customer_id, currency), []).extend(rests)
    return {key: sorted(items, key=lambda item: (item.due_date, item.id)) for key, items in found.items()}


def _as_late(items: QuerySet[OpenItem]) -> Iterator[tuple[Any, ...]]:
    rows = items.order_by().annotate(minor=F("open_minor") - F("disputed_minor"))
    return rows.values_list("customer_id", "currency", "id", "number", "due_date", "minor").iterator()


def _small_rest(scope: Scope) -> int:
    return policy_minor(scope.policy.exceptions.promise_rest_max, currency=scope.policy.currency)


def _is_more(rest: int, currency: str, least: int, scope: Scope) -> bool:
    return rest * scope.rates.get(currency, PAR_PPM) > least * PAR_PPM


def _unplanned(scope: Scope, promised: Mapping[AccountKey, Standing]) -> Iterator[AccountException]:
    """Accounts by their items of which no promise speaks."""
    ticklers = _open_ticklers(scope)
    rows = (
        unpromised(late_items(scope), scope)
        .order_by()
        .values_list("customer_id", "currency")
        .annotate(
            amount=Sum(F("open_minor") - F("disputed_minor")),
            items=Count("id"),
            oldest=Min("due_date"),
            number=Min("number"),
        )
    )
    horizon = horizon_of(scope)
    # Most accounts have nothing planned at all and differ in their oldest item's day only: that is worded once.
    worded: dict[ItemFacts, Reason | None] = {}
    # Beside the sums and not in them: the items lie in the order of their accounts, and are added up as they come.
    portfolios = dict(scope.of(Customer.objects.all(), "id").values_list("id", "portfolio_id"))
    for customer_id, currency, amount, items, oldest, number in rows.iterator():
        standing = promised.get((customer_id, currency))
        facts = ItemFacts(
            number if items == 1 else "",
            oldest,
            has_tickler=customer_id in ticklers,
            tickler_date=ticklers.get(customer_id),
            far_promise_date=standing.far_date if standing else None,
        )
        if facts not in worded:
            worded[facts] = exception_for(
                facts,
                as_of=scope.as_of,
                days_past_due_gt=scope.policy.exceptions.days_past_due_gt,
                horizon=horizon,
            )
        reason = worded[facts]
        # The query and the rule are the same rule: an item that only one of them lists is a defect.
        assert reason is not None
        yield AccountException(customer_id, currency, portfolios[customer_id], amount, items, oldest, reason)


def _open_ticklers(scope: Scope) -> dict[int, dt.date | None]:
    """Customer → the last day for which a tickler is open, None where none has a day; one read for all accounts."""
    rows = scope.of(Tickler.objects.filter(state=Tickler.State.OPEN)).order_by().values("customer_id")
    return dict(rows.annotate(last=Max("due_date")).values_list("customer_id", "last"))


def _rests(scope: Scope, promised: Mapping[AccountKey, Standing]) -> Iterator[AccountException]:
    """What open promises leave uncovered of the items that they speak of, where it is more than a small rest."""
    least = _small_rest(scope)
    for (customer_id, currency), (portfolio_id, items) in _promised_items(scope, promised).items():
        uncovered = uncovered_by(promised[customer_id, currency].promises, items)
        rest = sum(one.rest_minor for one in uncovered)
        if _is_more(rest, currency, least, scope):
            yield _rest_of(customer_id, currency, portfolio_id, uncovered, as_of=scope.as_of)


def _promised_items(
    scope: Scope, promised: Mapping[AccountKey, Standing]
) -> dict[AccountKey, tuple[int | None, list[LateItem]]]:
    """The late items of the accounts with an open promise, with the account's portfolio."""
    keys = {key for key, standing in promised.items() if standing.promises}
    ids = sorted({customer_id for customer_id, _ in keys})
    found: dict[AccountKey, tuple[int | None, list[LateItem]]] = {}
    for start in range(0, len(ids), _CHUNK):
        rows = late_items(scope).filter(customer_id__in=ids[start : start + _CHUNK]).order_by()
        rows = rows.annotate(minor=F("open_minor") - F("disputed_minor"))
        columns = ("customer_id", "currency", "customer__portfolio_id", "id", "number", "due_date", "minor")
        for customer_id, currency, portfolio_id, *item in rows.values_list(*columns).iterator():
            if (customer_id, currency) in keys:
                found.setdefault((customer_id, currency), (portfolio_id, []))[1].append(LateItem(*item))
    return found


def _rest_of(
    customer_id: int, currency: str, portfolio_id: int | None, uncovered: Sequence[Uncovered], *, as_of: dt.date
) -> AccountException:
    return AccountException(
        customer_id=customer_id,
        currency=currency,
        portfolio_id=portfolio_id,
        amount_minor=sum(one.rest_minor for one in uncovered),
        items=len(uncovered),
        oldest_due_date=uncovered[0].item.due_date,
        reason=promised_in_part(uncovered, currency=currency, as_of=as_of),
    )


def _together(one: AccountException, other: AccountException) -> AccountException:
    """Both parts of an account as one line; the reason is that of the oldest item."""
    older = min(one, other, key=lambda each: each.oldest_due_date)
    return replace(older, amount_minor=one.amount_minor + other.amount_minor, items=one.items + other.items)
