"""Which tests use the database that pytest made: they run again on PostgreSQL, and leave books that must prove.

A test that asks for a database gets the mark `database` by itself; `-m database` chooses them. The rest (pure rules,
parsers, programs with a database of their own) would do the same work twice.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

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
        if uses_database(item):
            item.add_marker("database")


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
    from creditdesk.followup import verify as followup_verify
    from creditdesk.intake import verify as intake_verify
    from creditdesk.journal import verify as journal_verify
    from creditdesk.receivables import verify as ledger_verify

    for room in (ledger_verify, journal_verify, intake_verify, followup_verify):
        assert room.broken_facts() == []
