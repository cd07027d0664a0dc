"""A program that talks to the desk, on the world's day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from tests.world import NOW


@pytest.fixture(autouse=True)
def on_the_worlds_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def transactional_db(transactional_db: None) -> Iterator[None]:
    """A database in which several connections see one another's work.

    It is emptied afterwards, which the append-only guards would refuse on SQLite; emptying sets them up again.
    """
    cache.clear()
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
