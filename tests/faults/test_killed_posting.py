"""F1: an import that is killed at any step or instant loses nothing and doubles nothing; nor does an application.

Of messages to another program none is lost, and each comes in its turn; a double bears the same key.

`kill_steps` does the killing, in processes of its own with a database of its own; see there what a step is.
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

from tests.faults.kill_matching import MUST_BE
from tests.faults.kill_steps import KILL_EVERY
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
# A killed process is no power cut: where the machine has a disk in memory, nothing is proved by waiting for a real one.
MEMORY_DISK = Path("/dev/shm")  # noqa: S108  (only as the place of a fresh directory)
FLOWS = ("stage", "post", "undo", "apply", "post list", "match", "work cash")
# Over all flows.
RANDOM_KILLS = figure(25, full=300)
SEED = 20260615


def _kills(migrated: Path, *arguments: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None) as directory:
        shutil.copy(migrated, directory)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": directory}
        answer = subprocess.run(
            [sys.executable, "-m", "tests.faults.kill_steps", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 0, answer.stderr
    outcome: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    assert outcome["expected"]["broken"] == []
    return outcome


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("flow", "least_steps", "state"),
    [
        ("stage", 40, "previewed"),
        ("post", 80, "posted"),
        ("undo", 70, "undone"),
        ("keep", 50, "posted"),
        ("put back", 50, "undone"),
        ("keep salespeople", 50, "posted"),
        ("put salespeople back", 50, "undone"),
        ("keep terms", 40, "posted"),
        ("put terms back", 40, "undone"),
        ("apply", 50, ""),
        ("deliver", 30, ""),
        ("return", 80, ""),
        ("compare", 70, "previewed posted"),
        ("post list", 120, "posted posted"),
        ("undo list", 110, "undone posted"),
        ("post bank", 60, "posted"),
        ("undo bank", 60, "undone"),
        ("match", 100, ""),
        ("work cash", 100, ""),
        ("match statement", 100, "posted previewed"),
    ],
)
def test_a_kill_at_any_step_leaves_what_an_undisturbed_run_leaves(
    migrated: Path, flow: str, least_steps: int, state: str, counted: Counted
) -> None:
    outcome = _kills(migrated, flow)
    counted(
        f"F1 {flow}", f"{outcome['steps']} steps, killed at {outcome['kills']} of them, {len(outcome['faults'])} faults"
    )
    # Which of two files is told first lies in their names and contents.
    assert sorted(file[0] for file in outcome["expected"]["files"]) == sorted(state.split())
    assert len(outcome["expected"]["received"]) == (2 if flow == "deliver" else 0)
    if flow in MUST_BE:
        left = outcome["expected"]["left"]
        assert {number: left.get(number) for number in MUST_BE[flow]} == MUST_BE[flow]
    assert outcome["steps"] >= least_steps
    assert outcome["kills"] >= outcome["steps"] // KILL_EVERY
    assert outcome["faults"] == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("flow", FLOWS)
def test_a_kill_at_any_instant_keeps_what_was_told_and_leaves_what_an_undisturbed_run_leaves(
    migrated: Path, flow: str, counted: Counted
) -> None:
    outcome = _kills(migrated, flow, str(RANDOM_KILLS // len(FLOWS)), str(SEED))
    counted(
        f"F1 {flow} at random",
        f"{outcome['kills']} kills in {outcome['runs']} runs (seed {SEED}), {outcome['told']} acts acknowledged, "
        f"{len(outcome['faults'])} faults",
    )
    assert outcome["kills"] * 2 > outcome["runs"]
    assert outcome["faults"] == []
