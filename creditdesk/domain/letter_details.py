"""What a person tells for a letter, field by field, read as people type it.

Kept plainly, so that the letter can be drafted anew in another language::

    told_details(LetterKind.UNAUTHORISED_DEDUCTION, {"repay_amount": "1,050.00", …}, currency="USD", as_of=day)
    # {"repay_amount": 105000, …}

Source: docs/rules/letters.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from creditdesk.domain.calendar import typed_date
from creditdesk.domain.letter_fields import Consequence, LetterField, LetterKind, Telling, told_fields
from creditdesk.domain.letter_words import consequence_words, day, money
from creditdesk.domain.money import AmountError, Money, parse_amount
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason, Refusal

WORDS_LONGEST = 500
Told = str | int


def told_details(kind: LetterKind, typed: Mapping[str, str], *, currency: str, as_of: date) -> dict[str, Told]:
    """The details as they are kept: words, a day as YYYY-MM-DD, an amount in minor units, a choice by its name.

    What was left empty is left out. Raises Refusal that names each field and value that cannot be read.
    """
    known = {field.name: field for field in told_fields(kind)}
    reasons, found = [], {}
    for name, text in typed.items():
        text = " ".join(text.split())
        if name not in known:
            words = "a letter of this kind is told nothing about %(field)s"
            reasons.append(Reason("letter.detail", words, {"field": name[:40]}))
        elif text:
            try:
                found[name] = _read(known[name], text, currency=currency, as_of=as_of)
            except ValueError as error:
                words = "%(field)s: %(why)s"
                reasons.append(Reason("letter.detail", words, {"field": name, "why": str(error)}))
    if reasons:
        raise Refusal(tuple(reasons))
    return found


def _read(field: LetterField, text: str, *, currency: str, as_of: date) -> Told:
    if len(text) > WORDS_LONGEST:
        raise ValueError(f"{text[:20]!r}… is longer than {WORDS_LONGEST} letters")
    if any(not sign.isprintable() for sign in text):
        raise ValueError("it holds a sign that cannot be printed")
    match field.telling:
        case Telling.DAY:
            return typed_date(text, as_of=as_of).isoformat()
        case Telling.PAST_DAY:
            return _past_day(text, as_of=as_of).isoformat()
        case Telling.MONEY:
            minor = parse_amount(text.removesuffix(currency).strip(), currency=currency)
            if minor <= 0:
                raise AmountError(f"{text!r} is not above zero")
            return minor
        case Telling.CHOICE:
            if text not in Consequence._value2member_map_:
                raise ValueError(f"{text[:40]!r} is none of {', '.join(Consequence)}")
            return text
        case _:
            return text


def _past_day(text: str, *, as_of: date) -> date:
    """A day that is over. Typed without a year, it is the last such day and not the next."""
    found = typed_date(text, as_of=as_of)
    if found > as_of and text.count("/") == 1:
        found = found.replace(year=found.year - 1, day=min(found.day, 28) if found.month == 2 else found.day)
    if found > as_of:
        raise ValueError(f"{text!r} has not come")
    return found


def detail_words(
    kind: LetterKind, details: Mapping[str, Told], *, currency: str, language: LetterLanguage
) -> dict[str, str]:
    """The details as they stand in a letter of the language; those that nobody told are empty."""
    found = {}
    for field in told_fields(kind):
        told = details.get(field.name, "")
        if told == "":
            found[field.name] = ""
        elif field.telling in {Telling.DAY, Telling.PAST_DAY}:
            found[field.name] = day(date.fromisoformat(str(told)), language)
        elif field.telling is Telling.MONEY:
            found[field.name] = money(Money(int(told), currency), language)
        elif field.telling is Telling.CHOICE:
            found[field.name] = consequence_words(Consequence(str(told)), language)
        else:
            found[field.name] = str(told)
    return found
