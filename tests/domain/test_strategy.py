"""Strategies: who gets which, which step applies today, and which comes next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_desk import StepKind
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import DatedStep, Progress, StrategyFacts, choose_strategy, current_step

POLICY = default_policy()
CALENDAR = POLICY.company_calendar
DUE = date(2026, 6, 1)  # a Monday
MEDIUM = StrategyFacts(RiskClass.B, balance_minor=5_000_00)


def progress(name: str, as_of: date, done: Mapping[str, date] | None = None, counted_from: date = DUE) -> Progress:
    segment = POLICY.strategies.segments[name]
    return current_step(segment, counted_from=counted_from, as_of=as_of, calendar=CALENDAR, done=done or {})


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        (replace(MEDIUM, risk_class=RiskClass.A), "low"),
        (MEDIUM, "medium"),
        (replace(MEDIUM, risk_class=RiskClass.C), "high"),
        (replace(MEDIUM, risk_class=RiskClass.D), "high"),
        (replace(MEDIUM, balance_minor=250_00), "small"),
        (replace(MEDIUM, balance_minor=250_01), "medium"),
        (replace(MEDIUM, is_key_account=True, balance_minor=1), "key_account"),
        (replace(MEDIUM, is_key_account=True, has_broken_promise=True), "broken_promise"),
        (replace(MEDIUM, has_only_deductions=True), "deduction_only"),
        (replace(MEDIUM, has_broken_promise=True, is_bankrupt=True), "bankrupt"),
    ],
)
def test_the_situation_chooses_before_the_risk_class(facts: StrategyFacts, name: str) -> None:
    assert choose_strategy(facts, policy=POLICY).name == name


def test_the_choice_says_why() -> None:
    assert str(choose_strategy(MEDIUM, policy=POLICY).reason) == "strategy Medium risk because the risk class is B"
    chosen = choose_strategy(replace(MEDIUM, has_broken_promise=True), policy=POLICY)
    assert str(chosen.reason) == "strategy Broken promise because of the situation: broken promise"


def test_before_the_first_step_there_is_only_what_follows() -> None:
    found = progress("low", date(2026, 6, 5))
    assert found == Progress(None, DatedStep(StepKind.EMAIL, "Reminder 1", date(2026, 6, 8)))


def test_a_step_on_a_saturday_is_done_on_monday() -> None:
    assert DUE.replace(day=6).weekday() == 5
    assert progress("low", date(2026, 6, 7)).current is None
    assert progress("low", date(2026, 6, 8)).current == DatedStep(StepKind.EMAIL, "Reminder 1", date(2026, 6, 8))


def test_only_the_latest_step_is_asked_for_when_earlier_ones_were_missed() -> None:
    found = progress("low", date(2026, 6, 17))
    assert found.current == DatedStep(StepKind.EMAIL, "Reminder 2", date(2026, 6, 16))
    assert found.following == DatedStep(StepKind.CALL, "Call and action plan", date(2026, 7, 1))


def test_a_step_that_was_done_is_not_asked_for_again() -> None:
    assert progress("low", date(2026, 6, 17), {"Reminder 2": date(2026, 6, 16)}).current is None


def test_a_step_done_for_an_older_debt_does_not_count() -> None:
    found = progress("low", date(2026, 6, 17), {"Reminder 2": date(2026, 5, 4)})
    assert found.current is not None


def test_of_two_steps_on_one_day_the_undone_one_is_asked_for() -> None:
    called = {"Call about the broken promise": date(2026, 6, 2)}
    first = progress("broken_promise", date(2026, 6, 2)).current
    second = progress("broken_promise", date(2026, 6, 2), called).current
    assert (first and first.kind, second and second.kind) == (StepKind.CALL, StepKind.HOLD)


def test_the_agency_is_not_advised_before_the_final_demand_was_made() -> None:
    late = date(2026, 9, 15)
    assert progress("low", late).current == DatedStep(StepKind.LETTER, "Final demand", date(2026, 8, 17))
    advised = progress("low", late, {"Final demand": date(2026, 8, 18)}).current
    assert advised == DatedStep(StepKind.ESCALATE, "Agency advice", date(2026, 8, 31))


def test_after_the_last_step_nothing_follows() -> None:
    done = {"Final demand": date(2026, 8, 18), "Agency advice": date(2026, 9, 1)}
    assert progress("low", date(2026, 9, 15), done) == Progress(None, None)


def test_a_step_before_the_due_date_comes_before_it() -> None:
    assert progress("high", date(2026, 5, 26)).current == DatedStep(
        StepKind.EMAIL, "Confirm the payment date", date(2026, 5, 26)
    )


def test_a_portal_is_checked_every_week_until_another_step_comes() -> None:
    portal = "Check the customer's portal"
    found = progress("key_account", date(2026, 5, 27))
    assert found.current == DatedStep(StepKind.CHECK, portal, date(2026, 5, 26))
    assert found.following == DatedStep(StepKind.CHECK, portal, date(2026, 6, 1))
    assert progress("key_account", date(2026, 5, 27), {portal: date(2026, 5, 26)}).current is None
    assert progress("key_account", date(2026, 6, 8), {portal: date(2026, 5, 26)}).current == DatedStep(
        StepKind.EMAIL, "List of items to the named payables clerk", date(2026, 6, 8)
    )


def test_a_bankrupt_customer_has_no_steps() -> None:
    assert progress("bankrupt", date(2026, 9, 1)) == Progress(None, None)
