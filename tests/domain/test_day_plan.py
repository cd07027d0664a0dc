"""The plan of a day: in the order in which it can be done, and nothing falls through. Our clock is New York's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.contact_rules import ContactDecision
from creditdesk.domain.day_plan import DayPlan, Fate, Task, from_time, hours_of, plan_day
from creditdesk.domain.policy import default_policy
from creditdesk.domain.reasons import Reason

POLICY = default_policy().day_plan
EASTERN = ZoneInfo("America/New_York")
MONDAY, TUESDAY = date(2026, 6, 15), date(2026, 6, 16)


def at(hour: int, minute: int = 0) -> datetime:
    """A time of Monday on our clock."""
    return datetime(2026, 6, 15, hour, minute, tzinfo=EASTERN)


EAST = ((at(8, 30), at(17)),)
WEST = ((at(11, 30), at(20)),)


def task(key: str, **changes: object) -> Task:
    return replace(Task(key, MONDAY, EAST), **changes)  # type: ignore[arg-type]


NINE, HALF_PAST_FIVE = at(9), at(17, 30)


def planned(*tasks: Task, now: datetime = NINE, until: datetime = HALF_PAST_FIVE) -> DayPlan:
    return plan_day(tasks, now=now, until=until, as_of=MONDAY, tomorrow=TUESDAY, policy=POLICY)


def keys(plan: DayPlan) -> list[str]:
    return [line.task.key for line in plan.lines]


def test_the_east_is_called_in_the_morning_and_the_west_once_it_is_up() -> None:
    plan = planned(task("west", windows=WEST, score_minor=900), task("east", score_minor=1))
    assert [(line.task.key, line.begins) for line in plan.lines] == [("east", at(9)), ("west", at(11, 30))]


def test_at_noon_whose_hours_end_first_is_called_first() -> None:
    plan = planned(task("west", windows=WEST, score_minor=900), task("east", score_minor=1), now=at(12))
    assert keys(plan) == ["east", "west"]
    assert [str(reason) for reason in plan.lines[0].reasons] == ["the customer's hours end in 5 h 00 min"]


def test_what_was_left_over_stands_first_with_its_cause_the_oldest_first() -> None:
    friday, thursday = MONDAY - timedelta(days=3), MONDAY - timedelta(days=4)
    plan = planned(
        task("jumps", jump=2, score_minor=10**9),
        task("friday", planned_for=friday),
        task("thursday", planned_for=thursday, windows=WEST),
        now=at(12),
    )
    assert keys(plan) == ["thursday", "friday", "jumps"]
    assert str(plan.lines[1].reasons[0]) == "planned for 2026-06-12 and not done"
    assert [line.is_left_over for line in plan.lines] == [True, True, False]


def test_what_jumps_the_queue_goes_before_scores_and_scores_before_the_rest() -> None:
    plan = planned(task("small", score_minor=1), task("large", score_minor=9), task("jumps", jump=1))
    assert keys(plan) == ["jumps", "large", "small"]


def test_what_does_not_fit_goes_to_tomorrow_or_to_the_supervisor_where_it_may_not_wait() -> None:
    plan = planned(
        task("a", score_minor=5),
        task("waits", escalates_on=TUESDAY + timedelta(days=1)),
        task("may-not-wait", escalates_on=TUESDAY),
        until=at(9, 10),
    )
    assert keys(plan) == ["a"]
    assert {line.task.key: line.fate for line in plan.later} == {
        "waits": Fate.TOMORROW,
        "may-not-wait": Fate.SUPERVISOR,
    }
    waits = next(line for line in plan.later if line.task.key == "waits")
    assert [str(reason) for reason in waits.reasons] == [
        "goes to 2026-06-16",
        "no time is left for it in the hours of today",
    ]
    assert (plan.minutes_needed, plan.minutes_left, plan.fits) == (30, 10, False)


def test_who_may_not_be_called_today_says_why() -> None:
    why = Reason("contact.conversations", "conversations on 2026-06-15: 1; at most 1 a day")
    (line,) = planned(task("a", windows=(), blocked=(why,))).later
    assert line.reasons[1] == why and line.fate is Fate.TOMORROW


def test_other_work_takes_its_own_minutes() -> None:
    plan = planned(task("a", is_call=False), task("b", is_call=False))
    assert [line.begins for line in plan.lines] == [at(9), at(9, 5)]


def test_the_hours_of_a_customer_are_cut_by_our_day() -> None:
    now, until = at(9), at(17, 30)
    waits = ContactDecision(False, (), at(11, 30))
    hours = hours_of(waits, time_zone="America/Los_Angeles", closes=time(17), from_=now, until=until)
    assert hours == ((at(11, 30), at(20)),)
    free = ContactDecision(True, (), now)
    assert hours_of(free, time_zone="America/New_York", closes=time(17), from_=now, until=until) == ((now, at(17)),)
    tomorrow = ContactDecision(False, (), at(9) + timedelta(days=1))
    assert hours_of(tomorrow, time_zone="America/New_York", closes=time(17), from_=now, until=until) == ()
    never = ContactDecision(False, (), None)
    assert hours_of(never, time_zone="America/New_York", closes=time(17), from_=now, until=until) == ()


TASKS = st.lists(
    st.builds(
        lambda key, days, begin, length, call, jump, score, escalates: Task(
            str(key),
            MONDAY - timedelta(days=days),
            ((at(8) + timedelta(minutes=begin), at(8) + timedelta(minutes=begin + length)),) if length else (),
            call,
            jump,
            score,
            MONDAY + timedelta(days=escalates) if escalates else None,
        ),
        key=st.integers(1, 10**6),
        days=st.integers(0, 5),
        begin=st.integers(0, 700),
        length=st.integers(0, 300),
        call=st.booleans(),
        jump=st.integers(0, 2),
        score=st.integers(0, 10**6),
        escalates=st.integers(0, 4),
    ),
    max_size=30,
    unique_by=lambda one: one.key,
)


@given(TASKS, st.integers(0, 600))
def test_nothing_falls_through_nothing_is_done_twice_and_nobody_is_called_outside_his_hours(
    tasks: list[Task], late: int
) -> None:
    now, until = at(8) + timedelta(minutes=late), at(17, 30)
    plan = plan_day(tasks, now=now, until=until, as_of=MONDAY, tomorrow=TUESDAY, policy=POLICY)
    every = [line.task.key for line in (*plan.lines, *plan.later)]
    assert sorted(every) == sorted(one.key for one in tasks)
    clock = now
    for line in plan.lines:
        assert line.begins is not None and line.begins >= clock
        assert any(begin <= line.begins < end for begin, end in line.task.windows)
        clock = line.begins + timedelta(minutes=10 if line.task.is_call else 5)
        assert clock <= until
    assert all(line.begins is None and line.fate is not Fate.TODAY and line.reasons for line in plan.later)
    assert all(line.is_left_over == (line.task.planned_for < MONDAY) for line in (*plan.lines, *plan.later))


@given(TASKS, st.randoms(use_true_random=False))
def test_the_order_in_which_tasks_are_found_does_not_matter(tasks: list[Task], random: object) -> None:
    shuffled = list(tasks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert planned(*tasks) == planned(*shuffled)


# ---------------------------------------------------------------- a time of day


def timed(key: str, when: datetime, **changes: object) -> Task:
    return task(key, at=when, windows=from_time(EAST, when), **changes)


def test_what_has_a_time_waits_for_it_and_is_first_once_it_is_there() -> None:
    ten = at(10)
    plan = planned(timed("ten", ten), *(task(f"call {number}", jump=1) for number in range(8)))
    begins = {line.task.key: line.begins for line in plan.lines}
    assert begins["ten"] == ten and keys(plan).index("ten") == 6
    assert str(plan.lines[6].reasons[0]) == "planned for 10:00"


def test_a_call_under_way_is_not_broken_off_and_what_was_left_over_waits() -> None:
    over = task("over", planned_for=MONDAY - timedelta(days=3))
    plan = planned(timed("five past", at(9, 5)), timed("nine", at(9)), over)
    assert [(line.task.key, line.begins) for line in plan.lines] == [
        ("nine", at(9)),
        ("five past", at(9, 10)),
        ("over", at(9, 20)),
    ]


def test_a_time_outside_of_the_hours_leaves_no_window() -> None:
    assert from_time(EAST, at(17)) == () and from_time(EAST, at(16)) == ((at(16), at(17)),)
    assert [line.fate for line in planned(timed("late", at(17))).later] == [Fate.TOMORROW]
