"""Which tests use the database that pytest made: they run again on PostgreSQL, and leave books that must prove.

A test that asks for a database gets the mark `database` by itself; `-m database` chooses them. The rest (pure rules,
parsers, programs with a database of their own) would do the same work twice. So would a test marked `one_database`,
which uses a database and whose verdict does not come from it: who may call what is decided before anything is read, and
a page shows what the same queries and actions tell the tests of their own, which run on both.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from django.apps import apps
from django.db import connection

# The fixtures through which a test gets a database that other connections see.
SEEN_BY_OTHERS = frozenset({"transactional_db", "live_server"})


def uses_database(item: pytest.Item) -> bool:
    """Does the test read or write the database that pytest made?"""
    asked = set(getattr(item, "fixturenames", ()))
    return bool(asked & (SEEN_BY_OTHERS | {"db"})) or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them before `-m` chooses."""
    for item in items:
        if uses_database(item) and item.get_closest_marker("one_database") is None:
            item.add_marker("database")


@cache
def _rooms_asked() -> str:
    """SQL for the names of the rooms of which some table holds a row that their proofs look at."""
    sources = {
        room: [model._meta.db_table for model in apps.get_app_config(room).get_models()]
        for room in ("receivables", "journal", "intake", "cash", "followup", "letters")
    }
    # The ledger is held against what the journal tells of it, and a void document against the files that were undone.
    sources["receivables"] += sources["journal"]
    sources["intake"].append("receivables_openitem WHERE voided_on IS NOT NULL")
    return " UNION ALL ".join(
        f"SELECT '{room}' WHERE " + " OR ".join(f"EXISTS (SELECT 1 FROM {rows})" for rows in sources[room])
        for room in sources
    )


def rooms_to_prove() -> set[str]:
    """The rooms where anything can be broken: a proof looks at rows, and to ask for all where none is takes longer than
    most tests do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_rooms_asked())
        return {room for (room,) in cursor.fetchall()}


@pytest.fixture(autouse=True)
def books_stay_whole(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test with a database: each invariant is proved, as `creditdesk verify` does."""
    if not uses_database(request.node):
        yield
        return
    # Asked for first, so that it is taken down last: the proof needs the database.
    request.getfixturevalue("transactional_db" if SEEN_BY_OTHERS & set(request.fixturenames) else "db")
    yield
    if request.node.get_closest_marker("breaks_the_books"):
        return
    from creditdesk.cash import verify as cash_verify
    from creditdesk.followup import verify as followup_verify
    from creditdesk.intake import verify as intake_verify
    from creditdesk.journal import triggers
    from creditdesk.journal import verify as journal_verify
    from creditdesk.letters import verify as letters_verify
    from creditdesk.receivables import verify as ledger_verify
    from creditdesk.receivables.triggers import LEDGER_GUARDS

    proofs = {
        "receivables": ledger_verify,
        "journal": journal_verify,
        "intake": intake_verify,
        "cash": cash_verify,
        "followup": followup_verify,
        "letters": letters_verify,
    }
    to_prove = rooms_to_prove()
    for room, proof in proofs.items():
        assert room not in to_prove or proof.broken_facts() == []
    if "receivables" not in to_prove:
        assert triggers.broken(LEDGER_GUARDS, connection=connection) == {}
