"""Reading numbers of open documents out of what payers write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.cash_numbers import Found, NumberFind, NumberIndex, read_numbers

OPEN = NumberIndex.of([
    ("INV-2026-004711", 1), ("9647723133", 2), ("2130844041", 3), ("8593527918", 4), ("RE-10023", 5),
    ("0575178790", 6), ("84", 7), ("PO 77812", 8), ("PO 77812", 9),
])  # fmt: skip


def finds(text: str, index: NumberIndex = OPEN) -> list[tuple[Found, list[int]]]:
    return [(find.found, sorted(find.item_ids)) for find in read_numbers(text, index=index)]


def one(text: str, index: NumberIndex = OPEN) -> NumberFind:
    (find,) = read_numbers(text, index=index)
    return find


@pytest.mark.parametrize(
    ("text", "found", "item"),
    [
        ("Invoice 9647723133, thank you", Found.EXACT, 2),
        ("inv2026004711", Found.EXACT, 1),
        ("inv 2026/004711", Found.SPACED, 1),
        ("96 477 231 33", Found.SPACED, 2),
        ("00009647723133", Found.ZEROS, 2),
        ("575178790", Found.ZEROS, 6),
        ("10023", Found.PREFIX, 5),
        ("Rechnung R10023", Found.PREFIX, 5),
        ("2026004711", Found.PREFIX, 1),
        ("9647723113", Found.DAMAGED, 2),
        ("964772133", Found.DAMAGED, 2),
        ("96477231333", Found.DAMAGED, 2),
        ("9647732133", Found.DAMAGED, 2),
        ("9647723", Found.CUT, 2),
        ("7723133", Found.CUT, 2),
    ],
)
def test_a_number_is_found_and_it_is_said_how(text: str, found: Found, item: int) -> None:
    assert finds(text) == [(found, [item])]


def test_numbers_that_run_together_are_told_apart() -> None:
    assert finds("INVOICES 21308440418593527918") == [(Found.RUN_ON, [3]), (Found.RUN_ON, [4])]


def test_of_numbers_that_run_together_one_may_be_damaged() -> None:
    assert finds("2130844041859352791") == [(Found.RUN_ON, [3]), (Found.DAMAGED, [4])]


def test_a_lost_sign_before_zeros_is_found_again() -> None:
    index = NumberIndex.of([("INV1000004711", 1)])
    assert finds("INV000004711", index) == [(Found.DAMAGED, [1])]


def test_one_number_may_be_that_of_several_items() -> None:
    assert finds("our PO 77812") == [(Found.PREFIX, [8, 9])]


def test_a_number_that_begins_a_longer_damaged_one_may_be_either() -> None:
    index = NumberIndex.of([("INV10000", 1), ("INV100000000011347", 2)])
    assert finds("INV10000 0000011347", index) == [(Found.DAMAGED, [1, 2])]


@pytest.mark.parametrize("text", ["", "84", "thanks", "2026-11-30", "12.50 USD", "964", "1111111111", "96477"[:4]])
def test_what_is_no_open_number_is_not_found(text: str) -> None:
    assert finds(text) == []


def test_where_every_number_is_open_a_number_says_little() -> None:
    """A hundred of the numbers from 1000 to 1999 are open: any such number meets one in ten by accident."""
    dense = NumberIndex.of((str(1_000 + place * 10), place) for place in range(100))
    thin = NumberIndex.of((str(1_000_003 + place * 8_999), place) for place in range(100))
    assert one("1230", dense).chance >= 0.1
    assert one(str(1_000_003), thin).chance <= 0.001


def test_an_error_is_found_by_accident_more_easily_than_a_whole_number() -> None:
    assert one("9647723133").chance < one("9647723113").chance < 0.01


@given(st.text(alphabet="0123456789INV -/.", max_size=60))
def test_any_text_is_read_and_no_sign_of_it_twice(text: str) -> None:
    found = read_numbers(text, index=OPEN)
    letters = sum(map(str.isalnum, text))
    assert sum(len(find.written) for find in found) <= letters
    assert all(find.candidates and 0 <= find.chance <= 1 for find in found)


@given(st.integers(0, 9), st.sampled_from(["9647723133", "2130844041"]), st.integers(0, 9))
def test_one_wrong_digit_never_hides_a_number(place: int, number: str, digit: int) -> None:
    damaged = number[:place] + str(digit) + number[place + 1 :]
    assert OPEN.called(number)[0].item_id in one(damaged).item_ids
