"""F10: files made to hurt. Each is refused in words with little memory, a workbook before it is opened as one.

Goal: whatever an .xlsx declares, unpacks to or points at, reading it ends in one sentence and takes no more than a few
megabytes; so does a text of half a megabyte, at the full figures of two, in which no line is one of a table. Method: a
sound workbook is changed in one hostile way at a time; the memory that Python takes while it is inspected is measured,
and the sound workbook must still pass, so that no refusal passes for the wrong reason.
"""

from __future__ import annotations

import functools
import io
import tracemalloc
import zipfile
from collections.abc import Callable
from time import process_time

import pytest

from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused
from creditdesk.intake.formats.tabular import read_table
from tests.formats.files import repacked, workbook
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

pytestmark = pytest.mark.long

MEMORY_BYTES = 100 * 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
SOUND = workbook(["Customer No", "Due Date", "Amount"], ["C1", "2026-07-01", 5])


def part(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        return archive.read(name)


def with_entity(declaration: bytes) -> bytes:
    return repacked(SOUND, {SHEET: part(SHEET).replace(b"<worksheet", declaration + b"<worksheet", 1)})


def with_cells(cells: bytes) -> bytes:
    return repacked(SOUND, {SHEET: part(SHEET).replace(b"</sheetData>", cells + b"</sheetData>")})


@functools.cache
def zip_bomb() -> bytes:
    return repacked(SOUND, {"xl/sharedStrings.xml": b"<sst><si><t>" + b"A" * 300_000_000 + b"</t></si></sst>"})


def many_small_bombs() -> bytes:
    """Each part stays below the ratio's threshold; together they are too much."""
    piece = b"A" * 1_000_000
    return repacked(SOUND, {f"xl/media/picture{number}.bin": piece for number in range(201)})


def many_entries() -> bytes:
    return repacked(SOUND, {f"xl/media/{number}": b"" for number in range(2_001)})


def lying_directory() -> bytes:
    """The directory says that the strings unpack to 100 bytes."""
    bomb = zip_bomb()
    true_size = (300_000_000 + len(b"<sst><si><t></t></si></sst>")).to_bytes(4, "little")
    return bomb.replace(true_size, (100).to_bytes(4, "little"))


def laughs() -> bytes:
    levels = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    return with_entity(b'<!DOCTYPE lolz [<!ENTITY l0 "lol">' + levels + b"]>")


def quadratic() -> bytes:
    return with_entity(b'<!DOCTYPE q [<!ENTITY a "' + b"a" * 100_000 + b'">]>')


def outside_entity() -> bytes:
    return with_entity(b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>')


def entity_in_lower_case_of_another_part() -> bytes:
    return repacked(SOUND, {"docProps/app.xml": b'<?xml version="1.0"?><!doctype x [<!entity f "y">]><Properties/>'})


def part_in_utf_16() -> bytes:
    return repacked(SOUND, {SHEET: part(SHEET).decode().encode("utf-16")})


def macros(name: str) -> Callable[[], bytes]:
    return lambda: repacked(SOUND, {name: b"\xcc\x61 attribute"})


def macro_content_type() -> bytes:
    types = part("[Content_Types].xml").replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml", 1)
    return repacked(SOUND, {"[Content_Types].xml": types.replace(b"openxmlformats", b"ms-excel.macroEnabled", 1)})


def path_name(name: str) -> Callable[[], bytes]:
    return lambda: repacked(SOUND, {name: b"x"})


def twice_the_same_part() -> bytes:
    stream = io.BytesIO(SOUND)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET, part(SHEET))
    return stream.getvalue()


def cell_in_the_last_corner() -> bytes:
    return with_cells(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def wide_and_high() -> bytes:
    """Within the columns and the rows, and yet five hundred million cells to lay out."""
    return with_cells(b'<row r="1000000"><c r="SF1000000"><v>1</v></c></row>')


def cells_without_an_address() -> bytes:
    return with_cells(b"<row><c><v>1</v></c></row>")


def sheet_in_a_hidden_place() -> bytes:
    return repacked(SOUND, {"xl/media/picture.xml": part(SHEET)})


def encrypted_part() -> bytes:
    """Both headers of the first part say that it is encrypted."""
    changed = bytearray(SOUND)
    changed[6] |= 1
    directory = SOUND.index(b"PK\x01\x02")
    changed[directory + 8] |= 1
    return bytes(changed)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (zip_bomb, "unpacks to more than"),
    "zip bomb of small parts": (many_small_bombs, "unpacks to more than 200000000 bytes"),
    "zip bomb whose directory lies": (lying_directory, "damaged or cut off"),
    "many entries": (many_entries, "parts; at most 2000 are read"),
    "billion laughs": (laughs, "declares XML entities"),
    "quadratic blow-up": (quadratic, "declares XML entities"),
    "external entity": (outside_entity, "declares XML entities"),
    "entity in another part": (entity_in_lower_case_of_another_part, "declares XML entities"),
    "part in UTF-16": (part_in_utf_16, "not in UTF-8"),
    "macros": (macros("xl/vbaProject.bin"), "contains macros"),
    "macros under another name": (macros("xl/other/VBAPROJECT2.BIN"), "contains macros"),
    "macro sheet": (macros("xl/macrosheets/sheet1.xml"), "contains macros"),
    "macro content type": (macro_content_type, "contains macros"),
    "path upwards": (path_name("../../etc/cron.d/x"), "a part outside of itself"),
    "path from the root": (path_name("/etc/passwd"), "a part outside of itself"),
    "path with a drive": (path_name("C:/Windows/x"), "a part outside of itself"),
    "path upwards with backslashes": (path_name("xl\\..\\..\\x"), "a part outside of itself"),
    "one part twice": (twice_the_same_part, "holds one part twice"),
    "cell in the last corner": (cell_in_the_last_corner, "reaches to row 1048576 and column 16384"),
    "wide and high": (wide_and_high, "spans 500000000 cells"),
    "cells without an address": (cells_without_an_address, "cells without an address"),
    "sheet in a hidden place": (sheet_in_a_hidden_place, "keeps a sheet in xl/media/picture.xml"),
    "encrypted part": (encrypted_part, "is encrypted"),
}


ONE_LINE = 2_000_000  # longer than the line of a table may be
MUCH = figure(500_000, full=2_000_000)
# Of each what is repeated, and the words of its refusal.
HOSTILE_TEXTS: dict[str, tuple[bytes, str]] = {
    "one line without an end": (b"a", "this is not a table"),
    "one line of commas": (b",", "this is not a table"),
    "one quoted cell without an end": (b'"a\n', "no columns"),
    "quotation marks that close each other": (b'"\n",', "no columns"),
    "bytes of no encoding": (b"\x81", "byte 0x81 does not belong there"),
    "zeros": (b"\x00", "NUL characters"),
    "a hundred thousand equal headings": (b"Amount," * 100_000 + b"\n", "columns; at most 500 are read"),
    "blank lines": (b"\n", "no columns"),
    "blank lines of another program": (b"\r\n", "no columns"),
    "carriage returns": (b"\r", "no columns"),
    "one line of blanks": (b" ", "this is not a table"),
    "lines of a blank": (b" \n", "no columns"),
    "lines of a comma": (b",\n", "no columns"),
    "lines of a semicolon": (b";\n", "no columns"),
    "lines of a bar": (b"|\n", "no columns"),
    "lines of a tab": (b"\t\n", "no columns"),
    "lines of a letter": (b"a\n", "no columns"),
    "lines of numbers": (b"1,2,3\n", "names the columns"),
    "rules without a table": (b"-----  -----  -----  -----\n", "no columns"),
    "form feeds": (b"\x0c\n", "no columns"),
    "marks of an encoding": (b"\xef\xbb\xbf", "no columns"),
    "lines that end in no program": ("\u2028".encode(), "no columns"),
}
SECONDS_PER_MB = 1.0


@pytest.mark.parametrize("name", HOSTILE_TEXTS)
def test_a_hostile_text_is_refused_soon_in_words_with_little_memory(name: str, counted: Counted) -> None:
    piece, words = HOSTILE_TEXTS[name]
    content = piece * max(1, (ONE_LINE if name.startswith("one line") else MUCH) // len(piece))
    # The quicker of two: what else the machine does shall not count.
    seconds = min(_seconds_to_refuse(content) for _ in range(2)) / (len(content) / 1_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused) as refused:
            read_table(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert words in str(refused.value)
    assert peak < MEMORY_BYTES, f"{name} took {peak} bytes"
    assert seconds < SECONDS_PER_MB, f"{name} took {seconds} s per MB"
    counted("F10", f"text, {name}: refused in {seconds:.2f} s per MB, {peak // 1024} kB: {refused.value.reason}")


def _seconds_to_refuse(content: bytes) -> float:
    began = process_time()
    with pytest.raises(FileRefused):
        read_table(content)
    return process_time() - began


def test_blank_lines_between_documents_change_no_line_number() -> None:
    head = b"Customer,Invoice,Due,Amount\r\n"
    table = read_table(b"\n\r\n" + head + b"\n" * 1000 + b'C1,A-1,2026-07-01,"5\n\n6"\n\n\nC1,A-2,2026-07-01,7\n')
    rows = list(table.rows())
    assert table.header_line == 3
    assert [(row.line, row.cells[1]) for row in rows] == [(1004, "A-1"), (1009, "A-2")]


def test_the_sound_workbook_passes() -> None:
    assert inspect(SOUND) is FileKind.WORKBOOK
    assert inspect(repacked(SOUND, {"xl/media/picture.bin": b"x"})) is FileKind.WORKBOOK


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_in_words_with_little_memory(name: str, counted: Counted) -> None:
    make, words = HOSTILE[name]
    content = make()
    tracemalloc.start()
    began = process_time()
    try:
        with pytest.raises(FileRefused) as refused:
            inspect(content)
        seconds, peak = process_time() - began, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert words in str(refused.value)
    assert peak < MEMORY_BYTES, f"{name} took {peak} bytes"
    told = f"{len(content)} bytes refused in {seconds:.1f} s, {peak // 1024} kB taken"
    counted("F10", f"{name}: {told}: {refused.value.reason}")


def test_one_cell_of_three_hundred_megabytes_is_refused_even_when_it_packs_within_the_ratio() -> None:
    with pytest.raises(FileRefused, match="unpacks to more than 200000000 bytes"):
        inspect(zip_bomb(), limits=Limits(ratio=10_000))
