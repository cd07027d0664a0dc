"""F2: a power cut at any instant leaves whole files, and everything that anybody was told of.

`power_cut` does the cutting, in a process of its own with a database of its own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from scripts.test import has_tracer
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

pytestmark = [pytest.mark.long, pytest.mark.skipif(not has_tracer(), reason="strace is not here, or may not look on")]

ROOT = Path(__file__).resolve().parents[2]
# The disk that counts is a model: the real one below it only takes time.
MEMORY_DISK = Path("/dev/shm")  # noqa: S108  (only as the place of a fresh directory)
SEED = 20260615
IN_THE_LOG = figure(300, full=15_000)
SLOWER_AND_SAFE = figure(100, full=5_000)
# Enough to see that the search finds what a wrong setting loses.
WRONG_ON_PURPOSE = figure(50, full=500)


def power_cuts(migrated: Path, discipline: str, *, cuts: int) -> dict[str, Any]:
    """What was found after so many cuts under a discipline of the log."""
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None) as directory:
        shutil.copy(migrated, directory)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": directory}
        answer = subprocess.run(
            [sys.executable, "-m", "tests.faults.power_cut", discipline, str(cuts), str(SEED)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("discipline", "cuts"), [("full", IN_THE_LOG), ("extra", SLOWER_AND_SAFE)])
def test_after_a_power_cut_the_files_are_whole_and_hold_what_was_acknowledged(
    migrated: Path, discipline: str, cuts: int, counted: Counted
) -> None:
    found = power_cuts(migrated, discipline, cuts=cuts)
    counted(
        f"F2 {discipline}",
        f"{found['cuts']} power cuts (seed {SEED}) in {found['calls']} calls, {found['unsynced']} with writes not yet "
        f"synced, {found['torn']} of these torn, {found['told']} acts acknowledged, {found['lost']} lost, "
        f"{found['damaged']} damaged; {found['proved']} of {found['states']} states found and proved",
    )
    assert (found["cuts"], found["lost"], found["damaged"], found["broken"]) == (cuts, 0, 0, [])
    # The record holds all the acts, and most cuts fell where something was at stake.
    assert found["told"] == 14
    assert found["unsynced"] * 2 > cuts
    assert found["torn"] * 4 > cuts
    assert found["proved"] * 2 > found["states"]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("discipline", ["normal", "off"])
def test_the_search_finds_what_a_wrong_setting_loses(migrated: Path, discipline: str, counted: Counted) -> None:
    found = power_cuts(migrated, discipline, cuts=WRONG_ON_PURPOSE)
    counted(
        f"F2 wrong on purpose, synchronous={discipline}",
        f"{found['cuts']} power cuts, {found['lost']} lost what was acknowledged, {found['damaged']} damaged the files",
    )
    assert found["lost"] > 0
    if discipline == "off":
        assert found["damaged"] > 0
