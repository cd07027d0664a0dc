"""The only way to a customer: by the user who asks. What the user may not see does not exist for him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.parties.models import Company, Contact, Customer, Portfolio, User
from creditdesk.parties.plain_sql import keys, rows_of


class NotVisible(Http404):
    """There is no such object for this user. A page answers 404, whether it exists for others or not."""


def companies_of(user: User) -> QuerySet[Company]:
    """The selling companies that the user works for."""
    return user.companies.order_by("code")


def company_for(user: User, code: str) -> Company:
    """The company by its code. Raises NotVisible."""
    company = companies_of(user).filter(code=code).first()
    if company is None:
        raise NotVisible(f"company {code}")
    return company


def covered_reps(user: User, *, as_of: dt.date) -> list[int]:
    """The user's id, and the ids of those whom the user stands in for on the day.

    A substitute who is away has a substitute himself; both see the accounts then. docs/rules/ticklers.md.
    """
    stands_in: dict[int, list[int]] = {}
    for absent, substitute in rows_of(_AWAY, as_of, as_of):
        stands_in.setdefault(substitute, []).append(absent)
    covered = [user.id]
    for person in covered:
        covered += [absent for absent in stands_in.get(person, []) if absent not in covered]
    return covered


@dataclass(frozen=True, slots=True)
class Reach:
    """Which customers a user may see on a day, as keys: asked for once, then a condition of many queries."""

    company_ids: tuple[int, ...]
    """Those of his companies; none: no customer at all."""
    portfolio_ids: tuple[int, ...] | None = None
    """Those in these portfolios, all of his companies; None: in any, or in none."""
    salesperson_id: int | None = None
    """Those that this person sells to; None: whoever does."""

    def customers(self, customer: str = "") -> Q:
        """The condition on customers, or on rows that lead to one: `customers("customer__")`."""
        if not self.company_ids:
            return Q(pk__in=[])
        condition = one_of(f"{customer}company", self.company_ids)
        if self.portfolio_ids is not None:
            condition &= one_of(f"{customer}portfolio", self.portfolio_ids)
        if self.salesperson_id is not None:
            condition &= Q(**{f"{customer}salesperson": self.salesperson_id})
        return condition

    def sql(self, customer: str) -> str:
        """The same for plain SQL, in which the customer's table has that name."""
        if not self.company_ids:
            return "1 = 0"
        conditions = [f"{customer}.company_id IN ({keys(self.company_ids)})"]
        if self.portfolio_ids is not None:
            conditions.append(f"{customer}.portfolio_id IN ({keys(self.portfolio_ids)})")
        if self.salesperson_id is not None:
            conditions.append(f"{customer}.salesperson_id = {int(self.salesperson_id)}")
        return " AND ".join(conditions)


def one_of(column: str, ids: Sequence[int]) -> Q:
    """The condition that a column holds one of the keys. For a single key SQLite chooses its index well only by `=`."""
    return Q(**{column: ids[0]}) if len(ids) == 1 else Q(**{f"{column}__in": ids})


_NOBODY = Reach(())
_COMPANIES = "SELECT company_id FROM parties_user_companies WHERE user_id = %s ORDER BY company_id"
_AWAY = "SELECT user_id, substitute_id FROM parties_absence WHERE first_day <= %s AND last_day >= %s ORDER BY id"


def reach_of(user: User, *, as_of: dt.date) -> Reach:
    """The customers that the user may see on the day: all of his companies, or his own."""
    role = user.desk_role
    sees_all = has_permission(role, Permission.SEE_ACCOUNTS_ALL)
    if not user.is_active or not (sees_all or has_permission(role, Permission.SEE_ACCOUNTS_OWN)):
        return _NOBODY
    companies = tuple(row[0] for row in rows_of(_COMPANIES, user.id))
    if sees_all:
        return Reach(companies)
    if role is Role.REP:
        reps = keys(covered_reps(user, as_of=as_of))
        theirs = f"SELECT id FROM parties_portfolio WHERE rep_id IN ({reps}) AND company_id IN ({keys(companies)})"
        found = rows_of(f"{theirs} ORDER BY id")
        return Reach(companies, portfolio_ids=tuple(row[0] for row in found))
    if role is Role.SALES:
        return Reach(companies, salesperson_id=user.id)
    # Another department sees an account once something of it was handed over to it.
    return _NOBODY


def visible_customers(user: User, *, as_of: dt.date) -> QuerySet[Customer]:
    """The customers that the user may see on the day."""
    return customers_in(reach_of(user, as_of=as_of))


def customers_in(reach: Reach) -> QuerySet[Customer]:
    """The customers in reach."""
    return Customer.objects.filter(reach.customers())


def customer_for(user: User, customer_id: int, *, as_of: dt.date) -> Customer:
    """The customer with its company, portfolio, parent and payer. Raises NotVisible."""
    return customer_within(reach_of(user, as_of=as_of), customer_id)


def customer_within(reach: Reach, customer_id: int) -> Customer:
    """The same for a reach that was asked for already. Raises NotVisible."""
    related = ("company", "portfolio__rep", "parent", "payer", "salesperson")
    customer = customers_in(reach).filter(id=customer_id).select_related(*related).first()
    if customer is None:
        raise NotVisible(f"customer {customer_id}")
    return customer


def customers_within(reach: Reach, customer_ids: Iterable[int | None]) -> set[int]:
    """Those of the customers that are in reach."""
    asked = {one for one in customer_ids if one is not None}
    if not asked:
        return set()
    return set(customers_in(reach).filter(id__in=asked).values_list("id", flat=True))


def contact_for(user: User, contact_id: int, *, as_of: dt.date) -> Contact:
    """A contact of a customer that the user may see. Raises NotVisible."""
    contact = Contact.objects.select_related("customer").filter(id=contact_id).first()
    if contact is None or not visible_customers(user, as_of=as_of).filter(id=contact.customer_id).exists():
        raise NotVisible(f"contact {contact_id}")
    return contact


def visible_portfolios(user: User, *, as_of: dt.date) -> QuerySet[Portfolio]:
    """The portfolios that the user works, covers or supervises; all of his companies for those who see all accounts."""
    portfolios = Portfolio.objects.filter(company__in=user.companies.all()).select_related("rep", "supervisor")
    if has_permission(user.desk_role, Permission.SEE_ACCOUNTS_ALL):
        return portfolios
    return portfolios.filter(Q(rep__in=covered_reps(user, as_of=as_of)) | Q(supervisor=user))
