"""Making dBase and FoxPro tables as the programs of their time wrote them, for tests."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

Field = tuple[str, str, int]
# Fields of GoldMine's tables that matter here; the others are passed over.
CONTACT1: tuple[Field, ...] = (
    ("ACCOUNTNO", "C", 20), ("COMPANY", "C", 40), ("CONTACT", "C", 40), ("LASTNAME", "C", 15), ("DEPARTMENT", "C", 35),
    ("TITLE", "C", 35), ("PHONE1", "C", 25), ("PHONE3", "C", 25), ("CITY", "C", 30), ("KEY1", "C", 20),
    ("OWNER", "C", 8),
    ("NOTES", "M", 10), ("CREATEON", "D", 8), ("RECID", "C", 15),
)  # fmt: skip
CONTHIST: tuple[Field, ...] = (
    ("USERID", "C", 8), ("ACCOUNTNO", "C", 20), ("SRECTYPE", "C", 1), ("RECTYPE", "C", 10), ("ONDATE", "D", 8),
    ("ONTIME", "C", 5), ("ACTVCODE", "C", 3), ("RESULTCODE", "C", 3), ("REF", "C", 80), ("NOTES", "M", 10),
    ("RECID", "C", 15),
)  # fmt: skip


def table(
    fields: Sequence[Field],
    rows: Sequence[Mapping[str, str]],
    *,
    version: int = 0x03,
    driver: int = 0x03,
    deleted: Sequence[int] = (),
    encoding: str = "cp1252",
) -> bytes:
    """The bytes of a table; values are texts, days as YYYYMMDD, notes as the number of their block."""
    length = 1 + sum(size for _, _, size in fields)
    start = 32 + 32 * len(fields) + 1
    head = struct.pack("<BBBBIHH", version, 110, 5, 29, len(rows), start, length) + bytes(17) + bytes([driver, 0, 0])
    for name, kind, size in fields:
        head += name.encode().ljust(11, b"\x00") + kind.encode() + bytes(4) + bytes([size, 0]) + bytes(14)
    head += b"\x0d"
    body = b""
    for place, row in enumerate(rows):
        body += b"*" if place in deleted else b" "
        for name, kind, size in fields:
            value = row.get(name, "").encode(encoding)
            body += value.rjust(size) if kind in "NM" else value.ljust(size)
    return head + body + b"\x1a"


def fpt(notes: Sequence[str], *, block: int = 64, encoding: str = "cp1252") -> tuple[bytes, list[str]]:
    """A FoxPro file of notes, and the numbers of their blocks as the table writes them."""
    content = struct.pack(">IHH", 0, 0, block).ljust(512, b"\x00")
    numbers = []
    for note in notes:
        content = content.ljust(-(-len(content) // block) * block, b"\x00")
        numbers.append(str(len(content) // block))
        text = note.encode(encoding)
        content += struct.pack(">II", 1, len(text)) + text
    return content, numbers


def dbt(notes: Sequence[str]) -> tuple[bytes, list[str]]:
    """A dBase III file of notes."""
    content, numbers = bytes(512), []
    for note in notes:
        content = content.ljust(-(-len(content) // 512) * 512, b"\x00")
        numbers.append(str(len(content) // 512))
        content += note.encode("cp1252") + b"\x1a\x1a"
    return content, numbers


def archive(**parts: bytes) -> bytes:
    """A zip archive; `CONTHIST_DBF` is the part CONTHIST.DBF."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("_", "."), content)
    return packed.getvalue()
