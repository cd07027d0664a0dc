"""A program that upgrades a database which an earlier state of the desk has left, and kills the upgrade at its steps.

It loads the kept statements, upgrades them undisturbed and looks at what is there; then, on a fresh copy for each of
some steps, a process sends itself SIGKILL at that step (see `kill_steps`), another one upgrades again, and what is
there must be the same. The database is that of the settings, SQLite's file or one of a PostgreSQL server.

    python -m tests.faults.upgrading KEPT 6 20260615     six steps by this seed; "all" for every step

prints {"steps": …, "killed": […], "before": …, "after": …, "faults": […]}. Without arguments it makes a new database
and prints the schema that it has.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import random
import re
import shutil
import sqlite3
import sys
from pathlib import Path
from typing import Any

import django

from tests.faults.kill_steps import KillAt, in_child

# Written by the upgrade itself: which steps were taken and when, and what there is to have permission for.
# What a later release says in other words: the scopes of tokens (tests/api/test_scopes.py tries their change).
REWORDED = frozenset({("parties_apitoken", "scope")})
OF_THE_FRAMEWORK = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}


class SqliteCopies:
    """Fresh copies of the kept database, as files."""

    def __init__(self, kept: str) -> None:
        from django.conf import settings

        self.file = Path(str(settings.DATABASES["default"]["NAME"]))
        self.base = self.file.with_suffix(".base")
        raw = sqlite3.connect(self.base)
        raw.executescript(kept)
        raw.close()

    def fresh(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copy(self.base, self.file)


class PostgresqlCopies:
    """The same as databases of a server, made after a template."""

    def __init__(self, kept: str) -> None:
        from django.conf import settings

        found: dict[str, Any] = settings.DATABASES["default"]
        self.name = str(found["NAME"])
        self.address: dict[str, Any] = {name: found[name.upper()] for name in ("host", "port", "user", "password")}
        self.base = f"{self.name}_base"
        self._make(self.base)
        import psycopg

        with psycopg.connect(dbname=self.base, **self.address) as raw:
            raw.execute(kept.encode())

    def fresh(self) -> None:
        self._make(self.name, template=self.base)

    def _make(self, name: str, *, template: str = "template0") -> None:
        import psycopg

        with psycopg.connect(dbname="postgres", autocommit=True, **self.address) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())


def main() -> None:
    """Upgrade, kill, and print what came of it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    from django.db import connection

    for module in ("creditdesk.commands.migrate", "creditdesk.nightly.proof", "creditdesk.nightly.models"):
        importlib.import_module(module)  # so that no child has to
    if not sys.argv[1:]:
        print(json.dumps(_upgrade_and_look()["schema"]))
        return
    kept, wanted, seed = sys.argv[1:]
    copies_of = {"sqlite": SqliteCopies, "postgresql": PostgresqlCopies}[connection.vendor]
    copies: Any = copies_of(Path(kept).read_text(encoding="utf-8"))
    copies.fresh()
    before, _ = in_child(_rows)
    columns = {table: found["columns"] for table, found in before.items()}
    steps, _ = in_child(lambda: _upgrade(None))
    after, _ = in_child(lambda: {"rows": _rows(columns), **_look()})
    killed = _sample(steps, wanted=wanted, seed=int(seed))
    faults = []
    for step in killed:
        copies.fresh()
        _, died = in_child(lambda step=step: _upgrade(step))  # type: ignore[misc]
        again, _ = in_child(_upgrade_and_look)
        rows, _ = in_child(lambda: _rows(columns))
        if not died or {"rows": rows, **again} != after:
            faults.append({"step": step, "died": died, "rows": rows, **again})
    print(json.dumps({"steps": steps, "killed": killed, "before": before, "after": after, "faults": faults}))


def _sample(steps: int, *, wanted: str, seed: int) -> list[int]:
    if wanted == "all":
        return list(range(steps))
    return sorted(random.Random(seed).sample(range(steps), int(wanted)))


def _upgrade(kill_at: int | None) -> int:
    """Upgrade as `creditdesk migrate` does; returns how many steps it took."""
    from django.db import connection

    from creditdesk.commands.migrate import prepare_database

    counter = KillAt(kill_at)
    with connection.execute_wrapper(counter):
        prepare_database()
    return counter.step


def _upgrade_and_look() -> dict[str, Any]:
    _upgrade(None)
    return _look()


def _look() -> dict[str, Any]:
    """What is proved, which guards are missing, and the schema."""
    from django.db import connection

    from creditdesk.config import clock
    from creditdesk.nightly import proof

    statements = _POSTGRESQL_SCHEMA if connection.vendor == "postgresql" else _SQLITE_SCHEMA
    schema = set()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            # A dump that was loaded names types that go without saying.
            schema |= {_UNSAID.sub("", " ".join(str(part) for part in row)) for row in cursor.fetchall()}
    return {
        "broken": [str(fact) for fact in proof.broken_facts(as_of=clock.today())],
        "guards": proof.broken_guards(),
        "schema": sorted(schema),
    }


_UNSAID = re.compile(r"::(character varying|text)(\[\])?|[()]")
# Of SQLite the words of a table are those of its making, so that its columns are asked for one by one.
_SQLITE_SCHEMA = (
    "SELECT m.name, c.name, c.type, c.[notnull], c.dflt_value, c.pk "
    "FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
    "SELECT m.name, f.[from], f.[table], f.[to] "
    "FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger', 'view')",
)
_POSTGRESQL_SCHEMA = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace",
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


def _rows(columns: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """Of each table how many rows there are, and a hash of what stands in these columns (all that there are)."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in sorted({*(columns or tables)} - OF_THE_FRAMEWORK):
            described = connection.introspection.get_table_description(cursor, table)
            names = columns[table] if columns else sorted(column.name for column in described)
            names = [name for name in names if (table, name) not in REWORDED]
            listed = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f'SELECT {listed} FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            found[table] = {"columns": names, "count": len(rows), "hash": digest}
    return found


if __name__ == "__main__":
    main()
