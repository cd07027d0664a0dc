"""The only way to a customer: by the user who asks. What the user may not see does not exist for him."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.http import Http404

from creditdesk.parties.models import Company, Contact, Customer, Portfolio, Salesperson, User
from creditdesk.parties.plain_sql import Read, ask, ask_together, nothing_to_read, read_rows
from creditdesk.parties.reach import Reach, Seat, reach_of


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
    customer = bare_customer_within(reach, customer_id)
    companies, portfolios, people, salespeople, relatives = ask_together(*read_surroundings(customer))
    return surrounded(
        customer,
        companies=companies,
        portfolios=portfolios,
        people=people,
        salespeople=salespeople,
        relatives=relatives,
    )


def bare_customer_within(reach: Reach, customer_id: int) -> Customer:
    """The customer alone; what stands around it is asked for by whoever needs it. Raises NotVisible."""
    found = ask(read_rows(Customer, f"t.id = %s AND {reach.sql('t')}", customer_id))
    if not found:
        raise NotVisible(f"customer {customer_id}")
    return found[0]


def read_surroundings(
    customer: Customer,
) -> tuple[Read[list[Company]], Read[list[Portfolio]], Read[list[User]], Read[list[Salesperson]], Read[list[Customer]]]:
    """The reads of what stands around a customer, to be asked together with others; `surrounded` takes the answers."""
    rep = "(SELECT p.rep_id FROM parties_portfolio p WHERE p.id = %s)"
    listed, relatives = customer.listed_salesperson_id, (customer.parent_id, customer.payer_id)
    return (
        read_rows(Company, "t.id = %s", customer.company_id),
        read_rows(Portfolio, "t.id = %s", customer.portfolio_id),
        read_rows(User, f"t.id = %s OR t.id = {rep}", customer.salesperson_id, customer.portfolio_id),
        read_rows(Salesperson, "t.id = %s", listed)
        if (listed := customer.listed_salesperson_id)
        else nothing_to_read(),
        read_rows(Customer, "t.id IN (%s, %s)", *relatives) if any(relatives) else nothing_to_read(),
    )


def surrounded(
    customer: Customer,
    *,
    companies: list[Company],
    portfolios: list[Portfolio],
    people: list[User],
    salespeople: list[Salesperson],
    relatives: list[Customer],
) -> Customer:
    """The customer with its company, portfolio and rep, salesperson, parent and payer at hand."""
    user = {one.id: one for one in people}
    relative = {one.id: one for one in relatives}
    (customer.company,) = companies
    customer.portfolio = next(iter(portfolios), None)
    if customer.portfolio is not None:
        customer.portfolio.rep = user[customer.portfolio.rep_id]
    customer.salesperson = user.get(customer.salesperson_id or 0)
    customer.listed_salesperson = next(iter(salespeople), None)
    customer.parent = relative.get(customer.parent_id or 0)
    customer.payer = relative.get(customer.payer_id or 0)
    return customer


def customers_within(reach: Reach, customer_ids: Iterable[int | None]) -> set[int]:
    """Those of the customers that are in reach."""
    asked = {one for one in customer_ids if one is not None}
    if not asked:
        return set()
    return set(customers_in(reach).filter(id__in=asked).values_list("id", flat=True))


def contact_for(user: User, contact_id: int, *, as_of: dt.date) -> Contact:
    """A contact of a customer that the user may see. Raises NotVisible."""
    return contact_within(reach_of(user, as_of=as_of), contact_id)


def contact_within(reach: Reach, contact_id: int) -> Contact:
    """The same for a reach that was asked for already. Raises NotVisible."""
    found = Contact.objects.filter(reach.customers("customer__"), id=contact_id)
    contact = found.select_related("customer__company", "customer__parent").first()
    if contact is None:
        raise NotVisible(f"contact {contact_id}")
    return contact


def portfolios_of(seat: Seat) -> QuerySet[Portfolio]:
    """The portfolios that the user works, covers or supervises; all of his companies for those who see all accounts."""
    ids = [one.id for one in seat.visible_portfolios]
    return Portfolio.objects.filter(id__in=ids).select_related("rep", "supervisor")
