"""The trade's short notation of terms, read and written: `parse_terms("2/10 net 30 extra 60")`.

What is understood, in any case and with the usual variations::

    net 30, n/30, 30 days      2/10 net 30, 2/10 n/30      net 30 EOM, 2/10 net 30 EOM
    10th prox, 2% 10th prox    2% 10th prox net 25th       due 2026-12-10
    split 30/60/90             COD, CIA, due on receipt    ... extra 60, ... anticipation 9%
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from creditdesk.domain.terms import Terms, TermsError, TermsKind

_LONGEST_NOTATION = 80
_PERCENT = r"(?P<percent>[0-9]{1,2}(?:\.[0-9]{1,4})?)"
_ORDINAL = r"(?:st|nd|rd|th)"

_ANTICIPATION = re.compile(r" anticipation (?P<rate>[0-9]{1,2}(?:\.[0-9]{1,4})?)%?$")
_EXTRA = re.compile(r" extra (?P<days>[0-9]{1,4})(?: days)?$")
_AT_ONCE = {
    "cod": Terms.at_once(TermsKind.COD),
    "cash on delivery": Terms.at_once(TermsKind.COD),
    "cia": Terms.at_once(TermsKind.CIA),
    "cash in advance": Terms.at_once(TermsKind.CIA),
    "prepaid": Terms.at_once(TermsKind.CIA),
    "due on receipt": Terms.net(0),
}


_EXAMPLES = "type for example net 30, 2/10 net 30, 10th prox, due 2026-12-10 or split 30/60/90"


def parse_terms(text: str) -> Terms:
    """The terms that the notation means (docs/rules/terms.md). Raises TermsError that quotes what cannot be read."""
    if len(text) > _LONGEST_NOTATION:
        said = "%(text)s… is too long for terms of payment"
        raise TermsError("terms.too_long", said, text=repr(text[:_LONGEST_NOTATION]))
    notation = " ".join(text.lower().replace(",", " ").split())
    anticipation = _ANTICIPATION.search(notation)
    notation = _ANTICIPATION.sub("", notation)
    extra = _EXTRA.search(notation)
    try:
        terms = _read(_EXTRA.sub("", notation))
        if terms is None:
            raise TermsError("terms.unknown", _EXAMPLES)
        return replace(
            terms,
            extra_days=int(extra["days"]) if extra else 0,
            anticipation_percent=Decimal(anticipation["rate"]) if anticipation else Decimal(0),
        )
    except TermsError as problem:
        said = "%(text)s cannot be read as terms of payment: %(why)s"
        raise TermsError("terms.unreadable", said, text=repr(text), why=problem.reason) from None


def _read(notation: str) -> Terms | None:
    """The terms without their additions, or None where no form fits."""
    if notation in _AT_ONCE:
        return _AT_ONCE[notation]
    for form, terms_of in _FORMS:
        if found := form.fullmatch(notation):
            return terms_of(found)
    return None


def _counted(found: re.Match[str]) -> Terms:
    count = Terms.eom if found["eom"] else Terms.net
    percent, days = Decimal(found["percent"] or 0), int(found["discount"] or 0)
    return count(int(found["days"]), discount_percent=percent, discount_days=days)


def _bare_days(found: re.Match[str]) -> Terms:
    return Terms.net(int(found["days"]))


def _prox(found: re.Match[str]) -> Terms:
    return Terms.prox(int(found["day"]))


def _prox_discount(found: re.Match[str]) -> Terms:
    until = int(found["discount"])
    return Terms.prox(int(found["day"] or until), discount_percent=Decimal(found["percent"]), discount_day=until)


def _split(found: re.Match[str]) -> Terms:
    return Terms.split(*(int(days) for days in found["days"].split("/")))


def _fixed(found: re.Match[str]) -> Terms:
    try:
        return Terms.fixed(date.fromisoformat(found["day"]))
    except ValueError:
        raise TermsError("terms.no_such_day", "there is no day %(day)s", day=found["day"]) from None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Terms]], ...] = (
    (
        re.compile(
            rf"(?:{_PERCENT}%?/(?P<discount>[0-9]{{1,4}}) )?(?:net |net|n/|n)"
            r"(?P<days>[0-9]{1,4})(?: days)?(?P<eom> eom)?"
        ),
        _counted,
    ),
    (re.compile(r"(?P<days>[0-9]{1,4}) days"), _bare_days),
    (re.compile(rf"(?:net )?(?P<day>[0-9]{{1,2}}){_ORDINAL} prox"), _prox),
    (
        re.compile(
            rf"{_PERCENT}% (?P<discount>[0-9]{{1,2}}){_ORDINAL} prox(?: net (?P<day>[0-9]{{1,2}}){_ORDINAL}(?: prox)?)?"
        ),
        _prox_discount,
    ),
    (re.compile(r"split (?P<days>[0-9]{1,4}(?:/[0-9]{1,4})+)(?: days)?"), _split),
    (re.compile(r"due (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"), _fixed),
)


def write_terms(terms: Terms) -> str:
    """The notation of the terms, as `parse_terms` reads it back."""
    notation = _write(terms)
    if terms.extra_days:
        notation += f" extra {terms.extra_days}"
    if terms.anticipation_percent:
        notation += f" anticipation {_plain(terms.anticipation_percent)}%"
    return notation


def _write(terms: Terms) -> str:
    match terms.kind:
        case TermsKind.NET | TermsKind.EOM:
            eom = " EOM" if terms.kind is TermsKind.EOM else ""
            discount = f"{_plain(terms.discount_percent)}/{terms.discount_days} " if terms.discount_percent else ""
            return f"{discount}net {terms.days}{eom}"
        case TermsKind.PROX if terms.discount_percent:
            until = f"{_plain(terms.discount_percent)}% {_ordinal(terms.discount_days)} prox"
            return until if terms.days == terms.discount_days else f"{until} net {_ordinal(terms.days)}"
        case TermsKind.PROX:
            return f"{_ordinal(terms.days)} prox"
        case TermsKind.FIXED:
            return f"due {terms.fixed_due_date}"
        case TermsKind.SPLIT:
            return "split " + "/".join(str(days) for days in terms.split_days)
        case TermsKind.COD | TermsKind.CIA:
            return terms.kind.upper()


def _plain(percent: Decimal) -> str:
    text = f"{percent:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _ordinal(day: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{day}{'th' if 11 <= day <= 13 else endings.get(day % 10, 'th')}"
