"""The people at customers with what was recorded about reaching them, and whom to ask for after whom."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from creditdesk.domain.contact_marks import (
    ChannelState,
    Person,
    barring_reasons,
    channel_state,
    failing_reasons,
    represented,
)
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.escalation import ContactKind, Rung, Somebody, escalation_path
from creditdesk.domain.reasons import Reason
from creditdesk.parties.access import customers_within
from creditdesk.parties.models import Contact, ContactMark, Customer
from creditdesk.parties.reach import Reach

# Which channels a person may be barred from one by one, and what an act by them is called elsewhere.
CHANNELS: Mapping[str, Channel] = {one.value: one for one in Channel}
# A customer has a handful of people; more are a mistake in the data that must not stop a page.
MOST_PEOPLE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """A contact with how each channel to him stands on a day, and why he must not be contacted by it."""

    contact: Contact
    person: Person
    marks: Sequence[ContactMark]
    states: Mapping[Channel, ChannelState]
    barred: Mapping[Channel, tuple[Reason, ...]]
    failing: tuple[Reason, ...]

    @property
    def is_barred(self) -> bool:
        """Whether no channel to him is open."""
        return all(self.barred.values())

    @property
    def may_call(self) -> bool:
        """Whether the contact may be called."""
        return not self.barred[Channel.CALL]

    @property
    def may_write(self) -> bool:
        """Whether the contact may be sent e-mail."""
        return not self.barred[Channel.EMAIL]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why he must not be contacted or cannot be reached, each reason once."""
        return tuple(dict.fromkeys([*(one for each in self.barred.values() for one in each), *self.failing]))


def marks_of(contact_ids: Iterable[int]) -> dict[int, list[ContactMark]]:
    """Contact → what was recorded about reaching him, oldest first, in one read."""
    found: dict[int, list[ContactMark]] = defaultdict(list)
    for mark in ContactMark.objects.filter(contact__in=list(contact_ids)).select_related("by").order_by("id"):
        found[mark.contact_id].append(mark)
    return found


def standing_of(contacts: Iterable[Contact], *, on: dt.date) -> list[Standing]:
    """How the contacts stand on the day, in the order given."""
    people = list(contacts)
    # Most people have no mark, and whoever read them by `people_of` knows that already.
    marked = [one.id for one in people if getattr(one, "has_marks", True)]
    marks = marks_of(marked) if marked else {}
    return [_standing(one, marks.get(one.id, []), on) for one in people]


def _standing(contact: Contact, marks: list[ContactMark], on: dt.date) -> Standing:
    person = contact.person(marks)
    return Standing(
        contact,
        person,
        marks,
        states={channel: channel_state(person, channel, on=on)[0] for channel in Channel},
        barred={channel: barring_reasons(person, channel=channel, on=on) for channel in Channel},
        failing=tuple(one for channel in Channel for one in failing_reasons(person, channel=channel, on=on)),
    )


def people_of(customer_ids: Iterable[int]) -> QuerySet[Contact]:
    """The people at the customers, by customer and in the order in which they are asked for."""
    found = Contact.objects.filter(customer__in=list(customer_ids)).select_related("reports_to")
    found = found.annotate(has_marks=Exists(ContactMark.objects.filter(contact=OuterRef("pk"))))
    return found.order_by("customer_id", "rank", "id")


def attorney_of(customer: Customer, *, on: dt.date) -> Contact | None:
    """The attorney who may be asked for instead of a person whom he represents: the first of the customer's."""
    found = people_of([customer.id]).filter(kind=ContactKind.ATTORNEY.value)
    open_ones = (one.contact for one in standing_of(found, on=on) if not one.is_barred)
    return next(open_ones, None)


def parents_of(customer: Customer) -> list[int]:
    """The customer's parent, the parent's parent and so on, the nearest first."""
    found: list[int] = []
    above = customer.parent_id
    while above is not None and above not in found and above != customer.id:
        found.append(above)
        above = Customer.objects.filter(id=above).values_list("parent_id", flat=True).first()
    return found


def path_from(
    customer: Customer,
    *,
    reach: Reach,
    on: dt.date,
    spoken_with: int | None = None,
    people: Sequence[Standing] | None = None,
) -> list[tuple[Contact, Rung]]:
    """Whom to ask for next, one after the other, with why; of customers in reach only. docs/rules/contacts.md.

    `people` are those of the customer, where they were read already.
    """
    above = parents_of(customer)
    seen = customers_within(reach, above)
    parents = [one for one in above if one in seen]
    found = [*(standing_of(people_of([customer.id])[:MOST_PEOPLE], on=on) if people is None else people)]
    if parents:
        found += standing_of(people_of(parents)[:MOST_PEOPLE], on=on)
    theirs = {one.contact.id: one for one in found}
    # A reporting line may lead through other members of the family.
    while missing := _superiors(theirs.values()) - theirs.keys():
        further = Contact.objects.filter(id__in=missing).select_related("reports_to")
        allowed = customers_within(reach, [one.customer_id for one in further])
        newest = standing_of([one for one in further if one.customer_id in allowed], on=on)
        if not newest:
            break
        theirs |= {one.contact.id: one for one in newest}
    rungs = escalation_path(
        [_somebody(one) for one in theirs.values()], customer=customer.id, parents=parents, spoken_with=spoken_with
    )
    return [(theirs[rung.person.key].contact, rung) for rung in rungs]


def _superiors(people: Iterable[Standing]) -> set[int]:
    return {one.contact.reports_to_id for one in people if one.contact.reports_to_id is not None}


def superiors_seen(contacts: Iterable[Contact], *, reach: Reach, known: Iterable[int] = ()) -> dict[int, Contact]:
    """Contact → whom he reports to, as far as that one's customer is in reach; `known` are some that are."""
    above = {one.id: one.reports_to for one in contacts if one.reports_to is not None}
    seen = set(known)
    seen |= customers_within(reach, {one.customer_id for one in above.values()} - seen)
    return {key: one for key, one in above.items() if one.customer_id in seen}


def _somebody(one: Standing) -> Somebody:
    contact = one.contact
    return Somebody(
        key=contact.id,
        customer=contact.customer_id,
        name=contact.name,
        role=contact.role,
        kind=ContactKind(contact.kind),
        rank=contact.rank,
        reports_to=contact.reports_to_id,
        is_barred=one.is_barred,
    )


def is_represented(one: Standing, *, on: dt.date) -> bool:
    """Whether an attorney represents the contact on the day."""
    return represented(one.person, on=on) is not None
