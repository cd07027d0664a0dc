"""Control totals of one file: what goes in and what does not, by company, currency and kind.

They must tie before anything is posted: rows read = rows accepted + rows refused, and the sums are those of the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.open_items import OpenItemRow
from creditdesk.intake.formats.passed import Passed, Stated
from creditdesk.intake.formats.refusals import FileRefused, RowRefused
from creditdesk.intake.formats.stated import StatedTotals
from creditdesk.intake.formats.tabular import Table

EXAMPLES = 3
# The databases add up in 64 bits, which hold nine times as much; a thousand of the largest documents reach it.
LARGEST_SUM_MINOR = 10**18


@dataclass(slots=True)
class Total:
    """Documents of one company, currency and kind; sums in signed minor units."""

    count: int = 0
    original_minor: int = 0
    open_minor: int = 0
    open_count: int = 0


@dataclass(slots=True)
class ControlTotals:
    """Counts and sums, added up row by row."""

    rows_accepted: int = 0
    rows_refused: int = 0
    totals: dict[tuple[str, str, str], Total] = field(default_factory=dict)
    refused_by_code: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    note_lines: dict[str, list[int]] = field(default_factory=dict)
    note_values: dict[str, str] = field(default_factory=dict)
    stated: StatedTotals = field(default_factory=StatedTotals)
    _worth: int = 0

    @classmethod
    def of(cls, rows: Iterable[OpenItemRow | RowRefused | Passed | Stated]) -> ControlTotals:
        """The totals of all rows."""
        totals = cls()
        for row in rows:
            totals.add(row)
        return totals

    def add(self, row: OpenItemRow | RowRefused | Passed | Stated) -> None:
        """Takes in one row. Raises FileRefused where the sums of the file leave what the databases can add up."""
        if isinstance(row, Passed):
            return self.stated.passed(row)
        if isinstance(row, Stated):
            return self.stated.check(row)
        if isinstance(row, RowRefused):
            self.stated.add_refused()
            self.rows_refused += 1
            self.refused_by_code[row.reason.code] += 1
            return None
        self.stated.add(row.currency, row.open_minor)
        self.rows_accepted += 1
        key = (row.company_code, row.currency, row.kind.value)
        total = self.totals.get(key)
        if total is None:
            total = self.totals[key] = Total()
        total.count += 1
        total.original_minor += row.original_minor
        total.open_minor += row.open_minor
        total.open_count += row.open_minor != 0
        self._worth += abs(row.original_minor)
        if self._worth > LARGEST_SUM_MINOR:
            raise FileRefused(
                "intake.sum_too_large",
                "The amounts add up to more than a ledger can hold.",
                remedy="Look for amounts without their decimal mark, or split the file.",
                line=row.line,
            )
        for note in row.notes:
            self.noted[note] += 1
            if self.noted[note] <= EXAMPLES:
                self.note_lines.setdefault(note, []).append(row.line)
                self.note_values[note] = row.currency if note == "currency_assumed" else row.company_code
        return None

    def ties(self, *, rows_read: int) -> bool:
        """True where every row that was read is accounted for. Rule: docs/rules/intake.md, "Control totals"."""
        return rows_read == self.rows_accepted + self.rows_refused

    def warnings(self) -> tuple[Reason, ...]:
        """What was assumed for the file, in words, with how often and on which lines first; then its own totals."""
        assumed = tuple(
            Reason(
                f"intake.{note}",
                _NOTES[note] + " Rows: %(count)d, first on line %(lines)s.",
                {
                    "count": self.noted[note],
                    "lines": ", ".join(map(str, self.note_lines[note])),
                    **({"value": self.note_values[note]} if "%(value)s" in _NOTES[note] else {}),
                },
            )
            for note in _NOTES
            if self.noted[note]
        )
        return (*assumed, *self.stated.warnings())


def totals_for(table: Table) -> ControlTotals:
    """Empty totals for a file, that know what is known of the totals of its layout."""
    layout = table.found.layout if table.found else None
    if layout is None:
        return ControlTotals()
    return ControlTotals(stated=StatedTotals(about=layout.about_total, ends_with_total=layout.ends_with_total))


_NOTES = {
    "number_derived": "Documents without a number got one made from their content (NN-…).",
    "document_date_derived": "Documents without a date got the earliest day of their row.",
    "currency_assumed": "Rows without a currency are taken to be in %(value)s.",
    "company_assumed": "Rows without a company are taken to be of %(value)s.",
    "original_assumed": "The file has no original amount; the amount given stands for it.",
    "customer_padded": "Customer numbers that had lost their leading zeros were filled up.",
    "customer_alias": "Customer numbers stand for another one, as it was decided.",
    "turned_credit_memo": "Negative invoices and charges are taken as credit memos.",
    "credit_on_debit": "Payments and credits on the debit side are taken as debit memos: what is left of a claim.",
    "type_unknown": "The document type is unknown; the sign decides between invoice and credit memo.",
    "dated_ahead": "The document is dated after the file's day; it is posted on the file's day.",
    "due_before_document": "The due date lies before the document date; both are kept.",
}
