"""When two entries of a person at one customer are the same person: by name, or by a name and an address together.

    "A. Reed", "Ann Reed"                                       alike by name
    "Ann Reed-Cole" and "Ann Reed", the same e-mail address     alike by e-mail
    "Ann Reed" and "Bob Stone", the same telephone              two people at one telephone

Two people of a department share its telephone and its e-mail address, so that an address alone says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from creditdesk.domain.reasons import Reason
from creditdesk.domain.search_words import folded

# Country and trunk prefixes come and go; what follows is the same number.
_DIGITS_COMPARED = 9
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "dr", "herr", "frau", "mme", "m", "sr", "sra", "jr"})


@dataclass(frozen=True, slots=True)
class Known:
    """A person as one of two programs has him."""

    name: str
    email: str = ""
    phone: str = ""
    mobile: str = ""


def comparable_phone(number: str) -> str:
    """The last digits of the number; empty where it is too short to tell two telephones apart."""
    digits = "".join(filter(str.isdecimal, number))
    return digits[-_DIGITS_COMPARED:] if len(digits) >= 7 else ""


def same_person(one: Known, other: Known) -> Reason | None:
    """Why the two are one person, or None. It is the same whichever comes first. Source: docs/rules/crm.md."""
    mine, theirs = _parts(one.name), _parts(other.name)
    if not mine or not theirs:
        return None
    facts = {"name": one.name}
    if set(mine) == set(theirs) or _initialled(mine, theirs) or _initialled(theirs, mine):
        return Reason("crm.same_name", "the same name as %(name)s", facts)
    if not set(mine) & set(theirs):
        return None
    if one.email and one.email.casefold() == other.email.casefold():
        return Reason("crm.same_email", "the same e-mail address as %(name)s, and a name alike", facts)
    if _phones(one) & _phones(other):
        return Reason("crm.same_phone", "the same telephone as %(name)s, and a name alike", facts)
    return None


def _parts(name: str) -> list[str]:
    words = "".join(letter if letter.isalnum() else " " for letter in folded(name)).split()
    return [word for word in words if word not in _TITLES]


def _initialled(short: list[str], full: list[str]) -> bool:
    """ "A. Reed" for "Ann Reed": the last names agree, and each other word of the short begins one of the full."""
    if len(short) < 2 or len(full) < 2 or short[-1] != full[-1]:
        return False
    given = full[:-1]
    return all(any(word.startswith(each) for word in given) for each in short[:-1]) and any(
        len(each) == 1 for each in short[:-1]
    )


def _phones(known: Known) -> set[str]:
    return {comparable_phone(one) for one in (known.phone, known.mobile)} - {""}
