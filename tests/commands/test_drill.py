"""Restoring is practised with one command: in a database that is gone afterwards, beside the desk at work."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import psycopg
import pytest

from tests.commands.desk import Desk, head_of

NIGHT = ("nightly", "--as-of", "2026-06-15")


@pytest.fixture
def desk(migrated: Path, tmp_path: Path) -> Desk:
    """An installation with something in its journal."""
    made = Desk(tmp_path / "desk")
    made.folder.mkdir()
    shutil.copy(migrated, made.folder)
    made.tell(*NIGHT)
    return made


def test_a_drill_restores_proves_and_says_what_would_be_lost(desk: Desk, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup")
    said = desk.tell("backup", backup, "--prove")
    assert re.search(r"^Restored and proved in [\d.]+ s: 1 journal entries, head \w{64}$", said, flags=re.MULTILINE)
    assert said.endswith("Nothing was journaled since it was made.\n")

    desk.tell(*NIGHT, "--again")
    before, at_rest = head_of(desk.tell("verify")), sorted(desk.folder.iterdir())
    assert re.search(r"^Lost would be 1 journal entries, of \d+ minutes\.$", desk.tell("drill", backup), re.MULTILINE)
    assert "2 journal entries" in desk.tell("drill")
    assert head_of(desk.tell("verify")) == before
    assert sorted(desk.folder.iterdir()) == at_rest


def test_a_backup_whose_books_do_not_prove_fails_the_drill(desk: Desk, tmp_path: Path) -> None:
    desk.sql("DROP TRIGGER journal_journalentry_fixed")
    desk.sql("UPDATE journal_journalentry SET by = 'mallory' WHERE seq = 1")
    done = desk.run("backup", str(tmp_path / "backup"), "--prove")
    assert done.returncode == 1
    assert "was not restored and proved" in done.stderr
    assert "I23: journal entry 1 was changed after it was written" in done.stderr


def test_a_backup_of_another_desk_or_no_backup_at_all_fails_the_drill(
    desk: Desk, migrated: Path, tmp_path: Path
) -> None:
    other = Desk(tmp_path / "other")
    other.folder.mkdir()
    shutil.copy(migrated, other.folder)
    other.tell("nightly", "--as-of", "2026-06-14")
    other.tell("backup", str(tmp_path / "others"))
    strange = desk.run("drill", str(tmp_path / "others"))
    assert (strange.returncode, "not of this desk's past: entry 1" in strange.stderr) == (1, True)

    (tmp_path / "cut").write_bytes((tmp_path / "others").read_bytes()[:5000])
    cut = desk.run("drill", str(tmp_path / "cut"))
    assert (cut.returncode, "is no whole backup" in cut.stderr) == (1, True)
    assert "Traceback" not in strange.stderr + cut.stderr


@pytest.mark.database
def test_on_postgresql_too_the_drill_makes_a_database_and_leaves_none(own_database: Desk, tmp_path: Path) -> None:
    own_database.tell("migrate")
    own_database.tell(*NIGHT)
    said = own_database.tell("backup", str(tmp_path / "backup"), "--prove")
    assert re.search(r"^Restored and proved in [\d.]+ s: 1 journal entries", said, flags=re.MULTILINE)
    (tmp_path / "cut").write_bytes((tmp_path / "backup").read_bytes()[:-2000])
    assert "pg_restore failed" in own_database.run("drill", str(tmp_path / "cut")).stderr
    with psycopg.connect(own_database.database_url) as server:
        assert server.execute("SELECT datname FROM pg_database WHERE datname LIKE '%drill%'").fetchall() == []
