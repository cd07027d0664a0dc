"""`creditdesk intake`: the preview on the console, the refusals as lines, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creditdesk.commands.intake import command
from creditdesk.receivables.models import OpenItem
from tests.actions.importing import HEADER, TWO_INVOICES
from tests.actions.test_import_corrections import corrected, put
from tests.world import World


@pytest.fixture
def may(tmp_path: Path) -> Path:
    """A file with two good rows and a bad one."""
    path = tmp_path / "may.csv"
    path.write_text(TWO_INVOICES + "C3,Bad,A-3,2026-05-01,2026-05-31,USD,12x,12x\n")
    return path


def _intake(path: Path, *options: str) -> Result:
    return CliRunner().invoke(command, [str(path), "--company", "NL", "--as-of", "2026-06-15", *options])


def test_preview_then_post(world: World, may: Path) -> None:
    result = _intake(may, "--user", "erin", "--yes")
    assert result.exit_code == 0, result.output
    assert "3 rows read: 2 new, 0 unchanged, 1 refused." in result.output
    assert f"{may}:4:Open amount: 12x: 12x is not an amount." in result.output
    assert "Posted as import" in result.output
    assert OpenItem.objects.count() == 2


def test_no_is_no(world: World, may: Path) -> None:
    result = CliRunner().invoke(command, [str(may), "--company", "NL", "--user", "erin"], input="n\n")
    assert result.exit_code == 3
    assert "Nothing was posted." in result.output
    assert not OpenItem.objects.exists()


def test_a_preview_alone_posts_nothing(world: World, may: Path) -> None:
    assert _intake(may, "--user", "erin", "--preview").exit_code == 0
    assert not OpenItem.objects.exists()


def test_the_same_file_again_is_refused(world: World, may: Path) -> None:
    _intake(may, "--user", "erin", "--yes")
    again = _intake(may, "--user", "erin", "--yes")
    assert again.exit_code == 1
    assert "This file was loaded before" in again.output


def test_a_day_that_has_not_come_is_refused(world: World, may: Path) -> None:
    result = _intake(may, "--user", "erin", "--yes", "--as-of", "2130-01-01")
    assert result.exit_code == 1
    assert "The day of the file, 2130-01-01, lies after today" in result.output
    assert not OpenItem.objects.exists()


def test_a_last_line_without_a_line_end_needs_a_word(world: World, tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text(TWO_INVOICES.rstrip("\n"))
    preview = _intake(path, "--user", "erin", "--preview")
    assert "2 rows read: 1 new, 0 unchanged, 1 refused." in preview.output
    assert "Line 3 has no line end: if it is whole, load the file with --accept-last-line." in preview.output
    assert _intake(path, "--user", "erin", "--yes", "--accept-last-line").exit_code == 0
    assert OpenItem.objects.count() == 2


def test_a_file_that_is_no_table_ends_with_its_reason(world: World, tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_bytes(b"%PDF-1.7")
    result = _intake(path, "--user", "erin", "--yes")
    assert result.exit_code == 1
    assert "a PDF document" in result.output


def test_a_question_is_left_to_the_browser(world: World, tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(HEADER + "C1,Fenwick,A-1,05/04/2026,06/05/2026,USD,1.00,1.00\n")
    result = _intake(path, "--user", "erin", "--yes")
    assert result.exit_code == 3
    assert "the month or the day first" in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--user", "alice"), "alice may not import files; these may: adam, carol, dave, erin"),
        ((), "say who loads the file: --user NAME"),
        (("--user", "erin", "--company", "SW"), "erin works for no company SW; there are: NL"),
    ],
)
def test_who_and_for_whom_must_be_right(world: World, may: Path, options: tuple[str, ...], words: str) -> None:
    result = _intake(may, *options)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


def test_who_a_customer_is_can_be_said_at_once(world: World, may: Path) -> None:
    may.write_text(TWO_INVOICES + "88,Acme Camera Inc.,A-7,2026-05-01,2026-05-31,USD,10.00,10.00\n")
    asked = _intake(may, "--user", "erin", "--preview")
    assert f"{may}:4:Customer: 88: The company has no customer 88, and one that is alike" in asked.output
    assert _intake(may, "--user", "erin", "--yes", "--customer", "88").exit_code == 2
    assert _intake(may, "--user", "erin", "--yes", "--customer", "89=7").exit_code == 1
    result = _intake(may, "--user", "erin", "--yes", "--customer", f"88={world.acme.number}")
    assert "3 rows read: 3 new" in result.output
    assert OpenItem.objects.get(number="A-7").customer == world.acme


def test_the_refused_rows_are_written_into_a_workbook_and_loaded_from_it(
    world: World, may: Path, tmp_path: Path
) -> None:
    book = tmp_path / "refused.xlsx"
    result = _intake(may, "--user", "erin", "--yes", "--refused", str(book))
    assert f"The refused rows stand in {book}" in result.output
    amounts = [put(3, heading, "12.00") for heading in ("Amount", "Open amount")]
    book.write_bytes(corrected(book.read_bytes(), *amounts))
    again = _intake(book, "--user", "erin", "--yes")
    assert "Corrected rows of import" in again.output and "read as may.csv was" in again.output
    assert OpenItem.objects.count() == 3


def test_a_file_of_customers_says_what_changes_from_what_to_what(world: World, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text(f"Customer,Name,Phone\n{world.acme.number},Acme Camera,555-0101\n")
    unclear = _intake(path, "--user", "erin", "--preview")
    assert unclear.exit_code == 3
    assert "Say what the file holds with --content, one of: customers, contacts." in unclear.output
    path.write_text(path.read_text() + "\n")
    result = _intake(path, "--user", "erin", "--content", "customers", "--yes")
    assert result.exit_code == 0, result.output
    assert "The file holds customers." in result.output
    assert "line 2: phone '' -> '555-0101'" in result.output
    assert "1 rows read: 0 new, 1 changed, 0 unchanged, 0 refused." in result.output
