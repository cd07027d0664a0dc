"""A migrated installation, made once in each process, for the tests whose programs have a database of their own.

    def test_something(migrated: Path, tmp_path: Path) -> None:
        shutil.copy(migrated, tmp_path)

Migrating takes seconds and comes to the same every time; a test that wants an installation copies the file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.desk import Desk


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The SQLite database as `creditdesk migrate` leaves it, under the name that it has in an installation."""
    desk = Desk(tmp_path_factory.mktemp("migrated"))
    desk.tell("migrate")
    assert [path.name for path in desk.folder.glob(f"{desk.file.name}*")] == [desk.file.name], "a log was left behind"
    return desk.file
