"""Which open items together make an amount: the only way, several ways, none, or an honest giving up.

A way found proves nothing, for another may fit as well. So the answer says whether every way was looked at::

    5,000.00 over 5,000 · 2,000 · 3,000 · 1,200 · 1,800     SEVERAL: three ways, all of them listed
    1,200.00 over the same                                  UNIQUE: 1,200
    1,000 open items, 15 of them paid                       SEVERAL, or GIVEN_UP within the bound of work

Every way is found by two halves of the items, each with the sums it can make of at most the amount: what is paid is
mostly a small part of what is open, so those are few even where the items are many. Where they are not, all reachable
sums are worked out if they lie close enough together to fit into bits; else two ways are looked for, since two are
enough to know that nobody can tell.
All amounts are minor units of one currency. Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, islice, product
from math import comb, gcd, prod
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

# Up to so many combinations are simply tried; with so many items at least sets of three are looked for.
_TRIED, _FIRSTS = 64, 40


class HowMany(StrEnum):
    """What is known of the ways to make the amount. Only `unique` is a proof that nothing else fits."""

    UNIQUE = "unique"
    SEVERAL = "several"
    NONE = "none"
    GIVEN_UP = "given_up"


class Option(NamedTuple):
    """One way to take one item: what it adds to the sum; below zero for a credit. `how` tells two ways apart."""

    item_id: int
    amount_minor: int
    how: str = "full"


class Group(NamedTuple):
    """Options of which at most one is taken (exactly one where `required`); `rank` is the order of falling due."""

    options: tuple[Option, ...]
    required: bool = False
    rank: int = 0


class _Step(NamedTuple):
    """A group as whole numbers from zero on: what it is if nothing else is chosen, and what else it can add."""

    usual: Option | None
    others: tuple[tuple[int, Option | None], ...]

    def in_units(self, unit: int) -> _Step:
        """The same with amounts of which the unit is one."""
        return _Step(self.usual, tuple([(amount // unit, choice) for amount, choice in self.others]))


@dataclass(frozen=True, slots=True)
class _Steps:
    """All groups as steps away from the lowest sum that there is, or down from the highest; the largest steps first.

    Amounts are in the largest unit that all of them have in common, `end` (where the steps begin) in minor units.
    """

    steps: tuple[_Step, ...]
    smallest: tuple[int, ...]
    end: int
    unit: int

    @classmethod
    def of(cls, groups: Iterable[Group], *, down: bool) -> _Steps:
        """The steps of these groups; a group of one choice is in the end alone."""
        told: list[tuple[int, _Step]] = []
        end, unit = 0, 0
        for group in groups:
            if len(group.options) == 1 and not group.required:  # as most are
                (only,) = group.options
                amount = only.amount_minor
                taken = (amount > 0) is down
                end += amount if taken else 0
                unit, least = gcd(unit, amount), abs(amount)
                told.append((least, _Step(only, ((least, None),)) if taken else _Step(None, ((least, only),))))
                continue
            amounts = [(choice.amount_minor if choice else 0, choice) for choice in _choices(group)]
            amounts.sort(key=_amount_first, reverse=down)
            start, usual = amounts[0]
            end += start
            others = tuple([(abs(amount - start), choice) for amount, choice in amounts[1:]])
            unit = gcd(unit, *(amount for amount, _ in others))
            told.append((others[0][0] if others else 0, _Step(usual, others)))
        told.sort(key=_amount_first, reverse=True)
        unit = unit or 1
        steps = tuple([step if unit == 1 else step.in_units(unit) for _, step in told])
        return cls(steps, tuple([-least // unit for least, _ in told]), end, unit)

    def task(self, first: int, last: int) -> _Task:
        """To go from `first` to `last` minor units; steps that are too large stay as they are usually."""
        last //= self.unit
        cut = bisect_left(self.smallest, -last)
        usual = tuple([step.usual for step in self.steps[:cut] if step.usual])
        small = len(set(self.smallest[bisect_left(self.smallest, -(last // 3)) :]))
        return _Task(usual, self.steps[cut:], -(-max(0, first) // self.unit), last, small)


_amount_first: Callable[[tuple[int, Any]], int] = itemgetter(0)


_rank_first = attrgetter("rank", "options")
_amount_of = attrgetter("amount_minor")


class Addends:
    """Groups in an order of their own, made ready once for many amounts: the open items of one who pays often."""

    def __init__(self, groups: Iterable[Group]) -> None:
        """Take the groups in any order; a group with nothing to take, and that needs not be taken, is left out."""
        tidy = [
            one if len(one.options) == 1 else Group(tuple(sorted(set(one.options))), one.required, one.rank)
            for one in groups
        ]
        kept = [one for one in tidy if one.options or one.required]
        self.groups = sorted(kept, key=_rank_first)
        self.is_possible = all(one.options for one in self.groups)
        self.needs_some = any(one.required for one in self.groups)

    @cached_property
    def largest(self) -> list[Option]:
        """Of each item the largest amount: without a discount."""
        return [max(one.options, key=_amount_of) for one in self.groups if one.options]

    @cached_property
    def _up(self) -> _Steps:
        return _Steps.of(self.groups, down=False)

    @cached_property
    def _down(self) -> _Steps:
        return _Steps.of(self.groups, down=True)

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """The lowest sum (nothing is paid and every credit used) and the highest (all is paid and none used)."""
        lowest = highest = 0
        for group in self.groups:
            amounts = [choice.amount_minor if choice else 0 for choice in _choices(group)]
            lowest += min(amounts)
            highest += max(amounts)
        return lowest, highest

    def task(self, *, least: int, most: int) -> _Task:
        """To make an amount from the lowest or the highest sum, whichever is nearer."""
        lowest, highest = self._ends
        if highest - least < most - lowest:
            return self._down.task(highest - most, highest - least)
        return self._up.task(least - lowest, most - lowest)

    def no_larger(self, most: int) -> list[Option]:
        """Each item's largest option, in due order, without those that no credits bring down to this."""
        credits = sum(one.amount_minor for one in self.largest if one.amount_minor < 0)
        return [one for one in self.largest if one.amount_minor + credits <= most]


@dataclass(frozen=True, slots=True)
class SumBounds:
    """How much work an answer may take: sums of one half, steps of looking for two ways, bits of reachable sums.

    What is cheap is done first: so few sums of one half, or reachable sums of so few bits.
    """

    half: int = 1 << 16
    steps: int = 100_000
    bits: int = 400_000_000
    listed: int = 10
    cheap_half: int = 1 << 12
    cheap_bits: int = 250_000_000


@dataclass(frozen=True, slots=True)
class SumAnswer:
    """The answer, the ways found (fewest items first), and whether those are all that there are."""

    answer: HowMany
    ways: tuple[tuple[Option, ...], ...] = ()
    complete: bool = True


DEFAULT_BOUNDS = SumBounds()


def items_that_sum(
    groups: Iterable[Group] | Addends, *, target_minor: int, short_minor: int = 0, bounds: SumBounds = DEFAULT_BOUNDS
) -> SumAnswer:
    """The ways in which the options make at least `target_minor` and at most `short_minor` more.

    The order of the groups does not matter. No item is taken twice, whatever groups it stands in.
    """
    assert target_minor > 0 <= short_minor
    most = target_minor + short_minor
    if not isinstance(groups, Addends):
        groups = list(groups)
        if len(groups) <= _TRIED.bit_length() and prod(len(_choices(group)) for group in groups) <= _TRIED:
            return _answer(_distinct(_tried(groups, least=target_minor, most=most)), bounds=bounds)
        groups = Addends(groups)
    if not groups.groups or not groups.is_possible:
        return SumAnswer(HowMany.NONE)
    task = groups.task(least=target_minor, most=most)
    found = _every_way(task, bounds=bounds)
    if found is None:
        few = () if groups.needs_some else _two_ways(groups.no_larger(most), target_minor, steps=bounds.steps)
        ways = _distinct(few, limit=bounds.listed)
        if len(ways) > 1:
            return SumAnswer(HowMany.SEVERAL, _in_order(ways), complete=False)
        found = _reachable(task, bits=bounds.bits) if bounds.bits > bounds.cheap_bits else None
        if found is None:
            return SumAnswer(HowMany.GIVEN_UP, _in_order(ways), complete=False)
    ways = _distinct(found, limit=bounds.listed + 1)
    if len(ways) > bounds.listed and not short_minor and not groups.needs_some:
        # Not all can be shown: then those of few items.
        few = _of_few(groups.no_larger(most), target_minor, steps=bounds.steps)
        ways = _distinct(chain(few, ways), limit=bounds.listed + 1)
    return _answer(ways, bounds=bounds)


def _every_way(task: _Task, *, bounds: SumBounds) -> Iterable[tuple[Option, ...]] | None:
    """Every way where the sums are quickly known; None where that is more work than to look for two."""
    if task.first > task.last:
        return ()
    found = _met_in_the_middle(task, largest=bounds.cheap_half)
    if found is None:
        found = _reachable(task, bits=bounds.cheap_bits)
    if found is None and bounds.half > bounds.cheap_half:
        found = _met_in_the_middle(task, largest=bounds.half)
    return found


def _tried(groups: Sequence[Group], *, least: int, most: int) -> Iterator[tuple[Option, ...]]:
    for combination in product(*map(_choices, groups)):
        way = tuple(option for option in combination if option)
        if least <= sum(option.amount_minor for option in way) <= most:
            yield way


def _answer(ways: list[tuple[Option, ...]], *, bounds: SumBounds) -> SumAnswer:
    answer = {0: HowMany.NONE, 1: HowMany.UNIQUE}.get(len(ways), HowMany.SEVERAL)
    return SumAnswer(answer, _in_order(ways)[: bounds.listed], complete=len(ways) <= bounds.listed)


def _in_order(ways: Iterable[tuple[Option, ...]]) -> tuple[tuple[Option, ...], ...]:
    return tuple(sorted(ways, key=lambda way: (len(way), way)))


def _distinct(ways: Iterable[tuple[Option, ...]], *, limit: int | None = None) -> list[tuple[Option, ...]]:
    """The first so many ways, each once, without those that are empty or take an item twice."""
    seen: dict[tuple[Option, ...], None] = {}
    for way in ways:
        if way and len({option.item_id for option in way}) == len(way):
            seen.setdefault(tuple(sorted(way)))
            if len(seen) == limit:
                break
    return list(seen)


def _choices(group: Group) -> tuple[Option | None, ...]:
    return group.options if group.required else (None, *group.options)


@dataclass(frozen=True, slots=True)
class _Task:
    """To make a sum from `first` to `last` by steps of zero and more; `usual` are taken in any case.

    `small` is how many different amounts there are of which any three stay below the last sum.
    """

    usual: tuple[Option, ...]
    steps: tuple[_Step, ...]
    first: int
    last: int
    small: int


class _Half:
    """The sums that some steps can make, up to a largest one, and from which step on each can be made."""

    def __init__(self, steps: Sequence[_Step]) -> None:
        self.steps = steps
        self.sums = {0}
        self._new: list[set[int]] = [{0}]

    @classmethod
    def of(cls, steps: Sequence[_Step], *, last: int, largest: int) -> _Half | None:
        """The sums up to `last`; None where they are more than `largest`."""
        half = cls(steps)
        for step in steps:
            new: set[int] = set()
            for amount, _ in step.others:
                if (room := last - amount) >= 0:
                    new |= {each + amount for each in half.sums if each <= room}
            new -= half.sums
            half.sums |= new
            half._new.append(new)
            if len(half.sums) > largest:
                return None
        return half

    def ways(self, total: int) -> Iterator[tuple[Option, ...]]:
        """Every way to one of the sums, from the last step to the first; every turn taken leads to one."""
        waiting: list[tuple[int, int, tuple[Option, ...]]] = [(len(self.steps), total, ())]
        while waiting:
            level, rest, taken = waiting.pop()
            if level == 0:
                yield taken
                continue
            step = self.steps[level - 1]
            for amount, choice in ((0, step.usual), *step.others):
                if self._is_made(rest - amount, level - 1):
                    waiting.append((level - 1, rest - amount, (choice, *taken) if choice else taken))

    def _is_made(self, total: int, level: int) -> bool:
        return total in self.sums and any(total in new for new in self._new[: level + 1])


def _met_in_the_middle(task: _Task, *, largest: int) -> Iterator[tuple[Option, ...]] | None:
    """Every way, by the sums of two halves; None where one of them has more than `largest`."""
    # So many sums has a half by its threes alone, if few of them fall together: not worth to begin.
    if min(comb(task.small // 2, 3), task.last) > 2 * largest:
        return None
    left = _Half.of(task.steps[::2], last=task.last, largest=largest)
    right = left and _Half.of(task.steps[1::2], last=task.last, largest=largest)
    if left is None or right is None:
        return None
    return (
        task.usual + one + other
        for a, b in _pairs(left, right, task)
        for one in left.ways(a)
        for other in right.ways(b)
    )


def _pairs(left: _Half, right: _Half, task: _Task) -> Iterator[tuple[int, int]]:
    """The sums of both halves that make the amount together."""
    if task.first == task.last:
        met = {task.last - each for each in left.sums} & right.sums
        yield from ((task.last - each, each) for each in sorted(met))
        return
    ascending = sorted(right.sums)
    for each in sorted(left.sums):
        begin = bisect_left(ascending, task.first - each)
        for place in range(begin, bisect_right(ascending, task.last - each, begin)):
            yield each, ascending[place]


def _two_ways(options: Sequence[Option], target: int, *, steps: int) -> Iterator[tuple[Option, ...]]:
    """Ways that are cheap to find among many items: of few items, runs in due order, runs and one or two others.

    Whatever it finds is a way; that it finds none says nothing. Nothing is known of groups that must be taken.
    """
    if not options:
        return
    yield from _runs(options, target)
    yield from _of_few(options, target, steps=steps)
    by_amount: dict[int, list[int]] = defaultdict(list)
    for place, option in enumerate(options):
        by_amount[option.amount_minor].append(place)
    # Runs of the order of amounts as well: neighbours of one size leave a rest that two others often fill.
    by_size = sorted(range(len(options)), key=lambda place: (options[place].amount_minor, place))
    orders = (range(len(options)), by_size)
    for start in range(1, 1 + steps // len(options) - _firsts_of_three(options, steps)):
        for order in orders:
            yield from islice(_completed(options, order, start, target, by_amount), 2)


def _of_few(options: Sequence[Option], target: int, *, steps: int) -> Iterator[tuple[Option, ...]]:
    """The ways of one and two items; and of three, the oldest of which is among so many that the steps allow."""
    by_amount: dict[int, list[Option]] = defaultdict(list)
    for option in options:
        by_amount[option.amount_minor].append(option)
    yield from ((one,) for one in by_amount.get(target, ()))
    amounts = set(by_amount)
    for taken in ((), *((one,) for one in options[: _firsts_of_three(options, steps)])):
        rest = target - sum(one.amount_minor for one in taken)
        for amount in sorted({rest - amount for amount in amounts} & amounts):
            if 2 * amount <= rest:  # the pair once
                yield from ((*taken, one, other) for one in by_amount[amount] for other in by_amount[rest - amount])


def _firsts_of_three(options: Sequence[Option], steps: int) -> int:
    """With how many of the items sets of three are looked for: all if that is a small part of the steps, else some."""
    count = max(1, len(options))
    return min(count, steps // count, max(_FIRSTS, steps // (4 * count)))


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


def _reachable(task: _Task, *, bits: int) -> Iterator[tuple[Option, ...]] | None:
    """Every way, by the sums that the first one, two, three … steps reach; None where those are too many to keep."""
    if task.last * len(task.steps) > bits:
        return None
    mask = (1 << (task.last + 1)) - 1  # nothing beyond the last sum is looked for
    reached = [1]
    for step in task.steps:
        sums = reached[-1]
        for amount, _ in step.others:
            sums |= reached[-1] << amount
        reached.append(sums & mask if sums > mask else sums)
    ends = (each for each in range(task.first, task.last + 1) if reached[-1] >> each & 1)
    return (task.usual + way for end in ends for way in _walked_back(task.steps, reached, end))


def _walked_back(steps: Sequence[_Step], reached: Sequence[int], end: int) -> Iterator[tuple[Option, ...]]:
    """The ways to one sum, from the last step to the first; every turn taken leads to one."""
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
        step = steps[level - 1]
        for amount, choice in ((0, step.usual), *step.others):
            rest = total - amount
            if 0 <= rest < 8 * len(before) and before[rest >> 3] >> (rest & 7) & 1:
                waiting.append((level - 1, rest, (choice, *taken) if choice else taken))
