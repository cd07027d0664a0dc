"""Phrases of the rules in the reader's language: texts by its catalog, figures as its locale writes them."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal, get_decimal_symbol
from django.utils.translation import get_language, gettext, ngettext, to_locale

from creditdesk.domain.money import Money, format_minor
from creditdesk.domain.phrases import Spoken, Wording
from creditdesk.exports.words import policy_name, word


@lru_cache(maxsize=64)
def locale_for(language: str) -> Locale:
    """How dates and figures are written for those who read the language."""
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_US")


@lru_cache(maxsize=64)
def locale_name_for(language: str) -> str:
    """The name of that locale."""
    return str(locale_for(language))


def say(spoken: Spoken | None) -> str:
    """The words in the language that is active. Empty for None."""
    return "" if spoken is None else spoken.said(wording_of(get_language() or "en-us"))


@cache
def wording_of(language: str) -> Wording:
    """What the language says; its texts are those of the language that is active, which must be the same."""
    return _Reader(locale_name_for(language))


class _Reader:
    """A page of the policy says thousands of texts and figures, many of them again and again: each is made once."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.text = lru_cache(maxsize=8192)(gettext)
        self.word = lru_cache(maxsize=8192)(word)
        self.policy_name = lru_cache(maxsize=1024)(policy_name)
        self.counted = ngettext

    def number(self, value: int | Decimal) -> str:
        return _number_in(value, self.locale)

    def share(self, value: Decimal) -> str:
        return _number_in(value, self.locale) + per_cent_sign(self.locale)

    def money(self, amount: Money) -> str:
        return _money_in(amount, self.locale)

    def day(self, day: date) -> str:
        return _day_in(day, self.locale)

    def day_of_year(self, day: date) -> str:
        return _day_of_year_in(day, self.locale)

    def time(self, at: time) -> str:
        return time_in(at, self.locale)


_PLAIN = re.compile(r"[-+]?\d+(\.\d+)?")
_GROUPED = re.compile(r"[-+]?(\d{1,3}([. ]\d{3})+|\d+)(,\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def number_to_type(plain: str) -> str:
    """A plain number with the decimal mark of the language that is active; another text as it is."""
    return plain.replace(".", ",") if _has_comma() and _PLAIN.fullmatch(plain) else plain


def number_as_typed(typed: str) -> str:
    """A number typed in the language that is active as a plain one: 1.234,5 is 1234.5 where a comma comes before
    decimals. Another text stays as it is.
    """
    text = _SPACES.sub(" ", typed.strip())
    if not _has_comma() or not _GROUPED.fullmatch(text):
        return typed
    return text.replace(".", "").replace(" ", "").replace(",", ".")


def _has_comma() -> bool:
    return _decimal_mark_in(locale_name_for(get_language() or "en-us")) == ","


@cache
def _decimal_mark_in(locale: str) -> str:
    return get_decimal_symbol(locale)


@lru_cache(maxsize=4096)
def _number_in(value: int | Decimal, locale: str) -> str:
    return format_decimal(value, format="#,##0.######", locale=locale)


@cache
def per_cent_sign(locale: str) -> str:
    """The sign with the space that the locale puts before it, if any."""
    return str(Locale.parse(locale).percent_formats[None].suffix[0])


@lru_cache(maxsize=4096)
def _money_in(amount: Money, locale: str) -> str:
    return f"{format_minor(amount.minor, currency=amount.currency, locale=locale)} {amount.currency}"


@lru_cache(maxsize=4096)
def _day_in(day: date, locale: str) -> str:
    return format_date(day, "medium", locale=locale)


@lru_cache(maxsize=4096)
def _day_of_year_in(day: date, locale: str) -> str:
    return format_skeleton("MMMd", day, locale=locale)


@lru_cache(maxsize=1024)
def time_in(at: time, locale: str) -> str:
    """A time of day as the locale writes it."""
    # Many fonts draw the narrow no-break space before AM and PM as next to nothing.
    return format_time(at, "short", locale=locale).replace("\u202f", "\u00a0")
