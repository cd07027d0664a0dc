"""The rows of a report as rows of a plain table: the party carried down, sums made, headings and totals told apart.

    Anvil Works               party    passed over; carried down as the customer of the rows below
      2026-05-01  INV-1 ...   document a row: its cells, and those of the columns that are made
    Total Anvil Works  ...    total    passed over; compared with the rows of the party

A row is passed over only where it can be no document: nothing in it names a date, a number or a type. Whatever else is
wrong with a row, it stays a row, and the reader refuses it with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from creditdesk.domain.money import current_currencies
from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.columns import FIELDS
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.layouts.description import PARTY
from creditdesk.intake.formats.layouts.recognition import Found
from creditdesk.intake.formats.layouts.words import is_bucket, is_footer, is_rule, total_scope
from creditdesk.intake.formats.passed import Passed, PassedKind, Scope
from creditdesk.intake.formats.refusals import RowRefused, quoted
from creditdesk.intake.formats.values import is_amount

# What makes a row a document: any of these in it.
_IDENTITY = ("document_number", "document_type", "document_date", "due_date", "posting_date", "reference", "po_number")
# A name may look like one of these. Then the documents below it are refused, and never those of the party above.
_BREAKS = (PassedKind.TITLE, PassedKind.SECTION, PassedKind.FOOTER)
LAST_CUSTOMER = "last customer"
_LABEL_CELLS = 3  # a heading or a title fills no more


def walk(records: Iterable[Row | RowRefused], found: Found) -> Iterator[Row | RowRefused | Passed]:
    """Every row of the file but its header: documents in the columns of `found.headings`, and what is none."""
    walker = _Walk(found)
    for record in records:
        if isinstance(record, RowRefused):
            yield record
        elif not found.line <= record.line <= found.last_line:
            yield walker.seen(record)


class _Walk:
    """One pass over a file; remembers what stood above."""

    def __init__(self, found: Found) -> None:
        layout = found.layout
        self._found = found
        self._width = len(found.file_headings)
        self._header = [cell.strip() for cell in found.header_cells]
        self._first_heading = next(filter(None, self._header), "")
        self._identity = [found.place[name] for name in _IDENTITY if name in found.place]
        self._customer = [found.place[name] for name in ("customer_number", "customer_name") if name in found.place]
        self._dates = [at for name, at in found.place.items() if FIELDS[name] == "date"] if layout.no_date else []
        self._no_date = layout.no_date
        # A number alone in the first column is the name of a party, and not a total.
        self._no_amounts = frozenset((0, *self._identity, *self._customer))
        self._empty_is_zero = found.place.get("open_amount") if layout.empty_is_zero else None
        self._titles: set[str] = set()
        self._above: dict[str, str] = {}
        self._party = ""  # the last one, also where its documents have ended
        self._open_group = False  # documents stand above for which no total came yet
        self._ended = False

    def seen(self, row: Row) -> Row | RowRefused | Passed:
        """The row as what it is."""
        filled = [at for at, cell in enumerate(row.cells) if cell and not cell.isspace()]
        kind = self._kind(row.cells, filled)
        if row.line < self._found.line:
            return self._above_header(row, filled, kind)
        if kind is None:
            return self._document(row)
        self._after(kind, row.cells, filled)
        text = quoted(" | ".join(row.cells[at].strip() for at in filled))
        if kind is not PassedKind.TOTAL:
            return Passed(row.line, kind, text)
        scope, label = self._scope(row.cells, filled)
        if scope in (Scope.ANY, Scope.REPORT) and not self._open_group:
            self._ended = True
        if scope is Scope.GROUP or not label:
            self._above.pop(PARTY, None)  # what stands below a party's total is another's, whoever that is
        self._open_group = False
        return Passed(row.line, kind, label or text, self._total_cells(row.cells), scope)

    def _kind(self, cells: Sequence[str], filled: Sequence[int]) -> PassedKind | None:
        """What a row is that is no document; None for a document, and for all that could be one."""
        if not filled or (cells[filled[0]].strip()[0] in "-=_+|" and is_rule("".join(cells))):
            return PassedKind.RULE
        if cells[filled[0]].strip() == self._first_heading and [cell.strip() for cell in cells] == self._header:
            return PassedKind.HEADER
        if len(filled) <= _LABEL_CELLS and (kind := self._printed(cells, filled)):
            return kind
        if any(at in self._identity for at in filled[1:]):
            return None
        amounts = [at for at in filled if at not in self._no_amounts and is_amount(cells[at])]
        if amounts and self._is_total(cells, filled, amounts):
            return PassedKind.TOTAL
        return self._heading(cells, filled) if not amounts or len(filled) == 1 else None

    def _printed(self, cells: Sequence[str], filled: Sequence[int]) -> PassedKind | None:
        """A line that the report prints around its rows: what it says of them, its titles again, its footer."""
        texts = [cells[at].strip() for at in filled]
        if self._found.layout.fact_of(texts) is not None:
            return PassedKind.PARTY
        if " ".join(texts) in self._titles:
            return PassedKind.TITLE
        return PassedKind.FOOTER if is_footer(" ".join(texts)) else None

    def _heading(self, cells: Sequence[str], filled: Sequence[int]) -> PassedKind | None:
        """A row with nothing in it but a name: of a bucket, of a party, of the report once it has ended."""
        if len(filled) > _LABEL_CELLS:
            return None
        layout, label = self._found.layout, cells[filled[0]].strip()
        if layout.sections and len(filled) == 1 and is_bucket(label):
            return PassedKind.SECTION
        if self._ended and len(filled) == 1:
            return PassedKind.FOOTER
        places = {0, *self._customer}
        if layout.parties and places.issuperset(filled):
            return PassedKind.PARTY
        return None

    def _is_total(self, cells: Sequence[str], filled: Sequence[int], amounts: Sequence[int]) -> bool:
        """Amounts and no document: under a word for totals, the customer's own name, or no word at all."""
        words = [at for at in filled if at not in amounts and cells[at].strip() not in current_currencies()]
        if not words:
            return not any(at in self._identity for at in filled)
        label = cells[words[0]].strip()
        if total_scope(label, party=self._party) is not None:
            return True
        same = {self._party, self._above.get(LAST_CUSTOMER)}
        return all(at in self._customer for at in words) and label in same

    def _scope(self, cells: Sequence[str], filled: Sequence[int]) -> tuple[Scope, str]:
        for at in filled:
            label = cells[at].strip()
            if (scope := total_scope(label, party=self._party)) is not None:
                return scope, label
        label = next((text for at in self._customer if at < len(cells) and (text := cells[at].strip())), "")
        return (Scope.GROUP, label) if label else (Scope.ANY, "")

    def _after(self, kind: PassedKind, cells: Sequence[str], filled: Sequence[int]) -> None:
        """Remember what a heading says of the rows below it."""
        if kind is PassedKind.SECTION:
            self._ended = False
        if kind is not PassedKind.PARTY:
            if kind in _BREAKS:
                self._above.pop(PARTY, None)
            return
        texts = [cells[at].strip() for at in filled]
        name, value = self._found.layout.fact_of(texts) or (PARTY, texts[0])
        if name in (PARTY, "customer"):
            self._above.pop("name", None)
            self._open_group = self._ended = False
            self._party = value
        self._above[name] = value

    def _above_header(self, row: Row, filled: Sequence[int], kind: PassedKind | None) -> RowRefused | Passed:
        texts = [row.cells[at].strip() for at in filled]
        if kind is PassedKind.PARTY and self._found.layout.fact_of(texts):
            self._after(kind, row.cells, filled)
        text = quoted(" | ".join(texts))
        self._titles.add(" ".join(texts))
        if kind is None and len(filled) * 2 > self._width:
            return RowRefused(row.line, "", "", text, ABOVE_HEADER)
        return Passed(row.line, PassedKind.RULE if kind is PassedKind.RULE else PassedKind.TITLE, text)

    def _document(self, row: Row) -> Row | RowRefused:
        if len(row.cells) < self._width or any(row.cells[self._width :]):
            return ragged(row, width=self._width)
        own = row.cells[: self._width]
        if self._empty_is_zero is not None and not own[self._empty_is_zero].strip():
            own[self._empty_is_zero] = "0"
        for at in self._dates:
            if own[at].strip().startswith(self._no_date):
                own[at] = ""
        self._open_group, self._ended = True, False
        for at in self._customer:
            self._above[LAST_CUSTOMER] = own[at].strip() or self._above.get(LAST_CUSTOMER, "")
        return Row(row.line, [*own, *self._made(own)])

    def _made(self, cells: Sequence[str]) -> list[str]:
        """The cells of the columns that the layout makes."""
        return [column.fill(cells, self._above) for column in self._found.made]

    def _total_cells(self, cells: Sequence[str]) -> list[str]:
        """The cells of a total in the columns of the table."""
        own = [*cells[: self._width], *[""] * (self._width - len(cells))]
        return [*own, *self._made(own)]


ABOVE_HEADER = Reason("intake.above_header", "The row stands above the header line.")


def ragged(row: Row, *, width: int) -> RowRefused:
    """The refusal of a row that has not as many cells as the header."""
    reason = Reason(
        "intake.ragged_row",
        "The line has %(cells)d cells and the header %(width)d: a cell is missing, cut off or not quoted.",
        {"cells": len(row.cells), "width": width},
    )
    return RowRefused(row.line, "", "", quoted(" | ".join(row.cells[:12])), reason)


assert set(_IDENTITY) <= FIELDS.keys()
