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
from creditdesk.domain.reasons import Reason, Refusal, UnreadableText
from creditdesk.domain.typed import ENGLISH, Habits

WORDS_LONGEST = 500
Told = str | int


def told_details(
    kind: LetterKind, typed: Mapping[str, str], *, currency: str, as_of: date, habits: Habits = ENGLISH
) -> dict[str, Told]:
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
                found[name] = _read(known[name], text, currency=currency, as_of=as_of, habits=habits)
            except UnreadableText as error:
                words = "%(field)s: %(why)s"
                reasons.append(Reason("letter.detail", words, {"field": name, "why": error.reason}))
    if reasons:
        raise Refusal(tuple(reasons))
    return found


def _read(field: LetterField, text: str, *, currency: str, as_of: date, habits: Habits) -> Told:
    if len(text) > WORDS_LONGEST:
        said = "%(text)s… is longer than %(most)d letters"
        raise UnreadableText("letter.too_long", said, text=repr(text[:20]), most=WORDS_LONGEST)
    if any(not sign.isprintable() for sign in text):
        raise UnreadableText("letter.unprintable", "it holds a sign that cannot be printed")
    match field.telling:
        case Telling.DAY:
            return typed_date(text, as_of=as_of, habits=habits).isoformat()
        case Telling.PAST_DAY:
            return _past_day(text, as_of=as_of, habits=habits).isoformat()
        case Telling.MONEY:
            minor = parse_amount(text.removesuffix(currency).strip(), currency=currency, decimal=habits.decimal)
            if minor <= 0:
                raise AmountError("amount.not_above_zero", "%(text)s is not above zero", text=repr(text))
            return minor
        case Telling.CHOICE:
            if text not in Consequence._value2member_map_:
                known = ", ".join(Consequence)
                raise UnreadableText(
                    "letter.choice", "%(text)s is none of %(known)s", text=repr(text[:40]), known=known
                )
            return text
        case _:
            return text


def _past_day(text: str, *, as_of: date, habits: Habits) -> date:
    """A day that is over. Typed without a year, it is the last such day and not the next."""
    found = typed_date(text, as_of=as_of, habits=habits)
    if found > as_of and text.count("/") == 1:
        found = found.replace(year=found.year - 1, day=min(found.day, 28) if found.month == 2 else found.day)
    if found > as_of:
        raise UnreadableText("letter.not_come", "%(text)s has not come", text=repr(text))
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
