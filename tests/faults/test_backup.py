"""A backup made while people work is whole, and comes back elsewhere with the same end of the journal."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.desk import ROOT, Desk, head_of
from tests.plugins import kept
from tests.plugins.counts import Counted
from tests.plugins.installation import databases_beside

pytestmark = pytest.mark.long

# Writes journal entries as fast as it can until its standard input closes, then says how many.
WRITER = """
import datetime as dt, select, sys
from creditdesk.__main__ import set_up
set_up()
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
now = dt.datetime(2026, 6, 15, tzinfo=dt.UTC)
write = action(lambda n: append("item.extended", by="w", at=now, subject=("item", n)))
count = 0
print("begun", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    count += 1
    write(count)
print(count, flush=True)
"""


@pytest.fixture(scope="module")
def made(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A migrated installation; tests copy it."""
    desk = Desk(tmp_path_factory.mktemp("made"))
    shutil.copy(migrated, desk.folder)
    desk.tell("anchor")
    return desk


@pytest.fixture
def desk(made: Desk, tmp_path: Path) -> Desk:
    copy = Desk(tmp_path / "desk")
    shutil.copytree(made.folder, copy.folder)
    return copy


def start_writer(desk: Desk) -> subprocess.Popen[str]:
    """A process that appends to the journal; returns once it has begun."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER], env=desk.environment(), cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout
    assert writer.stdout.readline() == "begun\n"
    return writer


def test_a_backup_made_under_load_is_restored_elsewhere_and_proved(
    desk: Desk, tmp_path: Path, counted: Counted
) -> None:
    writer = start_writer(desk)
    try:
        desk.tell("backup", str(tmp_path / "backups" / "one"))
        desk.tell("backup", str(tmp_path / "backups" / "two"))
    finally:
        said, _ = writer.communicate()
    written = int(said)

    elsewhere = Desk(tmp_path / "elsewhere")
    restored = elsewhere.tell("restore", str(tmp_path / "backups" / "two"))
    entries = int(head_of(restored).split()[0])
    assert 0 < entries <= written
    assert head_of(elsewhere.tell("verify")) == head_of(restored)
    # What the backup holds is the beginning of what was written: not an entry more, less or other.
    (hash_in_use,) = desk.sql(f"SELECT hash FROM journal_journalentry WHERE seq = {entries}")[0]
    assert head_of(restored) == f"{entries} entries, head {hash_in_use}"
    assert stat.S_IMODE((tmp_path / "backups" / "two").stat().st_mode) == 0o600
    counted("F17 flavour", f"2 backups under {written} writes, restored with {entries} entries and the same head")


def test_a_database_that_is_not_empty_is_not_overwritten_unasked(desk: Desk, tmp_path: Path) -> None:
    desk.tell("backup", str(tmp_path / "backup"))
    before = desk.file.read_bytes()
    done = desk.run("restore", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert "The database is not empty. Stop the desk and use --replace" in done.stderr
    assert desk.file.read_bytes() == before


def test_what_is_replaced_is_kept_and_what_was_lost_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.tell("backup", str(tmp_path / "backup"))
    desk.tell("nightly", "--as-of", "2026-06-15")
    desk.tell("anchor")

    done = desk.run("restore", "--replace", str(tmp_path / "backup"))

    assert done.returncode == 0, done.stderr
    assert "anchored up to entry 1, and the backup ends at 0: what was done after it is lost" in done.stderr
    kept = Desk(tmp_path / "kept")
    kept.folder.mkdir()
    shutil.copyfile(desk.folder / "creditdesk.sqlite3.replaced-1", kept.file)
    assert head_of(kept.tell("verify")).startswith("1 entries")
    assert (desk.folder / "anchors.jsonl.replaced-1").exists()
    desk.tell("verify")


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_backup_changes_nothing(desk: Desk, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "backup").write_bytes(content)
    before = desk.file.read_bytes()
    done = desk.run("restore", "--replace", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert "is no whole backup" in done.stderr
    assert "Traceback" not in done.stderr
    assert desk.file.read_bytes() == before
    assert sorted(path.name for path in desk.folder.iterdir()) == ["anchors.jsonl", "creditdesk.sqlite3"]


def test_a_backup_never_overwrites_another_and_leaves_nothing_half_done(desk: Desk, tmp_path: Path) -> None:
    desk.tell("backup", str(tmp_path / "backup"))
    before = (tmp_path / "backup").read_bytes()
    done = desk.run("backup", str(tmp_path / "backup"))
    assert done.returncode == 1
    assert "exists already. A backup never overwrites another." in done.stderr
    assert (tmp_path / "backup").read_bytes() == before
    assert not (tmp_path / "backup.unfinished").exists()


@pytest.fixture
def two_databases(tmp_path: Path) -> Iterator[tuple[Desk, Desk]]:
    """Two installations on databases of their own in the PostgreSQL server of this run."""
    with databases_beside("here", "there") as (here, there):
        yield Desk(tmp_path / "here", database_url=here), Desk(tmp_path / "there", database_url=there)


@pytest.mark.database
def test_on_postgresql_too_a_backup_under_load_is_restored_elsewhere_and_proved(
    two_databases: tuple[Desk, Desk], tmp_path: Path, counted: Counted
) -> None:
    here, there = two_databases
    kept.lay_out_beside(here.database_url)
    here.tell("migrate")
    writer = start_writer(here)
    try:
        here.tell("backup", str(tmp_path / "backup"))
    finally:
        written = int(writer.communicate()[0])

    restored = there.tell("restore", str(tmp_path / "backup"))
    entries = int(head_of(restored).split()[0])
    assert 0 < entries <= written
    assert head_of(there.tell("verify")) == head_of(restored)
    counted("F17 flavour", f"PostgreSQL: 1 backup under {written} writes, restored with {entries} entries, proved")

    (tmp_path / "cut").write_bytes((tmp_path / "backup").read_bytes()[:-2000])
    refused = there.run("restore", str(tmp_path / "cut"))
    assert (refused.returncode, "The database is not empty" in refused.stderr) == (1, True)
    broken = there.run("restore", "--replace", str(tmp_path / "cut"))
    assert broken.returncode == 1
    assert "pg_restore failed" in broken.stderr
    # What was there is there still, and in a file.
    assert head_of(there.tell("verify")) == head_of(restored)
    assert (there.folder / "replaced.dump-1").exists()
