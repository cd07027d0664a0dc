"""The days of a row that follow from the books and not from the file: what its terms say, and where it can be posted.

A row is a dictionary (see `reading._plain`) and is completed in place::

    terms "net 30", no due date            ->  due_date
    terms "split 30/60/90", no due date    ->  instalments: a document each, A-1/1, A-1/2, A-1/3; due_date is the last
    no posting date, dated in a closed     ->  posting_date is the first open day, moved["posting_date"] the day that
    period                                     it would have been
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from creditdesk.domain.periods import ClosedDays, closed_period, first_open_day
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.terms import TermDates, Terms, TermsError, TermsKind, open_parts, split_instalments, term_dates
from creditdesk.domain.terms_notation import parse_terms

Row = dict[str, Any]
Fault = tuple[str, str, Reason]  # field, value, and what is wrong with it


def documents_of(row: Row) -> list[Row]:
    """The documents that a row becomes in the ledger: itself, or one for each instalment of its terms."""
    return [{**row, **part} for part in row["instalments"]] if "instalments" in row else [row]


def settlement_day(row: Row, *, as_of: dt.date) -> dt.date | None:
    """The day on which the settled part counts as settled: as the row says, else the day of the file."""
    if row["open_minor"] == row["original_minor"]:
        return None
    stated = row.get("settled_date")
    day = dt.date.fromisoformat(stated) if stated else as_of
    return max(day, dt.date.fromisoformat(row["posting_date"]))


def fill_in_due_dates(row: Row, *, agreed: str, policy: PolicyDocument) -> Fault | None:
    """Complete a row without a due date by its own terms, else by those agreed with the customer; or say why not."""
    if row.get("due_date"):
        return None
    notation = row.get("terms_code") or agreed
    if not notation and row["original_minor"] < 0:
        # A payment or a credit has no terms of its own: it is there at once.
        row["due_date"], row["due_from_terms"] = row["document_date"], True
        return None
    if not notation:
        return "due_date", "", Reason("intake.due_date_missing", _NO_TERMS)
    try:
        terms = parse_terms(notation)
    except TermsError as error:
        reason = Reason("intake.terms_unreadable", _UNREADABLE_TERMS, {"what": str(error)})
        return "terms_code", notation, reason
    dates = term_dates(
        terms,
        document_date=dt.date.fromisoformat(row["document_date"]),
        policy=policy.terms_policy,
        company_calendar=policy.company_calendar,
    )
    row["due_date"], row["due_from_terms"] = dates.due_date.isoformat(), True
    if dates.discount_date and not row.get("discount_date"):
        row["discount_date"] = dates.discount_date.isoformat()
    if terms.kind is TermsKind.SPLIT:
        row["terms_code"] = notation
        _split(row, dates, policy=policy)
    return None


_NO_TERMS = "The row names no due date, and no terms from which it follows."
_UNREADABLE_TERMS = "The row names no due date, and its terms cannot be read: %(what)s"


def _split(row: Row, dates: TermDates, *, policy: PolicyDocument) -> None:
    """One document per instalment. A credit is owed at once and stays one, dated as the first instalment."""
    if row["original_minor"] < 0:
        row["due_date"] = dates.instalments[0].isoformat()
        return
    parts = split_instalments(row["original_minor"], dates=dates, policy=policy.terms_policy)
    left = open_parts(parts, open_minor=row["open_minor"])
    row["instalments"] = [
        {
            "number": f"{row['number']}/{position}",
            "due_date": part.due_date.isoformat(),
            "original_minor": part.amount_minor,
            "open_minor": open_minor,
        }
        for position, (part, open_minor) in enumerate(zip(parts, left, strict=True), start=1)
        if part.amount_minor  # of two cents, three instalments leave one
    ]


def is_split(notation: str) -> bool:
    """True where the terms divide a document into instalments."""
    try:
        terms: Terms = parse_terms(notation)
    except TermsError:
        return False
    return terms.kind is TermsKind.SPLIT


def move_out_of_closed_periods(row: Row, *, closed: list[ClosedDays], as_of: dt.date) -> Fault | None:
    """Date what is late on the first open day up to the file's, and remember the day that it had; or say why not.

    A posting date that the file states is not moved: it is the sender's own decision.
    """
    posting = dt.date.fromisoformat(row["posting_date"])
    if fault := _moved(row, "posting_date", posting, closed=closed, latest=posting if _is_stated(row) else as_of):
        return fault
    settled = settlement_day(row, as_of=as_of)
    return None if settled is None else _moved(row, "settled_date", settled, closed=closed, latest=as_of)


def _is_stated(row: Row) -> bool:
    return bool(row.get("posting_stated"))


def _moved(row: Row, name: str, day: dt.date, *, closed: list[ClosedDays], latest: dt.date) -> Fault | None:
    period = closed_period(day, closed=closed)
    if period is None:
        return None
    later = first_open_day(day, closed=closed, latest=latest)
    if later is None:
        text = "%(day)s lies in the period %(first)s to %(last)s, which is closed."
        facts: Mapping[str, str] = {
            "day": day.isoformat(),
            "first": period[0].isoformat(),
            "last": period[1].isoformat(),
        }
        return name, day.isoformat(), Reason("ledger.closed_period", text, facts)
    row.setdefault("moved", {}).setdefault(name, day.isoformat())
    row[name] = later.isoformat()
    return None
