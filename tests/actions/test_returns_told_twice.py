"""One returned payment that a statement, a file of returns and a person tell is one event, whoever is first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk.cash import verify
from creditdesk.cash.actions import enter_receipt
from creditdesk.cash.models import BankAccount, ReturnedPayment
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.returning import Return, return_by_itself, return_payment
from tests.actions.importing import load, preview, take_back
from tests.actions.test_bank_files import IBAN, camt, entry
from tests.formats.bank.samples import ach_entry, ach_return, nacha
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}
DAY = dt.date(2026, 5, 5)


@pytest.fixture(autouse=True)
def account(world: World) -> BankAccount:
    return BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")


def statement(*, name: str = "ANVIL WORKS", amount: str = "250.50", times: int = 1) -> str:
    back = "<RtrInf><Rsn><Cd>AM04</Cd></Rsn></RtrInf>"
    entries = [entry(amount, f"R{place}", day="2026-05-05", name=name, debit=True, more=back) for place in range(times)]
    closing = 1000_00 - times * round(float(amount) * 100)
    return camt(*entries, opening="1000.00", closing=f"{closing / 100:.2f}", day="2026-05-05")


def returns(*, times: int = 1) -> str:
    records = []
    for place in range(times):
        records += [
            ach_entry(code="26", addenda=True),
            ach_return().replace("000000100000002", f"00000{place}100000002"),
        ]
    return nacha(*records, credits=0, debits=times * 250_50).decode()


def told() -> list[tuple[str, str, bool]]:
    """State, code, and whether a line of a statement tells it, of each return."""
    rows = ReturnedPayment.objects.order_by("id")
    return [(row.state, row.code, row.line_id is not None) for row in rows]


def received(world: World, **facts: Any) -> Any:
    new = NewReceipt(250_50, "USD", DAY, TODAY, customer=world.acme, payer_name="Anvil Works", **facts)
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


@pytest.mark.parametrize("statement_first", [True, False])
def test_a_statement_and_a_file_of_returns_tell_one_return(world: World, statement_first: bool) -> None:
    files = [statement(), returns()] if statement_first else [returns(), statement()]
    for text in files:
        load(text, company=world.northlight, by=world.erin)
    assert told() == [("waiting", "AM04" if statement_first else "R01", True)]
    receipt = received(world)
    assert return_by_itself(world.northlight.id, **_DAY) == 1
    receipt.refresh_from_db()
    assert receipt.standing == "returned"
    assert verify.broken_facts() == []


def test_what_was_carried_out_already_is_told_again_by_the_statement_and_takes_no_effect_twice(world: World) -> None:
    received(world)
    load(returns(), company=world.northlight, by=world.erin)
    assert return_by_itself(world.northlight.id, **_DAY) == 1
    load(statement(), company=world.northlight, by=world.erin)
    assert told() == [("done", "R01", True)]
    assert return_by_itself(world.northlight.id, **_DAY) == 0
    # The file of returns once more, its bytes changed, is known too.
    again = preview(returns().replace("\n", "\r\n"), company=world.northlight, by=world.erin)
    assert (again.rows_accepted, again.rows_unchanged) == (0, 1)


def test_what_a_person_returned_is_not_told_a_second_time_by_the_bank(world: World) -> None:
    receipt = received(world)
    said = Return("R01", "insufficient funds", DAY)
    return_payment(receipt, told=said, revision=0, by=world.erin, key="by hand", **_DAY)
    load(statement(), company=world.northlight, by=world.erin)
    assert told() == [("done", "R01", True)]


def test_two_payments_of_one_payer_that_came_back_are_two_and_one_of_another_name_waits_by_itself(
    world: World,
) -> None:
    load(statement(times=2), company=world.northlight, by=world.erin)
    assert len(told()) == 2
    # Which of the two the file tells is not proved: it waits for a person.
    load(returns(), company=world.northlight, by=world.erin)
    assert [line for _, _, line in told()] == [True, True, False]


def test_another_payer_s_return_of_the_same_amount_is_another_return(world: World) -> None:
    load(statement(name="Zenith"), company=world.northlight, by=world.erin)
    load(returns(), company=world.northlight, by=world.erin)
    assert len(told()) == 2


@pytest.mark.parametrize("undo_statement", [True, False])
def test_a_file_that_is_undone_leaves_the_return_to_the_one_that_tells_it_too(
    world: World, undo_statement: bool
) -> None:
    first = load(statement(), company=world.northlight, by=world.erin)
    second = load(returns(), company=world.northlight, by=world.erin)
    take_back(first if undo_statement else second, by=world.erin)
    assert told() == [("waiting", "AM04", not undo_statement)]
    take_back(second if undo_statement else first, by=world.erin)
    assert [state for state, _, _ in told()] == ["set_aside"]
    # Both once more are one return again.
    for text in (returns(), statement()):
        load(text, company=world.northlight, by=world.erin)
    assert [one for one in told() if one[0] == "waiting"] == [("waiting", "R01", True)]
    assert verify.broken_facts() == []
