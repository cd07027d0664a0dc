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
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import is_amount, is_day

# What makes a row a document: any of these in it.
_IDENTITY = ("document_number", "document_type", "document_date", "due_date", "posting_date", "reference", "po_number")
# A name may look like one of these. Then the documents below it are refused, and never those of the party above.
_BREAKS = (PassedKind.TITLE, PassedKind.SECTION, PassedKind.FOOTER)
LAST_CUSTOMER = "last customer"
_NUMBERS = ("document_number", "document_type", "reference", "po_number")
_LABEL_CELLS = 3  # a heading or a title fills no more


def walk(records: Iterable[Row | RowRefused], found: Found) -> Iterator[Row | RowRefused | Passed]:
    """Every row of the file but its header: documents in the columns of `found.headings`, and what is none."""
    walker = _Walk(found)
    for record in records:
        if isinstance(record, RowRefused):
            walker.lost()
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
        self._numbers = [found.place[name] for name in _NUMBERS if name in found.place]
        self._customer = [found.place[name] for name in ("customer_number", "customer_name") if name in found.place]
        about = {squashed(heading) for heading in layout.about_party}
        contacts = [at for at, heading in enumerate(found.file_headings) if squashed(heading) in about]
        self._party_places = frozenset((0, *self._customer, *contacts))
        self._dates = [at for name, at in found.place.items() if FIELDS[name] == "date"] if layout.no_date else []
        self._no_date = layout.no_date
        # A number alone in the first column is the name of a party, and not a total.
        self._no_amounts = frozenset((0, *self._identity, *self._customer))
        self._empty_is_zero = found.place.get("open_amount") if layout.empty_is_zero else None
        self._titles: set[str] = set()
        self._above: dict[str, str] = {}
        self._party = ""  # the last one, also where its documents have ended
        self._open_group = False  # documents stand above for which no total came yet
        self._closed_once = False  # parties of this report end with totals
        self._block_line = 0  # the last line of a party's name and address
        self._ended = False
        self._last_line = ""  # what stood alone on the line before, below the end of the report

    def lost(self) -> None:
        """A line could not be read. Where it may have been a name, what stands below is nobody's."""
        if not self._closed_once:
            self._above.pop(PARTY, None)

    def seen(self, row: Row) -> Row | RowRefused | Passed:
        """The row as what it is."""
        filled = [at for at, cell in enumerate(row.cells) if cell and not cell.isspace()]
        kind = self._kind(row.cells, filled)
        if row.line < self._found.line:
            return self._above_header(row, filled, kind)
        if kind is None:
            return self._document(row)
        self._after(kind, row, filled)
        text = quoted(" | ".join(row.cells[at].strip() for at in filled))
        if kind is PassedKind.PARTY and len(filled) > 1 and any(at not in self._party_places for at in filled):
            return Passed(row.line, kind, text, self._total_cells(row.cells), Scope.AHEAD)
        if kind is not PassedKind.TOTAL:
            return Passed(row.line, kind, text)
        return self._total(row, filled, text)

    def _total(self, row: Row, filled: Sequence[int], text: str) -> Passed:
        scope, label = self._scope(row.cells, filled)
        if scope in (Scope.ANY, Scope.REPORT) and not self._open_group:
            self._ended = True
        if scope is Scope.GROUP or not label:
            self._above.pop(PARTY, None)  # what stands below a party's total is another's, whoever that is
            self._closed_once = True
        self._open_group = False
        return Passed(row.line, PassedKind.TOTAL, label or text, self._total_cells(row.cells), scope)

    def _kind(self, cells: Sequence[str], filled: Sequence[int]) -> PassedKind | None:
        """What a row is that is no document; None for a document, and for all that could be one."""
        if (kind := self._printed(cells, filled)) is not None:
            return kind
        if any(at in self._identity for at in filled[1:]):
            return None
        amounts = [at for at in filled if at not in self._no_amounts and is_amount(cells[at])]
        if amounts and self._is_total(cells, filled, amounts):
            return PassedKind.TOTAL
        if amounts and len(filled) > 1:
            return PassedKind.PARTY if self._names_party(cells, filled, amounts) else None
        return self._heading(cells, filled)

    def _printed(self, cells: Sequence[str], filled: Sequence[int]) -> PassedKind | None:
        """A line that the report prints around its rows: dashes, its header and titles again, its footer, a fact."""
        first = cells[filled[0]].strip() if filled else ""
        if not first or (first[0] in "-=_+|" and is_rule("".join(cells))):
            return PassedKind.RULE
        if first == self._first_heading and [cell.strip() for cell in cells] == self._header:
            return PassedKind.HEADER
        if len(filled) > _LABEL_CELLS:
            return None
        texts = [cells[at].strip() for at in filled]
        if self._found.layout.fact_of(texts) is not None:
            return PassedKind.PARTY
        if " ".join(texts) in self._titles:
            return PassedKind.TITLE
        return PassedKind.FOOTER if is_footer(" ".join(texts)) else None

    def _heading(self, cells: Sequence[str], filled: Sequence[int]) -> PassedKind | None:
        """A row with nothing in it but a name: of a bucket, of a party, of the report once it has ended."""
        layout, label = self._found.layout, cells[filled[0]].strip()
        if layout.sections and len(filled) == 1 and is_bucket(label):
            return PassedKind.SECTION
        if self._ended and len(filled) == 1:
            return PassedKind.FOOTER
        return PassedKind.PARTY if layout.parties and self._party_places.issuperset(filled) else None

    def _names_party(self, cells: Sequence[str], filled: Sequence[int], amounts: Sequence[int]) -> bool:
        """A name with amounts beside it: the party's sums stand on its own row, ahead of its documents.

        Under the heading of numbers it may as well be a document that lost its dates: then it is nobody's name.
        """
        texts = [at for at in filled if at not in amounts]
        if not self._found.layout.parties or not self._party_places.issuperset(texts) or is_day(cells[texts[0]]):
            return False
        if texts[0] in self._numbers:
            self.lost()
            return False
        return True

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

    def _after(self, kind: PassedKind, row: Row, filled: Sequence[int]) -> None:
        """Remember what a heading says of the rows below it."""
        if kind is PassedKind.SECTION:
            self._ended = False
        if kind is not PassedKind.PARTY:
            if kind in _BREAKS:
                self._above.pop(PARTY, None)
            text = row.cells[filled[0]].strip() if filled else ""
            self._last_line = text if kind is PassedKind.FOOTER and not is_footer(text) else ""
            return
        in_block = self._found.layout.party_block and row.line == self._block_line + 1
        self._block_line = row.line
        if in_block:
            return
        texts = [row.cells[at].strip() for at in filled]
        name, value = self._found.layout.fact_of(texts) or (PARTY, texts[0])
        if name in (PARTY, "customer"):
            self._above.pop("name", None)
            self._open_group = self._ended = False
            self._party = value
        self._above[name] = value

    def _above_header(self, row: Row, filled: Sequence[int], kind: PassedKind | None) -> RowRefused | Passed:
        texts = [row.cells[at].strip() for at in filled]
        if kind is PassedKind.PARTY and self._found.layout.fact_of(texts):
            self._after(kind, row, filled)
        text = quoted(" | ".join(texts))
        self._titles.add(" ".join(texts))
        if kind is None and len(filled) * 2 > self._width:
            return RowRefused(row.line, "", "", text, ABOVE_HEADER, row.cells)
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
        if self._last_line:  # the report had not ended: another one follows, and this is its first party
            self._above[PARTY] = self._party = self._last_line
        self._open_group, self._ended, self._last_line = True, False, ""
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
    return RowRefused(row.line, "", "", quoted(" | ".join(row.cells[:12])), reason, row.cells)


assert set(_IDENTITY) <= FIELDS.keys()
