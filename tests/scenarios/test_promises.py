"""S42, S44 and S45 with real rows: a promise kept in part, one over a holiday, and one whose check came back."""

from datetime import UTC, date, datetime, time

from django.db import transaction

from creditdesk.domain.money import Money
from creditdesk.domain.policy import default_policy
from creditdesk.domain.promises import PromiseState, holds_until, received_percent, task_day
from creditdesk.followup.actions import Said, record_activity
from creditdesk.followup.models import Promise, WorklistRow
from creditdesk.followup.promise_judging import judge_company
from creditdesk.followup.promise_queries import kept_rate
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from creditdesk.receivables import positions
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.recognition import ErpMove, Source, recognise
from tests import builders
from tests.world import World

POLICY = default_policy()


def promised(world: World, minor: int, *, day: date, made: date) -> Promise:
    said = Said("call", "inbound", "promised", promised=Money(minor, "USD"), promised_date=day, method="check")
    record_activity(world.acme, said=said, by=world.alice, at=at(made), as_of=made, key=f"promise {day}")
    return Promise.objects.get()


def judged(world: World, promise: Promise, *, morning: date) -> Promise:
    judge_company(world.northlight, as_of=morning, at=at(morning))
    promise.refresh_from_db()
    return promise


def at(day: date) -> datetime:
    return datetime.combine(day, time(14, 0), tzinfo=UTC)


def codes(world: World, *, as_of: date) -> set[str]:
    positions.roll(world.northlight.id, as_of=as_of, edges=POLICY.aging.buckets)
    refresh_worklist(as_of=as_of)
    return {reason["code"] for reason in WorklistRow.objects.get(customer=world.acme).reasons}


def test_S42_what_comes_after_the_grace_does_not_keep_a_promise(world: World) -> None:  # noqa: N802
    builders.invoice(world.acme, amount=12_000_00, due_date=date(2026, 7, 1), as_of=date(2026, 7, 20))
    promise = promised(world, 12_000_00, day=date(2026, 7, 31), made=date(2026, 7, 20))
    builders.payment(world.acme, amount=7_000_00, document_date=date(2026, 8, 3), as_of=date(2026, 8, 3))

    assert judged(world, promise, morning=date(2026, 8, 4)).state == PromiseState.OPEN
    judged(world, promise, morning=date(2026, 8, 5))
    builders.payment(world.acme, amount=4_000_00, document_date=date(2026, 8, 5), as_of=date(2026, 8, 5))
    judged(world, promise, morning=date(2026, 8, 6))

    assert (promise.state, promise.judged_on) == (PromiseState.PARTLY, date(2026, 8, 4))
    assert promise.amount_minor - promise.received_minor == 5_000_00
    assert str(received_percent(promise.amount_minor, received_minor=promise.received_minor)) == "58.33"
    assert promise.judged_on is not None
    assert task_day(promise.judged_on, policy=POLICY) == date(2026, 8, 5)
    assert holds_until(PromiseState.PARTLY, judged_on=promise.judged_on, policy=POLICY) == date(2026, 9, 3)
    assert "worklist.broken_promise" in codes(world, as_of=date(2026, 8, 5))


def test_S44_thanksgiving_is_no_day_of_grace(world: World) -> None:  # noqa: N802
    builders.invoice(world.acme, amount=6_000_00, due_date=date(2026, 11, 1), as_of=date(2026, 11, 16))
    promise = promised(world, 6_000_00, day=date(2026, 11, 26), made=date(2026, 11, 16))

    assert judged(world, promise, morning=date(2026, 11, 30)).state == PromiseState.OPEN
    assert "worklist.broken_promise" not in codes(world, as_of=date(2026, 11, 30))
    judged(world, promise, morning=date(2026, 12, 1))

    assert (promise.state, promise.judged_on) == (PromiseState.BROKEN, date(2026, 11, 30))
    assert promise.judged_on is not None
    assert task_day(promise.judged_on, policy=POLICY) == date(2026, 12, 1)
    assert holds_until(PromiseState.BROKEN, judged_on=promise.judged_on, policy=POLICY) == date(2026, 12, 30)
    assert "worklist.broken_promise" in codes(world, as_of=date(2026, 12, 1))


def test_S45_a_check_that_comes_back_breaks_the_promise_that_it_kept(world: World) -> None:  # noqa: N802
    made, paid, returned = date(2026, 6, 1), date(2026, 6, 5), date(2026, 6, 12)
    invoice = builders.invoice(world.acme, amount=5_000_00, due_date=date(2026, 5, 1), as_of=made)
    promise = promised(world, 5_000_00, day=paid, made=made)
    june = (date(2026, 6, 1), date(2026, 6, 30))

    in_the_erp(world, invoice, minor=-5_000_00, day=paid)
    assert judged(world, promise, morning=date(2026, 6, 8)).state == PromiseState.KEPT
    (rate,) = kept_rate(world.bob, first=june[0], last=june[1], as_of=returned).values()
    assert (rate.kept, rate.judged) == (1, 1)

    in_the_erp(world, invoice, minor=5_000_00, day=returned)
    judged(world, promise, morning=date(2026, 6, 13))

    assert promise.state == PromiseState.BROKEN
    (rate,) = kept_rate(world.bob, first=june[0], last=june[1], as_of=returned).values()
    assert (rate.kept, rate.judged, rate.received_minor) == (0, 1, 0)
    told = promise.judgements.values_list("state", "cause__code")
    assert list(told) == [("kept", "promise.kept"), ("broken", "promise.taken_back")]
    kinds = JournalEntry.objects.filter(subject_kind="promise").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == ["promise.made", "promise.judged", "promise.judged"]


def in_the_erp(world: World, invoice: OpenItem, *, minor: int, day: date) -> None:
    """The ERP's list shows the invoice settled, or open again."""
    source = Source(company_id=world.northlight.id, by="erp", at=at(day), key=f"erp {day}")
    with transaction.atomic(), positions.moving([invoice.id], as_of=day, edges=POLICY.aging.buckets):
        recognise([], source=source, moves=[ErpMove(world.acme.id, invoice.id, "USD", minor, day)])
        builders.told_of(source)
