"""Returned payments as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.models import ReturnedPayment
from creditdesk.cash.special_queries import RETURN_STATES, returns
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("day", _("Day"), Kind.DATE),
        Column("code", _("The bank's code")),
        Column("reason", _("Why it came back")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("payer", _("Payer")),
        Column("reference", _("Reference")),
        Column("state", _("State")),
        Column("payment", _("Payment")),
        Column("account", _("Number")),
        Column("posting_date", _("Posting date"), Kind.DATE),
        Column("presented_again", _("Presented again")),
        Column("why", _("Why")),
    )


def _source(asked: Asked) -> Source:
    found = returns(asked.user, state=asked.get("state", "")).select_related("company", "receipt__customer", "paid_by")
    return ByKey(found, ("id",), _rows)


def _rows(page: Iterable[ReturnedPayment]) -> Iterator[Row]:
    for one in page:
        receipt = one.receipt
        yield [
            one.company.code,
            one.day,
            one.code,
            one.reason,
            one.currency,
            Money(one.amount_minor, one.currency),
            one.party_name,
            one.reference,
            one.state,
            receipt.number if receipt else "",
            receipt.customer.number if receipt and receipt.customer else "",
            one.posting_date,
            one.paid_by.number if one.paid_by else "",
            one.why,
        ]


LISTINGS = (
    Listing(
        name="returned_payments",
        title=gettext_lazy("Returned payments"),
        # Whoever sees them all: reviewers and those who post; the rows are those of `access`.
        permissions=(Permission.SEE_CASH,),
        columns=_columns,
        source=_source,
        filters={"state": one_of(*RETURN_STATES)},
    ),
)
