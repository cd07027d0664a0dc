"""Payment plans: how a debt is cut into instalments, what was paid of them, and when a plan has failed.

12,000.00 with 3,000.00 down and six instalments on the 1st, and the same debt in six months at 1 % a month::

    agreed = Schedule.of(12_000_00, down=(date(2026, 4, 20), 3_000_00), first=date(2026, 5, 1), count=6)
    agreed.instalments[-1].due                                           # 2026-10-01, of 1,500.00
    lent = Schedule.of(12_000_00, first=date(2026, 5, 1), count=6, rate_ppm=10_000)
    lent.instalments[0].minor, lent.interest_minor                       # 2,070.58 each, 423.48 in all

Cash pays the oldest instalment first. What makes the debt smaller without being cash, a credit or what is disputed,
shortens the plan from its end. Source: docs/rules/plans.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from itertools import pairwise
from typing import Any

from creditdesk.domain.calendar import Calendar, day_in_month
from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, Money
from creditdesk.domain.reasons import Reason

MOST_INSTALMENTS = 120
LONGEST_DAYS = 3660
# Five percent a month; whatever is above is a slip of the pen, or usury.
HIGHEST_RATE_PPM = 50_000
_MILLION = Decimal(1_000_000)


class PlanState(StrEnum):
    """How far a plan is. Before its approval it is a request."""

    APPROVED = "approved"
    ACTIVE = "active"
    COMPLETED = "completed"
    DEFAULTED = "defaulted"
    TERMINATED = "terminated"


STANDING = frozenset({PlanState.APPROVED, PlanState.ACTIVE})


class PartState(StrEnum):
    """How an instalment stands on a day."""

    PAID = "paid"
    PARTLY = "partly"
    OPEN = "open"
    LATE = "late"
    # Nothing is asked for it any more: a credit took its place, or it is disputed.
    SPARED = "spared"


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is due on a day, in minor units: of the debt, and of the interest on it."""

    due: date
    principal_minor: int
    interest_minor: int = 0

    @property
    def minor(self) -> int:
        """What is to be paid."""
        return self.principal_minor + self.interest_minor


@dataclass(frozen=True, slots=True)
class Schedule:
    """A down payment, where one is agreed, and instalments. The interest is a rate a month, in millionths."""

    instalments: tuple[Instalment, ...]
    down: Instalment | None = None
    rate_ppm: int = 0

    @classmethod
    def of(
        cls,
        debt_minor: int,
        *,
        first: date,
        count: int,
        down: tuple[date, int] | None = None,
        rate_ppm: int = 0,
    ) -> Schedule:
        """Equal monthly instalments from `first` on, on its day of the month; the last takes what rounding leaves.

        A month that is too short for the day has its last day in its place. Raises ValueError where the count is none.
        """
        if not 0 < count <= MOST_INSTALMENTS:
            raise ValueError(f"between 1 and {MOST_INSTALMENTS} instalments")
        rest = debt_minor - (down[1] if down else 0)
        days = [_months_later(first, number) for number in range(count)]
        principals = _equal(rest, count) if not rate_ppm else None
        instalments = tuple(
            Instalment(day, principal, interest)
            for day, (principal, interest) in zip(
                days, ((one, 0) for one in principals) if principals else _annuity(rest, count, rate_ppm), strict=True
            )
        )
        return cls(instalments, Instalment(*down) if down else None, rate_ppm)

    @classmethod
    def custom(
        cls, parts: Sequence[tuple[date, int]], *, debt_minor: int, down: tuple[date, int] | None, rate_ppm: int = 0
    ) -> Schedule:
        """Days and what is paid of the debt on each, as they were agreed; interest is on what is left before each."""
        rest, found = debt_minor - (down[1] if down else 0), []
        for day, principal in parts:
            found.append(Instalment(day, principal, _interest(rest, rate_ppm)))
            rest -= principal
        return cls(tuple(found), Instalment(*down) if down else None, rate_ppm)

    @property
    def parts(self) -> tuple[Instalment, ...]:
        """All that is to be paid, the down payment first."""
        return (*((self.down,) if self.down else ()), *self.instalments)

    @property
    def principal_minor(self) -> int:
        """What it pays of the debt."""
        return sum(one.principal_minor for one in self.parts)

    @property
    def interest_minor(self) -> int:
        """All interest."""
        return sum(one.interest_minor for one in self.parts)

    @property
    def total_minor(self) -> int:
        """All that is to be paid."""
        return self.principal_minor + self.interest_minor

    def as_terms(self) -> dict[str, Any]:
        """The schedule as a request keeps it, read back by `from_terms`."""
        return {
            "rate_ppm": self.rate_ppm,
            "down": _as_list(self.down) if self.down else None,
            "instalments": [_as_list(one) for one in self.instalments],
        }

    @classmethod
    def from_terms(cls, terms: Mapping[str, Any]) -> Schedule:
        """The schedule that `as_terms` gave. Raises KeyError, TypeError or ValueError for anything else."""
        down = terms["down"]
        return cls(
            tuple(_from_list(one) for one in terms["instalments"]),
            _from_list(down) if down else None,
            _whole(terms["rate_ppm"]),
        )


def _as_list(one: Instalment) -> list[str | int]:
    return [one.due.isoformat(), one.principal_minor, one.interest_minor]


def _from_list(kept: Sequence[Any]) -> Instalment:
    day, principal, interest = kept
    return Instalment(date.fromisoformat(day), _whole(principal), _whole(interest))


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def _months_later(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 + count
    return day_in_month(date(months // 12, months % 12 + 1, 1), first.day)


def _equal(rest: int, count: int) -> list[int]:
    """Equal parts, rounded to the nearest unit; the last takes what that leaves, and none is below zero."""
    part = (2 * rest + count) // (2 * count)
    parts: list[int] = []
    for number in range(count):
        is_last = number == count - 1
        parts.append(rest - sum(parts) if is_last else min(part, rest - sum(parts)))
    return parts


def _annuity(rest: int, count: int, rate_ppm: int) -> list[tuple[int, int]]:
    """Principal and interest of equal payments; the last pays exactly what is left."""
    with localcontext() as exact:
        exact.prec = 60
        rate = Decimal(rate_ppm) / _MILLION
        payment = _rounded(Decimal(rest) * rate / (1 - (1 + rate) ** -count))
    found, left = [], rest
    for number in range(count):
        interest = _interest(left, rate_ppm)
        principal = left if number == count - 1 else min(left, payment - interest)
        found.append((principal, interest))
        left -= principal
    return found


def _interest(left: int, rate_ppm: int) -> int:
    return _rounded(Decimal(left * rate_ppm) / _MILLION)


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def objections(schedule: Schedule, *, debt_minor: int, currency: str, as_of: date) -> list[Reason]:
    """Why the schedule cannot be agreed: it does not pay the debt, its days are in no order or over."""
    found: list[Reason] = []
    parts = schedule.parts
    if not schedule.instalments or len(schedule.instalments) > MOST_INSTALMENTS:
        text = "a plan has between 1 and %(most)d instalments beside the down payment"
        found.append(Reason("plan.count", text, {"most": MOST_INSTALMENTS}))
    if any(one.principal_minor <= 0 or one.interest_minor < 0 or one.minor > LARGEST_DOCUMENT_MINOR for one in parts):
        found.append(Reason("plan.amount", "each instalment pays something of the debt"))
    if any(later.due <= earlier.due for earlier, later in pairwise(parts)):
        found.append(Reason("plan.order", "each instalment is due after the one before it"))
    if parts and parts[0].due < as_of:
        text = "%(day)s is over: the first payment of a plan is still to come"
        found.append(Reason("plan.past", text, {"day": parts[0].due.isoformat()}))
    if parts and (parts[-1].due - as_of).days > LONGEST_DAYS:
        found.append(Reason("plan.long", "a plan ends within ten years"))
    if not 0 <= schedule.rate_ppm <= HIGHEST_RATE_PPM:
        found.append(Reason("plan.rate", "the interest is between 0 and 5 percent a month"))
    if schedule.principal_minor != debt_minor:
        text = "the instalments pay %(paid)s of the debt, and it is %(debt)s"
        facts = {"paid": str(Money(schedule.principal_minor, currency)), "debt": str(Money(debt_minor, currency))}
        found.append(Reason("plan.sum", text, facts))
    elif not found and not _is_agreed_interest(schedule, debt_minor):
        found.append(Reason("plan.interest", "the interest is not that of the rate on what is left of the debt"))
    return found


def _is_agreed_interest(schedule: Schedule, debt_minor: int) -> bool:
    left = debt_minor - (schedule.down.principal_minor if schedule.down else 0)
    if schedule.down and schedule.down.interest_minor:
        return False
    for one in schedule.instalments:
        if one.interest_minor != _interest(left, schedule.rate_ppm):
            return False
        left -= one.principal_minor
    return True


def charged_interest(interest_minor: int, *, left_minor: int, spared_minor: int) -> int:
    """What of an instalment's interest is charged on its day: none on what was credited meanwhile or is disputed.

    `left_minor` is what the schedule leaves of the debt before the instalment.
    """
    if left_minor <= 0:
        return 0
    counted = max(0, left_minor - max(0, spared_minor))
    return _rounded(Decimal(interest_minor * counted) / Decimal(left_minor))


@dataclass(frozen=True, slots=True)
class Paid:
    """Cash that came for a plan: the day of its value, and minor units above zero."""

    day: date
    minor: int


@dataclass(frozen=True, slots=True)
class PartStanding:
    """An instalment with what of it was paid and what is still asked for, in minor units."""

    part: Instalment
    paid_minor: int
    rest_minor: int
    state: PartState


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """How a plan stands on a day. `default_on` is the first day of its default, None while it is kept."""

    parts: tuple[PartStanding, ...]
    paid_minor: int
    default_on: date | None

    @property
    def rest_minor(self) -> int:
        """What is still to be paid by the plan."""
        return sum(one.rest_minor for one in self.parts)

    @property
    def next(self) -> PartStanding | None:
        """The oldest instalment of which something is missing."""
        return next((one for one in self.parts if one.rest_minor), None)

    @property
    def late_minor(self) -> int:
        """What is missing of instalments whose day is over."""
        return sum(one.rest_minor for one in self.parts if one.state is PartState.LATE)


def stand(
    parts: Sequence[Instalment],
    *,
    cash: Iterable[Paid],
    spared_minor: int,
    as_of: date,
    calendar: Calendar,
    grace_business_days: int,
) -> PlanStanding:
    """How the plan stands on the morning of the day. `spared_minor` is what the debt fell by without cash, or disputed.

    A day that is not worked is looked at on the next that is. The plan is in default on the first day after the grace
    of an instalment if the cash with a value date up to then does not pay all instalments up to it.
    """
    asked = _shortened(parts, spared_minor)
    came = sorted((one for one in cash if one.day <= as_of), key=lambda one: one.day)
    total = sum(one.minor for one in came)
    left, found = total, []
    default_on: date | None = None
    due_so_far = 0
    for part, minor in zip(parts, asked, strict=True):
        paid = min(left, minor)
        left -= paid
        due_so_far += minor
        last_day = calendar.add_business_days(part.due, grace_business_days)
        in_time = sum(one.minor for one in came if one.day <= last_day)
        if default_on is None and as_of > last_day and in_time < due_so_far:
            default_on = last_day + timedelta(days=1)
        found.append(PartStanding(part, paid, minor - paid, _state(part, minor, paid, as_of, calendar)))
    return PlanStanding(tuple(found), total, default_on)


def _shortened(parts: Sequence[Instalment], spared_minor: int) -> list[int]:
    """What is asked for each, where the debt is smaller by an amount: the last ones fall away first."""
    left, asked = max(0, spared_minor), []
    for part in reversed(parts):
        off = min(left, part.minor)
        left -= off
        asked.append(part.minor - off)
    return asked[::-1]


def _state(part: Instalment, minor: int, paid: int, as_of: date, calendar: Calendar) -> PartState:
    if not minor:
        return PartState.SPARED if part.minor else PartState.PAID
    if paid >= minor:
        return PartState.PAID
    if as_of > calendar.next_business_day(part.due):
        return PartState.LATE
    return PartState.PARTLY if paid else PartState.OPEN


def missing_to_activate(*, is_signed: bool, down_minor: int, came_minor: int, currency: str) -> list[Reason]:
    """What an approved plan still waits for."""
    found = []
    if not is_signed:
        found.append(Reason("plan.unsigned", "the signed copy is not filed yet"))
    if came_minor < down_minor:
        text = "%(missing)s of the down payment of %(down)s have not come"
        facts = {"missing": str(Money(down_minor - came_minor, currency)), "down": str(Money(down_minor, currency))}
        found.append(Reason("plan.down_missing", text, facts))
    return found
