"""The SQLite library that the product runs on.

Releases 3.7.0 to 3.51.2 can corrupt a database in write-ahead-log mode (fixed in 3.51.3 and in the back-ports 3.44.6
and 3.50.7). Debian's own library is among them, so a fixed one is taken from the `pysqlite3` wheel and put in place
before Django opens a connection. Where only an affected library is to be had, the log mode falls back to DELETE with
synchronous=EXTRA, which is slower and safe.
"""

from __future__ import annotations

import sys
from typing import Any

_BACK_PORTS: dict[tuple[int, ...], tuple[int, ...]] = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
_FIXED = (3, 51, 3)


def use_bundled_library() -> None:
    """Put the bundled SQLite in the place of the system's, if the wheel exists for this platform."""
    try:
        import pysqlite3
    except ImportError:  # no wheel for this platform: the guard in `pragmas` decides what is safe
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def has_wal_defect(version: tuple[int, ...]) -> bool:
    """Whether this release of SQLite carries the write-ahead-log defect."""
    if version >= _FIXED:
        return False
    fixed_here = _BACK_PORTS.get(version[:2])
    return fixed_here is None or version < fixed_here


def pragmas(version: tuple[int, ...]) -> dict[str, str]:
    """The settings that every connection must run with, by name, as `PRAGMA name` reads them back."""
    wal = not has_wal_defect(version)
    return {
        "journal_mode": "wal" if wal else "delete",
        "synchronous": "2" if wal else "3",  # FULL; EXTRA where the log is a rollback journal
        "recursive_triggers": "1",  # or INSERT OR REPLACE slips past the triggers that keep rows immutable
        "trusted_schema": "0",
        "secure_delete": "1",
        "cell_size_check": "1",
        "cache_size": "-32768",  # KiB: the default of 2 MiB does not hold the indexes of a million items
    }


# How long a writer waits for the one before it, and how a transaction begins: IMMEDIATE, because a read that turns into
# a write fails under load.
PATIENCE_SECONDS = 20
TRANSACTION_MODE = "IMMEDIATE"


def options(version: tuple[int, ...]) -> dict[str, Any]:
    """Django's OPTIONS for the SQLite database."""
    return {
        "transaction_mode": TRANSACTION_MODE,
        "timeout": PATIENCE_SECONDS,
        "init_command": "".join(f"PRAGMA {name}={value};" for name, value in pragmas(version).items()),
    }
