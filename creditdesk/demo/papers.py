"""Small papers for the accounts: a proof of delivery as a PDF, a signature as a picture. Written byte by byte."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from random import Random


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page with the lines on it, in a font that every reader has."""
    shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    text = f"BT /F1 12 Tf 72 760 Td 18 TL\n{shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def signature(random: Random, *, width: int = 240, height: int = 80) -> bytes:
    """A PNG with a line scribbled from left to right, as on a driver's pad."""
    rows = [bytearray(b"\xff" * width) for _ in range(height)]
    level, speed = height // 2, 0
    for column in range(12, width - 12):
        speed = max(-6, min(6, speed + random.randint(-3, 3)))
        following = max(6, min(height - 7, level + speed))
        for row in range(min(level, following) - 1, max(level, following) + 1):
            rows[row][column] = 0x20
        level = following
    pixels = b"".join(b"\x00" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(pixels, 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
