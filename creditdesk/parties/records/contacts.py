"""Contacts as they come in files: known by their customer and their name.

A file says nothing of what people recorded here: consents, opt-outs, bounces, who left, who reports to whom. A bounce
is about one address, so that it counts again if a file brings the old address back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from creditdesk.parties.models import Contact
from creditdesk.parties.records.kept import Change, Source, Wanted, tell
from creditdesk.parties.records.plain import PlainRecords, Row

# What a contact is to the desk; all else is about the person.
_OPEN = frozenset({"rank", "language", "time_zone", "customer_number"})


class Contacts(PlainRecords):
    """The people at the customers."""

    model = Contact
    reads = {
        "customer_number": "customer__number",
        **{name: name for name in ("name", "role", "rank", "phone", "mobile", "email", "language", "time_zone")},
    }
    key: tuple[str, ...] = ("customer_number", "name")

    def company_way(self) -> str:
        """A contact is of its customer's company."""
        return "customer__company_id"

    def near(self, wanted: Sequence[Wanted]) -> QuerySet[Contact]:
        """Everybody at the customers that the rows name."""
        numbers = {one.values["customer_number"] for one in wanted}
        companies = {one.company.id for one in wanted}
        return Contact.objects.filter(customer__company__in=companies, customer__number__in=numbers)

    def new(self, one: Change, customer_id: int | None) -> Contact:
        """A contact of the customer."""
        assert customer_id is not None, "a row without a customer is refused"
        return Contact(customer_id=customer_id, name=one.values["name"])

    def _write(self, row: Row, values: Mapping[str, Any], source: Source) -> None:
        """What the file says; a person who has the contact open in a form learns of it by the version."""
        super()._write(row, values, source)
        if isinstance(row, Contact) and row.pk:
            row.version += 1

    def tell(self, verb: str, told: Sequence[tuple[Change, Row, Sequence[str]]], *, source: Source) -> None:
        """One entry for each contact."""
        for one, row, fields in told:
            assert isinstance(row, Contact)
            tell(
                f"contact.{verb}",
                subject=("contact", row.id or one.record_id or 0),
                company_id=one.company.id,
                customer_id=row.customer_id,
                change=one,
                private=lambda name: name not in _OPEN,
                source=source,
                restored=fields if verb in ("restored", "removed") else None,
            )
