"""Control totals of cash: what became of the money that came, in parts that always add up to it.

10,000.00 received = 8,000.00 applied + 500.00 on account + 1,000.00 unapplied + 500.00 unidentified
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class MoneyIn:
    """A payment as it stands: its amount, what the machine and people applied of it, what is open, in minor units.

    `standing` is what was decided about the rest, as `Receipt.Standing` has it.
    """

    amount_minor: int
    open_minor: int
    by_machine_minor: int = 0
    by_people_minor: int = 0
    is_identified: bool = True
    standing: str = ""
    value_date: dt.date = dt.date.min


@dataclass(frozen=True, slots=True)
class Totals:
    """Money that came and what became of it, in minor units; the parts add up to what was received."""

    payments: int = 0
    received_minor: int = 0
    by_machine_minor: int = 0
    by_people_minor: int = 0
    elsewhere_minor: int = 0
    on_account_minor: int = 0
    asked_minor: int = 0
    unapplied_minor: int = 0
    unidentified_minor: int = 0
    returned_minor: int = 0
    taken_back_minor: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def applied_minor(self) -> int:
        """What pays something."""
        return self.by_machine_minor + self.by_people_minor + self.elsewhere_minor

    @property
    def parts_minor(self) -> int:
        """What the parts come to."""
        rest = self.on_account_minor + self.asked_minor + self.unapplied_minor + self.unidentified_minor
        return self.applied_minor + rest + self.returned_minor + self.taken_back_minor


# What was decided about a rest → the part in which it stands.
_PART = {"on_account": "on_account_minor", "refund": "asked_minor", "full_settlement": "asked_minor"}


def totals_of(money: Iterable[MoneyIn]) -> Totals:
    """The control totals of some payments in one currency."""
    return sum((_of_one(one) for one in money), Totals())


def _of_one(one: MoneyIn) -> Totals:
    if one.standing in ("returned", "taken_back"):
        return Totals(1, one.amount_minor, **{f"{one.standing}_minor": one.amount_minor})
    if not one.is_identified:
        return Totals(1, one.amount_minor, unidentified_minor=one.amount_minor)
    applied = one.amount_minor - one.open_minor
    rest = {_PART.get(one.standing, "unapplied_minor"): one.open_minor}
    # What was moved away by hand is in neither: it is told as such and not squeezed into the others.
    elsewhere = applied - one.by_machine_minor - one.by_people_minor
    return Totals(1, one.amount_minor, one.by_machine_minor, one.by_people_minor, elsewhere, **rest)


@dataclass(frozen=True, slots=True)
class Ages:
    """How old money is that pays nothing, in days since the bank valued it, as the policy has it.

    `up_to` are the last days of the ages, (2, 7, 30) being 0–2, 3–7, 8–30 and more; from `ask_days` on somebody must
    ask what it is for.
    """

    up_to: tuple[int, ...]
    ask_days: int

    def spans(self, *, as_of: dt.date) -> list[tuple[dt.date | None, dt.date | None]]:
        """First and last value date of each age, the youngest first. The youngest has no last, the oldest no first."""
        ends = [as_of - dt.timedelta(days=days) for days in self.up_to]
        lasts = [None, *(end - dt.timedelta(days=1) for end in ends)]
        return list(zip([*ends, None], lasts, strict=True))

    def words(self) -> list[str]:
        """The ages as a table's heads: `0–2`, `3–7`, `8+`."""
        firsts = [0, *(days + 1 for days in self.up_to)]
        between = [
            str(last) if first == last else f"{first}–{last}" for first, last in zip(firsts, self.up_to, strict=False)
        ]
        return [*between, f"{firsts[-1]}+"]

    def is_due(self, value_date: dt.date, *, as_of: dt.date) -> bool:
        """Whether somebody must ask about money that was valued on the day."""
        return (as_of - value_date).days >= self.ask_days


def share(part_minor: int, whole_minor: int) -> Decimal | None:
    """A part of a whole in per cent, to a tenth; None of nothing. 12,000 of 600,000 are 2.0."""
    if not whole_minor:
        return None
    return (Decimal(part_minor) * 100 / Decimal(whole_minor)).quantize(Decimal("0.1"))
