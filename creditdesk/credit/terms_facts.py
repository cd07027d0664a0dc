"""What the terms of an order give, beside those agreed with its customer: as an invoice of the ship date has them.

Terms are told in many ways (net days, end of month, a day of the next month, instalments, a fixed date): what they give
is compared by the days that follow from them for the same document, so that any two can be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from creditdesk.credit.models import Order
from creditdesk.domain.terms import Terms, TermsPolicy, term_dates
from creditdesk.domain.terms_notation import parse_terms
from creditdesk.followup.scope import Scope
from creditdesk.parties.models import Customer, PaymentTerms

TermsByCode = Mapping[str, Terms]


@dataclass(frozen=True, slots=True)
class Given:
    """Days to the last due date and to the discount date, None if unknown; the discount in millionths."""

    days: int | None
    discount_ppm: int
    discount_days: int | None


def terms_of(scope: Scope) -> TermsByCode:
    """Code of the ERP → what it stands for."""
    rows = PaymentTerms.objects.filter(company=scope.company).values_list("code", "notation")
    return {code: parse_terms(notation) for code, notation in rows}


def given_and_agreed(
    order: Order, customer: Customer, *, terms: TermsByCode, policy: TermsPolicy
) -> tuple[Given, Given]:
    """What the order gives and what was agreed with its customer.

    An order that names no terms has the agreed ones. What an order tells of its discount stands for that of its terms.
    """
    day = order.ship_date or order.placed_on
    agreed = _given(terms.get(customer.terms_code), day, policy)
    own = _given(terms.get(order.terms_code or customer.terms_code), day, policy)
    # Where nobody knows what was agreed, the discount of the order's terms is compared with nothing.
    by_terms = own.discount_ppm if agreed.days is not None else 0
    return Given(own.days, order.discount_ppm or by_terms, own.discount_days), agreed


def is_incomparable(order: Order, customer: Customer, *, terms: TermsByCode) -> bool:
    """Whether the order has other terms than agreed, and one of them is no terms that the desk knows."""
    asked, agreed = order.terms_code, customer.terms_code
    return bool(asked and agreed and asked != agreed and not (asked in terms and agreed in terms))


def _given(terms: Terms | None, day: dt.date, policy: TermsPolicy) -> Given:
    if terms is None:
        return Given(None, 0, None)
    dates = term_dates(terms, document_date=day, policy=policy)
    discount = (dates.discount_date - day).days if dates.discount_date is not None else None
    return Given((dates.due_date - day).days, int(terms.discount_percent * 10_000), discount)
