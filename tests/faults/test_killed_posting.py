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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

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


@dataclass
class Killer:
    """The program that kills. It is started once, because to load the desk takes longer than most flows."""

    directory: Path
    migrated: Path
    complaints: IO[str]
    program: subprocess.Popen[str] | None = None

    def outcome(self, *arguments: str) -> dict[str, Any]:
        """What came of a flow, on a fresh database."""
        self.empty()
        program = self.program if self.program and self.program.poll() is None else self.start()
        shutil.copy(self.migrated, self.directory)
        assert program.stdin and program.stdout
        program.stdin.write(json.dumps(arguments) + "\n")
        program.stdin.flush()
        answer = program.stdout.readline()
        if not answer:
            program.wait()
            self.complaints.seek(0)
            pytest.fail(self.complaints.read())
        outcome: dict[str, Any] = json.loads(answer)
        assert outcome["expected"]["broken"] == []
        return outcome

    def empty(self) -> None:
        """Of what an earlier flow left."""
        for left in self.directory.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()

    def start(self) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(self.directory)}
        self.complaints.truncate(0)
        self.program = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.kill_steps"], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints, text=True,
        )  # fmt: skip
        return self.program


@pytest.fixture(scope="module")
def killer(migrated: Path) -> Iterator[Killer]:
    """The program, for all flows of this file."""
    memory = MEMORY_DISK if MEMORY_DISK.is_dir() else None
    with tempfile.TemporaryDirectory(dir=memory) as directory, tempfile.TemporaryFile("w+") as complaints:
        killer = Killer(Path(directory), migrated, complaints)
        yield killer
        if killer.program:
            killer.program.communicate()


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
    killer: Killer, flow: str, least_steps: int, state: str, counted: Counted
) -> None:
    outcome = killer.outcome(flow)
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
    killer: Killer, flow: str, counted: Counted
) -> None:
    outcome = killer.outcome(flow, str(RANDOM_KILLS // len(FLOWS)), str(SEED))
    counted(
        f"F1 {flow} at random",
        f"{outcome['kills']} kills in {outcome['runs']} runs (seed {SEED}), {outcome['told']} acts acknowledged, "
        f"{len(outcome['faults'])} faults",
    )
    assert outcome["kills"] * 2 > outcome["runs"]
    assert outcome["faults"] == []
