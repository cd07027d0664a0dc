"""Lines of a list that stand word for word in the list before it, so that what they say is known.

A complete list of open items comes every night, and hardly a line of it is new. What the same line says, read in the
same way, is the same: only the others are read, and those of the list before that are gone. It is done for texts of
which every line is one document with a number of its own, and given up wherever that is not certain: then the whole
file is read. docs/rules/snapshots.md, "The list before".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from creditdesk.intake.formats.cells import NO_VALUE
from creditdesk.intake.formats.columns import ColumnMapping
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.findings import Findings, study
from creditdesk.intake.formats.fixed_width import FIXED
from creditdesk.intake.formats.open_items import Defaults, OpenItemRow, read_open_items
from creditdesk.intake.formats.passed import PassedRows
from creditdesk.intake.formats.tabular import Table

# In these a line end is one byte that means nothing else.
ENCODINGS = frozenset({"utf-8", "utf-8-sig", "cp1252", "latin-1"})
PIECE_BYTES = 1_000_000
# Lines of one list that the other did not have yet: of lists in quite another order a quarter, of the usual ones those
# that differ.
WAITING_MOST = 300_000
# A list of which more than one line in so many differs is read whole: that takes hardly longer.
DIFFERING_SHARE = 4
# Small lists are read whole or not in no time.
DIFFERING_LEAST = 1_000

# Company, currency and kind → documents, original and open, in signed minor units.
Sums = dict[tuple[str, str, str], tuple[int, int, int]]
Lines = list[tuple[int, bytes]]
# What tells which documents the ledger has of a row, instalments among them.
Document = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """The list before: its file, how it was understood, what it added up to, the lines of it that were refused, and the
    numbers of documents whose rows are wanted in any case.
    """

    path: Path
    understood: Mapping[str, Any]
    sums: Sums
    refused: frozenset[int]
    wanted: frozenset[str]

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> Before:
        """The list before as the job states it."""
        return cls(
            path=Path(stated["path"]),
            understood=stated["understood"],
            sums={(line[0], line[1], line[2]): (line[3], line[4], line[5]) for line in stated["sums"]},
            refused=frozenset(stated["refused"]),
            wanted=frozenset(stated["wanted"]),
        )


@dataclass(frozen=True, slots=True)
class Differing:
    """What is to be read of a list: a table of its other lines, with the findings that hold for the whole file.

    `gone` are the documents of the list before that do not stand here as they did, `unchanged` the sums of the others.
    """

    table: Table
    findings: Findings
    gone: dict[Document, OpenItemRow]
    unchanged: Sums

    def note(self, row: OpenItemRow) -> None:
        """Take in a row that was read: its document is not gone, whatever else is said of it."""
        self.gone.pop(_document(row), None)


def differing(
    path: Path, table: Table, mapping: ColumnMapping, *, before: Before, defaults: Defaults
) -> Differing | None:
    """What differs from the list before; None where the whole file is to be read."""
    place = _place_of_number(table, mapping, before=before)
    if place is None:
        return None
    lines = _Compared(table, place, before=before).of(path)
    if lines is None:
        return None
    own = table.only(lines.read)
    findings = _findings(own, mapping, before=before, unchanged=lines.unchanged, defaults=defaults)
    if findings is None:
        return None
    unchanged, gone = dict(before.sums), {}
    for row in read_open_items(table.only(lines.gone), mapping, defaults=defaults, findings=findings):
        if isinstance(row, OpenItemRow):
            _subtract(row, unchanged)
            gone[_document(row)] = row
    # The sums of the list before know of every document: else something of it is not as it was understood.
    if sum(count for count, _, _ in unchanged.values()) != lines.unchanged:
        return None
    return Differing(own, findings, gone, unchanged)


def _document(row: OpenItemRow) -> Document:
    named = (row.company_code, row.customer_number, row.kind, row.number, row.currency, row.original_minor)
    return *named, row.document_date, row.due_date, row.terms_code


def _place_of_number(table: Table, mapping: ColumnMapping, *, before: Before) -> int | None:
    """The column of the document's number; None where the two files are not plain texts of the same shape."""
    was = before.understood
    heading = mapping.columns.get("document_number")
    alike = (
        table.found is None
        and table.encoding in ENCODINGS
        and table.delimiter not in (None, FIXED)
        and table.header_line == 1
        and list(table.headers) == was["headers"]
        and (table.header_line, table.encoding, table.delimiter)
        == (was["header_line"], was["encoding"], was["delimiter"])
        and mapping.as_dict() == was["mapping"]
        and not (was["layout"] or was["summed"] or was["signed"])
    )
    return table.headers.index(heading) if alike and heading else None


@dataclass(slots=True)
class _Found:
    """The lines to be read, those that are gone, and how many are as before."""

    read: Lines
    gone: Lines
    unchanged: int


class _NotPlain(Exception):
    """A line may be no record of its own, or stands there twice."""


@dataclass(slots=True)
class _Compared:
    """Walks through two files side by side, and keeps of either the lines that the other did not have yet."""

    table: Table
    place: int
    before: Before
    _same: int = 0
    _lines_before: int = 0
    _gone: Lines = field(default_factory=list)
    # The text of a line → its number in its file.
    _new: dict[bytes, int] = field(default_factory=dict)
    _waiting: dict[bytes, int] = field(default_factory=dict)

    def of(self, path: Path) -> _Found | None:
        """Compares them; None where the files are not plain, or differ in much."""
        try:
            self._walk(path)
            if len(self._new) > max(DIFFERING_LEAST, self._lines_before // DIFFERING_SHARE):
                return None
            wanted = list(self._wanted_lines(path))
        except _NotPlain:
            return None
        read = sorted([*((line, text) for text, line in self._new.items()), *wanted])
        # In their order: of two lines with one number the first counted.
        waiting = ((line, text) for text, line in self._waiting.items())
        gone = sorted({*self._gone, *waiting, *self._before_too({text for _, text in wanted})})
        return _Found(read, gone, self._same - len(wanted))

    def _walk(self, path: Path) -> None:
        none = (0, b"")
        for count, (here, there) in enumerate(zip_longest(_lines(path), _lines(self.before.path), fillvalue=none)):
            if here[1] == there[1] and there[0] not in self.before.refused:
                self._same += 1
                self._lines_before += 1
                continue
            if here is not none:
                self._meet(here)
            if there is not none:
                self._meet_before(there)
            if count >= self.table.limits.rows or max(len(self._new), len(self._waiting)) > WAITING_MOST:
                raise _NotPlain

    def _meet(self, here: tuple[int, bytes]) -> None:
        line, text = here
        if self._waiting.pop(text, 0):
            self._same += 1
        elif self._new.setdefault(text, line) != line:
            raise _NotPlain

    def _meet_before(self, there: tuple[int, bytes]) -> None:
        line, text = there
        if line in self.before.refused:
            # What was refused of the list before is judged anew each time.
            self._gone.append(there)
            return
        self._lines_before += 1
        if self._new.pop(text, 0):
            self._same += 1
        elif self._waiting.setdefault(text, line) != line:
            raise _NotPlain

    def _wanted_lines(self, path: Path) -> Iterator[tuple[int, bytes]]:
        """The lines of documents that another line speaks of too, or that are wanted in any case."""
        wanted = self.before.wanted | {self._number(text) for text in self._new}
        for line, text in _lines(path):
            if self._number(text) not in wanted:
                continue
            if text not in self._new:
                yield line, text
            elif self._new[text] != line:
                raise _NotPlain

    def _before_too(self, wanted: Collection[bytes]) -> Lines:
        """Those lines in the list before: they stand in both, and are read in both."""
        return [there for there in _lines(self.before.path) if there[1] in wanted] if wanted else []

    def _number(self, text: bytes) -> str:
        """The document's number on the line, or "?" for a line that is not of the table. Raises _NotPlain for none."""
        encoding, sign = (self.table.encoding or "").removesuffix("-sig"), self.table.delimiter or ""
        if b'"' in text:
            cells = next(csv.reader([text.decode(encoding, errors="replace")], delimiter=sign))
            if len(cells) <= self.place:
                return "?"
            number = cells[self.place].strip()
        else:
            parts = text.split(sign.encode(), self.place + 1)
            if len(parts) <= self.place:
                return "?"
            number = parts[self.place].decode(encoding, errors="replace").strip()
        if number.lower() in NO_VALUE:
            raise _NotPlain
        return _FLOAT.sub("", number) if "document_number" in self.before.understood["float_shaped"] else number


_FLOAT = re.compile(r"\.0+$", re.ASCII)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines behind the header, without their ends. Raises _NotPlain where one may be no record of its own."""
    line = 0
    with path.open("rb") as stream:
        while piece := stream.read(PIECE_BYTES):
            piece += stream.readline()
            if not piece.endswith(b"\n") or piece.count(b"\r") != piece.count(b"\r\n"):
                raise _NotPlain
            quoted = b'"' in piece
            for text in piece.replace(b"\r\n", b"\n")[:-1].split(b"\n"):
                line += 1
                if quoted and text.count(b'"') % 2:
                    raise _NotPlain
                if line > 1 and text:
                    yield line, text


def _findings(
    own: Table, mapping: ColumnMapping, *, before: Before, unchanged: int, defaults: Defaults
) -> Findings | None:
    """What the list before told of its columns, with which the other lines must be in step."""
    was, found = before.understood, study(own, mapping)
    earlier = Findings(
        rows_read=unchanged + found.rows_read,
        day_orders=was["day_orders"],
        decimals=was["decimals"],
        float_shaped=frozenset(was["float_shaped"]),
        customer_width=was["customer_width"],
        questions=(),
        warnings=own.warnings,
        passed=PassedRows(),
    )
    if not found.rows_read:
        return earlier
    ambiguous = all(question.reason.code.endswith("_ambiguous") for question in found.questions)
    orders = all(order in (None, earlier.day_orders[name]) for name, order in found.day_orders.items())
    asked = {question.column for question in found.questions}
    decimals = all(
        mark == earlier.decimals[name] for name, mark in found.decimals.items() if mapping.columns[name] not in asked
    )
    settled = all(earlier.day_orders[name] for name in found.day_orders if mapping.columns[name] in asked)
    floats = earlier.float_shaped <= found.float_shaped
    doubt = _width_in_doubt(own, mapping, width=earlier.customer_width, defaults=defaults)
    in_step = ambiguous and orders and decimals and settled and floats
    return earlier if in_step and not doubt else None


def _width_in_doubt(own: Table, mapping: ColumnMapping, *, width: int | None, defaults: Defaults) -> bool:
    """True where a customer number is wider than the list before proved all to be; or where that proved no width, and
    one that nobody knows may be a number without its zeros, which only the whole file tells.
    """
    place = own.headers.index(mapping.columns["customer_number"])
    cells = (_FLOAT.sub("", row.cells[place].strip()) for row in own.rows() if isinstance(row, Row))
    numbers = {number for number in cells if number.isdecimal()}
    if width is not None:
        return any(len(number) > width for number in numbers)
    known = frozenset(chain.from_iterable(defaults.customers.values()))
    short = any(number[0] != "0" for number in numbers - known)
    return short and any(number[0] == "0" for number in chain(numbers, known) if number)


def _subtract(row: OpenItemRow, sums: Sums) -> None:
    key = row.company_code, row.currency, row.kind.value
    count, original, still_open = sums.get(key, (0, 0, 0))
    sums[key] = (count - 1, original - row.original_minor, still_open - row.open_minor)


def together(unchanged: Sums, read: Sums) -> Sums:
    """The sums of the whole file, without what adds up nothing."""
    whole = dict(unchanged)
    for key, sums in read.items():
        count, original, still_open = whole.get(key, (0, 0, 0))
        whole[key] = (count + sums[0], original + sums[1], still_open + sums[2])
    return {key: sums for key, sums in whole.items() if sums[0]}
