"""Fixtures that every test may use: the world with its cast, and the proof that no scenario leaves broken books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.world import World, make_world

pytest_plugins = ["tests.plugins.browser", "tests.plugins.counts"]


@pytest.fixture(autouse=True)
def data_dir(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> Path:
    """Each test has a data directory of its own: an anchor that another test wrote would contradict its journal."""
    folder = tmp_path_factory.mktemp("data")
    settings.DATA_DIR = folder
    return folder


@pytest.fixture
def world(db: None) -> World:
    """The named cast: Alice the rep, Bob her supervisor and the others, with one customer each to look at."""
    return make_world()


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """A database in which other connections see what the test wrote.

    It is emptied afterwards, which the append-only guards would refuse on SQLite; emptying sets them up again.
    """
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")


@pytest.fixture(autouse=True)
def books_stay_whole(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test with a database: each invariant is proved, as `creditdesk verify` does."""
    names = {"db", "transactional_db", "live_server"} & set(request.fixturenames)
    if not names and request.node.get_closest_marker("django_db") is None:
        yield
        return
    # Asked for first, so that it is taken down last: the proof needs the database.
    request.getfixturevalue("transactional_db" if names & {"transactional_db", "live_server"} else "db")
    yield
    if request.node.get_closest_marker("breaks_the_books"):
        return
    from creditdesk.followup import verify as followup_verify
    from creditdesk.intake import verify as intake_verify
    from creditdesk.journal import verify as journal_verify
    from creditdesk.receivables import verify as ledger_verify

    for room in (ledger_verify, journal_verify, intake_verify, followup_verify):
        assert room.broken_facts() == []
