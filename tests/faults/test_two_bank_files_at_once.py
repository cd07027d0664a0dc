"""F4, bank files: two files that tell the same statement are posted at the same moment, by four people each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from creditdesk.cash import accounts, verify
from creditdesk.cash.models import BankAccount, BankStatement, Match, Receipt
from creditdesk.cash.running import match_by_itself
from creditdesk.intake.models import ImportFile
from creditdesk.journal.actions import begin_chain
from creditdesk.parties.machine import machine_user
from creditdesk.receivables.models import OpenItem
from tests import builders
from tests.actions.importing import preview
from tests.actions.test_bank_files import IBAN, booked, camt, entry
from tests.faults.crowd import send_crowd
from tests.plugins.counts import Counted
from tests.plugins.figures import figure
from tests.world import NOW, TODAY, World, make_world

pytestmark = pytest.mark.long

PAYMENTS = figure(30, full=300)


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


@pytest.mark.timeout(600)
def test_each_payment_is_matched_once_while_its_file_comes_in_twice(
    world: World, tmp_path: Path, counted: Counted
) -> None:
    BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")
    machine_user()
    numbers = [str(51_000_000 + 1_009 * place) for place in range(1, PAYMENTS + 1)]
    for place, number in enumerate(numbers, start=1):
        builders.invoice(world.acme, amount=place * 100, number=number)
    entries = [
        entry(f"{place}.00", f"A{place}").replace("invoice 88120", f"invoice {number}")
        for place, number in enumerate(numbers, start=1)
    ]
    text = camt(*entries, closing=f"{sum(range(1, PAYMENTS + 1))}.00")
    files = [preview(one, company=world.northlight, by=world.erin) for one in (text, text.replace("\n", "\r\n"))]

    work = {"task": "post_and_match", "files": [file.id for file in files], "by": world.erin.id}
    told = send_crowd(work, folder=tmp_path, patience_seconds=400)

    match_by_itself(world.northlight.id, as_of=TODAY, at=NOW)
    assert Receipt.objects.count() == PAYMENTS
    standing = Match.objects.filter(taken_back="").values_list("receipt_id", flat=True)
    assert sorted(standing) == sorted(Receipt.objects.values_list("id", flat=True))
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    assert verify.broken_facts() == []
    meanwhile = sum(one["matched"] for one in told)
    counted(
        "F4 bank files",
        f"{PAYMENTS} payments of a file told twice, {meanwhile} matched meanwhile ({connection.vendor})",
    )
