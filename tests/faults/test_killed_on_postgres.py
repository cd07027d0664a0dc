"""F1 on PostgreSQL: a sample of the kills of `test_killed_posting`, where the server takes the dead one's work back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.faults.crowd import connected_url
from tests.plugins.counts import Counted
from tests.plugins.figures import figure

pytestmark = [pytest.mark.long, pytest.mark.django_db]

ROOT = Path(__file__).resolve().parents[2]
KILLS = figure(4, full=60)
FLOWS = (("post", "keep salespeople"), ("match", "work cash"))


@pytest.fixture
def scratch() -> Iterator[str]:
    """The address of a database of the kills' own, on the server of the tests."""
    if connection.vendor != "postgresql":
        pytest.skip("test_killed_posting kills on SQLite at every step")
    name = f"{connection.settings_dict['NAME']}_kills"
    server, _, tested = connected_url().rpartition("/")
    with psycopg.connect(f"{server}/{tested}", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield f"{server}/{name}"
        for copy in (name, f"{name}_base", f"{name}_company"):
            admin.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


@pytest.mark.timeout(figure(600, full=3600))
@pytest.mark.parametrize("flows", FLOWS)
def test_a_kill_leaves_what_an_undisturbed_run_leaves(
    scratch: str, tmp_path: Path, counted: Counted, flows: tuple[str, ...]
) -> None:
    environment = os.environ | {"DATABASE_URL": scratch, "CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-m", "tests.faults.kill_on_postgres", str(KILLS), *flows],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    for name, outcome in json.loads(answer.stdout.splitlines()[-1]).items():
        counted(f"F1 {name}, PostgreSQL", f"killed at {outcome['kills']} of {outcome['steps']} steps")
        assert outcome["expected"]["broken"] == []
        assert (outcome["kills"], outcome["faults"]) == (KILLS, []), name
