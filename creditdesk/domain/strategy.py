"""Strategies: which steps a customer gets, which of them applies today, and which comes next.

A strategy counts its steps in days from an anchor: the oldest item's due date, the date of a broken promise, or the
date of a claim. A step that falls on a closed day is done on the next business day. A step may ask for circumstances
(a branch), and the whole strategy rests while a promise is open or after a dispute or a reply (`domain.pauses`).
Example, low risk, oldest item due 2026-06-01, nothing done so far::

    current_step(policy.strategies.segments["low"], counted_from=date(2026, 6, 1), as_of=date(2026, 6, 17), ...)
    # current: Reminder 2 (day 15, due 2026-06-16); following: Call and action plan (2026-07-01)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.money import policy_minor
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_desk import Circumstance, Segment, Situation, StepKind, StrategyStep
from creditdesk.domain.reasons import Reason
from creditdesk.domain.risk_class import RiskClass


@dataclass(frozen=True, slots=True)
class StrategyFacts:
    """What decides which strategy a customer gets.

    The balance is all that is open and undisputed, past due or not, in minor units of the policy's currency.
    """

    risk_class: RiskClass
    balance_minor: int
    is_bankrupt: bool = False
    has_returned_payment: bool = False
    has_broken_promise: bool = False
    is_key_account: bool = False
    has_only_deductions: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The strategy that a customer gets, by its name in the policy, and why."""

    name: str
    segment: Segment
    reason: Reason


@dataclass(frozen=True, slots=True)
class DatedStep:
    """A step with the business day on which it is to be done."""

    kind: StepKind
    name: str
    date: date


@dataclass(frozen=True, slots=True)
class Progress:
    """`current` is what is to be done now, if anything; `following` is the first step after today, if any."""

    current: DatedStep | None
    following: DatedStep | None


class StepState(StrEnum):
    """Where one step of a strategy stands on a day."""

    DONE = "done"
    DUE = "due"
    REQUIRED = "required"  # its day has come, and a step that must go before it is asked for first
    PASSED = "passed"  # its day is over, and a later one has come
    LEFT_OUT = "left_out"  # its circumstances do not hold
    COMING = "coming"


@dataclass(frozen=True, slots=True)
class StepStanding:
    """One step with the business day on which it is to be done, where it stands, and when it was done last."""

    step: StrategyStep
    state: StepState
    done_on: date | None
    date: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of an account when its strategy asks; the amount is minor units of the policy's currency."""

    collectable_minor: int
    circumstances: frozenset[Circumstance] = frozenset()


def choose_strategy(facts: StrategyFacts, *, policy: PolicyDocument) -> Choice:
    """The customer's strategy: by situation, strongest first, else by risk class. Source: docs/rules/strategy.md."""
    return choice_for(deciding(facts, policy=policy), policy=policy)


def deciding(facts: StrategyFacts, *, policy: PolicyDocument) -> Situation | RiskClass:
    """What decides which strategy the customer gets: the strongest of his situations for which the policy has one,
    else his risk class."""
    strategies = policy.strategies
    small_max = policy_minor(strategies.small_balance_max, currency=policy.currency)
    # Strongest first.
    situations = (
        (facts.is_bankrupt, Situation.BANKRUPT),
        (facts.has_returned_payment, Situation.RETURNED_PAYMENT),
        (facts.has_broken_promise, Situation.BROKEN_PROMISE),
        (facts.is_key_account, Situation.KEY_ACCOUNT),
        (facts.has_only_deductions, Situation.DEDUCTION_ONLY),
        (facts.balance_minor <= small_max, Situation.SMALL_BALANCE),
    )
    for holds, situation in situations:
        if holds and situation in strategies.by_situation:
            return situation
    return facts.risk_class


def choice_for(decided: Situation | RiskClass, *, policy: PolicyDocument) -> Choice:
    """The strategy that the policy has for a situation or a risk class, and why."""
    strategies = policy.strategies
    if isinstance(decided, Situation):
        name = strategies.by_situation[decided]
        text = "strategy %(title)s because of the situation: %(situation)s"
        facts: dict[str, str | int] = {"situation": decided.value.replace("_", " ")}
        return _choice(name, strategies.segments[name], "strategy.situation", text, facts)
    name = strategies.by_class[decided]
    text = "strategy %(title)s because the risk class is %(class)s"
    return _choice(name, strategies.segments[name], "strategy.risk_class", text, {"class": decided.value})


def current_step(
    segment: Segment,
    *,
    counted_from: date,
    as_of: date,
    calendar: Calendar,
    done: Mapping[str, date],
    left_out: frozenset[str] = frozenset(),
) -> Progress:
    """The step that applies on the day and the one that follows. Source: docs/rules/strategy.md.

    1. The latest step whose day has come applies; earlier ones are past, done or not: nobody gets two reminders on
       one day because nothing was done for a month.
    2. A step that comes `after` another first asks for that other one.
    3. `done` gives the last day on which a step of that name was done. It counts if it is not before the step's day:
       the same step done for an older debt does not.
    4. Steps that come again (a portal checked weekly) are asked for when no other is.
    5. Steps that are `left_out`, because their circumstances do not hold, are as if they were not there.
    6. A step before the day that is counted from is asked for up to that day: nobody is reminded of a due date that is
       over as if it were to come.
    """
    steps = [step for step in segment.steps if step.name not in left_out]
    single = [step for step in steps if step.every_days is None]
    come = [step for step in single if _business_day(step.day, counted_from, calendar) <= as_of]
    latest = [step for step in come if step.day == come[-1].day and (step.day >= 0 or as_of <= counted_from)]
    undone = [step for step in latest if not _is_done(step, counted_from, done)]
    current = None
    if undone:
        step = _required_first(undone[0], steps, counted_from, done)
        current = DatedStep(step.kind, step.name, _business_day(step.day, counted_from, calendar))
    # The steps stand in the order of their days, so those that have come are the first ones.
    coming = [_dated(step, counted_from, calendar) for step in single[len(come) :]]
    for step in steps:
        if step.every_days is not None:
            last, following = _occurrences(step, step.every_days, counted_from, as_of)
            due = None if last is None else calendar.next_business_day(last)
            if current is None and last and due and due <= as_of and done.get(step.name, date.min) < last:
                current = DatedStep(step.kind, step.name, due)
            coming.append(DatedStep(step.kind, step.name, calendar.next_business_day(following)))
    return Progress(current=current, following=min(coming, key=lambda step: step.date, default=None))


def left_out(segment: Segment, standing: Standing, *, currency: str) -> frozenset[str]:
    """The names of the steps whose circumstances do not hold; `currency` is the policy's. docs/rules/strategy.md."""
    return frozenset(step.name for step in segment.steps if step.is_branch and not _holds(step, standing, currency))


def steps_standing(
    segment: Segment,
    *,
    counted_from: date,
    as_of: date,
    calendar: Calendar,
    done: Mapping[str, date],
    left_out: frozenset[str] = frozenset(),
) -> tuple[StepStanding, ...]:
    """Every step of the strategy with where it stands on the day, in order. Source: docs/rules/strategy.md."""
    progress = current_step(
        segment, counted_from=counted_from, as_of=as_of, calendar=calendar, done=done, left_out=left_out
    )
    asked = progress.current.name if progress.current else ""
    return tuple(
        _standing(
            step,
            asked=asked,
            done=done,
            is_left_out=step.name in left_out,
            counted_from=counted_from,
            as_of=as_of,
            calendar=calendar,
        )
        for step in segment.steps
    )


def _standing(
    step: StrategyStep,
    *,
    asked: str,
    done: Mapping[str, date],
    is_left_out: bool,
    counted_from: date,
    as_of: date,
    calendar: Calendar,
) -> StepStanding:
    day = _business_day(step.day, counted_from, calendar)
    if step.every_days is not None:
        last, following = _occurrences(step, step.every_days, counted_from, as_of)
        day = calendar.next_business_day(last if step.name == asked and last else following)
    is_done = _is_done(step, counted_from, done)
    if is_left_out:
        state = StepState.LEFT_OUT
    elif step.name == asked:
        state = StepState.DUE
    elif day > as_of:
        state = StepState.COMING
    elif is_done:
        state = StepState.DONE
    else:
        state = StepState.REQUIRED if asked and step.after == asked else StepState.PASSED
    done_on = done[step.name] if is_done and done[step.name] != date.max else None
    return StepStanding(step, state, done_on, day)


def _holds(step: StrategyStep, standing: Standing, currency: str) -> bool:
    if not all(_is_so(one, standing.circumstances) for one in step.only_if):
        return False
    if step.amount_from is not None and standing.collectable_minor < policy_minor(step.amount_from, currency=currency):
        return False
    below = step.amount_below
    return below is None or standing.collectable_minor < policy_minor(below, currency=currency)


def _is_so(asked: Circumstance, circumstances: frozenset[Circumstance]) -> bool:
    """Only what holds is told; what does not is its opposite."""
    return asked in circumstances if not asked.value.startswith("not_") else asked.opposite not in circumstances


def _required_first(
    step: StrategyStep, steps: Sequence[StrategyStep], counted_from: date, done: Mapping[str, date]
) -> StrategyStep:
    """The step, or the one that must go before it; a step before it that is left out is not waited for."""
    while step.after is not None:
        required = next((earlier for earlier in steps if earlier.name == step.after), None)
        if required is None or _is_done(required, counted_from, done):
            return step
        step = required
    return step


def _is_done(step: StrategyStep, counted_from: date, done: Mapping[str, date]) -> bool:
    return step.name in done and done[step.name] >= counted_from + timedelta(days=step.day)


# A night asks for the same few thousand days for every account.
@lru_cache(maxsize=8192)
def _business_day(day: int, counted_from: date, calendar: Calendar) -> date:
    return calendar.next_business_day(counted_from + timedelta(days=day))


def _dated(step: StrategyStep, counted_from: date, calendar: Calendar) -> DatedStep:
    return DatedStep(step.kind, step.name, _business_day(step.day, counted_from, calendar))


def _occurrences(step: StrategyStep, every: int, counted_from: date, as_of: date) -> tuple[date | None, date]:
    """The last day up to `as_of` on which the step came, if any, and the next day after."""
    first = counted_from + timedelta(days=step.day)
    if as_of < first:
        return None, first
    last = first + timedelta(days=(as_of - first).days // every * every)
    return last, last + timedelta(days=every)


def _choice(name: str, segment: Segment, code: str, text: str, facts: Mapping[str, str | int]) -> Choice:
    return Choice(name, segment, Reason(code, text, {"title": segment.title, **facts}))
