"""Words that a page says in the reader's language, without the rule that made them knowing of languages.

A phrase is a whole sentence or label with named places; its facts are figures, days, amounts, and other phrases::

    Phrase("up to %(amount)s", {"amount": Money(500_000, "USD")})
    Plural("%(count)s day", "%(count)s days", 3)

`str(phrase)` is the English; `phrase.said(wording)` asks somebody who knows the reader's language for each text and
figure. What a person wrote, or a code that he has to type, is a plain `str` among the facts: nobody translates it.
Unlike a `Reason`, a phrase decides nothing and has no code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Protocol, TypeAlias

from creditdesk.domain.money import Money

Fact: TypeAlias = "str | int | Decimal | date | time | Money | Spoken"


class Wording(Protocol):
    """How a language says texts and figures."""

    def text(self, text: str) -> str:
        """The text in the language, its places as they are."""

    def word(self, text: str) -> str:
        """A word of the desk's own, such as a code in words."""

    def policy_name(self, name: str) -> str:
        """What the policy calls a strategy or a step."""

    def counted(self, one: str, many: str, count: int) -> str:
        """The form of the text that goes with the count."""

    def number(self, value: int | Decimal) -> str:
        """A number with the language's separators."""

    def share(self, value: Decimal) -> str:
        """A number that is in per cent already."""

    def money(self, amount: Money) -> str:
        """An amount with its currency."""

    def day(self, day: date) -> str:
        """A day with its year."""

    def day_of_year(self, day: date) -> str:
        """A day in a list that names its year."""

    def time(self, at: time) -> str:
        """A time of day."""


class Spoken:
    """Whatever a language can say."""

    __slots__ = ()

    def said(self, wording: Wording) -> str:
        """The words in the language."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.said(ENGLISH)


@dataclass(frozen=True, slots=True)
class Phrase(Spoken):
    """A text with places, which the facts fill; a per cent sign in it is written twice."""

    text: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: _NO_FACTS, hash=False)

    def said(self, wording: Wording) -> str:
        """The text in the language, filled."""
        return wording.text(self.text) % {name: _said(fact, wording) for name, fact in self.facts.items()}


@dataclass(frozen=True, slots=True)
class Plural(Spoken):
    """A text that goes with a count, which stands at its place `count`."""

    one: str
    many: str
    count: int

    def said(self, wording: Wording) -> str:
        """The form that goes with the count, filled."""
        return wording.counted(self.one, self.many, self.count) % {"count": wording.number(self.count)}


@dataclass(frozen=True, slots=True)
class Named(Spoken):
    """A text without places that stands in a table or a schema: a title, a label, what a field means."""

    text: str

    def said(self, wording: Wording) -> str:
        """The text in the language."""
        # The text that is nothing names the catalog itself.
        return wording.text(self.text) if self.text else ""


@dataclass(frozen=True, slots=True)
class Word(Spoken):
    """A code of the document in words: `credit manager`."""

    text: str

    def said(self, wording: Wording) -> str:
        """The word in the language."""
        return wording.word(self.text)


@dataclass(frozen=True, slots=True)
class PolicyName(Spoken):
    """What a policy calls a strategy or a step. The default policy's names are translated, a company's own are not."""

    name: str

    def said(self, wording: Wording) -> str:
        """The name in the language, if its catalog has it."""
        return wording.policy_name(self.name)


@dataclass(frozen=True, slots=True)
class Figure(Spoken):
    """A figure, a day or something that a person wrote, and nothing else."""

    value: Fact

    def said(self, wording: Wording) -> str:
        """The figure as the language writes it."""
        return _said(self.value, wording)


@dataclass(frozen=True, slots=True)
class Share(Spoken):
    """A figure in per cent."""

    value: Decimal

    def said(self, wording: Wording) -> str:
        """The figure with the sign where the language puts it."""
        return wording.share(self.value)


@dataclass(frozen=True, slots=True)
class DayOfYear(Spoken):
    """A day in a list that names its year."""

    day: date

    def said(self, wording: Wording) -> str:
        """Day and month."""
        return wording.day_of_year(self.day)


@dataclass(frozen=True, slots=True)
class Listed(Spoken):
    """One after the other."""

    parts: tuple[Fact, ...]
    by: str = ", "

    def said(self, wording: Wording) -> str:
        """The parts with the mark between them."""
        return self.by.join(_said(part, wording) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Under(Spoken):
    """A label below that of its group: `Promise: grace`."""

    group: Spoken
    label: Spoken

    def said(self, wording: Wording) -> str:
        """Both with a colon; the second begins small unless it begins with a short form, such as CFO."""
        label = self.label.said(wording)
        small = label[:1].lower() + label[1:] if label[1:2].islower() else label
        return f"{self.group.said(wording)}: {small}"


def both(parts: tuple[Spoken, ...]) -> Spoken:
    """One and the other and the next."""
    first, *others = parts
    for other in others:
        first = Phrase("%(one)s and %(other)s", {"one": first, "other": other})
    return first


def either(parts: tuple[Fact, ...]) -> Spoken:
    """One of several: `'off', 'prepare' or 'act'`."""
    if len(parts) < 2:
        return Listed(parts)
    return Phrase("%(some)s or %(last)s", {"some": Listed(parts[:-1]), "last": parts[-1]})


def _said(fact: Fact, wording: Wording) -> str:
    if isinstance(fact, str):
        return fact
    if isinstance(fact, Spoken):
        return fact.said(wording)
    if isinstance(fact, Money):
        return wording.money(fact)
    if isinstance(fact, time):
        return wording.time(fact)
    if isinstance(fact, date):
        return wording.day(fact)
    return wording.number(fact)


class _English:
    """The language in which texts are written down, with figures as files and programs have them."""

    def text(self, text: str) -> str:
        return text

    def word(self, text: str) -> str:
        return text

    def policy_name(self, name: str) -> str:
        return name

    def counted(self, one: str, many: str, count: int) -> str:
        return one if count == 1 else many

    def number(self, value: int | Decimal) -> str:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else f"{value:,}"

    def share(self, value: Decimal) -> str:
        return f"{self.number(value)}%"

    def money(self, amount: Money) -> str:
        return str(amount)

    def day(self, day: date) -> str:
        return day.isoformat()

    def day_of_year(self, day: date) -> str:
        return f"{day:%b} {day.day}"

    def time(self, at: time) -> str:
        return f"{at:%H:%M}"


ENGLISH: Wording = _English()
_NO_FACTS: Mapping[str, Fact] = MappingProxyType({})
