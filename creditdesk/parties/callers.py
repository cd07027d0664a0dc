"""Who may be calling: the customers and contacts with a telephone number, among those that a person may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.domain.phone_numbers import END, Likeness, Typed, compare
from creditdesk.parties.models import Contact, Customer
from creditdesk.parties.phone_ends import PhoneEnd
from creditdesk.parties.reach import Reach

# More that end alike are read no further: the last digits alone tell nobody apart then.
_COMPARED = 2000
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with the number: a customer, or a person there; how alike the numbers are, and the one that is kept."""

    customer: Customer
    contact: Contact | None
    number: str
    likeness: Likeness


def callers_with(typed: Typed, *, reach: Reach, limit: int = SHOWN) -> list[Caller]:
    """Those in reach who have the number, the most alike first, people before switchboards. docs/rules/calls.md.

    A customer of whom a person was found is not told again by its own number.
    """
    people = [found for column in ("phone", "mobile") for found in _people(typed, column, reach)]
    known = {found.customer.id for found in people}
    companies = [found for found in _customers(typed, reach) if found.customer.id not in known]
    by_person: dict[int, Caller] = {}
    for found in sorted(people, key=lambda one: -one.likeness):
        assert found.contact is not None
        by_person.setdefault(found.contact.id, found)
    every = [*by_person.values(), *companies]
    every.sort(key=lambda one: (-one.likeness, one.contact is None, one.customer.search_name, one.customer.id))
    return every[:limit]


def _people(typed: Typed, column: str, reach: Reach) -> Iterator[Caller]:
    rows: QuerySet[Contact] = Contact.objects.alias(end=PhoneEnd(column)).filter(end=typed.digits[-END:])
    rows = rows.filter(reach.customers("customer__")).select_related("customer__company").order_by("rank", "id")
    for contact in rows[:_COMPARED]:
        number = getattr(contact, column)
        likeness = compare(typed, number, country=contact.customer.country)
        if likeness is not None:
            yield Caller(contact.customer, contact, number, likeness)


def _customers(typed: Typed, reach: Reach) -> Iterator[Caller]:
    rows = Customer.objects.alias(end=PhoneEnd("phone")).filter(reach.customers(), end=typed.digits[-END:])
    for customer in rows.select_related("company").order_by("search_name", "id")[:_COMPARED]:
        likeness = compare(typed, customer.phone, country=customer.country)
        if likeness is not None:
            yield Caller(customer, None, customer.phone, likeness)
