"""A check that was entered by hand and that the bank's file tells of later is one payment; what may be is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.cash import accounts, verify
from creditdesk.cash.actions import enter_receipt, match_receipt
from creditdesk.cash.entered import in_doubt, line_of, say_same
from creditdesk.cash.held_checks import give_back_check
from creditdesk.cash.models import BankAccount, BankedReceipt, BankLine, Match, PayerSign, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.returning import Return, return_payment
from creditdesk.cash.running import match_by_itself
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import Activity, Tickler
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policy_in_force
from tests.actions.importing import load, take_back
from tests.actions.test_bank_files import IBAN, booked, camt, entry
from tests.builders import invoice
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}
PAYERS = "GB29NWBK60161331926819"


@pytest.fixture(autouse=True)
def account(world: World) -> BankAccount:
    return BankAccount.objects.create(company=world.northlight, name="Main", number=IBAN, currency="USD")


def check(world: World, amount: int = 100_00, *, of: Customer | None = None, **facts: Any) -> Receipt:
    told: dict[str, Any] = {"value_date": dt.date(2026, 6, 10), "channel": "check"} | facts
    new = NewReceipt(amount, "USD", told.pop("value_date"), dt.date(2026, 6, 10), customer=of, **told)
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


def told_by_bank(world: World, *references: str, name: str = "", minor: int = 100_00, opening: int = 0) -> Any:
    entries = [entry(f"{minor / 100:.2f}", one, name=name or "Somebody", iban=PAYERS) for one in references]
    closing = opening + minor * len(references)
    text = camt(*entries, opening=f"{opening / 100:.2f}", closing=f"{closing / 100:.2f}", number=1 + bool(opening))
    return load(text, company=world.northlight, by=world.erin)


def sound() -> None:
    assert verify.broken_facts() == []


def test_the_check_s_number_proves_it_and_its_money_goes_from_the_cash_in_hand_to_the_bank(world: World) -> None:
    receipt = check(world, of=world.acme, trace="004711")
    assert (booked(accounts.CASH_IN_HAND), booked("cash")) == (100_00, 0)
    told_by_bank(world, "4711")
    assert Receipt.objects.get() == receipt
    banked = BankedReceipt.objects.get()
    assert (banked.line, banked.posting_date) == (BankLine.objects.get(), dt.date(2026, 6, 12))
    assert (booked(accounts.CASH_IN_HAND), booked("cash")) == (0, 100_00)
    sound()


def test_who_pays_proves_it_where_no_other_payment_of_the_amount_is_in_question(world: World) -> None:
    check(world, of=world.acme)
    told_by_bank(world, "A1", name="ACME CAMERA")
    assert Receipt.objects.count() == 1


def test_what_it_pays_stays_paid(world: World) -> None:
    item, receipt = invoice(world.acme, amount=100_00), check(world, of=world.acme, trace="4711")
    choice = Choice(world.acme, (MatchLine(item.id, 100_00),))
    match_receipt(receipt, choice=choice, revision=0, by=world.erin, key="m", **_DAY)
    told_by_bank(world, "4711")
    item.refresh_from_db()
    assert (item.open_minor, Receipt.objects.count()) == (0, 1)
    sound()


@pytest.mark.parametrize(
    ("trace", "name", "day"),
    [
        ("", "Zenith Optics", dt.date(2026, 6, 10)),  # nothing but the amount
        ("4711", "Somebody", dt.date(2026, 5, 20)),  # too long ago
    ],
)
def test_the_amount_alone_or_another_time_proves_nothing(world: World, trace: str, name: str, day: dt.date) -> None:
    check(world, of=world.acme, trace=trace, value_date=day)
    told_by_bank(world, "4711", name=name)
    assert Receipt.objects.count() == 2


def test_two_lines_for_one_check_or_two_checks_for_one_line_are_for_a_person(world: World) -> None:
    check(world, of=world.acme)
    told_by_bank(world, "A1", "A2", name="Acme Camera")
    assert Receipt.objects.count() == 3
    check(world, 55_00, of=world.acme)
    check(world, 55_00, of=world.acme)
    told_by_bank(world, "A3", name="Acme Camera", minor=55_00, opening=200_00)
    assert Receipt.objects.filter(amount_minor=55_00).count() == 3


def test_what_may_be_the_same_is_not_matched_by_the_machine_and_a_person_says_that_it_is(world: World) -> None:
    item = invoice(world.acme, amount=100_00, number="88120")
    entered = check(world, of=world.acme)
    PayerSign.objects.create(
        company=world.northlight,
        customer=world.zenith,
        kind="name",
        value="somebody",
        learned_by="erin",
        learned_at=NOW,
    )
    told_by_bank(world, "A1")
    told = Receipt.objects.exclude(id=entered.id).get()
    policy = policy_in_force(as_of=TODAY, company_id=world.northlight.id)
    assert in_doubt([told], policy=policy) == {told.id: (entered.id,)}
    match_by_itself(world.northlight.id, receipt_ids=[told.id], **_DAY)
    assert not Match.objects.exists()
    told.refresh_from_db()
    assert told.customer is None

    same = say_same(told, entered, revision=told.revision, by=world.erin, **_DAY)

    told.refresh_from_db()
    assert (same.id, line_of(same), told.standing) == (entered.id, BankLine.objects.get(), "taken_back")
    assert (booked(accounts.CASH_IN_HAND), booked("cash"), booked(accounts.UNIDENTIFIED)) == (0, 100_00, 0)
    assert item.open_minor == 100_00
    sound()


def test_what_pays_something_already_or_is_another_amount_is_not_said_to_be_the_same(world: World) -> None:
    item, entered, other = invoice(world.acme, amount=100_00), check(world), check(world, 99_00)
    told_by_bank(world, "A1")
    told = Receipt.objects.get(line__isnull=False)
    with pytest.raises(Refusal, match="not the same payment"):
        say_same(told, other, revision=0, by=world.erin, **_DAY)
    choice = Choice(world.acme, (MatchLine(item.id, 100_00),))
    match_receipt(told, choice=choice, revision=0, by=world.erin, key="m", **_DAY)
    told.refresh_from_db()
    with pytest.raises(Refusal, match="take the matches back"):
        say_same(told, entered, revision=told.revision, by=world.erin, **_DAY)


def test_the_undo_of_the_file_leaves_what_was_entered_and_puts_its_money_back_in_hand(world: World) -> None:
    item, receipt = invoice(world.acme, amount=100_00), check(world, of=world.acme, trace="4711")
    choice = Choice(world.acme, (MatchLine(item.id, 100_00),))
    match_receipt(receipt, choice=choice, revision=0, by=world.erin, key="m", **_DAY)
    file = told_by_bank(world, "4711")
    assert take_back(file, by=world.erin).state == "undone"
    receipt.refresh_from_db()
    assert (line_of(receipt), receipt.standing) == (None, "")
    assert (booked(accounts.CASH_IN_HAND), booked("cash")) == (100_00, 0)
    told_by_bank(world, "4711")
    assert (booked(accounts.CASH_IN_HAND), booked("cash"), Receipt.objects.count()) == (0, 100_00, 1)
    sound()


def test_a_check_that_comes_back_leaves_neither_the_bank_nor_the_hand_with_its_money(world: World) -> None:
    receipt = check(world, of=world.acme, trace="4711")
    told_by_bank(world, "4711")
    receipt.refresh_from_db()
    said = Return("R01", "insufficient funds", TODAY)
    return_payment(receipt, told=said, revision=0, by=world.erin, key="back", **_DAY)
    assert (booked(accounts.CASH_IN_HAND), booked("cash")) == (0, 0)
    sound()


# ---------------------------------------------------------------- post-dated checks that are held


def held_check(world: World, **facts: Any) -> Receipt:
    """A check of 100.00 dated three days ahead, with its promise and the task to deposit it."""
    invoice(world.acme, amount=500_00)
    receipt = check(world, of=world.acme, value_date=dt.date(2026, 6, 18), **facts)
    dispatch.receipt_standing(receipt, **_DAY)
    assert (receipt.standing, receipt.posting_date, Tickler.objects.get().state) == ("post_dated", None, "open")
    return receipt


def test_s26_a_held_check_whose_number_the_bank_names_is_cash_from_that_day_on(world: World) -> None:
    receipt = held_check(world, trace="004711")
    file = told_by_bank(world, "4711")
    assert Receipt.objects.get() == receipt
    receipt.refresh_from_db()
    assert receipt.item is not None
    assert (receipt.standing, receipt.posting_date, receipt.item.open_minor) == ("", dt.date(2026, 6, 12), -100_00)
    assert (booked(accounts.CASH_IN_HAND), booked("cash")) == (0, 100_00)
    dispatch.imports_finished([file.id], **_DAY)
    task = Tickler.objects.get()
    assert (task.state, task.moves.get().note) == ("cancelled", "the check is deposited")
    assert Activity.objects.filter(promised_minor=100_00).count() == 1
    sound()
    take_back(file, by=world.erin)
    receipt.refresh_from_db()
    assert (receipt.standing, booked(accounts.CASH_IN_HAND), booked("cash")) == ("", 100_00, 0)
    sound()


def test_of_a_held_check_the_payer_alone_proves_nothing_and_a_person_says_that_it_is_the_same(world: World) -> None:
    receipt = held_check(world)
    PayerSign.objects.create(
        company=world.northlight, customer=world.acme, kind="bank_account", value=PAYERS, learned_by="x", learned_at=NOW
    )
    told_by_bank(world, "77123", name="Acme Camera")
    told = Receipt.objects.exclude(id=receipt.id).get()
    assert told.customer == world.acme
    match_by_itself(world.northlight.id, **_DAY)
    assert not Match.objects.exists()
    receipt.refresh_from_db()
    assert receipt.standing == "post_dated"
    assert in_doubt([told], policy=policy_in_force(as_of=TODAY, company_id=world.northlight.id)) == {
        told.id: (receipt.id,)
    }
    told.refresh_from_db()
    say_same(told, receipt, revision=told.revision, by=world.erin, **_DAY)
    receipt.refresh_from_db()
    told.refresh_from_db()
    assert (receipt.standing, told.standing) == ("", "taken_back")
    assert (booked(accounts.CASH_IN_HAND), booked("cash")) == (0, 100_00)
    dispatch.check_settled(receipt, **_DAY)
    assert Tickler.objects.get().state == "cancelled"
    sound()


def test_a_held_check_that_is_given_back_has_no_task_any_more(world: World) -> None:
    receipt = held_check(world)
    give_back_check(receipt, revision=0, why="they paid by wire", by=world.erin, at=NOW)
    assert dispatch.special_cash(world.northlight.id, **_DAY) == 1
    assert Tickler.objects.get().moves.get().note == "the check was given back"
    told_by_bank(world, "88001", name="Acme Camera")
    assert Receipt.objects.count() == 2
    sound()
