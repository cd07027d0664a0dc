"""The payments that came, as the queue of the Cash screen is narrowed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.models import Receipt
from creditdesk.cash.queries import CHANNELS, QUEUE_ORDERS, STATES, CashFilter, queue
from creditdesk.cash.settling import unapplied_minor
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of, sort_by, typed_amount, words
from creditdesk.receivables.search import amounts_meant


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("value_date", _("Valued on"), Kind.DATE),
        Column("posting_date", _("Posting date"), Kind.DATE),
        Column("channel", _("Channel")),
        Column("reference", _("Reference")),
        Column("payer", cash_words.payer_head()),
        Column("account", _("Account number")),
        Column("customer", _("Customer")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("left", cash_words.left_head(), Kind.MONEY, totalled=True),
        Column("decided", _("Decision")),
        Column("why", _("Why")),
        Column("recorded_by", _("Recorded by")),
    )


def chosen_of(asked: Asked) -> CashFilter:
    """The filter of the screen."""
    typed = asked.get("amount", "")
    return CashFilter(
        state=asked.get("state", ""),
        company=asked.get("company", ""),
        account_id=asked.get("account"),
        customer_id=asked.get("customer"),
        channel=asked.get("channel", ""),
        text=asked.get("q", ""),
        amounts_minor=frozenset(amounts_meant(asked.user, typed)) if typed else None,
    )


def _source(asked: Asked) -> Source:
    found = queue(asked.user, chosen=chosen_of(asked), as_of=asked.today)
    sort = asked.get("sort") or "value_date"
    column = QUEUE_ORDERS[sort.removeprefix("-")].column
    return ByKey(found, (f"-{column}" if sort.startswith("-") else column, "id"), _rows)


def _rows(page: Iterable[Receipt]) -> Iterable[Row]:
    for one in page:
        customer = one.customer
        yield [
            one.company.code,
            one.number,
            one.value_date,
            one.posting_date,
            str(cash_words.CHANNELS[one.channel]),
            one.trace,
            one.payer_name,
            customer.number if customer else "",
            customer.name if customer else "",
            one.currency,
            Money(one.amount_minor, one.currency),
            Money(unapplied_minor(one), one.currency),
            str(cash_words.STANDINGS[one.standing]),
            one.standing_why,
            one.recorded_by,
        ]


LISTINGS = (
    Listing(
        name="receipts",
        title=gettext_lazy("Payments received"),
        permissions=(Permission.SEE_CASH,),
        columns=_columns,
        source=_source,
        filters={
            "state": one_of(*STATES),
            "company": words,
            "account": number,
            "customer": number,
            "channel": one_of("", *CHANNELS),
            "q": words,
            "amount": typed_amount,
            "sort": sort_by(*QUEUE_ORDERS),
        },
    ),
)
