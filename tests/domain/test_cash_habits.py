"""What a payer usually does, counted from how his payments were applied."""

from __future__ import annotations

from datetime import date

from creditdesk.domain.cash_habits import Habit, HabitKind, PastLine, PastPayment, learn_habits


def past(*due_days: int, left: tuple[int, ...] = (), **kept: object) -> PastPayment:
    lines = tuple(PastLine(day, 1_000_00, date(2026, 1, day), **kept) for day in due_days)  # type: ignore[arg-type]
    return PastPayment(lines, tuple(date(2026, 1, day) for day in left))


def habit(kind: HabitKind, *payments: PastPayment) -> Habit:
    (found,) = [each for each in learn_habits(payments) if each.kind is kind]
    return found


def test_who_always_paid_the_oldest_pays_the_oldest_first() -> None:
    found = habit(HabitKind.OLDEST_FIRST, past(1, 2, left=(5, 9)), past(5, left=(9,)), past(9, left=(12,)), past(12))
    assert (found.count, found.of, found.holds) == (3, 3, True)
    assert str(found.reason) == "he paid the oldest first in 3 of 3 payments"


def test_a_payment_of_all_there_was_says_nothing_of_an_order() -> None:
    assert habit(HabitKind.OLDEST_FIRST, past(1), past(2), past(3)).of == 0


def test_twice_is_no_habit() -> None:
    assert not habit(HabitKind.OLDEST_FIRST, past(1, left=(2,)), past(2, left=(3,))).holds


def test_one_in_two_is_no_habit() -> None:
    assert not habit(HabitKind.OLDEST_FIRST, *[past(1, left=(2,)), past(9, left=(2,))] * 4).holds


def test_who_always_takes_two_per_cent() -> None:
    found = habit(HabitKind.TAKES_DISCOUNT, *[past(1, discount_minor=20_00)] * 4, past(2))
    assert (found.permille, found.count, found.of, found.holds) == (20, 4, 5, True)
    assert str(found.reason) == "he kept 2% as discount in 4 of 5 payments"


def test_who_always_deducts_freight() -> None:
    found = habit(HabitKind.DEDUCTS, *[past(3, deduction_minor=15_00, deduction_reason="freight")] * 3)
    assert (found.what, found.permille, found.holds) == ("freight", 15, True)
    assert str(found.reason) == "he deducted 1.5% for freight in 3 of 3 payments"


def test_the_order_of_the_payments_does_not_matter() -> None:
    payments = [past(1, left=(2,)), past(2, 3, discount_minor=20_00), past(4, left=(1,))]
    assert learn_habits(payments) == learn_habits(reversed(payments))


def test_nothing_is_learned_from_nothing() -> None:
    assert learn_habits([]) == ()
