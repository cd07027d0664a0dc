"""A bank file on the page of imports, the statements that it brought, and the decision about one that does not tie."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from creditdesk.cash.models import BankAccount, BankStatement, Receipt
from creditdesk.domain.reasons import Refusal
from creditdesk.journal.models import JournalEntry
from tests.actions.importing import load, preview, take_back
from tests.actions.test_bank_files import IBAN, booked, camt, entry, one_day, sound
from tests.web.clients import client_of
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def page(client: object, name: str, *args: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))  # type: ignore[attr-defined]
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def with_account(world: World) -> BankAccount:
    return BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")


def test_the_preview_shows_each_statement_with_its_balances(world: World) -> None:
    with_account(world)
    erin = client_of(world.erin)
    file = preview(one_day(), company=world.northlight, by=world.erin)
    text = page(erin, "import", file.id)
    assert "camt bank statement" in text
    assert "350.00" in text
    assert "Ties" in text
    assert "Zenith" in page(erin, "import_rows", file.id, "new")


def test_a_controller_makes_the_account_that_a_statement_lacks(world: World) -> None:
    dave = client_of(world.dave)
    file = preview(one_day(), company=world.northlight, by=world.dave)
    assert "Make the account" in page(dave, "import", file.id)
    assert "Make the account" not in page(client_of(world.erin), "import", file.id)
    said = {"company": "NL", "name": "Main", "number": "DE89 3704 0044 0532 0130 00", "currency": "usd"}
    answer = dave.post(reverse("bank_account_new"), {**said, "gl_account": "1010"})
    assert answer.status_code == 302
    assert BankAccount.objects.get().number == IBAN
    assert JournalEntry.objects.filter(kind="bank_account.made").exists()
    assert "1010" in page(dave, "bank_accounts")
    assert dave.post(reverse("bank_account_new"), {**said, "gl_account": "1010"}).status_code == 422


def test_a_held_statement_is_let_in_with_a_reason(world: World) -> None:
    with_account(world)
    load(camt(entry("100.00", "A1"), closing="90.00"), company=world.northlight, by=world.erin)
    erin, statement = client_of(world.erin), BankStatement.objects.get()
    shown = page(erin, "bank_statement", statement.id)
    assert "Why it was held" in shown
    assert "Acme Camera" not in page(erin, "bank_statements")
    url = reverse("bank_statement_decide", args=[statement.id])
    assert erin.post(url, {"decision": "let_in", "why": ""}).status_code == 422
    assert not Receipt.objects.exists()
    assert erin.post(url, {"decision": "let_in", "why": "the fee comes tomorrow"}).status_code == 302
    assert erin.post(url, {"decision": "let_in", "why": "again"}).status_code == 409
    statement.refresh_from_db()
    assert (statement.state, statement.credits_minor, booked("cash")) == ("taken", 100_00, 100_00)
    assert "Acme Camera" in page(erin, "bank_statement", statement.id)
    sound()


def test_a_statement_that_is_set_aside_takes_no_effect(world: World) -> None:
    with_account(world)
    file = load(camt(entry("100.00", "A1"), closing="90.00"), company=world.northlight, by=world.erin)
    erin, statement = client_of(world.erin), BankStatement.objects.get()
    url = reverse("bank_statement_decide", args=[statement.id])
    assert erin.post(url, {"decision": "set_aside", "why": "a test of the bank"}).status_code == 302
    assert not Receipt.objects.exists()
    assert take_back(file, by=world.erin).state == "undone"
    sound()


def test_the_undo_says_what_goes_and_what_stands_in_the_way(world: World) -> None:
    with_account(world)
    file = load(camt(entry("100.00", "A1"), kind="54"), company=world.northlight, by=world.erin)
    erin = client_of(world.erin)
    assert "1 payment leaves the ledger" in page(erin, "import_undo", file.id)
    later = load(one_day(), company=world.northlight, by=world.erin)
    assert f"Import {later.id} tells payments of this file again" in page(erin, "import_undo", file.id)
    with pytest.raises(Refusal, match="undo it first"):
        take_back(file, by=world.erin)
    take_back(later, by=world.erin)
    assert take_back(file, by=world.erin).state == "undone"
    assert "What the file brought was taken back" in page(erin, "import", file.id)
    sound()
