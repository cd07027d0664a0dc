"""Accounts with what they owe in one currency, and their aging in long format, one line for each bucket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.aging import AgingBasis, Buckets
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Cell, Column, Kind, Row
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, code, number, one_of, sort_by, words, yes
from creditdesk.exports.event_words import HOLD_CODES
from creditdesk.exports.words import STATUS_WORDS, bucket_heads, bucket_labels
from creditdesk.followup.event_queries import held_customers
from creditdesk.parties.access import companies_of, customer_for, visible_customers
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policies_in_force, policy_in_force
from creditdesk.receivables import history
from creditdesk.receivables.accounts import AccountFilter, accounts_matching
from creditdesk.receivables.queries import PositionFacts, live_positions, positions

SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
# Sorted by, and whether it grows as the column shrinks: days past due do, as their date goes back.
_ORDERS = {
    "past_due": ("position__past_due_minor", False),
    "open": ("position__open_minor", False),
    "oldest": ("position__oldest_due_date", True),
}
_BASIS_POINTS = 10_000
_NARROWED = {
    "q": words,
    "currency": code,
    "company": number,
    "portfolio": number,
    "status": one_of(*STATUS_WORDS),
    "risk": one_of(*"ABCDE"),
    "hold": one_of("any", *HOLD_CODES),
}


def _wanted(asked: Asked, *, currency: str) -> AccountFilter:
    return AccountFilter(
        currency=currency,
        text=asked.get("q", ""),
        company_id=asked.get("company"),
        portfolio_id=asked.get("portfolio"),
        status=asked.get("status", ""),
        risk_class=asked.get("risk", ""),
        past_due_only=asked.get("late", False) and not asked.is_past,
    )


def _matching(asked: Asked, *, currency: str) -> QuerySet[Customer]:
    # The screen's rows read fewer columns than the file's.
    visible = visible_customers(asked.user, as_of=asked.today)
    if hold := asked.get("hold"):
        visible = visible.filter(id__in=held_customers(hold, as_of=asked.today))
    return accounts_matching(visible, wanted=_wanted(asked, currency=currency)).defer(None)


def own_currency(asked: Asked) -> str:
    """The currency asked for, or that of the reader's first company."""
    first = companies_of(asked.user).first()
    return str(asked.get("currency") or (first.currency if first else "USD"))


def _edges(asked: Asked) -> tuple[int, ...]:
    return policy_in_force(as_of=asked.as_of).document.aging.buckets


def _columns(asked: Asked) -> tuple[Column, ...]:
    ages = bucket_heads(_edges(asked))
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("status", _("Status")),
        Column("risk", _("Class")),
        Column("portfolio", _("Portfolio")),
        Column("rep", _("Rep")),
        Column("currency", _("Currency")),
        Column("open", _("Open"), Kind.MONEY, totalled=True),
        Column("past_due", _("Past due"), Kind.MONEY, totalled=True),
        *(Column(f"bucket_{place}", head, Kind.MONEY, totalled=True) for place, head in enumerate(ages)),
        Column("disputed", _("Disputed"), Kind.MONEY, totalled=True),
        Column("unapplied", _("Unapplied"), Kind.MONEY, totalled=True),
        Column("credits", _("Credit memos"), Kind.MONEY, totalled=True),
        Column("balance", _("Balance"), Kind.MONEY, totalled=True),
        Column("oldest_date", _("Oldest due date"), Kind.DATE),
        Column("oldest_days", _("Oldest, days"), Kind.INTEGER),
        Column("limit", _("Credit limit"), Kind.MONEY),
        Column("limit_used", _("Limit used"), Kind.PERCENT),
        Column("other_currencies", _("Also owes in")),
    )


def _source(asked: Asked) -> Source:
    currency = own_currency(asked)
    found = _matching(asked, currency=currency)
    sort = asked.get("sort") or ("name" if asked.get("q") else "-past_due")
    column, mirrored = _ORDERS.get(sort.removeprefix("-"), ("", False))
    down = sort.startswith("-") != mirrored
    # What is kept is of today: as of a past day there is no such order, and every account that matches has its line.
    if not column or asked.is_past:
        by_name = "-search_name" if down and not column else "search_name"
        return ByKey(found, (by_name, "id"), lambda page: _rows(asked, page, currency))
    found = found.filter(**{f"{column}__isnull": False})
    order = (f"{'-' if down else ''}{column}", "position__customer_id")
    return ByKey(found, order, lambda page: _rows(asked, page, currency))


def _rows(asked: Asked, page: Sequence[Customer], currency: str) -> Iterator[Row]:
    ids, edges = [one.id for one in page], _edges(asked)
    read = live_positions if asked.is_past else positions
    facts: dict[int, list[PositionFacts]] = {}
    for one in read(ids, as_of=asked.as_of, edges=edges):
        facts.setdefault(one.customer_id or 0, []).append(one)
    with_limit = has_permission(asked.user.desk_role, Permission.SEE_HISTORY)
    for customer in page:
        own = facts.get(customer.id, [])
        shown = next((one for one in own if one.currency == currency), None)
        late = shown is not None and shown.past_due_minor > 0
        if late or not asked.get("late", False):
            others = ", ".join(one.currency for one in own if one.currency != currency)
            yield [*who_is(customer), *_figures(customer, shown, currency, len(edges) + 1, with_limit), others]


def who_is(customer: Customer) -> list[Cell]:
    """The first cells of a line about an account: company, number, name, status, class, portfolio and rep."""
    return [
        customer.company.code,
        customer.number,
        customer.name,
        str(STATUS_WORDS.get(customer.status, customer.status)),
        customer.risk_class,
        customer.portfolio.name if customer.portfolio else "",
        str(customer.portfolio.rep) if customer.portfolio else "",
    ]


def _figures(
    customer: Customer, facts: PositionFacts | None, currency: str, buckets: int, with_limit: bool
) -> list[Cell]:
    minors = (0,) * (buckets + 6)
    if facts is not None:
        credits = (facts.unapplied_minor, facts.credit_memo_minor, facts.balance_minor)
        minors = (facts.open_minor, facts.past_due_minor, *facts.buckets_minor, facts.disputed_minor, *credits)
    limit = customer.credit_limit_minor if with_limit and customer.currency == currency else None
    owed = facts.open_minor if facts else 0
    return [
        currency,
        *(Money(minor, currency) for minor in minors),
        facts.oldest_due_date if facts else None,
        facts.oldest_days if facts else None,
        Money(limit, currency) if limit is not None else None,
        _BASIS_POINTS * owed // limit if limit else None,
    ]


# ---------------------------------------------------------------- aging in long format


def _aging_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("as_of", _("As of"), Kind.DATE),
        Column("company", _("Company")),
        Column("portfolio", _("Portfolio")),
        Column("rep", _("Rep")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("risk", _("Class")),
        Column("currency", _("Currency")),
        Column("kind", _("Kind")),
        Column("bucket_number", _("Bucket number"), Kind.INTEGER),
        Column("bucket", _("Bucket")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
    )


def _aging_source(asked: Asked) -> Source:
    found = _matching(asked, currency="")
    if (customer_id := asked.get("customer")) is not None:
        found = found.filter(id=customer_for(asked.user, customer_id, as_of=asked.today).id)
    return ByKey(found, ("id",), lambda page: _aging_rows(asked, page))


def _aging_rows(asked: Asked, page: Sequence[Customer]) -> Iterator[Row]:
    """One row for each customer, currency and bucket that holds something, in the order of the customers."""
    policies = policies_in_force(sorted({one.company_id for one in page}), as_of=asked.as_of)
    aged: dict[int, list[history.AgedRow]] = {}
    for company_id, policy in policies.items():
        ids = [one.id for one in page if one.company_id == company_id]
        scope = history.Scope(company_ids=[company_id], customer_ids=ids)
        basis = asked.get("basis", AgingBasis.DUE_DATE.value)
        for row in history.aged(as_of=asked.as_of, edges=policy.aging.buckets, scope=scope, basis=basis):
            aged.setdefault(row.customer_id, []).append(row)
    for customer in page:
        edges = policies[customer.company_id].aging.buckets
        for row in aged.get(customer.id, ()):
            if asked.get("currency") in (None, row.currency):
                yield from _long(asked.as_of, customer, row, Buckets(edges))


def _long(as_of: dt.date, customer: Customer, row: history.AgedRow, buckets: Buckets) -> Iterator[Row]:
    company, account, name, _status, risk, portfolio, rep = who_is(customer)
    head: list[Cell] = [as_of, company, portfolio, rep, account, name, risk, row.currency]
    labels = bucket_labels(buckets.edges)
    lines: list[tuple[Any, int | None, Any, int]] = [
        (_("Claims"), place, labels[place], minor) for place, minor in enumerate(row.buckets_minor)
    ]
    # Credits stand beside the buckets and never in them.
    lines.append((_("Unapplied payments"), None, None, row.unapplied_minor))
    lines.append((_("Credit memos"), None, None, row.credit_memo_minor))
    for kind, place, label, minor in lines:
        if minor:
            yield [*head, kind, place, label, Money(minor, row.currency)]


ACCOUNTS = Listing(
    name="accounts",
    title=gettext_lazy("Accounts"),
    permissions=SEE,
    columns=_columns,
    source=_source,
    filters={**_NARROWED, "late": yes, "sort": sort_by("name", *_ORDERS)},
    has_past=True,
)
AGING = Listing(
    name="aging",
    title=gettext_lazy("Aging"),
    permissions=SEE,
    columns=_aging_columns,
    source=_aging_source,
    filters={**_NARROWED, "customer": number, "basis": one_of(*(basis.value for basis in AgingBasis))},
    has_past=True,
)
