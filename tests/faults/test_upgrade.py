"""F18: a database of any earlier state comes up to this release whole, also where the upgrade is killed; and goes back.

The folder `kept` holds small databases as the program of their day left them (see `keep_database`), for each engine.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import psycopg.sql
import pytest
from django.db import connection

from tests.commands.desk import ROOT, Desk, head_of
from tests.faults.keep_database import KEPT
from tests.faults.upgrading import OF_THE_FRAMEWORK
from tests.plugins.counts import Counted
from tests.plugins.figures import FULL

pytestmark = pytest.mark.long

SEED = 20260615
STATES = sorted(path.name.removesuffix(".sqlite.sql") for path in KEPT.glob("*.sqlite.sql"))
OLDEST = STATES[0]
# An upgrade takes some hundred statements and a kill two upgrades, so that a run tries a few, of the longest way.
KILLS = {state: "all" if FULL else "2" if state == OLDEST else "0" for state in STATES}


@contextmanager
def postgresql_desk(folder: Path) -> Iterator[Desk]:
    """An installation on a database of its own in the PostgreSQL server of this run."""
    settings = connection.settings_dict
    if connection.vendor != "postgresql" or not shutil.which("pg_dump"):
        pytest.skip("needs the run on PostgreSQL, and its client programs")
    address = {name: settings[name.upper()] for name in ("host", "port", "user", "password")}
    name = f"{settings['NAME']}_upgrade"
    with psycopg.connect(dbname="postgres", autocommit=True, **address) as server:
        for made in (name, f"{name}_base"):
            server.execute(psycopg.sql.SQL("DROP DATABASE IF EXISTS {}").format(psycopg.sql.Identifier(made)))
        server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
        yield Desk(folder, database_url="postgresql://{user}:{password}@{host}:{port}/".format(**address) + name)
        for made in (name, f"{name}_base"):
            drop = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(drop.format(psycopg.sql.Identifier(made)))


def told_by_upgrading(desk: Desk, *arguments: str) -> Any:
    """What the program `upgrading` found."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.upgrading", *arguments],
        cwd=ROOT, env=desk.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def upgraded(desk: Desk, kept: Path, *, kills: str) -> dict[str, Any]:
    found: dict[str, Any] = told_by_upgrading(desk, str(kept), kills, str(SEED))
    return found


@pytest.fixture(scope="module")
def schema_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The schema of a new installation."""
    schema: list[str] = told_by_upgrading(Desk(tmp_path_factory.mktemp("new")))
    return schema


@pytest.fixture(scope="module")
def schema_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The schema of a new installation there."""
    with postgresql_desk(tmp_path_factory.mktemp("new")) as desk:
        schema: list[str] = told_by_upgrading(desk)
    return schema


def check(found: dict[str, Any], *, schema: list[str], state: str, engine: str, counted: Counted) -> None:
    rows = sum(table["count"] for table in found["before"].values())
    counted(
        "F18",
        f"{engine}: {state} upgraded in {found['steps']} steps, {rows} rows as before, killed at "
        f"{len(found['killed'])} of them, {len(found['faults'])} faults",
    )
    assert rows > 200
    # Every table, every row, every amount as it was.
    assert found["after"]["rows"] == found["before"]
    assert found["after"]["broken"] == []
    assert found["after"]["guards"] == {}
    # And the schema is the one that a new installation has, triggers included.
    assert found["after"]["schema"] == schema
    assert found["faults"] == []


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("state", STATES)
def test_an_earlier_database_comes_up_to_this_release_with_every_row(
    state: str, schema_on_sqlite: list[str], tmp_path: Path, counted: Counted
) -> None:
    found = upgraded(Desk(tmp_path), KEPT / f"{state}.sqlite.sql", kills=KILLS[state])
    check(found, schema=schema_on_sqlite, state=state, engine="SQLite", counted=counted)


@pytest.mark.database
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("state", STATES)
def test_on_postgresql_too_an_earlier_database_comes_up_to_this_release_with_every_row(
    state: str, schema_on_postgresql: list[str], tmp_path: Path, counted: Counted
) -> None:
    with postgresql_desk(tmp_path) as desk:
        found = upgraded(desk, KEPT / f"{state}.postgresql.sql", kills=KILLS[state])
    check(found, schema=schema_on_postgresql, state=state, engine="PostgreSQL", counted=counted)


def everything(file: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of an SQLite file, but those that speak of the schema."""
    raw = sqlite3.connect(file)
    try:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: raw.execute(f'SELECT * FROM "{name}"').fetchall() for name in {*tables} - OF_THE_FRAMEWORK}
    finally:
        raw.close()


@pytest.mark.timeout(300)
def test_an_upgrade_keeps_what_was_there_and_goes_back_to_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.folder.mkdir()
    raw = sqlite3.connect(desk.file)
    raw.executescript((KEPT / f"{OLDEST}.sqlite.sql").read_text(encoding="utf-8"))
    raw.close()
    old = everything(desk.file)

    said = desk.tell("migrate")

    backup = desk.folder / "before.upgrade-1"
    assert f"The database as it was is kept in {backup}" in said
    # The program of that day finds its own database in it, row for row and table for table.
    assert everything(backup) == old
    assert everything(desk.file).keys() > old.keys()
    head = head_of(desk.tell("verify"))
    desk.tell("nightly")
    assert head_of(desk.tell("verify")) != head
    assert head_of(desk.tell("restore", "--replace", str(backup))) == head
    # What is up to date is not backed up.
    assert "is kept in" not in desk.tell("migrate")


@pytest.mark.database
@pytest.mark.timeout(300)
def test_on_postgresql_too_an_upgrade_keeps_what_was_there_and_goes_back_to_it(tmp_path: Path) -> None:
    with postgresql_desk(tmp_path) as desk:
        with psycopg.connect(desk.database_url) as raw:
            raw.execute((KEPT / f"{OLDEST}.postgresql.sql").read_bytes())
        said = desk.tell("migrate")
        backup = desk.folder / "before.upgrade-1"
        assert f"The database as it was is kept in {backup}" in said
        head = head_of(desk.tell("verify"))
        desk.tell("nightly")
        assert head_of(desk.tell("restore", "--replace", str(backup))) == head

        with psycopg.connect(desk.database_url) as raw:
            raw.execute("INSERT INTO django_migrations VALUES (9999, 'receivables', '9999_later', now())")
        newer = desk.folder / "newer"
        desk.tell("backup", str(newer))
        refused = desk.run("restore", "--replace", str(newer))
        assert (refused.returncode, f"{newer} is of a newer release" in refused.stderr) == (1, True)
        assert "is of a newer release" in desk.run("verify").stderr


@pytest.mark.timeout(300)
def test_a_database_of_a_newer_release_is_refused_in_words(migrated: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    shutil.copy(migrated, desk.folder)
    desk.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('receivables', '9999_later', '2027-01-01')")
    before = desk.file.read_bytes()
    for command in (["migrate"], ["serve", "--port", "1"], ["verify"], ["nightly"]):
        refused = desk.run(*command)
        assert refused.returncode == 1
        assert "The database is of a newer release than this program" in refused.stderr
        assert "receivables 9999_later" in refused.stderr
    assert desk.file.read_bytes() == before

    other = Desk(tmp_path / "other")
    refused = other.run("restore", str(desk.file))
    assert (refused.returncode, "is of a newer release than this program" in refused.stderr) == (1, True)
    assert [path.name for path in other.folder.iterdir()] == [other.file.name]
    assert other.sql("SELECT name FROM sqlite_master") == []
