"""A migrated database, kept under `build/` for as long as the program is the same, so that each process begins with it.

To migrate takes longer than most files of tests, and comes to the same every time. The first process that needs a
database migrates one and keeps it, as a file of SQLite or as the statements of PostgreSQL; the others lay theirs out
from it. Any change of a Python file of the program, or of a library, makes a new one. `make clean` forgets it.

That the migrations themselves do what they shall, tests/faults/test_upgrade.py tries from the first to the last.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql
from django.db import connection
from django.test.utils import setup_databases

from tests.faults.keep_database import postgresql_text

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "databases"
ENDINGS = {"sqlite": ".sqlite3", "postgresql": ".sql"}


@cache
def _state_of_the_program() -> str:
    """A hash of all that a migrated database can come from."""
    digest = hashlib.sha256()
    for path in (ROOT / "uv.lock", *sorted((ROOT / "creditdesk").rglob("*.py"))):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


@contextmanager
def _kept() -> Iterator[Path]:
    """Where the database of this state is kept, or shall be. One process at a time looks, and makes it if need be."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield FOLDER / f"{_state_of_the_program()}{ENDINGS[connection.vendor]}"


def set_up() -> Any:
    """The database of this process, migrated; returns what `teardown_databases` takes."""
    with _kept() as kept:
        if not kept.exists():
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
            for earlier in FOLDER.glob(f"*{kept.suffix}"):
                earlier.unlink()
            _keep(kept)
            return made
        _lay_out(kept)
    return setup_databases(verbosity=0, interactive=False, serialized_aliases=set(), keepdb=True)


def _keep(kept: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(kept)) as target:
            connection.connection.backup(target)
    elif shutil.which("pg_dump"):
        # Without a client of the server's age nothing is kept, and each process migrates.
        with suppress(subprocess.CalledProcessError):
            kept.write_text(postgresql_text(_url(str(connection.settings_dict["NAME"]))), encoding="utf-8")


def _lay_out(kept: Path) -> None:
    """Where Django will look for the database of this process."""
    creation: Any = connection.creation
    name = str(creation._get_test_db_name())
    if connection.vendor == "sqlite":
        shutil.copy(kept, name)
        return
    with psycopg.connect(_url("postgres"), autocommit=True) as server:
        server.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(psycopg.sql.Identifier(name)))
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    with psycopg.connect(_url(name)) as raw:
        raw.execute(kept.read_bytes())


def _url(name: str) -> str:
    """The address of the database of that name in the server of this run."""
    of = connection.settings_dict
    return f"postgresql://{of['USER']}:{of['PASSWORD']}@{of['HOST']}:{of['PORT']}/{name}"


def lay_out_beside(url: str) -> None:
    """Fill an empty database of PostgreSQL with what is kept, if anything is."""
    with _kept() as kept:
        if kept.exists():
            with psycopg.connect(url) as raw:
                raw.execute(kept.read_bytes())


def copy_to(file: Path) -> None:
    """Lay an SQLite file out from what is kept; a run on PostgreSQL keeps none, and the file is made from nothing."""
    with _kept() as kept:
        if kept.exists() and kept.suffix == ENDINGS["sqlite"]:
            shutil.copy(kept, file)
