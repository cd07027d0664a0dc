"""F6: files that were duplicated, reordered, cut off or garbled on their way.

Goal: whatever happens to a file, every row that goes in says exactly what the golden file said before, every other row
is refused with its line, and only the declared error ever leaves the reader. Method: 500 mutants of one golden file per
format, the same ones every time. What a golden row says is known here before it is written, and no reader is asked.

A flipped bit that turns a digit into another one leaves a sound row, and no reader could see it; control totals are for
that. The test counts them, and allows the difference in that one cell only. What must not happen is any other row that
differs from the golden one, a line that disappears, or a crash.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from creditdesk.intake.formats.open_items import OpenItemRow
from creditdesk.intake.formats.refusals import FileRefused
from creditdesk.intake.formats.synonyms import squashed
from tests.formats.files import Reading, reading, repacked, workbook
from tests.plugins.counts import Counted

HEADER = [
    "Customer Number",
    "Customer Name",
    "Invoice Number",
    "Invoice Date",
    "Due Date",
    "Currency",
    "Amount",
    "Terms",
]
NAMES = ["Anvil Works", "Bolt, Nut & Co", "Søren Ångström", 'The "Red" Barn', "Łódź Trading", "Ænima Fils"]
ROWS = [
    [
        f"C{number % 7:04d}",
        NAMES[number % len(NAMES)],
        str(1930000000 + number),
        date(2026, 1 + number % 6, 1 + number % 28).isoformat(),
        date(2026, 2 + number % 6, 1 + number % 28).isoformat(),
        "USD" if number % 5 else "CAD",
        f"{(number * 7919 % 90_000) / 100 + 1:.2f}" if number % 9 else f"-{number + 1}.50",
        "N30",
    ]
    for number in range(60)
]
MUTANTS = 500
ENCODINGS = [
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "cp437",
    "utf-7",
    "mac-roman",
    "cp500",
]

Mutant = tuple[str, bytes]


def csv_bytes(rows: list[list[str]], *, end: str = "\n", delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, lineterminator=end, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode()


GOLDEN = csv_bytes([HEADER, *ROWS])


def reordered(rows: list[list[str]]) -> Iterator[tuple[str, list[list[str]]]]:
    """The header and rows cut at every edge, with neighbours swapped, with a row repeated next to itself or far off."""
    whole = [HEADER, *rows]
    for edge in range(len(whole)):
        yield f"cut after row {edge}", whole[:edge]
    for at in range(len(whole) - 1):
        yield f"rows {at} and {at + 1} swapped", [*whole[:at], whole[at + 1], whole[at], *whole[at + 2 :]]
    for at in range(len(whole)):
        yield f"row {at} repeated", [*whole[:at], whole[at], *whole[at:]]
        yield f"row {at} repeated at the end", [*whole, whole[at]]


def flipped(content: bytes, *, count: int) -> Iterator[Mutant]:
    """One bit changed, at places spread evenly over the file, each of the eight bits in turn."""
    for number in range(count):
        at = number * len(content) // count
        changed = bytearray(content)
        changed[at] ^= 1 << number % 8
        yield f"bit {number % 8} of byte {at} flipped", bytes(changed)


def cut(content: bytes, *, count: int) -> Iterator[Mutant]:
    for number in range(count):
        at = number * len(content) // count
        yield f"cut at byte {at}", content[:at]


def csv_mutants() -> list[Mutant]:
    mutants: list[Mutant] = [(name, csv_bytes(rows)) for name, rows in reordered(ROWS)]
    text = GOLDEN.decode()
    for encoding in ENCODINGS:
        mutants.append((f"in {encoding}", text.encode(encoding, errors="replace")))
        mutants.append((f"in {encoding} and cut", text.encode(encoding, errors="replace")[:-777]))
    mutants += [(f"line ends {end!r}", csv_bytes([HEADER, *ROWS], end=end)) for end in ("\r\n", "\r", "\n\n", "\r\r\n")]
    mutants += [(f"delimiter {sign!r}", csv_bytes([HEADER, *ROWS], delimiter=sign)) for sign in (";", "\t", "|", ":")]
    mutants.append(("twice in one file", GOLDEN + GOLDEN))
    mutants.append(("twice in one file, with marks", ("\ufeff" + text + "\ufeff" + text).encode()))
    rest = MUTANTS - len(mutants)
    return [*mutants, *flipped(GOLDEN, count=rest - rest // 3), *cut(GOLDEN, count=rest // 3)]


def sheet_cells(row: list[str]) -> list[str | int | float | date | bool | None]:
    """A row as a spreadsheet would hold it, dates typed and amounts as numbers; the header stays text."""
    if row == HEADER:
        return list(row)
    first, last = date.fromisoformat(row[3]), date.fromisoformat(row[4])
    return [row[0], row[1], int(row[2]), first, last, row[5], float(row[6]), row[7]]


def workbook_mutants() -> list[tuple[str, bytes, list[list[str]] | None]]:
    """Name, content, and the rows that it holds; None where damage leaves the golden rows or nothing."""
    golden = workbook(*map(sheet_cells, [HEADER, *ROWS]))
    mutants: list[tuple[str, bytes, list[list[str]] | None]] = [
        (name, workbook(*map(sheet_cells, rows)), rows) for name, rows in reordered(ROWS)
    ]
    mutants += [(f"sheet {name}", content, None) for name, content in cut_sheets(golden, count=80)]
    rest = MUTANTS - len(mutants)
    damaged = [*flipped(golden, count=rest - rest // 3), *cut(golden, count=rest // 3)]
    return [*mutants, *((name, content, None) for name, content in damaged)]


def cut_sheets(golden: bytes, *, count: int) -> Iterator[Mutant]:
    """The sheet's XML cut before it was packed: every check sum is right."""
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(golden)) as archive:
        sheet = archive.read(name)
    for cut_name, content in cut(sheet, count=count):
        yield cut_name, repacked(golden, {name: content})


def attempt(content: bytes) -> Reading | FileRefused:
    """The reading or the refusal; any other error fails the test."""
    try:
        return reading(content)
    except FileRefused as refused:
        return refused


def differing(item: OpenItemRow, row: list[str], *, used: set[str]) -> set[str]:
    """The headings under which the item differs from a row of the golden file, of those columns that were used."""
    amount = int(Decimal(row[6]) * 100)
    said: dict[str, tuple[object, object]] = {
        "Customer Number": (item.customer_number, row[0]),
        "Customer Name": (item.customer_name, row[1]),
        "Invoice Number": (item.number, row[2]),
        "Invoice Date": (item.document_date, date.fromisoformat(row[3])),
        "Due Date": (item.due_date, date.fromisoformat(row[4])),
        "Currency": (item.currency, row[5]),
        "Amount": ((item.original_minor, item.open_minor), (amount, amount)),
        "Terms": (item.terms_code, row[7]),
    }
    assert (item.original_minor < 0) == (item.kind == "credit_memo")
    return {heading for heading, (read, original) in said.items() if heading in used and read != original}


GOLDEN_BY_NUMBER = {row[2]: row for row in ROWS}
FIELD_OF = dict(zip(reading(GOLDEN).mapping.columns, HEADER, strict=True))


def cell_of_each_byte() -> list[tuple[list[str], str]]:
    """For each byte of the golden file its row and heading; the signs between cells have none."""
    places = []
    for row in [HEADER, *ROWS]:
        for heading, cell in zip(HEADER, row, strict=True):
            places += [(row, heading)] * (len(csv_bytes([[cell]])) - 1) + [(row, "")]
    assert len(places) == len(GOLDEN)
    return places


CELL_OF_BYTE = cell_of_each_byte()


def damaged_cell(name: str) -> tuple[list[str] | None, str]:
    """The golden row and heading of the cell in which the mutant has one bit flipped."""
    found = re.fullmatch(r"bit \d of byte (\d+) flipped", name)
    return CELL_OF_BYTE[int(found[1])] if found else (None, "")


def check_text(name: str, content: bytes, read: Reading) -> int:
    """Every line is the header, refused, or an item that says what the golden row said; returns what a bit changed.

    No reader can see a flipped bit that leaves another sound cell; nothing but that one cell may differ for it. An
    encoding that has no place for a letter may cost names, and nothing else.
    """
    encoding = read.table.encoding or ""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline=None).read().split("\n")
    accounted = {read.table.header_line, *(row.line for row in read.refused), *(item.line for item in read.accepted)}
    left_out = [at for at, line in enumerate(lines, start=1) if line.strip(',;\t|" ') and at not in accounted]
    assert left_out == [], f"{name}: lines {left_out} disappeared"
    damaged, heading = damaged_cell(name)
    used = {FIELD_OF[field] for field in read.mapping.columns if field in FIELD_OF}
    altered = 0
    for item in read.accepted:
        in_place = ROWS[item.line - 2] if 2 <= item.line < len(ROWS) + 2 else None
        golden = (
            in_place if in_place and (in_place is damaged or item.number_derived) else GOLDEN_BY_NUMBER.get(item.number)
        )
        assert golden is not None, f"{name}: {item} stands in no golden row"
        found = differing(item, golden, used=used)
        allowed = {heading} if golden is damaged else {"Customer Name"} if name.startswith("in ") else set()
        assert found <= allowed, f"{name}: {item} is not the golden row {golden}: {found}"
        altered += bool(found) and not name.startswith("in ")
    assert altered <= 1, name
    return altered


def check_ties(name: str, read: Reading) -> None:
    assert read.totals.ties(rows_read=read.findings.rows_read), name
    assert len({row.line for row in read.refused} | {item.line for item in read.accepted}) == read.findings.rows_read
    keys = [(item.company_code, item.customer_number, item.kind, item.number) for item in read.accepted]
    assert len(set(keys)) == len(keys), f"{name}: one document went in twice"


def outcome(read: Reading | FileRefused) -> str:
    if isinstance(read, FileRefused):
        return "refused whole"
    return "some rows refused" if read.refused else "all rows in"


def test_every_mutant_of_a_text_file_is_read_exactly_or_refused_with_its_line(counted: Counted) -> None:
    mutants = csv_mutants()
    assert len(mutants) == MUTANTS
    outcomes: Counter[str] = Counter()
    altered = 0
    for name, content in mutants:
        read = attempt(content)
        outcomes[outcome(read)] += 1
        if isinstance(read, Reading):
            altered += check_text(name, content, read)
            check_ties(name, read)
        else:
            # An empty file has no line; every other refusal of text names one.
            assert read.line is not None or not content, f"{name}: {read}"
    unseen = f"{altered} bits left another sound value in their own cell"
    counted("F6 text", f"{MUTANTS} mutants, {dict(outcomes)}, 0 crashes; {unseen}")
    assert set(outcomes) == {"all rows in", "some rows refused", "refused whole"}


def test_every_mutant_of_a_workbook_is_read_exactly_or_refused(counted: Counted) -> None:
    mutants = workbook_mutants()
    assert len(mutants) == MUTANTS
    outcomes: Counter[str] = Counter()
    for name, content, rows in mutants:
        read = attempt(content)
        outcomes[outcome(read)] += 1
        if isinstance(read, FileRefused):
            assert rows is None or len(rows) < 2 or rows[0] != HEADER, f"{name}: {read}"
            continue
        check_ties(name, read)
        if rows is None:
            assert len(read.accepted) == len(ROWS), f"{name}: a damaged workbook gave a part of its rows"
        for item in read.accepted:
            found = differing(item, GOLDEN_BY_NUMBER[item.number], used=set(HEADER))
            assert not found, f"{name}: {item} is not its golden row: {found}"
    counted("F6 workbook", f"{MUTANTS} mutants, {dict(outcomes)}, 0 crashes")
    assert set(outcomes) == {"all rows in", "some rows refused", "refused whole"}


@pytest.mark.parametrize("swap", ["repeated", "swapped"])
def test_a_row_that_stands_twice_or_elsewhere_changes_nothing_but_its_line(swap: str) -> None:
    golden = {item.number: item.original_minor for item in reading(GOLDEN).accepted}
    assert len(golden) == len(ROWS)
    for name, rows in reordered(ROWS):
        if swap in name and "row 0" not in name and "rows 0" not in name:
            read = reading(csv_bytes(rows))
            assert {item.number: item.original_minor for item in read.accepted} == golden, name
            assert len(read.refused) == (swap == "repeated"), name


def test_the_golden_file_is_read_whole_and_its_headings_are_known() -> None:
    read = reading(GOLDEN)
    assert (len(read.accepted), read.refused) == (len(ROWS), [])
    assert len(read.mapping.columns) == len(HEADER) == len({squashed(heading) for heading in HEADER})
