"""What research looks up, as tables: shipments, returns, deals, advertising, routing rules, lines of invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, words
from creditdesk.exports.lists.accounts import SEE
from creditdesk.exports.reference_words import REFERENCE_FIELDS
from creditdesk.reference.access import KINDS, records_for
from creditdesk.reference.records import COLUMNS

# Columns that other records have too.
_COMMON: Mapping[str, Any] = {
    "item_number": gettext_lazy("Item number"),
    "line_number": gettext_lazy("Line"),
    "po_number": gettext_lazy("Purchase order"),
    "description": gettext_lazy("Description"),
    "currency": gettext_lazy("Currency"),
    "valid_from": gettext_lazy("Valid from"),
    "valid_to": gettext_lazy("Valid to"),
    "unit": gettext_lazy("Unit"),
    "price_minor": gettext_lazy("Price"),
    "amount_minor": gettext_lazy("Amount"),
}
_HEADS = {**_COMMON, **REFERENCE_FIELDS}
_MILLI = 1_000


def _columns(kind: str) -> tuple[Column, ...]:
    head = (Column("company", _("Company")), Column("customer", _("Customer number")))
    return (*head, *(Column(_key(name), str(_HEADS[name]), _kind(name, kind)) for name in COLUMNS[kind]))


def _key(name: str) -> str:
    return name.removesuffix("_minor").removesuffix("_milli")


def _kind(name: str, kind: str) -> Kind:
    if name.endswith("_minor"):
        return Kind.MONEY
    if name in ("cartons_shipped", "cartons_received"):
        return Kind.INTEGER
    internal = KINDS[kind]._meta.get_field(name).get_internal_type()
    return Kind.DATE if internal == "DateField" else Kind.TEXT


def _source(asked: Asked, kind: str) -> Source:
    found = records_for(asked.user, kind, as_of=asked.today, customer_id=asked.get("customer"))
    if "invoice_number" in COLUMNS[kind] and asked.get("invoice") is not None:
        found = found.filter(invoice_number=asked.get("invoice"))
    return ByKey(found, ("id",), lambda page: _rows(page, kind))


def _rows(page: Sequence[Any], kind: str) -> Iterator[Row]:
    for one in page:
        yield [one.company.code, one.customer.number, *(_cell(one, name) for name in COLUMNS[kind])]


def _cell(one: Any, name: str) -> str | int | Money | dt.date | None:
    """A cell: amounts are money, quantities text with their decimals, as no spreadsheet shall round them."""
    value: str | int | dt.date | None = getattr(one, name)
    if value is None or isinstance(value, str | dt.date):
        return value
    if name.endswith("_minor"):
        return Money(value, one.currency)
    if name.endswith("_milli"):
        return f"{value // _MILLI}.{value % _MILLI:03d}".rstrip("0").rstrip(".")
    return value


def _listing(kind: str, title: Any) -> Listing:
    filters: dict[str, Any] = {"customer": number}
    if "invoice_number" in COLUMNS[kind]:
        filters["invoice"] = words
    return Listing(
        name=kind,
        title=title,
        permissions=SEE,
        columns=lambda _asked: _columns(kind),
        source=lambda asked: _source(asked, kind),
        filters=filters,
    )


LISTINGS = (
    _listing("shipments", gettext_lazy("Shipments and proofs of delivery")),
    _listing("returns", gettext_lazy("Return authorisations and receipts")),
    _listing("deals", gettext_lazy("Promotions and markdowns")),
    _listing("coop_agreements", gettext_lazy("Co-operative advertising")),
    _listing("routing_rules", gettext_lazy("Routing rules")),
    _listing("invoice_lines", gettext_lazy("Lines of invoices")),
)
