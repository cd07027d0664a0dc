"""One cell as a date, an amount, an identifier or a flag. What cannot be read with certainty is refused, never guessed.

What a single cell cannot tell (is 3/4/2026 in March or April, is "1.234" a thousand) comes from the whole column, see
evidence.py. Rule: docs/rules/intake.md.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from creditdesk.domain.money import LARGEST_DOCUMENT_MINOR, current_currencies, exponent
from creditdesk.intake.formats.refusals import CellRefused

DayOrder = Literal["mdy", "dmy"]
DecimalMark = Literal[".", ","]

_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?)?"
ISO_DATE = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
SHORT_DATE = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?", re.ASCII)
SERIAL_DATE = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
NAMED_DATE = re.compile(rf"(\d{{1,2}})[- ]([A-Za-z]{{3}})[A-Za-z]*[- ,]+(\d{{4}}|\d{{2}}){_TIME}", re.ASCII)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
# Day 0 of a spreadsheet's calendar, chosen so that it is right from 1 March 1900 on.
SERIAL_EPOCH = date(1899, 12, 30)
PIVOT_YEAR = 70  # two-digit years below it belong to this century


def read_date(text: str, *, order: DayOrder | None = None) -> date:
    """The day a cell names: ISO, 20200226, 20200226.0, a spreadsheet's serial number, 26-Feb-2020, or by `order`.

    A time of day is dropped as written. Raises CellRefused where it is no day, or where the order is needed and None.
    """
    try:
        if found := ISO_DATE.fullmatch(text):
            return date(int(found[1]), int(found[3]), int(found[4]))
        if found := SHORT_DATE.fullmatch(text):
            return _by_order(int(found[1]), int(found[3]), _full_year(found[4]), order=order, text=text)
        if found := COMPACT_DATE.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := SERIAL_DATE.fullmatch(text):
            return SERIAL_EPOCH + timedelta(days=int(found[1]))
        if (found := NAMED_DATE.fullmatch(text)) and (named := _MONTHS.get(found[2].lower())):
            return date(_full_year(found[3]), named, int(found[1]))
    except CellRefused:
        raise
    except ValueError:
        pass
    raise CellRefused("intake.date_unreadable", "%(value)s is not a date.", value=text)


def _by_order(first: int, second: int, year: int, *, order: DayOrder | None, text: str) -> date:
    """The day that two numbers and a year make. Raises ValueError where they make none, in this order or in any."""
    month_first, day_first = (first, second), (second, first)
    if order is not None:
        return date(year, *(month_first if order == "mdy" else day_first))
    if not any(1 <= month <= 12 and 1 <= day <= 31 for month, day in (month_first, day_first)):
        raise ValueError("no day in either order")
    raise CellRefused(
        "intake.date_order_unknown",
        "%(value)s can be read with the month or with the day first; the file does not tell which.",
        value=text,
    )


def is_day(text: str) -> bool:
    """True where the cell is written as a day, whichever stands first."""
    return any(form.fullmatch(text.strip()) for form in (ISO_DATE, SHORT_DATE, COMPACT_DATE, NAMED_DATE))


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < PIVOT_YEAR else 1900)


def check_plausible(day: date, *, earliest: date, latest: date) -> None:
    """Raises CellRefused for a day that no open document can have: 1900-01-01 is a program's way to say "no date"."""
    if day < earliest:
        raise CellRefused(
            "intake.date_too_early",
            "%(day)s lies before %(earliest)s, the earliest day that is plausible.",
            day=day.isoformat(),
            earliest=earliest.isoformat(),
        )
    if day > latest:
        raise CellRefused(
            "intake.date_too_late",
            "%(day)s lies after %(latest)s, the latest day that is plausible.",
            day=day.isoformat(),
            latest=latest.isoformat(),
        )


_PLAIN = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_SIGNS = re.compile(
    r"(?P<open>\()?(?P<before>[-+\u2212])?\s*(?P<number>\d[\d.,'’ \u00a0\u202f]*|[.,]\d+)\s*"
    r"(?P<after>[-+\u2212]|(?:CR|DR)\.?)?(?P<close>\))?",
    re.ASCII | re.IGNORECASE,
)
_SPACES = str.maketrans("", "", " \u00a0\u202f'’")
_GROUPED = {
    ".": re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)?(?:\.\d+)?", re.ASCII),
    ",": re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d+)?", re.ASCII),
}
_GROUPED_BY_SPACE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?", re.ASCII)
_SYMBOLS = "$€£¥"
_NO_SYMBOLS = str.maketrans("", "", _SYMBOLS)


def read_amount(text: str, *, currency: str, decimal: DecimalMark) -> int:
    """Signed minor units of the currency. Reads "1.234,56-", "(1,234.56)", "1 234,56", "1'234.56", "12.00 CR".

    Raises CellRefused for exponents ("1e5"), for more decimal places than the currency has, for the other decimal mark
    and for more than a document may be worth. Raises AmountError for an unknown currency.
    """
    places = exponent(currency)
    if decimal == "." and places == 2 and (plain := _PLAIN.fullmatch(text)):
        return _within_bounds(int(plain[2]) * 100 + int((plain[3] or "").ljust(2, "0")), text, negative=bool(plain[1]))
    negative, number = _split_sign(text, currency=currency)
    if any(space in number for space in " \u00a0\u202f'’"):
        if not _GROUPED_BY_SPACE.fullmatch(number):
            raise _no_amount(text)
        number = number.translate(_SPACES)
    elif not _GROUPED[decimal].fullmatch(number):
        raise _no_amount(text)
    thousands = "," if decimal == "." else "."
    whole, mark, fraction = number.replace(thousands, "").partition(decimal)
    if thousands in number and mark and number.index(mark) < number.rindex(thousands):
        raise _no_amount(text)
    if len(fraction.rstrip("0")) > places:
        raise CellRefused(
            "intake.amount_places",
            "%(value)s has more decimal places than %(currency)s has (%(places)d).",
            value=text,
            currency=currency,
            places=places,
        )
    minor = int((whole or "0") + fraction.rstrip("0").ljust(places, "0"))
    return _within_bounds(minor, text, negative=negative)


def is_amount(text: str) -> bool:
    """True where the cell looks like an amount, in whichever notation; dates with points look so too."""
    return _SIGNS.fullmatch(text.translate(_NO_SYMBOLS).strip()) is not None


def _within_bounds(minor: int, text: str, *, negative: bool) -> int:
    if minor > LARGEST_DOCUMENT_MINOR:
        raise CellRefused("intake.amount_too_large", "%(value)s is more than a document may be worth.", value=text)
    return -minor if negative else minor


def _split_sign(text: str, *, currency: str) -> tuple[bool, str]:
    """Whether the amount is negative, and its digits with their marks. One sign at most."""
    bare = text.strip()
    for unit in (currency, *_SYMBOLS):
        bare = _without(bare, unit)
    found = _SIGNS.fullmatch(bare.strip())
    if not found or bool(found["open"]) != bool(found["close"]):
        raise _no_amount(text)
    after = (found["after"] or "").upper().rstrip(".")
    if sum(map(bool, (found["open"], found["before"], after))) > 1:
        raise _no_amount(text)
    negative = bool(found["open"]) or found["before"] in ("-", "\u2212") or after in ("-", "\u2212", "CR")
    return negative, found["number"].rstrip()


def _without(amount: str, unit: str) -> str:
    """The amount without the unit that stands before or after it, inside or outside of the sign."""
    for sign in ("", "-", "(", "+"):
        if amount.startswith(sign + unit):
            return sign + amount[len(sign + unit) :].lstrip()
    return amount.removesuffix(unit)


def _no_amount(text: str) -> CellRefused:
    return CellRefused("intake.amount_unreadable", "%(value)s is not an amount.", value=text)


_FLOAT_SHAPED = re.compile(r"(\d+)\.0+", re.ASCII)
_FRACTION = re.compile(r"\d+\.\d+", re.ASCII)
_EXPONENT = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)


def read_identifier(text: str, *, float_shaped: bool = False) -> str:
    """A number or code as text. In a column of float shape "1930571429.0" is "1930571429"; elsewhere it stays.

    Raises CellRefused for exponent notation, in which a spreadsheet has already lost digits, and for a fraction in a
    column of float shape.
    """
    if ("." in text or "+" in text) and _EXPONENT.fullmatch(text):
        raise CellRefused(
            "intake.identifier_lost_digits",
            "%(value)s has lost digits in a spreadsheet; export the column as text.",
            value=text,
        )
    if not float_shaped:
        return text
    if found := _FLOAT_SHAPED.fullmatch(text):
        return found[1]
    if _FRACTION.fullmatch(text):
        raise CellRefused(
            "intake.identifier_fraction", "%(value)s is not a whole number as the rest of its column.", value=text
        )
    return text


_YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "x", "open", "si", "sí", "oui", "ja"})
_NO = frozenset({"no", "n", "false", "f", "0", "0.0", "closed", "non", "nein"})


def read_flag(text: str) -> bool:
    """Yes or no. Raises CellRefused for anything else; an empty cell is the caller's to judge."""
    bare = text.strip().lower()
    if bare in _YES:
        return True
    if bare in _NO:
        return False
    raise CellRefused("intake.flag_unreadable", "%(value)s is neither yes nor no.", value=text)


def read_currency(text: str) -> str:
    """The ISO 4217 code of a cell, in capitals. Raises CellRefused where there is no such currency today."""
    code = text.strip().upper()
    if code not in current_currencies():
        raise CellRefused("intake.currency_unknown", "%(value)s is not the ISO code of a current currency.", value=text)
    return code
