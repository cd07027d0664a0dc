"""What was found for a claim, as sections of rows that a person reads: each record by its number, then its facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from creditdesk.domain.deduction_evidence import Evidence, quantity_words
from creditdesk.web.research.words import FREIGHT_BY, LATE_BY
from creditdesk.web.templatetags.desk_formats import amount, date_short


@dataclass(frozen=True, slots=True)
class Section:
    """Records of one kind: each its number and its facts, as pairs of words."""

    title: str
    rows: list[tuple[str, list[tuple[str, Any]]]]


def sections(evidence: Evidence, *, currency: str) -> list[Section]:
    """The records that were found, in the order in which they are read; kinds without any are left out."""
    found = [
        Section(_("Shipments"), [(one.number, _shipment(one)) for one in evidence.shipments]),
        Section(_("Lines of the invoice"), [(one.number, _line(one, currency)) for one in evidence.lines]),
        Section(_("Prices that held"), [(one.item_number, _price(one, currency)) for one in evidence.prices]),
        Section(_("Returns"), [(one.number, _return(one, currency)) for one in evidence.authorisations]),
        Section(_("Deals"), [(one.number, _deal(one, currency)) for one in evidence.deals]),
        Section(_("Advertising"), [(one.proof_number or one.number, _coop(one, currency)) for one in evidence.coop]),
        Section(_("Routing guide"), [(one.number, _rule(one, currency)) for one in evidence.rules]),
    ]
    if evidence.paid:
        found.append(Section(_("Payment"), [(_("Payment of the invoice"), _paid(evidence.paid, currency))]))
    return [one for one in found if one.rows]


def _shipment(one: Any) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("Item"), one.item_number),
            (_("Carrier"), one.carrier),
            (_("Tracking"), one.tracking),
            (_("Bill of lading"), one.bol_number),
            (_("Shipped"), one.shipped_on),
            (_("Due at the customer"), one.promised_on),
            (_("Delivered"), one.delivered_on),
            (_("Quantity shipped"), _quantity(one.shipped_milli)),
            (_("Quantity received"), _quantity(one.received_milli)),
            (_("Cartons shipped"), one.cartons_shipped),
            (_("Cartons received"), one.cartons_received),
            (_("Signed by"), one.signed_by),
            (_("Remarks"), one.remarks),
            (_("Late by"), LATE_BY.get(one.late_by)),
        )
    )


def _line(one: Any, currency: str) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("Item"), one.item_number),
            (_("Quantity"), _quantity(one.quantity_milli)),
            (_("Price"), amount(one.price_minor, currency)),
            (_("Amount"), amount(one.amount_minor, currency)),
        )
    )


def _price(one: Any, currency: str) -> list[tuple[str, Any]]:
    whose = one.price_list or _("agreed with the customer")
    return list(
        _told((_("Price"), amount(one.price_minor, currency)), (_("Since"), one.valid_from), (_("List"), whose))
    )


def _return(one: Any, currency: str) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("Authorised"), one.authorised_on),
            (_("Authorised amount"), _money(one.authorised_minor, currency)),
            (_("Received"), one.received_on),
            (_("Received amount"), _money(one.received_minor, currency)),
            (_("Warehouse receipt"), one.receipt_number),
        )
    )


def _deal(one: Any, currency: str) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("From"), one.valid_from),
            (_("To"), one.valid_to),
            (_("Items"), ", ".join(one.item_numbers)),
            (_("Amount"), _money(one.amount_minor, currency)),
            (_("Per cent"), _quantity(one.percent_milli)),
            (_("Signed by"), one.signed_by),
            (_("Billed back"), _money(one.billed_back_minor or None, currency)),
        )
    )


def _coop(one: Any, currency: str) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("Agreement"), one.number),
            (_("Our share in per cent"), _quantity(one.share_milli)),
            (_("Balance of the fund"), _money(one.fund_minor, currency)),
            (_("Performed"), one.performed_on),
            (_("Cost"), _money(one.cost_minor, currency)),
        )
    )


def _rule(one: Any, currency: str) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("Who pays the freight"), FREIGHT_BY.get(one.freight_by)),
            (_("Carrier"), one.carrier),
            (_("Fine in per cent"), _quantity(one.fine_milli)),
            (_("Fine"), _money(one.fine_minor, currency)),
        )
    )


def _paid(one: Any, currency: str) -> list[tuple[str, Any]]:
    return list(
        _told(
            (_("Value date"), one.value_on),
            (_("Discount until"), one.discount_until),
            (_("With grace until"), one.last_day),
            (_("Discount"), amount(one.discount_minor, currency)),
        )
    )


def _told(*facts: tuple[str, Any]) -> Iterator[tuple[str, Any]]:
    """The facts that are there, days as the reader writes them."""
    for name, value in facts:
        if value not in (None, ""):
            yield name, date_short(value) if isinstance(value, dt.date) else value


def _quantity(milli: int | None) -> str | None:
    return None if milli is None else quantity_words(milli)


def _money(minor: int | None, currency: str) -> str | None:
    return None if minor is None else amount(minor, currency)
