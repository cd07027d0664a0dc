"""Which line of a customer's statement is which open item of ours, and how sure that is.

Three ways, the surest first, each on what those before it left: by number (whole, or but for zeros, prefix and marks),
by a number with one error and the same amount, by amount and day. The first is taken as it is; the others are proposals
that a person takes or leaves. Nothing is used twice, and what could be two is none. A pair that a person undid does not
come back. Source: docs/rules/account_reconciliation.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.account_reconciliation import OurItem, Pair, TheirLine
from creditdesk.domain.cash_numbers import NumberIndex, near_numbers
from creditdesk.domain.likeness import comparable_number

# Shorter digits without their letters are no number by which to know a document.
_SHORTEST = 3


class How(StrEnum):
    """By what a line and an item were found to be the same."""

    NUMBER = "number"
    DAMAGED = "damaged"
    AMOUNT = "amount"
    HAND = "hand"


SURE = frozenset({How.NUMBER})


@dataclass(frozen=True, slots=True)
class Match:
    """A line, the item that it is, and by what."""

    line_id: int
    item_id: int
    how: How

    @property
    def pair(self) -> Pair:
        """The two."""
        return Pair(self.line_id, self.item_id)


def match_lines(
    items: Sequence[OurItem],
    lines: Sequence[TheirLine],
    *,
    never: Collection[Pair] = (),
    date_days: int,
) -> tuple[Match, ...]:
    """Every match that the rules find between items and lines that are still free, in the order of the lines."""
    work = _Matching(items, lines, frozenset(never))
    work.by_number()
    work.by_damaged_number()
    work.by_amount(date_days=date_days)
    places = {one.id: one.place for one in lines}
    return tuple(sorted(work.found, key=lambda one: (places[one.line_id], one.line_id)))


class _Matching:
    def __init__(self, items: Sequence[OurItem], lines: Sequence[TheirLine], never: frozenset[Pair]) -> None:
        self.items = {one.id: one for one in items}
        self.lines = {one.id: one for one in sorted(lines, key=lambda one: (one.place, one.id))}
        self.never = never
        self.found: list[Match] = []

    def take(self, line: TheirLine, item: OurItem, how: How) -> None:
        del self.items[item.id], self.lines[line.id]
        self.found.append(Match(line.id, item.id, how))

    def fits(self, line: TheirLine, item: OurItem) -> bool:
        """Whether both are claims or both are credits, and nobody said that they are not the same."""
        same_side = (item.open_minor > 0) == (line.amount_minor > 0)
        return same_side and Pair(line.id, item.id) not in self.never

    def by_number(self) -> None:
        """Their document's number before their reference, lines with our very amount before the others."""
        bearers: dict[str, list[OurItem]] = defaultdict(list)
        for item in self.items.values():
            for number in _readings(comparable_number(item.number)):
                bearers[number].append(item)
        for exactly in (True, False):
            for text_of in (_document, _reference):
                for line in list(self.lines.values()):
                    told = [one for one in self._called(text_of(line), bearers) if self.fits(line, one)]
                    if exactly:
                        told = [one for one in told if one.open_minor == line.amount_minor]
                    if len(told) == 1:
                        self.take(line, told[0], How.NUMBER)

    def _called(self, number: str, bearers: dict[str, list[OurItem]]) -> list[OurItem]:
        """The free items of this number as it is written; where there are none, but for the letters before it."""
        free = {one.id: one for each in _readings(number) for one in bearers.get(each, ()) if one.id in self.items}
        same = [one for one in free.values() if comparable_number(one.number) == number]
        return same or list(free.values())

    def by_damaged_number(self) -> None:
        index = NumberIndex.of((one.number, one.id) for one in self.items.values())
        for line in list(self.lines.values()):
            told = [one for one in self._near(line, index) if one.open_minor == line.amount_minor]
            if len(told) == 1 and self.fits(line, told[0]):
                self.take(line, told[0], How.DAMAGED)

    def _near(self, line: TheirLine, index: NumberIndex) -> list[OurItem]:
        found: dict[int, OurItem] = {}
        for number in (_document(line), _reference(line)):
            find = near_numbers(number, index=index) if number else None
            for item_id in find.item_ids if find else ():
                if item_id in self.items:
                    found[item_id] = self.items[item_id]
        return list(found.values())

    def by_amount(self, *, date_days: int) -> None:
        """The same amount within some days, where both sides have one such only."""
        items, lines = _by_amount(self.items.values()), _by_amount_of_lines(self.lines.values())
        for minor, told in lines.items():
            bearers = items.get(minor, [])
            if len(told) != 1 or len(bearers) != 1:
                continue
            line, item = told[0], bearers[0]
            near = line.day is not None and abs((line.day - item.document_date).days) <= date_days
            if near and self.fits(line, item):
                self.take(line, item, How.AMOUNT)


def _readings(number: str) -> Iterator[str]:
    """The number, and its digits alone: "INV-88120" is written as "88120" as often as not."""
    if number:
        yield number
    digits = number.lstrip("abcdefghijklmnopqrstuvwxyz").lstrip("0")
    if digits != number and digits.isdecimal() and len(digits) >= _SHORTEST:
        yield digits


def _document(line: TheirLine) -> str:
    return comparable_number(line.document)


def _reference(line: TheirLine) -> str:
    return comparable_number(line.reference)


def _by_amount(items: Iterable[OurItem]) -> dict[int, list[OurItem]]:
    found: dict[int, list[OurItem]] = defaultdict(list)
    for one in items:
        found[one.open_minor].append(one)
    return found


def _by_amount_of_lines(lines: Iterable[TheirLine]) -> dict[int, list[TheirLine]]:
    found: dict[int, list[TheirLine]] = defaultdict(list)
    for one in lines:
        found[one.amount_minor].append(one)
    return found
