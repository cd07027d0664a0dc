"""Which format an advice has, told by its content and never by its name, and the one way to read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, get_args

from creditdesk.intake.formats.advice.grids import delimited_lines, delimiter_of, sheet_lines
from creditdesk.intake.formats.advice.lines import Line, text_lines
from creditdesk.intake.formats.advice.markup import html_lines
from creditdesk.intake.formats.advice.noticing import Notes, no_advice
from creditdesk.intake.formats.advice.pdf import pdf_lines
from creditdesk.intake.formats.advice.proof import proved
from creditdesk.intake.formats.advice.tables import gather
from creditdesk.intake.formats.bank.recognition import recognised
from creditdesk.intake.formats.bank.statements import Finding, Remittance
from creditdesk.intake.formats.decoding import TextFacts, detect_encoding
from creditdesk.intake.formats.inspection import FileKind, inspect
from creditdesk.intake.formats.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from creditdesk.intake.formats.refusals import FileRefused

AdviceFormat = Literal["pdf", "workbook", "html", "table", "text"]
FORMATS: tuple[AdviceFormat, ...] = get_args(AdviceFormat)
LARGEST = 20 * MEGABYTE
LARGEST_TEXT = 2 * MEGABYTE
HEAD = 4096
_PDF = re.compile(rb"\A[^%]{0,1024}%PDF-")
_HTML = re.compile(
    r"\A\s*<(?:!doctype\s+html|html|head|body|table|div|p|span|meta|font|center|style|!--)[\s>]|<table[\s>]|<html[\s>]|<body[\s>]",
    re.IGNORECASE,
)
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
# Formats of banks that are told for certain; the others begin as a table may.
_OF_BANKS = frozenset({"camt", "pain.002", "x12 820", "remadv", "ofx", "mt940"})


def is_picture(content: bytes) -> bool:
    """Whether the content is a picture, such as the photograph of a paper: nothing of it is read."""
    return content.startswith(_PICTURES)


def recognised_advice(content: bytes, name: str = "") -> AdviceFormat | None:
    """The format of an advice by its content; None where it is none that is read here. The name decides nothing."""
    if _PDF.match(content[:2048]):
        return "pdf"
    try:
        kind = inspect(content) if not _is_html(content) else FileKind.TEXT
        if kind is FileKind.WORKBOOK:
            return "workbook"
        known = kind is FileKind.TEXT and recognised(content) not in _OF_BANKS
        return _kind_of_text(_text_of(content, Notes())[0]) if known else None
    except FileRefused:
        return None


def _kind_of_text(text: str) -> AdviceFormat | None:
    if not text.strip():
        return None
    if _HTML.search(text[: 4 * HEAD]):
        return "html"
    return "table" if delimiter_of(text) else "text"


def read_advice(content: bytes, *, name: str = "", limits: Limits = DEFAULT_LIMITS, currency: str = "") -> Remittance:
    """What the advice says. `currency` is that of advices which name none, or only a sign such as "$".

    Raises FileRefused; `intake.advice_no_text` where a PDF holds pictures only, so that it is kept as a document.
    """
    found, lines, notes = advice_lines(content, name=name, limits=limits)
    return proved(gather(lines), format_name=f"advice {found}", default_currency=currency, notes=notes)


def advice_lines(
    content: bytes, *, name: str = "", limits: Limits = DEFAULT_LIMITS
) -> tuple[AdviceFormat, list[Line], Notes]:
    """The format of a paper from a customer, its lines, and what was noticed. Raises FileRefused as `read_advice`."""
    largest = min(LARGEST, limits.file_bytes)
    if len(content) > largest:
        said = "The advice has %(size)d bytes; at most %(limit)d are read."
        raise no_advice("large", said, size=len(content), limit=largest)
    if not content.strip():
        raise no_advice("empty", "There is nothing in the advice.")
    found = recognised_advice(content, name)
    if found is None:
        raise _unknown(content, limits=limits)
    notes = Notes()
    return found, _READERS[found](content, limits, notes), notes


def _unknown(content: bytes, *, limits: Limits) -> FileRefused:
    """Why the content is no advice; raised where even that cannot be told."""
    bank = recognised(content)
    if bank in _OF_BANKS:
        said = "The file is one of a bank's formats (%(value)s) and is read as such."
        return no_advice("of_bank", said, remedy="Load it with the files of the bank.", value=str(bank))
    if _is_html(content) or inspect(content, limits=limits) is FileKind.TEXT:
        _text_of(content, Notes())
    said = "The file is no advice that is read here: a table, a text, a page of HTML or a PDF."
    return no_advice("unknown", said)


def _is_html(content: bytes) -> bool:
    return (
        _HTML.search(content[:HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe")) is not None
    )


def _text_of(content: bytes, notes: Notes) -> tuple[str, TextFacts]:
    if len(content) > LARGEST_TEXT:
        said = "The text has %(size)d bytes; at most %(limit)d are read."
        raise no_advice("text_large", said, size=len(content), limit=LARGEST_TEXT)
    facts = detect_encoding(content)
    notes.found += [Finding(warning, line=1) for warning in facts.warnings]
    try:
        text = content.decode(facts.encoding)
    except UnicodeDecodeError as error:
        raise no_advice("undecodable", "The text cannot be read: it is damaged.") from error
    return text.replace("\r\n", "\n").replace("\r", "\n"), facts


def _read_pdf(content: bytes, limits: Limits, notes: Notes) -> list[Line]:
    return pdf_lines(content, notes=notes)


def _read_workbook(content: bytes, limits: Limits, notes: Notes) -> list[Line]:
    inspect(content, limits=limits)
    return sheet_lines(content, limits=limits, notes=notes)


def _read_html(content: bytes, limits: Limits, notes: Notes) -> list[Line]:
    return html_lines(_text_of(content, notes)[0])


def _read_table(content: bytes, limits: Limits, notes: Notes) -> list[Line]:
    text, facts = _text_of(content, notes)
    sign = delimiter_of(text)
    assert sign is not None
    notes.open_end = not facts.ends_with_line_end
    return delimited_lines(content, facts=facts, sign=sign, limits=limits, notes=notes)


def _read_text(content: bytes, limits: Limits, notes: Notes) -> list[Line]:
    return text_lines(_text_of(content, notes)[0])


_READERS: Mapping[AdviceFormat, Callable[[bytes, Limits, Notes], list[Line]]] = {
    "pdf": _read_pdf,
    "workbook": _read_workbook,
    "html": _read_html,
    "table": _read_table,
    "text": _read_text,
}
