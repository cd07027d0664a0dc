"""Promises through the database: in whose place one stands, its level, cancelling, and what postings do to it."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from creditdesk import dispatch
from creditdesk.domain.money import Money
from creditdesk.domain.promises import PromiseState
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import Said, correct_activity, record_activity
from creditdesk.followup.models import Activity, Promise, WorklistRow
from creditdesk.followup.promise_judging import cancel_promise, judge_company
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, ExchangeRate
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import Posting
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)
FRIDAY = dt.date(2026, 6, 19)


@pytest.fixture(autouse=True)
def owing(world: World) -> None:
    builders.invoice(world.acme, amount=1_000_00, number="A", due_date=TODAY - 40 * DAY)
    builders.invoice(world.acme, amount=500_00, number="B", due_date=TODAY - 35 * DAY)


def say(world: World, minor: int, *, day: dt.date = FRIDAY, key: str = "", **more: object) -> Activity:
    said = Said("call", "inbound", "promised", promised=Money(minor, "USD"), promised_date=day)
    said = replace(said, **more)  # type: ignore[arg-type]
    return record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key=key or f"{minor} {day}")


def item(world: World, number: str) -> int:
    return world.acme.items.get(number=number).id


def states() -> list[tuple[int, str, int]]:
    return list(Promise.objects.order_by("id").values_list("amount_minor", "state", "level"))


def judge(world: World, *, morning: dt.date) -> None:
    judge_company(world.northlight, as_of=morning, at=NOW + (morning - TODAY))


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def test_a_new_promise_takes_the_place_of_the_open_one_and_is_one_level_up(world: World) -> None:
    say(world, 800_00)
    say(world, 900_00)
    assert states() == [(800_00, "cancelled", 1), (900_00, "open", 2)]
    gone = Promise.objects.get(amount_minor=800_00).judgements.get()
    assert (gone.cause["code"], gone.by) == ("promise.replaced", "alice")


def test_promises_for_different_items_stand_side_by_side(world: World) -> None:
    say(world, 1_000_00, item_ids=(item(world, "A"),))
    say(world, 500_00, item_ids=(item(world, "B"),), method="ach")
    assert states() == [(1_000_00, "open", 1), (500_00, "open", 1)]
    assert list(Promise.objects.values_list("method", flat=True)) == ["", "ach"]


def test_together_they_are_never_more_than_is_open_and_undisputed(world: World) -> None:
    say(world, 1_000_00)
    with pytest.raises(Refusal) as refusal:
        say(world, 500_01, day=FRIDAY + DAY, in_addition=True)
    assert codes(refusal) == ["activity.promise_over"]
    say(world, 500_00, day=FRIDAY + DAY, in_addition=True)
    assert states() == [(1_000_00, "open", 1), (500_00, "open", 1)]
    (reason,) = [one for one in WorklistRow.objects.get().reasons if one["code"] == "worklist.promised"]
    assert reason["facts"] == {"amount": "1,500.00 USD", "date": FRIDAY.isoformat()}


def test_only_a_promise_has_a_method_and_only_a_known_one(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        say(world, 100, method="barter")
    assert codes(refusal) == ["activity.choice"]
    said = Said("call", "outbound", "spoke", method="check")
    with pytest.raises(Refusal) as refusal:
        record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="spoke")
    assert codes(refusal) == ["activity.promise"]


def test_a_corrected_conversation_promises_what_it_is_told_now(world: World) -> None:
    old = say(world, 800_00)
    said = Said("call", "outbound", "spoke", note="he only asked for a statement")
    correct_activity(old, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c")
    assert states() == [(800_00, "cancelled", 1)]
    assert Promise.objects.get().judgements.get().cause["code"] == "promise.corrected"


def test_a_posting_keeps_a_promise_at_once_and_credits_do_not(world: World) -> None:
    say(world, 1_000_00)
    memo = builders.credit_memo(world.acme, amount=1_000_00, document_date=TODAY)
    paid = apply_credit(
        memo, to=[ApplyTo(item(world, "A"), 1_000_00)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="m"
    )
    dispatch.posted(paid, as_of=TODAY, at=NOW)
    assert states() == [(1_000_00, "open", 1)]
    check = builders.payment(world.acme, amount=1_000_00, document_date=TODAY)
    paid = apply_credit(
        check, to=[ApplyTo(item(world, "B"), 500_00)], posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="p"
    )
    dispatch.posted(paid, as_of=TODAY, at=NOW)
    promise = Promise.objects.get()
    assert (promise.state, promise.received_minor, promise.judged_on) == (PromiseState.KEPT, 1_000_00, TODAY)


def test_what_is_decided_stays_so_whatever_comes_later(world: World) -> None:
    say(world, 1_000_00)
    judge(world, morning=FRIDAY + 5 * DAY)
    assert states() == [(1_000_00, "broken", 1)]
    builders.payment(world.acme, amount=1_000_00, document_date=FRIDAY)
    judge(world, morning=FRIDAY + 6 * DAY)
    assert states() == [(1_000_00, "broken", 1)]
    assert Promise.objects.get().judgements.count() == 1


def test_after_a_broken_promise_the_next_is_level_two_until_one_is_kept(world: World) -> None:
    say(world, 300_00)
    judge(world, morning=FRIDAY + 5 * DAY)
    later = FRIDAY + 5 * DAY
    said = Said("call", "inbound", "promised", promised=Money(300_00, "USD"), promised_date=later)
    at = NOW + (later - TODAY)
    record_activity(world.acme, said=said, by=world.alice, at=at, as_of=later, key="again")
    builders.payment(world.acme, amount=300_00, document_date=later)
    judge(world, morning=later + DAY)
    record_activity(world.acme, said=said, by=world.alice, at=at, as_of=later, key="a third time")
    assert states() == [(300_00, "broken", 1), (300_00, "kept", 2), (300_00, "open", 1)]


def test_a_promise_is_cancelled_with_a_reason_before_its_day_is_over(world: World) -> None:
    say(world, 800_00)
    promise = Promise.objects.get()
    for reason, day, code in (
        (" ", TODAY, "promise.reason"),
        ("x" * 201, TODAY, "promise.reason"),
        ("late", FRIDAY + DAY, "promise.over"),
    ):
        with pytest.raises(Refusal) as refusal:
            cancel_promise(promise, reason=reason, by=world.alice, at=NOW, as_of=day)
        assert codes(refusal) == [code]
    cancel_promise(promise, reason="he takes it back", by=world.alice, at=NOW, as_of=TODAY)
    with pytest.raises(Refusal) as refusal:
        cancel_promise(promise, reason="again", by=world.alice, at=NOW, as_of=TODAY)
    assert codes(refusal) == ["promise.judged"]
    told = JournalEntry.objects.filter(kind="promise.cancelled").get()
    assert (told.by, told.facts["cause"]) == ("alice", "promise.withdrawn")
    assert not any(one["code"] == "worklist.promised" for one in WorklistRow.objects.get().reasons)


def test_who_may_not_record_may_not_cancel(world: World) -> None:
    say(world, 800_00)
    with pytest.raises(Refusal) as refusal:
        cancel_promise(Promise.objects.get(), reason="no", by=world.audrey, at=NOW, as_of=TODAY)
    assert codes(refusal) == ["promise.right"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE followup_promise SET amount_minor = 1",
        "UPDATE followup_promise SET date = '2026-07-01'",
        "DELETE FROM followup_promise",
        "UPDATE followup_promisejudgement SET state = 'kept'",
        "DELETE FROM followup_promisejudgement",
    ],
)
def test_what_was_promised_and_what_became_of_it_is_never_rewritten(world: World, statement: str) -> None:
    say(world, 800_00)
    say(world, 900_00)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def pays(world: World, minor: int, *, of: Customer, to: list[ApplyTo], day: dt.date = TODAY, key: str = "p") -> Posting:
    check = builders.payment(of, amount=minor, document_date=day)
    posting = apply_credit(check, to=to, posting_date=day, as_of=day, by=world.erin, at=NOW, key=key)
    dispatch.posted(posting, as_of=day, at=NOW)
    return posting


def test_cash_that_kept_a_promise_and_is_applied_elsewhere_later_was_not_taken_back(world: World) -> None:
    say(world, 500_00, item_ids=(item(world, "B"),))
    check = builders.payment(world.acme, amount=500_00, document_date=TODAY)
    judge(world, morning=TODAY + DAY)
    assert states() == [(500_00, "kept", 1)]
    to = [ApplyTo(item(world, "A"), 500_00)]
    posting = apply_credit(check, to=to, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="late")
    dispatch.posted(posting, as_of=TODAY, at=NOW)
    judge(world, morning=FRIDAY + 5 * DAY)
    assert states() == [(500_00, "kept", 1)]


def test_a_parent_that_pays_keeps_the_promise_of_the_child_and_not_its_own(world: World) -> None:
    child = builders.customer(world.northlight, name="Acme Store", parent=world.acme, portfolio=world.portfolio)
    owed = builders.invoice(child, amount=300_00, due_date=TODAY - 40 * DAY)
    said = Said("call", "inbound", "promised", promised=Money(300_00, "USD"), promised_date=FRIDAY)
    for customer in (child, world.acme):
        record_activity(customer, said=said, by=world.alice, at=NOW, as_of=TODAY, key=f"both {customer.id}")
    pays(world, 300_00, of=world.acme, to=[ApplyTo(owed.id, 300_00)])
    judge(world, morning=FRIDAY + 5 * DAY)
    assert Promise.objects.get(customer=child).state == PromiseState.KEPT
    assert Promise.objects.get(customer=world.acme).state == PromiseState.BROKEN


def test_a_reversed_application_leaves_the_cash_there_and_the_promise_kept(world: World) -> None:
    say(world, 500_00, item_ids=(item(world, "B"),))
    posting = pays(world, 500_00, of=world.acme, to=[ApplyTo(item(world, "B"), 500_00)])
    assert states() == [(500_00, "kept", 1)]
    back = reverse_posting(
        posting, posting_date=TODAY, as_of=TODAY, by=world.erin, at=NOW, key="r", reason="wrong item"
    )
    dispatch.posted(back, as_of=TODAY, at=NOW)
    assert states() == [(500_00, "kept", 1)]


def test_cash_in_another_currency_keeps_nothing(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, currency="EUR", due_date=TODAY - 40 * DAY)
    say(world, 500_00)
    builders.payment(world.acme, amount=500_00, currency="EUR", document_date=TODAY)
    judge(world, morning=FRIDAY + 5 * DAY)
    assert states() == [(500_00, "broken", 1)]


def test_a_correction_leaves_the_promises_beside_it_alone(world: World) -> None:
    first = say(world, 800_00)
    say(world, 500_00, day=FRIDAY + DAY, in_addition=True)
    said = Said("call", "inbound", "promised", promised=Money(1_000_00, "USD"), promised_date=FRIDAY)
    correct_activity(first, said=said, by=world.alice, at=NOW, as_of=TODAY, key="c")
    assert states() == [(800_00, "cancelled", 1), (500_00, "open", 1), (1_000_00, "open", 1)]
    again = replace(said, promised=Money(1_000_01, "USD"))
    with pytest.raises(Refusal) as refusal:
        correct_activity(Activity.objects.get(key="c"), said=again, by=world.alice, at=NOW, as_of=TODAY, key="d")
    assert codes(refusal) == ["activity.promise_over"]


def test_a_correction_that_says_the_same_promise_leaves_it_as_it_was_judged(world: World) -> None:
    told = say(world, 500_00, item_ids=(item(world, "B"),))
    pays(world, 500_00, of=world.acme, to=[ApplyTo(item(world, "B"), 500_00)])
    said = Said("call", "inbound", "promised", "by ACH", promised=Money(500_00, "USD"), promised_date=FRIDAY)
    said = replace(said, item_ids=(item(world, "B"),))
    for key, day in (("c", TODAY), ("again", FRIDAY + 9 * DAY)):
        at = NOW + (day - TODAY)
        told = correct_activity(told, said=said, by=world.alice, at=at, as_of=day, key=key)
    assert states() == [(500_00, "kept", 1)]
    other = replace(said, promised=Money(400_00, "USD"))
    correct_activity(told, said=other, by=world.alice, at=at, as_of=day, key="typed wrong")
    assert states() == [(500_00, "cancelled", 1), (400_00, "open", 1)]


@pytest.mark.parametrize(("short", "state"), [(11_764, "kept"), (11_765, "partly")])
def test_the_largest_tolerance_is_in_the_promises_currency_by_the_rate_of_its_day(
    world: World, short: int, state: str
) -> None:
    """100.00 USD are 117.64 EUR at 0.85; the rate of a later day changes nothing."""
    builders.invoice(world.acme, amount=90_000_00, currency="EUR", due_date=TODAY)
    for day, rate in ((TODAY, 850_000), (TODAY + DAY, 2_000_000)):
        ExchangeRate.objects.create(currency="EUR", base="USD", day=day, rate_ppm=rate)
    said = Said("call", "outbound", "promised", promised=Money(50_000_00, "EUR"), promised_date=TODAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="p")
    builders.payment(world.acme, amount=50_000_00 - short, currency="EUR", document_date=TODAY)
    judge_company(world.northlight, as_of=TODAY + 5 * DAY, at=NOW)
    assert Promise.objects.get().state == state
