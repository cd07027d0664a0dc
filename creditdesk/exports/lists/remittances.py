"""Payers' lists as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.models import Remittance
from creditdesk.cash.remittance_queries import STATES, held_for, paid_minor, remittances
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of
from creditdesk.exports.cash_words import REMITTANCE_STATES
from creditdesk.exports.words import told


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("remittance", _("Remittance"), Kind.INTEGER),
        Column("company", _("Company")),
        Column("customer", _("Customer")),
        Column("payer", _("Payer")),
        Column("reference", _("Reference")),
        Column("paid_on", _("Paid on"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("amount", _("Paid in all"), Kind.MONEY, totalled=True),
        Column("documents", _("Documents"), Kind.INTEGER),
        Column("state", _("State")),
        Column("noticed", _("What was noticed")),
        Column("payment", _("Payment")),
        Column("source", _("Where it comes from")),
        Column("why", _("Why")),
    )


def _rows(page: Iterable[Remittance]) -> Iterator[Row]:
    for one in page:
        paid, code = paid_minor(one), one.currency or one.company.currency
        yield [
            one.id,
            one.company.code,
            one.customer.number if one.customer else "",
            one.payer_name,
            one.payment_reference,
            one.payment_date,
            code,
            None if paid is None else Money(paid, code),
            len(one.lines),
            str(REMITTANCE_STATES[one.state]),
            "; ".join(told(reason) for reason in held_for(one)),
            one.receipt.number if one.receipt else "",
            one.source,
            one.why,
        ]


def _source(asked: Asked) -> Source:
    return ByKey(remittances(asked.user, state=asked.get("state", "")), ("-id",), _rows)


LISTINGS = (
    Listing(
        name="remittances",
        title=gettext_lazy("Remittances"),
        # The rows are those of `access`: of whole companies.
        permissions=(Permission.SEE_CASH,),
        columns=_columns,
        source=_source,
        filters={"state": one_of("", *STATES)},
    ),
)
