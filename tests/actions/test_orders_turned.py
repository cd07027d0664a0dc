"""Orders whose ground shifts: part payments, reversals, disputes, another currency, part deliveries, odd days."""

from __future__ import annotations

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.credit.models import Order
from creditdesk.credit.telling import ToldOrder, take_order
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.reasons import Refusal
from creditdesk.parties.models import Customer, ExchangeRate
from creditdesk.receivables.actions import ApplyTo, apply_credit, mark_disputed, reverse_posting
from creditdesk.receivables.models import OpenItem, Posting
from tests import builders
from tests.actions.test_orders import DAY, codes, look, on_account, release, take, told
from tests.actions.test_returned_payments import matched, received, returned
from tests.world import NOW, TODAY, World

LATE = TODAY - 45 * DAY


@pytest.fixture
def acme(world: World) -> Customer:
    return on_account(world)


def late_invoice(of: Customer, *, amount: int) -> OpenItem:
    return builders.invoice(of, amount=amount, due_date=LATE, document_date=LATE - 30 * DAY, as_of=TODAY)


def pay(world: World, invoice: OpenItem, minor: int, *, key: str) -> Posting:
    payment = builders.payment(invoice.customer, amount=minor)
    posting = apply_credit(
        payment, to=[ApplyTo(invoice.id, minor)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key=key
    )
    dispatch.posted(posting, as_of=TODAY, at=NOW)
    return posting


def test_a_part_payment_lets_nothing_go_and_what_is_unapplied_counts_as_much_as_what_is_applied(
    acme: Customer, world: World
) -> None:
    invoice = late_invoice(acme, amount=3_000_00)
    order = take(acme, told(amount=100_00))
    pay(world, invoice, 1_000_00, key="part")
    assert (codes(order), order.holds[0]["amount_minor"]) == (["H2"], 2_000_00)
    rest = pay(world, invoice, 2_000_00, key="rest")
    assert (codes(order), order.standing) == ([], "passes")
    back = reverse_posting(rest, posting_date=TODAY, as_of=TODAY, by=world.dave, at=NOW, key="back", reason="mistaken")
    dispatch.posted(back, as_of=TODAY, at=NOW)
    # The money is still there and pays nothing: it would pay the invoice, so nothing is late beyond it.
    assert (codes(order), order.standing) == ([], "passes")


def test_a_payment_that_the_bank_takes_back_holds_the_order_again(acme: Customer, world: World) -> None:
    invoice = late_invoice(acme, amount=3_000_00)
    order = take(acme, told(amount=100_00))
    receipt = received(world, 3_000_00, of=acme)
    matched(world, receipt, MatchLine(invoice.id, 3_000_00))
    dispatch.accounts_changed([acme.id], as_of=TODAY, at=NOW)
    assert codes(order) == []
    dispatch.payment_returned(returned(world, receipt), as_of=TODAY, at=NOW)
    assert {"H2", "H4"} <= set(codes(order))


def test_what_is_disputed_is_no_debt_that_is_late_until_the_dispute_ends(acme: Customer, world: World) -> None:
    invoice = late_invoice(acme, amount=3_000_00)
    order = take(acme, told(amount=100_00))
    for disputed, expected in ((1_000_00, ["H2"]), (3_000_00, []), (0, ["H2"])):
        mark_disputed(invoice, disputed_minor=disputed, reason="pricing", as_of=TODAY, by=world.alice, at=NOW)
        dispatch.accounts_changed([acme.id], as_of=TODAY, at=NOW)
        assert codes(order) == expected, disputed


def test_an_order_in_another_currency_counts_by_the_rate_of_the_day(acme: Customer, world: World) -> None:
    ExchangeRate.objects.create(currency="EUR", base="USD", day=TODAY, rate_ppm=1_100_000)
    what = ToldOrder("SO-E", 1, TODAY, "EUR", 46_000_00)
    order = take_order(acme, what, as_of=TODAY, by="erp", at=NOW)
    # 50,600.00 USD and the 1.00 that is open, of 50,000.00.
    assert (codes(order), order.holds[0]["amount_minor"]) == (["H1"], 601_00)
    with pytest.raises(Refusal, match=r"10,000\.00 USD"):
        release(order, by=world.alice)
    release(order, by=world.dave)
    order.refresh_from_db()
    assert order.standing == "released"
    # Another in dollars finds the room taken.
    assert codes(take(acme, told("SO-2", amount=1_00))) == ["H1"]


def test_what_is_delivered_and_invoiced_counts_once(acme: Customer) -> None:
    order = take(acme, told(amount=40_000_00))
    assert order.standing == "passes"
    builders.invoice(acme, amount=30_000_00, due_date=TODAY + 30 * DAY, as_of=TODAY)
    take(acme, told(amount=40_000_00, version=2, delivered_minor=30_000_00))
    # 30,000.00 open, 10,000.00 still to ship, 1.00 from before: 9,999.00 are left.
    assert codes(take(acme, told("SO-2", amount=9_999_00))) == []
    assert codes(take(acme, told("SO-3", amount=1))) == ["H1"]


def test_odd_days(acme: Customer, world: World) -> None:
    with pytest.raises(Refusal, match="has not come"):
        take(acme, ToldOrder("SO-F", 1, TODAY + DAY, "USD", 1_00))
    before = ToldOrder("SO-B", 1, TODAY, "USD", 1_00, ship_date=TODAY - 3 * DAY)
    assert take(acme, before).standing == "passes"
    late_invoice(acme, amount=3_000_00)
    look(acme)
    order = Order.objects.get(number="SO-B")
    assert codes(order) == ["H2"]
    release(order, by=world.bob)
    # A look with the day of yesterday, of a machine whose clock is behind, takes no release away.
    look(acme, as_of=TODAY - DAY)
    order.refresh_from_db()
    assert order.standing == "released"
    last = order.releases.get().until
    look(acme, as_of=last)
    order.refresh_from_db()
    assert order.standing == "released"
    look(acme, as_of=last + dt.timedelta(days=1))
    assert codes(order) == ["H2"]
