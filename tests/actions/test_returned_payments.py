"""What comes back, what is held, what is offered as payment in full, what is given back, what is exchanged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.cash import accounts, verify
from creditdesk.cash.actions import (
    decide_standing,
    enter_receipt,
    identify_receipt,
    match_receipt,
    unidentify_receipt,
)
from creditdesk.cash.exchanging import exchange, take_back_exchange
from creditdesk.cash.full_settlement import accept_settlement, pay_back_offer, stop_offers
from creditdesk.cash.held_checks import deposit_check, give_back_check
from creditdesk.cash.models import Match, Receipt, Refund, ReturnedPayment
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.refunding import confirm_refund, decline_refund
from creditdesk.cash.returning import Return, return_payment, set_return_aside, take_return_up
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.models import CustomerEvent, Promise, StatusProposal, Tickler
from creditdesk.parties.models import Customer, ExchangeRate, User
from creditdesk.receivables.actions import ApplyTo, apply_credit
from creditdesk.receivables.models import Entry, OpenItem, Posting
from tests.builders import customer, invoice
from tests.world import NOW, TODAY, World

_DAY: dict[str, Any] = {"as_of": TODAY, "at": NOW}
NSF = Return("R01", "insufficient funds", TODAY)


def received(world: World, amount: int, *, of: Customer | None = None, **fields: Any) -> Receipt:
    facts: dict[str, Any] = {"currency": "USD", "value_date": TODAY, "payer_name": "Acme Camera", **fields}
    new = NewReceipt(amount, posting_date=TODAY, customer=of, **facts)
    return enter_receipt(new, company=world.northlight, by=world.erin, **_DAY)


def matched(world: World, receipt: Receipt, *lines: MatchLine, of: Customer | None = None) -> Match:
    receipt.refresh_from_db()
    return match_receipt(
        receipt,
        choice=Choice(of or world.acme, lines),
        revision=receipt.revision,
        by=world.erin,
        key=f"match {receipt.id} {receipt.revision}",
        **_DAY,
    )


def returned(
    world: World, receipt: Receipt, *, told: Return = NSF, key: str = "back", **fields: Any
) -> ReturnedPayment:
    receipt.refresh_from_db()
    return return_payment(receipt, told=told, revision=receipt.revision, by=world.erin, key=key, **_DAY, **fields)


def told(world: World, receipt: Receipt, *, key: str = "wire", **fields: Any) -> ReturnedPayment:
    """A return as the bank's file told it."""
    facts: dict[str, Any] = {"currency": receipt.currency, "amount_minor": receipt.amount_minor, "day": TODAY, **fields}
    return ReturnedPayment.objects.create(
        company=receipt.company, key=key, code="R01", reason="funds", recorded_at=NOW, recorded_by="erin", **facts
    )


def balance(account: str, currency: str = "USD") -> int:
    found = Entry.objects.filter(account=account, currency=currency)
    return sum(found.values_list("amount_minor", flat=True))


def proved() -> None:
    assert [str(fact) for fact in verify.broken_facts()] == []


# ---------------------------------------------------------------- returned


def test_a_return_opens_everything_again_and_the_books_hold_no_money(world: World) -> None:
    due = TODAY - dt.timedelta(days=20)
    item, other = invoice(world.acme, amount=1000_00, due_date=due), invoice(world.acme, amount=500_00)
    receipt = received(world, 1450_00, of=world.acme)
    matched(world, receipt, MatchLine(item.id, 950_00, deduction_minor=50_00, claim="C1"), MatchLine(other.id, 500_00))
    row = returned(world, receipt)
    item.refresh_from_db()
    other.refresh_from_db()
    receipt.refresh_from_db()
    assert (item.open_minor, item.due_date, other.open_minor) == (1000_00, due, 500_00)
    assert receipt.item is not None
    assert (receipt.standing, receipt.item.open_minor, receipt.item.voided_on) == ("returned", 0, None)
    assert not OpenItem.objects.filter(kind="deduction", closed_date__isnull=True).exists()
    assert balance(accounts.CASH_IN_HAND) == 0
    assert set(Match.objects.values_list("taken_back", "taken_back_on")) == {("returned", TODAY)}
    assert (row.state, row.posting_date, row.fee_item_id) == ("done", TODAY, None)
    proved()


def test_the_fee_is_charged_where_the_contract_allows_it(world: World) -> None:
    receipt = received(world, 100_00, of=world.acme)
    row = returned(world, receipt, told=Return("R01", "funds", TODAY, fee=True))
    assert row.fee_item is not None
    assert (row.fee_item.kind, row.fee_item.open_minor) == ("fee", 35_00)
    assert balance(accounts.RETURN_FEES) == -35_00


def test_money_of_nobody_comes_back_too_and_nobody_is_charged(world: World) -> None:
    receipt = received(world, 100_00)
    with pytest.raises(Refusal, match="nobody to charge"):
        returned(world, receipt, told=Return("R01", "funds", TODAY, fee=True))
    returned(world, receipt)
    assert balance(accounts.UNIDENTIFIED) == balance(accounts.CASH_IN_HAND) == 0
    proved()


def test_what_was_moved_from_account_to_account_comes_back_as_well(world: World) -> None:
    receipt = received(world, 100_00, of=world.zenith)
    unidentify_receipt(receipt, revision=0, why="another's", by=world.erin, **_DAY)
    receipt.refresh_from_db()
    identify_receipt(receipt, customer=world.acme, revision=receipt.revision, by=world.erin, **_DAY)
    returned(world, receipt)
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    assert balance(accounts.UNIDENTIFIED) == balance(accounts.CASH_IN_HAND) == 0
    proved()


def test_what_was_applied_by_hand_is_taken_back_with_it(world: World) -> None:
    item, receipt = invoice(world.acme, amount=100_00), received(world, 100_00, of=world.acme)
    assert receipt.item is not None
    apply_credit(receipt.item, to=[ApplyTo(item.id, 100_00)], posting_date=TODAY, by=world.erin, key="hand", **_DAY)
    returned(world, receipt)
    item.refresh_from_db()
    assert item.open_minor == 100_00
    proved()


def test_a_return_takes_effect_once(world: World) -> None:
    receipt = received(world, 100_00, of=world.acme)
    row = told(world, receipt)
    first = returned(world, receipt, returned=row, key=row.key)
    assert returned(world, receipt, returned=row, key=row.key).id == first.id == row.id
    assert Posting.objects.filter(kind="reversal").count() == 1
    again = received(world, 100_00, of=world.acme)
    with pytest.raises(Refusal, match="another payment"):
        returned(world, again, returned=row, key=row.key)
    with pytest.raises(Refusal, match="returned"):
        returned(world, receipt, key="a second one")


def test_a_return_of_another_amount_or_before_it_came_is_refused(world: World) -> None:
    receipt = received(world, 100_00, of=world.acme)
    with pytest.raises(Refusal, match="whole payment"):
        returned(world, receipt, returned=told(world, receipt, amount_minor=50_00))
    with pytest.raises(Refusal, match="before it came"):
        returned(world, receipt, told=Return("R01", "x", TODAY - dt.timedelta(days=1)))
    with pytest.raises(Refusal, match="has not come"):
        returned(world, receipt, told=Return("R01", "x", TODAY + dt.timedelta(days=1)))


def test_a_deduction_that_was_settled_meanwhile_is_taken_back_first(world: World) -> None:
    item, receipt = invoice(world.acme, amount=100_00), received(world, 90_00, of=world.acme)
    matched(world, receipt, MatchLine(item.id, 90_00, deduction_minor=10_00, claim="C1"))
    deduction = OpenItem.objects.get(kind="deduction")
    other = received(world, 10_00, of=world.acme)
    matched(world, other, MatchLine(deduction.id, 10_00))
    with pytest.raises(Refusal, match="used by a later posting"):
        returned(world, receipt)


def test_the_machine_carries_out_what_is_certain_and_leaves_the_rest(world: World) -> None:
    sure = received(world, 100_00, of=world.acme, trace="091000010000123")
    received(world, 200_00, of=world.acme)
    told(world, sure, reference="091000010000123")
    unsure = told(world, sure, key="other", amount_minor=200_00)
    assert dispatch.special_cash(world.northlight.id, **_DAY) == 2
    sure.refresh_from_db()
    unsure.refresh_from_db()
    assert (sure.standing, unsure.state) == ("returned", "waiting")
    assert CustomerEvent.objects.get().state == "verified"
    assert dispatch.special_cash(world.northlight.id, **_DAY) == 0


def test_a_return_is_set_aside_with_a_reason_and_taken_up_again(world: World) -> None:
    receipt = received(world, 100_00, of=world.acme)
    row = told(world, receipt)
    with pytest.raises(Refusal, match="say why"):
        set_return_aside(row, why=" ", by=world.erin, at=NOW)
    set_return_aside(row, why="of our other bank", by=world.erin, at=NOW)
    with pytest.raises(Refusal, match="set aside"):
        returned(world, receipt, returned=row, key=row.key)
    take_return_up(row, why="it was ours", by=world.erin, at=NOW)
    returned(world, receipt, returned=row, key=row.key)


def test_a_second_return_proposes_cash_in_advance_to_the_credit_manager(world: World) -> None:
    for number in ("a", "b"):
        row = returned(world, received(world, 100_00, of=world.acme), key=number)
        dispatch.payment_returned(row, **_DAY)
    assert CustomerEvent.objects.filter(kind="nsf").count() == 2
    proposal = StatusProposal.objects.get()
    assert (proposal.status, proposal.state) == ("cia", "open")
    assert Tickler.objects.filter(owner=world.carol, cause__startswith="Second payment returned").count() == 1


def test_who_was_killed_before_telling_forgets_nobody(world: World) -> None:
    row = returned(world, received(world, 100_00, of=world.acme))
    assert not CustomerEvent.objects.exists()
    dispatch.special_cash(world.northlight.id, **_DAY)
    dispatch.payment_returned(row, **_DAY)
    assert CustomerEvent.objects.count() == 1


# ---------------------------------------------------------------- post-dated


def held(world: World, amount: int = 4000_00) -> Receipt:
    day = dt.date(2026, 6, 30)
    return received(world, amount, of=world.acme, channel="check", value_date=day)


def test_s26_a_post_dated_check_is_no_cash_but_a_promise_and_a_task(world: World) -> None:
    invoice(world.acme, amount=5000_00)
    postings = Posting.objects.count()
    receipt = held(world)
    dispatch.receipt_standing(receipt, **_DAY)
    assert (receipt.standing, receipt.posting_date, receipt.item) == ("post_dated", None, None)
    assert Posting.objects.count() == postings
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.date, promise.method) == (4000_00, dt.date(2026, 6, 30), "check")
    task = Tickler.objects.get()
    assert (task.due_date, task.owner) == (dt.date(2026, 6, 30), world.erin)
    assert dispatch.special_cash(world.northlight.id, **_DAY) == 0
    with pytest.raises(Refusal, match="not deposited before"):
        deposit_check(receipt, revision=0, by=world.erin, **_DAY)
    with pytest.raises(Refusal, match="no cash yet"):
        matched(world, receipt, MatchLine(OpenItem.objects.get().id, 100_00))
    proved()
    later: dict[str, Any] = {"as_of": dt.date(2026, 6, 30), "at": NOW}
    deposit_check(receipt, revision=0, by=world.erin, **later)
    receipt.refresh_from_db()
    assert receipt.item is not None
    assert (receipt.standing, receipt.item.open_minor) == ("", -4000_00)
    assert balance(accounts.CASH_IN_HAND) == 4000_00
    proved()


def test_a_check_for_more_than_is_owed_has_a_task_and_no_promise(world: World) -> None:
    dispatch.receipt_standing(held(world), **_DAY)
    assert not Promise.objects.exists()
    assert Tickler.objects.get().due_date == dt.date(2026, 6, 30)


def test_a_held_check_is_given_back_and_never_posted(world: World) -> None:
    receipt = held(world)
    give_back_check(receipt, revision=0, why="they paid by wire", by=world.erin, at=NOW)
    with pytest.raises(Refusal):
        deposit_check(receipt, revision=1, by=world.erin, **_DAY)
    assert not Posting.objects.exists()


def test_a_post_dated_check_of_nobody_and_a_later_transfer_are_refused(world: World) -> None:
    with pytest.raises(Refusal, match="who gave"):
        received(world, 100_00, channel="check", value_date=dt.date(2026, 6, 30))
    with pytest.raises(Refusal, match="has not come"):
        received(world, 100_00, of=world.acme, value_date=dt.date(2026, 6, 30))


# ---------------------------------------------------------------- payment in full


def offer(world: World) -> Receipt:
    invoice(world.acme, amount=8000_00, disputed=5000_00)
    receipt = received(world, 3000_00, of=world.acme, channel="lockbox", text="PAYMENT IN FULL")
    assert stop_offers(world.northlight.id, by=world.erin, **_DAY) == [receipt.id]
    receipt.refresh_from_db()
    return receipt


def test_s25_an_offer_of_payment_in_full_is_stopped_and_goes_to_who_may_settle(world: World) -> None:
    receipt = offer(world)
    dispatch.receipt_standing(receipt, **_DAY)
    assert (receipt.standing, receipt.standing_until) == ("full_settlement", TODAY + dt.timedelta(days=90))
    assert Tickler.objects.get().owner == world.carol
    item = OpenItem.objects.get(kind="invoice")
    with pytest.raises(Refusal, match="payment in full"):
        matched(world, receipt, MatchLine(item.id, 3000_00))
    with pytest.raises(Refusal, match="payment in full"):
        decide_standing(receipt, standing="", why="", revision=receipt.revision, by=world.erin, **_DAY)
    for who in (world.erin, world.bob, world.alice):
        with pytest.raises(Refusal, match="credit manager"):
            accept_settlement(receipt, why="fine", revision=receipt.revision, by=who, **_DAY)
    accept_settlement(receipt, why="the dispute is theirs", revision=receipt.revision, by=world.carol, **_DAY)
    assert stop_offers(world.northlight.id, by=world.erin, **_DAY) == []
    matched(world, receipt, MatchLine(item.id, 3000_00))


def test_an_offer_is_paid_back_by_two_people(world: World) -> None:
    receipt = offer(world)
    pay_back_offer(receipt, why="we do not settle", revision=receipt.revision, by=world.carol, **_DAY)
    refund = Refund.objects.get()
    assert refund.asked_by == "carol"
    confirm_refund(refund, by=world.dave, **_DAY)
    assert balance(accounts.REFUNDS_PAYABLE) == -3000_00
    proved()


def test_words_on_an_undisputed_debt_stop_nothing(world: World) -> None:
    invoice(world.acme, amount=3000_00)
    received(world, 3000_00, of=world.acme, text="paid in full")
    assert stop_offers(world.northlight.id, by=world.erin, **_DAY) == []


# ---------------------------------------------------------------- refunds


def asked(world: World, by: User) -> tuple[Receipt, Refund]:
    receipt = received(world, 100_00, of=world.acme)
    decide_standing(receipt, standing="refund", why="paid twice", revision=0, by=by, **_DAY)
    return receipt, Refund.objects.get(state="asked")


def test_a_refund_is_confirmed_by_a_controller_who_did_not_ask(world: World) -> None:
    _, own = asked(world, world.dave)
    with pytest.raises(Refusal, match="whoever asked"):
        confirm_refund(own, by=world.dave, **_DAY)
    receipt = own.receipt
    decide_standing(receipt, standing="", why="", revision=1, by=world.erin, **_DAY)
    own.refresh_from_db()
    assert own.state == "withdrawn"
    _, refund = asked(world, world.erin)
    for who in (world.erin, world.bob, world.carol):
        with pytest.raises(Refusal):
            confirm_refund(refund, by=who, **_DAY)
    done = confirm_refund(refund, by=world.dave, **_DAY)
    assert (done.state, done.decided_by) == ("confirmed", "dave")
    assert confirm_refund(refund, by=world.dave, **_DAY).posting_id == done.posting_id
    assert balance(accounts.REFUNDS_PAYABLE) == -100_00
    proved()


def test_a_refund_that_is_declined_leaves_the_money_on_the_account(world: World) -> None:
    receipt, refund = asked(world, world.erin)
    decline_refund(refund, why="they ordered again", by=world.dave, at=NOW)
    receipt.refresh_from_db()
    assert receipt.item is not None
    assert (receipt.standing, receipt.item.open_minor) == ("", -100_00)


# ---------------------------------------------------------------- other currencies


@pytest.fixture
def rate(world: World) -> None:
    ExchangeRate.objects.create(currency="EUR", base="USD", day=TODAY - dt.timedelta(days=3), rate_ppm=1_085_000)


@pytest.mark.usefixtures("rate")
def test_euros_pay_dollars_at_the_rate_of_the_value_date(world: World) -> None:
    item = invoice(world.acme, amount=1085_00)
    receipt = received(world, 1000_00, of=world.acme, currency="EUR")
    became = exchange(receipt, currency="USD", revision=0, by=world.erin, **_DAY)
    assert (became.currency, became.amount_minor, became.value_date) == ("USD", 1085_00, TODAY)
    matched(world, became, MatchLine(item.id, 1085_00))
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    assert balance(accounts.FX_CLEARING) == 1085_00
    assert balance(accounts.FX_CLEARING, "EUR") == -1000_00
    proved()
    returned(world, became)
    item.refresh_from_db()
    assert item.open_minor == 1085_00
    assert balance(accounts.FX_CLEARING) == balance(accounts.FX_CLEARING, "EUR") == 0
    assert set(Receipt.objects.values_list("standing", flat=True)) == {"returned"}
    proved()


@pytest.mark.usefixtures("rate")
def test_a_difference_of_rates_within_the_policy_closes_the_item(world: World) -> None:
    item = invoice(world.acme, amount=1088_00)
    receipt = received(world, 1000_00, of=world.acme, currency="EUR")
    with pytest.raises(Refusal, match="at most"):
        exchange(receipt, currency="USD", amount_minor=1100_00, revision=0, by=world.erin, **_DAY)
    became = exchange(receipt, currency="USD", amount_minor=1088_00, revision=0, by=world.erin, **_DAY)
    matched(world, became, MatchLine(item.id, 1088_00))
    assert balance(accounts.FX_DIFFERENCES) == 3_00
    proved()


@pytest.mark.usefixtures("rate")
def test_an_exchange_is_taken_back_and_made_again(world: World) -> None:
    receipt = received(world, 1000_00, of=world.acme, currency="EUR")
    became = exchange(receipt, currency="USD", revision=0, by=world.erin, **_DAY)
    receipt.refresh_from_db()
    with pytest.raises(Refusal):
        exchange(receipt, currency="USD", revision=receipt.revision, by=world.erin, **_DAY)
    before = take_back_exchange(became, why="they owe euros", revision=0, by=world.erin, **_DAY)
    assert before.item is not None
    assert before.item.open_minor == -1000_00
    proved()
    exchange(before, currency="USD", revision=before.revision, by=world.erin, **_DAY)
    proved()


def test_without_a_rate_nothing_is_exchanged(world: World) -> None:
    receipt = received(world, 1000_00, of=world.acme, currency="EUR")
    with pytest.raises(Refusal, match="no rate"):
        exchange(receipt, currency="USD", revision=0, by=world.erin, **_DAY)


def test_another_account_s_items_are_open_again_when_its_payer_s_check_comes_back(world: World) -> None:
    parent = customer(world.northlight, name="Parent")
    child = customer(world.northlight, name="Child", parent=parent)
    item = invoice(child, amount=100_00)
    receipt = received(world, 100_00)
    matched(world, receipt, MatchLine(item.id, 100_00), of=parent)
    returned(world, receipt)
    item.refresh_from_db()
    assert item.open_minor == 100_00
