"""Files that the desk gave out, read back as whoever gets them reads them."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook


def content_of(response: Any) -> bytes:
    """The bytes of an answer that came as a file."""
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(response: Any) -> list[dict[str, str]]:
    """The rows of a CSV, each by the heads of its columns."""
    return list(csv.DictReader(io.StringIO(content_of(response).decode("utf-8-sig"), newline="")))


def sheet(content: bytes, *, number: int = 0) -> list[list[Any]]:
    """The cells of a sheet of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(number).to_python()


def taken(client: Client, name: str, *, form: str = "csv", query: dict[str, Any] | None = None, **subject: int) -> Any:
    """The answer to whoever takes the list out."""
    return client.get(reverse(f"export_{name}", kwargs=subject), {**(query or {}), "format": form})
