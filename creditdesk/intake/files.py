"""The raw bytes of a file: into the database in parts, and out of it into a temporary file for the reader."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from creditdesk.intake.models import FilePart, ImportFile

PART_BYTES = 1_000_000
# Parts in one transaction: others wait for the time that eight megabytes take.
PARTS_AT_ONCE = 8


def store(chunks: Iterable[bytes], *, file: ImportFile, most: int) -> tuple[int, str]:
    """Store the bytes as they come; returns their number and SHA-256. Stops behind the first byte over `most`."""
    digest, size, held = hashlib.sha256(), 0, bytearray()
    position = 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        held += chunk
        if size > most:
            break
        if len(held) >= PARTS_AT_ONCE * PART_BYTES:
            position = _write(file, held, position=position)
            held.clear()
    if held and size <= most:
        _write(file, held, position=position)
    return size, digest.hexdigest()


def forget(file: ImportFile) -> None:
    """Delete the stored bytes of a file that was refused or came twice."""
    while ids := list(file.parts.order_by("id").values_list("id", flat=True)[:PARTS_AT_ONCE]):
        with transaction.atomic():
            FilePart.objects.filter(id__in=ids).delete()


def content(file: ImportFile) -> Iterator[bytes]:
    """The bytes of the file, part by part."""
    for position in range(file.parts.count()):
        yield bytes(file.parts.values_list("content", flat=True).get(position=position))


@contextmanager
def on_disk(file: ImportFile) -> Iterator[Path]:
    """The file as a temporary file that only this user can read, gone afterwards."""
    with tempfile.NamedTemporaryFile(prefix="creditdesk-intake-") as copy:
        for part in content(file):
            copy.write(part)
        copy.flush()
        yield Path(copy.name)


def _write(file: ImportFile, held: bytearray, *, position: int) -> int:
    starts = range(0, len(held), PART_BYTES)
    parts = [
        FilePart(file=file, position=position + offset, content=bytes(held[start : start + PART_BYTES]))
        for offset, start in enumerate(starts)
    ]
    with transaction.atomic():
        FilePart.objects.bulk_create(parts)
    return position + len(parts)
