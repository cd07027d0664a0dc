"""Which open items together make an amount: the only way, several ways, none, or an honest giving up.

A way found proves nothing, for another may fit as well. So the answer says whether every way was looked at::

    5,000.00 over 5,000 · 2,000 · 3,000 · 1,200 · 1,800     SEVERAL: three ways, all of them listed
    1,200.00 over the same                                  UNIQUE: 1,200
    1,000 open items, 15 of them paid                       SEVERAL, or GIVEN_UP within the bound of work

Few items are tried in all combinations (two halves, met in the middle). Of many items two ways are looked for first,
since two are enough to know that nobody can tell; only then all reachable sums are worked out, where they fit.
All amounts are minor units of one currency. Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from math import gcd, prod


class HowMany(StrEnum):
    """What is known of the ways to make the amount. Only `unique` is a proof that nothing else fits."""

    UNIQUE = "unique"
    SEVERAL = "several"
    NONE = "none"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, order=True)
class Option:
    """One way to take one item: what it adds to the sum; below zero for a credit. `how` tells two ways apart."""

    item_id: int
    amount_minor: int
    how: str = "full"


@dataclass(frozen=True, slots=True)
class Group:
    """Options of which at most one is taken (exactly one where `required`); `rank` is the order of falling due."""

    options: tuple[Option, ...]
    required: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class SumBounds:
    """How much work an answer may take: sums of one half, steps of looking for two ways, bits of reachable sums.

    What is cheap is done first: so few combinations, or reachable sums of so few bits.
    """

    half: int = 1 << 16
    steps: int = 100_000
    bits: int = 400_000_000
    listed: int = 10
    cheap_half: int = 1 << 7
    cheap_bits: int = 250_000_000


@dataclass(frozen=True, slots=True)
class SumAnswer:
    """The answer, the ways found (fewest items first), and whether those are all that there are."""

    answer: HowMany
    ways: tuple[tuple[Option, ...], ...] = ()
    complete: bool = True


DEFAULT_BOUNDS = SumBounds()


def items_that_sum(
    groups: Iterable[Group], *, target_minor: int, short_minor: int = 0, bounds: SumBounds = DEFAULT_BOUNDS
) -> SumAnswer:
    """The ways in which the options make at least `target_minor` and at most `short_minor` more.

    The order of the groups does not matter. No item is taken twice, whatever groups it stands in.
    """
    assert target_minor > 0 <= short_minor
    most = target_minor + short_minor
    kept = _useful(groups, most=most)
    if kept is None or (not kept):
        return SumAnswer(HowMany.NONE)
    found = _every_way(kept, least=target_minor, most=most, bounds=bounds)
    if found is not None:
        ways = _distinct(found, limit=bounds.listed + 1)
        return _answer(ways, complete=len(ways) <= bounds.listed, bounds=bounds)
    ways = _distinct(_two_ways(kept, target_minor, steps=bounds.steps), limit=bounds.listed)
    if len(ways) > 1:
        return SumAnswer(HowMany.SEVERAL, _in_order(ways), complete=False)
    reachable = _reachable(kept, least=target_minor, most=most, bits=bounds.bits)
    if reachable is None:
        return SumAnswer(HowMany.GIVEN_UP, _in_order(ways), complete=False)
    ways = _distinct(reachable, limit=bounds.listed + 1)
    return _answer(ways, complete=len(ways) <= bounds.listed, bounds=bounds)


def _every_way(
    groups: Sequence[Group], *, least: int, most: int, bounds: SumBounds
) -> Iterator[tuple[Option, ...]] | None:
    """Every way of few items, or of sums that are quickly known; None where that is more work than to look for two."""
    halves = _halves(groups, largest=bounds.cheap_half)
    if halves is not None:
        return _met_in_the_middle(*halves, least=least, most=most)
    reachable = _reachable(groups, least=least, most=most, bits=bounds.cheap_bits)
    if reachable is not None:
        return reachable
    halves = _halves(groups, largest=bounds.half)
    return None if halves is None else _met_in_the_middle(*halves, least=least, most=most)


def _answer(ways: list[tuple[Option, ...]], *, complete: bool, bounds: SumBounds) -> SumAnswer:
    answer = {0: HowMany.NONE, 1: HowMany.UNIQUE}.get(len(ways), HowMany.SEVERAL)
    return SumAnswer(answer, _in_order(ways)[: bounds.listed], complete)


def _in_order(ways: Iterable[tuple[Option, ...]]) -> tuple[tuple[Option, ...], ...]:
    return tuple(sorted(ways, key=lambda way: (len(way), way)))


def _distinct(ways: Iterable[tuple[Option, ...]], *, limit: int) -> list[tuple[Option, ...]]:
    """The first so many ways, each once, without those that are empty or take an item twice."""
    seen: dict[tuple[Option, ...], None] = {}
    for way in ways:
        if way and len({option.item_id for option in way}) == len(way):
            seen.setdefault(tuple(sorted(way)))
            if len(seen) >= limit:
                break
    return list(seen)


def _useful(groups: Iterable[Group], *, most: int) -> list[Group] | None:
    """The groups in an order of their own, without options that are too large for any way; None: there is no way."""
    given = [group for group in groups if group.options or group.required]
    credits = sum(min(0, *(option.amount_minor for option in group.options), 0) for group in given)
    kept = []
    for group in given:
        fitting = tuple(sorted({one for one in group.options if one.amount_minor + credits <= most}))
        if fitting:
            kept.append(Group(fitting, group.required, group.rank))
        elif group.required:
            return None
    return sorted(kept, key=lambda group: (group.rank, group.options))


def _choices(group: Group) -> tuple[Option | None, ...]:
    return group.options if group.required else (None, *group.options)


def _halves(groups: Sequence[Group], *, largest: int) -> tuple[Sequence[Group], Sequence[Group]] | None:
    """Two parts with at most `largest` combinations each, or None."""
    counts = [len(_choices(group)) for group in groups]
    size = 1
    for cut, count in enumerate(counts):
        if size * count > largest:
            rest = prod(counts[cut:]) if len(counts) - cut <= largest.bit_length() else largest + 1
            return (groups[:cut], groups[cut:]) if rest <= largest else None
        size *= count
    middle = len(groups) // 2
    return groups[:middle], groups[middle:]


def _all_sums(groups: Sequence[Group]) -> list[int]:
    """The sum of every combination; its place in the list says which (see `_combination`)."""
    sums = [0]
    for group in groups:
        amounts = [choice.amount_minor if choice else 0 for choice in _choices(group)]
        sums = [each + amount for amount in amounts for each in sums]
    return sums


def _combination(groups: Sequence[Group], place: int) -> tuple[Option, ...]:
    taken = []
    for group in groups:
        choices = _choices(group)
        place, which = divmod(place, len(choices))
        choice = choices[which]
        if choice:
            taken.append(choice)
    return tuple(taken)


def _met_in_the_middle(
    left: Sequence[Group], right: Sequence[Group], *, least: int, most: int
) -> Iterator[tuple[Option, ...]]:
    right_sums = _all_sums(right)
    order = sorted(range(len(right_sums)), key=right_sums.__getitem__)
    ascending = [right_sums[place] for place in order]
    for place, each in enumerate(_all_sums(left)):
        first = bisect_left(ascending, least - each)
        if first == len(ascending) or ascending[first] > most - each:
            continue
        for index in range(first, bisect_right(ascending, most - each)):
            yield _combination(left, place) + _combination(right, order[index])


def _two_ways(groups: Sequence[Group], target: int, *, steps: int) -> Iterator[tuple[Option, ...]]:
    """Ways that are cheap to find among many items: runs in due order, and any run completed by one or two others.

    Whatever it finds is a way; that it finds none says nothing. Groups that must be taken are left to the proof.
    """
    if any(group.required for group in groups):
        return
    firsts = [group.options[-1] for group in groups]  # the largest: without a discount
    yield from _runs(firsts, target)
    by_amount: dict[int, list[int]] = defaultdict(list)
    for place, option in enumerate(firsts):
        by_amount[option.amount_minor].append(place)
    # Runs of the order of amounts as well: neighbours of one size leave a rest that two others often fill.
    by_size = sorted(range(len(firsts)), key=lambda place: (firsts[place].amount_minor, place))
    orders = (range(len(firsts)), by_size)
    stop = max(1, steps // max(1, len(firsts)))
    for start in range(stop):
        for order in orders:
            yield from islice(_completed(firsts, order, start, target, by_amount), 2)


def _runs(options: Sequence[Option], target: int) -> Iterator[tuple[Option, ...]]:
    """Items one after the other in due order that make the amount, from wherever they begin."""
    before = {0: [0]}
    total = 0
    for end, option in enumerate(options, start=1):
        total += option.amount_minor
        for begin in before.get(total - target, ()):
            yield tuple(options[begin:end])
        before.setdefault(total, []).append(end)


def _completed(
    options: Sequence[Option], order: Sequence[int], start: int, target: int, by_amount: dict[int, list[int]]
) -> Iterator[tuple[Option, ...]]:
    """A run of the order, as long as it stays well below the amount, and the pairs (or one) that fill it up."""
    count = len(options)
    taken: list[int] = []
    rest = target
    begin = (start * 7_919) % count
    longest = start % 15  # neither always as many as fit, nor always two
    for step in range(min(count, longest)):
        place = order[(begin + step) % count]
        amount = options[place].amount_minor
        if amount <= 0 or rest - amount <= 0:
            continue
        taken.append(place)
        rest -= amount
    used = set(taken)
    for place, option in enumerate(options):
        if place in used:
            continue
        if option.amount_minor == rest:
            yield tuple(options[each] for each in (*taken, place))
        for other in by_amount.get(rest - option.amount_minor, ()):
            if other > place and other not in used:
                yield tuple(options[each] for each in (*taken, place, other))
                break


def _reachable(groups: Sequence[Group], *, least: int, most: int, bits: int) -> Iterator[tuple[Option, ...]] | None:
    """Every way, by the sums that the first one, two, three … groups reach; None where those are too many to keep."""
    shifted = [[(choice.amount_minor if choice else 0, choice) for choice in _choices(group)] for group in groups]
    lowest = [min(amount for amount, _ in choices) for choices in shifted]
    unit = gcd(*(amount - low for choices, low in zip(shifted, lowest, strict=True) for amount, _ in choices)) or 1
    # Counted from the lowest sum that there is, in the largest unit that all amounts have in common.
    first, last = -((sum(lowest) - least) // unit), (most - sum(lowest)) // unit
    if last < 0 or last * len(groups) > bits:
        return iter(()) if last < 0 else None
    steps = [
        [((amount - low) // unit, choice) for amount, choice in choices]
        for choices, low in zip(shifted, lowest, strict=True)
    ]
    mask = (1 << (last + 1)) - 1  # nothing beyond the last sum is looked for
    reached = [1]
    for choices in steps:
        sums = 0
        for amount, _ in choices:
            sums |= reached[-1] << amount
        reached.append(sums & mask if sums > mask else sums)
    ends = (each for each in range(max(0, first), last + 1) if reached[-1] >> each & 1)
    return (way for end in ends for way in _walked_back(steps, reached, end))


def _walked_back(
    steps: Sequence[Sequence[tuple[int, Option | None]]], reached: Sequence[int], end: int
) -> Iterator[tuple[Option, ...]]:
    """The ways to one sum, from the last group to the first; every turn taken leads to one."""
    known: dict[int, bytes] = {}
    waiting: list[tuple[int, int, tuple[Option, ...]]] = [(len(steps), end, ())]
    while waiting:
        level, total, taken = waiting.pop()
        if level == 0:
            yield taken
            continue
        if level not in known:  # a bit of a large number is looked up by going through all of it, that of bytes is not
            sums = reached[level - 1]
            known[level] = sums.to_bytes(sums.bit_length() // 8 + 1, "little")
        before = known[level]
        for amount, choice in steps[level - 1]:
            rest = total - amount
            if 0 <= rest < 8 * len(before) and before[rest >> 3] >> (rest & 7) & 1:
                waiting.append((level - 1, rest, (choice, *taken) if choice else taken))
