"""What a payer usually does, learned from how his payments were applied: counted, never guessed.

A habit holds from three payments on that could have shown it, of which four in five did. It raises what is
proposed first and explains a difference; by itself it never posts. Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditdesk.domain.money import share_of
from creditdesk.domain.reasons import Reason

_FEWEST, _SHARE_PERCENT = 3, 80


class HabitKind(StrEnum):
    """What payers do by habit."""

    OLDEST_FIRST = "oldest_first"
    TAKES_DISCOUNT = "takes_discount"
    DEDUCTS = "deducts"
    PAYS_ALL = "pays_all"
    NAMES_DOCUMENTS = "names_documents"


@dataclass(frozen=True, slots=True)
class PastLine:
    """An item that a payment settled, with what was kept back of it and why."""

    item_id: int
    open_minor: int
    due_date: date
    discount_minor: int = 0
    deduction_minor: int = 0
    deduction_reason: str = ""


@dataclass(frozen=True, slots=True)
class PastPayment:
    """A payment as it was applied in the end; `left_open` are the due dates of what was open and not paid by it."""

    lines: tuple[PastLine, ...]
    left_open: tuple[date, ...] = ()
    named_documents: bool = False


@dataclass(frozen=True, slots=True)
class Habit:
    """`count` of the `of` payments that could have shown it did. `permille` is the share of the amount kept back."""

    kind: HabitKind
    count: int
    of: int
    permille: int = 0
    what: str = ""

    @property
    def holds(self) -> bool:
        """Whether it was seen often enough to reckon with."""
        return self.of >= _FEWEST and self.count * 100 >= self.of * _SHARE_PERCENT

    @property
    def reason(self) -> Reason:
        """The habit in words, with its count."""
        text = {
            HabitKind.OLDEST_FIRST: "he paid the oldest first in %(count)d of %(of)d payments",
            HabitKind.TAKES_DISCOUNT: "he kept %(percent)s%% as discount in %(count)d of %(of)d payments",
            HabitKind.DEDUCTS: "he deducted %(percent)s%% for %(what)s in %(count)d of %(of)d payments",
            HabitKind.PAYS_ALL: "he paid all that was open in %(count)d of %(of)d payments",
            HabitKind.NAMES_DOCUMENTS: "he named the documents in %(count)d of %(of)d payments",
        }[self.kind]
        percent = f"{self.permille // 10}.{self.permille % 10}".removesuffix(".0")
        facts: dict[str, str | int] = {"count": self.count, "of": self.of, "percent": percent, "what": self.what}
        return Reason(f"cash.habit_{self.kind}", text, facts)


def learn_habits(past: Iterable[PastPayment]) -> tuple[Habit, ...]:
    """All habits that the payments show, with their counts, whether they hold or not; the order does not matter."""
    payments = [payment for payment in past if payment.lines]
    if not payments:
        return ()
    return (*_orders(payments), *_kept_back(payments))


def _orders(payments: Sequence[PastPayment]) -> Iterable[Habit]:
    with_choice = [payment for payment in payments if payment.left_open]
    oldest = sum(max(line.due_date for line in each.lines) <= min(each.left_open) for each in with_choice)
    yield Habit(HabitKind.OLDEST_FIRST, oldest, len(with_choice))
    several = [payment for payment in payments if len(payment.lines) + len(payment.left_open) > 1]
    yield Habit(HabitKind.PAYS_ALL, sum(not payment.left_open for payment in several), len(several))
    yield Habit(HabitKind.NAMES_DOCUMENTS, sum(payment.named_documents for payment in payments), len(payments))


def _kept_back(payments: Sequence[PastPayment]) -> Iterable[Habit]:
    """The share that was kept back most often, as discount and for each stated reason."""
    discounts: Counter[int] = Counter()
    deductions: dict[str, Counter[int]] = {}
    for payment in payments:
        discounts.update({_permille(line.discount_minor, line) for line in payment.lines if line.discount_minor})
        reasons = {(line.deduction_reason, _permille(line.deduction_minor, line)) for line in payment.lines}
        for what, permille in reasons:
            if permille:
                deductions.setdefault(what, Counter())[permille] += 1
    if discounts:
        permille, count = min(discounts.items(), key=lambda one: (-one[1], one[0]))
        yield Habit(HabitKind.TAKES_DISCOUNT, count, len(payments), permille)
    for what, counted in sorted(deductions.items()):
        permille, count = min(counted.items(), key=lambda one: (-one[1], one[0]))
        yield Habit(HabitKind.DEDUCTS, count, len(payments), permille, what)


def _permille(kept_minor: int, line: PastLine) -> int:
    return share_of(1000, numerator=kept_minor, denominator=max(1, line.open_minor))
