"""Strategies: who gets which, which step applies today, and which comes next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from creditdesk.domain.policy import default_policy
from creditdesk.domain.policy_desk import Circumstance, Segment, StepKind, StrategyStep
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import (
    DatedStep,
    Progress,
    Standing,
    StepState,
    StrategyFacts,
    choose_strategy,
    current_step,
    left_out,
    steps_standing,
)

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


@pytest.mark.parametrize(("as_of", "name"), [(date(2026, 5, 27), "Courtesy notice"), (DUE, "Courtesy notice")])
def test_a_step_before_the_due_date_is_asked_for_up_to_it(as_of: date, name: str) -> None:
    found = progress("medium", as_of)
    assert found.current is not None and found.current.name == name
    over = progress("medium", DUE + timedelta(days=1))
    assert over.current is None and over.following is not None and over.following.name == "Reminder 1"


# --- Branches and where each step stands -----------------------------------------------------------------------------

FORK = Segment(
    title="A fork",
    counts_from="due_date",
    steps=(
        StrategyStep(day=5, kind=StepKind.EMAIL, name="Remind", only_if=(Circumstance.NOT_REPLIED,)),
        StrategyStep(day=5, kind=StepKind.CALL, name="Answer", only_if=(Circumstance.REPLIED,)),
        StrategyStep(day=20, kind=StepKind.LETTER, name="Demand", amount_from=Decimal(1000), after="Remind"),
        StrategyStep(day=20, kind=StepKind.EMAIL, name="Ask", amount_below=Decimal(1000)),
    ),
)


def out(minor: int, *circumstances: Circumstance) -> frozenset[str]:
    return left_out(FORK, Standing(minor, frozenset(circumstances)), currency="USD")


@pytest.mark.parametrize(
    ("minor", "circumstances", "names"),
    [
        (1_000_00, (), {"Answer", "Ask"}),
        (999_99, (), {"Answer", "Demand"}),
        (1_000_00, (Circumstance.REPLIED,), {"Remind", "Ask"}),
    ],
)
def test_a_step_whose_circumstances_do_not_hold_is_left_out(
    minor: int, circumstances: tuple[Circumstance, ...], names: set[str]
) -> None:
    assert out(minor, *circumstances) == names


def test_a_step_that_is_left_out_is_not_waited_for() -> None:
    where = {"counted_from": DUE, "as_of": date(2026, 6, 22), "calendar": CALENDAR}
    waits = current_step(FORK, done={}, left_out=out(1_000_00), **where)  # type: ignore[arg-type]
    goes_on = current_step(FORK, done={}, left_out=out(1_000_00, Circumstance.REPLIED), **where)  # type: ignore[arg-type]
    assert (waits.current and waits.current.name, goes_on.current and goes_on.current.name) == ("Remind", "Demand")


@pytest.mark.parametrize("one", Circumstance)
def test_each_circumstance_has_an_opposite(one: Circumstance) -> None:
    assert one.opposite is not one and one.opposite.opposite is one


@pytest.mark.parametrize(
    "never",
    [
        {"only_if": ("replied", "not_replied")},
        {"amount_from": Decimal(100), "amount_below": Decimal(100)},
    ],
)
def test_a_step_that_could_never_be_done_is_refused(never: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="it is never done"):
        StrategyStep.model_validate({"day": 1, "kind": "call", "name": "Call", **never})


def test_every_step_says_where_it_stands() -> None:
    segment = POLICY.strategies.segments["low"]
    found = steps_standing(
        segment, counted_from=DUE, as_of=date(2026, 6, 17), calendar=CALENDAR, done={"Reminder 1": date(2026, 6, 8)}
    )
    told = {one.step.name: one.state for one in found}
    assert told["Reminder 1"] is StepState.DONE and told["Reminder 2"] is StepState.DUE
    assert {told[name] for name in ("Call and action plan", "Reminder 3", "Final demand")} == {StepState.COMING}


def test_a_step_that_waits_for_another_says_so() -> None:
    found = steps_standing(
        POLICY.strategies.segments["low"], counted_from=DUE, as_of=date(2026, 9, 1), calendar=CALENDAR, done={}
    )
    told = {one.step.name: one.state for one in found}
    assert (told["Final demand"], told["Agency advice"]) == (StepState.DUE, StepState.REQUIRED)


@given(
    name=st.sampled_from(sorted(POLICY.strategies.segments)),
    after_days=st.integers(-20, 200),
    data=st.data(),
)
def test_what_is_asked_for_is_the_one_step_that_is_due(name: str, after_days: int, data: st.DataObject) -> None:
    segment = POLICY.strategies.segments[name]
    names = [step.name for step in segment.steps]
    as_of = DUE + timedelta(days=after_days)
    gone = frozenset(data.draw(st.sets(st.sampled_from(names)))) if names else frozenset()
    done = data.draw(st.dictionaries(st.sampled_from(names), st.dates(DUE, as_of))) if names and as_of >= DUE else {}
    where = {"counted_from": DUE, "as_of": as_of, "calendar": CALENDAR, "done": done, "left_out": gone}
    asked = current_step(segment, **where).current  # type: ignore[arg-type]
    found = steps_standing(segment, **where)  # type: ignore[arg-type]
    assert [one.step.name for one in found] == names
    assert [(one.step.name, one.date) for one in found if one.state is StepState.DUE] == (
        [(asked.name, asked.date)] if asked else []
    )
    assert {one.step.name for one in found if one.state is StepState.LEFT_OUT} == set(gone)
    assert all(one.date > as_of for one in found if one.state is StepState.COMING)
