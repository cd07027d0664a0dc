"""`creditdesk demo` as a newcomer types it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from creditdesk.commands.demo import sign_ins
from creditdesk.demo.people import PASSWORD, PEOPLE, SHOWN

pytestmark = pytest.mark.long


def creditdesk(*arguments: str, data_dir: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a data directory of its own."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CREDITDESK", "DATABASE", "DJANGO"))
    }
    return subprocess.run(
        [sys.executable, "-m", "creditdesk", *arguments],
        env={**kept, "CREDITDESK_DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


def test_the_first_start_fills_and_the_second_changes_nothing(tmp_path: Path) -> None:
    first = creditdesk("demo", "--no-serve", "--customers", "20", data_dir=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "documents" in first.stdout
    anchor = (tmp_path / "anchors.jsonl").read_text()
    second = creditdesk("demo", "--no-serve", data_dir=tmp_path)
    assert second.returncode == 0, second.stderr
    assert "documents" not in second.stdout
    assert (tmp_path / "anchors.jsonl").read_text() == anchor


def test_a_database_with_something_else_in_it_is_left_alone(migrated: Path, tmp_path: Path) -> None:
    shutil.copy(migrated, tmp_path)
    make_a_company = "from creditdesk.parties.models import Company; Company.objects.create(code='X', name='X')"
    assert creditdesk("manage", "shell", "-c", make_a_company, data_dir=tmp_path, CREDITDESK_DEMO="1").returncode == 0
    refused = creditdesk("demo", "--no-serve", "--fresh", data_dir=tmp_path)
    assert refused.returncode == 1
    assert "does not hold the demo; it is left as it is" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_real_installation_gets_no_demo(tmp_path: Path) -> None:
    refused = creditdesk(
        "demo",
        data_dir=tmp_path,
        CREDITDESK_DEMO="0",
        CREDITDESK_SECRET_KEY="0a1b2c3d4e5f6g7h8i9j-klmnopqrstuvwxyz-ABCDEFGHIJ",
        CREDITDESK_HOSTS="desk.example.com",
    )
    assert refused.returncode == 1
    assert "real installation" in refused.stderr


def test_a_sign_in_for_each_role_is_printed() -> None:
    printed = sign_ins(at=dt.datetime(2026, 7, 14, 13, 0, tzinfo=dt.UTC), address="http://127.0.0.1:8000/")
    assert "http://127.0.0.1:8000/" in printed
    assert PASSWORD in printed
    for person in PEOPLE:
        assert (str(person.description) in printed) == (person.username in SHOWN)
