"""A migrated installation, made once in each process, for the tests whose programs have a database of their own.

    def test_something(migrated: Path, tmp_path: Path) -> None:
        shutil.copy(migrated, tmp_path)

Migrating takes seconds and comes to the same every time; a test that wants an installation copies the file.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import psycopg.sql
import pytest
from django.db import connection

from tests.commands.desk import Desk
from tests.plugins import kept


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite database as `creditdesk migrate` leaves it, under the name that it has in an installation."""
    desk = Desk(tmp_path_factory.mktemp("migrated"))
    kept.copy_to(desk.file)
    made = desk.start("migrate")
    assert made.returncode == 0, made.stderr
    assert [path.name for path in desk.folder.glob(f"{desk.file.name}*")] == [desk.file.name], "a log was left behind"
    return desk.file


@contextmanager
def databases_beside(*parts: str) -> Iterator[list[str]]:
    """The addresses of new, empty databases in the PostgreSQL server of this run; skips the test if there is none."""
    settings = connection.settings_dict
    if connection.vendor != "postgresql" or not shutil.which("pg_dump"):
        pytest.skip("needs the run on PostgreSQL, and its client programs")
    address = {name: settings[name.upper()] for name in ("host", "port", "user", "password")}
    url = "postgresql://{user}:{password}@{host}:{port}/".format(**address)
    names = [f"{settings['NAME']}_{part}" for part in parts]
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        for name in names:
            server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        yield [url + name for name in names]
        for name in names:
            server.execute(psycopg.sql.SQL("DROP DATABASE {} WITH (FORCE)").format(psycopg.sql.Identifier(name)))


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[Desk]:
    """An installation on a new PostgreSQL database, which `creditdesk migrate` has little to do for."""
    with databases_beside("own") as (url,):
        kept.lay_out_beside(url)
        yield Desk(tmp_path / "own", database_url=url)
