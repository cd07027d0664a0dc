"""The words by which rows of a report are told apart: totals, buckets, footers, lines of dashes."""

from __future__ import annotations

import re

from creditdesk.domain.money import current_currencies
from creditdesk.intake.formats.passed import Scope

_TOTAL = re.compile(
    r"(?P<word>(?:grand|report|overall|sub|page)?[ -]?totals?|(?:overall )?result|"
    r"summe|zwischensumme|gesamt(?:summe)?|(?:gesamt)?ergebnis|(?:sub)?totaal|"
    r"(?:sous-)?total(?: général)?|somme|(?:sub)?total(?: general)?|suma|resultado)\b"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"grand|report|overall|gesamt|g[ée]n[ée]ral", re.IGNORECASE)
_STARS = re.compile(r"\*+")
_LINK = re.compile(r"^(?:\s*(?:for|of|für|voor|pour|de|outstanding|due|open|amount|balance|:|-)\s+)*", re.IGNORECASE)
_BUCKET = re.compile(
    r"(?:not (?:yet )?due|current|older|future|[<>]\s*\d{1,3}|over \d{1,3}|\d{1,3}\s*(?:-|–|to)\s*\d{1,3}|\d{1,3}\s*\+|"
    r"\d{1,3} (?:or|and) (?:more|over)|[<>]?\s*\d{1,3}(?= (?:day|month)))"
    r"(?:\s*(?:days?|months?))?(?:\s*(?:past due|overdue|and over))?(?:\s*\(\d+\))?",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r".*\b(?:accrual|cash) basis\b.*|page\s+\d+.*|.*\bpage \d+ of \d+|"
    r"(?:printed|generated|created|exported|run)\b.*\d.*|percentage of total.*|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}:\d\d.*|"
    r"end of (?:report|list).*",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?=[-=_+|\s]*?[-=_]{3})[-=_+|\s]+")


def is_rule(text: str) -> bool:
    """True for a line of dashes."""
    return _RULE.fullmatch(text) is not None


def is_bucket(text: str) -> bool:
    """True for the title of a bucket: "91 or more days past due", "61 - 90", "CURRENT (9)"."""
    return _BUCKET.fullmatch(text.strip()) is not None


def is_footer(text: str) -> bool:
    """True for what stands below a report: the time of printing, the basis, the page."""
    return _FOOTER.fullmatch(text.strip()) is not None


def total_scope(label: str, *, party: str) -> Scope | None:
    """What a total with this label adds up; None where the label is that of no total. A label of stars is SAP's."""
    if _STARS.fullmatch(label):
        return Scope.GROUP if label == "*" else Scope.ANY
    found = _TOTAL.match(label)
    if not found:
        return None
    rest = _LINK.sub("", found["rest"]).strip(" :.")
    if party and _alike(rest, party):
        return Scope.GROUP
    if is_bucket(rest):
        return Scope.SECTION
    if _WHOLE.search(found["word"]) or rest.upper() in current_currencies():
        return Scope.REPORT
    return Scope.ANY


def _alike(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
