"""The proof of follow-up: silent while people work through actions, loud where somebody wrote past them."""

import datetime as dt

import pytest

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.followup.actions import (
    NextAction,
    Said,
    finish_tickler,
    open_tickler,
    record_activity,
    reopen_tickler,
    snooze_tickler,
)
from creditdesk.followup.models import Activity, Promise, PromiseJudgement, StrategyDecision, Tickler, WorklistRow
from creditdesk.followup.promise_judging import judge_company
from creditdesk.followup.verify import broken_facts
from creditdesk.followup.worklist import refresh_worklist
from tests import builders
from tests.world import NOW, TODAY, World


@pytest.fixture
def tickler(world: World) -> Tickler:
    """One that was snoozed, finished and taken up again; and one without a day beside it."""
    made = open_tickler(
        world.acme, then=NextAction("Call", TODAY, world.alice), by=world.alice, at=NOW, as_of=TODAY, key="t"
    )
    open_tickler(
        world.acme, then=NextAction("Look", None, world.alice), by=world.alice, at=NOW, as_of=TODAY, key="some day"
    )
    until = TODAY + dt.timedelta(days=2)
    made = snooze_tickler(made, until=until, version=1, by=world.alice, at=NOW, as_of=TODAY, key="s")
    made = finish_tickler(made, version=2, by=world.alice, at=NOW, as_of=TODAY, key="d")
    return reopen_tickler(made, version=3, by=world.alice, at=NOW, as_of=TODAY, key="r")


def test_what_people_do_through_actions_proves(tickler: Tickler) -> None:
    assert broken_facts() == []


@pytest.mark.breaks_the_books
@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"due_date": TODAY}, "is not where its last move brought it"),
        ({"due_date": None}, "is not where its last move brought it"),
        ({"state": "done"}, "is not where its last move brought it"),
        ({"version": 9}, "has version 9"),
    ],
)
def test_a_change_past_the_actions_is_named(tickler: Tickler, change: dict[str, object], word: str) -> None:
    Tickler.objects.filter(id=tickler.id).update(**change)
    assert [fact for fact in broken_facts() if word in fact and f"tickler {tickler.id}" in fact]


@pytest.fixture
def promise(world: World) -> Promise:
    """One that was broken."""
    builders.invoice(world.acme, amount=500_00, due_date=TODAY)
    said = Said("call", "inbound", "promised", promised=Money(500_00, "USD"), promised_date=TODAY)
    record_activity(world.acme, said=said, by=world.alice, at=NOW, as_of=TODAY, key="p")
    judge_company(world.northlight, as_of=TODAY + dt.timedelta(days=5), at=NOW)
    return Promise.objects.get(state="broken")


def test_a_promise_that_was_judged_proves(promise: Promise) -> None:
    assert broken_facts() == []


@pytest.mark.breaks_the_books
@pytest.mark.parametrize("change", [{"state": "kept"}, {"state": "open"}, {"received_minor": 1}])
def test_a_promise_that_is_not_what_it_was_judged_is_named(promise: Promise, change: dict[str, object]) -> None:
    Promise.objects.filter(id=promise.id).update(**change)
    assert [str(fact) for fact in broken_facts()] == [f"I20: promise {promise.id} is not what its last judgement says"]


@pytest.mark.breaks_the_books
def test_a_promise_that_was_decided_twice_is_named(promise: Promise) -> None:
    cause = Reason("promise.kept", "it came after all").as_dict()
    PromiseJudgement.objects.create(promise=promise, state="kept", received_minor=1, cause=cause, by="x", at=NOW)
    Promise.objects.filter(id=promise.id).update(state="kept", received_minor=1)
    assert [str(fact) for fact in broken_facts()] == [f"I20: promise {promise.id} was decided more than once"]


def test_an_account_with_a_next_step_and_its_day_proves(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - dt.timedelta(days=33))
    refresh_worklist(as_of=TODAY)
    assert broken_facts() == []


@pytest.mark.breaks_the_books
def test_an_account_whose_next_step_has_no_day_is_named(world: World) -> None:
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - dt.timedelta(days=33))
    refresh_worklist(as_of=TODAY)
    WorklistRow.objects.update(next_step_date=None)
    assert [str(fact) for fact in broken_facts()] == [f"the next step of account {world.acme.id} has no day"]


@pytest.mark.breaks_the_books
def test_a_decision_about_another_companys_account_is_named(world: World) -> None:
    made = StrategyDecision.objects.create(
        company=world.southwind, customer=world.acme, kind="resumed", reason="x", by=world.alice, at=NOW, key="k"
    )
    assert [str(fact) for fact in broken_facts()] == [
        f"decision {made.id} about a strategy is of another company than its account"
    ]


@pytest.mark.breaks_the_books
def test_a_breach_without_both_of_its_reasons_is_named(world: World) -> None:
    said = Said("call", "outbound", "spoke", breach_reason="He asked for it")
    sunday = dt.datetime(2026, 6, 14, 14, 0, tzinfo=dt.UTC)
    kept = record_activity(world.acme, said=said, by=world.alice, at=sunday, as_of=sunday.date(), key="b")
    assert broken_facts() == []
    made = Activity.objects.get(id=kept.id)
    made.id, made.key, made.breach = None, "past the actions", []
    made.save(force_insert=True)
    assert [fact for fact in broken_facts() if "against the contact rules without both reasons" in fact]
