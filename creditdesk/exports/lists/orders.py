"""Held orders and accounts on hold, as tables: the daily hold report and what sales gets of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.credit.hold_report import Change, HeldLine, held_customers, lines_of
from creditdesk.credit.models import Order
from creditdesk.credit.queries import OrderFilter, orders
from creditdesk.domain.money import Money
from creditdesk.domain.order_releases import Standing
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of, words
from creditdesk.exports.order_words import ENDED_BY, HOLD_CHANGES, HOLD_CODES, STANDINGS
from creditdesk.exports.words import told


def _order_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("order", _("Order")),
        Column("placed_on", _("Placed on"), Kind.DATE),
        Column("ship_date", _("Ships on"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY),
        Column("terms", _("Terms")),
        Column("purchase_order", _("Purchase order")),
        Column("state", _("State")),
        Column("since", _("Since"), Kind.DATE),
        Column("held_for", _("Held for")),
        Column("why", _("Why")),
        Column("salesperson", _("Salesperson")),
    )


def _order_source(asked: Asked) -> Source:
    customer = asked.get("account")
    chosen = OrderFilter(
        asked.get("standing", Standing.HELD.value),
        asked.get("code", ""),
        asked.get("company", ""),
        customer,
        asked.get("q", ""),
    )
    found = orders(asked.user, chosen=chosen, as_of=asked.today)
    return ByKey(found.select_related("customer__salesperson", "customer__listed_salesperson"), ("id",), _order_rows)


def _order_rows(page: list[Order]) -> list[Row]:
    return [_order_row(one) for one in page]


def _order_row(one: Order) -> Row:
    seller = one.customer.seller
    return [
        one.company.code,
        one.customer.number,
        one.customer.name,
        one.number,
        one.placed_on,
        one.ship_date,
        one.currency,
        Money(one.open_minor, one.currency),
        one.terms_code,
        one.po_number,
        str(STANDINGS[one.standing]),
        one.standing_since.date(),
        ", ".join(str(HOLD_CODES[hold["code"]]) for hold in one.holds),
        "; ".join(told(Reason.from_dict(hold["why"])) for hold in one.holds),
        seller.name if seller else "",
    ]


def _held_columns(asked: Asked) -> tuple[Column, ...]:
    """Nothing that is history: sales takes this list out as well."""
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("change", _("Since yesterday")),
        Column("held_for", _("Held for")),
        Column("since", _("Since"), Kind.DATE),
        Column("orders", _("Held orders"), Kind.INTEGER),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY),
        Column("how_it_ended", _("How it ended")),
        Column("salesperson", _("Salesperson")),
    )


def _held_source(asked: Asked) -> Source:
    customers, found = held_customers(asked.user, change=asked.get("change", ""), as_of=asked.today)
    return ByKey(
        customers, ("search_name", "id"), lambda page: [row for line in lines_of(page, found) for row in _rows(line)]
    )


def _rows(line: HeldLine) -> list[Row]:
    """A row for each currency of what waits; one where nothing does."""
    seller, told = line.customer.seller, line.on_hold
    return [
        [
            line.customer.company.code,
            line.customer.number,
            line.customer.name,
            str(HOLD_CHANGES[told.change.value]),
            ", ".join(str(HOLD_CODES[code]) for code in sorted(told.codes)),
            told.since,
            line.orders,
            currency,
            Money(minor, currency),
            ", ".join(str(ENDED_BY[one]) for one in sorted(told.ended)) if told.change is Change.REMOVED else "",
            seller.name if seller else "",
        ]
        for currency, minor in (line.amounts or {line.customer.currency: 0}).items()
    ]


LISTINGS = (
    Listing(
        "orders",
        gettext_lazy("Orders"),
        (Permission.SEE_HISTORY,),
        _order_columns,
        _order_source,
        {
            "standing": one_of(*(one.value for one in Standing), "all"),
            "code": one_of(*(one.value for one in HoldCode)),
            "company": words,
            "account": number,
            "q": words,
        },
    ),
    Listing(
        "held_accounts",
        gettext_lazy("Accounts on hold"),
        (Permission.SEE_ORDERS,),
        _held_columns,
        _held_source,
        {"change": one_of(*(one.value for one in Change))},
    ),
)
