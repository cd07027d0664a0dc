"""Settlements through the database: offered by an approval, fulfilled by cash in time, lapsed, void, withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk import dispatch
from creditdesk.approvals.models import RequestEffect
from creditdesk.approvals.verify import broken_facts as broken_requests
from creditdesk.cash.actions import enter_receipt
from creditdesk.cash.models import Receipt
from creditdesk.cash.receiving import NewReceipt
from creditdesk.cash.returning import Return, return_payment
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.requests import State as RequestState
from creditdesk.domain.visibility import Permission
from creditdesk.followup.models import Tickler
from creditdesk.journal.models import JournalEntry
from creditdesk.plans.ending import terminate_plan
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import Entry, Extension, OpenItem, Posting
from creditdesk.receivables.verify import broken_facts as broken_ledger
from creditdesk.settlements.judging import judge_settlements
from creditdesk.settlements.models import Settlement
from creditdesk.settlements.verify import broken_facts
from tests import builders, planning
from tests.asking import approve, ask, seen, settlement
from tests.world import NOW, TODAY, World

UNTIL = dt.date(2026, 6, 30)
ENDS = dt.date(2026, 7, 2)
DAY = dt.timedelta(days=1)


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def offered(world: World, *items: OpenItem, offer: int = 3_000_00, **facts: object) -> Settlement:
    request = ask(world.acme, settlement(*items, offer=offer, until=UNTIL, **facts), by=world.alice)  # type: ignore[arg-type]
    approve(request, by=world.carol)
    return Settlement.objects.get(request=request)


def two(world: World) -> tuple[OpenItem, OpenItem]:
    return (
        builders.invoice(world.acme, amount=2_500_00, number="A", due_date=dt.date(2026, 3, 1)),
        builders.invoice(world.acme, amount=1_500_00, number="B", due_date=dt.date(2026, 4, 1)),
    )


def pay(world: World, minor: int, *, day: dt.date, known: dt.date | None = None) -> OpenItem:
    """A payment of the value date, known to the desk on the same day or later; the account is judged then."""
    item = builders.payment(world.acme, amount=minor, document_date=day, as_of=known or day)
    dispatch.accounts_changed([world.acme.id], as_of=known or day, at=at(known or day))
    return item


def wire(world: World, minor: int, *, day: dt.date) -> Receipt:
    """A bank transfer that is known to be Acme's."""
    new = NewReceipt(minor, "USD", day, day, customer=world.acme)
    receipt = enter_receipt(new, company=world.northlight, as_of=day, by=world.erin, at=at(day))
    dispatch.accounts_changed([world.acme.id], as_of=day, at=at(day))
    receipt.refresh_from_db()
    return receipt


def apply(world: World, payment: OpenItem, item: OpenItem, minor: int, *, day: dt.date) -> Posting:
    posting = apply_credit(
        payment,
        to=[ApplyTo(item.id, minor)],
        posting_date=day,
        as_of=day,
        by=world.erin,
        at=at(day),
        key=f"{payment.id}/{item.id}/{minor}",
    )
    dispatch.accounts_changed([world.acme.id], as_of=day, at=at(day))
    return posting


def take_back(world: World, posting: Posting, *, day: dt.date) -> None:
    reverse_posting(
        posting, posting_date=day, as_of=day, by=world.erin, at=at(day), key=f"{posting.key}/back", reason="returned"
    )
    dispatch.accounts_changed([world.acme.id], as_of=day, at=at(day))


def stands(one: Settlement) -> tuple[str, int, int]:
    now = Settlement.objects.get(id=one.id)
    return now.state, now.paid_minor, now.forgiven_minor


def open_of(*items: OpenItem) -> list[int]:
    return [OpenItem.objects.get(id=one.id).open_minor for one in items]


def night(world: World, day: dt.date) -> set[int]:
    return judge_settlements(world.northlight, as_of=day, at=at(day))


def proved() -> bool:
    return [*broken_facts(), *broken_requests(), *broken_ledger()] == []


# ---------------------------------------------------------------- offered


def test_an_approval_offers_and_posts_nothing_and_the_documents_rest_until_the_last_day(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    assert (made.state, made.claims_minor, made.offer_minor, made.last_day, made.booking_ends) == (
        "offered",
        4_000_00,
        3_000_00,
        UNTIL,
        ENDS,
    )
    assert not Posting.objects.filter(kind="write_off").exists() and open_of(a, b) == [2_500_00, 1_500_00]
    assert {one.extended_date for one in Extension.objects.all()} == {UNTIL}
    assert JournalEntry.objects.get(kind="compromise.offered").facts["offer"] == "3,000.00 USD"
    assert proved()


def test_a_quarter_is_the_most_that_the_credit_manager_forgives(world: World) -> None:
    a, b = two(world)
    fits = ask(world.acme, settlement(a, b, offer=3_000_00, until=UNTIL), by=world.alice)
    assert fits.needs_level == "credit_manager"
    beyond = ask(world.acme, settlement(a, b, offer=2_999_99, until=UNTIL), by=world.alice)
    assert beyond.needs_level == "controller"
    with pytest.raises(Refusal, match="credit manager"):
        approve(beyond, by=world.carol)


def test_what_is_forgiven_within_thirty_days_is_added_up(world: World) -> None:
    big = builders.invoice(world.acme, amount=40_000_00, due_date=dt.date(2026, 3, 1))
    more = builders.invoice(world.acme, amount=40_000_00, due_date=dt.date(2026, 3, 1))
    approve(ask(world.acme, settlement(big, offer=37_000_00, until=UNTIL), by=world.alice), by=world.carol)
    second = ask(world.acme, settlement(more, offer=37_000_00, until=UNTIL), by=world.alice)
    with pytest.raises(Refusal, match=r"5,000\.00 USD"):
        approve(second, by=world.carol)


def test_a_document_is_settled_about_once(world: World) -> None:
    a, b = two(world)
    offered(world, a, b)
    with pytest.raises(Refusal, match="part of a settlement that stands already"):
        ask(world.acme, settlement(a, offer=2_000_00, until=UNTIL), by=world.alice)


# ---------------------------------------------------------------- fulfilled


def test_cash_on_the_account_in_time_pays_the_oldest_and_the_rest_is_forgiven_once(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b, tax=0)
    payment = pay(world, 3_000_00, day=dt.date(2026, 6, 29))
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00)
    assert open_of(a, b, payment) == [0, 0, 0]
    posting = Posting.objects.get(kind="write_off")
    assert dict(posting.entries.values_list("account", "amount_minor")) == {"": -1_000_00, "allowance": 1_000_00}
    assert RequestEffect.objects.get(posting=posting).request_id == made.request_id
    night(world, UNTIL)
    dispatch.accounts_changed([world.acme.id], as_of=UNTIL, at=at(UNTIL))
    assert Posting.objects.filter(kind="write_off").count() == 1 and proved()


def test_the_tax_in_what_is_forgiven_comes_back(world: World) -> None:
    a = builders.invoice(world.acme, amount=4_000_00, due_date=dt.date(2026, 3, 1))
    offered(world, a, tax=400_00)
    pay(world, 3_000_00, day=UNTIL)
    booked = dict(Entry.objects.filter(posting__kind="write_off", item=None).values_list("account", "amount_minor"))
    assert booked == {"allowance": 900_00, "sales_tax_payable": 100_00}


def test_what_is_paid_beyond_the_offer_stays_on_the_account(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    payment = pay(world, 3_200_00, day=UNTIL)
    assert stands(made) == ("fulfilled", 3_200_00, 1_000_00) and open_of(a, b, payment) == [0, 0, -200_00]
    assert proved()


def test_parts_add_up_and_cash_that_a_person_applied_counts(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    first = pay(world, 1_000_00, day=dt.date(2026, 6, 20))
    assert stands(made) == ("offered", 1_000_00, 0)
    apply(world, first, b, 1_000_00, day=dt.date(2026, 6, 21))
    assert stands(made) == ("offered", 1_000_00, 0)
    pay(world, 2_000_00, day=dt.date(2026, 6, 30))
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00) and open_of(a, b) == [0, 0] and proved()


def test_what_a_payment_plan_collects_is_not_settled_beside_it(world: World) -> None:
    a, b = two(world)
    plan = planning.active(a, by=world.alice, approved_by=world.carol)
    with pytest.raises(Refusal) as refused:
        offered(world, a, b)
    assert [one.code for one in refused.value.reasons] == ["settlement.planned"]
    terminate_plan(plan, reason="he offers a sum at once", by=world.carol, at=NOW, as_of=TODAY)
    assert stands(offered(world, a, b)) == ("offered", 0, 0)


def test_cash_that_pays_another_document_does_not_count(world: World) -> None:
    a, b = two(world)
    other = builders.invoice(world.acme, amount=3_000_00)
    made = offered(world, a, b)
    payment = builders.payment(world.acme, amount=3_000_00, document_date=dt.date(2026, 6, 20), as_of=UNTIL)
    apply(world, payment, other, 3_000_00, day=UNTIL)
    assert stands(made) == ("offered", 0, 0)


def test_money_from_before_the_offer_counts_only_where_that_is_agreed(world: World) -> None:
    a, b = two(world)
    before = builders.payment(world.acme, amount=1_000_00, document_date=TODAY)
    made = offered(world, a, b)
    pay(world, 2_000_00, day=UNTIL)
    assert stands(made) == ("offered", 2_000_00, 0)
    c = builders.invoice(world.acme, amount=800_00, due_date=dt.date(2026, 2, 1))
    agreed = offered(world, c, offer=700_00, payments=(before.id,))
    assert stands(agreed) == ("fulfilled", 1_000_00, 100_00) and open_of(before) == [-300_00]


def test_a_credit_memo_is_no_cash(world: World) -> None:
    made = offered(world, *two(world))
    builders.credit_memo(world.acme, amount=3_000_00, document_date=dt.date(2026, 6, 20), as_of=UNTIL)
    night(world, UNTIL)
    assert stands(made) == ("offered", 0, 0)


def test_money_in_time_that_turns_up_within_the_booking_days_fulfils_it(world: World) -> None:
    made = offered(world, *two(world))
    night(world, ENDS)
    pay(world, 3_000_00, day=UNTIL, known=ENDS)
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00)


def test_cash_of_another_currency_counts_for_nothing(world: World) -> None:
    made = offered(world, *two(world))
    builders.payment(world.acme, amount=9_000_00, currency="EUR", document_date=UNTIL, as_of=UNTIL)
    night(world, UNTIL)
    assert stands(made) == ("offered", 0, 0)


# ---------------------------------------------------------------- lapsed


def test_late_or_short_it_lapses_and_what_was_paid_is_a_part_payment(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    payment = pay(world, 2_999_99, day=UNTIL)
    late = pay(world, 1, day=UNTIL + DAY)
    night(world, ENDS + DAY)
    assert stands(made) == ("lapsed", 2_999_99, 0)
    assert open_of(a, b, payment, late) == [2_500_00, 1_500_00, -2_999_99, -1]
    task = Tickler.objects.get(key=f"settlement/{made.id}/lapsed")
    assert (task.owner, task.cause) == (
        world.alice,
        "The settlement lapsed: 2,999.99 USD of 3,000.00 USD came by 2026-06-30; the debt stands in full",
    )
    assert night(world, ENDS + DAY + DAY) == set() and proved()


def test_a_lapsed_one_that_turns_out_to_have_been_paid_in_time_is_honoured(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    night(world, ENDS + DAY)
    pay(world, 3_000_00, day=UNTIL, known=dt.date(2026, 7, 20))
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00) and open_of(a, b) == [0, 0] and proved()


# ---------------------------------------------------------------- returned, withdrawn


def test_a_payment_that_comes_back_after_the_time_voids_it_and_the_debt_is_claimed_again(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    receipt = wire(world, 3_000_00, day=UNTIL)
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00) and open_of(a, b) == [0, 0]
    day = dt.date(2026, 7, 10)
    told = Return("R01", "insufficient funds", day)
    returned = return_payment(
        receipt, told=told, revision=receipt.revision, as_of=day, by=world.erin, at=at(day), key="r"
    )
    dispatch.payment_returned(returned, as_of=day, at=at(day))
    assert stands(made) == ("void", 0, 0) and open_of(a, b) == [2_500_00, 1_500_00]
    assert Tickler.objects.filter(key=f"settlement/{made.id}/void").count() == 1
    assert Posting.objects.filter(kind="reversal", reverses__kind="write_off").count() == 1 and proved()


def test_cash_that_is_free_again_still_counts(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    pay(world, 3_000_00, day=UNTIL)
    take_back(world, Posting.objects.get(kind="application"), day=dt.date(2026, 7, 10))
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00) and open_of(a, b) == [0, 0] and proved()


def test_a_payment_that_comes_back_within_the_time_leaves_the_offer_standing(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    payment = pay(world, 3_000_00, day=dt.date(2026, 6, 20))
    other = builders.invoice(world.acme, amount=3_000_00)
    applied = Posting.objects.get(kind="application")
    day = dt.date(2026, 6, 22)
    reverse_posting(applied, posting_date=day, as_of=day, by=world.erin, at=at(day), key="r", reason="wrong")
    apply(world, OpenItem.objects.get(id=payment.id), other, 3_000_00, day=day)
    assert stands(made) == ("offered", 0, 0) and open_of(a, b) == [2_500_00, 1_500_00]
    pay(world, 3_000_00, day=UNTIL)
    assert stands(made) == ("fulfilled", 3_000_00, 1_000_00) and proved()


def test_it_is_withdrawn_by_whoever_may_and_the_documents_are_collected_again(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    dispatch.reverse_request(seen(made.request), words="he lied", by=world.carol, at=NOW, as_of=TODAY)
    assert stands(made)[0] == "withdrawn"
    newest = {one.item_id: one.extended_date for one in Extension.objects.order_by("id")}
    assert newest == {a.id: a.due_date, b.id: b.due_date}
    pay(world, 3_000_00, day=UNTIL)
    assert stands(made) == ("withdrawn", 0, 0) and open_of(a, b) == [2_500_00, 1_500_00] and proved()


def test_taken_back_after_it_was_fulfilled_what_it_forgave_is_claimed_again(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    pay(world, 3_000_00, day=UNTIL)
    dispatch.reverse_request(seen(made.request), words="fraud", by=world.carol, at=at(UNTIL), as_of=UNTIL)
    assert stands(made) == ("withdrawn", 3_000_00, 0) and open_of(a, b) == [0, 1_000_00] and proved()


def test_a_lapsed_one_has_nothing_to_be_taken_back(world: World) -> None:
    made = offered(world, *two(world))
    night(world, ENDS + DAY)
    with pytest.raises(Refusal, match="came to nothing already"):
        dispatch.reverse_request(seen(made.request), words="x", by=world.carol, at=at(ENDS), as_of=ENDS)
    assert made.request.state == RequestState.CARRIED_OUT


def test_a_claim_that_was_credited_meanwhile_is_forgiven_only_for_the_rest(world: World) -> None:
    a, b = two(world)
    made = offered(world, a, b)
    apply(world, builders.credit_memo(world.acme, amount=400_00), b, 400_00, day=TODAY)
    pay(world, 3_000_00, day=UNTIL)
    assert stands(made) == ("fulfilled", 3_000_00, 600_00) and open_of(a, b) == [0, 0] and proved()


# ---------------------------------------------------------------- what the database refuses


def refused(sql: str, *parameters: int) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, list(parameters))
    except DatabaseError:
        return True
    return False


def test_raw_sql_forgives_nothing_and_changes_no_terms(world: World) -> None:
    made = offered(world, *two(world))
    table = "settlements_settlement"
    assert refused(f"UPDATE {table} SET offer_minor = 1 WHERE id = %s", made.id)
    assert refused(f"UPDATE {table} SET last_day = '2027-01-01' WHERE id = %s", made.id)
    assert refused(f"UPDATE {table} SET forgiven_minor = 100 WHERE id = %s", made.id)
    assert refused(f"UPDATE {table} SET state = 'fulfilled' WHERE id = %s", made.id)
    assert refused(f"UPDATE {table} SET state = 'void' WHERE id = %s", made.id)
    assert refused(f"DELETE FROM {table} WHERE id = %s", made.id)
    assert refused("UPDATE settlements_settlementclaim SET amount_minor = 1")
    told = {one.column: f'"{one.column}"' for one in Settlement._meta.fields if one.column != "id"}
    invoice = builders.invoice(world.zenith, amount=500)
    other = ask(world.zenith, settlement(invoice, offer=400, until=UNTIL), by=world.bob)
    told |= {"request_id": str(other.id), "customer_id": str(world.zenith.id), "claims_minor": "500"}
    told |= {"offer_minor": "400", "forgiveness_id": "NULL"}
    columns = ", ".join(f'"{one}"' for one in told)
    assert refused(f"INSERT INTO {table} ({columns}) SELECT {', '.join(told.values())} FROM {table}")
    assert proved()


def test_a_fulfilment_that_is_only_said_is_found_by_the_proof(world: World) -> None:
    made = offered(world, *two(world))
    Settlement.objects.filter(id=made.id).update(state="fulfilled", paid_minor=3_000_00, forgiven_minor=1_000_00)
    assert any("0 was forgiven, and it says 100000" in str(fact) for fact in broken_facts())


def test_whoever_may_not_decide_requests_offers_nothing(world: World) -> None:
    request = ask(world.acme, settlement(*two(world), offer=3_000_00, until=UNTIL), by=world.alice)
    with pytest.raises(Refusal, match="right to decide"):
        approve(request, by=world.erin)
    assert Permission.DECIDE_REQUESTS and not Settlement.objects.exists()
