"""Money that came is posted at once, matched to items by a person, and taken back without a trace lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk.cash import accounts
from creditdesk.cash.actions import (
    decide_standing,
    enter_receipt,
    identify_receipt,
    match_receipt,
    take_back_match,
    unidentify_receipt,
)
from creditdesk.cash.models import Match, PayerSign, Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Entry, OpenItem
from tests.builders import credit_memo, customer, invoice
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}


def received(world: World, amount: int, *, of: Customer | None = None, value_date: dt.date = TODAY) -> Receipt:
    new = NewReceipt(amount, "USD", value_date, TODAY, customer=of, payer_name="Acme Camera", payer_account="DE 12 34")
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


def matched(world: World, receipt: Receipt, *lines: MatchLine, of: Customer | None = None, key: str = "once") -> Match:
    receipt.refresh_from_db()
    choice = Choice(of or world.acme, lines)
    return match_receipt(receipt, choice=choice, revision=receipt.revision, by=world.erin, key=key, **_DAY)


def balance(account: str) -> int:
    return sum(Entry.objects.filter(account=account).values_list("amount_minor", flat=True))


def test_s11_a_payment_that_names_three_invoices_closes_them(world: World) -> None:
    items = [invoice(world.acme, amount=amount) for amount in (1200_00, 2250_00, 3000_00)]
    receipt = received(world, 6450_00, of=world.acme)
    matched(world, receipt, *(MatchLine(item.id, item.open_minor) for item in items))
    assert [OpenItem.objects.get(id=item.id).open_minor for item in items] == [0, 0, 0]
    receipt.refresh_from_db()
    assert receipt.item is not None
    assert receipt.item.open_minor == 0
    assert balance(accounts.CASH_IN_HAND) == 6450_00


def test_s13_a_parent_pays_for_its_children_and_keeps_no_balance(world: World) -> None:
    parent = customer(world.northlight, name="Parent")
    children = [customer(world.northlight, name=name, parent=parent) for name in ("A", "B", "C")]
    items = [invoice(c, amount=amount) for c, amount in zip(children, (4000_00, 3500_00, 2500_00), strict=True)]
    receipt = received(world, 10000_00)
    matched(world, receipt, *(MatchLine(item.id, item.open_minor) for item in items), of=parent)
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    payment = Receipt.objects.get(id=receipt.id).item
    assert payment is not None
    assert {one.customer_id for one in payment.applications_from.all()} == {child.id for child in children}


def test_s15_money_of_nobody_is_in_no_exposure_until_it_is_known_whose_it_is(world: World) -> None:
    receipt = received(world, 7777_77, value_date=TODAY - dt.timedelta(days=15))
    assert balance(accounts.UNIDENTIFIED) == -7777_77
    assert not OpenItem.objects.exists()
    identify_receipt(receipt, customer=world.acme, revision=0, by=world.erin, **_DAY)
    payment = OpenItem.objects.get()
    assert (payment.document_date, payment.open_minor) == (TODAY - dt.timedelta(days=15), -7777_77)
    assert balance(accounts.UNIDENTIFIED) == 0
    assert set(PayerSign.objects.values_list("value", flat=True)) == {"DE1234", "acme camera"}


def test_money_on_a_wrong_account_is_taken_off_it_and_put_on_another(world: World) -> None:
    receipt = received(world, 500_00)
    identify_receipt(receipt, customer=world.zenith, revision=0, by=world.erin, **_DAY)
    unidentify_receipt(receipt, revision=1, why="the name is another's", by=world.erin, **_DAY)
    assert balance(accounts.UNIDENTIFIED) == -500_00
    assert not PayerSign.objects.filter(forgotten_at__isnull=True).exists()
    for customer_, revision in ((world.acme, 2), (world.acme, 4)):
        receipt.refresh_from_db()
        identify_receipt(receipt, customer=customer_, revision=revision, by=world.erin, **_DAY)
        receipt.refresh_from_db()
        unidentify_receipt(receipt, revision=revision + 1, why="once more", by=world.erin, **_DAY)
    assert balance(accounts.UNIDENTIFIED) == -500_00
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()


def test_s18_more_than_the_invoice_stays_on_account_and_is_never_income(world: World) -> None:
    item = invoice(world.acme, amount=4950_00)
    receipt = received(world, 5000_00, of=world.acme)
    matched(world, receipt, MatchLine(item.id, 4950_00))
    payment = Receipt.objects.get(id=receipt.id).item
    assert payment is not None
    assert payment.open_minor == -50_00
    assert balance(accounts.SMALL_DIFFERENCES) == 0


def test_s20_a_named_shortage_becomes_a_deduction_with_the_invoices_due_date(world: World) -> None:
    item = invoice(world.acme, amount=10000_00, due_date=TODAY - dt.timedelta(days=15))
    receipt = received(world, 8000_00, of=world.acme)
    matched(world, receipt, MatchLine(item.id, 8000_00, deduction_minor=2000_00, claim="claim 4411"))
    deduction = OpenItem.objects.get(kind=OpenItem.Kind.DEDUCTION)
    assert (deduction.open_minor, deduction.due_date, deduction.reference, deduction.origin_id) == (
        2000_00,
        TODAY - dt.timedelta(days=15),
        "claim 4411",
        item.id,
    )
    item.refresh_from_db()
    assert item.open_minor == 0


def test_s20_without_a_reason_the_rest_stays_open_on_the_invoice(world: World) -> None:
    item = invoice(world.acme, amount=10000_00)
    matched(world, received(world, 8000_00, of=world.acme), MatchLine(item.id, 8000_00))
    item.refresh_from_db()
    assert item.open_minor == 2000_00


def test_a_credit_memo_is_used_beside_the_payment(world: World) -> None:
    item, memo = invoice(world.acme, amount=1000_00), credit_memo(world.acme, amount=100_00)
    receipt = received(world, 900_00, of=world.acme)
    matched(world, receipt, MatchLine(item.id, 1000_00), MatchLine(memo.id, -100_00))
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()


def test_small_differences_are_cleared_within_the_policy_and_its_cap(world: World) -> None:
    item = invoice(world.acme, amount=2000_00)
    matched(world, received(world, 1995_00, of=world.acme), MatchLine(item.id, 1995_00, short_minor=5_00))
    item.refresh_from_db()
    assert item.open_minor == 0
    assert balance(accounts.SMALL_DIFFERENCES) == 5_00
    larger = invoice(world.acme, amount=2000_00)
    with pytest.raises(Refusal, match="limit"):
        matched(
            world, received(world, 1985_00, of=world.acme), MatchLine(larger.id, 1985_00, short_minor=15_00), key="b"
        )
    # 100.00 in 30 days: the cap of the customer, of which 5.00 is used.
    for number in range(9):
        one = invoice(world.acme, amount=2000_00)
        receipt = received(world, 1990_00, of=world.acme)
        matched(world, receipt, MatchLine(one.id, 1990_00, short_minor=10_00), key=f"cap {number}")
    beyond = invoice(world.acme, amount=2000_00)
    with pytest.raises(Refusal, match="cap"):
        matched(
            world, received(world, 1990_00, of=world.acme), MatchLine(beyond.id, 1990_00, short_minor=10_00), key="c"
        )


def test_a_match_that_is_taken_back_opens_everything_again(world: World) -> None:
    item, memo = invoice(world.acme, amount=1000_00), credit_memo(world.acme, amount=100_00)
    receipt = received(world, 850_00, of=world.acme)
    lines = (MatchLine(item.id, 950_00, deduction_minor=50_00, claim="freight"), MatchLine(memo.id, -100_00))
    match = matched(world, receipt, *lines)
    take_back_match(match, cause=Match.TakenBack.WRONG, why="it was for another", by=world.erin, **_DAY)
    opened = OpenItem.objects.filter(closed_date__isnull=True).order_by("id")
    assert [one.open_minor for one in opened] == [1000_00, -100_00, -850_00]
    again = matched(world, receipt, MatchLine(item.id, 850_00), key="again")
    assert again.id != match.id
    with pytest.raises(Refusal, match="already"):
        take_back_match(match, cause=Match.TakenBack.WRONG, why="twice", by=world.erin, **_DAY)


def test_the_same_key_matches_once_and_an_old_look_is_refused(world: World) -> None:
    item = invoice(world.acme, amount=1000_00)
    receipt = received(world, 600_00, of=world.acme)
    first = matched(world, receipt, MatchLine(item.id, 500_00))
    assert matched(world, receipt, MatchLine(item.id, 500_00)).id == first.id
    choice = Choice(world.acme, (MatchLine(item.id, 100_00),))
    with pytest.raises(Refusal, match="meanwhile"):
        match_receipt(receipt, choice=choice, revision=0, by=world.erin, key="late", **_DAY)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ((1000_01, 0, 0), "is left"),
        ((600_00, 500_00, 0), "is open"),
        ((0, 0, 0), "nothing of the payment"),
        ((500_00, 0, -1), "below zero"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(world: World, line: tuple[int, int, int], why: str) -> None:
    item = invoice(world.acme, amount=1000_00)
    applied, discount, short = line
    with pytest.raises(Refusal, match=why):
        matched(
            world,
            received(world, 1000_00, of=world.acme),
            MatchLine(item.id, applied, discount_minor=discount, short_minor=short),
        )


def test_a_stranger_s_items_are_not_paid(world: World) -> None:
    item = invoice(world.zenith, amount=1000_00)
    with pytest.raises(Refusal, match="neither is of one family"):
        matched(world, received(world, 1000_00, of=world.acme), MatchLine(item.id, 1000_00))


def test_money_is_kept_on_account_with_a_reason_and_worked_again(world: World) -> None:
    receipt = received(world, 100_00, of=world.acme)
    with pytest.raises(Refusal, match="say why"):
        decide_standing(receipt, standing="on_account", why=" ", revision=0, by=world.erin, **_DAY)
    decide_standing(receipt, standing="on_account", why="for the next order", revision=0, by=world.erin, **_DAY)
    item = invoice(world.acme, amount=100_00)
    matched(world, receipt, MatchLine(item.id, 100_00))
    receipt.refresh_from_db()
    assert receipt.standing == ""
