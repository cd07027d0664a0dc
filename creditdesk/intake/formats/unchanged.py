"""Lines of a list that stand word for word in the list before it, so that what they say is known.

A complete list of open items comes every night, and hardly a line of it is new. What the same line says, read in the
same way, is the same: only the others are read, and those of the list before that are gone. It is done for texts of
which every line is one document with a number of its own, and given up wherever that is not certain: then the whole
file is read. docs/rules/snapshots.md, "The list before".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
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
DIGEST_BYTES = 12
# A list of which more than one line in so many differs is read whole: that takes hardly longer.
DIFFERING_SHARE = 4
# Small lists are read whole or not in no time.
DIFFERING_LEAST = 1_000

# Company, currency and kind → documents, original and open, in signed minor units.
Sums = dict[tuple[str, str, str], tuple[int, int, int]]
Lines = list[tuple[int, bytes]]


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
    gone: Sequence[OpenItemRow]
    unchanged: Sums


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
    gone = [
        row
        for row in read_open_items(table.only(lines.gone), mapping, defaults=defaults, findings=findings)
        if isinstance(row, OpenItemRow)
    ]
    unchanged = _less(before.sums, gone)
    # The sums of the list before know of every document: else something of it is not as it was understood.
    if sum(count for count, _, _ in unchanged.values()) != lines.unchanged:
        return None
    return Differing(own, findings, gone, unchanged)


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
    """Compares the lines of two files by their digests, so that a million of them take a hundred megabytes."""

    table: Table
    place: int
    before: Before
    _there: set[bytes] = field(default_factory=set)
    _same: set[bytes] = field(default_factory=set)

    def of(self, path: Path) -> _Found | None:
        """Compares them; None where the files are not plain, or differ in much."""
        try:
            self._learn()
            read = self._other_lines(path)
            read = sorted([*read, *self._wanted_lines(path, read)])
            gone = [(line, text) for line, text in _lines(self.before.path) if _digest(text) not in self._same]
        except _NotPlain:
            return None
        return _Found(read, gone, len(self._same))

    def _learn(self) -> None:
        """What the list before had, but for what was refused of it: that is judged anew each time."""
        for line, text in _lines(self.before.path):
            if line not in self.before.refused:
                self._there.add(_digest(text))

    def _other_lines(self, path: Path) -> Lines:
        read: Lines = []
        most = max(DIFFERING_LEAST, len(self._there) // DIFFERING_SHARE)
        for count, (line, text) in enumerate(_lines(path), start=1):
            digest = _digest(text)
            if digest in self._same or count > self.table.limits.rows:
                raise _NotPlain
            if digest in self._there:
                self._same.add(digest)
            else:
                read.append((line, text))
                if len(read) > most:
                    raise _NotPlain
        return read

    def _wanted_lines(self, path: Path, read: Lines) -> Lines:
        """The lines of documents that another line speaks of too, or that are wanted in any case."""
        others = {line for line, _ in read}
        wanted = self.before.wanted | {self._number(text) for _, text in read}
        found = []
        for line, text in _lines(path):
            if line not in others and self._number(text) in wanted:
                found.append((line, text))
                self._same.discard(_digest(text))
        return found

    def _number(self, text: bytes) -> str:
        """The document's number on the line, or "?" for a line that is not of the table. Raises _NotPlain for none."""
        line, sign = text.decode(self.table.encoding or "", errors="replace"), self.table.delimiter or ""
        cells = next(csv.reader([line], delimiter=sign)) if '"' in line else line.split(sign)
        if len(cells) <= self.place:
            return "?"
        number = cells[self.place].strip()
        if number.lower() in NO_VALUE:
            raise _NotPlain
        return _FLOAT.sub("", number) if "document_number" in self.before.understood["float_shaped"] else number


_FLOAT = re.compile(r"\.0+$", re.ASCII)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines behind the header, without their ends. Raises _NotPlain where one may be no record of its own."""
    with path.open("rb") as stream:
        for line, whole in enumerate(stream, start=1):
            text = whole.rstrip(b"\r\n")
            if not whole.endswith(b"\n") or b"\r" in text or text.count(b'"') % 2:
                raise _NotPlain
            if line > 1 and text:
                yield line, text


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=DIGEST_BYTES).digest()


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


def _less(sums: Sums, gone: Collection[OpenItemRow]) -> Sums:
    left = dict(sums)
    for row in gone:
        key = row.company_code, row.currency, row.kind.value
        count, original, still_open = left.get(key, (0, 0, 0))
        left[key] = (count - 1, original - row.original_minor, still_open - row.open_minor)
    return left


def together(unchanged: Sums, read: Sums) -> Sums:
    """The sums of the whole file, without what adds up nothing."""
    whole = dict(unchanged)
    for key, sums in read.items():
        count, original, still_open = whole.get(key, (0, 0, 0))
        whole[key] = (count + sums[0], original + sums[1], still_open + sums[2])
    return {key: sums for key, sums in whole.items() if sums[0]}
