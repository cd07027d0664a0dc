"""Adjustment worksheets as a table: a row for each line, what it books, who asked and decided, what came of it.

The columns are those by which management reviews them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.approvals.access import visible_requests
from creditdesk.approvals.models import Request
from creditdesk.approvals.words import CAUSES, STATES
from creditdesk.approvals.worksheet_queries import BookedLine, Part, parts_of
from creditdesk.domain.money import Money
from creditdesk.domain.requests import State
from creditdesk.domain.tables import Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Source, number, one_of
from creditdesk.letters.worksheets import decider, evidence_words, posted_words


def _columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("worksheet", _("Worksheet")),
        Column("request", _("Request"), Kind.INTEGER),
        Column("company", _("Company")),
        Column("account", _("Number")),
        Column("customer", _("Customer")),
        Column("item", _("Document")),
        Column("claim", _("Claim")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("tax", _("Tax in it"), Kind.MONEY, totalled=True),
        Column("reason", _("Made for")),
        Column("gl_account", _("GL account")),
        Column("cost_centre", _("Cost centre")),
        Column("evidence", _("Evidence")),
        Column("preparer", _("Prepared by")),
        Column("prepared_on", _("Prepared on"), Kind.DATE),
        Column("state", _("State")),
        Column("approver", _("Decided by")),
        Column("decided_on", _("Decided on"), Kind.DATE),
        Column("posted", _("Posted")),
    )


def _source(asked: Asked) -> Source:
    found = visible_requests(asked.user, as_of=asked.today).filter(worksheet_part__isnull=False)
    for name, column in (("account", "customer_id"), ("worksheet", "worksheet_part__worksheet_id"), ("state", "state")):
        if asked.get(name):
            found = found.filter(**{column: asked.get(name)})
    return ByKey(found, ("id",), _rows)


def _rows(page: Sequence[Request]) -> Iterator[Row]:
    return (_row(part, line) for part in parts_of(page) for line in part.lines)


def _row(part: Part, line: BookedLine) -> Row:
    request, sheet, total = part.request, part.worksheet, line.total
    return [
        sheet.number if sheet else "",
        request.id,
        request.company.code,
        request.customer.number,
        request.customer.name,
        line.line.number,
        line.claim,
        total.currency,
        Money(total.amount_minor, total.currency),
        Money(total.tax_minor, total.currency),
        str(CAUSES.get(total.reason, total.reason)),
        total.account,
        total.cost_centre,
        "; ".join(evidence_words(one) for one in part.evidence),
        str(request.prepared_by),
        request.prepared_at.date(),
        str(STATES[request.state]),
        decider(part),
        part.decision.on if part.decision else None,
        posted_words(part.postings),
    ]


LISTINGS = (
    Listing(
        "worksheets",
        gettext_lazy("Adjustment worksheets"),
        (Permission.SEE_HISTORY,),
        _columns,
        _source,
        {"account": number, "worksheet": number, "state": one_of(*(one.value for one in State))},
    ),
)
