"""The accounts list: customers with what they owe in one currency, filtered. Never counted, never added up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q, QuerySet

from creditdesk.parties.in_order import Order
from creditdesk.parties.models import Customer, User
from creditdesk.parties.plain_sql import Read
from creditdesk.parties.queries import beginning_with


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Which accounts are wanted; an empty field wants all. Amounts are looked at in `currency` only."""

    currency: str
    text: str = ""
    company_id: int | None = None
    portfolio_id: int | None = None
    status: str = ""
    risk_class: str = ""
    past_due_only: bool = False


# By an amount or a day, only those with something in the filter's currency stand on the list.
ACCOUNT_ORDERS = {
    "name": Order("search_name", str),
    "past_due": Order("position__past_due_minor", int, tie="position__customer_id"),
    "open": Order("position__open_minor", int, tie="position__customer_id"),
    "oldest": Order("position__oldest_due_date", dt.date.fromisoformat, tie="position__customer_id", mirrored=True),
}
# What a row of the list shows: the rest of a customer would be read for nothing.
_SHOWN = (
    *("number", "name", "search_name", "risk_class", "status", "contact_block", "company__code", "portfolio__name"),
    *(f"portfolio__rep__{part}" for part in ("first_name", "last_name", "username")),
)


def accounts_matching(visible: QuerySet[Customer], *, wanted: AccountFilter) -> QuerySet[Customer]:
    """The wanted accounts, each joined with its `position` in the currency, to be sorted and cut by the caller."""
    found = (
        visible.select_related("company", "portfolio__rep")
        .only(*_SHOWN)
        .annotate(position=FilteredRelation("positions", condition=Q(positions__currency=wanted.currency)))
    )
    if words := wanted.text.strip().lower():
        found = found.filter(Q(search_name__contains=words) | beginning_with("number", wanted.text.strip()))
    exact = {
        "company_id": wanted.company_id,
        "portfolio_id": wanted.portfolio_id,
        "status": wanted.status,
        "risk_class": wanted.risk_class,
    }
    found = found.filter(**{name: value for name, value in exact.items() if value})
    return found.filter(position__past_due_minor__gt=0) if wanted.past_due_only else found


def read_currencies(user: User) -> Read[list[str]]:
    """The currencies in which customers of the user's companies owe something, in order.

    One look into the index for each currency that there is, not one row for each customer.
    """
    return Read(_CURRENCIES, (user.id,), lambda rows: [currency for (currency,) in rows])


_NEXT_CURRENCY = "SELECT MIN(currency) FROM receivables_position p WHERE p.company_id = {id} AND p.currency > {after}"
_CURRENCIES = f"""
WITH RECURSIVE kept(company_id, currency) AS (
    SELECT c.id, ({_NEXT_CURRENCY.format(id="c.id", after="''")}) FROM parties_company c
    WHERE c.id IN (SELECT company_id FROM parties_user_companies WHERE user_id = %s)
    UNION ALL
    SELECT k.company_id, ({_NEXT_CURRENCY.format(id="k.company_id", after="k.currency")})
    FROM kept k WHERE k.currency IS NOT NULL
)
SELECT DISTINCT currency FROM kept WHERE currency IS NOT NULL ORDER BY currency
"""
