"""Triggers: what the database itself refuses, even to raw SQL.

A table rebuild by a later migration drops SQLite's triggers without a word. They are therefore installed again after
every migration, and `broken` tells the start-up check and `creditdesk verify` if one is not there, or if what stands
there under its name is another one that lets everything pass.
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
    databases understand; empty means always. An `INSERT` of thousands of rows can be looked at as a whole where the
    database knows how: `of_all` says the same of the table `added` on PostgreSQL.
    """

    name: str
    table: str
    event: str
    message: str
    condition: str = ""
    of_all: str = ""
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
        return _postgresql(self)

    def function_body(self) -> str:
        """What the function of the trigger does on PostgreSQL."""
        body = f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'check_violation';"
        if condition := self.of_all or self.condition:
            body = f"IF {condition} THEN {body} END IF;"
        result = "NULL" if self.of_all else "OLD" if self.event == "DELETE" else "NEW"
        return f" BEGIN {body} RETURN {result}; END "

    def trigger(self) -> str:
        """The trigger on PostgreSQL, in the words in which the database itself tells it."""
        when, rows = ("AFTER", "STATEMENT") if self.of_all else ("BEFORE", "ROW")
        these = " REFERENCING NEW TABLE AS added" if self.of_all else ""
        return (
            f"CREATE TRIGGER {self.name} {when} {self.event} ON {self.table}{these} "
            f"FOR EACH {rows} EXECUTE FUNCTION {self.name}()"
        )


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
        return _postgresql(self)

    def function_body(self) -> str:
        """What the function of the trigger does."""
        return f" BEGIN {self.body} RETURN NULL; END "

    def trigger(self) -> str:
        """The trigger, in the words in which the database itself tells it."""
        return (
            f"CREATE CONSTRAINT TRIGGER {self.name} AFTER INSERT ON {self.table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {self.name}()"
        )


@dataclass(frozen=True, slots=True)
class Follower:
    """What SQLite does of itself after `event` of `table`, in the same transaction: it keeps the table `into` in step.

    PostgreSQL has indexes for what these are for.
    """

    name: str
    table: str
    event: str
    into: str
    statement: str
    vendors: tuple[str, ...] = ("sqlite",)

    def sqlite(self) -> str:
        """The trigger in SQLite's words."""
        return f"CREATE TRIGGER {self.name} AFTER {self.event} ON {self.table} FOR EACH ROW BEGIN {self.statement}; END"

    def postgresql(self) -> list[str]:
        """Never asked for."""
        raise NotImplementedError(f"{self.name} exists on SQLite only")

    def function_body(self) -> str:
        """Never asked for."""
        raise NotImplementedError(f"{self.name} exists on SQLite only")

    def trigger(self) -> str:
        """Never asked for."""
        raise NotImplementedError(f"{self.name} exists on SQLite only")


AnyTrigger = Guard | CommitGuard | Follower


def _postgresql(guard: Guard | CommitGuard) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql {_BY_INDEX} AS "
        f"$guard${guard.function_body()}$guard$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        guard.trigger(),
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


def install(guards: Iterable[AnyTrigger], *, connection: BaseDatabaseWrapper) -> None:
    """Create the triggers anew. Tables that do not exist yet are passed over: their migration will come."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in guards:
            needed = {guard.table, guard.into} if isinstance(guard, Follower) else {guard.table}
            if needed - tables or connection.vendor not in guard.vendors:
                continue
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}")
                cursor.execute(guard.sqlite())
            else:
                for statement in guard.postgresql():
                    cursor.execute(statement)


def broken(guards: Iterable[AnyTrigger], *, connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name → what is wrong, of each trigger that is not in the database as `install` writes it."""
    present = _sqlite_triggers(connection) if connection.vendor == "sqlite" else _postgresql_triggers(connection)
    wrong = {}
    for guard in guards:
        if connection.vendor not in guard.vendors:
            continue
        found = present.get((guard.name, guard.table))
        if found is None:
            wrong[guard.name] = "is missing from the database"
        elif found != _as_installed(guard, connection):
            wrong[guard.name] = "is not the one that was installed: another stands under its name"
    return wrong


def _as_installed(guard: AnyTrigger, connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    if connection.vendor == "sqlite":
        return (guard.sqlite(),)
    return guard.trigger(), guard.function_body(), "plpgsql", "enable_seqscan=off"


def _sqlite_triggers(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {(name, table): (sql,) for name, table, sql in cursor.fetchall()}


def _postgresql_triggers(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], tuple[str, ...]]:
    """What fires in every session; a trigger that is disabled or fires on replicas only is as good as missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid, true), p.prosrc, l.lanname, "
            "array_to_string(p.proconfig, ',') FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_language l ON l.oid = p.prolang "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)"
        )
        return {(name, table): tuple(told) for name, table, *told in cursor.fetchall()}


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
