"""Reading the numbers of open documents out of what a payer wrote: whole, without zeros or prefix, run on, damaged.

    "RE 10 023/4711"     the open document 4711, whole
    "000123456"          123456, but for its leading zeros
    "12 34 56"           123456, with spaces in it
    "124356"             123456, damaged: two signs changed places

Each find says how it was found and how easily it could have been found by accident: where all numbers from 10001 to
19999 are open, any number of five digits that begins with a one is some document's, whatever the payer meant.
Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, TypeAlias

# What a bank hands on of a payer's words is a few hundred signs; a remittance's numbers come line by line.
_LONGEST_TEXT = 2_000
_SHORTEST, _SHORTEST_RUN_ON, _SHORTEST_DAMAGED, _SHORTEST_CUT = 3, 7, 5, 5
_MOST_CUT_OFF = 5
_MOST_CANDIDATES = 40
_PARTS_MOST, _PARTS_DAMAGED, _PLACES_IN_A_RUN = 5, 3, 20
_SHAPE = re.compile(r"([a-z]*)(0*)(\d+)([a-z]*)")
_PLAIN = re.compile(r"[A-Za-z]*0*([1-9]\d*)[A-Za-z]*", re.ASCII)
_DIGITS = re.compile(r"\d+")
_PIECE = re.compile(r"\d+|[^\W\d_]+")
# From so many numbers on, a sign that is the same in all of them is taken for one that never changes.
_ENOUGH_TO_TELL = 20


class Found(StrEnum):
    """How a number stood in the text, the surest first."""

    EXACT = "exact"
    ZEROS = "zeros"
    PREFIX = "prefix"
    SPACED = "spaced"
    RUN_ON = "run_on"
    DAMAGED = "damaged"
    CUT = "cut"


WHOLE = frozenset({Found.EXACT, Found.ZEROS, Found.PREFIX, Found.SPACED, Found.RUN_ON})


class Named(NamedTuple):
    """An open item and the number by which it was named."""

    item_id: int
    number: str


# Most numbers are of one item only: a list for each would take more memory than all that is in it.
_Bearers: TypeAlias = "Named | list[Named]"


@dataclass(frozen=True, slots=True)
class NumberFind:
    """What stood in the text, which items it can mean, and how many it would have met by accident on average."""

    written: str
    found: Found
    candidates: tuple[Named, ...]
    chance: float

    @property
    def item_ids(self) -> frozenset[int]:
        """Every item that it can mean."""
        return frozenset(one.item_id for one in self.candidates)


class _Window(NamedTuple):
    """A stretch of the text's letters and digits, from one boundary to another."""

    start: int
    end: int
    text: str
    parts: int


class NumberIndex:
    """Open numbers, looked up whole, by their digits, with one error, and by a beginning or an end.

    A million items must fit: each number is kept once, by its digits, or (where it has no shape of its own) as it is.
    """

    def __init__(self, core: Mapping[str, _Bearers], odd: Mapping[str, _Bearers], lengths: Iterable[int]) -> None:
        """Take the tables as `of` makes them, and the lengths of the numbers with their letters."""
        self.core, self._odd = core, odd
        self.lengths = sorted(lengths, reverse=True)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for number in core:
            self._by_length[len(number)].append(number)
        self._kinds = {length: _signs_in_use(numbers) for length, numbers in self._by_length.items()}
        around = {length + more for length in self._kinds for more in (-1, 0, 1)}
        self._density = {each: max(self.density(each + more) for more in (-1, 0, 1)) for each in around}
        self._series: dict[int, list[str]] | None = None
        self._ascending: list[str] | None = None
        self._by_end: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, numbers: Iterable[tuple[str, int]]) -> NumberIndex:
        """An index of numbers and the items that bear them; a number may be of several."""
        core: dict[str, _Bearers] = {}
        odd: dict[str, _Bearers] = {}
        lengths: set[int] = set()
        several: list[list[Named]] = []
        for number, item_id in numbers:
            plain = _PLAIN.fullmatch(number)
            if plain and len(plain[1]) >= _SHORTEST:  # as nearly all are; the rest takes three times as long
                length = len(number)
                table, key = core, number if length == len(plain[1]) else plain[1]
            else:
                squashed = _squash(number)
                digits, length = _core_of(squashed), len(squashed)
                if length < _SHORTEST or not (digits or any(map(str.isdecimal, squashed))):
                    continue
                table, key = (core, digits) if digits else (odd, squashed)
            lengths.add(length)
            only = Named(item_id, number)
            if (was := table.setdefault(key, only)) is not only:
                if isinstance(was, Named):
                    was = table[key] = [was]
                    several.append(was)
                was.append(only)
        for bearers in several:
            bearers[:] = sorted(set(bearers), key=lambda one: (one.number, one.item_id))
        return cls(core, odd, lengths)

    def of_digits(self, digits: str) -> Sequence[Named]:
        """Whose numbers have these digits, whatever stands around them."""
        return _all_of(self.core.get(digits))

    def called(self, squashed: str) -> Sequence[Named]:
        """Whose numbers are this, letters and digits alike."""
        digits = _core_of(squashed)
        if not digits:
            return _all_of(self._odd.get(squashed))
        return [one for one in self.of_digits(digits) if _squash(one.number) == squashed]

    def density(self, length: int, *, kept: int | None = None, from_end: bool = False) -> float:
        """How many open numbers of this length there are for each that there could be; of `kept` signs of it only."""
        kinds = self._kinds.get(length)
        if not kinds:
            return 0.0
        part = kinds if kept is None else (kinds[-kept:] if from_end else kinds[:kept])
        space = 1.0
        for each in part:
            space *= each
        return len(self._by_length[length]) / space

    def density_about(self, length: int) -> float:
        """The largest density of this length, one sign less and one more."""
        return self._density.get(length, 0.0)

    def neighbours(self, digits: str) -> float:
        """The same for the thousand numbers around this one: series are dense where all numbers together are not."""
        if self._series is None:
            self._series = {length: sorted(numbers) for length, numbers in self._by_length.items()}
        series = self._series.get(len(digits))
        if not series:
            return 0.0
        head, places = digits[:-3], min(3, len(digits))
        first = bisect_left(series, head + "0" * places)
        count = bisect_right(series, head + "9" * places, first) - first
        return count / 10**places if count > 1 else 0.0

    def has_longer(self, length: int) -> bool:
        """Whether there are open numbers of which so many digits may be a part."""
        return any(length < each <= length + _MOST_CUT_OFF for each in self._kinds)

    def beginning(self, start: str) -> list[str]:
        """Open numbers (their digits) that begin so, the first forty of them and one more."""
        if self._ascending is None:
            self._ascending = sorted(self.core)
        return list(_those_with(self._ascending, start))

    def ending(self, end: str) -> list[str]:
        """Open numbers (their digits) that end so, of at least five digits; as many."""
        if self._by_end is None:
            self._by_end = defaultdict(list)
            for number in self.core:
                self._by_end[number[-_SHORTEST_CUT:]].append(number)
        found = [number for number in self._by_end.get(end[-_SHORTEST_CUT:], ()) if number.endswith(end)]
        return sorted(found, key=_backwards)[: _MOST_CANDIDATES + 1]


def _all_of(bearers: _Bearers | None) -> Sequence[Named]:
    if bearers is None:
        return ()
    return (bearers,) if isinstance(bearers, Named) else bearers


def read_numbers(text: str, *, index: NumberIndex) -> tuple[NumberFind, ...]:
    """Every open number that the text names, in its order, each stretch of text once and by its surest reading."""
    text = text[:_LONGEST_TEXT]
    if not _DIGITS.search(text):
        return ()
    reading = _Reading(text, index)
    for read in (reading.read_whole, reading.read_run_on, reading.read_damaged, reading.read_cut):
        read()
        if reading.is_all_read:
            break
    return tuple(find for _, find in sorted(reading.finds, key=lambda one: one[0]))


def near_numbers(written: str, *, index: NumberIndex) -> NumberFind | None:
    """The open numbers from which this stretch of text is one error away, whether it is one itself or not."""
    return _read_damaged(written, index)


class _Reading:
    """A text while it is read: what was found in it, and which signs are explained by that."""

    def __init__(self, text: str, index: NumberIndex) -> None:
        self.index = index
        self.squashed, boundaries, self.gaps = _squashed(text)
        self.taken = bytearray(len(self.squashed))
        self.finds: list[tuple[int, NumberFind]] = []
        windows = _windows(self.squashed, boundaries, self.gaps)
        self.windows = sorted(windows, key=lambda one: (one.parts, -len(one.text), one.start))

    @cached_property
    def beside(self) -> dict[tuple[str, int], list[_Window]]:
        """The windows that begin, and those that end, at a place."""
        found: dict[tuple[str, int], list[_Window]] = defaultdict(list)
        for window in self.windows:
            if window.parts <= _PARTS_DAMAGED:
                found["start", window.start].append(window)
                found["end", window.end].append(window)
        return found

    @property
    def is_all_read(self) -> bool:
        """Whether no digit is left that nothing explains: what has no digit is no number."""
        return all(self.taken.find(0, *run.span()) < 0 for run in _DIGITS.finditer(self.squashed))

    def is_free(self, window: _Window) -> bool:
        return self.taken.find(1, window.start, window.end) < 0

    def keep(self, window: _Window, find: NumberFind | None) -> None:
        if find and self.is_free(window):
            self.taken[window.start : window.end] = b"\1" * (window.end - window.start)
            self.finds.append((window.start, find))

    def read_whole(self) -> None:
        for window in self.windows:
            if self.is_free(window) and (find := _read_whole(window, self.index)):
                self.keep(window, self.with_longer(find, window))

    def with_longer(self, find: NumberFind, window: _Window) -> NumberFind:
        """The find; or, where it and the digits beside it are a longer number with an error, all that both can mean.

        "1000 0347": the number 1000, or 10000347 with a blank in it and a sign missing?
        """
        before, after = self.squashed[: window.start][-1:], self.squashed[window.end : window.end + 1]
        if not (before.isdecimal() or after.isdecimal()):
            return find
        size = len(window.text)
        longer = [each for each in self.beside["start", window.start] if each.text[size:].isdecimal()]
        longer += [each for each in self.beside["end", window.end] if each.text[:-size].isdecimal()]
        others = [
            also for each in longer if each.parts > window.parts and (also := _read_damaged(each.text, self.index))
        ]
        meant = dict.fromkeys((*find.candidates, *(named for also in others for named in also.candidates)))
        if {named.item_id for named in meant} == find.item_ids:
            return find
        return NumberFind(find.written, Found.DAMAGED, tuple(meant), max(also.chance for also in others))

    def read_run_on(self) -> None:
        for window in _run_on(self.squashed, self.gaps, self.index):
            candidates = tuple(self.index.called(window.text))
            chance = _chance(window.text, self.index, _PLACES_IN_A_RUN)
            self.keep(window, NumberFind(window.text, Found.RUN_ON, candidates, chance))

    def read_damaged(self) -> None:
        for window in (*self.windows, *_rests(self.squashed, self.gaps, self.taken, self.index)):
            if window.parts <= _PARTS_DAMAGED and self.is_free(window):
                self.keep(window, _read_damaged(window.text, self.index))

    def read_cut(self) -> None:
        for window in self.windows:
            if window.parts == 1 and self.is_free(window):
                self.keep(window, _read_cut(window.text, self.index))


def _squash(number: str) -> str:
    """Letters and digits only, in small letters."""
    return (number if number.isalnum() else "".join(filter(str.isalnum, number))).casefold()


def _core_of(squashed: str) -> str:
    """The digits of a number after its letters and leading zeros, where it is of that shape; else empty."""
    if squashed.isdecimal() and squashed.isascii():
        digits = squashed.lstrip("0")
        return digits if len(digits) >= _SHORTEST else ""
    shape = _SHAPE.fullmatch(squashed)
    return shape[3] if shape and len(shape[3]) >= _SHORTEST else ""


def _signs_in_use(numbers: Sequence[str]) -> tuple[int, ...]:
    """How many different signs stand in each place of these numbers; ten where too few numbers are known to tell."""
    if len(numbers) < _ENOUGH_TO_TELL:
        return (10,) * len(numbers[0])
    together, length = "".join(numbers), len(numbers[0])
    return tuple(len(set(together[place::length])) for place in range(length))


def _backwards(number: str) -> str:
    return number[::-1]


def _those_with(ordered: Sequence[str], start: str) -> Iterator[str]:
    place = bisect_left(ordered, start)
    for number in ordered[place : place + _MOST_CANDIDATES + 1]:
        if not number.startswith(start):
            return
        yield number


def _squashed(text: str) -> tuple[str, list[int], set[int]]:
    """Letters and digits only; where pieces of it begin or end; and before which of them something was left out."""
    pieces: list[str] = []
    boundaries, gaps = [0], set()
    length, last = 0, 0
    for piece in _PIECE.finditer(text.casefold()):
        if piece.start() > last:
            gaps.add(length)
        pieces.append(piece[0])
        length += len(piece[0])
        last = piece.end()
        boundaries.append(length)
    return "".join(pieces), boundaries, gaps


def _windows(squashed: str, boundaries: Sequence[int], gaps: set[int]) -> Iterator[_Window]:
    """Stretches of up to five parts between boundaries that are not letters alone; a part ends where a sign stood that
    is no letter or digit.
    """
    for first, start in enumerate(boundaries):
        parts = 1
        for place in range(first + 1, min(first + 2 * _PARTS_MOST, len(boundaries))):
            end = boundaries[place]
            if place > first + 1 and boundaries[place - 1] in gaps:
                parts += 1
            if parts > _PARTS_MOST or end - start > 60:
                break
            part = squashed[start:end]
            if not part.isalpha():
                yield _Window(start, end, part, parts)


def _chance(digits: str, index: NumberIndex, tries: int = 1) -> float:
    return min(1.0, tries * max(index.density_about(len(digits)), index.neighbours(digits)))


def _read_whole(window: _Window, index: NumberIndex) -> NumberFind | None:
    """The number as it stands, but for its zeros, or but for the letters before it."""
    text = window.text
    core = _core_of(text)
    if called := index.called(text):
        found = Found.EXACT if window.parts == 1 else Found.SPACED
        return NumberFind(text, found, tuple(called), _chance(core or text, index))
    if not core or core not in index.core:
        return None
    candidates = tuple(index.of_digits(core))
    letters = any(map(str.isalpha, text)) or any(map(str.isalpha, "".join(one.number for one in candidates)))
    found = Found.SPACED if window.parts > 1 else Found.PREFIX if letters else Found.ZEROS
    return NumberFind(text, found, candidates, _chance(core, index))


def _digit_runs(squashed: str, gaps: set[int]) -> Iterator[tuple[int, int]]:
    """Digits that stand together with nothing between them."""
    for run in _DIGITS.finditer(squashed):
        cuts = [run.start(), *sorted(gap for gap in gaps if run.start() < gap < run.end()), run.end()]
        yield from pairwise(cuts)


def _run_on(squashed: str, gaps: set[int], index: NumberIndex) -> Iterator[_Window]:
    """Numbers of digits that stand inside of longer runs of digits, where nothing shows where one begins."""
    lengths = [length for length in index.lengths if length >= _SHORTEST_RUN_ON]
    for start, end in _digit_runs(squashed, gaps):
        place = start
        while place < end:
            step = 1
            for length in lengths:
                # One sign more than a number is a number with a sign too much.
                fits = place + length <= end and end - start != length + 1
                if fits and index.called(squashed[place : place + length]):
                    yield _Window(place, place + length, squashed[place : place + length], 1)
                    step = length
                    break
            place += step


def _rests(squashed: str, gaps: set[int], taken: bytearray, index: NumberIndex) -> Iterator[_Window]:
    """Stretches of run-on digits that nothing explains yet, of the lengths that a damaged number can have."""
    sizes = sorted({length + more for length in index.lengths for more in (0, -1, 1)}, reverse=True)
    for start, end in _digit_runs(squashed, gaps):
        if not start < end or end - start <= _SHORTEST_DAMAGED:
            continue
        free = [place for place in range(start, end) if not taken[place]]
        for place in free:
            for size in sizes:
                stop = place + size
                if _SHORTEST_DAMAGED <= size < end - start and stop <= end and not any(taken[place:stop]):
                    yield _Window(place, stop, squashed[place:stop], 1)


def _edits(digits: str) -> Iterator[str]:
    """Every number that is one error away: a digit wrong, missing, too much, or two neighbours exchanged."""
    for place in range(len(digits) + 1):
        head, tail = digits[:place], digits[place:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for digit in "0123456789":
            yield head + digit + tail
            if tail:
                yield head + digit + tail[1:]


def _read_damaged(text: str, index: NumberIndex) -> NumberFind | None:
    shape = _SHAPE.fullmatch(text)
    # With its leading zeros: where the digit before them is lost, they are the number's own.
    digits = shape[2] + shape[3] if shape else ""
    lengths = {len(digits), len(shape[3])} if shape else set()
    if len(digits) < _SHORTEST_DAMAGED or not any(map(index.density_about, lengths)):
        return None
    near = {number for each in _edits(digits) if (number := each.lstrip("0")) in index.core}
    candidates = dict.fromkeys(named for number in sorted(near) for named in index.of_digits(number))
    if not 0 < len(candidates) <= _MOST_CANDIDATES:
        return None
    chance = max(_chance("0" * each, index, 20 * len(digits)) for each in lengths)
    return NumberFind(text, Found.DAMAGED, tuple(candidates), chance)


def _read_cut(text: str, index: NumberIndex) -> NumberFind | None:
    """A beginning or an end of an open number, at least five signs and all but five of the number."""
    digits = _core_of(text)
    if len(digits) < _SHORTEST_CUT or not index.has_longer(len(digits)):
        return None
    found = [number for number in index.beginning(digits) if len(number) - len(digits) <= _MOST_CUT_OFF]
    ends = [number for number in index.ending(digits) if len(number) - len(digits) <= _MOST_CUT_OFF]
    candidates = {named: None for number in sorted({*found, *ends}) for named in index.of_digits(number)}
    if not 0 < len(candidates) <= _MOST_CANDIDATES:
        return None
    chance = max(
        index.density(len(number), kept=len(digits), from_end=number.endswith(digits)) for number in {*found, *ends}
    )
    return NumberFind(text, Found.CUT, tuple(candidates), min(1.0, chance))
