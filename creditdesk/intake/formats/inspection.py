"""What a file is, judged by its content and never by its name.

`inspect` answers `FileKind.TEXT`, `FileKind.WORKBOOK` or `FileKind.DBASE`, or raises `FileRefused` with what to do
instead. It reads the first kilobytes and, of a workbook, every part once in small pieces: a hostile file costs neither
time nor memory.
"""

from __future__ import annotations

from enum import StrEnum

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.container import check_container
from creditdesk.intake.formats.dbase import is_dbase, is_dbase_archive
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, Limits, Source, open_source, source_size
from creditdesk.intake.formats.refusals import FileRefused


class FileKind(StrEnum):
    """The kinds of file that the table reader takes. A table of dBase may come with its notes in an archive."""

    TEXT = "text"
    WORKBOOK = "workbook"
    DBASE = "dbase"


_SAVE_AS = "Open it in the program that made it and save it as CSV (UTF-8) or as .xlsx."
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old binary or password-protected Office document (.xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich-text document"),
    (b"SQLite format 3", "a database"),
)
_MARKUP = (b"<?xml", b"<!doctype", b"<html", b"<table", b"<workbook")


def inspect(source: Source, *, limits: Limits = DEFAULT_LIMITS) -> FileKind:
    """What the file is, by content. Raises FileRefused for anything but delimited text, a macro-free .xlsx in bounds
    or a table of dBase.

    Rule: docs/rules/intake.md, "What is refused as a whole".
    """
    return look(source, limits=limits)[0]


def look(source: Source, *, limits: Limits) -> tuple[FileKind, tuple[Reason, ...]]:
    """What the file is, and what was seen on the way that a person should know. Raises FileRefused as `inspect`."""
    size = source_size(source)
    if size == 0:
        raise FileRefused("intake.file_empty", "The file is empty (0 bytes).", remedy="Export it again.")
    if size > limits.file_bytes:
        raise FileRefused(
            "intake.file_too_large",
            "The file has %(size)d bytes; at most %(limit)d are read.",
            remedy="Split it, for instance by company or by year.",
            size=size,
            limit=limits.file_bytes,
        )
    with open_source(source) as stream:
        head = stream.read(4096)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
            if is_dbase_archive(stream):
                return FileKind.DBASE, ()
            stream.seek(0)
            formula = check_container(stream, limits=limits)
            return FileKind.WORKBOOK, (_uncomputed(formula),) if formula else ()
    if is_dbase(head):
        return FileKind.DBASE, ()
    _refuse_other_kinds(head)
    return FileKind.TEXT, ()


def _uncomputed(cell: str) -> Reason:
    return Reason(
        "intake.formula_uncomputed",
        "Cells of the workbook hold formulas and no results, the first %(cell)s: they are read as empty. Open it in a "
        "spreadsheet program, save it there, and load it again.",
        {"cell": cell},
    )


def _refuse_other_kinds(head: bytes) -> None:
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            raise FileRefused("intake.file_kind", "The file is %(what)s, not a table.", remedy=_SAVE_AS, what=what)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_MARKUP):
        what = "a web page or XML, whatever its name says"
        raise FileRefused("intake.file_kind", "The file is %(what)s, not a table.", remedy=_SAVE_AS, what=what)
