"""Bankruptcies with their next last day, and the proof of claim of one by document."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.bankruptcy.access import case_for, visible_cases
from creditdesk.bankruptcy.models import Case
from creditdesk.bankruptcy.queries import rows_of_cases
from creditdesk.bankruptcy.sheets import case_sheet
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, Whole, number, one_of
from creditdesk.exports.bankruptcy_words import DATES, SOURCES, STATES
from creditdesk.exports.words import item_kind

SHOWN = {"open": ("draft", "with_counsel", "confirmed", "filed"), "closed": ("closed",)}


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("number", _("Number")),
        Column("customer", _("Customer")),
        Column("case", _("Case"), Kind.INTEGER),
        Column("state", _("State")),
        Column("chapter", _("Chapter")),
        Column("petition", _("Petition filed"), Kind.DATE),
        Column("next_day", _("Next last day"), Kind.DATE),
        Column("of_what", _("Of what")),
        Column("court_order", _("Court's order missing")),
    )


def _source(asked: Asked) -> Source:
    found = visible_cases(asked.user, as_of=asked.today)
    if states := SHOWN.get(str(asked.get("show", "")), ()):
        found = found.filter(state__in=states)
    return ByKey(found, ("id",), lambda page: _rows(page, asked))


def _rows(page: list[Case], asked: Asked) -> list[Row]:
    return [
        [
            one.case.company.code,
            one.case.customer.number,
            one.case.customer.name,
            one.case.id,
            str(STATES[one.case.state]),
            one.known.petition.chapter,
            one.known.petition.filed_on,
            one.next.day if one.next else None,
            str(DATES[one.next.name.value]) if one.next else "",
            _("yes") if one.asked_of_court else _("no"),
        ]
        for one in rows_of_cases(page, as_of=asked.today)
    ]


def _claim_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("kind", _("Kind")),
        Column("number", _("Number")),
        Column("document_date", _("Document date"), Kind.DATE),
        Column("due_date", _("Due date"), Kind.DATE),
        Column("received", _("Received"), Kind.DATE),
        Column("known_by", _("Known by")),
        Column("currency", _("Currency")),
        Column("principal", _("Open at the petition"), Kind.MONEY, totalled=True),
        Column("interest", _("Interest to the petition"), Kind.MONEY, totalled=True),
        Column("priority", _("With priority, 503(b)(9)"), Kind.MONEY, totalled=True),
        Column("reclaimable", _("May be reclaimed"), Kind.MONEY, totalled=True),
    )


def _claim_source(asked: Asked) -> Source:
    if asked.get("case") is None:
        raise refuse("filter.case", "say of which bankruptcy: case")
    found = case_for(asked.user, asked.get("case"), as_of=asked.today)
    sheet = case_sheet(found, as_of=asked.today).sheet
    code = sheet.currency
    rows: list[Row] = [
        [
            item_kind(row.claim.kind),
            row.claim.number,
            row.claim.document_date,
            row.claim.due_date,
            row.claim.received.on,
            str(SOURCES[row.claim.received.source]),
            code,
            Money(row.claim.open_minor, code),
            Money(row.interest_minor, code),
            Money(row.claim.open_minor if row.has_priority else 0, code),
            Money(row.claim.open_minor if row.is_reclaimable else 0, code),
        ]
        for row in sheet.rows
    ]
    return Whole(rows)


LISTINGS = (
    Listing(
        "bankruptcies",
        gettext_lazy("Bankruptcies"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {"show": one_of(*SHOWN)},
    ),
    Listing(
        "proof_of_claim",
        gettext_lazy("Proof of claim"),
        (Permission.SEE_HISTORY,),
        _claim_columns,
        _claim_source,
        {"case": number},
    ),
)
