"""The payment's page asks whether what the bank told was entered by hand before; one press says so, by page and API."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from creditdesk.cash.models import BankAccount, BankedReceipt, Receipt
from tests.actions.test_bank_files import IBAN
from tests.actions.test_cash_entered_by_hand import check, told_by_bank
from tests.api.programs import Program
from tests.world import NOW, World


@pytest.fixture
def told(world: World) -> Any:
    """A payment by the bank that may be the check entered before; with that check."""
    BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")
    entered = check(world, of=world.acme)
    told_by_bank(world, "A1")
    with time_machine.travel(NOW, tick=False):
        yield Receipt.objects.get(line__isnull=False), entered


def test_the_page_asks_and_a_press_ties_the_two(client: Client, world: World, told: tuple[Receipt, Receipt]) -> None:
    receipt, entered = told
    client.force_login(world.erin)
    page = client.get(reverse("cash_receipt", args=[receipt.id]))
    assert [one.id for one in page.context["entered"]] == [entered.id]
    assert "Entered by hand before?" in page.content.decode()
    sent = {"receipt": entered.id, "revision": receipt.revision}
    done = client.post(reverse("cash_same", args=[receipt.id]), sent)
    assert (done.status_code, done["Location"]) == (302, reverse("cash_receipt", args=[entered.id]))
    assert BankedReceipt.objects.get().receipt == entered
    shown = client.get(reverse("cash_receipt", args=[entered.id]))
    assert shown.context["line_url"]
    # Whoever comes second is told.
    again = client.post(reverse("cash_same", args=[receipt.id]), sent)
    assert again.status_code in (409, 422)


def test_a_program_says_it_too(world: World, told: tuple[Receipt, Receipt]) -> None:
    receipt, entered = told
    answer = Program(world.erin).post(f"/receipts/{receipt.id}/same", {"revision": 0, "receipt_id": entered.id})
    assert (answer.status_code, answer.json()["id"]) == (200, entered.id)


def test_a_reader_is_asked_and_cannot_answer(client: Client, world: World, told: tuple[Receipt, Receipt]) -> None:
    receipt, _ = told
    client.force_login(world.dave)
    page = client.get(reverse("cash_receipt", args=[receipt.id]))
    assert reverse("cash_same", args=[receipt.id]) not in page.content.decode()
