"""F11: a file of 2 MB, at the full figures of 100 MB, is taken in to the cent, and takes no memory that grows with it.

How long others wait meanwhile is no matter of a test, which must hold on any machine: `creditdesk bench --crowd` tells.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from benchmarks.crowded import write_documents
from creditdesk.config import clock
from creditdesk.intake.models import ImportFile
from creditdesk.journal.actions import begin_chain
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.faults.crowd import ROOT, connected_url
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import World, make_world

pytestmark = pytest.mark.long

SMALL, LARGE = figure(2_000, full=100_000), figure(20_000, full=1_000_000)
READER_MB, POSTER_MB = 300, 400
# What the poster may take more for the tenfold file.
GROWTH_MB = figure(40, full=50)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


@pytest.mark.timeout(3000)
def test_a_large_file_is_posted_to_the_cent_in_memory_that_does_not_grow_with_it(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    numbers = [builders.customer(world.northlight, number=f"{100_000 + n}").number for n in range(100)]
    small, large = (
        taken_in(tmp_path / f"{rows}.csv", world, numbers=numbers, rows=rows, series=series)
        for series, rows in enumerate((SMALL, LARGE))
    )
    for rows, taken in ((SMALL, small), (LARGE, large)):
        megabytes = (tmp_path / f"{rows}.csv").stat().st_size / 1_000_000
        counted(
            "F11",
            f"{rows} rows, {megabytes:.0f} MB: exact, {taken['wall']:.0f} s, at most {taken['reader_mb']} MB for the "
            f"reader and {taken['desk_mb']} MB for the poster ({connection.vendor})",
        )
        assert taken["reader_mb"] < READER_MB
        assert taken["desk_mb"] < POSTER_MB
    assert large["desk_mb"] - small["desk_mb"] < GROWTH_MB


def taken_in(path: Path, world: World, *, numbers: list[str], rows: int, series: int) -> dict[str, Any]:
    """Let another process take a file of so many rows in; what it told, its sums compared."""
    total = write_documents(path, numbers, count=rows, series=series, until=clock.today())
    installed = {"DATABASE_URL": connected_url(), "CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(path.parent)}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.taking_in", str(path), world.northlight.code, world.erin.username],
        env=os.environ | installed, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    taken: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert (taken["state"], taken["said"]) == ("posted", "")
    assert (taken["rows"], taken["original_minor"], taken["open_minor"]) == (rows, total, total)
    file = ImportFile.objects.get(name=path.name)
    assert [row[-3:] for row in file.totals["read"]] == [[rows, total, total]]
    assert OpenItem.objects.filter(import_file_id=file.id).count() == rows
    return taken
