"""Orders that come in files: the doors of `kept.Records` for them.

A file that counts the ERP's versions says which of them each row is; one that does not is a list of how the orders
stand: a row that says something new is the next version. What the ERP said is not unsaid: an undone file leaves its
orders, and the ERP's next version puts them right.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils import timezone

from creditdesk.credit.models import Order, OrderVersion
from creditdesk.credit.telling import ToldLine, ToldOrder, take_orders, unfit
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.reasons import Reason
from creditdesk.parties.models import Customer, User
from creditdesk.parties.records.kept import Change, Fault, Source, Wanted
from creditdesk.parties.records.kept import Standing as Stands

# Value of a row → column of the order.
_READS = {
    "order_number": "number",
    "placed_on": "placed_on",
    "ship_date": "ship_date",
    "currency": "currency",
    "amount_minor": "amount_minor",
    "delivered_minor": "delivered_minor",
    "terms_code": "terms_code",
    "discount_ppm": "discount_ppm",
    "po_number": "po_number",
    "salesperson_code": "salesperson_code",
}
# Value of a row → what a line is kept as.
_LINE = {
    "item": "item",
    "quantity": "quantity",
    "line_amount_minor": "amount_minor",
    "line_ship_date": "ship_date",
}
_STAYS = ("", Reason("order.stands", "An order stands as it was told: the ERP's next version puts it right.", {}))


class OrderFiles:
    """What a row says of an order, beside what the desk has of it."""

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Stands]:
        """Which order each row is, as it stands, and what is wrong with the row."""
        customers, orders = _customers(wanted), _orders(wanted)
        lines = _lines([order for order in orders.values() if any("line_number" in one.values for one in wanted)])
        said = _said_on_delivery([*orders.values()] if any("is_cod" in one.values for one in wanted) else [])
        return [_stands(one, customers, orders, lines, said) for one in wanted]

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Take the versions in, in the file's transaction, and look once at each customer's orders.

        A row that only adds its line came in with the first row of its order.
        """
        customers, orders = _customers(changes), _orders(changes)
        as_of = timezone.localtime(source.at).date()
        kept: dict[int, int] = {}
        of_company: dict[int, list[int]] = defaultdict(list)
        adding = [
            place for place, one in enumerate(changes) if "line_number" in one.values and "lines" not in one.values
        ]
        for place in sorted({*range(len(changes))} - {*adding}):
            of_company[changes[place].company.id].append(place)
        for places in of_company.values():
            pairs = [_pair(changes[place], customers, orders) for place in places]
            taken = take_orders(pairs, as_of=as_of, by=source.by, at=source.at, import_file_id=source.import_file_id)
            kept |= {place: order.id for place, order in zip(places, taken, strict=True)}
        if adding:
            there = _orders([changes[place] for place in adding])
            kept |= {place: there[_key(changes[place])].id for place in adding}
        return [kept[place] for place in range(len(changes))]

    def lasting(self, changes: Sequence[Change]) -> list[list[Fault]]:
        """What the ERP said stays said."""
        return [[_STAYS] for _ in changes]

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Nothing is taken back."""
        return self.lasting(changes)


def _stands(
    one: Wanted,
    customers: Mapping[tuple[int, str], Customer],
    orders: Mapping[tuple[int, str], Order],
    lines: Mapping[int, list[dict[str, Any]]],
    on_delivery: Mapping[int, bool],
) -> Stands:
    values = one.values
    customer = customers.get((one.company.id, values["customer_number"]))
    if customer is None:
        text = "There is no customer %(number)s of %(company)s."
        facts: dict[str, str | int] = {"number": values["customer_number"], "company": one.company.code}
        return Stands(faults=[("customer_number", Reason("import.customer_unknown", text, facts))])
    order = orders.get(_key(one))
    if order is not None and order.customer_id != customer.id:
        text = "the order %(number)s is %(owner)s's"
        facts = {"number": order.number, "owner": order.customer.number}
        return Stands(faults=[("order_number", Reason("order.other_customer", text, facts))])
    faults: list[Fault] = [("amount_minor", reason) for reason in unfit(_told(values, order), as_of=None)]
    if order is None:
        return Stands(faults=faults)
    stood = _values(order) | _stood_of(values, lines.get(order.id, []))
    stood["is_cod"] = on_delivery.get(order.id, order.is_cod)
    if values.get("version", 0) and values["version"] < order.version:
        text = "version %(version)d is older than version %(stands)d, which stands"
        facts = {"version": values["version"], "stands": order.version}
        faults.append(("version", Reason("order.older", text, facts)))
    said = {name: stood[name] for name in values if name in stood}
    if values.get("version") == order.version and any(values[name] != was for name, was in said.items()):
        text = "version %(version)d of order %(number)s was told otherwise before"
        facts = {"version": order.version, "number": order.number}
        faults.append(("version", Reason("order.version_twice", text, facts)))
    return Stands(order.id, said, faults)


def _stood_of(values: Mapping[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The lines that the order has, and the one that the row tells of, as a row would say them."""
    if "line_number" not in values:
        return {}
    number = values["line_number"]
    stood: dict[str, Any] = next((line for line in lines if line["number"] == number), {})
    found = {name: stood.get(kept) for name, kept in _LINE.items()}
    return found | {"line_number": number if stood else None, "lines": lines}


def _values(order: Order) -> dict[str, Any]:
    """The order as a row would say it."""
    found: dict[str, Any] = {name: getattr(order, column) for name, column in _READS.items()}
    for name in ("placed_on", "ship_date"):
        found[name] = found[name].isoformat() if found[name] else None
    found |= {"customer_number": order.customer.number, "version": order.version, "company": order.company.code}
    return found | {"is_cancelled": order.standing == Standing.CANCELLED.value}


def _told(values: Mapping[str, Any], order: Order | None) -> ToldOrder:
    """The version that the row tells: what it does not say stays as it is."""
    stood = _values(order) if order is not None else {}
    said = {**stood, **{name: value for name, value in values.items() if value is not None}}
    ship = said.get("ship_date")
    return ToldOrder(
        number=said["order_number"],
        version=values.get("version") or (order.version + 1 if order is not None else 1),
        placed_on=dt.date.fromisoformat(said["placed_on"]),
        currency=said["currency"],
        amount_minor=said["amount_minor"],
        delivered_minor=said.get("delivered_minor") or 0,
        ship_date=dt.date.fromisoformat(ship) if ship else None,
        terms_code=said.get("terms_code") or "",
        discount_ppm=values.get("discount_ppm"),
        is_cod=values.get("is_cod"),
        po_number=said.get("po_number") or "",
        salesperson_code=said.get("salesperson_code") or "",
        is_cancelled=bool(values.get("is_cancelled", False)),
        lines=tuple(_told_line(line) for line in values.get("lines", ())),
    )


def _told_line(line: Mapping[str, Any]) -> ToldLine:
    day = dt.date.fromisoformat(line["ship_date"]) if line["ship_date"] else None
    return ToldLine(line["number"], line["amount_minor"], line["item"], line["quantity"], day)


def _pair(
    one: Change, customers: Mapping[tuple[int, str], Customer], orders: Mapping[tuple[int, str], Order]
) -> tuple[Customer, ToldOrder]:
    order = orders.get(_key(one))
    return customers[one.company.id, one.values["customer_number"]], _told(one.values, order)


def _key(one: Wanted | Change) -> tuple[int, str]:
    return one.company.id, one.values["order_number"]


def _customers(rows: Sequence[Wanted] | Sequence[Change]) -> dict[tuple[int, str], Customer]:
    numbers = {one.values.get("customer_number") for one in rows}
    found = Customer.objects.filter(company__in={one.company.id for one in rows}, number__in=numbers)
    return {(one.company_id, one.number): one for one in found.select_related("company")}


def _orders(rows: Sequence[Wanted] | Sequence[Change]) -> dict[tuple[int, str], Order]:
    numbers = {one.values.get("order_number") for one in rows}
    found = Order.objects.filter(company__in={one.company.id for one in rows}, number__in=numbers)
    return {(one.company_id, one.number): one for one in found.select_related("company", "customer")}


def _lines(orders: Sequence[Order]) -> dict[int, list[dict[str, Any]]]:
    """Order → the lines of its newest version."""
    versions = OrderVersion.objects.filter(order__in=orders, version=F("order__version"))
    return dict(versions.values_list("order_id", "lines"))


def _said_on_delivery(orders: Sequence[Order]) -> dict[int, bool]:
    """Order → what its newest version said of payment on delivery, where it did: what a customer took since is no news
    of the ERP's, and no version of its own.
    """
    versions = OrderVersion.objects.filter(order__in=orders, version=F("order__version"))
    return {
        order_id: facts["is_cod"]
        for order_id, facts in versions.values_list("order_id", "facts")
        if facts.get("is_cod") is not None
    }
