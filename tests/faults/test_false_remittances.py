"""Payers' lists that were changed behind the desk's back: the proof names each, the database refuses the plain way.

Each test writes raw SQL as somebody with the database's own rights may, who took the guard away before.
"""

from __future__ import annotations

import json

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk import dispatch
from creditdesk.cash import verify
from creditdesk.cash.actions import enter_receipt, take_back_match
from creditdesk.cash.models import Match, MatchedList, Receipt, Remittance
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.triggers import CASH_GUARDS
from creditdesk.nightly.proof import broken_guards
from tests import builders
from tests.world import NOW, TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_the_books]


@pytest.fixture
def one(world: World) -> Remittance:
    """Acme's list of two invoices, by which the machine matched his payment; the books prove."""
    items = [builders.invoice(world.acme, amount=amount) for amount in (1200_00, 2250_00)]
    said = listed(world, *((item.number, item.open_minor) for item in items))
    new = NewReceipt(3450_00, "USD", TODAY, TODAY, customer=world.acme)
    enter_receipt(new, company=world.northlight, by=world.erin, as_of=TODAY, at=NOW)
    dispatch.match_cash(world.northlight.id, as_of=TODAY, at=NOW)
    said.refresh_from_db()
    assert (said.state, Match.objects.get().basis, verify.broken_facts()) == (
        "used",
        "remittance.equal.agrees",
        [],
    )
    return said


def listed(world: World, *paid: tuple[str, int], key: str = "list") -> Remittance:
    return Remittance.objects.create(
        company=world.northlight,
        customer=world.acme,
        key=key,
        format="table",
        currency="USD",
        amount_minor=sum(minor for _, minor in paid),
        lines=[{"number": number, "paid_minor": minor} for number, minor in paid],
        state="waiting",
        received_at=NOW,
        received_by="machine",
    )


def sql(statement: str, *values: int | str | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_guard(name: str) -> None:
    table = next(guard.table for guard in CASH_GUARDS if guard.name == name)
    sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


def rewritten(one: Remittance, *paid: int, total: int | None) -> None:
    """The list tells other amounts of its documents, and another sum."""
    without_guard("cash_remittance_used")
    lines = [{**line, "paid_minor": minor} for line, minor in zip(one.lines, paid, strict=True)]
    statement = "UPDATE cash_remittance SET lines = %s, amount_minor = %s WHERE id = %s"
    sql(statement, json.dumps(lines), total, one.id)


def test_what_a_list_with_its_payment_says_is_fixed_and_its_guard_is_proved(one: Remittance) -> None:
    for change in ("amount_minor = 1", "lines = '[]'", "currency = 'EUR'"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            sql(f"UPDATE cash_remittance SET {change} WHERE id = %s", one.id)
    for table in ("cash_remittance", "cash_matchedlist"):
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            sql(f"DELETE FROM {table}")
    assert broken_guards() == {}
    without_guard("cash_remittance_used")
    assert list(broken_guards()) == ["cash_remittance_used"]


def test_a_sum_that_its_lines_do_not_make_is_named(one: Remittance) -> None:
    rewritten(one, 1200_00, 2250_00, total=3450_01)
    assert f"I4: remittance {one.id} says that 345001 was paid, its lines say 345000" in verify.broken_facts()


def test_a_list_of_another_amount_than_its_payment_is_named(one: Remittance) -> None:
    rewritten(one, 1200_00, 2250_01, total=3450_01)
    number = Receipt.objects.get().number
    found = verify.broken_facts()
    assert f"I4: payment {number} is 345000, the remittances that are with it say 345001" in found
    fact = next(fact for fact in found if fact.startswith(f"I4: payment {number}"))
    assert (fact.company_id, fact.customer_id) == (one.company_id, one.customer_id)


def test_amounts_moved_from_one_document_of_a_list_to_another_are_named(one: Remittance) -> None:
    rewritten(one, 1300_00, 2150_00, total=3450_00)
    match = Match.objects.get()
    text = "match {} applies {} to {} documents, the remittances that it rests on to {}"
    told = [(120000, 1, 0), (130000, 0, 1), (215000, 0, 1), (225000, 1, 0)]
    assert sorted(verify.broken_facts()) == sorted(f"I4: {text.format(match.id, *each)}" for each in told)


def test_a_list_without_its_payment_is_named_with_the_match_that_rests_on_it(one: Remittance) -> None:
    sql("UPDATE cash_remittance SET receipt_id = NULL WHERE id = %s", one.id)
    assert verify.broken_facts() == [
        f"I13: remittance {one.id} is used, and its payment says otherwise",
        f"I4: match {Match.objects.get().id} rests on remittance {one.id}, which is not with its payment",
    ]


@pytest.mark.parametrize("state", ["held", "waiting", "set_aside"])
def test_a_list_that_has_a_payment_and_says_that_it_has_none_is_named(one: Remittance, state: str) -> None:
    sql("UPDATE cash_remittance SET state = %s WHERE id = %s", state, one.id)
    assert f"I13: remittance {one.id} is {state}, and its payment says otherwise" in verify.broken_facts()


def test_a_list_put_to_the_payment_of_another_is_named(world: World, one: Remittance) -> None:
    new = NewReceipt(3450_00, "EUR", TODAY, TODAY, customer=world.zenith)
    other = enter_receipt(new, company=world.northlight, by=world.erin, as_of=TODAY, at=NOW)
    sql("UPDATE cash_remittance SET receipt_id = %s WHERE id = %s", other.id, one.id)
    found = verify.broken_facts()
    assert f"I1: remittance {one.id} is of another company or currency than its payment {other.number}" in found
    text = f"match {Match.objects.get().id} rests on remittance {one.id}, which is not with its payment"
    assert f"I4: {text}" in found


def test_a_second_list_slipped_to_a_payment_is_named(world: World, one: Remittance) -> None:
    second = listed(world, ("anything", 50_00), key="second")
    statement = "UPDATE cash_remittance SET receipt_id = %s, state = 'used' WHERE id = %s"
    sql(statement, one.receipt_id, second.id)
    number = Receipt.objects.get().number
    assert verify.broken_facts() == [
        f"I4: payment {number} is 345000, the remittances that are with it say 350000"
    ]  # fmt: skip


def test_a_match_whose_list_was_forgotten_is_named(one: Remittance) -> None:
    without_guard("cash_matchedlist_no_delete")
    sql("DELETE FROM cash_matchedlist")
    match = Match.objects.get()
    text = f"match {match.id} of payment {match.receipt.number} rests on a remittance, and none is named"
    assert verify.broken_facts() == [f"I4: {text}"]


def test_a_match_that_names_the_list_of_another_payment_is_named(world: World, one: Remittance) -> None:
    other = listed(world, *((line["number"], line["paid_minor"]) for line in one.lines), key="other")
    without_guard("cash_matchedlist_no_update")
    sql("UPDATE cash_matchedlist SET remittance_id = %s", other.id)
    text = f"match {Match.objects.get().id} rests on remittance {other.id}, which is not with its payment"
    assert verify.broken_facts() == [f"I4: {text}"]


def test_a_match_that_was_taken_back_rests_on_nothing(world: World, one: Remittance) -> None:
    match = Match.objects.get()
    take_back_match(match, cause="wrong", why="not his", as_of=TODAY, by=world.erin, at=NOW)
    assert MatchedList.objects.count() == 1
    rewritten(one, 1300_00, 2150_00, total=3450_00)
    assert verify.broken_facts() == []
