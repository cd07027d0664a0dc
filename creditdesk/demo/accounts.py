"""Customers and their contacts as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from creditdesk.demo.cast import CustomerPlan
from creditdesk.demo.office import Office, portfolio_of
from creditdesk.parties.models import Contact, Customer


def open_accounts(plans: Sequence[CustomerPlan], *, office: Office) -> dict[str, Customer]:
    """Write every customer, heads of families first, with its contacts; returns them by number."""
    heads = [_row(plan, office) for plan in plans if plan.parent is None]
    customers = {customer.number: customer for customer in Customer.objects.bulk_create(heads)}
    stores = []
    for plan in plans:
        if plan.parent is not None:
            row = _row(plan, office)
            row.parent = customers[plan.parent]
            row.payer = customers[plan.payer] if plan.payer else None
            stores.append(row)
    customers |= {customer.number: customer for customer in Customer.objects.bulk_create(stores)}
    Contact.objects.bulk_create(_contacts(plans, customers))
    return customers


def _row(plan: CustomerPlan, office: Office) -> Customer:
    portfolio = office.portfolios[portfolio_of(plan)]
    return Customer(
        company=office.companies[plan.company],
        number=plan.number,
        name=plan.name,
        search_name=plan.name.lower(),
        status=plan.status,
        contact_block=plan.contact_block,
        risk_class=plan.risk_class,
        segment=plan.segment,
        currency=plan.currency,
        terms_code=plan.terms,
        credit_limit_minor=plan.limit_minor,
        language=plan.language,
        time_zone=plan.place.time_zone,
        street=plan.street,
        city=plan.place.city,
        region=plan.place.region,
        postal_code=plan.postal_code,
        country=plan.place.country,
        phone=plan.phone,
        email=plan.email,
        opened_on=plan.opened_on,
        salesperson=office.users[plan.salesperson],
        portfolio=portfolio,
        portfolio_by_hand=portfolio.name == "Key accounts",
    )


def _contacts(plans: Iterable[CustomerPlan], customers: dict[str, Customer]) -> list[Contact]:
    return [
        Contact(
            customer=customers[plan.number],
            name=contact.name,
            role=contact.role,
            rank=contact.rank,
            phone=contact.phone,
            email=contact.email,
            language=contact.language,
            time_zone=plan.place.time_zone,
            do_not_contact=contact.do_not_contact,
        )
        for plan in plans
        for contact in plan.contacts
    ]
