"""Contacts as a CRM has them: matched with the people that the desk knows, and never one person twice.

A person is known again by the CRM's account and record, else by name, e-mail address and telephone. To somebody who is
there already a CRM adds only what is missing; it changes nothing that stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from creditdesk.domain.person_likeness import Known, same_person
from creditdesk.domain.reasons import Reason
from creditdesk.parties.models import Contact, User
from creditdesk.parties.records.contacts import Contacts
from creditdesk.parties.records.crm_customers import Meant, meant
from creditdesk.parties.records.kept import Change, Fault, Source, Standing, Wanted

_COLUMNS = ("role", "phone", "mobile", "email", "language", "time_zone", "crm_account", "crm_record")
# Whoever comes from a CRM is asked for after those whom the desk knew.
_RANK = 2


class CrmContacts(Contacts):
    """The people at the customers, as a CRM has them."""

    reads = {name: name for name in ("name", "rank", *_COLUMNS)}
    key = ("name",)

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """Whom of the customer's people each row means, by what, and what it adds to him."""
        customers = meant([(one.company.id, one.values) for one in wanted])
        people = _people_at(customers)
        # Somebody further up in the file is the same person as well.
        coming: dict[int, list[Known]] = defaultdict(list)
        return [self._stood(one, of, people, coming) for one, of in zip(wanted, customers, strict=True)]

    def _stood(
        self, one: Wanted, of: Meant, people: Mapping[int, list[Contact]], coming: dict[int, list[Known]]
    ) -> Standing:
        if of.customer is None:
            return Standing(faults=[of.fault] if of.fault else [])
        theirs = _known(one.values)
        found = _same(one.values, people.get(of.customer.id, []))
        if len(found) > 1:
            names = ", ".join(contact.name for contact, _ in found[:5])
            text = "It can be each of these, who are alike: %(names)s. Change the name to that of one of them."
            return Standing(faults=[("name", Reason("crm.alike_several", text, {"names": names}))])
        if not found:
            twin = next((each for each in coming[of.customer.id] if same_person(each, theirs)), None)
            if twin is not None:
                text = "A row above brings %(name)s, who is alike: load the file again afterwards."
                return Standing(faults=[("name", Reason("crm.alike_above", text, {"name": twin.name}))])
            coming[of.customer.id].append(theirs)
            return Standing(implied={"at_customer": of.customer.number, "rank": _RANK})
        ((contact, why),) = found
        values: dict[str, Any] = dict(one.values)
        for name in _COLUMNS:
            if name in one.values and not getattr(contact, name):
                values[name] = getattr(contact, name)
        standing = Standing(contact.id, values)
        if any(values[name] != one.values[name] for name in one.values):
            standing.implied["same_as"] = f"{contact.name}: {why}" if why else contact.name
            values["same_as"] = None
        return standing

    def new(self, one: Change, customer_id: int | None) -> Contact:
        """A contact of the customer whom the row means."""
        (of,) = meant([(one.company.id, one.values)])
        assert of.customer is not None, "a row without a customer is refused"
        return Contact(customer=of.customer, name=one.values["name"])

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Write new people, and what is missing of those who are there."""
        return super().keep([_columns_only(one) for one in changes], source=source)

    def lasting(self, changes: Sequence[Change]) -> list[list[Fault]]:
        """What would stay of each change if it were taken back now."""
        return super().lasting([_columns_only(one) for one in changes])

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Put back what nobody changed since; a person whom the file brought goes if nothing names him."""
        return super().take_back([_columns_only(one) for one in changes], source=source)


def _columns_only(one: Change) -> Change:
    """The change of what a contact has columns for: what the row says of its customer only tells whom it means."""
    return replace(one, changes={name: pair for name, pair in one.changes.items() if name in CrmContacts.reads})


def _people_at(customers: Sequence[Meant]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    ids = {one.customer.id for one in customers if one.customer is not None}
    for contact in Contact.objects.filter(customer__in=ids).order_by("id"):
        found[contact.customer_id].append(contact)
    return found


def _same(values: Mapping[str, Any], people: Sequence[Contact]) -> list[tuple[Contact, Reason | None]]:
    """Who of the people the row means and why; by the CRM's own marks it is certain, and needs no reason."""
    marks = [(name, values[name]) for name in ("crm_account", "crm_record") if values.get(name)]
    certain = [one for one in people if marks and all(getattr(one, name) == value for name, value in marks)]
    if certain:
        return [(one, None) for one in certain]
    theirs = _known(values)
    alike = [(one, same_person(_known_of(one), theirs)) for one in people]
    found: list[tuple[Contact, Reason | None]] = [(one, why) for one, why in alike if why is not None]
    exact = [(one, why) for one, why in found if one.name == theirs.name]
    return exact or found


def _known(values: Mapping[str, Any]) -> Known:
    return Known(str(values["name"]), *(str(values.get(name) or "") for name in ("email", "phone", "mobile")))


def _known_of(contact: Contact) -> Known:
    return Known(contact.name, contact.email, contact.phone, contact.mobile)
