"""What only a whole column can tell: the order of day and month, the decimal mark, the shape of its numbers.

Each class looks at every value once (`see`) and then gives its verdict. A verdict is never a guess: "ambiguous" means
that every value can be read both ways, "mixed" that the values contradict each other; a person then decides. A single
damaged cell must not overturn a column of thousands, so a contradiction counts as damage, and is refused cell by cell,
while it is at most one in a hundred.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from creditdesk.intake.formats.values import SHORT_DATE

DateVerdict = Literal["mdy", "dmy", "ambiguous", "mixed", "none"]
DecimalVerdict = Literal[".", ",", "ambiguous", "mixed", "none"]

ONE_IN = 100


def _clear(more: int, less: int) -> bool:
    return more > 0 and less * ONE_IN <= more


class DateEvidence:
    """Gathers how the days of one column are written."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()

    def see(self, text: str) -> None:
        """Takes in one cell. ISO days, serial numbers, unreadable text and what is no day say nothing."""
        found = SHORT_DATE.fullmatch(text)
        if not found:
            return
        first, second = int(found[1]), int(found[3])
        if max(first, second) > 31:
            return
        if first > 12 or second > 12:
            self._found["dmy" if second <= 12 else "mdy" if first <= 12 else "none"] += 1
        else:
            self._found["both"] += 1

    def verdict(self) -> DateVerdict:
        """The order of the column, or why there is none."""
        month_first, day_first = self._found["mdy"], self._found["dmy"]
        if _clear(month_first, day_first):
            return "mdy"
        if _clear(day_first, month_first):
            return "dmy"
        if month_first and day_first:
            return "mixed"
        return "ambiguous" if self._found["both"] else "none"


def date_order(values: Iterable[str]) -> DateVerdict:
    """The order of day and month over all values of a column. Rule: docs/rules/intake.md, "Dates"."""
    evidence = DateEvidence()
    for value in values:
        evidence.see(value)
    return evidence.verdict()


_PLAIN_POINT = re.compile(r"[-+]?\d+\.\d{1,2}", re.ASCII)
_NUMBER = re.compile(r"\d[\d.,]*|[.,]\d+", re.ASCII)
_LOOSE_MARKS = str.maketrans("", "", " \u00a0\u202f'’")


class DecimalEvidence:
    """Gathers how the amounts of one column are written."""

    def __init__(self) -> None:
        self._found: Counter[str] = Counter()

    def see(self, text: str) -> None:
        """Takes in one cell. Whole numbers and unreadable text say nothing."""
        if _PLAIN_POINT.fullmatch(text):
            self._found["."] += 1
        elif found := _NUMBER.search(text.translate(_LOOSE_MARKS)):
            self._found[_mark_of(found[0])] += 1

    def verdict(self) -> DecimalVerdict:
        """The decimal mark of the column, or why there is none."""
        points, commas = self._found["."], self._found[","]
        if _clear(points, commas):
            return "."
        if _clear(commas, points):
            return ","
        if points and commas:
            return "mixed"
        return "ambiguous" if self._found["both"] else "none"


def decimal_style(values: Iterable[str]) -> DecimalVerdict:
    """The decimal mark over all values of a column. Rule: docs/rules/intake.md, "Amounts"."""
    evidence = DecimalEvidence()
    for value in values:
        evidence.see(value)
    return evidence.verdict()


def _mark_of(number: str) -> str:
    """The decimal mark that one number proves: ".", ",", "both" where both are possible, "" where it has none."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "." if number.rindex(".") > number.rindex(",") else ","
    if points + commas == 0:
        return ""
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other  # 1.234.567: a mark that occurs twice separates thousands
    whole, _, fraction = number.partition(mark)
    grouping = len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0"
    return "both" if grouping else mark


_WHOLE_FLOAT = re.compile(r"\d+\.0+", re.ASCII)
_FRACTION = re.compile(r"\d+\.\d+", re.ASCII)


class IdentifierEvidence:
    """Gathers whether a column of identifiers went through a program that made floats of them."""

    def __init__(self) -> None:
        self._seen = self._whole = self._fractions = 0

    def see(self, text: str) -> None:
        """Takes in one cell; an empty one says nothing."""
        if not text:
            return
        self._seen += 1
        if _WHOLE_FLOAT.fullmatch(text):
            self._whole += 1
        elif _FRACTION.fullmatch(text):
            self._fractions += 1

    def float_shaped(self) -> bool:
        """True where most values end in ".0" and none (but for damage) has another fraction, as "10.1" would."""
        return self._whole * 2 > self._seen and _clear(self._whole, self._fractions)


class WidthEvidence:
    """Gathers how wide the customer numbers are, to find those that lost their leading zeros on the way."""

    def __init__(self) -> None:
        self._lengths: Counter[int] = Counter()
        self._zero_led: Counter[int] = Counter()

    def see(self, text: str) -> None:
        """Takes in one cell; codes with letters say nothing."""
        digits = text.split(".", 1)[0] if _WHOLE_FLOAT.fullmatch(text) else text
        if digits.isascii() and digits.isdecimal():
            self._lengths[len(digits)] += 1
            if digits[0] == "0":
                self._zero_led[len(digits)] += 1

    def width(self) -> int | None:
        """The width to which shorter numbers are padded, or None where nothing proves one.

        Proved when the numbers with a leading zero all have one width, none is wider, and most have it.
        """
        if len(self._zero_led) != 1 or len(self._lengths) < 2:
            return None
        (width,) = self._zero_led
        if width != max(self._lengths) or self._lengths[width] * 2 <= self._lengths.total():
            return None
        return width

    def is_mixed(self) -> bool:
        """True where some numbers begin with zeros, widths differ, and nothing proves which is right."""
        return bool(self._zero_led) and len(self._lengths) > 1 and self.width() is None
