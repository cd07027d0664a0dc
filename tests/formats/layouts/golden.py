"""What came out of a report, in short: its layout, its items one line each, and the sentences that were said of it."""

from __future__ import annotations

from typing import Any

from creditdesk.intake.formats.limits import Source
from creditdesk.intake.formats.open_items import OpenItemRow
from tests.formats.files import Reading, reading


def read(source: Source, **choices: Any) -> Reading:
    """The file to its end; no question may be left open."""
    found = reading(source, **choices)
    assert found.findings.questions == ()
    return found


def layout(found: Reading) -> str:
    """The name of the layout that was recognised."""
    return found.table.found.layout.name if found.table.found else ""


def items(found: Reading) -> list[str]:
    """Customer, number, kind, document and due date, currency, original and open of each item, by line."""
    return [line_of(item) for item in found.accepted]


def line_of(item: OpenItemRow) -> str:
    due = item.due_date.isoformat() if item.due_date else "-"
    number = "(none)" if item.number_derived else item.number
    return (
        f"{item.customer_number} | {number} | {item.kind} | {item.document_date} | {due} | "
        f"{item.currency} {item.original_minor} {item.open_minor}"
    )


def of_totals(found: Reading) -> list[str]:
    """What the report's own totals came to."""
    return [str(reason) for reason in found.totals.stated.warnings()]


TIED = "Totals of the report that are the same as the rows that were read add up to: {}."


def tied(count: int) -> list[str]:
    """What is said where every total of the report is the same as the rows."""
    return [TIED.format(count)]


def passed(found: Reading) -> dict[str, int]:
    """What rows are that are no documents, and how many of each."""
    return {
        reason.code.removeprefix("intake.passed_"): int(str(reason.facts["count"]))
        for reason in found.findings.passed.warnings()
        if reason.code != "intake.passed"
    }


def open_sum(found: Reading) -> int:
    return sum(item.open_minor for item in found.accepted)
