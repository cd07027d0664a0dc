"""A workbook's container, checked before the spreadsheet reader opens it.

An .xlsx file is a zip archive of XML parts. Every part is unpacked once in small pieces and thrown away, which proves
its check sum, its true size (the directory may lie), the absence of macros and of entity declarations, and how large
the sheets are: the spreadsheet reader lays out a sheet densely, so one cell in the last corner would take the memory of
seventeen thousand million.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from creditdesk.intake.formats.limits import Limits
from creditdesk.intake.formats.refusals import FileRefused

PIECE = 256 * 1024
# Small parts may compress well by nature (an empty style sheet does); the ratio is judged from this size on.
RATIO_FROM_BYTES = 1024 * 1024
# The folders in which sheets, and copies of linked sheets, stand; a sheet elsewhere would escape the check of its size.
SHEET_FOLDERS = ("xl/worksheets/", "xl/externallinks/")
# Nothing between two tags that matters here is longer; a longer stretch is text and is not kept.
TAG_BYTES = 8 * 1024

_EXPORT_AGAIN = "Export it again; if that does not help, save it as CSV (UTF-8)."
_SAVE_PLAIN = "Open it in a spreadsheet program and save it as a plain .xlsx workbook."
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,4})(\d{1,9})["']""")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
# A cell with a formula and without its result. Spreadsheet programs write both; programs that only write do not.
_UNCOMPUTED = re.compile(
    rb"""<(?:\w+:)?c\s[^>]{0,200}?\br=["']([A-Za-z]{1,3}\d{1,7})["'][^>]{0,200}>\s{0,9}"""
    rb"""<(?:\w+:)?f\b(?:[^>]{0,200}/>|[^>]{0,200}>[^<]{0,8192}</(?:\w+:)?f>)\s{0,9}"""
    rb"""(?:<(?:\w+:)?v\s?/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s{0,9}</(?:\w+:)?c>"""
)
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_container(stream: BinaryIO, *, limits: Limits) -> str:
    """Proves that the archive is a sound macro-free workbook within limits. Raises FileRefused with the reason.

    The answer is the first cell whose formula was never computed, empty where there is none.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            _check_directory(entries, limits=limits)
            unpacked, formula = 0, ""
            for entry in entries:
                size, found = _check_part(archive, entry, limits=limits, already=unpacked)
                unpacked, formula = unpacked + size, formula or found
            return formula
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise FileRefused(
            "intake.workbook_damaged", "The workbook is damaged or cut off.", remedy=_EXPORT_AGAIN
        ) from error


def _check_directory(entries: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise FileRefused(
            "intake.workbook_entries",
            "The workbook has %(count)d parts; at most %(limit)d are read.",
            remedy=_SAVE_PLAIN,
            count=len(entries),
            limit=limits.entries,
        )
    names = [entry.filename.replace("\\", "/") for entry in entries]
    for entry, name in zip(entries, names, strict=True):
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in entry.orig_filename:
            raise FileRefused(
                "intake.workbook_path",
                "The workbook names a part outside of itself: %(name)s.",
                remedy="Do not open it; ask the sender.",
                name=name[:80],
            )
        if entry.flag_bits & 0x1:
            raise FileRefused("intake.workbook_encrypted", "The workbook is encrypted.", remedy=_SAVE_PLAIN)
    lowered = [name.lower() for name in names]
    if len(set(lowered)) != len(lowered):
        raise FileRefused("intake.workbook_twice", "The workbook holds one part twice.", remedy=_SAVE_PLAIN)
    if any(name.rsplit("/", 1)[-1].startswith("vbaproject") or "/macrosheets/" in name for name in lowered):
        raise FileRefused("intake.workbook_macros", "The workbook contains macros.", remedy=_SAVE_PLAIN)
    if "xl/workbook.xml" not in lowered or "[content_types].xml" not in lowered:
        raise FileRefused(
            "intake.file_kind",
            "The file is %(what)s, not a table.",
            remedy="Unpack it, or save the table as CSV (UTF-8) or as .xlsx.",
            what="an archive or a document other than an .xlsx workbook",
        )


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: Limits, already: int) -> tuple[int, str]:
    """Unpacks one part in pieces; returns its true size in bytes, and the first cell with an uncomputed formula."""
    name = entry.filename.lower()
    sheet = _SheetSize() if name.startswith(SHEET_FOLDERS) and name.endswith(".xml") else None
    size = 0
    kept = b""
    for piece in _pieces(archive, entry):
        size += len(piece)
        _check_size(size, entry=entry, limits=limits, already=already)
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        text = kept + piece
        if size == len(piece) and text.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise FileRefused("intake.workbook_xml", "A part of the workbook is not in UTF-8.", remedy=_SAVE_PLAIN)
        if _ENTITY.search(text):
            raise FileRefused(
                "intake.workbook_entities",
                "The workbook declares XML entities, which no spreadsheet program writes.",
                remedy="Do not open it; ask the sender.",
            )
        if sheet is None and b"sheetData" in text:
            raise FileRefused(
                "intake.sheet_hidden", "The workbook keeps a sheet in %(name)s.", remedy=_SAVE_PLAIN, name=name
            )
        if b"macroEnabled" in text:
            raise FileRefused("intake.workbook_macros", "The workbook contains macros.", remedy=_SAVE_PLAIN)
        cut = text.rfind(b"<")
        whole, kept = (text[:cut], text[cut:]) if cut >= 0 and len(text) - cut <= TAG_BYTES else (text, b"")
        if sheet:
            sheet.see(whole)
    if sheet:
        sheet.see(kept)
        sheet.check(limits)
    return size, sheet.formula if sheet else ""


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            yield piece


def _check_size(size: int, *, entry: zipfile.ZipInfo, limits: Limits, already: int) -> None:
    if already + size > limits.unpacked_bytes:
        raise FileRefused(
            "intake.workbook_bomb",
            "The workbook unpacks to more than %(limit)d bytes.",
            remedy="Split it, or save the table as CSV (UTF-8).",
            limit=limits.unpacked_bytes,
        )
    if size > RATIO_FROM_BYTES and size > limits.ratio * max(entry.compress_size, 1):
        raise FileRefused(
            "intake.workbook_bomb_ratio",
            "A part of the workbook unpacks to more than %(limit)d times its packed size.",
            remedy="Save the table as CSV (UTF-8).",
            limit=limits.ratio,
        )


class _SheetSize:
    """How far a sheet reaches, taken from the addresses of its rows and cells."""

    def __init__(self) -> None:
        self.last_row = 0
        self.last_column = 0
        self.rows = 0
        self.cells = 0
        self.addressed = 0
        self.formula = ""

    def see(self, xml: bytes) -> None:
        """Takes in a stretch of the sheet's XML that ends between two tags."""
        self.rows += len(_ROW.findall(xml))
        self.cells += len(_CELL.findall(xml))
        if not self.formula and b"f>" in xml and (formula := _UNCOMPUTED.search(xml)):
            self.formula = formula[1].decode()
        found = _REFERENCE.findall(xml)
        self.addressed += sum(1 for letters, _ in found if letters)
        for letters in {letters for letters, _ in found}:
            self.last_column = max(self.last_column, _column_number(letters))
        self.last_row = max(self.last_row, max((int(digits) for digits in {row for _, row in found}), default=0))

    def check(self, limits: Limits) -> None:
        """Raises FileRefused where the sheet reaches too far or hides how far it reaches."""
        if self.cells > self.addressed:
            raise FileRefused("intake.sheet_unaddressed", "A sheet has cells without an address.", remedy=_SAVE_PLAIN)
        height = max(self.last_row, self.rows)
        # A header line and some lines above it come on top of the rows that count.
        if height > limits.rows + 1_000 or self.last_column > limits.columns:
            raise FileRefused(
                "intake.sheet_too_large",
                "A sheet reaches to row %(rows)d and column %(columns)d; at most %(limit)d rows and %(width)d columns "
                "are read.",
                remedy="Delete what stands far from the table, or save the table as CSV (UTF-8).",
                rows=height,
                columns=self.last_column,
                limit=limits.rows,
                width=limits.columns,
            )
        if height * self.last_column > limits.sheet_cells:
            raise FileRefused(
                "intake.sheet_too_large_cells",
                "A sheet spans %(cells)d cells; at most %(limit)d are read.",
                remedy="Save the table as CSV (UTF-8), which is read row by row.",
                cells=height * self.last_column,
                limit=limits.sheet_cells,
            )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
