"""F1: an import that is killed at any of its steps loses nothing and doubles nothing.

`kill_steps` does the killing, in processes of its own with a database of its own; see there what a step is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A killed process is no power cut: where the machine has a disk in memory, nothing is proved by waiting for a real one.
MEMORY_DISK = Path("/dev/shm")  # noqa: S108  (only as the place of a fresh directory)


def _kill_at_every_step(flow: str, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None) as directory:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": directory}
        answer = subprocess.run(
            [sys.executable, "-m", "tests.faults.kill_steps", flow],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert answer.returncode == 0, answer.stderr
    outcome: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    with capsys.disabled():
        print(f"\nF1 {flow}: killed at {outcome['steps']} steps, {len(outcome['faults'])} faults")
    return outcome


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("flow", "least_steps", "state"),
    [("stage", 40, "previewed"), ("post", 80, "posted"), ("undo", 70, "undone")],
)
def test_a_kill_at_any_step_leaves_what_an_undisturbed_import_leaves(
    flow: str, least_steps: int, state: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = _kill_at_every_step(flow, capsys)
    assert outcome["expected"]["files"][0][0] == state
    assert outcome["expected"]["broken"] == []
    assert outcome["steps"] >= least_steps
    assert outcome["faults"] == []
