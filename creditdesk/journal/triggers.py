"""Triggers: what the database itself refuses, even to raw SQL.

A table rebuild by a later migration drops SQLite's triggers without a word. They are therefore installed again after
every migration, and `missing` tells the start-up check and `creditdesk verify` if one is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

# A session keeps the plan that it made while the tables were small, and would scan them when they are large.
_BY_INDEX = "SET enable_seqscan = off"


@dataclass(frozen=True, slots=True)
class Guard:
    """One trigger: on `event` of `table`, when `condition` holds, the database refuses with `message`.

    `event` is `UPDATE`, `DELETE`, `INSERT` or `UPDATE OF col, col`. `condition` is SQL over OLD and NEW that both
    databases understand; empty means always.
    """

    name: str
    table: str
    event: str
    message: str
    condition: str = ""
    vendors: tuple[str, ...] = ("sqlite", "postgresql")

    def sqlite(self) -> str:
        """The trigger in SQLite's words."""
        when = f" WHEN {self.condition}" if self.condition else ""
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW{when} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        )

    def postgresql(self) -> list[str]:
        """The trigger and its function in PostgreSQL's words."""
        body = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation';"
        if self.condition:
            body = f"IF {self.condition} THEN {body} END IF;"
        result = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql {_BY_INDEX} AS "
            f"$guard$ BEGIN {body} RETURN {result}; END $guard$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


@dataclass(frozen=True, slots=True)
class CommitGuard:
    """A check that PostgreSQL runs at commit for each new row of `table`; `body` is PL/pgSQL that raises or does not.

    SQLite knows no such trigger: there the action checks, and `creditdesk verify` proves.
    """

    name: str
    table: str
    body: str
    vendors: tuple[str, ...] = ("postgresql",)

    def sqlite(self) -> str:
        """Never asked for."""
        raise NotImplementedError(f"{self.name} exists on PostgreSQL only")

    def postgresql(self) -> list[str]:
        """The deferred trigger and its function."""
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql {_BY_INDEX} AS "
            f"$guard$ BEGIN {self.body} RETURN NULL; END $guard$",
            f"DROP TRIGGER IF EXISTS {self.name} ON {self.table}",
            f"CREATE CONSTRAINT TRIGGER {self.name} AFTER INSERT ON {self.table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        ]


def append_only(table: str) -> list[Guard]:
    """Rows of the table are never updated or deleted."""
    return [
        Guard(f"{table}_no_update", table, "UPDATE", f"{table} is append-only: a row is never changed"),
        Guard(f"{table}_no_delete", table, "DELETE", f"{table} is append-only: a row is never deleted"),
    ]


def changes(columns: Iterable[str]) -> str:
    """The condition that one of the columns would change."""
    return " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)


def unchanging(table: str, columns: Iterable[str]) -> list[Guard]:
    """The named columns of the table never change, and its rows are never deleted."""
    return [
        Guard(f"{table}_fixed", table, "UPDATE", f"{table}: a posted fact is never changed", changes(columns)),
        Guard(f"{table}_no_delete", table, "DELETE", f"{table}: a posted fact is never deleted"),
    ]


def install(guards: Iterable[Guard | CommitGuard], *, connection: BaseDatabaseWrapper) -> None:
    """Create the triggers anew. Tables that do not exist yet are passed over: their migration will come."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            if guard.table not in tables or connection.vendor not in guard.vendors:
                continue
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
                cursor.execute(guard.sqlite())
            else:
                for statement in guard.postgresql():
                    cursor.execute(statement)


def missing(guards: Iterable[Guard | CommitGuard], *, connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should stand in the database and do not."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [guard.name for guard in guards if connection.vendor in guard.vendors and guard.name not in present]


_STATED = (
    "seq",
    "at",
    "by",
    "kind",
    "subject_kind",
    "subject_id",
    "company_id",
    "customer_id",
    "facts",
    "private_hash",
    "previous_hash",
    "hash",
)

JOURNAL_GUARDS = [
    Guard(
        "journal_journalentry_fixed",
        "journal_journalentry",
        "UPDATE",
        "the journal is append-only: an entry is never changed",
        # Only an erasure may touch the private part, and it empties it.
        changes(_STATED) + " OR NEW.salt <> ''",
    ),
    Guard(
        "journal_journalentry_no_delete",
        "journal_journalentry",
        "DELETE",
        "the journal is append-only: an entry is never deleted",
    ),
]
