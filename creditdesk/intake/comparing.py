"""A list of all open items beside the ledger: what each row of it changes, and what it has no more.

The rule for one document is `domain.snapshots`; here its facts are gathered for many at once, and what the whole list
shows is added up. docs/rules/snapshots.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from creditdesk.domain.list_differences import Figures, figures
from creditdesk.domain.periods import ClosedDays, closed_period
from creditdesk.domain.reasons import Reason
from creditdesk.domain.snapshots import Comparison, Difference, Kept, Stated, compare, compare_missing
from creditdesk.intake.dating import Row
from creditdesk.intake.models import ImportFile
from creditdesk.parties.plain_sql import among_texts, day, keys, rows_of
from creditdesk.receivables.erp import floating_moves
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.statements import extended_dates

BATCH = 2000
COLUMNS = (
    "id",
    "company_id",
    "customer_id",
    "customer__number",
    "kind",
    "number",
    "currency",
    "original_minor",
    "open_minor",
    "document_date",
    "posting_date",
    "due_date",
    "terms_code",
)
Facts = dict[str, Any]


@dataclass(slots=True)
class Sums:
    """What a list shows of one company and currency, in signed minor units.

    What the ledger has open, plus new and moved, is what it has afterwards; the list differs from that by what awaits
    the ERP, by what a person decided to keep and by what was refused.
    """

    list_minor: int = 0
    new_minor: int = 0
    moved_minor: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    awaiting_minor: int = 0
    refused_minor: int = 0
    decided_minor: int = 0


@dataclass(slots=True)
class Listing:
    """What one list has shown so far: which documents of the ledger it has, and how many rows could not be read."""

    as_of: dt.date
    seen: set[int] = field(default_factory=set)
    unread: int = 0
    counts: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    sums: dict[tuple[str, str], Sums] = field(default_factory=lambda: defaultdict(Sums))

    def note(self, code: str, currency: str, found: Comparison, *, kept: int, stated: int) -> None:
        """Add a document that the ledger has: `kept` is open of it there and `stated` on the list, in minor units."""
        self.counts[code, currency, found.difference.value] += 1
        sums = self.sums[code, currency]
        sums.list_minor += stated
        if found.difference is Difference.AWAITING:
            sums.awaiting_minor += stated - kept
        elif found.difference is Difference.UNEXPLAINED:
            sums.refused_minor += stated - kept
        elif found.difference is Difference.DECIDED:
            sums.decided_minor += stated - kept
        else:
            sums.moved_minor[found.difference.value] += found.move_minor

    def note_new(self, code: str, currency: str, *, stated: int) -> None:
        """Add a document that the ledger does not have and takes in."""
        self.counts[code, currency, "new"] += 1
        self.sums[code, currency].list_minor += stated
        self.sums[code, currency].new_minor += stated

    def note_unchanged(self, code: str, currency: str, *, count: int, stated: int) -> None:
        """Add documents whose line is as it was on the list before, and which the ledger has as it says."""
        self.counts[code, currency, Difference.NONE.value] += count
        self.sums[code, currency].list_minor += stated

    def hold_back(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """Take new documents back whose customer is in question: company, currency and what is open of each."""
        for code, currency, minor in rows:
            self.sums[code, currency].new_minor -= minor
            self.sums[code, currency].refused_minor += minor
            self.counts[code, currency, "new"] -= 1
            self.unread += 1


@dataclass(frozen=True, slots=True)
class Beside:
    """The facts of documents of the ledger that the rule needs beside their figures, by item."""

    floating: Mapping[int, list[int]]
    extended: Mapping[int, dt.date]
    moved_last: Mapping[int, dt.date]
    # Those that an act of ours made.
    ours: frozenset[int]
    # What people decided about differences of them.
    decided: Mapping[int, frozenset[Figures]]

    def kept(self, facts: Facts) -> Kept:
        """The document as the rule takes it."""
        return Kept(
            number=facts["number"],
            currency=facts["currency"],
            original_minor=facts["original_minor"],
            open_minor=facts["open_minor"],
            due_date=day(facts["due_date"]),
            extended_date=self.extended.get(facts["id"]),
            floating=self.floating.get(facts["id"], ()),
            is_ours=facts["id"] in self.ours,
            left_due_dates={one.due_date for one in self.decided.get(facts["id"], ()) if one.due_date},
        )

    def unless_decided(self, found: Comparison, facts: Facts, stated: Stated) -> Comparison:
        """What was found, but for a difference about whose very figures a person decided already."""
        if found.difference is not Difference.UNEXPLAINED or facts["id"] not in self.decided:
            return found
        asked = figures(self.kept(facts), stated)
        return Comparison(Difference.DECIDED) if asked in self.decided[facts["id"]] else found


def beside(item_ids: Iterable[int], *, as_of: dt.date) -> Beside:
    """Gather the facts of these documents."""
    ids = sorted(set(item_ids))
    moved = rows_of(
        f"SELECT item_id, MAX(posting_date) FROM receivables_entry WHERE item_id IN ({keys(ids)}) GROUP BY item_id"
    )
    split_off = rows_of(
        "SELECT i.id FROM receivables_openitem i WHERE i.origin_id IS NOT NULL "
        f"AND i.id IN ({keys(ids)}) AND EXISTS (SELECT 1 FROM receivables_entry e "
        "JOIN receivables_posting p ON p.id = e.posting_id AND p.kind = 'transfer' AND p.batch = '' "
        "WHERE e.item_id = i.id)"
    )
    return Beside(
        floating=floating_moves(ids, as_of=as_of),
        extended=extended_dates(ids, as_of=as_of),
        moved_last={item_id: day(last) for item_id, last in moved},
        ours=frozenset(item_id for (item_id,) in split_off),
        decided=decided_figures(ids),
    )


def decided_figures(item_ids: Iterable[int]) -> dict[int, frozenset[Figures]]:
    """Item → the figures about which a person decided, as they stood after it."""
    standing = rows_of(
        "SELECT item_id, stated_currency, stated_original_minor, stated_open_minor, stated_due_date, ours_minor "
        f"FROM intake_differencedecision WHERE item_id IN ({keys(item_ids)}) AND taken_back_at IS NULL"
    )
    found: dict[int, set[Figures]] = defaultdict(set)
    for item_id, currency, original, left, due, ours in standing:
        found[item_id].add(Figures(currency, original, left, day(due), ours))
    return {item_id: frozenset(some) for item_id, some in found.items()}


def is_as_kept(document: Row, there: Facts) -> bool:
    """Whether nothing differs, whatever of our own acts the ERP may lack: of most rows of a list this is all."""
    return bool(
        (document["open_minor"], document["original_minor"]) == (there["open_minor"], there["original_minor"])
        and document["currency"] == there["currency"]
        and (document.get("due_from_terms") or document["due_date"] == there["due_date"])
    )


def compared(stated: Stated, there: Facts, *, known: Beside) -> Comparison:
    """What follows from what the list states of a document that the ledger has."""
    return compare(known.kept(there), stated)


def stated_of(document: Row) -> Stated:
    """The document of a row as the rule takes it."""
    due = None if document.get("due_from_terms") else dt.date.fromisoformat(document["due_date"])
    return Stated(document["currency"], document["original_minor"], document["open_minor"], due)


def gone(there: Facts, *, known: Beside) -> Comparison:
    """What follows from a document that the list has no more."""
    return compare_missing(known.kept(there))


def nothing_of(there: Facts) -> Stated:
    """What a list states that does not have the document: nothing is open on it."""
    return Stated(there["currency"], there["original_minor"], 0)


def move_of(there: Facts, found: Comparison, *, known: Beside, as_of: dt.date) -> dict[str, Any]:
    """The move as the row keeps it, to be posted. It is dated on the day of the list, or where a later act stands on
    the document already, on that act's day: no balance of a day between goes beyond its bounds.
    """
    on = max(as_of, known.moved_last.get(there["id"], as_of))
    extended = known.extended.get(there["id"])
    return {
        "item": there["id"],
        "customer": there["customer_id"],
        "number": there["number"],
        "difference": found.difference.value,
        "move_minor": found.move_minor,
        "day": on.isoformat(),
        "due_date": found.new_due_date.isoformat() if found.new_due_date else "",
        "due_before": (extended or day(there["due_date"])).isoformat(),
    }


def closed_reason(moves: Sequence[Mapping[str, Any]], *, closed: list[ClosedDays]) -> Reason | None:
    """Why a move cannot be posted: its day lies in a closed period."""
    for move in moves:
        period = closed_period(dt.date.fromisoformat(move["day"]), closed=closed)
        if period is not None and move["move_minor"]:
            text = "%(day)s lies in the period %(first)s to %(last)s, which is closed: load a list of a later day."
            facts = {"day": move["day"], "first": period[0].isoformat(), "last": period[1].isoformat()}
            return Reason("snapshot.closed_period", text, facts)
    return None


def facts_of(items: QuerySet[OpenItem]) -> list[Facts]:
    """The items as the comparison needs them."""
    return [dict(zip(COLUMNS, values, strict=True)) for values in items.values_list(*COLUMNS)]


def numbered(numbers: Sequence[str], *, company_id: int) -> list[Facts]:
    """The documents of the company that stand in the ledger under these numbers.

    A file asks this for every row of it, so that the statement is a plain one.
    """
    named, wanted = among_texts("i.number", numbers)
    statement = (
        "SELECT i.id, i.company_id, i.customer_id, c.number, i.kind, i.number, i.currency, i.original_minor, "
        "i.open_minor, i.document_date, i.posting_date, i.due_date, i.terms_code FROM receivables_openitem i "
        "JOIN parties_customer c ON c.id = i.customer_id "
        f"WHERE i.company_id = %s AND i.voided_on IS NULL AND {named}"
    )
    found = [dict(zip(COLUMNS, values, strict=True)) for values in rows_of(statement, company_id, *wanted)]
    for one in found:
        one["document_date"], one["posting_date"] = day(one["document_date"]), day(one["posting_date"])
        one["due_date"] = day(one["due_date"])
    return found


def listed_by(file: ImportFile, company_ids: Iterable[int]) -> QuerySet[OpenItem]:
    """The open documents that a list of the day must have: not those of a later day, nor those that came with a file of
    a later day.
    """
    later = ImportFile.objects.filter(as_of__gt=file.as_of).values("id")
    items = OpenItem.objects.filter(
        company_id__in=list(company_ids), closed_date__isnull=True, posting_date__lte=file.as_of
    )
    return items.exclude(Q(import_file_id__isnull=False) & Q(import_file_id__in=later))


def expected(file: ImportFile, company_ids: Iterable[int], *, seen: Collection[int]) -> Iterator[list[Facts]]:
    """The open documents that the list must have and that were not seen on it, some at a time."""
    items, after = listed_by(file, company_ids), 0
    while ids := list(items.filter(id__gt=after).order_by("id").values_list("id", flat=True)[:BATCH]):
        after = ids[-1]
        if lacking := [key for key in ids if key not in seen]:
            yield facts_of(OpenItem.objects.filter(id__in=lacking).order_by("id"))
