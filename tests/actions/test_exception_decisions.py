"""What a supervisor decides about an account on the exception list: kept for good, and in force until its day."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.decisions import Decision, Kind, accepted, decide_exception, newest_decisions
from creditdesk.followup.models import ExceptionDecision, ExceptionRow, Tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.models import JournalEntry
from tests import builders
from tests.world import NOW, TODAY, World

LATE = TODAY - dt.timedelta(days=31)
NEXT_WEEK = TODAY + dt.timedelta(days=7)
ACCEPT = Decision(Kind.ACCEPTED, NEXT_WEEK, "the buyer is in hospital")


@pytest.fixture
def listed(world: World) -> World:
    """Acme owes 500.00 of 31 days, and nobody planned anything."""
    builders.invoice(world.acme, amount=500_00, due_date=LATE)
    refresh_worklist(as_of=TODAY)
    return world


def decide(world: World, decision: Decision = ACCEPT, *, key: str = "d") -> ExceptionDecision:
    return decide_exception(world.acme, currency="USD", decision=decision, by=world.bob, at=NOW, as_of=TODAY, key=key)


def is_listed(world: World, *, day: dt.date = TODAY) -> bool:
    refresh_worklist(as_of=day)
    return ExceptionRow.objects.filter(customer=world.acme).exists()


def test_what_is_accepted_leaves_the_list_until_its_day_is_over(listed: World) -> None:
    made = decide(listed)
    assert (made.amount_minor, made.oldest_due_date, made.by) == (500_00, LATE, listed.bob)
    assert not ExceptionRow.objects.exists()
    assert list(accepted(listed.bob, as_of=NEXT_WEEK)) == [made]
    assert not is_listed(listed, day=NEXT_WEEK)
    assert is_listed(listed, day=NEXT_WEEK + dt.timedelta(days=1))
    assert not accepted(listed.bob, as_of=NEXT_WEEK + dt.timedelta(days=1)).exists()
    assert newest_decisions([listed.acme.id]) == {(listed.acme.id, "USD"): made}


def test_a_decision_stands_in_the_journal_with_its_reason_apart_and_is_never_changed(listed: World) -> None:
    made = decide(listed)
    entry = JournalEntry.objects.get(kind="exception.accepted")
    assert (entry.by, entry.customer_id, entry.subject_id) == ("bob", listed.acme.id, made.id)
    assert entry.facts["until"] == "2026-06-22" and entry.facts["amount_minor"] == 500_00
    assert entry.private == {"reason": "the buyer is in hospital"}
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ExceptionDecision.objects.filter(id=made.id).update(until=TODAY)


def test_what_becomes_long_past_due_after_the_acceptance_is_listed_at_once(listed: World) -> None:
    decide(listed)
    builders.invoice(listed.acme, amount=70_00, due_date=TODAY - dt.timedelta(days=30))
    assert not is_listed(listed)
    assert is_listed(listed, day=TODAY + dt.timedelta(days=1))
    assert ExceptionRow.objects.get(customer=listed.acme).amount_minor == 70_00


def test_an_acceptance_in_one_currency_accepts_nothing_in_another(listed: World) -> None:
    builders.invoice(listed.acme, amount=90_00, due_date=LATE, currency="EUR")
    decide(listed)
    assert list(ExceptionRow.objects.values_list("currency", "amount_minor")) == [("EUR", 90_00)]


def test_an_assigned_action_is_a_tickler_of_the_person_with_that_day(listed: World) -> None:
    before = JournalEntry.objects.count()
    made = decide(listed, Decision(Kind.ASSIGNED, NEXT_WEEK, "Visit them", listed.alice))
    tickler = Tickler.objects.get()
    assert (made.tickler, tickler.owner, tickler.due_date, tickler.cause) == (
        tickler,
        listed.alice,
        NEXT_WEEK,
        "Visit them",
    )
    assert not ExceptionRow.objects.exists()
    kinds = JournalEntry.objects.order_by("seq").values_list("kind", flat=True)[before:]
    assert list(kinds) == ["tickler.opened", "exception.assigned"]


def test_the_same_key_decides_once(listed: World) -> None:
    assert decide(listed).id == decide(listed).id
    assert ExceptionDecision.objects.count() == 1


@pytest.mark.parametrize(
    ("decision", "code"),
    [
        (replace(ACCEPT, reason=" "), "exception.reason"),
        (replace(ACCEPT, reason="x" * 201), "exception.reason"),
        (replace(ACCEPT, until=TODAY - dt.timedelta(days=1)), "exception.past"),
        (replace(ACCEPT, until=TODAY + dt.timedelta(days=31)), "exception.far"),
        (replace(ACCEPT, kind=Kind.ASSIGNED, until=TODAY + dt.timedelta(days=31)), "exception.far"),
        (replace(ACCEPT, kind=Kind.ASSIGNED), "exception.owner"),
    ],
)
def test_a_decision_beyond_the_policy_or_without_a_word_is_refused(
    listed: World, decision: Decision, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        decide(listed, decision)
    assert [reason.code for reason in refusal.value.reasons] == [code]
    assert not ExceptionDecision.objects.exists()


def test_an_account_that_left_the_list_meanwhile_is_not_decided_about(listed: World) -> None:
    then = NextAction("Call", TODAY, listed.alice)
    open_tickler(listed.acme, then=then, by=listed.alice, at=NOW, as_of=TODAY, key="t")
    with pytest.raises(Refusal, match="Acme Camera is not on the exception list") as refusal:
        decide(listed)
    assert refusal.value.reasons[0].code == "exception.changed_meanwhile"
