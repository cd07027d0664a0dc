"""Which characters a text file is written in, proved over the whole file and never guessed by replacement.

A byte-order mark decides. Without one the file is UTF-8 if every byte of it is, otherwise Windows-1252 (the usual
export of older programs), said as a warning because the bytes cannot prove it. A file that is partly UTF-8 is a damaged
file and is refused with the line, because reading it as Windows-1252 would garble every sound name in it.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.limits import Source, open_source
from creditdesk.intake.formats.refusals import FileRefused

PIECE = 1024 * 1024
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252", "latin-1")

_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
# Characters that no table holds: they stand for damage or for a file that is no text. Tab and line ends are allowed.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\ufeff]")
_SAVE_UTF8 = "Open it in the program that made it and save it as CSV in UTF-8, or say in which encoding it is written."


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What one pass over a text file proves."""

    encoding: str
    has_control: bool
    ends_with_line_end: bool
    warnings: tuple[Reason, ...]


def detect_encoding(source: Source, *, encoding: str | None = None) -> TextFacts:
    """The encoding of the whole file, or the given one proved. Raises FileRefused naming the first unreadable line."""
    if encoding is not None:
        if encoding not in ENCODINGS:
            raise FileRefused(
                "intake.encoding_unknown",
                "The encoding %(encoding)s is not one of %(known)s.",
                remedy="Choose one of these.",
                encoding=encoding,
                known=", ".join(ENCODINGS),
            )
        return _decode_all(source, encoding, warnings=())
    with open_source(source) as stream:
        head = stream.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decode_all(source, "utf-16", warnings=())
    try:
        return _decode_all(source, "utf-8-sig", warnings=())
    except FileRefused as refused:
        sequences, strays = _count_high_bytes(source)
        if refused.reason.code != "intake.undecodable" or sequences >= strays or head.startswith(codecs.BOM_UTF8):
            raise
        warning = Reason(
            "intake.encoding_assumed",
            "The file is not UTF-8; it is read as Windows-1252. %(count)d characters are concerned, the first on line "
            "%(line)d: look at the names with accents.",
            {"count": strays, "line": refused.line or 1},
        )
        return _decode_all(source, "cp1252", warnings=(warning,))


def _decode_all(source: Source, encoding: str, *, warnings: tuple[Reason, ...]) -> TextFacts:
    """Decodes the file strictly from end to end, keeping nothing of it."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)("strict"), translate=True)
    line = 1
    control = False
    last = ""
    with open_source(source) as stream:
        while True:
            piece = stream.read(PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = bytes(error.object[: error.start])
                ends = before.count(b"\n") or before.count(b"\r")
                raise FileRefused(
                    "intake.undecodable",
                    "The file cannot be read as %(encoding)s: byte %(byte)s does not belong there.",
                    remedy=_SAVE_UTF8,
                    line=line + ends,
                    encoding=encoding.removesuffix("-sig"),
                    byte=f"0x{error.object[error.start]:02x}" if error.start < len(error.object) else "at the end",
                ) from error
            if "\x00" in text:
                raise FileRefused(
                    "intake.binary",
                    "The file holds NUL characters: it is binary, damaged, or UTF-16 without its mark.",
                    remedy=_SAVE_UTF8,
                    line=line + text[: text.index("\x00")].count("\n"),
                )
            control = control or CONTROL.search(text) is not None
            line += text.count("\n")
            last = text[-1:] or last
            if not piece:
                return TextFacts(encoding, control, last in ("\n", ""), warnings)


def _count_high_bytes(source: Source) -> tuple[int, int]:
    """Bytes beyond ASCII: how many well-formed UTF-8 sequences, and how many bytes outside of any."""
    sequences = strays = 0
    with open_source(source) as stream:
        while piece := stream.read(PIECE):
            found = _UTF8_SEQUENCE.findall(piece)
            sequences += len(found)
            strays += len(_HIGH.findall(piece)) - sum(map(len, found))
    return sequences, strays
