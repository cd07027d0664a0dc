"""One night's work at a time in the whole installation, held by a lock that no crash leaves behind.

On PostgreSQL it is a lock of the session, on SQLite a lock on a file beside the database: both end with their process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from creditdesk.journal.file_lock import file_lock

# Any number that nothing else in the database locks.
_NIGHT = 7_401_622_915


@contextmanager
def night_turn() -> Iterator[bool]:
    """Yield whether it is our turn; False means that another process or thread is at it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_NIGHT])
            (mine,) = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [_NIGHT])
        return
    with file_lock(Path(f"{connection.settings_dict['NAME']}.nightly"), wait=False) as mine:
        yield mine
