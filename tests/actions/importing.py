"""Bringing files in, in a test: a text becomes a file, and the worker does what waits."""

from __future__ import annotations

from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.intake.worker import run_pending
from creditdesk.parties.models import Company, User
from tests.world import NOW, TODAY

HEADER = "Customer,Name,Invoice,Date,Due,Currency,Amount,Open amount\n"
TWO_INVOICES = HEADER + (
    "C1,Fenwick Optical,A-1,2026-05-01,2026-05-31,USD,1200.00,1200.00\n"
    "C2,Harbor Lens,A-2,2026-05-04,2026-06-03,USD,300.50,100.50\n"
)


def receive(text: str | bytes, *, company: Company, by: User, name: str = "items.csv") -> ImportFile:
    """The file as it was received."""
    content = text.encode() if isinstance(text, str) else text
    return actions.receive([content], name=name, company=company, by=by, at=NOW, as_of=TODAY)


def preview(text: str | bytes, *, company: Company, by: User, name: str = "items.csv") -> ImportFile:
    """The file as it was read and judged."""
    return worked(receive(text, company=company, by=by, name=name))


def load(text: str | bytes, *, company: Company, by: User, name: str = "items.csv") -> ImportFile:
    """The file as it was posted."""
    file = preview(text, company=company, by=by, name=name)
    actions.post(file, revision=file.revision, by=by, at=NOW)
    return worked(file)


def take_back(file: ImportFile, *, by: User) -> ImportFile:
    """The file as it was undone."""
    actions.undo(file, reason="wrong month", by=by, at=NOW)
    return worked(file)


def worked(file: ImportFile) -> ImportFile:
    """The file after the worker has done all that waits."""
    run_pending(at=NOW, as_of=TODAY)
    file.refresh_from_db()
    return file


def refusals(file: ImportFile) -> list[tuple[int, str]]:
    """Line and code of the first reason of every refused row."""
    found = file.rows.filter(verdict=StagedRow.Verdict.REFUSED)
    return [(row.line, row.problems[0]["reason"]["code"]) for row in found]
