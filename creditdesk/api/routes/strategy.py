"""The strategy of an account: where it stands step by step, and what a person decides about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from ninja import Router, Schema
from pydantic import AfterValidator, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.routes.followup import TicklerOut, tickler_out
from creditdesk.api.shapes import Amount, Body, Cause, Day, PathId, amount, storable
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup import strategy_actions as acts
from creditdesk.followup.strategy_queries import StrategyStanding, decisions_about, standings_of
from creditdesk.parties.access import customer_for

if TYPE_CHECKING:
    from creditdesk.domain.strategy import DatedStep
    from creditdesk.followup.strategy_queries import StrategyDecision

router = Router()
StepName = Annotated[
    str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), AfterValidator(storable)
]


class StepOut(Schema):
    """A step with the business day on which it is done, where it stands, and when it was done last."""

    day: int
    kind: str
    name: str
    date: dt.date
    state: str
    done_on: dt.date | None


class AskedStepOut(Schema):
    """A step and its business day."""

    kind: str
    name: str
    date: dt.date


class StrategyOut(Schema):
    """Where the account stands in one currency. While it rests (`rests_until`), nothing is asked for."""

    currency: str
    strategy: str
    title: str
    because: str
    counted_from: dt.date
    collectable: Amount
    coming: Amount
    asked: AskedStepOut | None
    following: AskedStepOut | None
    rests_until: dt.date | None
    rests_because: str
    steps: list[StepOut]


class StrategyDecisionOut(Schema):
    """What a person decided: `paused` until a day, `resumed`, or a step `skipped` or `done`."""

    id: int
    kind: str
    until: dt.date | None
    step: str
    reason: str
    by: str
    at: dt.datetime


class StrategiesOut(Schema):
    """The account's strategy in each currency, and what was decided about it, newest first."""

    strategies: list[StrategyOut]
    decisions: list[StrategyDecisionOut]


class PauseIn(Body):
    """The strategy goes on at `until`."""

    until: Day
    reason: Cause


class ResumeIn(Body):
    """Why it goes on."""

    reason: Cause


class SkipIn(Body):
    """The step that the strategy asks for today, by its name, and why it is left out."""

    step: StepName
    reason: Cause


class StepDoneIn(Body):
    """The step that the strategy asks for today, by its name, and what came of it."""

    step: StepName
    note: Cause


class EscalateIn(Body):
    """The step that the strategy asks for today, by its name."""

    step: StepName


@router.get("/customers/{customer_id}/strategy", **reads(StrategiesOut))
@needs(Permission.SEE_HISTORY)
def strategy(request: Call, customer_id: PathId) -> StrategiesOut:
    """Where the account stands, why, and what comes next when."""
    customer = customer_for(request.auth.user, customer_id, as_of=request.today)
    return StrategiesOut(
        strategies=[_strategy(one) for one in standings_of(customer, as_of=request.today)],
        decisions=[_decision(one) for one in decisions_about(customer)],
    )


@router.post("/customers/{customer_id}/strategy/pause", **writes(StrategyDecisionOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def pause_a_strategy(request: Call, customer_id: PathId, body: PauseIn) -> StrategyDecisionOut:
    """Let the strategy rest, for no longer than the policy allows."""
    user, today = request.auth.user, request.today
    customer = customer_for(user, customer_id, as_of=today)
    made = acts.pause_strategy(
        customer, until=body.until, reason=body.reason, by=user, at=request.at, as_of=today, key=request.action_key
    )
    return _decision(made)


@router.post("/customers/{customer_id}/strategy/resume", **writes(StrategyDecisionOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def resume_a_strategy(request: Call, customer_id: PathId, body: ResumeIn) -> StrategyDecisionOut:
    """Let a strategy go on that a person let rest."""
    user, today = request.auth.user, request.today
    customer = customer_for(user, customer_id, as_of=today)
    made = acts.resume_strategy(
        customer, reason=body.reason, by=user, at=request.at, as_of=today, key=request.action_key
    )
    return _decision(made)


@router.post("/customers/{customer_id}/strategy/skip", **writes(StrategyDecisionOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def skip_a_step(request: Call, customer_id: PathId, body: SkipIn) -> StrategyDecisionOut:
    """Leave out the step that the strategy asks for today."""
    user, today = request.auth.user, request.today
    customer = customer_for(user, customer_id, as_of=today)
    made = acts.skip_step(
        customer, step=body.step, reason=body.reason, by=user, at=request.at, as_of=today, key=request.action_key
    )
    return _decision(made)


@router.post("/customers/{customer_id}/strategy/done", **writes(StrategyDecisionOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def finish_a_step(request: Call, customer_id: PathId, body: StepDoneIn) -> StrategyDecisionOut:
    """Say that the step that the strategy asks for today was done: a check, a wait, or a hold of orders. Calls, e-mail
    and letters are done once they are recorded."""
    user, today = request.auth.user, request.today
    customer = customer_for(user, customer_id, as_of=today)
    made = acts.finish_step(
        customer, step=body.step, note=body.note, by=user, at=request.at, as_of=today, key=request.action_key
    )
    return _decision(made)


@router.post("/customers/{customer_id}/strategy/escalate", **writes(TicklerOut, status=201))
@needs(Permission.WORK_TICKLERS, scope=Scope.WORK)
@keyed(status=201)
def hand_a_step_up(request: Call, customer_id: PathId, body: EscalateIn) -> TicklerOut:
    """Hand the step up to the portfolio's supervisor, as his tickler."""
    user, today = request.auth.user, request.today
    customer = customer_for(user, customer_id, as_of=today)
    return tickler_out(acts.escalate(customer, step=body.step, by=user, at=request.at, as_of=today))


def _strategy(one: StrategyStanding) -> StrategyOut:
    steps = [
        StepOut(
            day=each.step.day,
            kind=each.step.kind.value,
            name=each.step.name,
            date=each.date,
            state=each.state.value,
            done_on=each.done_on,
        )
        for each in one.steps
    ]
    return StrategyOut(
        currency=one.currency,
        strategy=one.choice.name,
        title=one.choice.segment.title,
        because=str(one.choice.reason),
        counted_from=one.counted_from,
        collectable=amount(one.collectable_minor, one.currency),
        coming=amount(one.coming_minor, one.currency),
        asked=_asked(one.asked),
        following=_asked(one.following),
        rests_until=one.pause.until if one.pause else None,
        rests_because=str(one.pause.reason) if one.pause else "",
        steps=steps,
    )


def _asked(step: DatedStep | None) -> AskedStepOut | None:
    return AskedStepOut(kind=step.kind.value, name=step.name, date=step.date) if step else None


def _decision(one: StrategyDecision) -> StrategyDecisionOut:
    return StrategyDecisionOut(
        id=one.id,
        kind=one.kind,
        until=one.until,
        step=one.step,
        reason=one.reason,
        by=one.by.username,
        at=one.at,
    )
