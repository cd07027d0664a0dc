"""F3: a disk that is full or read-only stops an import without losing what was acknowledged, and it goes on after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.full_disk import POSTING, READ_ONLY, READING, ROWS
from tests.plugins.counts import Counted

ROOT = Path(__file__).resolve().parents[2]
ORDER = ["", "received", "previewed", "posting", "posted"]


@pytest.mark.timeout(300)
def test_what_was_acknowledged_stays_and_the_import_goes_on_once_there_is_room(
    tmp_path: Path, counted: Counted
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-m", "tests.faults.full_disk"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    outcome = json.loads(answer.stdout.splitlines()[-1])
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
