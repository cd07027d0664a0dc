"""Credits that nobody claims, as a table: the list of the due diligence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.unclaimed import Waiting, unclaimed
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.unclaimed import Stage
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, Listing, Source, Whole, one_of
from creditdesk.exports.unclaimed_words import UNCLAIMED_STAGES
from creditdesk.exports.words import told


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("country", _("Country")),
        Column("state_of_owner", _("State or region")),
        Column("document", _("Document")),
        Column("since", _("Since"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY),
        Column("stage", _("Stage")),
        Column("letter_on", _("Letter on"), Kind.DATE),
        Column("dormant_on", _("Dormant on"), Kind.DATE),
        Column("why", _("Why")),
    )


def _source(asked: Asked) -> Source:
    return Whole([_row(one) for one in unclaimed(asked.user, stage=asked.get("stage", ""), as_of=asked.today)])


def _row(one: Waiting) -> Row:
    owner = one.customer
    return [
        one.company.code,
        owner.number if owner else "",
        owner.name if owner else "",
        owner.country if owner else "",
        owner.region if owner else "",
        one.number,
        one.since,
        one.currency,
        Money(one.minor, one.currency),
        str(UNCLAIMED_STAGES[one.judged.stage.value]),
        one.judged.letter_on,
        one.judged.dormant_on,
        told(one.judged.why),
    ]


LISTINGS = (
    Listing(
        "unclaimed",
        gettext_lazy("Unclaimed credits"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {"stage": one_of(*(one.value for one in Stage))},
    ),
)
