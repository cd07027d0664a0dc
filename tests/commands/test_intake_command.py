"""`creditdesk intake`: what it says of a report, and a person's word for its layout and its profile."""

from __future__ import annotations

from pathlib import Path

import time_machine
from click.testing import CliRunner, Result

from creditdesk.commands.intake import command
from creditdesk.intake.models import ImportProfile
from creditdesk.receivables.models import OpenItem
from tests.formats.files import text_file
from tests.formats.layouts.test_xero import SHORT
from tests.world import NOW, World


def run(path: Path, *options: str) -> Result:
    path.write_bytes(text_file(*SHORT))
    told = ["--company", "NL", "--user", "erin", *options]
    with time_machine.travel(NOW, tick=True):
        return CliRunner().invoke(command, [str(path), *told], catch_exceptions=False)


def test_a_report_is_posted_and_what_was_recognised_is_said(world: World, tmp_path: Path) -> None:
    done = run(tmp_path / "xero.csv", "--yes", "--save-profile", "Xero")
    assert done.exit_code == 0, done.output
    assert "Layout: Xero, Aged Receivables Detail (100 % sure); if it is not that: --layout none." in done.output
    assert "9 rows are headings or totals of the report." in done.output
    assert "Saved as the profile Xero" in done.output
    assert ImportProfile.objects.get().name == "Xero"
    assert sum(OpenItem.objects.values_list("open_minor", flat=True)) == 24_450


def test_a_person_says_that_it_is_none(world: World, tmp_path: Path) -> None:
    done = run(tmp_path / "xero.csv", "--preview", "--layout", "none")
    assert "Layout:" not in done.output


def test_a_layout_that_does_not_fit_is_refused_in_words(world: World, tmp_path: Path) -> None:
    done = run(tmp_path / "xero.csv", "--preview", "--layout", "tally")
    assert done.exit_code == 1
    assert "is the header of Tally, Sundry Debtors (pending bills)" in done.output
