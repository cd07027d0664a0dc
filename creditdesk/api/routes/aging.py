"""Aging of any day, by company, portfolio or customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ninja import Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.routes.ledger import BucketOut, bucket_list
from creditdesk.api.routes.parties import ACCOUNTS, QueryId
from creditdesk.api.shapes import Amount, Day, Instant, Page, Word, amount
from creditdesk.domain.aging import AgingBasis, Buckets
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import companies_of, company_for, customer_for, visible_customers
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import history

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from creditdesk.parties.models import Company, Customer

router = Router()


class Group(StrEnum):
    """What a row of the aging stands for."""

    COMPANY = "company"
    PORTFOLIO = "portfolio"
    CUSTOMER = "customer"


class AgingOut(Schema):
    """Claims of a company, portfolio or customer by age, in one currency; credits stand beside them, below zero."""

    company: str
    portfolio_id: int | None
    customer_id: int | None
    currency: str
    as_of: dt.date
    basis: AgingBasis
    open: Amount
    past_due: Amount
    buckets: list[BucketOut]
    unapplied: Amount
    credit_memos: Amount
    oldest_date: dt.date | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """The day, and how age is counted."""

    as_of: dt.date
    basis: AgingBasis
    known_at: dt.datetime | None


@router.get("/aging", **reads(Page[AgingOut]))
@needs(*ACCOUNTS)
def aging(
    request: Call,
    group: Group = Group.COMPANY,
    company: Word = "",
    portfolio: QueryId = None,
    customer: QueryId = None,
    as_of: Day | None = None,
    basis: AgingBasis = AgingBasis.DUE_DATE,
    known_at: Instant | None = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[AgingOut]:
    """Aging at the end of a day. By customer it comes in pages of up to `limit` customers; the others are one page."""
    user = request.auth.user
    asked = _Asked(as_of or request.today, basis, known_at)
    companies = [company_for(user, company)] if company else list(companies_of(user))
    customers = visible_customers(user, as_of=request.today)
    # Without these the whole company is read at once, which is quicker than a list of its customers.
    narrowed = not has_permission(user.desk_role, Permission.SEE_ACCOUNTS_ALL)
    if customer is not None:
        customers = customers.filter(id=customer_for(user, customer, as_of=request.today).id)
        narrowed = True
    if portfolio is not None:
        customers, narrowed = customers.filter(portfolio_id=portfolio), True
    following = None
    if group is Group.CUSTOMER:
        of = customers.filter(company__in=companies)
        page = page_by_id(of, show=lambda one: one.id, cursor=cursor, limit=limit)
        customers, narrowed, following = customers.filter(id__in=page.entries), True, page.next
    shown: list[AgingOut] = []
    for one in companies:
        rows = _rows(one, customers if narrowed else None, asked=asked)
        shown += _grouped(rows, one, group=group, customers=customers, asked=asked)
    return Page(entries=shown, next=following)


def _rows(company: Company, customers: QuerySet[Customer] | None, *, asked: _Asked) -> list[history.AgedRow]:
    """The aged rows of the company: of these customers, or of all where none are given."""
    scope = history.Scope(company_ids=[company.id])
    if customers is not None:
        ids = list(customers.filter(company=company).order_by().values_list("id", flat=True))
        if not ids:
            return []
        scope = history.Scope(company_ids=[company.id], customer_ids=ids)
    edges = _buckets(company, asked=asked).edges
    return history.aged(as_of=asked.as_of, edges=edges, scope=scope, basis=asked.basis, known_at=asked.known_at)


def _grouped(
    rows: Iterable[history.AgedRow],
    company: Company,
    *,
    group: Group,
    customers: QuerySet[Customer],
    asked: _Asked,
) -> list[AgingOut]:
    portfolio_of: dict[int, int | None] = {}
    if group is Group.PORTFOLIO:
        portfolio_of = dict(customers.filter(company=company).order_by().values_list("id", "portfolio_id"))
    together: dict[tuple[int, int, str], list[history.AgedRow]] = {}
    for row in rows:
        of_customer = row.customer_id if group is Group.CUSTOMER else 0
        key = (portfolio_of.get(row.customer_id) or 0, of_customer, row.currency)
        together.setdefault(key, []).append(row)
    return [
        _aging(together[key], company, portfolio_id=key[0] or None, customer_id=key[1] or None, asked=asked)
        for key in sorted(together)
    ]


def _aging(
    rows: list[history.AgedRow], company: Company, *, portfolio_id: int | None, customer_id: int | None, asked: _Asked
) -> AgingOut:
    currency = rows[0].currency
    ages = tuple(sum(column) for column in zip(*(row.buckets_minor for row in rows), strict=True))
    oldest = [row.oldest_due_date for row in rows if row.oldest_due_date]
    return AgingOut(
        company=company.code,
        portfolio_id=portfolio_id,
        customer_id=customer_id,
        currency=currency,
        as_of=asked.as_of,
        basis=asked.basis,
        open=amount(sum(row.open_minor for row in rows), currency),
        past_due=amount(sum(ages[1:]), currency),
        buckets=bucket_list(ages, currency=currency, buckets=_buckets(company, asked=asked)),
        unapplied=amount(sum(row.unapplied_minor for row in rows), currency),
        credit_memos=amount(sum(row.credit_memo_minor for row in rows), currency),
        oldest_date=min(oldest) if oldest else None,
    )


def _buckets(company: Company, *, asked: _Asked) -> Buckets:
    return policy_in_force(as_of=asked.as_of, company_id=company.id).document.buckets
