"""The bounds within which a file is read at all, and where its bytes come from."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

MEGABYTE = 1_000_000

Source = Path | bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one file. Bytes, counts and days; the policy's section on intake may set them otherwise."""

    file_bytes: int = 100 * MEGABYTE
    unpacked_bytes: int = 200 * MEGABYTE
    entries: int = 2_000
    ratio: int = 100
    rows: int = 1_000_000
    columns: int = 500
    cell_chars: int = 32_767  # what a cell of a spreadsheet can hold
    sheet_cells: int = 30_000_000  # height times width: the spreadsheet reader lays out empty cells too
    earliest_date: date = date(1990, 1, 1)
    furthest_days_ahead: int = 730  # two years: instalments lie that far ahead, typing errors farther


DEFAULT_LIMITS = Limits()


def open_source(source: Source) -> BinaryIO:
    """A fresh binary stream over the file, from its beginning."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def source_size(source: Source) -> int:
    """Size of the file in bytes."""
    return len(source) if isinstance(source, bytes) else source.stat().st_size
