"""Postings for the ERP on their page and as files: what awaits it, what it refused and why, its answer by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from creditdesk.commands.erp_postings import command
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Company
from creditdesk.receivables import erp
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import ErpAnswer, Posting
from tests import builders
from tests.web.clients import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.one_database


@pytest.fixture
def applied(world: World) -> Posting:
    invoice = builders.invoice(world.acme, amount=120_000, number="88120")
    payment = builders.payment(world.acme, amount=100_000, number="PAY 4417")
    to = [ApplyTo(invoice.id, 100_000)]
    return apply_credit(payment, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="a")


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_what_the_erp_refused_stands_on_the_page_with_its_reason(world: World, applied: Posting) -> None:
    reason = "Document 88120 is blocked"
    erp.answer(applied, accepted=False, reason=reason, answered_on=TODAY, by=world.erin, at=NOW)
    client = client_of(world.audrey)
    page = client.get("/erp-postings/")
    assert page.context["rows"] == []
    assert [tab["count"] for tab in page.context["tabs"]] == [0, 1, 0]
    shown = client.get("/erp-postings/?state=refused").content.decode()
    assert "Document 88120 is blocked" in shown
    assert f"/postings/{applied.id}/" in shown
    assert "Document 88120 is blocked" in client.get(f"/postings/{applied.id}/").content.decode()
    assert "Document 88120 is blocked" not in client_of(world.sam).get(f"/postings/{applied.id}/").content.decode()


def test_the_answer_is_told_by_hand_where_the_erp_does_not_tell_it(world: World, applied: Posting) -> None:
    client, path = client_of(world.erin), f"/erp-postings/{applied.id}/answer/"
    facts = {"answer": "refused", "erp_document": "", "reason": "", "answered_on": TODAY.isoformat()}
    assert "Say why" in client.post(path, facts).content.decode()
    accepted = facts | {"answer": "accepted", "erp_document": "ERP-1"}
    assert client.post(path, accepted)["Location"] == "/erp-postings/"
    assert ErpAnswer.objects.get().erp_document == "ERP-1"
    assert client.post(path, facts | {"reason": "no"}).status_code == 422


def test_the_file_has_a_row_for_each_line_and_its_entry_in_the_journal(world: World, applied: Posting) -> None:
    client = client_of(world.dave)
    with time_machine.travel(NOW, tick=False):
        answer = client.get("/exports/erp-postings/?state=awaiting")
        book = client.get("/exports/erp-postings/?format=xlsx")
    rows = _rows(answer.content.decode())
    assert [(row["posting"], row["item_number"], row["amount"], row["state"]) for row in rows] == [
        (str(applied.id), "PAY 4417", "1000.00", "awaiting"),
        (str(applied.id), "88120", "-1000.00", "awaiting"),
    ]
    assert book["Content-Disposition"].endswith('.xlsx"')
    entry = JournalEntry.objects.filter(kind="export.erp_postings").earliest("seq")
    assert (entry.by, entry.facts["rows"]) == ("dave", 2)


def test_the_console_writes_the_same_file_and_tells_the_answer(world: World, applied: Posting, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    done = CliRunner().invoke(command, ["--company", "NL", "--output", str(file)])
    assert done.exit_code == 0, done.output
    assert [row["item_number"] for row in _rows(file.read_text(encoding="utf-8"))] == ["PAY 4417", "88120"]
    assert JournalEntry.objects.get(kind="export.erp_postings").by == "console"
    answer = ["--answer", str(applied.id), "--refused", "blocked", "--user"]
    assert "does not have the right" in CliRunner().invoke(command, [*answer, "alice"]).output
    assert "refused" in CliRunner().invoke(command, [*answer, "erin"]).output
    assert ErpAnswer.objects.get().reason == "blocked"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--company", "XX", "--output", "x.csv"], "there is no company XX"),
        (["--company", "NL", "--output", "x.txt"], "must end with .csv or .xlsx"),
        (["--company", "SW", "--output", "x.xlsx"], "SW keeps its books here"),
        ([], "Say --company and --output"),
    ],
)
def test_the_console_says_why_it_writes_nothing(world: World, arguments: list[str], words: str) -> None:
    Company.objects.filter(code="SW").update(mode=Company.Mode.SUBLEDGER)
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code != 0
    assert words in done.output
