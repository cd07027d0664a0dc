"""Changing one customer by hand: plain functions for the open transaction of an action of a room above.

The caller has locked the customer, and tells the journal last with what `change_customer` returned.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.parties.models import ConfirmedField, Customer, User

# What of a customer is changed by hand. Everything else comes in files.
CHANGEABLE = frozenset(
    {"name", "legal_name", "street", "city", "region", "postal_code", "country", "phone", "email"}
    | {"status", "contact_block", "credit_limit_minor", "risk_class"},
)
# These name people, or where to find them: the journal keeps them apart, so that they can be erased.
_ABOUT_PEOPLE = CHANGEABLE - {"status", "contact_block", "credit_limit_minor", "risk_class"}


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed of a customer: field → before, after. Empty where it stood so already."""

    customer: Customer
    fields: Mapping[str, tuple[Any, Any]]


def change_customer(customer_id: int, values: Mapping[str, Any]) -> Changed:
    """Give a locked customer these values. Raises ValueError for a field that is not changed by hand."""
    if foreign := values.keys() - CHANGEABLE:
        raise ValueError(f"not changed by hand: {', '.join(sorted(foreign))}")
    customer = Customer.objects.get(id=customer_id)
    fields = {name: (getattr(customer, name), value) for name, value in values.items()}
    moved = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    for name, (_, after) in moved.items():
        setattr(customer, name, after)
    columns = list(moved)
    if "name" in moved:
        customer.search_name = customer.name.lower()
        columns.append("search_name")
    if columns:
        customer.save(update_fields=columns)
    return Changed(customer, moved)


def confirm_fields(customer_id: int, names: Iterable[str], *, at: dt.datetime) -> None:
    """Say that a call-back confirmed what stands in these fields of a locked customer; the newest one counts."""
    for name in names:
        ConfirmedField.objects.update_or_create(customer_id=customer_id, field=name, defaults={"confirmed_at": at})


def free_fields(customer_id: int, names: Iterable[str]) -> None:
    """Let files say again what stands in these fields of a locked customer."""
    ConfirmedField.objects.filter(customer_id=customer_id, field__in=list(names)).delete()


def journal_changed(changed: Changed, *, cause: tuple[str, int], by: User, at: dt.datetime) -> None:
    """Append what was changed, and because of what (a subject of the journal); nothing where nothing was."""
    if not changed.fields:
        return
    pairs = {name: list(pair) for name, pair in changed.fields.items()}
    append(
        "customer.corrected",
        by=by.username,
        at=at,
        subject=("customer", changed.customer.id),
        company_id=changed.customer.company_id,
        customer_id=changed.customer.id,
        facts={
            "fields": sorted(pairs),
            "changes": {name: pair for name, pair in pairs.items() if name not in _ABOUT_PEOPLE},
            "cause": cause[0],
            "cause_id": cause[1],
        },
        private={"changes": {name: pair for name, pair in pairs.items() if name in _ABOUT_PEOPLE}},
    )


def open_successor_account(old: Customer, *, number: str, name: str, legal_name: str) -> Customer:
    """A new customer beside a locked old one, as little known as any: a prospect without credit.

    It is worked and sold to by the same people; it is neither the old one's child nor its payer, so that nothing is
    netted or shared between the two. Raises Refusal for a number that is taken or a field that is missing.
    """
    number, name = " ".join(number.split()), " ".join(name.split())
    for field, value, most in (("number", number, 40), ("name", name, 160)):
        if not value:
            raise refuse("customer.missing", "the %(field)s is missing", field=field)
        if len(value) > most:
            raise refuse("customer.long", "the %(field)s has more than %(most)d letters", field=field, most=most)
    if Customer.objects.filter(company_id=old.company_id, number=number).exists():
        raise refuse("customer.number_taken", "there is a customer %(number)s already", number=number)
    return Customer.objects.create(
        company_id=old.company_id,
        number=number,
        name=name,
        legal_name=" ".join(legal_name.split())[:160],
        search_name=name.lower(),
        status=Customer.Status.PROSPECT,
        credit_limit_minor=0,
        segment=old.segment,
        currency=old.currency,
        language=old.language,
        time_zone=old.time_zone,
        country=old.country,
        salesperson_id=old.salesperson_id,
        listed_salesperson_id=old.listed_salesperson_id,
        portfolio_id=old.portfolio_id,
        portfolio_by_hand=old.portfolio_id is not None,
    )
