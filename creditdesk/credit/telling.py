"""What the ERP tells of orders: new ones, changes, deliveries, cancellations. Each version takes effect once.

A version that is older than what stands changes nothing and is kept; the same version again changes nothing; the same
version with other words is refused, for one of the two must be wrong. After each the orders of the customer are looked
at again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.credit.asked_releases import close_requests
from creditdesk.credit.kept_money import give_back_all
from creditdesk.credit.looking import end_release, end_spells, look_at
from creditdesk.credit.models import Order, OrderDecision, OrderVersion, Release
from creditdesk.credit.offer_states import close_offers
from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR
from creditdesk.domain.order_releases import WAITING, Checkpoint, Standing
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Customer


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of an order: amounts in minor units of its currency."""

    number: str
    amount_minor: int
    item: str = ""
    quantity: str = ""
    ship_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """One version of an order as the ERP tells it; `delivered_minor` is what was invoiced of it so far.

    A discount or a payment on delivery of which it does not speak (None) stays as it was told or accepted before.
    """

    number: str
    version: int
    placed_on: dt.date
    currency: str
    amount_minor: int
    delivered_minor: int = 0
    ship_date: dt.date | None = None
    terms_code: str = ""
    discount_ppm: int | None = None
    is_cod: bool | None = None
    po_number: str = ""
    salesperson_code: str = ""
    is_cancelled: bool = False
    lines: tuple[ToldLine, ...] = ()


@action
def take_order(
    customer: Customer,
    told: ToldOrder,
    *,
    as_of: dt.date,
    by: str,
    at: dt.datetime,
    import_file_id: int | None = None,
) -> Order:
    """Take in a version of an order and look at the customer's orders. Raises Refusal with every reason."""
    if reasons := unfit(told, as_of=as_of):
        raise Refusal(reasons)
    lock_families([customer])
    order, checkpoint = keep(customer, told, as_of=as_of, by=by, at=at, import_file_id=import_file_id)
    if checkpoint is not None:
        look_at(customer.company, [customer.id], checkpoint=checkpoint, as_of=as_of, by=by, at=at)
        order.refresh_from_db()
    return order


def unfit(told: ToldOrder, *, as_of: dt.date | None) -> tuple[Reason, ...]:
    """What is wrong with a version whatever the desk has of the order; a file's days were looked at by its reader."""
    found = []
    if not told.number.strip():
        found.append(Reason("order.number", "the order has no number"))
    if told.version < 1:
        found.append(Reason("order.version", "versions are counted from 1"))
    if not 0 <= told.amount_minor <= LARGEST_DOCUMENT_MINOR:
        found.append(Reason("order.amount", "the amount is below zero or beyond anything"))
    elif not 0 <= told.delivered_minor <= told.amount_minor:
        found.append(Reason("order.delivered", "more is delivered than was ordered"))
    if as_of is not None and told.placed_on > as_of:
        text = "the order is of %(day)s, which has not come"
        found.append(Reason("order.future", text, {"day": told.placed_on.isoformat()}))
    if told.lines and sum(line.amount_minor for line in told.lines) != told.amount_minor:
        found.append(Reason("order.lines", "the lines do not add up to the order"))
    if len({line.number for line in told.lines}) < len(told.lines):
        found.append(Reason("order.line_twice", "a line's number comes twice"))
    return tuple(found)


def keep(
    customer: Customer,
    told: ToldOrder,
    *,
    as_of: dt.date,
    by: str,
    at: dt.datetime,
    import_file_id: int | None,
) -> tuple[Order, Checkpoint | None]:
    """Write the version of a locked customer's order; None beside it where nothing changed by it."""
    order = Order.objects.select_for_update().filter(company=customer.company, number=told.number).first()
    if order is None:
        order = _new(customer, told, at=at, import_file_id=import_file_id)
        _version(order, told, by=by, at=at, import_file_id=import_file_id)
        _tell("order.taken", order, told, by=by, at=at)
        return _ended(order, told, as_of=as_of, by=by, at=at), Checkpoint.ENTRY
    if order.customer_id != customer.id:
        owner = order.customer.number
        raise refuse("order.other_customer", "the order %(number)s is %(owner)s's", number=told.number, owner=owner)
    known = OrderVersion.objects.filter(order=order, version=told.version).first()
    if known is not None:
        if _meant(_said(known)) != _meant(_saying(told)):
            text = "version %(version)d of order %(number)s was told otherwise before"
            raise refuse("order.version_twice", text, version=told.version, number=told.number)
        return order, None
    _version(order, told, by=by, at=at, import_file_id=import_file_id)
    if told.version < order.version:
        _tell("order.older_version", order, told, by=by, at=at)
        return order, None
    _change(order, told, at=at, import_file_id=import_file_id)
    _tell("order.changed", order, told, by=by, at=at)
    return _ended(order, told, as_of=as_of, by=by, at=at), Checkpoint.CHANGE


def _new(customer: Customer, told: ToldOrder, *, at: dt.datetime, import_file_id: int | None) -> Order:
    order = Order(
        company=customer.company,
        customer=customer,
        number=told.number,
        placed_on=told.placed_on,
        currency=told.currency,
        standing=Standing.HELD.value,
        standing_since=at,
        revision=0,
        import_file_id=import_file_id,
    )
    _apply(order, told)
    order.save(force_insert=True)
    return order


def _change(order: Order, told: ToldOrder, *, at: dt.datetime, import_file_id: int | None) -> None:
    _apply(order, told)
    order.revision += 1
    order.import_file_id = import_file_id or order.import_file_id
    if Standing(order.standing) in (Standing.CANCELLED, Standing.DELIVERED, Standing.REJECTED):
        # The ERP took it up again: it is judged like one that is new.
        order.standing, order.standing_since, order.looked_on = Standing.HELD.value, at, None
    order.save()


def _apply(order: Order, told: ToldOrder) -> None:
    order.version, order.amount_minor, order.delivered_minor = told.version, told.amount_minor, told.delivered_minor
    order.ship_date, order.terms_code = told.ship_date, told.terms_code
    order.po_number, order.salesperson_code = told.po_number, told.salesperson_code
    if told.discount_ppm is not None:
        order.discount_ppm = told.discount_ppm
    if told.is_cod is not None and (told.is_cod or not _is_agreed_cod(order)):
        order.is_cod = told.is_cod


def _is_agreed_cod(order: Order) -> bool:
    """Whether the customer took the order on delivery, and the ERP has not said yet that it carried that out.

    Until then its versions say what it knew before; one that comes after its answer means what it says.
    """
    if not order.is_cod:
        return False
    last = OrderDecision.objects.filter(order=order, kind=OrderDecision.Kind.COD).order_by("-id").first()
    return last is not None and last.accepted is None


def _ended(order: Order, told: ToldOrder, *, as_of: dt.date, by: str, at: dt.datetime) -> Order:
    """Close an order that the ERP cancelled or delivered: nothing is held or released of it any more."""
    standing = Standing.CANCELLED if told.is_cancelled else Standing.DELIVERED
    is_over = told.is_cancelled or (told.amount_minor == told.delivered_minor and told.amount_minor > 0)
    if not is_over or Standing(order.standing) not in WAITING:
        return order
    order.standing, order.standing_since, order.holds, order.covered = standing.value, at, [], []
    order.save(update_fields=["standing", "standing_since", "holds", "covered"])
    end_spells(order, by=standing.value, as_of=as_of, at=at)
    for release in Release.objects.filter(order=order, ended_at__isnull=True):
        end_release(release, because=Reason("release.over", "the order is %(how)s", {"how": standing.value}), at=at)
    give_back_all(order, by=by, at=at)
    close_offers(order, by=by, at=at)
    close_requests([order], at=at)
    return order


def _version(order: Order, told: ToldOrder, *, by: str, at: dt.datetime, import_file_id: int | None) -> OrderVersion:
    saying = _saying(told)
    return OrderVersion.objects.create(
        order=order, version=told.version, told_at=at, told_by=by, import_file_id=import_file_id, **saying
    )


def _saying(told: ToldOrder) -> dict[str, Any]:
    """A version as it is kept, and compared with what was kept before."""
    facts: dict[str, Any] = {
        "ship_date": told.ship_date.isoformat() if told.ship_date else None,
        "terms_code": told.terms_code,
        "discount_ppm": told.discount_ppm,
        "is_cod": told.is_cod,
        "po_number": told.po_number,
        "salesperson_code": told.salesperson_code,
    }
    return {
        "amount_minor": told.amount_minor,
        "delivered_minor": told.delivered_minor,
        "is_cancelled": told.is_cancelled,
        "facts": facts,
        "lines": [_line(one) for one in told.lines],
    }


def _said(known: OrderVersion) -> dict[str, Any]:
    names = ("amount_minor", "delivered_minor", "is_cancelled", "facts", "lines")
    return {name: getattr(known, name) for name in names}


def _meant(saying: dict[str, Any]) -> dict[str, Any]:
    """A version to be compared: one that does not speak of discount or payment on delivery is as one that says none."""
    facts = saying["facts"]
    told = {"discount_ppm": facts.get("discount_ppm") or 0, "is_cod": bool(facts.get("is_cod"))}
    return saying | {"facts": facts | told}


def _line(one: ToldLine) -> dict[str, Any]:
    return {
        "number": one.number,
        "item": one.item,
        "quantity": one.quantity,
        "amount_minor": one.amount_minor,
        "ship_date": one.ship_date.isoformat() if one.ship_date else None,
    }


def _tell(kind: str, order: Order, told: ToldOrder, *, by: str, at: dt.datetime) -> None:
    append(
        kind,
        by=by,
        at=at,
        subject=("order", order.id),
        company_id=order.company_id,
        customer_id=order.customer_id,
        facts={
            "number": told.number,
            "version": told.version,
            "amount_minor": told.amount_minor,
            "delivered_minor": told.delivered_minor,
            "currency": told.currency,
            "cancelled": told.is_cancelled,
        },
    )


def take_orders(
    pairs: Sequence[tuple[Customer, ToldOrder]],
    *,
    as_of: dt.date,
    by: str,
    at: dt.datetime,
    import_file_id: int | None = None,
) -> list[Order]:
    """Take in versions of many orders of one company inside an open transaction, and look once at each customer's."""
    lock_families([customer for customer, _ in pairs])
    kept = []
    touched: dict[int, Customer] = {}
    for customer, told in pairs:
        order, checkpoint = keep(customer, told, as_of=as_of, by=by, at=at, import_file_id=import_file_id)
        kept.append(order)
        if checkpoint is not None:
            touched[customer.id] = customer
    if touched:
        company = next(iter(touched.values())).company
        look_at(company, sorted(touched), checkpoint=Checkpoint.ENTRY, as_of=as_of, by=by, at=at)
    return kept
