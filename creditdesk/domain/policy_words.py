"""The policy in words: pages of labelled values that a person reads, made from the document and nothing else.

Every field of the policy appears, because the pages are made by walking through it: a number added to the policy
cannot be forgotten here. Example of a row, from the page on terms, whose words are said in the reader's language::

    PolicyRow(label=Named("Discount grace"), value=Plural("%(count)s day", "%(count)s days", 3),
              reference="terms.discount_grace_days",
              meaning=Named("Days after the discount date on which a discount is still earned."))
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from creditdesk.domain.money import Money, policy_minor
from creditdesk.domain.phrases import (
    DayOfYear,
    Fact,
    Figure,
    Listed,
    Named,
    Phrase,
    Plural,
    PolicyName,
    Share,
    Spoken,
    Under,
    both,
)
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_codes import coded
from creditdesk.domain.policy_credit import ReleaseLimit, SettlementLimit
from creditdesk.domain.policy_desk import Segment, StrategyStep
from creditdesk.domain.policy_fields import Section, Unit
from creditdesk.domain.policy_labels import intro_of, label_of, title_of


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One value of the policy: what it is, how much, where it stands in the document, and what it means."""

    label: Spoken
    value: Spoken
    reference: str
    meaning: Spoken


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """A page on one section of the policy."""

    title: Spoken
    slug: str
    intro: Spoken
    rows: tuple[PolicyRow, ...]


_NONE = Phrase("none")
_YES, _NO = Phrase("yes"), Phrase("no")
_WITHOUT_LIMIT = Phrase("without limit")
_PREPARES = Phrase("prepares only")
_LADDERS = (
    "authority.deduction_credit.",
    "authority.write_off.",
    "authority.credit_limit.",
    "authority.temporary_limit.",
)
_HOURS = ("contact.call_hours_local", "day_plan.work_hours")
# Codes that the document takes as words: customer events.
_CODES = "holds.H8.events"


def pages(policy: PolicyDocument) -> tuple[PolicyPage, ...]:
    """The whole policy as pages in the order of the document, the strategies one page each."""
    found = []
    for name in type(policy).model_fields:
        section = getattr(policy, name)
        if isinstance(section, Section):
            rows = tuple(_section_rows(section, path=name, prefix=None, policy=policy))
            found.append(PolicyPage(title_of(name), name.replace("_", "-"), intro_of(type(section)), rows))
    found.extend(_strategy_page(name, segment) for name, segment in policy.strategies.segments.items())
    return tuple(found)


def meaning_of(field: FieldInfo) -> Named:
    """What a field decides."""
    return Named(field.description or "")


def _section_rows(section: Section, *, path: str, prefix: Spoken | None, policy: PolicyDocument) -> Iterator[PolicyRow]:
    for name, field in type(section).model_fields.items():
        where = f"{path}.{name}"
        if where == "strategies.segments":
            continue
        label = _under(prefix, label_of(where))
        yield from _rows(getattr(section, name), field, path=where, label=label, policy=policy)


def _rows(value: Any, field: FieldInfo, *, path: str, label: Spoken, policy: PolicyDocument) -> Iterator[PolicyRow]:
    meaning = meaning_of(field)
    if isinstance(value, (ReleaseLimit, SettlementLimit)):
        yield PolicyRow(label, _limits_in_words(value, policy), path, meaning)
    elif isinstance(value, Section):
        yield from _section_rows(value, path=path, prefix=label, policy=policy)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            inner = Under(label, key_in_words(key, path=path))
            yield from _rows(entry, field, path=f"{path}.{key}", label=inner, policy=policy)
        if not value:
            yield PolicyRow(label, _NONE, path, meaning)
    elif isinstance(value, tuple) and value and isinstance(value[0], date):
        for year, days in groupby(sorted(value), key=lambda day: day.year):
            yield PolicyRow(Under(label, Figure(str(year))), Listed(tuple(map(DayOfYear, days))), path, meaning)
    elif path == "interest.uk.fixed":
        sums = ({"least": _amount(least, "GBP"), "sum": _amount(fixed, "GBP")} for least, fixed in value)
        listed = Listed(tuple(Phrase("from %(least)s: %(sum)s", each) for each in sums), by="; ")
        yield PolicyRow(label, listed, path, meaning)
    else:
        yield PolicyRow(label, _in_words(value, field, path, policy), path, meaning)


_NAMES = {"title", "reason_unknown", "collectability_source"}


def _in_words(value: Any, field: FieldInfo, path: str, policy: PolicyDocument) -> Spoken:
    if path.startswith("strategies.by_"):
        return PolicyName(policy.strategies.segments[value].title)
    if value is None or (value == 0 and path.startswith(_LADDERS)):
        return _WITHOUT_LIMIT if value is None else _PREPARES
    if path in _HOURS:
        return Phrase("%(first)s to %(last)s", {"first": value[0], "last": value[1]})
    if isinstance(value, tuple):
        parts = tuple(_word(entry, field, path) for entry in value)
        return Listed(parts) if parts else _NONE
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return _number(value, _unit(field), path, policy.currency)
    return _word(value, field, path)


def _word(value: Any, field: FieldInfo, path: str) -> Spoken:
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, StrEnum) or value in literals_of(field) or path == _CODES:
        return coded(value)
    # What a policy calls things: the names that come with the desk are translated, a manager's own stay as they are.
    return PolicyName(value) if path.rsplit(".", maxsplit=1)[-1] in _NAMES else Figure(value)


def literals_of(field: FieldInfo) -> tuple[Any, ...]:
    """The values among which the schema lets choose, where it writes them out."""
    return tuple(_literals(field.annotation))


def _literals(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for part in get_args(annotation):
            yield from _literals(part)


def _limits_in_words(limits: ReleaseLimit | SettlementLimit, policy: PolicyDocument) -> Spoken:
    """The limits of a level in one phrase, each with its own words; those left out do not bind."""
    phrases: list[Spoken] = []
    if limits.amount is not None:
        phrases.append(Phrase("up to %(amount)s", {"amount": _amount(limits.amount, policy.currency)}))
    if isinstance(limits, SettlementLimit):
        if limits.pct is not None:
            phrases.append(Phrase("%(share)s of the debt", {"share": Share(limits.pct)}))
        return Listed(tuple(phrases)) if phrases else _WITHOUT_LIMIT
    if limits.over_limit_pct is not None:
        phrases.append(Phrase("%(share)s over the limit", {"share": Share(limits.over_limit_pct)}))
    if limits.days_late is not None:
        phrases.append(_days_late(limits.days_late))
    return Listed(tuple(phrases)) if phrases else _WITHOUT_LIMIT


def _days_late(days: int) -> Spoken:
    return Plural("%(count)s day late", "%(count)s days late", days)


def _number(value: int | Decimal, unit: Unit | None, path: str, currency: str) -> Spoken:
    name = path.rsplit(".", maxsplit=1)[-1]
    if unit is Unit.AMOUNT:
        return Figure(_amount(Decimal(value), "EUR" if name.endswith("_eur") else currency))
    if unit is Unit.PERCENT:
        return Share(Decimal(value))
    if unit is Unit.FACTOR:
        number: dict[str, Fact] = {"number": value}
        return Phrase("%(number)s points", number) if name.startswith("points_") else Phrase("× %(number)s", number)
    if unit is None or not isinstance(value, int):
        return Figure(value)
    return _counted(value, unit, in_business="business_days" in name)


def _counted(value: int, unit: Unit, *, in_business: bool) -> Spoken:
    if unit is Unit.DAYS and in_business:
        return Plural("%(count)s business day", "%(count)s business days", value)
    if unit is Unit.DAYS:
        return Plural("%(count)s day", "%(count)s days", value)
    if unit is Unit.MONTHS:
        return Plural("%(count)s month", "%(count)s months", value)
    if unit is Unit.YEARS:
        return Plural("%(count)s year", "%(count)s years", value)
    if unit is Unit.MEGABYTES:
        return Plural("%(count)s megabyte", "%(count)s megabytes", value)
    return Plural("%(count)s point", "%(count)s points", value)


def _amount(amount: Decimal, currency: str) -> Money:
    return Money(policy_minor(amount, currency=currency), currency)


def _unit(field: FieldInfo) -> Unit | None:
    """The unit among the field's own marks, or in those of the values that it lists."""
    return next((mark for mark in marks_of(field) if isinstance(mark, Unit)), None)


def marks_of(field: FieldInfo) -> tuple[Any, ...]:
    """The bounds and units of a field: its own first, then those of the values that it lists."""
    return (*field.metadata, *_marks(field.annotation))


def _marks(annotation: Any) -> Iterator[Any]:
    for mark in getattr(annotation, "__metadata__", ()):
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
    for part in get_args(annotation):
        yield from _marks(part)


_COUNTS_FROM: Mapping[str, Phrase] = {
    "due_date": Phrase("Days count from the due date."),
    "promise_date": Phrase("Days count from the promise date."),
    "claim_date": Phrase("Days count from the claim date."),
    "returned_date": Phrase("Days count from the returned date."),
}


def _strategy_page(name: str, segment: Segment) -> PolicyPage:
    path = f"strategies.segments.{name}.steps"
    rows = tuple(_step_row(step, f"{path}.{place}") for place, step in enumerate(segment.steps))
    intro = _COUNTS_FROM[segment.counts_from] if rows else Phrase("No steps: nothing is done by the desk.")
    return PolicyPage(strategy_title(segment.title), f"strategy-{name.replace('_', '-')}", intro, rows)


def strategy_title(title: str) -> Spoken:
    """The title of a strategy's page."""
    return Phrase("Strategy: %(title)s", {"title": PolicyName(title)})


def _step_row(step: StrategyStep, path: str) -> PolicyRow:
    day = Phrase("Day %(day)s", {"day": f"{step.day:+d}" if step.day else "0"})
    return PolicyRow(day, step_in_words(step), path, Named(""))


def step_in_words(step: StrategyStep) -> Spoken:
    """What a step is, after which other one, and for which accounts."""
    words: list[Spoken] = [Phrase("%(kind)s: %(name)s", {"kind": coded(step.kind), "name": PolicyName(step.name)})]
    if step.every_days is not None:
        words.append(Plural("again every %(count)s day", "again every %(count)s days", step.every_days))
    if step.after is not None:
        words.append(Phrase("after: %(step)s", {"step": PolicyName(step.after)}))
    if step.only_if:
        words.append(Phrase("if %(circumstances)s", {"circumstances": both(tuple(map(coded, step.only_if)))}))
    if step.amount_from is not None:
        words.append(Phrase("from %(amount)s on", {"amount": step.amount_from}))
    if step.amount_below is not None:
        words.append(Phrase("below %(amount)s", {"amount": step.amount_below}))
    return Listed(tuple(words)) if len(words) > 1 else words[0]


def key_in_words(key: object, *, path: str) -> Spoken:
    """What a named value of a list is called: a level, a class, a state, a step."""
    if path == "credit.index_points_days_late_to_score" and isinstance(key, int):
        return Plural("%(count)s day early", "%(count)s days early", -key) if key < 0 else _days_late(key)
    if isinstance(key, StrEnum):
        return coded(key)
    # Steps have the names that their strategies give them; states and regions have codes.
    return PolicyName(str(key)) if path in {"letters.steps", "cases.reasons"} else Figure(str(key))


def _under(prefix: Spoken | None, label: Spoken) -> Spoken:
    return Under(prefix, label) if prefix else label
