"""Rows of a report that are no documents: its titles, headings, totals and footers, and what a total says.

They are neither items nor refusals. Each is counted and named on the preview, and what a report adds up itself is
compared with the items that were read (`stated.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.values import DecimalMark


class PassedKind(StrEnum):
    """What a row is that is no document."""

    TITLE = "title"
    RULE = "rule"
    HEADER = "header"
    SECTION = "section"
    PARTY = "party"
    TOTAL = "total"
    FOOTER = "footer"


class Scope(StrEnum):
    """What a total adds up."""

    GROUP = "group"  # the documents since the last heading or total: those of a party, most often
    SECTION = "section"  # a bucket: the documents since its title
    REPORT = "report"
    AHEAD = "ahead"  # the documents that follow, up to the next heading or total
    ANY = "any"  # the row does not say: the group where there is one, else the report


class Passed(NamedTuple):
    """One row that is no document. A total keeps its cells, in the columns of the table."""

    line: int
    kind: PassedKind
    text: str
    cells: Sequence[str] = ()
    scope: Scope = Scope.ANY


class Stated(NamedTuple):
    """A total as the report states it, in the words of its row."""

    line: int
    label: str
    scope: Scope
    currency: str
    amount: str
    decimal: DecimalMark
    default_currency: str | None = None  # that of rows which name none


EXAMPLES = 3


class PassedRows:
    """How many rows of a report are no documents, by what they are, with the first lines of each."""

    def __init__(self) -> None:
        self._lines: dict[PassedKind, list[int]] = {}
        self._counts: Counter[PassedKind] = Counter()

    def add(self, row: Passed) -> None:
        """Takes in one row."""
        self._counts[row.kind] += 1
        lines = self._lines.setdefault(row.kind, [])
        if len(lines) < EXAMPLES:
            lines.append(row.line)

    def count(self) -> int:
        """How many there are."""
        return self._counts.total()

    def warnings(self) -> tuple[Reason, ...]:
        """What they are, in words: one sentence in all, and one for each kind."""
        if not self._counts:
            return ()
        whole = Reason(
            "intake.passed", "Rows that are headings or totals of the report: %(count)d.", {"count": self.count()}
        )
        return whole, *(
            Reason(
                f"intake.passed_{kind}",
                _SAID[kind] + " Rows: %(count)d, first on line %(lines)s.",
                {"count": self._counts[kind], "lines": ", ".join(map(str, self._lines[kind]))},
            )
            for kind in PassedKind
            if self._counts[kind]
        )


_SAID = {
    PassedKind.TITLE: "Titles of the report are no documents.",
    PassedKind.RULE: "Lines of dashes are no documents.",
    PassedKind.HEADER: "The header occurs again; it is no document.",
    PassedKind.SECTION: "Titles of buckets are no documents.",
    PassedKind.PARTY: "Names of customers head the documents below them.",
    PassedKind.TOTAL: "Totals are no documents; they were compared with the rows that were read.",
    PassedKind.FOOTER: "Footers of the report are no documents.",
}
