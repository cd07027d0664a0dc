"""Which customer a row of a CRM means: by the CRM's account, whose contact is known; by number; or by the name.

A name is compared as `domain.likeness` says. Where it is that of several customers, the row is a question to a person:
it is refused with the customers' numbers, and comes in again with one of them, in the place of the name as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.domain.likeness import comparable_name
from creditdesk.domain.reasons import Reason
from creditdesk.parties.models import Contact, Customer
from creditdesk.parties.queries import beginning_with
from creditdesk.parties.records.kept import Fault

# So many are named where a name is that of several.
_NAMED = 5
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Meant:
    """The customer that a row means and, where the CRM's account is known, the contact; or what is wrong with it."""

    customer: Customer | None
    contact: Contact | None = None
    fault: Fault | None = None


def meant(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> list[Meant]:
    """The customer of each row, given as its company's key and its values, in the order given."""
    accounts = _by_account(rows)
    numbers = _by_number(rows)
    names = _by_name(rows)
    found = []
    for company_id, values in rows:
        contacts = accounts.get((company_id, str(values.get("crm_account", ""))), [])
        number, name = values.get("customer_number"), values.get("customer_name")
        if number is not None:
            found.append(_numbered(numbers.get((company_id, number)), number, contacts))
        elif contacts:
            found.append(_of_account(contacts, str(values["crm_account"])))
        elif name is not None and (company_id, str(name)) in numbers:
            found.append(Meant(numbers[company_id, str(name)]))
        elif name is not None:
            found.append(_named(names.get((company_id, comparable_name(str(name))), []), str(name)))
        else:
            found.append(Meant(None, fault=_unknown_account(str(values.get("crm_account", "")))))
    return found


def customers_meant(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> set[int]:
    """The keys of the customers of the rows: what they hold while they are written."""
    return {one.customer.id for one in meant(rows) if one.customer is not None}


def _numbered(customer: Customer | None, number: str, contacts: list[Contact]) -> Meant:
    if customer is None:
        text = "There is no customer %(number)s."
        return Meant(None, fault=("customer_number", Reason("import.customer_unknown", text, {"number": number})))
    own = [one for one in contacts if one.customer_id == customer.id]
    return Meant(customer, own[0] if len(own) == 1 else None)


def _of_account(contacts: list[Contact], account: str) -> Meant:
    customers = {one.customer_id: one.customer for one in contacts}
    if len(customers) > 1:
        text = "The CRM's account %(account)s is that of people at several customers: %(numbers)s."
        facts: dict[str, str | int] = {"account": account, "numbers": _numbers(customers.values())}
        return Meant(None, fault=("crm_account", Reason("crm.account_several", text, facts)))
    return Meant(contacts[0].customer, contacts[0] if len(contacts) == 1 else None)


def _named(customers: list[Customer], name: str) -> Meant:
    if len(customers) == 1:
        return Meant(customers[0])
    facts: dict[str, str | int] = {"name": name, "numbers": _numbers(customers)}
    if not customers:
        text = "No customer is called %(name)s: write the customer's number in its place."
        return Meant(None, fault=("customer_name", Reason("crm.name_unknown", text, facts)))
    text = "%(name)s can be %(numbers)s: write the number of the one that is meant in its place."
    return Meant(None, fault=("customer_name", Reason("crm.name_several", text, facts)))


def _unknown_account(account: str) -> Fault:
    text = "No contact has the CRM's account %(account)s: bring in its contacts (CONTACT1) first."
    return "crm_account", Reason("crm.account_unknown", text, {"account": account})


def _numbers(customers: Iterable[Customer]) -> str:
    numbers = sorted(one.number for one in customers)
    return ", ".join(numbers[:_NAMED]) + (" …" if len(numbers) > _NAMED else "")


def _by_account(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[tuple[int, str], list[Contact]]:
    found: dict[tuple[int, str], list[Contact]] = defaultdict(list)
    wanted = {str(values["crm_account"]) for _, values in rows if values.get("crm_account")}
    people = Contact.objects.filter(crm_account__in=wanted, customer__company__in={one for one, _ in rows})
    for contact in people.select_related("customer").order_by("id"):
        found[contact.customer.company_id, contact.crm_account].append(contact)
    return found


def _by_number(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[tuple[int, str], Customer]:
    said = ("customer_number", "customer_name")
    wanted = {str(values[name]) for _, values in rows for name in said if values.get(name)}
    found = Customer.objects.filter(number__in=wanted, company__in={one for one, _ in rows})
    return {(one.company_id, one.number): one for one in found}


def _by_name(rows: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[tuple[int, str], list[Customer]]:
    """Company and comparable name → its customers of that name, found by how the name begins."""
    found: dict[tuple[int, str], list[Customer]] = {}
    asked = [(company, str(values["customer_name"])) for company, values in rows if values.get("customer_name")]
    for company_id, name in dict.fromkeys(asked):
        wanted = comparable_name(name)
        if not wanted or (company_id, wanted) in found:
            continue
        first = name.lower().split()[0]
        look = beginning_with("search_name", first if len(first) >= _SHORTEST else name.lower()[:_SHORTEST])
        near = Customer.objects.filter(look, company_id=company_id).order_by("id")
        found[company_id, wanted] = [one for one in near if comparable_name(one.name) == wanted]
    return found
