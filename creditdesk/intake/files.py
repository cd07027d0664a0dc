"""The raw bytes of a file: into the database in parts, and out of it into a temporary file for the reader."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction

from creditdesk.intake.models import FilePart, ImportFile
from creditdesk.receivables.bulk import insert_rows

PART_BYTES = 1_000_000
# Parts that are deleted in one transaction: others wait for the time that eight megabytes take.
PARTS_AT_ONCE = 8


def store(chunks: Iterable[bytes], *, file: ImportFile, most: int) -> tuple[int, str]:
    """Store the bytes as they come; returns their number and SHA-256. Stops behind the first byte over `most`.

    Each part goes in by itself: a statement with several takes many times their size of memory on the way.
    """
    digest, size, held = hashlib.sha256(), 0, bytearray()
    position = 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        if size > most:
            return size, digest.hexdigest()
        held += chunk
        while len(held) >= PART_BYTES:
            _write(file, bytes(held[:PART_BYTES]), position=position)
            del held[:PART_BYTES]
            position += 1
    if held:
        _write(file, bytes(held), position=position)
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


def _write(file: ImportFile, part: bytes, *, position: int) -> None:
    with transaction.atomic():
        insert_rows(FilePart, ("file_id", "position", "content"), [(file.id, position, part)])
