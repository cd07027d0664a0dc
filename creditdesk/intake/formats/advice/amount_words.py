"""Amounts in a line of text, and which words beside them say what they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from creditdesk.intake.formats.advice.figures import UNIT, units_of

What = Literal["plain", "gross", "discount", "deduction", "net", "total", "other"]

_NUMBER = r"(?:\d{1,3}(?:[.,'’\u00a0\u202f]\d{3})+|\d{1,3}(?: \d{3})+(?=[.,]\d{2}(?!\d))|\d{1,15})(?:[.,]\d{1,3})?"
_AMOUNT = re.compile(
    rf"(?<![\w.,/:#])(?<!\d-)(?P<open>\()?[-+\u2212]?(?:{UNIT} ?)?[-+\u2212]?(?P<number>{_NUMBER})(?: ?{UNIT})?"
    r"(?:-(?![\w-])|(?: ?(?:CR|DR)\b))?(?(open)\))(?![\w/:%]|[.,'’-]\d)"
)
_TWO_PLACES = re.compile(r"[.,]\d{2}\Z", re.ASCII)
_SPACED = re.compile(r"\d \d")
_WORDS: tuple[tuple[What, str], ...] = (
    ("total", r"totals?|gesamt\w*|summe|insgesamt|somme|suma"),
    ("other", r"balance|outstanding|remaining|still open|due|saldo|offen|solde|reste|restante|pendiente|limit"),
    ("discount", r"discount|disc|skonto|escompte|remise|descuento|dto"),
    ("gross", r"gross|brutto|brut|bruto|original(?:ly)?"),
    (
        "net",
        r"net|netto|neto|paid|pay|paying|payment|remitted|bezahlt|gezahlt|zahlung|zahlen|überwiesen|payé|réglé|versé|"
        r"paiement|règlement|pagado|pagamos|pago|abonado",
    ),
    (
        "deduction",
        r"short(?:age|paid|pay|ed)?|deduct\w*|claims?|chargeback|allowance|freight|damaged?s?|penalty|rebate|withheld|"
        r"abzug|kürzung|einbehalt\w*|retenue|déduction|manquant|deducción|retención|faltante|returns?",
    ),
)
_NOUN = re.compile("|".join(rf"(?P<{what}>\b(?:{words})\b)" for what, words in _WORDS), re.IGNORECASE)
# Words that take off what follows them, and the sign that does so between two amounts.
_OFF = re.compile(
    r"\b(?:less|minus|deducting|abzüglich|abzgl\.?|minus|moins|menos)(?![\w])|(?:(?<=\s)|\A)[-\u2212](?=\s*\Z)",
    re.IGNORECASE,
)
_MADE = re.compile(r"=\s*\Z")


@dataclass(slots=True)
class Said:
    """One amount of a line: as it is written, its place, what its words say it is, and why it was kept back."""

    written: str
    start: int
    end: int
    what: What = "plain"
    reason: str = ""
    off: bool = False  # a word such as "less" stands before it
    sure: bool = True  # False: a blank in it may part two numbers


@dataclass(slots=True)
class _Beside:
    before: str = ""
    after: str = ""


def amounts_in(text: str) -> list[Said]:
    """The amounts of a line: with two decimal places, or with a currency beside them. Whole numbers are none."""
    found = []
    for hit in _AMOUNT.finditer(text):
        number = hit["number"]
        if not (_TWO_PLACES.search(number) or units_of(hit[0])):
            continue
        spaced = _SPACED.search(number) is not None
        parts_two = spaced and re.search(r"\d\S*[ -]?\Z", text[: hit.start("number")]) is not None
        found.append(Said(hit[0].strip(), hit.start(), hit.end(), sure=not (parts_two and not units_of(hit[0]))))
    return found


def tell_apart(text: str, amounts: list[Said], *, begin: int = 0) -> None:
    """Set what each amount is, by the words between them. Words before `begin` belong to none."""
    places = [begin, *(one.end for one in amounts)]
    ends = [*(one.start for one in amounts), len(text)]
    gaps = [text[start:end] if start < end else "" for start, end in zip(places, ends, strict=True)]
    # "1,000.00 gross, 20.00 discount": words behind the amounts; "gross 1,000.00 discount 20.00": before them.
    behind = _NOUN.search(gaps[-1].split(".")[0]) is not None and _NOUN.search(gaps[0]) is None
    beside = [_Beside() for _ in amounts]
    if beside:
        beside[0].before = gaps[0]
        beside[-1].after = gaps[-1]
    for place in range(len(amounts) - 1):
        left, right = _parted(gaps[place + 1], behind=behind)
        beside[place].after, beside[place + 1].before = left, right
    for one, words in zip(amounts, beside, strict=True):
        one.what, one.reason = _meaning(words)
        one.off = _OFF.search(words.before) is not None
    for place, one in enumerate(amounts):
        if place == 0 and one.what == "deduction" and _OFF.search(gaps[0]) and gaps[0].strip() in ("-", "−"):
            one.what = "plain"  # a dash between the number and the amount


def _parted(gap: str, *, behind: bool) -> tuple[str, str]:
    """What of the words between two amounts belongs to the first, and what to the second."""
    off = _OFF.search(gap)
    if off:
        return gap[: off.start()], gap[off.start() :]
    for mark in (",", ";", "="):
        left, found, right = gap.partition(mark)
        if found:
            return left, mark + right if mark == "=" else right
    nouns = list(_NOUN.finditer(gap))
    if len(nouns) > 1:
        return gap[: nouns[0].end()], gap[nouns[0].end() :]
    return (gap, "") if behind else ("", gap)


_FIRST: tuple[What, ...] = ("total", "other", "discount")
_LAST: tuple[What, ...] = ("net", "gross")


def _meaning(words: _Beside) -> tuple[What, str]:
    """What an amount is by the words beside it, and the reason where it was kept back."""
    off = _OFF.search(words.before)
    before = [hit.lastgroup for hit in _NOUN.finditer(words.before)]
    after = [hit.lastgroup for hit in _NOUN.finditer(words.after)]
    kinds = before + after if off else before or after
    if _MADE.search(words.before):
        return "net", ""
    first = next((what for what in _FIRST if what in kinds), None)
    if first is not None:
        return first, _reason(words)
    if off or "deduction" in kinds:
        return "deduction", _reason(words)
    return next((what for what in _LAST if what in kinds), "plain"), ""


def _reason(words: _Beside) -> str:
    """The words beside an amount without the one that takes it off."""
    said = " ".join((_OFF.sub(" ", words.before) + " " + words.after).split()).strip(" ,;:.()=-")
    return " ".join(said.split()[:12])
