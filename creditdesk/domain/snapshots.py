"""Comparing what the ERP says of a document on a day with what the ledger says of it.

The ERP is the book of record of a company that is kept in shadow (docs/rules/snapshots.md). Its list of open items is
the truth about what its own people did, and knows nothing yet of what was done here and not taken over there. Amounts
are signed minor units::

    ledger 1,000.00 open, file 400.00                        the ERP settled 600.00
    ledger 1,000.00 open, not in the file                    the ERP settled all of it
    ledger   600.00 open after our own 400.00, file 1,000.00 our act waits for the ERP: nothing to do
    ledger   600.00 open after our own 400.00, file   900.00 a person decides: the two do not explain each other
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason


class Difference(StrEnum):
    """What the comparison of one document found."""

    NONE = "none"
    AWAITING = "awaiting"
    SETTLED_IN_PART = "settled_in_part"
    SETTLED = "settled"
    REOPENED = "reopened"
    REDATED = "redated"
    UNEXPLAINED = "unexplained"
    # A person decided about these figures already (domain.list_differences).
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as the ledger has it. `floating` are the moves of our own acts that the ERP may not have taken over by
    the day of the file, oldest first; they are part of `open_minor`. `is_ours` marks a document that an act of ours
    made, such as the deduction that a short payment left. `left_due_dates` are earlier due dates of the ERP of
    which a person said that ours stays.
    """

    number: str
    currency: str
    original_minor: int
    open_minor: int
    due_date: dt.date
    extended_date: dt.date | None = None
    floating: Sequence[int] = ()
    is_ours: bool = False
    left_due_dates: Collection[dt.date] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """The same document as the ERP states it; without a due date where the file has none of its own."""

    currency: str
    original_minor: int
    open_minor: int
    due_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What follows: the move that brings the ledger to the ERP's figure, the ERP's new due date, or why neither."""

    difference: Difference
    move_minor: int = 0
    new_due_date: dt.date | None = None
    reason: Reason | None = None


def compare(kept: Kept, stated: Stated) -> Comparison:
    """What the difference of a document that stands in both is, and what follows from it."""
    if (stated.currency, stated.original_minor) != (kept.currency, kept.original_minor):
        return _unexplained(_OTHER_DOCUMENT, kept, stated.original_minor, stated.currency, ledger=kept.original_minor)
    found = _compared(kept, stated.open_minor)
    if found.difference is Difference.UNEXPLAINED or stated.due_date is None:
        return found
    return _redated(kept, stated.due_date, found)


def compare_missing(kept: Kept) -> Comparison:
    """What it means that a complete list of the day has no such document: the ERP has nothing open on it."""
    if kept.is_ours and not kept.floating:
        text = "%(number)s was made here and taken over by the ERP, whose list does not have it."
        return Comparison(Difference.UNEXPLAINED, reason=Reason("snapshot.ours_gone", text, {"number": kept.number}))
    return _compared(kept, 0)


def _compared(kept: Kept, open_minor: int) -> Comparison:
    if open_minor == kept.open_minor:
        return Comparison(Difference.NONE)
    # The ERP takes acts over in their order: what it lacks are the newest of them.
    lacking = 0
    for move in reversed(kept.floating):
        lacking += move
        if open_minor == kept.open_minor - lacking:
            return Comparison(Difference.AWAITING)
    if kept.floating:
        return _unexplained(_WITH_FLOATING, kept, open_minor, kept.currency, ledger=kept.open_minor, lacking=lacking)
    if abs(open_minor) > abs(kept.original_minor) or open_minor * kept.original_minor < 0:
        return _unexplained(_OUT_OF_BOUNDS, kept, open_minor, kept.currency, ledger=kept.open_minor)
    return Comparison(_kind(kept.open_minor, open_minor), move_minor=open_minor - kept.open_minor)


def _kind(before: int, after: int) -> Difference:
    if abs(after) > abs(before):
        return Difference.REOPENED
    return Difference.SETTLED_IN_PART if after else Difference.SETTLED


def _redated(kept: Kept, due_date: dt.date, found: Comparison) -> Comparison:
    """The due date of a document never moves; a later one is a later collection date, an earlier one is nobody's."""
    if due_date in (kept.due_date, kept.extended_date) or (
        due_date < kept.due_date and due_date in kept.left_due_dates
    ):
        return found
    if due_date < kept.due_date:
        facts = {"number": kept.number, "kept": kept.due_date.isoformat(), "stated": due_date.isoformat()}
        return Comparison(Difference.UNEXPLAINED, reason=Reason("snapshot.due_earlier", _DUE_EARLIER, facts))
    kind = Difference.REDATED if found.difference is Difference.NONE else found.difference
    return Comparison(kind, found.move_minor, due_date)


def _unexplained(
    told: Reason, kept: Kept, file_minor: int, currency: str, *, ledger: int, lacking: int = 0
) -> Comparison:
    facts = {
        "number": kept.number,
        "ledger": str(Money(ledger, kept.currency)),
        "file": str(Money(file_minor, currency)),
        "ours": str(Money(abs(lacking), kept.currency)),
    }
    return Comparison(Difference.UNEXPLAINED, reason=Reason(told.code, told.text, facts))


_OTHER_DOCUMENT = Reason(
    "snapshot.other_document",
    "The ledger has %(number)s with the original amount %(ledger)s, the file has it with %(file)s: it was changed in "
    "the ERP, or it is another document under the same number.",
)
_WITH_FLOATING = Reason(
    "snapshot.with_our_acts",
    "The ledger has %(ledger)s open on %(number)s, of which %(ours)s was moved here and awaits the ERP; the file says "
    "%(file)s, which is neither with nor without it.",
)
_OUT_OF_BOUNDS = Reason(
    "snapshot.beyond_original",
    "The ledger has %(ledger)s open on %(number)s; %(file)s, as the file says, is more than the document or on its "
    "other side.",
)
_DUE_EARLIER = (
    "%(number)s is due on %(kept)s in the ledger and on %(stated)s in the file: a due date that was told to a customer "
    "does not come forward by itself."
)
