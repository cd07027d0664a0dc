"""F6: files that were duplicated, reordered, cut off or garbled on their way.

Goal: whatever happens to a file, every row that goes in says exactly what its line says, every other row is refused
with its line, and only the declared error ever leaves the reader. Method: 500 mutants of one golden file per format,
the same ones every time. What a line says is read a second time here, with csv, Decimal and fromisoformat alone.

A changed digit that leaves a sound row is no fault that a reader could see; control totals are for that. What must not
happen is a row that differs from its own line, a line that disappears, or a crash.
"""

from __future__ import annotations

import csv
import io
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


def says(item: OpenItemRow, cells: dict[str, str], columns: dict[str, str]) -> bool:
    """Whether the item is exactly what the cells of its own line say, by the columns that were used for it."""
    said = {field: cells[heading] for field, heading in columns.items()}
    amount = int(Decimal((said.get("original_amount") or said["open_amount"]).replace("$", "")) * 100)
    dates = [date.fromisoformat(said[name]) for name in ("document_date", "due_date") if name in said]
    return (
        item.customer_number == said["customer_number"].strip()
        and item.customer_name == said.get("customer_name", "").strip()
        and item.original_minor == item.open_minor == amount
        and item.currency == said.get("currency", "USD").strip().upper()
        and (item.number_derived or item.number == said["document_number"].strip())
        and ("due_date" not in said or item.due_date == dates[-1])
        and item.document_date == min(dates[:1])
        and (amount < 0) == (item.kind == "credit_memo")
    )


def check_text(name: str, content: bytes, read: Reading) -> None:
    """Every line of the text is the header, an accepted row that says the same, or refused."""
    encoding = read.table.encoding or ""
    lines = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline=None).read().split("\n")
    accounted = {read.table.header_line, *(row.line for row in read.refused), *(item.line for item in read.accepted)}
    left_out = [at for at, line in enumerate(lines, start=1) if line.strip(',;\t|" ') and at not in accounted]
    assert left_out == [], f"{name}: lines {left_out} disappeared"
    for item in read.accepted:
        cells = next(csv.reader([lines[item.line - 1]], delimiter=read.table.delimiter or ","))
        assert says(item, dict(zip(read.table.headers, cells, strict=False)), dict(read.mapping.columns)), (
            f"{name}: {item} is not what its line says: {cells}"
        )


def check_ties(name: str, read: Reading) -> None:
    assert read.totals.ties(rows_read=read.findings.rows_read), name
    assert len({row.line for row in read.refused} | {item.line for item in read.accepted}) == read.findings.rows_read
    keys = [(item.company_code, item.customer_number, item.kind, item.number) for item in read.accepted]
    assert len(set(keys)) == len(keys), f"{name}: one document went in twice"


def outcome(read: Reading | FileRefused) -> str:
    if isinstance(read, FileRefused):
        return "refused whole"
    return "some rows refused" if read.refused else "all rows in"


def test_every_mutant_of_a_text_file_is_read_exactly_or_refused_with_its_line() -> None:
    mutants = csv_mutants()
    assert len(mutants) == MUTANTS
    outcomes: Counter[str] = Counter()
    for name, content in mutants:
        read = attempt(content)
        outcomes[outcome(read)] += 1
        if isinstance(read, Reading):
            check_text(name, content, read)
            check_ties(name, read)
        else:
            # An empty file has no line; every other refusal of text names one.
            assert read.line is not None or not content, f"{name}: {read}"
    print(f"F6 text: {MUTANTS} mutants, {dict(outcomes)}, 0 crashes")
    assert set(outcomes) == {"all rows in", "some rows refused", "refused whole"}


def test_every_mutant_of_a_workbook_is_read_exactly_or_refused() -> None:
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
        held = rows if rows is not None else [HEADER, *ROWS]
        if rows is None:
            assert len(read.accepted) == len(ROWS), f"{name}: a damaged workbook gave a part of its rows"
        for item in read.accepted:
            cells = dict(zip(HEADER, held[item.line - 1], strict=True))
            assert says(item, cells, dict(read.mapping.columns)), f"{name}: {item} is not what its row says"
    print(f"F6 workbook: {MUTANTS} mutants, {dict(outcomes)}, 0 crashes")
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
