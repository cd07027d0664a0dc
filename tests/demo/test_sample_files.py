"""The sample files for trying the import."""

from __future__ import annotations

import csv

from python_calamine import CalamineWorkbook

from creditdesk.demo.sample_files import FOLDER, HEADINGS, sample_rows


def test_the_files_are_in_step_with_what_makes_them() -> None:
    rows = [list(HEADINGS), *sample_rows()]
    with (FOLDER / "open_items.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == rows
    sheet = CalamineWorkbook.from_path(str(FOLDER / "open_items.xlsx")).get_sheet_by_index(0)
    assert sheet.to_python() == rows


def test_three_of_sixty_rows_are_bad() -> None:
    rows = [dict(zip(HEADINGS, row, strict=True)) for row in sample_rows()]
    numbers = [(row["Customer number"], row["Document type"], row["Document number"]) for row in rows]
    assert len(rows) == 60
    assert sum(row["Document date"] == "2026-02-31" for row in rows) == 1
    assert sum(row["Open amount"] == "on request" for row in rows) == 1
    assert len(numbers) - len(set(numbers)) == 1
