"""A lock beside an SQLite database. It ends with its holder, whatever becomes of him, and those who wait are served in
the order in which they came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # not a Unix: SQLite's own lock remains, which is safe and less fair
    fcntl = None  # type: ignore[assignment]


@contextmanager
def file_lock(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock while the block runs; yields whether it is held. Without `wait`, False if somebody else has it."""
    if fcntl is None:
        yield True
        return
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
