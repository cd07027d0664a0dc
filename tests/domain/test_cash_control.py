"""Reconciliation, control totals and match rates as rules: everything adds up, and every rate names its whole."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.calendar import WEEKENDS_ONLY
from creditdesk.domain.cash_reconciliation import (
    Booked,
    Side,
    StatementFacts,
    ToldLine,
    missing_days,
    missing_numbers,
    reconcile,
)
from creditdesk.domain.cash_totals import Ages, MoneyIn, share, totals_of
from creditdesk.domain.match_rates import (
    Counted,
    How,
    Outcome,
    PayerHabits,
    Rate,
    RuleCounts,
    outcome_of,
    rates_of,
    touch_of,
    what_to_fix,
)

DAY = dt.date(2026, 6, 15)
YESTERDAY = DAY - dt.timedelta(days=1)


def statement(moved: int, *, opening: int = 0, number: str = "1", day: dt.date = DAY, off: int = 0) -> StatementFacts:
    return StatementFacts(int(number), number, day, opening, opening + moved + off, moved)


def line(line_id: int, amount: int, *, kind: str = "receipt", explained: str = "") -> ToldLine:
    return ToldLine(line_id, DAY, amount, kind, explained)


def booked(posting: int, amount: int, *, of: int | None, receipt: int | None = None) -> Booked:
    return Booked(posting, DAY, amount, of, receipt)


def test_what_both_have_is_no_difference() -> None:
    tie = reconcile([statement(1000)], told=[line(1, 1000)], booked=[booked(1, 1000, of=1)], first=DAY, last=DAY)
    assert (tie.closing_minor, tie.difference_minor, tie.differences, tie.is_reconciled) == (1000, 0, (), True)


def test_each_line_on_one_side_explains_its_part_of_the_difference() -> None:
    lines = [line(1, 1000), line(2, -30, kind="charge"), line(3, -200, kind="out", explained="wages"), line(4, 70)]
    moved = [booked(1, 1000, of=1), booked(2, 55, of=None)]
    tie = reconcile([statement(840)], told=lines, booked=moved, first=DAY, last=DAY, posted_elsewhen=[4])
    assert tie.difference_minor == 840 - 1055
    assert [(one.side, one.amount_minor, one.is_explained) for one in tie.differences] == [
        (Side.LEDGER_ONLY, -55, False),
        (Side.NOT_POSTED, -30, False),
        (Side.NOT_POSTED, -200, True),
        (Side.OTHER_DAY, 70, True),
    ]
    assert (tie.explained_minor, tie.unexplained_minor, tie.rest_minor, tie.is_reconciled) == (-130, -85, 0, False)


def test_two_unexplained_lines_that_cancel_out_are_still_open() -> None:
    tie = reconcile([statement(0)], told=[line(1, 50), line(2, -50)], booked=[], first=DAY, last=DAY)
    assert (tie.difference_minor, tie.is_reconciled) == (0, False)


def test_a_gap_between_statements_and_one_that_does_not_add_up_are_lines_too() -> None:
    before = statement(0, opening=100, number="1", day=YESTERDAY)
    tie = reconcile(
        [before, statement(10, opening=140, number="3", off=5)], told=[line(1, 10)], booked=[], first=DAY, last=DAY
    )
    told = {(one.side, one.amount_minor) for one in tie.differences}
    assert told == {(Side.GAP, 40), (Side.UNTIED, 5), (Side.NOT_POSTED, 10)}
    assert (tie.opening_minor, tie.closing_minor, tie.rest_minor) == (100, 155, 0)


def test_what_was_posted_and_taken_back_within_the_days_moved_nothing() -> None:
    moved = [booked(1, 500, of=1, receipt=9), booked(2, -500, of=None, receipt=9)]
    assert reconcile([], told=[], booked=moved, first=DAY, last=DAY).is_reconciled
    # Where the bank still tells of the payment, what was taken back is a difference.
    tie = reconcile([statement(500)], told=[line(1, 500)], booked=moved, first=DAY, last=DAY)
    assert [(one.side, one.amount_minor) for one in tie.differences] == [(Side.LEDGER_ONLY, 500)]


amounts = st.integers(-500, 500).filter(bool)


@given(
    told=st.lists(st.tuples(st.integers(1, 9), amounts), unique_by=lambda one: one[0]),
    moved=st.lists(st.tuples(st.integers(1, 12), amounts), unique_by=lambda one: one[0]),
    opening=st.integers(-500, 500),
    before=st.integers(-500, 500),
)
def test_the_difference_is_always_explained_to_zero(
    told: list[tuple[int, int]], moved: list[tuple[int, int]], opening: int, before: int
) -> None:
    """Whatever the bank and the ledger say: no part of the difference is without its line."""
    chain = [
        statement(0, opening=before, number="1", day=YESTERDAY),
        statement(sum(minor for _, minor in told), opening=opening, number="2"),
    ]
    tie = reconcile(
        chain,
        told=[line(line_id, minor) for line_id, minor in told],
        booked=[booked(at, minor, of=line_id) for at, (line_id, minor) in enumerate(moved)],
        first=DAY,
        last=DAY,
    )
    assert tie.rest_minor == 0
    assert tie.closing_minor == chain[-1].closing_minor
    assert tie.closing_minor is not None
    assert tie.opening_minor is not None
    assert tie.closing_minor - tie.opening_minor - tie.ledger_minor == tie.explained_minor + tie.unexplained_minor


def test_working_days_and_numbers_that_the_bank_left_out_are_listed() -> None:
    there = [dt.date(2026, 6, 8), dt.date(2026, 6, 9), dt.date(2026, 6, 12)]
    missing = missing_days(there, first=dt.date(2026, 6, 8), last=DAY, calendar=WEEKENDS_ONLY)
    assert missing == [dt.date(2026, 6, 10), dt.date(2026, 6, 11), DAY]
    assert missing_numbers(["97", "98", "101", "1", "00002/001", "x", "4"]) == ["99", "100", "3"]


money = st.builds(
    MoneyIn,
    amount_minor=st.just(1000),
    open_minor=st.integers(0, 1000),
    by_machine_minor=st.integers(0, 300),
    by_people_minor=st.integers(0, 300),
    is_identified=st.booleans(),
    standing=st.sampled_from(["", "on_account", "refund", "full_settlement", "returned", "taken_back"]),
)


@given(st.lists(money))
def test_the_parts_of_what_came_always_add_up(payments: list[MoneyIn]) -> None:
    totals = totals_of(payments)
    assert totals.received_minor == 1000 * len(payments) == totals.parts_minor


def test_unapplied_money_is_as_old_as_its_value_date() -> None:
    ages = Ages((2, 7, 30, 60), ask_days=7)
    spans = ages.spans(as_of=DAY)

    def place(days: int) -> int:
        day = DAY - dt.timedelta(days=days)
        (found,) = [
            place
            for place, (first, last) in enumerate(spans)
            if (first is None or day >= first) and (last is None or day <= last)
        ]
        return found

    assert [place(days) for days in (-1, 0, 2, 3, 7, 8, 30, 31, 60, 61, 900)] == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert ages.words() == ["0–2", "3–7", "8–30", "31–60", "61+"]
    assert Ages((0,), ask_days=1).words() == ["0", "1+"]
    assert [ages.is_due(DAY - dt.timedelta(days=days), as_of=DAY) for days in (6, 7)] == [False, True]
    assert str(share(12_000_00, 600_000_00)) == "2.0"
    assert share(1, 0) is None


def test_how_a_payment_was_matched() -> None:
    told = {
        How(0): Outcome.OPEN,
        How.SETTLED: Outcome.ELSEWHERE,
        How.STANDS: Outcome.BY_ITSELF,
        How.STANDS | How.SETTLED: Outcome.BY_ITSELF,
        How.STANDS | How.PEOPLE: Outcome.AS_PROPOSED,
        How.STANDS | How.PEOPLE | How.OTHER: Outcome.OTHER_PROPOSAL,
        How.STANDS | How.PEOPLE | How.BY_HAND: Outcome.BY_HAND,
        How.STANDS | How.PEOPLE | How.BY_HAND | How.OTHER | How.SETTLED: Outcome.BY_HAND,
    }
    assert {how: outcome_of(how) for how in told} == told


def test_the_same_payments_have_four_hit_rates_each_with_its_whole() -> None:
    counted = Counted(
        payments=4,
        received_minor=1300,
        how={How.STANDS: 1, How.STANDS | How.SETTLED: 1, How.STANDS | How.PEOPLE: 1, How(0): 1},
        envelopes=3,
        envelopes_by_itself=1,
        lines=6,
        lines_by_itself=4,
        applied_by_itself_minor=1000,
        made=5,
        wrong=1,
        made_by_machine=3,
        wrong_by_machine=1,
        seconds={20: 1, 60: 1},
    )
    rates = rates_of(counted)
    assert (rates.by_payment, rates.by_envelope) == (Rate(2, 4), Rate(1, 3))
    assert (rates.by_line, rates.by_value) == (Rate(4, 6), Rate(1000, 1300))
    assert (rates.wrong, rates.wrong_by_machine) == (Rate(1, 5), Rate(1, 3))
    assert (rates.touch.count, rates.touch.median, rates.touch.ninetieth) == (2, 20, 60)
    assert sum(rates.outcomes.values()) == 4
    assert str(rates.by_payment.percent) == "50.0"
    assert rates_of(Counted()).by_payment.percent is None


@given(st.lists(st.integers(0, 500)))
def test_the_time_that_was_measured_is_that_of_the_nearest_rank(measured: list[int]) -> None:
    touch, ordered = touch_of(Counter(measured)), sorted(measured)
    assert touch.count == len(measured)
    assert touch.median == (ordered[-(-len(ordered) // 2) - 1] if ordered else None)
    assert touch.ninetieth == (ordered[-(-len(ordered) * 9 // 10) - 1] if ordered else None)


def test_what_to_fix_says_it_in_words_what_helps_most_first() -> None:
    acme = PayerHabits(7, "Acme", payments=5, bare=5, short=4)
    rules = [RuleCounts("amount.only", made=1, wrong=1), RuleCounts("named", made=100, wrong=1)]
    told = [str(one.reason) for one in what_to_fix([acme], nameless={"Blue Lens": 1, "": 3}, rules=rules)]
    assert told == [
        "Acme: 5 of 5 payments were worked by people and came without a list of what they pay",
        "Acme keeps something back from 4 of 5 payments: agree on it, or end it",
        "3 payments name no payer: ask the bank for what its files leave out",
        "the rule amount.only was wrong in 1 of 1 matches: look at them before it posts more",
        "payments of “Blue Lens” without a customer: 1. Say once which customer that is",
    ]
    good = [PayerHabits(1, "Good", payments=10, bare=5, short=7), PayerHabits(2, "Rare", payments=2, bare=2, short=2)]
    assert what_to_fix(good, nameless={}, rules=[]) == []
