"""Which open items make an amount: a proof where there is one, and an honest word where there is none."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditdesk.domain.cash_sums import Addends, Group, HowMany, Option, SumAnswer, SumBounds, items_that_sum

# Small enough that a handful of items already goes the way of many.
AS_OF_MANY = SumBounds(half=2, steps=200, bits=1_000_000)


def items(*amounts: int) -> list[Group]:
    return [Group((Option(place, amount),), rank=place) for place, amount in enumerate(amounts)]


def amounts_of(answer: SumAnswer) -> list[tuple[int, ...]]:
    return [tuple(sorted(option.amount_minor for option in way)) for way in answer.ways]


def every_way(groups: list[Group], *, least: int, most: int) -> set[tuple[Option, ...]]:
    """All ways, by trying everything."""
    found = set()
    for choice in product(*[(None, *group.options) if not group.required else group.options for group in groups]):
        way = tuple(sorted(option for option in choice if option))
        if way and least <= sum(option.amount_minor for option in way) <= most:
            found.add(way)
    return found


def every_item_once(groups: list[Group], *, least: int, most: int) -> set[tuple[Option, ...]]:
    """All ways that take no item twice."""
    every = every_way(groups, least=least, most=most)
    return {way for way in every if len({option.item_id for option in way}) == len(way)}


def test_s12_three_sets_make_five_thousand_and_all_three_are_shown() -> None:
    answer = items_that_sum(items(1_200_00, 1_800_00, 2_000_00, 3_000_00, 5_000_00), target_minor=5_000_00)
    assert answer.answer is HowMany.SEVERAL and answer.complete
    assert amounts_of(answer) == [(5_000_00,), (2_000_00, 3_000_00), (1_200_00, 1_800_00, 2_000_00)]


def test_the_only_set_is_proved_to_be_the_only_one() -> None:
    answer = items_that_sum(items(1_200_00, 2_250_00, 3_000_00), target_minor=5_250_00)
    assert answer.answer is HowMany.UNIQUE
    assert amounts_of(answer) == [(2_250_00, 3_000_00)]


def test_what_no_set_makes_is_said_so() -> None:
    assert items_that_sum(items(100, 200), target_minor=250).answer is HowMany.NONE
    assert items_that_sum([], target_minor=250).answer is HowMany.NONE


def test_two_equal_amounts_are_two_ways() -> None:
    assert items_that_sum(items(100, 100), target_minor=100).answer is HowMany.SEVERAL


def test_a_credit_makes_the_sum_smaller() -> None:
    answer = items_that_sum(items(1_000_00, -90_00, 700_00), target_minor=910_00)
    assert (answer.answer, amounts_of(answer)) == (HowMany.UNIQUE, [(-90_00, 1_000_00)])


def test_an_item_is_taken_in_one_way_only() -> None:
    with_discount = Group((Option(1, 100_00), Option(1, 98_00, "discount")))
    answer = items_that_sum([with_discount, *items(2_00)], target_minor=98_00)
    assert [[option.how for option in way] for way in answer.ways] == [["discount"]]


def test_what_must_be_taken_is_in_every_way() -> None:
    groups = [Group((Option(9, 40), Option(8, 50)), required=True), *items(10, 50, 60)]
    answer = items_that_sum(groups, target_minor=100)
    assert set(answer.ways) == every_way(groups, least=100, most=100)
    assert all({8, 9} & {option.item_id for option in way} for way in answer.ways)


def test_a_small_difference_is_allowed_to_one_side() -> None:
    assert items_that_sum(items(1_000), target_minor=995, short_minor=5).answer is HowMany.UNIQUE
    assert items_that_sum(items(1_000), target_minor=1_005, short_minor=5).answer is HowMany.NONE


def test_a_thousand_items_and_fifteen_paid_are_several_ways_or_given_up_and_never_one() -> None:
    amounts = [50_00 + place * 7_919 % 1_999_000 for place in range(1_000)]
    answer = items_that_sum(items(*amounts), target_minor=sum(amounts[3:1_000:67]))
    assert answer.answer in {HowMany.SEVERAL, HowMany.GIVEN_UP} and not answer.complete


def test_whole_amounts_of_many_items_are_proved() -> None:
    """Sixty items of round amounts: too many to try in all combinations, few enough sums to know every one."""
    answer = items_that_sum(items(*(3_000_00 for _ in range(60)), 1_000_00), target_minor=1_000_00)
    assert answer.answer is HowMany.UNIQUE


def test_what_cannot_be_proved_within_the_bound_is_given_up() -> None:
    bounds = SumBounds(half=2, steps=1, bits=10, cheap_half=2, cheap_bits=10)
    amounts = [1_000 + place * place for place in range(1, 15)]
    answer = items_that_sum(items(*amounts), target_minor=sum(amounts[::2]) + 1, bounds=bounds)
    assert answer.answer is HowMany.GIVEN_UP and not answer.complete


AMOUNTS = st.lists(st.integers(-30, 60).filter(bool), min_size=1, max_size=9)
BOUNDS = st.sampled_from([SumBounds(), AS_OF_MANY])


@given(AMOUNTS, st.integers(1, 120), st.integers(0, 3), BOUNDS)
def test_the_answer_is_what_trying_everything_says(
    amounts: list[int], target: int, short: int, bounds: SumBounds
) -> None:
    groups = items(*amounts)
    every = every_way(groups, least=target, most=target + short)
    answer = items_that_sum(groups, target_minor=target, short_minor=short, bounds=bounds)
    assert set(answer.ways) <= every
    if answer.answer is HowMany.UNIQUE:
        assert set(answer.ways) == every and len(every) == 1
    elif answer.answer is HowMany.NONE:
        assert not every
    elif answer.answer is HowMany.SEVERAL:
        assert len(every) > 1
    if answer.complete:
        assert set(answer.ways) == every


@given(AMOUNTS, st.integers(1, 120), st.randoms(use_true_random=False), BOUNDS)
def test_the_order_of_the_items_does_not_matter(
    amounts: list[int], target: int, chance: object, bounds: SumBounds
) -> None:
    groups = items(*amounts)
    mixed = list(groups)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert items_that_sum(mixed, target_minor=target, bounds=bounds) == items_that_sum(
        groups, target_minor=target, bounds=bounds
    )


@given(AMOUNTS, st.integers(1, 120), st.integers(1, 60), BOUNDS)
def test_one_more_item_never_makes_an_ambiguous_amount_sure(
    amounts: list[int], target: int, more: int, bounds: SumBounds
) -> None:
    before = items_that_sum(items(*amounts), target_minor=target, bounds=bounds)
    after = items_that_sum(items(*amounts, more), target_minor=target, bounds=bounds)
    if before.answer is HowMany.SEVERAL:
        assert after.answer in {HowMany.SEVERAL, HowMany.GIVEN_UP}


@pytest.mark.parametrize("required", [False, True])
def test_an_item_that_two_groups_can_mean_is_taken_once(required: bool) -> None:
    both = [Group((Option(1, 50), Option(2, 60)), required), Group((Option(1, 50), Option(3, 70)), required)]
    assert items_that_sum(both, target_minor=100).answer is HowMany.NONE


GROUPS = st.lists(
    st.builds(
        Group,
        st.lists(
            st.builds(Option, st.integers(1, 12), st.integers(-25, 60).filter(bool), st.sampled_from(["full", "less"])),
            min_size=1,
            max_size=3,
            unique_by=lambda option: option.amount_minor,
        ).map(tuple),
        st.booleans(),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=6,
)
# Each way of proving by itself: by the sums of two halves, by bits, and by neither.
BY_HALVES = SumBounds(half=1 << 16, cheap_half=1 << 16, steps=0, bits=0, cheap_bits=0)
BY_BITS = SumBounds(half=0, cheap_half=0, steps=0, bits=1_000_000, cheap_bits=1_000_000)
BY_NEITHER = SumBounds(half=0, cheap_half=0, steps=200, bits=0, cheap_bits=0)


@given(GROUPS, st.integers(1, 150), st.integers(0, 4), st.sampled_from([BY_HALVES, BY_BITS]))
def test_every_way_of_proving_finds_what_trying_everything_finds(
    groups: list[Group], target: int, short: int, bounds: SumBounds
) -> None:
    every = every_item_once(groups, least=target, most=target + short)
    answer = items_that_sum(Addends(groups), target_minor=target, short_minor=short, bounds=bounds)
    expected = {0: HowMany.NONE, 1: HowMany.UNIQUE}.get(len(every), HowMany.SEVERAL)
    assert answer.answer is expected
    assert set(answer.ways) == every if answer.complete else len(every) > bounds.listed


@given(GROUPS, st.integers(1, 150), st.integers(0, 4))
def test_where_nothing_is_proved_nothing_is_said_to_be_the_only_way(
    groups: list[Group], target: int, short: int
) -> None:
    every = every_item_once(groups, least=target, most=target + short)
    answer = items_that_sum(Addends(groups), target_minor=target, short_minor=short, bounds=BY_NEITHER)
    assert set(answer.ways) <= every
    if answer.answer in {HowMany.UNIQUE, HowMany.NONE}:  # by the range of all sums alone
        assert len(every) == (answer.answer is HowMany.UNIQUE)


@given(GROUPS, st.lists(st.tuples(st.integers(1, 150), st.integers(0, 4)), min_size=2, max_size=4))
def test_groups_made_ready_once_answer_every_amount_as_those_made_for_it(
    groups: list[Group], amounts: list[tuple[int, int]]
) -> None:
    ready = Addends(groups)
    for target, short in amounts:
        once = items_that_sum(groups, target_minor=target, short_minor=short)
        again = items_that_sum(ready, target_minor=target, short_minor=short)
        assert (again.answer, again.complete) == (once.answer, once.complete)
        assert again.ways == once.ways or not once.complete
