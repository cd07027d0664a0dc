"""Reading customers, families, contacts and rates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.db.models import Max, Q, QuerySet

from creditdesk.domain.money import exponent
from creditdesk.parties.models import (
    Absence,
    Company,
    Contact,
    Customer,
    ExchangeRate,
    PaymentTerms,
    Price,
    Salesperson,
    User,
)
from creditdesk.parties.plain_sql import among_texts, rows_of

# A family deeper than this is a mistake in the data, not a family.
_DEEPEST = 10
# Shorter words are in half of all names.
_SHORTEST_PART = 3
_LAST_CHARACTER = "\U0010ffff"


def family(customer: Customer) -> QuerySet[Customer]:
    """The customer's whole family, head first: all that hang under the topmost parent. Entities are never netted."""
    head = customer
    for _ in range(_DEEPEST):
        if head.parent is None:
            break
        head = head.parent
    ids, newest = {head.id}, {head.id}
    for _ in range(_DEEPEST):
        newest = set(Customer.objects.filter(parent_id__in=newest).values_list("id", flat=True)) - ids
        if not newest:
            break
        ids |= newest
    return Customer.objects.filter(id__in=ids).select_related("company", "portfolio__rep").order_by("parent_id", "id")


def payers_around(members: Iterable[Customer]) -> list[Customer]:
    """Those outside of a family who pay for one of its members."""
    everybody = list(members)
    paying = {one.payer_id for one in everybody if one.payer_id is not None}
    outside = paying - {one.id for one in everybody}
    payers = Customer.objects.filter(id__in=outside).select_related("company").order_by("search_name", "id")
    return list(payers) if outside else []


def minor_rates(base: str, *, as_of: dt.date) -> dict[str, int]:
    """Currency → minor units of the base for a million of its own minor units, by the rates of the day."""
    return {
        currency: rate * 10 ** exponent(base) // 10 ** exponent(currency)
        for currency, rate in exchange_rates(base=base, as_of=as_of).items()
    }


def heads_of(customers: Iterable[Customer]) -> dict[int, int]:
    """Customer → the topmost parent of the family, the customer itself where there is none."""
    heads = {customer.id: customer.parent_id or customer.id for customer in customers}
    for _ in range(_DEEPEST):
        above = Customer.objects.filter(id__in=set(heads.values()), parent__isnull=False)
        parents: dict[int, int] = dict(above.values_list("id", "parent_id"))
        if not parents:
            break
        heads = {customer_id: parents.get(head_id, head_id) for customer_id, head_id in heads.items()}
    return heads


def contacts(customer: Customer) -> QuerySet[Contact]:
    """The customer's people, in the order in which they are asked for."""
    return customer.contacts.order_by("rank", "id")


def beginning_with(column: str, text: str) -> Q:
    """The condition that a column begins with the text, in the form that the database answers from an index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": text})
    # SQLite's LIKE takes no index; its order is that of the characters, so a range does.
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + _LAST_CHARACTER})


def search_customers(visible: QuerySet[Customer], text: str, *, limit: int) -> list[Customer]:
    """Customers by number, or by any part of the name, best first: the number, then names that begin with the text."""
    number, words = text.strip(), text.strip().lower()
    if not words:
        return []
    looks = [Q(number=number), beginning_with("number", number), beginning_with("search_name", words)]
    if len(words) >= _SHORTEST_PART:
        looks.append(Q(search_name__contains=words))
    found: dict[int, None] = {}
    for look in looks:
        if len(found) < limit:
            best = visible.filter(look).order_by("search_name", "id").values_list("id", flat=True)[:limit]
            found |= dict.fromkeys(best)
    ids = list(found)[:limit]
    customers = visible.filter(id__in=ids).select_related("company").in_bulk()
    return [customers[one] for one in ids]


def customers_numbered(numbers: Iterable[str], *, company_id: int) -> list[tuple[str, int]]:
    """Number and key of the company's customers with one of these numbers; a file asks it for every row."""
    named, wanted = among_texts("number", numbers)
    # The condition is made of places only.
    statement = f"SELECT number, id FROM parties_customer WHERE company_id = %s AND {named}"  # noqa: S608
    return [(number, customer_id) for number, customer_id in rows_of(statement, company_id, *wanted)]


def exchange_rates(*, base: str, as_of: dt.date) -> dict[str, int]:
    """Currency → units of the base for one unit, in millionths, newest on or before the day; the base is 1,000,000."""
    newest = ExchangeRate.objects.filter(base=base, day__lte=as_of).values("currency").annotate(newest=Max("day"))
    rates = {base: 1_000_000}
    for row in newest:
        rate = ExchangeRate.objects.get(currency=row["currency"], base=base, day=row["newest"])
        rates[rate.currency] = rate.rate_ppm
    return rates


def payment_terms(company_ids: Iterable[int]) -> QuerySet[PaymentTerms]:
    """What the codes of the companies for terms mean, by company and code."""
    found = PaymentTerms.objects.select_related("company").filter(company_id__in=list(company_ids))
    return found.order_by("company__code", "code")


def terms_by_code(company_id: int) -> dict[str, str]:
    """The company's codes for terms, each with its notation."""
    return dict(PaymentTerms.objects.filter(company_id=company_id).order_by().values_list("code", "notation"))


def salespeople(company_ids: Iterable[int]) -> QuerySet[Salesperson]:
    """Who sells for the companies, by company and code."""
    found = Salesperson.objects.select_related("company", "user").filter(company_id__in=list(company_ids))
    return found.order_by("company__code", "code")


def prices_for(customer: Customer, *, item_number: str, on: dt.date) -> QuerySet[Price]:
    """What the item costs the customer on the day, in minor units: agreed prices first, then those of lists.

    Of several from the same list or agreement that hold on the day, the one with the latest first day is the first.
    """
    holds = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    whose = Q(customer=customer) | Q(customer__isnull=True)
    found = Price.objects.filter(whose, holds, company_id=customer.company_id, item_number=item_number)
    return found.filter(valid_from__lte=on).order_by("price_list", "-valid_from", "currency", "unit", "id")


def absent_on(user_ids: Iterable[int], *, as_of: dt.date) -> dict[int, User]:
    """Absent user → the substitute on the day."""
    absences = Absence.objects.filter(user_id__in=set(user_ids), first_day__lte=as_of, last_day__gte=as_of)
    return {absence.user_id: absence.substitute for absence in absences.select_related("substitute")}


def companies() -> QuerySet[Company]:
    """Every selling company."""
    return Company.objects.order_by("code")
