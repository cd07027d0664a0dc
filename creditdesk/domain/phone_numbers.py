"""Telephone numbers as people write them, compared: `+1 (212) 555-0101 x12` and `212.555.0101` are one line.

A number is read by the rules of a country, which is asked for where none is written. What no plan of numbers knows is
compared by its digits. Example::

    typed = read_number("(212) 555-0101", country="US")
    typed.international                                         # "+12125550101"
    compare(typed, "+1 212 555 0101 ext. 12", country="US")     # Likeness.SAME_LINE
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

import phonenumbers
from phonenumbers import MatchType, NumberParseException, PhoneNumber, PhoneNumberFormat

from creditdesk.domain.reasons import UnreadableText

# So many of the last digits are kept in an index, and so many must be typed.
END = 4
_LONGEST = 40
_EXTENSION = re.compile(r"(?:ext|x|#|;|,)", re.IGNORECASE)
_INSTEAD = "US"


class NumberError(UnreadableText):
    """The text is no number that can be looked up. The message says why and quotes the text."""


class Likeness(IntEnum):
    """How alike two numbers are, the weakest first."""

    ENDS_ALIKE = 1
    SAME_LINE = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """A number as somebody typed it, or as the telephone system handed it on."""

    text: str
    digits: str
    extension: str
    international: str
    """In the form +12125550101; empty where it is no whole number of any country."""


def read_number(text: str, *, country: str) -> Typed:
    """The number, read as it is dialled in the country. Raises NumberError for too few digits or too long a text.

    Source: docs/rules/calls.md.
    """
    if len(text) > _LONGEST:
        said = "%(text)s… is too long for a telephone number"
        raise NumberError("number.too_long", said, text=repr(text[:_LONGEST]))
    digits = digits_of(text)
    if len(digits) < END:
        said = "%(text)s has %(digits)d digits; at least the last %(least)d of a number are needed"
        raise NumberError("number.too_short", said, text=repr(text), digits=len(digits), least=END)
    number = _parsed(text, country=country)
    if number is None or not phonenumbers.is_possible_number(number):
        return Typed(text.strip(), digits, "", "")
    whole = phonenumbers.format_number(_without_extension(number), PhoneNumberFormat.E164)
    return Typed(text.strip(), digits, number.extension or "", whole)


def digits_of(text: str) -> str:
    """The digits of the number, without those of an extension."""
    return "".join(sign for sign in _EXTENSION.split(text, maxsplit=1)[0] if sign.isascii() and sign.isdigit())


def compare(typed: Typed, kept: str, *, country: str) -> Likeness | None:
    """How alike the typed number and a kept one are; None where they are not. Source: docs/rules/calls.md.

    `country` is that of whoever has the kept number. Few digits are compared with the end of the number.
    """
    theirs = digits_of(kept)
    number = _parsed(kept, country=country)
    if typed.international and number is not None:
        match = phonenumbers.is_number_match(_with_extension(typed), number)
        if match in (MatchType.EXACT_MATCH, MatchType.NSN_MATCH):
            return Likeness.SAME if typed.extension == (number.extension or "") else Likeness.SAME_LINE
        same_line = phonenumbers.is_number_match(typed.international, _without_extension(number))
        if same_line in (MatchType.EXACT_MATCH, MatchType.NSN_MATCH):
            return Likeness.SAME_LINE
        # A whole number of one country is another number than one of the same end elsewhere.
        return None if phonenumbers.is_possible_number(number) else _by_digits(typed, theirs)
    return _by_digits(typed, theirs)


def dial_link(text: str, *, country: str, sip_domain: str = "") -> str:
    """The address that makes a telephone dial the number: tel:, or sip: at the domain; empty without digits.

    Source: docs/rules/calls.md.
    """
    digits = digits_of(text)
    if not digits:
        return ""
    number = _parsed(text, country=country)
    whole = digits
    extension = ""
    if number is not None and phonenumbers.is_possible_number(number):
        whole = phonenumbers.format_number(_without_extension(number), PhoneNumberFormat.E164)
        extension = number.extension or ""
    if sip_domain:
        return f"sip:{whole}@{sip_domain}"
    return f"tel:{whole};ext={extension}" if extension else f"tel:{whole}"


def _by_digits(typed: Typed, theirs: str) -> Likeness | None:
    ours, alike = typed.digits, min(len(typed.digits), len(theirs))
    return Likeness.ENDS_ALIKE if alike >= END and ours[-alike:] == theirs[-alike:] else None


def _parsed(text: str, *, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country or _INSTEAD)
    except NumberParseException:
        return None


def _without_extension(number: PhoneNumber) -> PhoneNumber:
    bare = PhoneNumber()
    bare.merge_from(number)
    bare.extension = None
    return bare


def _with_extension(typed: Typed) -> str:
    return f"{typed.international};ext={typed.extension}" if typed.extension else typed.international
