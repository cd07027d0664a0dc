"""The ticklers of the demo: due today, overdue, later, snoozed, handed over, without a day, done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from creditdesk.demo.cast import CustomerPlan
from creditdesk.demo.conversations import ActivityPlan, Standing
from creditdesk.demo.history import Span
from creditdesk.demo.phrases import CAUSES

# Business days from today, in turn; None is a tickler without a day, "-" no tickler at all.
_AGREED = dt.time(14, 30)
_TURNS: tuple[int | str | None, ...] = (0, 3, "-", 0, -1, 5, None, 1, "-", 0, -4, 2, 8, "-", 0, 12, -2, "-", 1)


@dataclass(frozen=True, slots=True)
class MovePlan:
    """One thing that happened to a tickler."""

    kind: str
    by: str
    at: dt.datetime
    from_date: dt.date | None = None
    to_date: dt.date | None = None
    from_owner: str | None = None
    to_owner: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TicklerPlan:
    """One tickler as it stands today, with its moves."""

    account: CustomerPlan
    owner: str
    due_date: dt.date | None
    cause: str
    created_by: str
    created_at: dt.datetime
    state: str = "open"
    activity: ActivityPlan | None = None
    moves: tuple[MovePlan, ...] = ()
    kind: str = "other"
    due_time: dt.time | None = None


def next_actions(
    standings: Sequence[Standing],
    activities: Sequence[ActivityPlan],
    *,
    span: Span,
    owners: Mapping[str, str],
    random: Random,
) -> list[TicklerPlan]:
    """The open ticklers of those past due, and those that were done in the last months."""
    newest = {plan.account.number: plan for plan in activities}
    plans: list[TicklerPlan] = []
    for index, standing in enumerate(standings):
        turn = _TURNS[index % len(_TURNS)]
        if not isinstance(turn, str):
            plans.append(_open(standing, turn, newest=newest, index=index, span=span, owners=owners, random=random))
    return plans + _done(activities, span=span, random=random)


def _open(
    standing: Standing,
    turn: int | None,
    *,
    newest: Mapping[str, ActivityPlan],
    index: int,
    span: Span,
    owners: Mapping[str, str],
    random: Random,
) -> TicklerPlan:
    account = standing.account
    owner = owners[account.number]
    created = _noon(span.calendar.add_business_days(span.today, min(turn or 0, 0) - random.randint(3, 9)))
    due = None if turn is None else span.calendar.add_business_days(span.today, turn)
    cause, kind = CAUSES[index % len(CAUSES)]
    if account.contact_block:
        cause, kind = "Wait for the court's or the agency's word", "other"
    plan = TicklerPlan(account, owner, due, cause, owner, created, activity=newest.get(account.number), kind=kind)
    if due is not None and index % 7 == 3:
        move = MovePlan(
            "snoozed",
            owner,
            created + dt.timedelta(days=1),
            from_date=due - dt.timedelta(days=5),
            to_date=due,
            note="AP manager is back then",
        )
        return replace(plan, moves=(move,))
    if index % 9 == 4:
        helper = "deductions" if owner != "deductions" else "supervisor"
        move = MovePlan(
            "handed_over",
            owner,
            created + dt.timedelta(days=1),
            from_owner=owner,
            to_owner=helper,
            note="needs the claim's papers",
        )
        return replace(plan, owner=helper, moves=(move,))
    # Some customers said when they can be spoken to.
    return replace(plan, due_time=_AGREED) if due is not None and kind == "call" and index % 2 == 0 else plan


def _done(activities: Sequence[ActivityPlan], *, span: Span, random: Random) -> list[TicklerPlan]:
    """Calls of the last months that a tickler had asked for."""
    since = _noon(span.today - dt.timedelta(days=120))
    calls = [plan for plan in activities if plan.channel == "call" and plan.happened_at > since and not plan.corrects]
    plans = []
    for call in random.sample(calls, len(calls) // 3):
        due = call.happened_at.date()
        made = call.happened_at - dt.timedelta(days=random.randint(2, 9))
        moves = (MovePlan("done", call.by, call.happened_at, note="" if random.randrange(3) else "called"),)
        cause, kind = random.choice(CAUSES)
        plans.append(TicklerPlan(call.account, call.by, due, cause, call.by, made, "done", moves=moves, kind=kind))
    return plans


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(15, 0), tzinfo=dt.UTC)
