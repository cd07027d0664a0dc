"""Placements with agencies as a table."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.agency.access import Placement
from creditdesk.agency.queries import figures_of, placements_in
from creditdesk.domain.money import Money
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.agency_words import PLACEMENT_STATES
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, one_of


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("placement", _("Placement"), Kind.INTEGER),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("agency", _("Agency")),
        Column("state", _("State")),
        Column("placed_on", _("Placed"), Kind.DATE),
        Column("handback_on", _("Back by"), Kind.DATE),
        Column("ended_on", _("Over since"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("debt", _("Debt"), Kind.MONEY),
        Column("open", _("Open"), Kind.MONEY),
        Column("remitted", _("Collected by the agency"), Kind.MONEY),
        Column("direct", _("Paid to us"), Kind.MONEY),
        Column("fee", _("Fee"), Kind.MONEY),
    )


def _source(asked: Asked) -> Source:
    found = placements_in(asked.user, state=str(asked.get("state", "all")), as_of=asked.today).order_by()
    return ByKey(found, ("id",), _rows)


def _rows(page: list[Placement]) -> list[Row]:
    found: list[Row] = []
    for told in figures_of(page):
        one = told.placement
        amounts = (one.debt_minor, told.open_minor, told.remitted_minor, told.direct_minor, told.fee_minor)
        found.append(
            [
                one.company.code,
                one.id,
                one.customer.number,
                one.customer.name,
                one.agency.name,
                str(PLACEMENT_STATES[one.state]),
                one.placed_on,
                one.handback_on,
                one.ended_on,
                one.currency,
                *(Money(minor, one.currency) for minor in amounts),
            ]
        )
    return found


LISTINGS = (
    Listing(
        "placements",
        gettext_lazy("Placements with agencies"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {"state": one_of(*PLACEMENT_STATES)},
    ),
)
