"""F4, bank files: two files that tell the same statement are posted at the same moment, by four people each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.cash import accounts, verify
from creditdesk.cash.models import BankAccount, BankStatement, Receipt
from creditdesk.intake.models import ImportFile
from creditdesk.journal.actions import begin_chain
from tests.actions.importing import preview
from tests.actions.test_bank_files import IBAN, booked, camt, entry
from tests.faults.crowd import send_crowd
from tests.plugins.counts import Counted
from tests.world import World, make_world

pytestmark = pytest.mark.long

PAYMENTS = 30


@pytest.fixture
def world(transactional_db: None) -> World:
    """The cast in a database that other processes see."""
    begin_chain()
    return make_world()


@pytest.mark.timeout(600)
def test_each_payment_becomes_one_receipt(world: World, tmp_path: Path, counted: Counted) -> None:
    BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")
    total = sum(range(1, PAYMENTS + 1))
    text = camt(*(entry(f"{n}.00", f"A{n}") for n in range(1, PAYMENTS + 1)), closing=f"{total}.00")
    files = [preview(one, company=world.northlight, by=world.erin) for one in (text, text.replace("\n", "\r\n"))]

    work = {"task": "post_bank_files", "files": [file.id for file in files], "by": world.erin.id}
    told = Counter(send_crowd(work, folder=tmp_path))

    assert told["posting"] <= 2, told
    counted("F4 bank files", f"two files of one statement posted at once by eight: {dict(told)} ({connection.vendor})")
    assert {file.state for file in ImportFile.objects.all()} == {"posted"}
    assert BankStatement.objects.get().line_count == PAYMENTS
    assert Receipt.objects.count() == PAYMENTS
    assert (booked("cash"), booked(accounts.UNIDENTIFIED)) == (total * 100, -total * 100)
    assert verify.broken_facts() == []
