"""A person's day in the order in which it can be worked: ticklers, promises, steps of the list, unknown callers.

What it is made of is read once for all accounts; the order is that of domain/day_plan.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from creditdesk.domain.contact_rules import ContactDecision
from creditdesk.domain.day_plan import DayPlan, Line, Task, from_time, hours_of, plan_day
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.followup.contacting import call_decisions, counted_since
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.queries import Filter, attempts_of, worklist_within
from creditdesk.followup.shown_ticklers import TicklerShown, counted_ticklers_for
from creditdesk.followup.standing_in import presence_on
from creditdesk.followup.todays_list import Listed, PromisedToday, read_promises, worklist_page
from creditdesk.followup.unknown_calls import UnknownCall, open_unknown_calls
from creditdesk.parties.models import Customer
from creditdesk.parties.plain_sql import ask
from creditdesk.parties.reach import Seat

# More ticklers than that are no plan of a day.
_TICKLERS = 200
_SCORES = 2000


class TaskKind(StrEnum):
    """What a task of the day is."""

    TICKLER = "tickler"
    PROMISE = "promise"
    STEP = "step"
    UNKNOWN_CALLER = "unknown_caller"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a task is about, as a list shows it. Without a customer it is an unknown caller."""

    kind: TaskKind
    what: Reason
    customer_id: int | None = None
    name: str = ""
    number: str = ""
    time_zone: str = ""
    tickler_id: int | None = None
    tickler_kind: str = ""


@dataclass(frozen=True, slots=True)
class TodaysPlan:
    """The plan with what each of its tasks is about, and how many accounts of the list it did not look at."""

    plan: DayPlan
    subjects: Mapping[str, Subject]
    beyond: int
    ends_at: dt.datetime

    def of(self, line: Line) -> Subject:
        """What the line's task is about."""
        return self.subjects[line.task.key]


@dataclass(slots=True)
class _Making:
    """The day being planned: the person's hours, and what was found so far."""

    begins: dt.datetime
    until: dt.datetime
    as_of: dt.date
    decisions: Mapping[int, ContactDecision]
    closes: Mapping[int, dt.time]
    scores: Mapping[int, int]
    zones: Mapping[int, ZoneInfo]

    def time_of(self, shown: TicklerShown) -> dt.datetime | None:
        """The instant of today for which the tickler was planned; what is left over from an earlier day has none."""
        tickler = shown.tickler
        if tickler.due_time is None or shown.placement.shown_on != self.as_of:
            return None
        at = dt.datetime.combine(self.as_of, tickler.due_time, tzinfo=self.zones[tickler.company_id])
        return at.astimezone(self.until.tzinfo)

    def call_windows(
        self, customer: Customer | Listed, customer_id: int
    ) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
        return hours_of(
            self.decisions[customer_id],
            time_zone=customer.time_zone,
            closes=self.closes[customer.company_id],
            from_=self.begins,
            until=self.until,
        )

    def is_stopped(self, customer_id: int) -> bool:
        decision = self.decisions[customer_id]
        return not decision.allowed and decision.earliest is None

    @property
    def own_hours(self) -> tuple[tuple[dt.datetime, dt.datetime], ...]:
        return ((self.begins, self.until),) if self.begins < self.until else ()


def todays_plan(
    seat: Seat, *, policies: Mapping[int, PolicyDocument], now: dt.datetime, as_of: dt.date
) -> TodaysPlan | None:
    """The plan of the rest of the person's day; None for somebody without a company. docs/rules/day_plan.md.

    Our hours and the minutes that work takes are those of his first company.
    """
    if not seat.companies:
        return None
    office = seat.companies[0]
    policy = policies[office.id]
    zone = ZoneInfo(office.time_zone)
    opens, closes = (dt.datetime.combine(as_of, at, tzinfo=zone) for at in policy.day_plan.work_hours)
    begins, until = max(now, opens), closes if policy.company_calendar.is_business_day(as_of) else now
    shown = counted_ticklers_for(seat.user, presence=presence_on(as_of), policies=policies, limit=_TICKLERS)[0]
    rows = worklist_within(seat.reach, chosen=Filter(to_work_only=True))
    listed = worklist_page(rows, size=policy.day_plan.most_accounts)[: policy.day_plan.most_accounts]
    making = _Making(
        begins=begins,
        until=until,
        as_of=as_of,
        decisions=_decisions(seat, shown, listed, policies=policies, at=begins),
        closes={key: one.contact.call_hours_local[1] for key, one in policies.items()},
        scores=_scores(shown),
        zones={one.id: ZoneInfo(one.time_zone) for one in seat.companies},
    )
    found = {
        task.key: (task, subject)
        for task, subject in (
            *_of_ticklers(making, shown),
            *_of_promises(making, ask(read_promises(seat.reach, on=as_of))),
            *_of_steps(making, listed, skip={one.tickler.customer_id for one in shown}),
            *_of_unknown_callers(making, list(open_unknown_calls(seat.user).filter(by=seat.user, due_date__lte=as_of))),
        )
    }
    plan = plan_day(
        [task for task, _ in found.values()],
        now=begins,
        until=until,
        as_of=as_of,
        tomorrow=policy.company_calendar.add_business_days(as_of, 1),
        policy=policy.day_plan,
    )
    beyond = max(0, rows.count() - len(listed)) if len(listed) == policy.day_plan.most_accounts else 0
    return TodaysPlan(plan, {key: subject for key, (_, subject) in found.items()}, beyond, until)


def _decisions(
    seat: Seat,
    shown: list[TicklerShown],
    listed: list[Listed],
    *,
    policies: Mapping[int, PolicyDocument],
    at: dt.datetime,
) -> dict[int, ContactDecision]:
    callees: dict[int, Customer | Listed] = {one.customer_id: one for one in listed}
    callees |= {one.tickler.customer_id: one.tickler.customer for one in shown}
    attempts = attempts_of(callees, since=counted_since(at)) if callees else {}
    found: dict[int, ContactDecision] = {}
    for company in seat.companies:
        found |= call_decisions(
            {key: one for key, one in callees.items() if one.company_id == company.id},
            attempts=attempts,
            now=at,
            company_zone=company.time_zone,
            policy=policies[company.id],
        )
    return found


def _scores(shown: list[TicklerShown]) -> dict[int, int]:
    ids = [one.tickler.customer_id for one in shown]
    return dict(WorklistRow.objects.filter(customer_id__in=ids).values_list("customer_id", "score_minor")[:_SCORES])


def _of_ticklers(making: _Making, shown: list[TicklerShown]) -> Iterator[tuple[Task, Subject]]:
    for one in shown:
        tickler, customer = one.tickler, one.tickler.customer
        # Whom nobody may call, somebody still has to look after: at his own desk, at any hour.
        at_desk = tickler.kind in _AT_DESK or making.is_stopped(customer.id)
        windows = making.own_hours if at_desk else making.call_windows(customer, customer.id)
        blocked = () if at_desk else making.decisions[customer.id].reasons
        at = making.time_of(one)
        if at is not None and windows and not from_time(windows, at):
            blocked = (
                Reason("plan.at_closed", "planned for %(time)s, when it cannot be done", {"time": f"{at:%H:%M}"}),
            )
        task = Task(
            key=f"tickler/{tickler.id}",
            planned_for=one.placement.shown_on,
            windows=windows if at is None else from_time(windows, at),
            is_call=not at_desk,
            score_minor=making.scores.get(customer.id, 0),
            escalates_on=one.placement.escalates_on,
            blocked=blocked,
            at=at,
        )
        what = Reason("plan.tickler", "%(cause)s", {"cause": tickler.cause})
        yield (
            task,
            Subject(
                TaskKind.TICKLER,
                what,
                customer.id,
                customer.name,
                customer.number,
                customer.time_zone,
                tickler.id,
                tickler.kind,
            ),
        )


# What is no call is done at one's own desk; what was never given a kind may be one.
_AT_DESK = frozenset({TicklerKind.EMAIL.value, TicklerKind.LETTER.value, TicklerKind.PAYMENT.value})


def _of_promises(making: _Making, promised: list[PromisedToday]) -> Iterator[tuple[Task, Subject]]:
    for place, one in enumerate(promised):
        task = Task(
            key=f"promise/{one.customer_id}/{place}",
            planned_for=making.as_of,
            windows=making.own_hours,
            is_call=False,
            score_minor=one.minor,
        )
        money = str(Money(one.minor, one.currency))
        what = Reason("plan.promise", "promised for today: %(amount)s, see whether it came", {"amount": money})
        yield task, Subject(TaskKind.PROMISE, what, one.customer_id, one.customer_name)


def _of_steps(making: _Making, listed: list[Listed], *, skip: set[int]) -> Iterator[tuple[Task, Subject]]:
    for row in listed:
        if row.customer_id in skip:
            continue
        is_call = row.next_step_kind == "call" and not making.is_stopped(row.customer_id)
        task = Task(
            key=f"step/{row.customer_id}",
            planned_for=making.as_of,
            windows=making.call_windows(row, row.customer_id) if is_call else making.own_hours,
            is_call=is_call,
            jump=row.jump,
            score_minor=row.score_minor,
            blocked=making.decisions[row.customer_id].reasons if is_call else (),
        )
        what = Reason("plan.step", "%(step)s", {"step": row.next_step_name})
        yield task, Subject(TaskKind.STEP, what, row.customer_id, row.name, row.number, row.time_zone)


def _of_unknown_callers(making: _Making, calls: list[UnknownCall]) -> Iterator[tuple[Task, Subject]]:
    for call in calls:
        task = Task(key=f"unknown/{call.id}", planned_for=call.due_date, windows=making.own_hours, is_call=True, jump=1)
        facts: dict[str, str | int] = {"number": call.number, "who": call.caller or "?"}
        yield task, Subject(TaskKind.UNKNOWN_CALLER, Reason("plan.unknown", "%(number)s called: %(who)s", facts))
