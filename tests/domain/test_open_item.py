"""What holds for every open item: its sign, its bounds, its age."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.open_item import (
    ItemKind,
    OpenItem,
    days_past_due,
    kind_for,
    oldest,
    oldest_first,
    open_balance,
    within_bounds,
)
from creditdesk.domain.reasons import Refusal


def item(number: int, *, due: date, open_minor: int = 100_00, document: date = date(2026, 1, 1)) -> OpenItem:
    kind = ItemKind.INVOICE if open_minor >= 0 else ItemKind.CREDIT_MEMO
    return OpenItem(number, "NORTH", kind, "USD", open_minor, open_minor, document, due)


@pytest.mark.parametrize("kind", [ItemKind.INVOICE, ItemKind.DEBIT_MEMO, ItemKind.DEDUCTION, ItemKind.FEE])
def test_what_is_owed_is_positive_and_becomes_a_credit_memo_when_negative(kind: ItemKind) -> None:
    assert kind_for(kind, original_minor=100) is kind
    assert kind_for(kind, original_minor=-100) is ItemKind.CREDIT_MEMO


@pytest.mark.parametrize("kind", [ItemKind.CREDIT_MEMO, ItemKind.PAYMENT])
def test_what_we_owe_is_negative_and_never_turned_by_guess(kind: ItemKind) -> None:
    assert kind_for(kind, original_minor=-100) is kind
    refusal = kind_for(kind, original_minor=100)
    assert isinstance(refusal, Refusal)
    assert str(refusal) == f"a {kind.replace('_', ' ')} must be negative"


@pytest.mark.parametrize("kind", list(ItemKind))
def test_an_item_of_zero_is_refused(kind: ItemKind) -> None:
    assert isinstance(kind_for(kind, original_minor=0), Refusal)


@pytest.mark.parametrize(
    ("original", "open_minor", "holds"),
    [
        (100, 100, True),
        (100, 0, True),
        (100, 101, False),
        (100, -1, False),
        (-100, -100, True),
        (-100, 0, True),
        (-100, -101, False),
        (-100, 1, False),
    ],
)
def test_open_lies_between_zero_and_the_original(original: int, open_minor: int, holds: bool) -> None:
    assert within_bounds(open_minor, original_minor=original) is holds


def test_open_is_the_original_and_all_entries() -> None:
    assert open_balance(10_000, entries=[-4_900, -100]) == 5_000
    assert open_balance(-90_000, entries=[80_000]) == -10_000
    assert open_balance(500, entries=[]) == 500


def test_the_entry_that_passes_zero_or_the_original_is_named() -> None:
    refusal = open_balance(10_000, entries=[-4_000, -7_000, 1_000])
    assert str(refusal) == "entry 2 of -7000 takes the item of 10000 to -1000 minor units"
    assert isinstance(open_balance(10_000, entries=[1]), Refusal)
    assert isinstance(open_balance(-10_000, entries=[10_001]), Refusal)


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(-(10**6), 10**6), max_size=8))
def test_a_balance_is_the_replay_of_its_entries_or_a_refusal(original: int, entries: list[int]) -> None:
    balance = open_balance(original, entries=entries)
    states = [original + sum(entries[:count]) for count in range(1, len(entries) + 1)]
    if all(within_bounds(state, original_minor=original) for state in states):
        assert balance == original + sum(entries)
    else:
        assert isinstance(balance, Refusal)


def test_an_item_is_past_due_from_the_day_after_its_due_date() -> None:
    due = date(2026, 2, 14)
    assert days_past_due(due, as_of=date(2026, 2, 13)) == -1
    assert days_past_due(due, as_of=due) == 0
    assert days_past_due(due, as_of=date(2026, 2, 15)) == 1


def test_the_oldest_item_is_the_open_debit_that_fell_due_first() -> None:
    paid = item(1, due=date(2026, 1, 1), open_minor=0)
    credit = item(2, due=date(2026, 1, 2), open_minor=-50_00)
    later = item(3, due=date(2026, 3, 1))
    same_day = item(4, due=date(2026, 2, 1), document=date(2026, 1, 9))
    first = item(5, due=date(2026, 2, 1), document=date(2026, 1, 5))
    assert oldest([paid, credit, later, same_day, first]) == first
    assert oldest_first([paid, credit, later, same_day, first]) == [first, same_day, later]


def test_without_open_debits_there_is_no_oldest_item() -> None:
    assert oldest([item(1, due=date(2026, 1, 1), open_minor=-1)]) is None
