"""F4, imports: several people load the same file at the same moment, or the same documents in different files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.import_race import CODES, PEOPLE, ROWS

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(300)
def test_one_of_them_loads_it_the_others_are_told_and_every_document_is_posted_once(
    migrated: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(migrated, tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"CREDITDESK_DEMO": "1", "CREDITDESK_DATA_DIR": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-m", "tests.faults.import_race"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    outcome = json.loads(answer.stdout.splitlines()[-1])
    with capsys.disabled():
        loaded = f"{outcome['items']} of {ROWS} documents, none twice, {2 * CODES} records"
        print(f"\nF4 import: {PEOPLE} people at once, {loaded}")
    assert Counter(outcome["same_bytes"]) == {"received": 1, "import.same_file": PEOPLE - 1}
    assert set(outcome["same_documents"]) <= {f"posted {ROWS}={ROWS}", f"previewed {ROWS}={ROWS}"}
    assert outcome["items"] == ROWS
    said = {f"{state} {CODES}={CODES}" for state in ("posted", "previewed")}
    assert {told for person in outcome["same_records"] for told in person.split("; ")} <= said
    assert outcome["terms"] == sorted([f"T{n}", f"net {n}"] for n in range(1, CODES + 1))
    assert outcome["salespeople"] == sorted([f"V{n}", f"Seller {n}"] for n in range(1, CODES + 1))
    assert outcome["done"] == ROWS + 2 * CODES
    assert outcome["original"] == 100 * ROWS * (ROWS + 1) // 2
    assert outcome["broken"] == []
