"""S22 and S23 with real rows: a check that came back, and a debit that was presented again."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from creditdesk import dispatch
from creditdesk.cash import verify
from creditdesk.cash.actions import enter_receipt, match_receipt
from creditdesk.cash.models import Match, Receipt, ReturnedPayment
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.returning import Return, return_payment
from creditdesk.cash.settling import Choice
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy
from creditdesk.domain.promises import PromiseState
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.call_sheet import call_sheet
from creditdesk.followup.event_queries import standing_holds
from creditdesk.followup.models import CustomerEvent, Notice, Promise, Tickler
from creditdesk.followup.promise_judging import judge_company
from creditdesk.receivables.models import Entry, OpenItem, Position
from tests import builders
from tests.world import World

POLICY = default_policy()


def at(day: date) -> datetime:
    return datetime.combine(day, time(14, 0), tzinfo=UTC)


def paid(world: World, amount: int, *lines: MatchLine, day: date, **fields: Any) -> Receipt:
    new = NewReceipt(amount, "USD", day, day, customer=world.acme, payer_name="Acme Camera", **fields)
    receipt = enter_receipt(new, company=world.northlight, as_of=day, by=world.erin, at=at(day))
    match_receipt(
        receipt,
        choice=Choice(world.acme, lines),
        revision=0,
        as_of=day,
        by=world.erin,
        at=at(day),
        key=f"match {receipt.id}",
    )
    dispatch.accounts_changed([world.acme.id], as_of=day, at=at(day))
    receipt.refresh_from_db()
    return receipt


def promised(world: World, minor: int, *, day: date, made: date) -> Promise:
    said = Said("call", "inbound", "promised", promised=Money(minor, "USD"), promised_date=day, method="check")
    record_activity(world.acme, said=said, by=world.alice, at=at(made), as_of=made, key=f"promise {day}")
    return Promise.objects.get()


def came_back(world: World, receipt: Receipt, *, day: date, fee: bool = False) -> ReturnedPayment:
    told = Return("R01", "insufficient funds", day, fee=fee)
    row = return_payment(
        receipt, told=told, revision=receipt.revision, as_of=day, by=world.erin, at=at(day), key=f"{receipt.id} back"
    )
    dispatch.payment_returned(row, as_of=day, at=at(day))
    return row


def test_S22_a_check_that_came_back_opens_its_invoices_with_discounts_and_due_dates(world: World) -> None:  # noqa: N802
    back, certified = date(2026, 4, 15), date(2026, 4, 17)
    amounts = {date(2026, 3, 30): 5000_00, date(2026, 3, 31): 6000_00, date(2026, 4, 1): 4000_00}
    items = [
        builders.invoice(
            world.acme,
            amount=amount,
            document_date=day,
            discount_date=date.fromordinal(day.toordinal() + 10),
            terms_code="2/10 net 30",
            as_of=date(2026, 4, 2),
        )
        for day, amount in amounts.items()
    ]
    promise = promised(world, 14_700_00, day=date(2026, 4, 14), made=date(2026, 4, 2))
    discounts = (100_00, 120_00, 80_00)
    lines = [
        MatchLine(item.id, item.open_minor - cut, discount_minor=cut)
        for item, cut in zip(items, discounts, strict=True)
    ]
    check = paid(world, 14_700_00, *lines, day=date(2026, 4, 8), channel="check", trace="40117")
    promise.refresh_from_db()
    assert promise.state == PromiseState.KEPT

    row = came_back(world, check, day=back, fee=True)

    opened = list(OpenItem.objects.filter(kind="invoice").order_by("due_date"))
    assert [one.open_minor for one in opened] == [5000_00, 6000_00, 4000_00]
    assert [one.due_date for one in opened] == [date(2026, 4, 29), date(2026, 4, 30), date(2026, 5, 1)]
    reversed_discount = Entry.objects.filter(account="discount_allowed", posting__kind="reversal")
    assert [(one.amount_minor, one.posting_date) for one in reversed_discount] == [(-300_00, back)]
    assert row.fee_item is not None
    assert row.fee_item.open_minor == 35_00
    assert Position.objects.get(customer=world.acme).open_minor == 15_035_00
    event = CustomerEvent.objects.get()
    assert (event.kind, event.state, event.happened_on) == ("nsf", "verified", back)
    sheet = call_sheet(world.alice, world.acme, now=at(back), as_of=back, policy=POLICY)
    assert "a payment came back: only certified funds until 2026-10-15" in [str(point.say) for point in sheet.points]
    promise.refresh_from_db()
    assert promise.state == PromiseState.BROKEN
    assert Notice.objects.filter(to_user=world.sam).exists()
    (hold,) = standing_holds([world.acme.id], as_of=back)[world.acme.id]
    assert (hold.code, hold.until) == ("H4", date(2026, 10, 12))
    assert Tickler.objects.filter(key__endswith="certified_funds").count() == 1

    # Two days later: the discount dates plus grace ended on 04-12, 04-13 and 04-14.
    late = NewReceipt(15_035_00, "USD", certified, certified, customer=world.acme, trace="wire 1")
    wire = enter_receipt(late, company=world.northlight, as_of=certified, by=world.erin, at=at(certified))
    with_discount = Choice(world.acme, (MatchLine(items[0].id, 4900_00, discount_minor=100_00),))
    common: dict[str, Any] = {"revision": 0, "as_of": certified, "by": world.erin, "at": at(certified)}
    with pytest.raises(Refusal, match="discount"):
        match_receipt(wire, choice=with_discount, key="discount", **common)
    everything = [*opened, row.fee_item]
    in_full = Choice(world.acme, tuple(MatchLine(one.id, one.open_minor) for one in everything))
    match_receipt(wire, choice=in_full, key="in full", **common)
    assert not OpenItem.objects.filter(closed_date__isnull=True).exists()
    promise.refresh_from_db()
    assert promise.state == PromiseState.BROKEN
    assert verify.broken_facts() == []


def test_S23_a_debit_presented_again_is_one_event_and_comes_too_late(world: World) -> None:  # noqa: N802
    made, returned_on, settled = date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 8)
    item = builders.invoice(world.acme, amount=3000_00, document_date=date(2026, 4, 1), as_of=made)
    promise = promised(world, 3000_00, day=made, made=made)
    debit = paid(world, 3000_00, MatchLine(item.id, 3000_00), day=made, trace="091000010000123")
    row = came_back(world, debit, day=returned_on)
    item.refresh_from_db()
    assert (item.open_minor, item.closed_date) == (3000_00, None)

    again = paid(world, 3000_00, MatchLine(item.id, 3000_00), day=settled, text="RETRY PYMT")
    dispatch.special_cash(world.northlight.id, as_of=settled, at=at(settled))
    row.refresh_from_db()
    item.refresh_from_db()
    assert (row.paid_by, item.closed_date) == (again, settled)
    judge_company(world.northlight, as_of=settled, at=at(settled))
    promise.refresh_from_db()
    assert promise.state == PromiseState.BROKEN
    assert CustomerEvent.objects.filter(kind="nsf").count() == 1
    assert Match.objects.filter(taken_back="").count() == 1
    assert verify.broken_facts() == []

    # It comes back once more: still the same event.
    second = came_back(world, again, day=date(2026, 5, 11))
    assert CustomerEvent.objects.filter(kind="nsf").count() == 1
    second.refresh_from_db()
    assert second.told_at is not None
