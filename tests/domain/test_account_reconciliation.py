"""The rules by which a customer's statement is compared with his account: matches, kinds of difference, the proof."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.account_matching import How, match_lines
from creditdesk.domain.account_reconciliation import (
    Action,
    Cause,
    Difference,
    DifferenceKind,
    Explained,
    OurItem,
    Pair,
    Sides,
    TheirLine,
    conclude_objections,
    differences,
    explanation_objections,
    prove,
)

DAY = date(2026, 6, 30)
OLD = date(2026, 5, 4)


def item(
    item_id: int,
    number: str,
    minor: int,
    *,
    kind: str = "",
    dated: date = OLD,
    posted: date | None = None,
    closed: date | None = None,
    currency: str = "USD",
    open_minor: int | None = None,
) -> OurItem:
    return OurItem(
        item_id,
        kind or ("invoice" if minor > 0 else "payment"),
        number,
        currency,
        minor if open_minor is None else open_minor,
        minor,
        dated,
        posted or dated,
        closed,
    )


def line(
    line_id: int, document: str, minor: int, *, day: date | None = OLD, reference: str = "", place: int | None = None
) -> TheirLine:
    return TheirLine(line_id, line_id if place is None else place, document, reference, day, minor)


def sides(
    items: list[OurItem],
    lines: list[TheirLine],
    *,
    others: tuple[OurItem, ...] = (),
    stated: int | None = None,
    pairs: list[Pair] | None = None,
) -> Sides:
    found = [one.pair for one in match_lines(items, lines, date_days=10)] if pairs is None else pairs
    return Sides(DAY, "USD", items, lines, found, others, stated, timing_days=5)


def only(compared: Sides) -> Difference:
    (found,) = differences(compared)
    return found


def told(one: Difference) -> tuple[DifferenceKind, Cause, Action, int]:
    return one.kind, one.hint.cause, one.hint.action, one.minor


def test_equal_sides_prove_at_once() -> None:
    proof = prove(sides([item(1, "7001", 100_00)], [line(1, "7001", 100_00)]))

    assert (proof.minor, proof.lines, proof.unexplained) == (0, (), ())


def test_an_invoice_that_they_have_not_booked_is_sent_again() -> None:
    found = only(sides([item(1, "7001", 100_00)], []))

    assert told(found) == (DifferenceKind.NOT_THEIRS, Cause.INVOICE_NOT_BOOKED, Action.SEND_INVOICE, 100_00)


def test_a_fee_is_confirmed_and_a_credit_memo_is_sent() -> None:
    fee, credit = differences(
        sides([item(1, "F-1", 35_00, kind="fee"), item(2, "CM-1", -9_00, kind="credit_memo")], [])
    )

    assert told(fee) == (DifferenceKind.NOT_THEIRS, Cause.FEE_NOT_BOOKED, Action.CONFIRM_FEE, 35_00)
    assert told(credit) == (DifferenceKind.NOT_THEIRS, Cause.CREDIT_NOT_BOOKED, Action.SEND_CREDIT, -9_00)


def test_their_debit_memo_becomes_a_deduction() -> None:
    found = only(sides([], [line(1, "DM-77", -600_00)]))

    assert told(found) == (DifferenceKind.NOT_OURS, Cause.DEBIT_MEMO_NOT_BOOKED, Action.OPEN_DEDUCTION, 600_00)


def test_another_amount_on_both_sides_is_one_difference() -> None:
    found = only(sides([item(1, "7001", 100_00)], [line(1, "7001", 90_00)]))

    assert (found.kind, found.ours_minor, found.theirs_minor, found.minor) == (
        DifferenceKind.AMOUNT,
        100_00,
        90_00,
        10_00,
    )


def test_what_is_younger_than_five_days_may_have_been_on_its_way() -> None:
    on_its_way = item(1, "7001", 100_00, dated=DAY - timedelta(days=4))
    should_be_there = item(2, "7002", 100_00, dated=DAY - timedelta(days=5))

    assert [one.kind for one in differences(sides([on_its_way, should_be_there], []))] == [
        DifferenceKind.NOT_THEIRS,
        DifferenceKind.TIMING,
    ]


def test_what_was_paid_since_the_day_of_the_statement_is_timing() -> None:
    found = only(sides([item(1, "7001", 100_00, closed=DAY + timedelta(days=3))], []))

    assert told(found) == (DifferenceKind.TIMING, Cause.PAYMENT_IN_TRANSIT, Action.NONE, 100_00)


def test_their_payment_that_came_here_later_is_timing() -> None:
    later = item(9, "W-1", -80_00, posted=DAY + timedelta(days=2))

    found = only(sides([], [line(1, "CHK 551", -80_00)], others=(later,)))

    assert told(found) == (DifferenceKind.TIMING, Cause.PAYMENT_IN_TRANSIT, Action.NONE, 80_00)
    assert found.hint.item_id == 9


def test_which_of_two_equal_payments_is_meant_is_not_guessed() -> None:
    later = [item(at, f"W-{at}", -80_00, posted=DAY + timedelta(days=2)) for at in (8, 9)]

    assert only(sides([], [line(1, "CHK 551", -80_00)], others=tuple(later))).kind is DifferenceKind.NOT_OURS


def test_money_that_waits_here_and_is_applied_there_is_unapplied() -> None:
    found = only(sides([item(1, "W-1", -50_00)], []))

    assert told(found) == (DifferenceKind.UNAPPLIED, Cause.PAYMENT_UNAPPLIED, Action.ASK_APPLICATION, -50_00)


def test_a_line_twice_is_a_duplicate_of_the_one_that_matches() -> None:
    found = only(sides([item(1, "7001", 100_00)], [line(1, "7001", 100_00), line(2, "7001", 100_00)]))

    assert told(found) == (DifferenceKind.DUPLICATE, Cause.BOOKED_TWICE, Action.ASK_CORRECTION, -100_00)
    assert found.line is not None
    assert found.line.id == 2


def test_our_document_in_another_currency_is_said_to_be_so() -> None:
    euros = item(4, "7001", 100_00, currency="EUR")

    assert only(sides([], [line(1, "7001", 100_00)], others=(euros,))).kind is DifferenceKind.CURRENCY


def test_a_document_that_is_settled_here_and_open_there_is_proved_by_its_payment() -> None:
    settled = item(4, "7001", 100_00, open_minor=0, closed=DAY - timedelta(days=9))

    found = only(sides([], [line(1, "7001", 100_00)], others=(settled,)))

    assert told(found) == (DifferenceKind.NOT_OURS, Cause.SETTLED_HERE, Action.SEND_PAYMENT_PROOF, -100_00)


def test_a_total_that_is_not_the_sum_of_its_lines_is_a_difference_of_its_own() -> None:
    found = only(sides([item(1, "7001", 100_00)], [line(1, "7001", 100_00)], stated=95_00))

    assert (found.kind, found.minor, found.key) == (DifferenceKind.TOTAL, 5_00, "total")


def test_the_running_balance_ends_at_zero() -> None:
    proof = prove(sides([item(1, "7001", 100_00), item(2, "7002", 50_00)], [line(1, "DM-1", -20_00)]))

    assert [one.left_minor for one in proof.lines] == [70_00, 20_00, 0]


def test_two_differences_that_cancel_out_are_both_to_be_explained() -> None:
    proof = prove(sides([item(1, "7001", 100_00)], [line(1, "X-9", 100_00, day=None)]))

    assert (proof.minor, proof.unexplained_minor, len(proof.unexplained)) == (0, 0, 2)
    assert [one.code for one in conclude_objections(proof, currency="USD")] == [
        "account_reconciliation.unexplained"
    ] * 2


def test_an_explanation_of_another_amount_does_not_count() -> None:
    compared = sides([item(1, "7001", 100_00)], [])

    assert prove(compared, [Explained("item-1", 100_00, 0)]).unexplained == ()
    assert len(prove(compared, [Explained("item-1", 90_00, 0)]).unexplained) == 1


def test_another_cause_is_said_in_words() -> None:
    assert explanation_objections(cause=Cause.OTHER, words=" ")
    assert not explanation_objections(cause=Cause.OTHER, words="agreed by telephone")
    assert explanation_objections(cause=Cause.SHORT, words="x" * 301)


def test_a_line_in_two_pairs_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        differences(sides([item(1, "1", 1), item(2, "2", 1)], [line(1, "1", 1)], pairs=[Pair(1, 1), Pair(1, 2)]))


def test_numbers_match_whole_but_for_marks_zeros_and_the_letters_before_them() -> None:
    items = [item(1, "INV-88120", 10_00), item(2, "0004711", 20_00), item(3, "2026/118", 30_00)]
    lines = [line(1, "88120", 10_00), line(2, "4711", 20_00), line(3, "2026-118", 30_00)]

    assert [(one.line_id, one.item_id, one.how) for one in match_lines(items, lines, date_days=0)] == [
        (1, 1, How.NUMBER),
        (2, 2, How.NUMBER),
        (3, 3, How.NUMBER),
    ]


def test_our_number_is_found_in_the_reference_too() -> None:
    found = match_lines([item(1, "88120", 10_00)], [line(1, "V-9", 10_00, reference="88120")], date_days=0)

    assert [one.pair for one in found] == [Pair(1, 1)]


def test_a_number_with_an_error_is_proposed_only_with_the_same_amount() -> None:
    items = [item(1, "8812044", 10_00)]

    (same,) = match_lines(items, [line(1, "8812404", 10_00)], date_days=0)
    assert same.how is How.DAMAGED
    assert not match_lines(items, [line(1, "8812404", 10_01)], date_days=0)


def test_a_line_without_a_number_is_proposed_by_amount_and_day_if_it_can_be_one_only() -> None:
    one = [line(1, "", 10_00, day=OLD + timedelta(days=10))]

    (found,) = match_lines([item(1, "7001", 10_00)], one, date_days=10)
    assert found.how is How.AMOUNT
    assert not match_lines([item(1, "7001", 10_00)], one, date_days=9)
    assert not match_lines([item(1, "7001", 10_00), item(2, "7002", 10_00)], one, date_days=10)


def test_a_credit_with_the_number_of_an_invoice_is_not_the_invoice() -> None:
    assert not match_lines([item(1, "7001", 10_00)], [line(1, "7001", -10_00)], date_days=10)


def test_what_was_undone_does_not_come_back() -> None:
    assert not match_lines([item(1, "7001", 1)], [line(1, "7001", 1)], never=[Pair(1, 1)], date_days=10)


NUMBERS = st.sampled_from(["7001", "7002", "07001", "INV-7001", "8812044", "8812404", "", "DM-1", "X"])
MINOR = st.integers(-5, 5).filter(bool).map(lambda units: units * 100)
DAYS = st.dates(DAY - timedelta(days=20), DAY)
ITEMS = st.lists(st.tuples(NUMBERS, MINOR, DAYS), max_size=12)
LINES = st.lists(st.tuples(NUMBERS, MINOR, st.none() | DAYS, NUMBERS), max_size=12)


@given(ITEMS, LINES, ITEMS, st.none() | st.integers(-100_000, 100_000), st.lists(st.booleans(), max_size=30))
def test_ours_less_theirs_is_what_is_explained_and_what_is_not_and_nothing_is_used_twice(
    ours: list[tuple[str, int, date]],
    theirs: list[tuple[str, int, date | None, str]],
    known: list[tuple[str, int, date]],
    stated: int | None,
    says: list[bool],
) -> None:
    items = [item(at, number, minor, dated=day) for at, (number, minor, day) in enumerate(ours, start=1)]
    lines = [
        line(at, number, minor, day=day, reference=also)
        for at, (number, minor, day, also) in enumerate(theirs, start=1)
    ]
    others = tuple(
        item(100 + at, number, minor, posted=DAY, dated=day) for at, (number, minor, day) in enumerate(known)
    )
    matches = match_lines(items, lines, date_days=5)
    assert len({one.line_id for one in matches}) == len({one.item_id for one in matches}) == len(matches)

    compared = sides(items, lines, others=others, stated=stated, pairs=[one.pair for one in matches])
    found = differences(compared)
    explained = [
        Explained(one.key, one.ours_minor, one.theirs_minor)
        for one, says_so in zip(found, says, strict=False)
        if says_so
    ]
    proof = prove(compared, explained)

    assert proof.minor == compared.ours_minor - compared.theirs_minor == sum(one.minor for one in found)
    assert proof.minor == proof.explained_minor + proof.unexplained_minor
    assert len({one.key for one in found}) == len(found)
    assert not proof.lines or proof.lines[-1].left_minor == 0
    assert bool(conclude_objections(proof, currency="USD")) == bool(proof.unexplained)


@given(ITEMS, LINES)
def test_matching_is_the_same_whatever_the_order(
    ours: list[tuple[str, int, date]], theirs: list[tuple[str, int, date | None, str]]
) -> None:
    items = [item(at, number, minor, dated=day) for at, (number, minor, day) in enumerate(ours, start=1)]
    lines = [line(at, number, minor, day=day, reference=also) for at, (number, minor, day, also) in enumerate(theirs)]

    assert match_lines(items, lines, date_days=5) == match_lines(items[::-1], lines[::-1], date_days=5)
