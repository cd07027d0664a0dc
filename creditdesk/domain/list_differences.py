"""What a person may decide about a difference that the comparison with the ERP's list leaves to him.

Two answers: *take* the ERP's figure (a posting brings what is open here to what is open there) or *keep* ours (nothing
moves, and the same figures are not asked about again). docs/rules/snapshots.md::

    ledger 600.00 open, list 700.00, no act of ours on its way   take: 100.00 is opened again; keep: as it is
    an act of ours awaits the ERP                                take: refused, the ERP has not answered yet
    list 1,200.00, the document is of 1,000.00                   take: refused, no document holds more than itself
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.snapshots import Kept, Stated


class Answer(StrEnum):
    """Whose figure counts from now on."""

    TAKE = "take"
    KEEP = "keep"


_EITHER = frozenset(Answer)
# Why the comparison left it to a person → what he may answer. What the next list settles by rule is not kept.
ANSWERS: Mapping[str, frozenset[Answer]] = {
    "snapshot.with_our_acts": _EITHER,
    "snapshot.other_document": _EITHER,
    "snapshot.due_earlier": _EITHER,
    "snapshot.ours_gone": _EITHER,
    "snapshot.beyond_original": frozenset({Answer.KEEP}),
    "snapshot.books_here": frozenset({Answer.KEEP}),
    "snapshot.closed_period": frozenset({Answer.TAKE}),
    "snapshot.unread": frozenset({Answer.TAKE}),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """The two sides of a difference. The same figures again are the same difference; any other is a new one."""

    currency: str
    original_minor: int
    open_minor: int
    due_date: dt.date | None
    ours_minor: int


def figures(kept: Kept, stated: Stated, *, ours_minor: int | None = None) -> Figures:
    """What is stated beside what is open here, or beside what will be (`ours_minor`)."""
    ours = kept.open_minor if ours_minor is None else ours_minor
    return Figures(stated.currency, stated.original_minor, stated.open_minor, stated.due_date, ours)


def objection(cause: str, answer: Answer) -> Reason | None:
    """Why a difference with this cause cannot be answered so; None where it can."""
    if cause not in ANSWERS:
        text = "This row is refused for another cause: correct it, and load it again."
        return Reason("difference.none", text)
    if answer in ANSWERS[cause]:
        return None
    if answer is Answer.KEEP:
        text = "There is nothing to keep: the next list brings the difference again, and it is posted by rule."
        return Reason("difference.by_rule", text)
    if cause == "snapshot.books_here":
        text = "The books are kept here, and no list changes them: post what happened itself, or keep our figure."
        return Reason("difference.books_here", text)
    return Reason("difference.beyond_original", _BEYOND)


def taking_objection(kept: Kept, stated: Stated, *, awaits: bool) -> Reason | None:
    """Why what is open here cannot be brought to what the ERP states; None where it can."""
    if awaits:
        text = "An act of ours on %(number)s awaits the ERP: it answers first, or the act is taken back here."
        return Reason("difference.awaits_erp", text, {"number": kept.number})
    if stated.currency != kept.currency:
        text = "%(number)s is in %(ours)s here and in %(theirs)s there: no posting makes one of the other."
        facts: dict[str, str | int] = {"number": kept.number, "ours": kept.currency, "theirs": stated.currency}
        return Reason("difference.other_currency", text, facts)
    if abs(stated.open_minor) > abs(kept.original_minor) or stated.open_minor * kept.original_minor < 0:
        return Reason("difference.beyond_original", _BEYOND)
    return None


def given_up_minor(move_minor: int) -> int:
    """What the company gives up by a move, in minor units: the customer owes less, or more is due to him."""
    return max(0, -move_minor)


def without_rate(amount: Money, *, currency: str) -> Reason:
    """Why an authority cannot be asked: limits are in another currency, and no rate leads there."""
    text = "Limits are in %(currency)s, and there is no rate for %(amount)s: load exchange rates first."
    return Reason("difference.no_rate", text, {"currency": currency, "amount": str(amount)})


_BEYOND = (
    "The ERP's figure is more than the document that we have, or on its other side: no posting brings it there. Keep "
    "our figure, or have the document corrected in the ERP."
)


def list_missed(last: dt.date | None, *, as_of: dt.date, calendar: Calendar, days: int) -> Reason | None:
    """Why the figures of a company in shadow may be old: no list came, or none for more working days than allowed."""
    if last is None:
        return Reason("reconciliation.none", "No list of all open items has been posted yet.")
    passed = calendar.business_days_between(last, as_of)
    if passed <= days:
        return None
    text = "The last list is of %(day)s, %(passed)d working days ago; at most %(days)d are allowed."
    return Reason("reconciliation.missed", text, {"day": last.isoformat(), "passed": passed, "days": days})
