"""Promises against the cash that came: kept, kept in part, broken. Two business days of grace, 1 % or 100 to spare."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.policy import default_policy
from creditdesk.domain.promises import (
    Cash,
    KeptRate,
    PromiseState,
    PromiseTerms,
    Settled,
    Verdict,
    cash_of_settlements,
    holds_until,
    judge,
    last_day,
    received_percent,
    task_day,
)

POLICY = default_policy()
MADE, FRIDAY = date(2026, 7, 20), date(2026, 7, 31)
TUESDAY = date(2026, 8, 4)
WEDNESDAY = date(2026, 8, 5)


def promise(
    amount: int = 12_000_00, *, day: date = FRIDAY, key: int = 1, items: set[int] | None = None
) -> PromiseTerms:
    return PromiseTerms(key, amount, MADE, day, frozenset(items or ()))


def verdict(terms: PromiseTerms, *cash: Cash, as_of: date = WEDNESDAY) -> Verdict:
    return judge([terms], cash, as_of=as_of, policy=POLICY)[terms.id]


def test_what_comes_after_the_last_day_changes_nothing() -> None:
    found = verdict(promise(), Cash(date(2026, 8, 3), 7_000_00), Cash(WEDNESDAY, 4_000_00), as_of=date(2026, 8, 20))
    assert found == Verdict(PromiseState.PARTLY, 7_000_00, 5_000_00, TUESDAY)
    assert received_percent(12_000_00, received_minor=7_000_00) == Decimal("58.33")


def test_until_its_last_day_is_over_a_promise_is_open() -> None:
    assert verdict(promise(), Cash(date(2026, 8, 3), 7_000_00), as_of=TUESDAY).state is PromiseState.OPEN
    assert verdict(promise(), as_of=WEDNESDAY) == Verdict(PromiseState.BROKEN, 0, 12_000_00, TUESDAY)


@pytest.mark.parametrize(("missing", "state"), [(100_00, PromiseState.KEPT), (100_01, PromiseState.PARTLY)])
def test_up_to_the_tolerance_may_be_missing(missing: int, state: PromiseState) -> None:
    assert verdict(promise(), Cash(FRIDAY, 12_000_00 - missing)).state is state


def test_of_a_small_promise_one_per_cent_may_be_missing() -> None:
    assert verdict(promise(1_000_00), Cash(FRIDAY, 990_00)).state is PromiseState.KEPT
    assert verdict(promise(1_000_00), Cash(FRIDAY, 989_99)).state is PromiseState.PARTLY


def test_a_promise_is_kept_on_the_day_on_which_enough_had_come() -> None:
    early = verdict(promise(), Cash(date(2026, 7, 22), 6_000_00), Cash(date(2026, 7, 28), 6_000_00), as_of=FRIDAY)
    assert early == Verdict(PromiseState.KEPT, 12_000_00, 0, date(2026, 7, 28))


def test_what_came_before_it_was_made_does_not_keep_it() -> None:
    assert verdict(promise(), Cash(MADE - timedelta(days=1), 12_000_00)).state is PromiseState.BROKEN


def test_cash_counts_once_and_for_the_earlier_day_first() -> None:
    first, second = promise(5_000_00, key=2), promise(5_000_00, day=date(2026, 8, 10), key=1)
    found = judge([second, first], [Cash(FRIDAY, 7_000_00)], as_of=date(2026, 8, 20), policy=POLICY)
    assert [found[key].received_minor for key in (2, 1)] == [5_000_00, 2_000_00]


def test_what_was_decided_keeps_its_cash() -> None:
    kept = PromiseTerms(1, 5_000_00, MADE, FRIDAY, decided_by_minor=5_000_00)
    earlier = promise(5_000_00, day=FRIDAY - timedelta(days=3), key=2)
    found = judge([kept, earlier], [Cash(date(2026, 7, 27), 5_000_00)], as_of=WEDNESDAY, policy=POLICY)
    assert [found[key].state for key in (1, 2)] == [PromiseState.KEPT, PromiseState.BROKEN]


def test_what_was_decided_keeps_its_cash_to_whatever_that_is_applied_since_and_takes_no_more() -> None:
    elsewhere = Cash(date(2026, 7, 27), 5_000_00, {7: 5_000_00})
    decided = PromiseTerms(1, 5_000_00, MADE, FRIDAY, frozenset({8}), decided_by_minor=3_000_00)
    found = judge([decided, promise(2_000_00, key=2)], [elsewhere], as_of=WEDNESDAY, policy=POLICY)
    assert [found[key].received_minor for key in (1, 2)] == [3_000_00, 2_000_00]


def test_a_promise_of_items_counts_what_pays_them_and_what_pays_nothing_yet() -> None:
    elsewhere = Cash(FRIDAY, 9_000_00, {7: 5_000_00, 8: 1_000_00})
    assert verdict(promise(items={8}), elsewhere).received_minor == 4_000_00


def test_thanksgiving_is_no_day_of_grace() -> None:
    thanksgiving = date(2026, 11, 26)
    judged_on = last_day(thanksgiving, policy=POLICY)
    assert judged_on == date(2026, 11, 30)
    assert task_day(judged_on, policy=POLICY) == date(2026, 12, 1)
    assert holds_until(PromiseState.BROKEN, judged_on=judged_on, policy=POLICY) == date(2026, 12, 30)
    assert holds_until(PromiseState.KEPT, judged_on=judged_on, policy=POLICY) is None


def test_what_the_erp_settled_is_cash_unless_a_credit_of_ours_paid_it() -> None:
    day, later = date(2026, 7, 27), date(2026, 7, 29)
    moves = [Settled(1, day, -500_00), Settled(2, day, -300_00), Settled(9, day, 200_00), Settled(3, later, -100_00)]
    found = cash_of_settlements(moves, credits=frozenset({9}))
    assert found == [Cash(day, 600_00, {1: 500_00, 2: 100_00}), Cash(later, 100_00, {3: 100_00})]


def test_what_the_erp_opened_again_had_not_come_after_all() -> None:
    moves = [Settled(1, date(2026, 7, 27), -500_00), Settled(1, date(2026, 8, 6), 500_00)]
    assert cash_of_settlements(moves, credits=frozenset()) == []


def test_the_kept_rate_is_told_by_count_and_by_value() -> None:
    rate = KeptRate(kept=42, judged=56, received_minor=84_000_00, promised_minor=105_000_00)
    assert (rate.count_percent, rate.value_percent) == (Decimal("75.0"), Decimal("80.0"))
    assert KeptRate(0, 0, 0, 0).count_percent is None


days = st.dates(MADE - timedelta(days=5), MADE + timedelta(days=40))
amounts = st.integers(1, 10**9)
some_terms = st.lists(
    st.builds(
        PromiseTerms,
        id=st.integers(1, 10**6),
        amount_minor=amounts,
        made_on=st.just(MADE),
        date=st.dates(MADE, MADE + timedelta(days=30)),
        item_ids=st.frozensets(st.integers(1, 4), max_size=3),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
)


@st.composite
def receipts(draw: st.DrawFn) -> Cash:
    applied = draw(st.dictionaries(st.integers(1, 5), st.integers(1, 10**8), max_size=3))
    return Cash(draw(days), sum(applied.values()) + draw(st.integers(0, 10**9)), applied)


some_cash = st.lists(receipts(), max_size=6)


@given(promises=some_terms, cash=some_cash, as_of=days)
def test_no_cash_counts_twice_and_none_for_more_than_was_promised(
    promises: list[PromiseTerms], cash: list[Cash], as_of: date
) -> None:
    found = judge(promises, cash, as_of=as_of, policy=POLICY)
    assert found.keys() == {one.id for one in promises}
    assert sum(one.received_minor for one in found.values()) <= sum(one.minor for one in cash)
    for one in promises:
        assert 0 <= found[one.id].received_minor <= one.amount_minor
        assert found[one.id].received_minor + found[one.id].shortfall_minor == one.amount_minor


@given(promises=some_terms, cash=some_cash, as_of=days, more=st.integers(1, 10))
def test_what_is_kept_or_over_stays_so_as_days_pass(
    promises: list[PromiseTerms], cash: list[Cash], as_of: date, more: int
) -> None:
    """One promise at a time: with several, an earlier one may take later cash that the next one counted on."""
    for one in promises:
        then, later = (verdict(one, *cash, as_of=day) for day in (as_of, as_of + timedelta(days=more)))
        if then.state is not PromiseState.OPEN:
            assert later == then or (then.state is later.state is PromiseState.KEPT)
