"""A debt cut into instalments, and what becomes of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import WEEKENDS_ONLY, Calendar
from creditdesk.domain.plans import (
    Instalment,
    Paid,
    PartState,
    PlanStanding,
    Schedule,
    charged_interest,
    missing_to_activate,
    objections,
    stand,
)

DAY = date(2026, 4, 13)
S47 = Schedule.of(12_000_00, down=(date(2026, 4, 20), 3_000_00), first=date(2026, 5, 1), count=6)
S49 = Schedule.of(12_000_00, first=date(2026, 5, 1), count=6, rate_ppm=10_000)


def codes(schedule: Schedule, debt: int = 12_000_00) -> list[str]:
    return [one.code for one in objections(schedule, debt_minor=debt, currency="USD", as_of=DAY)]


def standing(
    schedule: Schedule, *cash: tuple[date, int], on: date, spared: int = 0, calendar: Calendar = WEEKENDS_ONLY
) -> PlanStanding:
    paid = [Paid(day, minor) for day, minor in cash]
    return stand(schedule.parts, cash=paid, spared_minor=spared, as_of=on, calendar=calendar, grace_business_days=5)


def states(found: PlanStanding) -> list[str]:
    return [one.state.value for one in found.parts]


def test_equal_instalments_after_a_down_payment_pay_the_debt_exactly() -> None:
    assert [one.minor for one in S47.parts] == [3_000_00, *[1_500_00] * 6]
    assert S47.instalments[-1].due == date(2026, 10, 1)
    assert (S47.total_minor, S47.interest_minor, codes(S47)) == (12_000_00, 0, [])


def test_one_percent_a_month_makes_the_annuity_of_the_textbook() -> None:
    assert [one.minor for one in S49.parts] == [2_070_58] * 6
    assert (S49.interest_minor, S49.principal_minor, codes(S49)) == (423_48, 12_000_00, [])


def test_the_last_instalment_takes_what_rounding_leaves() -> None:
    assert [one.minor for one in Schedule.of(100_00, first=DAY, count=3).parts] == [33_33, 33_33, 33_34]


def test_the_31st_is_the_last_day_of_a_shorter_month_and_comes_back_after_it() -> None:
    days = [one.due for one in Schedule.of(400_00, first=date(2026, 1, 31), count=4).parts]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_schedule_that_was_agreed_by_hand_bears_interest_on_what_is_left() -> None:
    parts = [(date(2026, 5, 1), 400_00), (date(2026, 6, 15), 600_00)]
    agreed = Schedule.custom(parts, debt_minor=1_000_00, down=None, rate_ppm=10_000)
    assert [one.interest_minor for one in agreed.parts] == [10_00, 6_00]
    assert codes(agreed, debt=1_000_00) == []


def test_what_a_request_keeps_is_read_back_as_it_was() -> None:
    assert Schedule.from_terms(S47.as_terms()) == S47
    assert Schedule.from_terms(S49.as_terms()) == S49


@pytest.mark.parametrize("broken", [{}, {"rate_ppm": 1.5, "down": None, "instalments": []}, {"rate_ppm": 0, "down": 3}])
def test_what_is_no_schedule_is_not_read_as_one(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Schedule.from_terms(broken)


@pytest.mark.parametrize(
    ("schedule", "code"),
    [
        (Schedule((), None), "plan.count"),
        (Schedule((Instalment(DAY, 0), Instalment(date(2026, 5, 1), 12_000_00))), "plan.amount"),
        (Schedule((Instalment(date(2026, 6, 1), 6_000_00), Instalment(date(2026, 5, 1), 6_000_00))), "plan.order"),
        (Schedule((Instalment(date(2026, 4, 12), 12_000_00),)), "plan.past"),
        (Schedule((Instalment(date(2036, 6, 1), 12_000_00),)), "plan.long"),
        (Schedule((Instalment(date(2026, 5, 1), 11_999_99),)), "plan.sum"),
        (Schedule((Instalment(date(2026, 5, 1), 12_000_00, 120_00),), None, 60_000), "plan.rate"),
        (Schedule((Instalment(date(2026, 5, 1), 12_000_00, 119_00),), None, 10_000), "plan.interest"),
        (Schedule((Instalment(date(2026, 5, 1), 12_000_00, 1),)), "plan.interest"),
    ],
)
def test_a_schedule_that_cannot_be_agreed_is_refused_with_why(schedule: Schedule, code: str) -> None:
    assert code in codes(schedule)


def test_cash_pays_the_oldest_instalment_first_by_the_day_of_its_value() -> None:
    found = standing(S47, (date(2026, 4, 20), 3_000_00), (date(2026, 5, 1), 2_000_00), on=date(2026, 5, 2))
    assert states(found) == ["paid", "paid", "partly", "open", "open", "open", "open"]
    assert (found.paid_minor, found.rest_minor, found.default_on) == (5_000_00, 7_000_00, None)


def test_an_instalment_of_a_saturday_is_late_from_the_tuesday_on() -> None:
    saturday = Schedule.of(100_00, first=date(2026, 5, 2), count=1)
    assert states(standing(saturday, on=date(2026, 5, 4))) == ["open"]
    assert states(standing(saturday, on=date(2026, 5, 5))) == ["late"]


def test_a_plan_is_in_default_on_the_first_day_after_the_grace_of_a_missed_instalment() -> None:
    down = (date(2026, 4, 20), 3_000_00)
    assert standing(S47, down, on=date(2026, 5, 8)).default_on is None
    assert standing(S47, down, on=date(2026, 5, 9)).default_on == date(2026, 5, 9)


def test_cash_within_the_grace_keeps_the_plan_and_cash_after_it_does_not() -> None:
    down, on = (date(2026, 4, 20), 3_000_00), date(2026, 5, 20)
    assert standing(S47, down, (date(2026, 5, 8), 1_500_00), on=on).default_on is None
    assert standing(S47, down, (date(2026, 5, 9), 1_500_00), on=on).default_on == date(2026, 5, 9)


def test_a_part_of_an_instalment_is_not_enough() -> None:
    found = standing(S47, (date(2026, 4, 20), 3_000_00), (date(2026, 5, 1), 1_499_99), on=date(2026, 5, 9))
    assert (found.default_on, found.late_minor) == (date(2026, 5, 9), 1)


def test_holidays_of_the_company_are_no_days_of_grace() -> None:
    calendar = Calendar(holidays=frozenset({date(2026, 5, 4)}))
    found = standing(S47, (date(2026, 4, 20), 3_000_00), on=date(2026, 5, 9), calendar=calendar)
    assert found.default_on is None


def test_a_credit_shortens_the_plan_from_its_end_and_is_no_cash() -> None:
    found = standing(S47, (date(2026, 4, 20), 3_000_00), on=date(2026, 5, 9), spared=2_000_00)
    assert states(found) == ["paid", "late", "open", "open", "open", "open", "spared"]
    assert found.default_on == date(2026, 5, 9)
    assert found.parts[5].rest_minor == 1_000_00


def test_more_than_everything_pays_everything() -> None:
    found = standing(S47, (date(2026, 4, 20), 15_000_00), on=date(2026, 4, 21))
    assert (found.rest_minor, found.next, set(states(found))) == (0, None, {"paid"})


def test_no_interest_is_charged_on_what_was_credited_or_is_disputed() -> None:
    assert charged_interest(120_00, left_minor=12_000_00, spared_minor=0) == 120_00
    assert charged_interest(120_00, left_minor=12_000_00, spared_minor=3_000_00) == 90_00
    assert charged_interest(120_00, left_minor=12_000_00, spared_minor=13_000_00) == 0
    assert charged_interest(0, left_minor=0, spared_minor=0) == 0


def test_a_plan_waits_for_its_signature_and_its_down_payment() -> None:
    missing = missing_to_activate(is_signed=False, down_minor=3_000_00, came_minor=2_999_99, currency="USD")
    assert [one.code for one in missing] == ["plan.unsigned", "plan.down_missing"]
    assert missing_to_activate(is_signed=True, down_minor=0, came_minor=0, currency="USD") == []


amounts = st.integers(1_000, 10**10)
counts = st.integers(1, 60)
rates = st.sampled_from([0, 1, 2_500, 10_000, 50_000])


@given(debt=amounts, count=counts, rate=rates, down=st.integers(0, 900))
def test_whatever_is_agreed_pays_the_debt_exactly_and_nothing_is_below_zero(
    debt: int, count: int, rate: int, down: int
) -> None:
    first = DAY + timedelta(days=20)
    paid = (DAY, debt * down // 1000) if debt * down // 1000 else None
    schedule = Schedule.of(debt, first=first, count=count, down=paid, rate_ppm=rate)
    assert schedule.principal_minor == debt
    assert all(one.principal_minor >= 0 and one.interest_minor >= 0 for one in schedule.parts)
    assert [one.due for one in schedule.parts] == sorted({one.due for one in schedule.parts})
    assert Schedule.from_terms(schedule.as_terms()) == schedule


@given(
    cash=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 4_000_00)), max_size=12),
    more=st.tuples(st.integers(0, 200), st.integers(1, 4_000_00)),
    on=st.integers(0, 220),
    spared=st.integers(0, 13_000_00),
)
def test_more_cash_never_makes_a_plan_stand_worse(
    cash: list[tuple[int, int]], more: tuple[int, int], on: int, spared: int
) -> None:
    def found(paid: list[tuple[int, int]]) -> PlanStanding:
        came = [(DAY + timedelta(days=day), minor) for day, minor in paid]
        return standing(S47, *came, on=DAY + timedelta(days=on), spared=spared)

    less, better = found(cash), found([*cash, more])
    assert better.rest_minor <= less.rest_minor
    assert all(one.rest_minor >= 0 and one.paid_minor >= 0 for one in better.parts)
    assert sum(one.paid_minor for one in better.parts) <= better.paid_minor
    if less.default_on is None:
        assert better.default_on is None
    elif better.default_on is not None:
        assert better.default_on >= less.default_on


@given(cash=st.lists(st.tuples(st.integers(0, 200), st.integers(1, 4_000_00)), max_size=12), on=st.integers(0, 220))
def test_a_default_stays_a_default_as_days_go_by(cash: list[tuple[int, int]], on: int) -> None:
    came = [(DAY + timedelta(days=day), minor) for day, minor in cash]
    today = standing(S47, *came, on=DAY + timedelta(days=on))
    tomorrow = standing(S47, *came, on=DAY + timedelta(days=on + 1))
    if today.default_on is not None:
        assert tomorrow.default_on == today.default_on


def test_states_are_told_apart() -> None:
    assert {one.value for one in PartState} == {"paid", "partly", "open", "late", "spared"}
