"""What may be attached to an account: known kinds, told from the first bytes, of a bearable size. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from creditdesk.domain.reasons import refuse

# Ten megabytes: a scanned proof of delivery of many pages.
LARGEST_BYTES = 10_000_000
_NAME_LONGEST = 120

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_OFFICE = {
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "message/rfc822": ".eml",
    _OFFICE[b"xl/"]: ".xlsx",
    _OFFICE[b"word/"]: ".docx",
}


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What a file is by its content."""

    media_type: str
    sha256: str


def sniffed(content: bytes, *, name: str) -> Sniffed:
    """The kind and the fingerprint of a file. Raises Refusal for an empty, too large or unknown one."""
    if not content:
        raise refuse("document.empty", "%(name)s is empty", name=name[:_NAME_LONGEST])
    if len(content) > LARGEST_BYTES:
        raise refuse(
            "document.large",
            "%(name)s has %(size)d bytes; at most %(most)d are taken",
            name=name[:_NAME_LONGEST],
            size=len(content),
            most=LARGEST_BYTES,
        )
    return Sniffed(_media_type(content, name), hashlib.sha256(content).hexdigest())


def safe_name(name: str, *, media_type: str) -> str:
    """The file's name without folders and control signs, ending as its kind does."""
    base = re.split(r"[\\/]", name)[-1]
    base = "".join(sign for sign in base if sign.isprintable() and sign not in '<>:"|?*%').strip(". ")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", base)[:_NAME_LONGEST].strip(". ") or "document"
    return stem + _SUFFIXES[media_type]


def _media_type(content: bytes, name: str) -> str:
    for start, media_type in _SIGNATURES:
        if content.startswith(start):
            return media_type
    if content.startswith(b"PK\x03\x04"):
        for folder, media_type in _OFFICE.items():
            if folder in content and b"vbaProject" not in content:
                return media_type
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text and not re.match(r"\s*<", text):
        suffix = name.lower().rpartition(".")[2]
        return {"csv": "text/csv", "eml": "message/rfc822"}.get(suffix, "text/plain")
    raise refuse(
        "document.kind",
        "%(name)s is not a PDF, picture, workbook, letter, e-mail or plain text",
        name=name[:_NAME_LONGEST],
    )
