"""A statement as a table on the page of imports: its questions, the answer, and the profile for the next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from creditdesk.cash.models import BankAccount
from creditdesk.intake.models import ImportProfile
from tests.actions.importing import preview, worked
from tests.web.clients import client_of
from tests.web.test_bank_statements import page
from tests.world import NOW, World

TEXT = "Date,Description,Deposit,Withdrawal\n06/07/2026,Bolt 17,20.00,\n06/08/2026,Rent,,7.50\n"


@pytest.fixture(autouse=True)
def on_the_worlds_day(db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_person_says_which_account_it_is_and_keeps_it_for_the_next_file(world: World) -> None:
    for company, number in ((world.northlight, "202051"), (world.southwind, "777")):
        BankAccount.objects.create(company=company, name="Main", number=number, currency="USD")
    erin = client_of(world.erin)
    file = preview(TEXT, company=world.northlight, by=world.erin, name="statement.csv")
    said = {"revision": file.revision, "day_order": "mdy"}
    columns = {"column_0": "booking_date", "column_1": "text", "column_2": "credit", "column_3": "debit"}
    assert "month first" in page(erin, "import", file.id)
    assert erin.post(reverse("import_read_again", args=[file.id]), {**said, **columns}).status_code == 302
    file = worked(file)
    text = page(erin, "import", file.id)
    assert "Which of ours is it?" in text
    assert "Main · 202051 · USD" in text
    assert "777" not in text  # another company's

    said |= {"revision": file.revision, "account": "202051 USD"}
    erin.post(reverse("import_read_again", args=[file.id]), {**said, **columns})
    file = worked(file)
    text = page(erin, "import", file.id)
    assert "20.00" in text
    assert "Ties" in text
    assert erin.post(reverse("import_profile_save", args=[file.id]), {"name": "Our bank"}).status_code == 302
    assert ImportProfile.objects.get().choices["account"] == "202051 USD"
    following = preview(TEXT.replace("17", "18"), company=world.northlight, by=world.erin, name="next.csv")
    assert (following.rows_accepted, following.understood["profile"]) == (3, "Our bank")


def test_headings_that_may_be_of_either_are_asked_and_a_button_answers(world: World) -> None:
    BankAccount.objects.create(company=world.northlight, name="Main", number="202051", currency="USD")
    erin = client_of(world.erin)
    text = "Date,Name,Amount,Currency\n2026-06-07,Bolt,20.00,USD\n"
    file = preview(text, company=world.northlight, by=world.erin, name="may-be.csv")
    assert "Bank statements, remittances and returned payments" in page(erin, "import", file.id)
    erin.post(reverse("import_read_again", args=[file.id]), {"revision": file.revision, "content": "bank"})
    assert "Which of ours is it?" in page(erin, "import", worked(file).id)
