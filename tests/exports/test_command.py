"""`creditdesk export`: a list as a file from the console, as a user sees it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from creditdesk.commands.export import command
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.web.files import sheet
from tests.world import World

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_a_list_is_written_as_of_a_day_with_the_rows_that_the_user_sees(world: World, tmp_path: Path) -> None:
    builders.invoice(world.acme, amount=120_000)
    builders.invoice(world.zenith, amount=5_000)
    book, text = tmp_path / "x.xlsx", tmp_path / "x.csv"
    done = run("aging", "--user", "bob", "--as-of", "2026-06-01", "--output", str(book), "--filter", "company=NL")
    assert done.output == f"{book}: 2 rows.\n"
    heads, *rows = sheet(book.read_bytes())
    assert [row[heads.index("Amount")] for row in rows[:2]] == [1200.0, 50.0]
    assert run("accounts", "--user", "alice", "--output", str(text), "--filter", "sort=name").exit_code == 0
    with text.open(encoding="utf-8-sig", newline="") as file:
        assert [row["Customer"] for row in csv.DictReader(file)] == ["Acme Camera"]
    assert JournalEntry.objects.filter(kind="export.aging", by="bob").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.csv", "x.xlsx"]


def test_what_cannot_be_written_is_refused_in_words(world: World, tmp_path: Path) -> None:
    output = str(tmp_path / "x.csv")
    for arguments, words in (
        (("accounts", "--user", "sam"), "does not have the right"),
        (("accounts", "--user", "nobody"), "no user is called nobody"),
        (("accounts", "--user", "bob", "--filter", "nonsense=1"), "is not narrowed by nonsense"),
        (("accounts", "--user", "bob", "--filter", "company=SW"), "does not see company SW"),
        (("exceptions", "--user", "bob", "--as-of", "2020-01-01"), "is kept for today only"),
        (("nothing", "--user", "bob"), "there is no list nothing"),
    ):
        done = run(*arguments, "--output", output)
        assert done.exit_code != 0
        assert words in done.output
    assert list(tmp_path.iterdir()) == []
    assert "accounts: Accounts (q, currency" in run().output
