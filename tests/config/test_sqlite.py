"""The SQLite that the product runs on: a fixed release, and every choice read back from a database file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from pytest_django import DjangoDbBlocker

from creditdesk.config import sqlite
from creditdesk.config.checks import sqlite_runs_as_chosen

FIXED = (3, 53, 4)
AFFECTED = (3, 40, 1)


@pytest.fixture
def file_database(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseWrapper]:
    """A database file of its own, opened with the settings of an installation."""
    connections.databases["file"] = connections.databases["default"] | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "creditdesk.sqlite3",
        "OPTIONS": sqlite.options(sqlite3.sqlite_version_info),
    }
    with django_db_blocker.unblock():
        yield connections["file"]  # type: ignore[misc]
        connections["file"].close()
    del connections["file"]
    del connections.databases["file"]


@pytest.mark.parametrize(
    ("version", "has_defect"),
    [
        ((3, 6, 23), True),  # older than the log itself: nobody runs it, and the safe mode is right for it
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 44, 9), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
        ((4, 0, 0), False),
    ],
)
def test_the_releases_with_the_log_defect_are_known(version: tuple[int, ...], has_defect: bool) -> None:
    assert sqlite.has_wal_defect(version) is has_defect


def test_the_library_that_runs_here_is_a_fixed_one() -> None:
    pytest.importorskip("pysqlite3")
    assert not sqlite.has_wal_defect(sqlite3.sqlite_version_info)


def test_a_fixed_library_writes_ahead_and_an_affected_one_does_not() -> None:
    assert (sqlite.pragmas(FIXED)["journal_mode"], sqlite.pragmas(FIXED)["synchronous"]) == ("wal", "2")
    assert (sqlite.pragmas(AFFECTED)["journal_mode"], sqlite.pragmas(AFFECTED)["synchronous"]) == ("delete", "3")


def test_every_choice_is_read_back_from_the_file(file_database: DatabaseWrapper) -> None:
    with file_database.cursor() as cursor:
        found = {
            name: str(cursor.execute(f"PRAGMA {name}").fetchone()[0])
            for name in sqlite.pragmas(FIXED) | {"busy_timeout": ""}
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": "2",
        "recursive_triggers": "1",
        "trusted_schema": "0",
        "secure_delete": "1",
        "cell_size_check": "1",
        "cache_size": "-32768",
        "busy_timeout": "20000",
    }
    assert vars(file_database)["transaction_mode"] == "IMMEDIATE"
    assert sqlite_runs_as_chosen(databases=["file"]) == []


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [
        ("synchronous=NORMAL", "SQLite's synchronous is 1, not 2."),
        ("journal_mode=DELETE", "SQLite's journal_mode is delete, not wal."),
        ("recursive_triggers=OFF", "SQLite's recursive_triggers is 0, not 1."),
        ("trusted_schema=ON", "SQLite's trusted_schema is 1, not 0."),
        ("busy_timeout=5000", "SQLite's busy_timeout is 5000, not 20000."),
    ],
)
def test_a_setting_that_did_not_take_hold_stops_the_start(
    file_database: DatabaseWrapper, pragma: str, sentence: str
) -> None:
    with file_database.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
    (error,) = sqlite_runs_as_chosen(databases=["file"])
    assert error.is_serious()
    assert error.msg == sentence


def test_transactions_that_begin_otherwise_stop_the_start(file_database: DatabaseWrapper) -> None:
    with file_database.cursor():
        vars(file_database)["transaction_mode"] = "DEFERRED"
    (error,) = sqlite_runs_as_chosen(databases=["file"])
    assert error.msg == "SQLite's transactions begin DEFERRED, not IMMEDIATE."


def test_a_row_that_is_replaced_does_not_slip_past_a_guard(file_database: DatabaseWrapper) -> None:
    with file_database.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, amount INTEGER)")
        cursor.execute("CREATE TRIGGER kept_no_delete BEFORE DELETE ON kept BEGIN SELECT RAISE(ABORT, 'kept'); END")
        cursor.execute("INSERT INTO kept VALUES (1, 100)")
        with pytest.raises(Exception, match="kept"):
            cursor.execute("INSERT OR REPLACE INTO kept VALUES (1, 200)")
