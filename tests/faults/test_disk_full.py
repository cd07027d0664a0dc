"""F3: a disk that is full, read-only or failing stops an import without losing what was acknowledged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.failing_disk import FAULTS, has_filters
from tests.faults.full_disk import POSTING, READ_ONLY, READING, ROWS
from tests.plugins.counts import Counted

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["", "received", "previewed", "posting", "posted"]


def told_by(program: str, *arguments: str, folder: Path) -> dict[str, Any]:
    """What the program says of its work on the database in the folder."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(folder)}
    answer = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    told: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return told


@pytest.mark.timeout(300)
def test_what_was_acknowledged_stays_and_the_import_goes_on_once_there_is_room(
    migrated: Path, tmp_path: Path, counted: Counted
) -> None:
    shutil.copy(migrated, tmp_path)
    outcome = told_by("tests.faults.full_disk", folder=tmp_path)
    attempts = outcome["attempts"]
    full, last = [attempt for attempt in attempts if attempt["room"]], attempts[-1]
    stopped = ", ".join(f"{attempt['state'] or 'arriving'} {attempt['done']}" for attempt in full)
    said = "; ".join(sorted({attempt["refused"] for attempt in full}))
    counted(
        "F3", f"stopped {len(full)} times ({stopped}), {last['items']} of {ROWS} documents in the end; it said: {said}"
    )
    assert len(attempts) == len(READING) + len(POSTING)
    reached = 0
    for attempt in attempts:
        stopped_by = attempt["refused"].split(":", 1)[0]
        assert stopped_by in ({"OperationalError", "OSError"} if attempt["room"] else {""}), attempt
        assert attempt["problem"] == ""
        # What is shown as done is in the ledger, and nothing else is; and no attempt falls behind the one before.
        assert attempt["items"] == attempt["done"]
        assert ORDER.index(attempt["state"]) >= reached
        reached = max([ORDER.index(attempt["state"]), *map(ORDER.index, attempt["acknowledged"])])
        assert ORDER.index(attempt["state"]) >= reached
    assert [attempt["room"] for attempt in full].count(READ_ONLY) == 3
    assert any(0 < attempt["done"] < ROWS for attempt in full), "none stopped between two chunks"
    assert (last["state"], last["items"]) == ("posted", ROWS)
    assert outcome["original"] == 100 * ROWS * (ROWS + 1) // 2
    assert outcome["broken"] == []


# After so many statements of an attempt the disk fails: while the file is received, read, and posted chunk by chunk.
STATEMENTS = (3, 12, 30, 45, 60, 75)


@pytest.mark.timeout(300)
@pytest.mark.skipif(not has_filters(), reason="the calls of this machine's kernel are not known to the test")
def test_an_error_of_the_disk_loses_nothing_that_was_acknowledged(
    migrated: Path, tmp_path: Path, counted: Counted
) -> None:
    shutil.copy(migrated, tmp_path)
    attempts = [
        told_by("tests.faults.failing_disk", fault, str(after), folder=tmp_path)
        for after in STATEMENTS
        for fault in FAULTS
    ]
    last = told_by("tests.faults.failing_disk", folder=tmp_path)
    failed = [attempt for attempt in attempts if attempt["refused"]]
    stopped = ", ".join(f"{each['found']['state'] or 'arriving'} {each['found']['done']}" for each in attempts)
    counted("F3", f"EIO at a write or a sync in {len(failed)} of {len(attempts)} attempts, which found: {stopped}")
    assert {attempt["refused"] for attempt in failed} == {"OperationalError: disk I/O error"}
    reached = 0
    for attempt in [*attempts, last]:
        found = attempt["found"]
        # What was acknowledged before is there, and what is shown as done is in the ledger.
        assert ORDER.index(found["state"]) >= reached
        assert (found["items"], found["problem"]) == (found["done"], "")
        reached = max([ORDER.index(found["state"]), *map(ORDER.index, attempt["acknowledged"])])
    assert len(failed) >= 8
    assert any(0 < attempt["found"]["done"] < ROWS for attempt in attempts), "none stopped between two chunks"
    assert (last["kept"]["state"], last["kept"]["items"]) == ("posted", ROWS)
    assert last["original"] == 100 * ROWS * (ROWS + 1) // 2
    assert last["broken"] == []
