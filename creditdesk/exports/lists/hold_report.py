"""The daily hold report as a table: what stands on its page, and no less."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.credit.daily_report import TURN, ReportLine, held_in_turn, report_lines
from creditdesk.credit.models import Order
from creditdesk.credit.queries import OrderFilter
from creditdesk.domain.money import Money
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of, words
from creditdesk.exports.order_words import HOLD_CODES, LEVELS
from creditdesk.exports.words import told


def columns(asked: Asked | None = None) -> tuple[Column, ...]:
    """The columns; limit, exposure, what is past due and promised are in the account's currency."""
    return (
        Column("order", _("Order")),
        Column("purchase_order", _("Purchase order")),
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("ship_date", _("Ships on"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY),
        Column("held_for", _("Held for")),
        Column("why", _("Why")),
        Column("account_currency", _("Currency of the account")),
        Column("limit", _("Limit"), Kind.MONEY),
        Column("exposure", _("At risk"), Kind.MONEY),
        Column("over_percent", _("Over the limit"), Kind.PERCENT),
        Column("past_due", _("Past due"), Kind.MONEY),
        Column("oldest_days", _("Oldest, days late"), Kind.INTEGER),
        Column("promised", _("Promised"), Kind.MONEY),
        Column("promised_for", _("Promised for"), Kind.DATE),
        Column("returned_payment", _("Payment returned"), Kind.DATE),
        Column("rep", _("Rep")),
        Column("salesperson", _("Salesperson")),
        Column("authority", _("Authority needed")),
        Column("held_since", _("Held since"), Kind.INSTANT),
        Column("hours_held", _("Hours held"), Kind.INTEGER),
    )


def row_of(line: ReportLine) -> Row:
    """The cells of a line, in the order of the columns."""
    order, customer = line.order, line.order.customer
    currency, seller, codes = customer.currency, customer.seller, dict.fromkeys(one.code.value for one in line.found)
    return [
        order.number,
        order.po_number,
        order.company.code,
        customer.number,
        customer.name,
        order.ship_date,
        order.currency,
        Money(order.open_minor, order.currency),
        ", ".join(str(HOLD_CODES[code]) for code in codes),
        "; ".join(told(one.why) for one in line.found),
        currency,
        Money(line.limit_minor, currency) if line.limit_minor is not None else None,
        Money(line.exposure_minor, currency),
        int(line.over_percent * 100) if line.over_percent else None,
        Money(line.past_due_minor, currency),
        line.oldest_days,
        Money(line.promise.amount_minor, currency) if line.promise else None,
        line.promise.date if line.promise else None,
        line.returned_on,
        str(line.rep) if line.rep else "",
        seller.name if seller else "",
        str(LEVELS[line.needs.value]) if line.needs else _("nobody"),
        order.standing_since,
        line.hours_held,
    ]


def _source(asked: Asked) -> Source:
    chosen = OrderFilter(code=asked.get("code", ""), company=asked.get("company", ""))

    def rows(page: list[Order]) -> list[Row]:
        return [row_of(line) for line in report_lines(page, as_of=asked.today, at=asked.now)]

    return ByKey(held_in_turn(asked.user, chosen=chosen, as_of=asked.today), TURN, rows)


LISTINGS = (
    Listing(
        "hold_report",
        gettext_lazy("Daily hold report"),
        (Permission.SEE_HISTORY,),
        columns,
        _source,
        {"code": one_of(*(one.value for one in HoldCode)), "company": words},
    ),
)
