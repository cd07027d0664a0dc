"""Cash that is posted here on books which the ERP keeps: it goes out, is answered, and no list undoes or doubles it."""

from __future__ import annotations

import pytest

from creditdesk.cash.actions import identify_receipt, match_receipt, take_back_match
from creditdesk.cash.models import Match, Receipt
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.parties.models import Customer
from creditdesk.receivables import erp
from creditdesk.receivables.erp_postings import ErpState, erp_postings, makes_item, reversed_document
from creditdesk.receivables.models import OpenItem, Posting
from tests.actions.test_lists import A1, A2, A3, BOOKS, YESTERDAY, books, counts, listed, posted, proved
from tests.builders import bank_account, bank_receipts, bank_statement
from tests.world import NOW, TODAY, World

__all__ = ["books"]


@pytest.fixture
def paid(books: World) -> tuple[World, Receipt, Match]:
    """400.00 of 1,000.00 came for A-1; a claim of 30.00 is kept back with it."""
    payer = Customer.objects.get(number="C1")
    (receipt,) = bank_receipts(
        bank_statement(bank_account(books.northlight), lines=[{"amount_minor": 400_00}]), payer=payer
    )
    item = OpenItem.objects.get(number="A-1")
    lines = (MatchLine(item.id, 400_00, deduction_minor=30_00, claim="c7"),)
    match = match_receipt(
        Receipt.objects.get(id=receipt.id),
        choice=Choice(payer, lines),
        revision=0,
        as_of=TODAY,
        by=books.erin,
        at=NOW,
        key="m",
    )
    return books, receipt, match


def _told(world: World) -> list[tuple[str, list[tuple[str, str, bool, int]]]]:
    """The acts that await the ERP, with document or account, kind, whether it is new, and minor units."""
    return [
        (
            posting.kind,
            [
                (
                    entry.item.number if entry.item else entry.account,
                    entry.item.kind if entry.item else "",
                    makes_item(posting, entry),
                    entry.amount_minor,
                )
                for entry in posting.entries.all()
            ],
        )
        for posting in erp_postings([world.northlight.id], state=ErpState.AWAITING)
    ]


def test_the_receipt_brings_a_new_payment_and_the_match_follows_it(paid: tuple[World, Receipt, Match]) -> None:
    world, receipt, match = paid
    told = _told(world)
    assert told == [
        ("receipt", [("cash", "", False, 400_00), (receipt.number, "payment", True, -400_00)]),
        ("application", [(receipt.number, "payment", False, 400_00), ("A-1", "invoice", False, -400_00)]),
        (
            "transfer",
            [("A-1", "invoice", False, -30_00), (f"{receipt.number}-{match.id}-1", "deduction", True, 30_00)],
        ),
    ]
    assert all(sum(line[3] for line in lines) == 0 for _, lines in told)


def test_money_of_nobody_is_a_new_payment_once_it_is_known_whose_it_is(books: World) -> None:
    (receipt,) = bank_receipts(bank_statement(bank_account(books.northlight), lines=[{"amount_minor": 55_00}]))
    payer = Customer.objects.get(number="C2")
    identify_receipt(receipt, customer=payer, revision=0, as_of=TODAY, by=books.erin, at=NOW)
    assert _told(books) == [
        ("receipt", [("cash", "", False, 55_00), ("unidentified_cash", "", False, -55_00)]),
        ("transfer", [("unidentified_cash", "", False, 55_00), (receipt.number, "payment", True, -55_00)]),
    ]


def test_a_list_that_does_not_know_the_cash_yet_undoes_nothing(paid: tuple[World, Receipt, Match]) -> None:
    world, receipt, _ = paid
    assert counts(listed(BOOKS, world)) == (0, 0, 0, 3, 0)
    assert OpenItem.objects.get(number="A-1").open_minor == 570_00
    assert Receipt.objects.get(id=receipt.id).item is not None


def test_a_list_that_has_the_cash_doubles_nothing(paid: tuple[World, Receipt, Match]) -> None:
    world, _, _ = paid
    for number, act in enumerate(Posting.objects.filter(kind__in=erp.OWN_KINDS, batch="").order_by("id"), start=1):
        erp.answer(act, accepted=True, erp_document=f"E-{number}", answered_on=YESTERDAY, by=world.erin, at=NOW)
    # The payment is used up, so the list has the rest of the invoice and the deduction under the ERP's number.
    deduction = "C1,Fenwick Optical,E-3,2026-06-15,2026-05-31,USD,30.00,30.00\n"
    there = A1.replace("1000.00\n", "570.00\n") + A2 + A3 + deduction
    assert counts(listed(there, world)) == (0, 0, 0, 4, 0)
    assert OpenItem.objects.filter(voided_on=None).count() == 5
    assert proved()


def test_a_payment_that_is_open_is_found_again_under_the_number_of_the_erp(books: World) -> None:
    payer = Customer.objects.get(number="C2")
    (receipt,) = bank_receipts(
        bank_statement(bank_account(books.northlight), lines=[{"amount_minor": 55_00}]), payer=payer
    )
    assert counts(listed(BOOKS, books)) == (0, 0, 0, 3, 0)
    act = Posting.objects.get(kind="receipt")
    erp.answer(act, accepted=True, erp_document="DZ-900", answered_on=YESTERDAY, by=books.erin, at=NOW)
    there = BOOKS + "C2,Harbor Lens,DZ-900,2026-06-15,2026-06-15,USD,-55.00,-55.00\n"
    assert counts(listed(there, books)) == (0, 0, 0, 4, 0)
    # The ERP applied 20.00 of it to A-3: the list says so, and it is posted here as settled there.
    moved = there.replace("-55.00\n", "-35.00\n").replace("80.00,80.00", "80.00,60.00")
    file = posted(moved, books)
    assert counts(file) == (0, 2, 0, 2, 0)
    receipt.refresh_from_db()
    assert receipt.item is not None
    assert receipt.item.open_minor == -35_00
    assert OpenItem.objects.filter(kind="payment", voided_on=None).count() == 1
    assert proved()


def test_a_match_that_is_taken_back_goes_out_as_reversals_by_the_numbers_of_the_erp(
    paid: tuple[World, Receipt, Match],
) -> None:
    world, _, match = paid
    acts = list(Posting.objects.filter(kind__in=("application", "transfer"), batch="").order_by("id"))
    for act in acts:
        erp.answer(act, accepted=True, erp_document=f"E-{act.id}", answered_on=YESTERDAY, by=world.erin, at=NOW)
    take_back_match(match, cause="wrong", why="another's", as_of=TODAY, by=world.erin, at=NOW)
    awaiting = erp_postings([world.northlight.id], state=ErpState.AWAITING)
    named = [reversed_document(one) for one in awaiting if one.kind == "reversal"]
    assert named == [f"E-{act.id}" for act in reversed(acts)]
