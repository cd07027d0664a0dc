"""The plan of a person's day: what is due, put in the order in which it can be done.

Calls go into the customers' hours. Of those that can be made at a moment, the one whose hours end first is the next:
in the morning the east, later the west. What was planned for an earlier day and not done goes before, then what jumps
the queue, then the hours, then the score. What was planned for a time of day waits for it, and is first once it
is there. The plan ends with our day; what does not fit goes to tomorrow, or to the
supervisor where waiting is not for the person to decide. Nothing is left out. Instants are aware. Example::

    plan = plan_day(tasks, now=now, until=half_past_five, as_of=today, tomorrow=friday, policy=policy.day_plan)
    plan.lines[0].begins, plan.lines[0].reasons
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from creditdesk.domain.contact_rules import ContactDecision, local_time
from creditdesk.domain.policy_calls import DayPlanPolicy
from creditdesk.domain.reasons import Reason


class Fate(StrEnum):
    """What becomes of a task of the day."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that is due: a tickler, a promise to look after, a step of the worklist, an unknown caller.

    `windows` are the spans of the day in which it can be done: the hours in which the customer may be called, or our
    own for what is no call. None at all means not today; `blocked` says why.
    """

    key: str
    planned_for: date
    windows: tuple[tuple[datetime, datetime], ...]
    is_call: bool = True
    jump: int = 0
    score_minor: int = 0
    escalates_on: date | None = None
    blocked: tuple[Reason, ...] = ()
    at: datetime | None = None
    """The time of day for which it was planned: it is not begun before, and first of all once the time is there."""
    never: bool = False
    """No contact is allowed, today or later."""


@dataclass(frozen=True, slots=True)
class Line:
    """A task in its place: when it begins (None: not today), what becomes of it, and why."""

    task: Task
    fate: Fate
    reasons: tuple[Reason, ...]
    begins: datetime | None = None
    is_left_over: bool = False


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The lines in the order of the day, then what is not for today; minutes of work, and those that are left."""

    lines: tuple[Line, ...]
    minutes_needed: int
    minutes_left: int
    later: tuple[Line, ...] = field(default=())

    @property
    def fits(self) -> bool:
        """Whether the hours that are left are enough for everything that is due."""
        return self.minutes_needed <= self.minutes_left


def plan_day(
    tasks: Iterable[Task], *, now: datetime, until: datetime, as_of: date, tomorrow: date, policy: DayPlanPolicy
) -> DayPlan:
    """Put the tasks in the order in which they can be done from `now` to `until`. Source: docs/rules/day_plan.md.

    1. Of what can be begun now, the first by rank; where nothing can, the clock goes on to the next window.
    2. What does not fit any more goes to tomorrow, or to the supervisor.
    """
    waiting = sorted(tasks, key=lambda task: task.key)
    needed = sum(_minutes(task, policy) for task in waiting)
    left = max(0, int((until - now).total_seconds() // 60))
    lines, clock = [], now
    while waiting:
        ready = [task for task in waiting if _end_of_window(task, clock, until=until, policy=policy) is not None]
        if not ready:
            following = _next_window(waiting, clock, until=until)
            if following is None:
                break
            clock = following
            continue
        task = min(ready, key=lambda one: _rank(one, clock, until=until, as_of=as_of, policy=policy))
        waiting.remove(task)
        lines.append(_placed(task, begins=clock, as_of=as_of, policy=policy, until=until))
        clock += timedelta(minutes=_minutes(task, policy))
    later = [_put_off(task, as_of=as_of, tomorrow=tomorrow) for task in waiting]
    later.sort(key=lambda line: (not line.is_left_over, -line.task.jump, -line.task.score_minor, line.task.key))
    return DayPlan(tuple(lines), needed, left, tuple(later))


def _minutes(task: Task, policy: DayPlanPolicy) -> int:
    return policy.minutes_per_call if task.is_call else policy.minutes_per_task


def _end_of_window(task: Task, clock: datetime, *, until: datetime, policy: DayPlanPolicy) -> datetime | None:
    """When the window ends in which the task can be begun now and finished in our day; None where there is none."""
    takes = timedelta(minutes=_minutes(task, policy))
    if clock + takes > until:
        return None
    return next((end for begin, end in task.windows if begin <= clock < end), None)


def _next_window(waiting: Sequence[Task], clock: datetime, *, until: datetime) -> datetime | None:
    begins = [begin for task in waiting for begin, end in task.windows if clock < begin < min(end, until)]
    return min(begins, default=None)


def _rank(task: Task, clock: datetime, *, until: datetime, as_of: date, policy: DayPlanPolicy) -> tuple[object, ...]:
    end = _end_of_window(task, clock, until=until, policy=policy)
    assert end is not None
    left_over = task.planned_for < as_of
    oldest = task.planned_for.toordinal() if left_over else 0
    # What has a time has its windows from that time on: where it can be begun, the time is there.
    return (task.at is None, task.at or clock, not left_over, oldest, -task.jump, end, -task.score_minor, task.key)


def _placed(task: Task, *, begins: datetime, as_of: date, policy: DayPlanPolicy, until: datetime) -> Line:
    reasons = [*_left_over(task, as_of=as_of)]
    if task.at is not None:
        reasons.append(Reason("plan.at", "planned for %(time)s", {"time": f"{task.at:%H:%M}"}))
    if task.jump > 0:
        reasons.append(Reason("plan.jump", "jumps the queue"))
    end = _end_of_window(task, begins, until=until, policy=policy)
    if task.is_call and end is not None and end < until:
        minutes = int((end - begins).total_seconds() // 60)
        text = "the customer's hours end in %(hours)d h %(minutes)02d min"
        reasons.append(Reason("plan.closes", text, {"hours": minutes // 60, "minutes": minutes % 60}))
    return Line(task, Fate.TODAY, tuple(reasons), begins, bool(_left_over(task, as_of=as_of)))


def _left_over(task: Task, *, as_of: date) -> tuple[Reason, ...]:
    if task.planned_for >= as_of:
        return ()
    day: dict[str, str | int] = {"day": task.planned_for.isoformat()}
    return (Reason("plan.left_over", "planned for %(day)s and not done", day),)


def _put_off(task: Task, *, as_of: date, tomorrow: date) -> Line:
    left_over = _left_over(task, as_of=as_of)
    why = task.blocked or (Reason("plan.no_time", "no time is left for it in the hours of today"),)
    if task.never:
        to = Reason("plan.never", "somebody has to decide what is done instead")
        return Line(task, Fate.SUPERVISOR, (*left_over, to, *why), is_left_over=bool(left_over))
    if task.escalates_on is not None and task.escalates_on <= tomorrow:
        facts: dict[str, str | int] = {"day": task.escalates_on.isoformat()}
        to = Reason("plan.escalates", "waits no longer: it goes to the supervisor on %(day)s", facts)
        return Line(task, Fate.SUPERVISOR, (*left_over, to, *why), is_left_over=bool(left_over))
    if task.jump > 0 and left_over:
        to = Reason("plan.jump_again", "jumps the queue and was left over before")
        return Line(task, Fate.SUPERVISOR, (*left_over, to, *why), is_left_over=True)
    to = Reason("plan.tomorrow", "goes to %(day)s", {"day": tomorrow.isoformat()})
    return Line(task, Fate.TOMORROW, (*left_over, to, *why), is_left_over=bool(left_over))


def from_time(windows: tuple[tuple[datetime, datetime], ...], at: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """What is left of the windows from the time on for which something was planned. Source: docs/rules/day_plan.md."""
    return tuple((max(begin, at), end) for begin, end in windows if at < end)


def hours_of(
    decision: ContactDecision, *, time_zone: str, closes: time, from_: datetime, until: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """The span of our day in which the customer may be called: none where he may not, or not before it ends.

    Source: docs/rules/day_plan.md. Raises TimeZoneError.
    """
    begins = from_ if decision.allowed else decision.earliest
    if begins is None or begins >= until:
        return ()
    theirs = local_time(begins, time_zone=time_zone)
    end = datetime.combine(theirs.date(), closes, tzinfo=theirs.tzinfo).astimezone(begins.tzinfo)
    return ((begins, end),) if begins < end else ()
