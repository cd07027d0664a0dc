"""What the desk and the ERP tell each other, as tables: our acts for the ERP, what differs, and how the lists tie."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.money import Money
from creditdesk.domain.tables import Cell, Column, Kind, Row
from creditdesk.domain.visibility import Permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Reach, Source, Whole, number, one_of
from creditdesk.exports.lists.imports import READERS, file_of
from creditdesk.exports.words import told
from creditdesk.intake.models import StagedRow
from creditdesk.intake.open_differences import OpenDifference, as_they_are, open_rows
from creditdesk.intake.reconciling import Reconciled, Tie, reconciliations
from creditdesk.parties.access import companies_of
from creditdesk.receivables.erp_postings import HEADS, ErpState, erp_postings, lines_of
from creditdesk.receivables.models import Posting

_KINDS = {
    "posting": Kind.INTEGER,
    "posting_date": Kind.DATE,
    "reverses": Kind.INTEGER,
    "line": Kind.INTEGER,
    "due_date": Kind.DATE,
    "amount": Kind.MONEY,
}
# The ERP reads them: they are the same words in every language.
POSTING_COLUMNS = tuple(Column(head, head, _KINDS.get(head, Kind.TEXT)) for head in HEADS)


def posting_rows(page: Iterable[Posting]) -> Iterator[Row]:
    """A row for each line of the postings."""
    return (row for posting in page for row in lines_of(posting))


def _posting_source(asked: Asked) -> Source:
    mine = list(companies_of(asked.user).values_list("id", flat=True))
    chosen = [asked.get("company")] if asked.get("company") in mine else [] if asked.get("company") else mine
    found = erp_postings(chosen, state=ErpState(asked.get("state", ErpState.AWAITING.value)))
    return ByKey(found, ("id",), posting_rows)


def _difference_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("line", _("Line"), Kind.INTEGER),
        Column("company", _("Company")),
        Column("account", _("Number")),
        Column("number", _("Document")),
        Column("currency", _("Currency")),
        Column("ours", _("Open here"), Kind.MONEY, totalled=True),
        Column("theirs", _("On the list"), Kind.MONEY, totalled=True),
        Column("reason", _("Reason")),
    )


def _difference_source(asked: Asked) -> Source:
    file = file_of(asked)

    def rows(page: Sequence[StagedRow]) -> Iterator[Row]:
        return (row for one in as_they_are(file, page) for row in _difference_rows(one))

    return ByKey(open_rows(file), ("line",), rows)


def _difference_rows(one: OpenDifference) -> Iterator[Row]:
    """A line for each document of the row."""
    row = one.row.row
    for each in one.documents:
        currency = each.stated.currency
        named: list[Cell] = [one.row.line, row["company"], row["customer_number"], each.facts["number"], currency]
        ours = Money(each.facts["open_minor"], each.facts["currency"])
        yield [*named, ours, Money(each.stated.open_minor, currency), told(one.reason)]


def _tie_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("company", _("Company")),
        Column("day", _("List of"), Kind.DATE),
        Column("currency", _("Currency")),
        Column("list", _("On the list"), Kind.MONEY, totalled=True),
        Column("ledger", _("In the ledger"), Kind.MONEY, totalled=True),
        Column("awaiting", _("Awaits the ERP"), Kind.MONEY, totalled=True),
        Column("kept", _("Kept ours"), Kind.MONEY, totalled=True),
        Column("to_decide", _("To decide"), Kind.MONEY, totalled=True),
        Column("unexplained", _("Unexplained"), Kind.MONEY, totalled=True),
        Column("balance", _("ERP's account"), Kind.MONEY, totalled=True),
        Column("off", _("Off the list by"), Kind.MONEY, totalled=True),
        Column("new", _("New"), Kind.INTEGER),
        Column("changed", _("Changed"), Kind.INTEGER),
        Column("settled", _("Settled"), Kind.INTEGER),
        Column("decided", _("Decided"), Kind.INTEGER),
        Column("warning", _("Warning")),
    )


def _tie_source(asked: Asked) -> Source:
    found = reconciliations(asked.user, as_of=asked.today)
    return Whole([_tie_row(one, tie) for one in found for tie in one.ties])


def _tie_row(one: Reconciled, tie: Tie) -> Row:
    moneys = (
        tie.list_minor,
        tie.ledger_minor,
        tie.awaiting_minor,
        tie.decided_minor,
        tie.undecided_minor,
        tie.unexplained_minor,
        tie.balance_minor,
        tie.off_minor,
    )
    day: dt.date | None = one.day
    return [
        one.company.code,
        day,
        tie.currency,
        *(None if minor is None else Money(minor, tie.currency) for minor in moneys),
        tie.new,
        tie.changed,
        tie.settled,
        tie.decided,
        told(one.missed) if one.missed else "",
    ]


LISTINGS = (
    Listing(
        name="erp_postings",
        title=gettext_lazy("ERP postings"),
        permissions=(Permission.POST_LEDGER, Permission.SEE_JOURNAL),
        columns=lambda asked: POSTING_COLUMNS,
        source=_posting_source,
        filters={"state": one_of(*(state.value for state in ErpState)), "company": number},
    ),
    Listing(
        name="list_differences",
        title=gettext_lazy("Differences from the ERP's list"),
        permissions=READERS,
        columns=_difference_columns,
        source=_difference_source,
        filters={"file": number},
    ),
    Listing(
        name="reconciliation",
        title=gettext_lazy("Reconciliation with the ERP"),
        permissions=READERS,
        columns=_tie_columns,
        source=_tie_source,
        reach=Reach.DESK,
    ),
)
