"""Money: an integer number of minor units with an ISO 4217 currency. 12.34 USD is `Money(1234, "USD")`.

Floats never appear; text from people and files becomes minor units in `parse_amount` or is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from babel.core import UnknownLocaleError, get_global
from babel.numbers import format_decimal as babel_format_decimal
from babel.numbers import get_currency_precision, is_currency

from creditdesk.domain.reasons import UnreadableText

# A signed 64-bit integer holds it on both databases.
LARGEST_MINOR = 2**63 - 1
# What one document may be worth: sums of thousands of them still fit into 64 bits. More is a typing error or an attack.
LARGEST_DOCUMENT_MINOR = 10**15


# Where the locale data follows everyday use (nobody pays Serbian paras in cash) and ISO 4217 says otherwise, books and
# bank files follow ISO 4217.
_NOT_PAID_IN_CASH = ("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER")
_ISO_EXPONENTS = {"IQD": 3} | dict.fromkeys(_NOT_PAID_IN_CASH, 2)

# Where the locale data and the list of ISO 4217 differ: the yuan traded abroad has a code of the markets, the lev gave
# way to the euro in 2026, and the colon of El Salvador stands in the list although nobody pays with it.
_NOT_IN_ISO, _ONLY_IN_ISO = frozenset({"CNH", "BGN"}), frozenset({"SVC"})

# Longer text is no amount that a person typed; up to 28 digits decimal arithmetic is exact.
_LONGEST_TYPED = 28


class AmountError(UnreadableText):
    """The text is no amount of money. The message says why and quotes the value."""


@lru_cache(maxsize=512)
def exponent(currency: str) -> int:
    """Number of decimal places of the currency: 2 for USD, 0 for JPY, 3 for KWD. Raises AmountError if unknown."""
    if not is_currency(currency):
        raise AmountError("amount.currency", "unknown currency %(currency)s", currency=repr(currency))
    return _ISO_EXPONENTS.get(currency, int(get_currency_precision(currency)))


@lru_cache(maxsize=1)
def current_currencies() -> frozenset[str]:
    """The codes of ISO 4217 in which books can be kept today: no past currency, no metal, no XXX."""
    in_use = {
        code
        for territory in get_global("territory_currencies").values()
        for code, _, until, is_tender in territory
        if until is None and (is_tender or not code.startswith("X"))
    }
    return (frozenset(in_use) | _ONLY_IN_ISO) - _NOT_IN_ISO


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units. Adding unlike currencies raises AmountError."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{format_minor(self.minor, currency=self.currency)} {self.currency}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            said = "cannot add %(one)s and %(other)s"
            raise AmountError("amount.currencies", said, one=self.currency, other=other.currency)


def minor_units(amount: Decimal, *, currency: str) -> int:
    """Minor units of an amount in major units. Raises AmountError for fractions of a minor unit or too large values."""
    if not amount.is_finite():
        raise AmountError("amount.none", _NO_AMOUNT, text=str(amount))
    if abs(amount) > LARGEST_MINOR:
        raise AmountError("amount.too_large", "%(text)s is too large", text=str(amount))
    # A ratio of integers is exact; decimal arithmetic would round the 29th digit away and accept it.
    numerator, denominator = amount.as_integer_ratio()
    one: int = 10 ** exponent(currency)
    minor, fraction = divmod(numerator * one, denominator)
    if fraction:
        said = "%(text)s has more decimal places than %(currency)s has"
        raise AmountError("amount.places", said, text=str(amount), currency=currency)
    if abs(minor) > LARGEST_MINOR:
        raise AmountError("amount.too_large", "%(text)s is too large", text=str(amount))
    return minor


@lru_cache(maxsize=256)
def policy_minor(amount: Decimal, *, currency: str) -> int:
    """Minor units of a policy amount; a limit of 10.005 in a two-place currency is rounded half up."""
    return int(amount.scaleb(exponent(currency)).to_integral_value(rounding=ROUND_HALF_UP))


def major_units(minor: int, *, currency: str) -> Decimal:
    """The amount in major units: 1234 minor units of USD are Decimal("12.34")."""
    return Decimal(minor).scaleb(-exponent(currency))


def percent_of(minor: int, *, percent: Decimal) -> int:
    """`percent` per cent of an amount, in minor units, rounded half up away from zero."""
    return int((Decimal(minor) * percent / 100).to_integral_value(rounding=ROUND_HALF_UP))


def share_of(minor: int, *, numerator: int, denominator: int) -> int:
    """`minor` × `numerator` / `denominator` in minor units, rounded half up away from zero; the ratio is positive."""
    share = (2 * abs(minor) * numerator + denominator) // (2 * denominator)
    return share if minor >= 0 else -share


def format_minor(minor: int, *, currency: str, locale: str = "en_US") -> str:
    """The amount as text with the currency's decimals and the locale's separators, without the currency: 1,234.50."""
    places = exponent(currency)
    if locale == "en_US":  # what reasons are told in, by the hundred thousand each night: plain arithmetic is enough
        whole, fraction = divmod(abs(minor), 10**places)
        return f"{'-' if minor < 0 else ''}{whole:,}" + (f".{fraction:0{places}}" if places else "")
    pattern = "#,##0" + ("." + "0" * places if places else "")
    try:
        return str(babel_format_decimal(major_units(minor, currency=currency), format=pattern, locale=locale))
    except UnknownLocaleError:
        return str(babel_format_decimal(major_units(minor, currency=currency), format=pattern, locale="en_US"))


_NO_AMOUNT = "%(text)s is not an amount"
# An amount as it is typed where the decimals follow a point, and where they follow a comma. Where a comma is usual, a
# point is read as one only if it can be nothing else: 1234.5 and 1,234.50 are, 1.234 is a thousand.
_TYPED = {
    ".": re.compile(r"^(?P<sign>[-+]?)(?P<number>\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?|\.\d+)(?P<scale>[kKmM]?)$"),
    ",": re.compile(r"^(?P<sign>[-+]?)(?P<number>\d{1,3}(\.\d{3})+(,\d+)?|\d+(,\d+)?|,\d+)(?P<scale>[kKmM]?)$"),
}
_SURELY_POINT = re.compile(r"^[-+]?(\d{1,3}(,\d{3})+\.\d+|\d*\.\d{1,2}|\d{4,}\.\d+)[kKmM]?$")
_SPACES = re.compile(r"[ \u00a0\u202f]")
_SCALES = {"": 0, "k": 3, "m": 6}


def parse_amount(typed: str, *, currency: str, decimal: Literal[".", ","] = ".") -> int:
    """Minor units of an amount as a person types it: `1,234.50`, `1.2k`, `(300)`, `-7`. Raises AmountError.

    `decimal` is the mark before the decimals where the person lives: with a comma `1.234,50` is the same amount.
    """
    if len(typed) > _LONGEST_TYPED:
        said = "%(text)s… is too long for an amount"
        raise AmountError("amount.too_long", said, text=repr(typed[:_LONGEST_TYPED]))
    text = _SPACES.sub("", typed.strip())
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1]
    mark = "." if _SURELY_POINT.match(text) else decimal
    found = _TYPED[mark].match(text)
    if not found or (negative and found["sign"]):
        raise AmountError("amount.none", _NO_AMOUNT, text=repr(typed))
    plain = found["number"].replace("," if mark == "." else ".", "").replace(",", ".")
    number = Decimal(plain).scaleb(_SCALES[found["scale"].lower()])
    minor = minor_units(number, currency=currency)
    return -minor if negative or found["sign"] == "-" else minor
