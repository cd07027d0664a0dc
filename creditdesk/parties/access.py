"""The only way to a customer: by the user who asks. What the user may not see does not exist for him."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet
from django.http import Http404

from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.parties.models import Absence, Company, Contact, Customer, Portfolio, User


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
    away = Absence.objects.filter(first_day__lte=as_of, last_day__gte=as_of).values_list("user_id", "substitute_id")
    stands_in: dict[int, list[int]] = {}
    for absent, substitute in away:
        stands_in.setdefault(substitute, []).append(absent)
    covered = [user.id]
    for person in covered:
        covered += [absent for absent in stands_in.get(person, []) if absent not in covered]
    return covered


def visible_customers(user: User, *, as_of: dt.date) -> QuerySet[Customer]:
    """The customers that the user may see on the day: all of his companies, or his own."""
    if not user.is_active:
        return Customer.objects.none()
    customers = Customer.objects.filter(company__in=user.companies.all())
    role = user.desk_role
    if has_permission(role, Permission.SEE_ACCOUNTS_ALL):
        return customers
    if not has_permission(role, Permission.SEE_ACCOUNTS_OWN):
        return Customer.objects.none()
    if role is Role.REP:
        return customers.filter(portfolio__rep__in=covered_reps(user, as_of=as_of))
    if role is Role.SALES:
        return customers.filter(salesperson=user)
    # Another department sees an account once something of it was handed over to it.
    return Customer.objects.none()


def customer_for(user: User, customer_id: int, *, as_of: dt.date) -> Customer:
    """The customer with its company, portfolio, parent and payer. Raises NotVisible."""
    customer = (
        visible_customers(user, as_of=as_of)
        .select_related("company", "portfolio__rep", "parent", "payer", "salesperson")
        .filter(id=customer_id)
        .first()
    )
    if customer is None:
        raise NotVisible(f"customer {customer_id}")
    return customer


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
