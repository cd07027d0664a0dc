"""Amounts, days and the currency of one advice, learnt from all of it before any of them is read.

One hand wrote the advice, so its decimal mark and its order of day and month are one: every amount and day is looked at
(`see_amount`, `see_day`) before the first is read. What can be read in two ways is None and a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from creditdesk.domain.money import AmountError, current_currencies, exponent
from creditdesk.intake.formats.advice.noticing import Notes
from creditdesk.intake.formats.advice.words import MONTHS
from creditdesk.intake.formats.evidence import DateEvidence, DecimalEvidence, decimal_style
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import DayOrder, DecimalMark, is_amount, is_day, read_amount, read_date

# Amounts in a currency that nobody names are read as hundredths where they are written with two places.
STAND_IN = "USD"
_SIGNED = {
    "€": "EUR", "£": "GBP", "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "MX$": "MXN",
    "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
}  # fmt: skip
UNIT = r"(?:(?:US|CA|C|AU|A|MX|NZ|HK|S|R)?\$|[€£¥]|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z]))"
_UNIT = re.compile(UNIT)
_TWO_PLACES = re.compile(r"[.,]\d{2}\D{0,2}\Z", re.ASCII)
_FRACTION = re.compile(r"[.,](\d+)\D*\Z", re.ASCII)
_DOLLARS = frozenset(
    {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "UYU", "BBD", "BSD", "JMD", "TTD", "TWD"}
)
_OF_SHARED = {"$": _DOLLARS, "¥": frozenset({"JPY", "CNY"})}
_MONTH = r"(?P<month>[^\W\d_]{3,12})"
_NAMED = (
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er)?[. -]{1,2}(?:de |of )?" + _MONTH + r"\.?,?[ -](?:de |del )?(?P<year>\d{4})"
    ),
    re.compile(_MONTH + r"\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)


def units_of(text: str) -> list[str]:
    """Codes and signs of currencies in the text; three capitals count only where there is such a currency."""
    return [unit for unit in _UNIT.findall(text) if not unit.isalpha() or unit in current_currencies()]


def may_be(unit: str, currency: str) -> bool:
    """Whether a sign or code in a text may stand for the currency: "$" for any of the dollars."""
    return currency in _OF_SHARED.get(unit, ()) or _SIGNED.get(unit, unit) == currency


def bare_amount(text: str) -> str:
    """The amount without its unit."""
    return _UNIT.sub(lambda found: "" if units_of(found[0]) else found[0], " ".join(text.split(" "))).strip()


def several_amounts(text: str) -> list[str]:
    """Amounts that stand one blank apart; empty where it is one, or where a blank may part its thousands."""
    words = text.split()
    return words if len(words) > 1 and all(_TWO_PLACES.search(word) and is_amount(word) for word in words) else []


def looks_like_day(text: str) -> bool:
    """True where the text is written as a day, whichever order it has. Eight digits may be a number, see `is_dated`."""
    plain = text.strip()
    return (is_day(plain) and not plain.isdecimal()) or _named(plain) is not None


def is_dated(text: str) -> bool:
    """True where what stands below or behind a word for days is one: 20260731 too."""
    plain = text.strip()
    return looks_like_day(plain) or (is_day(plain) and plain[:2] in ("19", "20"))


def _named(text: str) -> date | None:
    """A day with the month's name, in any of the languages; None where it is none."""
    for form in _NAMED:
        found = form.fullmatch(text.strip())
        month = MONTHS.get(squashed(found["month"])) if found else None
        if found and month:
            try:
                return date(int(found["year"]), month, int(found["day"]))
            except ValueError:
                return None
    return None


class Figures:
    """How the amounts and days of one advice are written."""

    def __init__(self, notes: Notes, *, default_currency: str = "") -> None:
        self.notes = notes
        self.currency = default_currency
        self._default = default_currency
        self._decimals = DecimalEvidence()
        self._days = DateEvidence()
        self._units: Counter[str] = Counter()
        self._places: set[int] = set()
        self._mark: DecimalMark | None = "."
        self._order: DayOrder | None = None
        self._said: set[str] = set()

    def see_amount(self, text: str) -> None:
        """Takes in an amount, before it is read."""
        bare = bare_amount(text)
        self._decimals.see(bare)
        self._units.update(units_of(text))
        fraction = _FRACTION.search(bare)
        self._places.add(len(fraction[1]) if fraction else 0)

    def see_day(self, text: str) -> None:
        """Takes in a day, before it is read."""
        self._days.see(text)

    def see_unit(self, text: str) -> None:
        """Takes in what a cell or a label says of the currency."""
        self._units.update(units_of(text.strip().upper() if text.strip().isalpha() else text))

    def decide(self) -> None:
        """What all of them together tell; what they do not tell becomes a finding."""
        self._decide_currency()
        mark = self._decimals.verdict()
        self._mark = mark if mark in (".", ",") else "." if mark == "none" else None
        if mark == "mixed":
            said = "Some amounts have a decimal point and some a decimal comma."
            self.notes.remark("decimals_mixed", said, line=0, holds=True)
        order = self._days.verdict()
        self._order = order if order in ("mdy", "dmy") else None
        if order in ("ambiguous", "mixed"):
            said = "The days can be read with the month or with the day first; they were left out."
            self.notes.remark("day_order", said, line=0)

    def _decide_currency(self) -> None:
        named = {_SIGNED.get(unit, unit) for unit in self._units if unit not in _OF_SHARED}
        shared = [unit for unit in self._units if unit in _OF_SHARED]
        if len(named) > 1:
            said = "The advice names several currencies: %(value)s. Its amounts were left out."
            self.notes.remark("currencies", said, line=0, holds=True, value=", ".join(sorted(named)))
            self.currency = ""
            self._mixed = True
            return
        if named:
            self.currency = named.pop()
        elif shared and self._default not in _OF_SHARED[shared[0]]:
            said = "The sign %(value)s stands for several currencies, and nothing else names the one."
            self.notes.remark("currency_sign", said, line=0, value=shared[0])
            self.currency = ""
        elif not shared and self._places and not self._default:
            said = "The advice names no currency."
            self.notes.remark("currency_unstated", said, line=0)
        if not self.currency and self._places and not (self._places & {1, 2} and max(self._places) <= 2):
            said = "Without the currency it is not certain how many decimal places the amounts have."
            self.notes.remark("places", said, line=0, holds=True)

    _mixed = False

    def amount(self, text: str | None, *, line: int) -> int | None:
        """Signed minor units; None where the text is empty, or cannot be read with certainty, which is a finding."""
        if text is None or not text.strip() or self._mixed:
            return None
        bare = bare_amount(text)
        if bare in ("-", "–", "—", "--"):  # how spreadsheets show nothing
            return None
        mark = self._mark or self._own_mark(bare)
        if mark is None:
            said = "%(value)s can be read in two ways: its mark can separate thousands or decimals."
            self.notes.remark("amount_ambiguous", said, line=line, holds=True, value=text)
            return None
        try:
            return read_amount(bare, currency=self.currency or STAND_IN, decimal=mark)
        except (CellRefused, AmountError) as failed:
            said = "An amount cannot be read with certainty: %(why)s"
            why = failed.reason if isinstance(failed, CellRefused) else str(failed)
            self.notes.remark("amount_unreadable", said, line=line, holds=True, why=why)
            return None

    def _own_mark(self, bare: str) -> DecimalMark | None:
        """The decimal mark of an amount that tells it by itself."""
        if self.currency and exponent(self.currency) == 0:
            return "." if "," in bare else ","  # there are no decimals, so that the mark groups
        verdict = decimal_style([bare])
        return "." if verdict == "none" else verdict if verdict in (".", ",") else None

    def day(self, text: str | None, *, line: int) -> date | None:
        """The day; None where the text is empty, no day, or can be read in two ways, which is a finding."""
        if text is None or not text.strip():
            return None
        if named := _named(text):
            return named
        try:
            return read_date(text.strip(), order=self._order)
        except CellRefused as failed:
            if failed.reason.code != "intake.date_order_unknown":
                said = "A day cannot be read: %(why)s"
                self.notes.remark("day_unreadable", said, line=line, why=failed.reason)
            return None
