"""The policy as forms: a field for each value, made by walking through the schema, with the words of the pages.

A form shows what the text says, valid or not, and `policy_filling.filled` takes back what a person typed::

    sections = form_of(read_yaml(text)[0])
    sections[2].parts[0]     # FormEntry(path="aging.buckets", label=Named("Upper edges …"), value="0, 30" …)

A number added to the policy's schema has a field here without another line of code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic.fields import FieldInfo

from creditdesk.domain.phrases import Fact, Figure, Named, Phrase, PolicyName, Spoken, Under
from creditdesk.domain.policy import PolicyDocument, write_yaml
from creditdesk.domain.policy_codes import coded
from creditdesk.domain.policy_desk import Segment, StrategyStep
from creditdesk.domain.policy_fields import Section, Unit
from creditdesk.domain.policy_labels import intro_of, label_of, title_of
from creditdesk.domain.policy_text import ABSENT, value_at
from creditdesk.domain.policy_words import key_in_words, marks_of, meaning_of, strategy_title

NO_LIMIT = "no limit"
NO_LIMIT_WORDS = Phrase(NO_LIMIT)
_NOTHING = Named("")
# Empty rows below the steps of a strategy, for new ones.
ROOM_FOR_STEPS = 2


class Input(StrEnum):
    """How a value is typed."""

    WORDS = "words"
    NUMBER = "number"
    LADDER = "ladder"  # A number, "no limit", or nothing for a level that may not.
    CHOICE = "choice"
    LIST = "list"
    DAYS = "days"
    PAIRS = "pairs"
    THERE = "there"  # Whether a level is named at all.


# Each value as the text has it, with its words.
Choices = tuple[tuple[str, Spoken], ...]


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One value as a field of the form."""

    path: str
    label: Spoken
    input: Input
    value: str
    meaning: Spoken = _NOTHING
    unit: Spoken | None = None
    bounds: Spoken | None = None
    choices: Choices = ()
    optional: bool = False
    of_numbers: bool = False
    """The values of a list, or the names of pairs, are numbers."""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Values that belong together, such as one for each risk class."""

    path: str
    label: Spoken
    meaning: Spoken
    entries: tuple[FormEntry, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """Records, one a row."""

    path: str
    label: Spoken
    meaning: Spoken
    columns: tuple[Spoken, ...]
    rows: tuple[tuple[Spoken, tuple[FormEntry, ...]], ...]


FormPart = FormEntry | FormGroup | FormTable


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of the policy as a form; `path` is where it stands in the document."""

    path: str
    slug: str
    title: Spoken
    intro: Spoken | None
    parts: tuple[FormPart, ...]

    def entries(self) -> Iterator[FormEntry]:
        """Every field of the section."""
        for part in self.parts:
            if isinstance(part, FormEntry):
                yield part
            elif isinstance(part, FormGroup):
                yield from part.entries
            else:
                for _, entries in part.rows:
                    yield from entries


def form_of(content: Any) -> tuple[FormSection, ...]:
    """The whole document as forms, in its own order, the strategies one each."""
    currency = shown(value_at(content, ("currency",)))
    found = []
    for name, field in PolicyDocument.model_fields.items():
        if name == "currency":
            parts = tuple(_field_parts(content, field, "currency", currency))
            found.append(FormSection("currency", "currency", Phrase("Currency"), None, parts))
        elif _is_section(field.annotation):
            section: Any = field.annotation
            parts = tuple(_section_parts(content, section, name, currency))
            found.append(FormSection(name, name.replace("_", "-"), title_of(name), intro_of(section), parts))
    segments = value_at(content, ("strategies", "segments"))
    found.extend(_strategy(content, str(name)) for name in (segments if isinstance(segments, dict) else ()))
    return tuple(found)


def _section_parts(content: Any, section: type[Section], path: str, currency: str) -> Iterator[FormPart]:
    for name, field in section.model_fields.items():
        where = f"{path}.{name}"
        if where == "strategies.segments":
            continue
        kind: Any = field.annotation
        if _is_section(kind):
            entries = _entries_of(_section_parts(content, kind, where, currency))
            yield FormGroup(where, label_of(where), meaning_of(field), entries)
        else:
            yield from _field_parts(content, field, where, currency)


def _field_parts(content: Any, field: FieldInfo, path: str, currency: str) -> Iterator[FormPart]:
    kind, meaning = field.annotation, meaning_of(field)
    key, of = get_args(kind) if get_origin(kind) is dict else (None, None)
    if isinstance(key, type) and issubclass(key, StrEnum):
        if _is_section(of):
            yield _records(content, field, path, currency)
            return
        entries = tuple(
            _entry(
                content,
                field,
                f"{path}.{each.value}",
                currency,
                label=key_in_words(each, path=path),
                kind=of,
                optional=True,
            )
            for each in key
        )
        yield FormGroup(path, label_of(path), meaning, entries)
        return
    if _is_section(of):
        yield _named_records(content, field, path, currency)
        return
    yield _entry(content, field, path, currency, label=label_of(path), kind=kind, meaning=meaning)


def _records(content: Any, field: FieldInfo, path: str, currency: str) -> FormTable:
    """A record for each level of a ladder; whether a level is named at all is the first field."""
    levels, of = get_args(field.annotation)
    columns: list[Spoken] = [_MAY_APPROVE, *(label_of(f"{path}.{name}") for name in of.model_fields)]
    rows = []
    for level in levels:
        where, label = f"{path}.{level.value}", key_in_words(level, path=path)
        there = "true" if value_at(content, tuple(where.split("."))) is not ABSENT else "false"
        entries = [FormEntry(where, Under(label, _MAY_APPROVE), Input.THERE, there, choices=_YES_NO)]
        for name, limit in of.model_fields.items():
            words = Under(label, label_of(name))
            entries.append(_entry(content, limit, f"{where}.{name}", currency, label=words, kind=limit.annotation))
        rows.append((label, tuple(entries)))
    return FormTable(path, label_of(path), meaning_of(field), tuple(columns), tuple(rows))


def _named_records(content: Any, field: FieldInfo, path: str, currency: str) -> FormTable:
    """A record for each name that the text has; another name is added in the text itself."""
    of: Any = get_args(field.annotation)[1]
    kept = value_at(content, tuple(path.split(".")))
    rows = []
    for name in kept if isinstance(kept, dict) else ():
        entries = [
            _entry(
                content,
                each,
                f"{path}.{name}.{part}",
                currency,
                label=Under(PolicyName(str(name)), label_of(part)),
                kind=each.annotation,
            )
            for part, each in of.model_fields.items()
        ]
        rows.append((PolicyName(str(name)), tuple(entries)))
    columns = tuple(label_of(part) for part in of.model_fields)
    return FormTable(path, label_of(path), meaning_of(field), columns, tuple(rows))


def _strategy(content: Any, name: str) -> FormSection:
    path = f"strategies.segments.{name}"
    fields = Segment.model_fields
    title = shown(value_at(content, (*path.split("."), "title"))) or name
    steps = value_at(content, (*path.split("."), "steps"))
    places = range((len(steps) if isinstance(steps, list) else 0) + ROOM_FOR_STEPS)
    rows = tuple((Figure(place + 1), tuple(_step(content, f"{path}.steps.{place}"))) for place in places)
    columns = tuple(_STEP_LABELS[each] for each in StrategyStep.model_fields)
    parts: tuple[FormPart, ...] = (
        _entry(
            content,
            fields["title"],
            f"{path}.title",
            "",
            label=Phrase("Title"),
            kind=str,
            meaning=meaning_of(fields["title"]),
        ),
        _entry(
            content,
            fields["counts_from"],
            f"{path}.counts_from",
            "",
            label=Phrase("Days count from"),
            kind=fields["counts_from"].annotation,
            meaning=meaning_of(fields["counts_from"]),
        ),
        FormTable(f"{path}.steps", Phrase("Steps"), _STEPS_MEANING, columns, rows),
    )
    return FormSection(path, f"strategy-{name.replace('_', '-')}", strategy_title(title), None, parts)


def _step(content: Any, path: str) -> Iterator[FormEntry]:
    for name, field in StrategyStep.model_fields.items():
        number = Phrase("Step %(number)s", {"number": int(path.rsplit(".", maxsplit=1)[-1]) + 1})
        label = Under(number, _STEP_LABELS[name])
        yield _entry(content, field, f"{path}.{name}", "", label=label, kind=field.annotation, optional=True)


_STEP_LABELS: Mapping[str, Phrase] = {
    "day": Phrase("Day"),
    "kind": Phrase("What"),
    "name": Phrase("Name"),
    "every_days": Phrase("Again every"),
    "after": Phrase("Only after"),
    "only_if": Phrase("Only if"),
    "amount_from": Phrase("From amount"),
    "amount_below": Phrase("Below amount"),
}
_STEPS_MEANING = Phrase(
    "A step without day and name is taken away; a new one goes into an empty row. Saving puts them in the order of "
    "their days."
)
_MAY_APPROVE = Phrase("May approve")
_YES_NO: Choices = (("true", Phrase("yes")), ("false", Phrase("no")))


def _entry(
    content: Any,
    field: FieldInfo,
    path: str,
    currency: str,
    *,
    label: Spoken,
    kind: Any,
    meaning: Spoken = _NOTHING,
    optional: bool = False,
) -> FormEntry:
    value = value_at(content, tuple(path.split(".")))
    inner = tuple(part for part in get_args(kind) if part is not NoneType) if _is_union(kind) else ()
    may_be_none = bool(inner)
    kind = bare(inner[0] if inner else kind)
    given, choices, of_numbers = _input_of(kind)
    if given is Input.NUMBER and may_be_none and field.is_required():
        given = Input.LADDER
    if strategies := _strategies_to_choose(content, path):
        given, choices = Input.CHOICE, strategies
    text = NO_LIMIT if given is Input.LADDER and value is None else shown(value, given=given)
    return FormEntry(
        path=path,
        label=label,
        input=given,
        value=text,
        meaning=meaning,
        unit=_unit_in_words(field, path, currency),
        bounds=_bounds_in_words(field),
        choices=_also(choices, text),
        optional=optional or not field.is_required(),
        of_numbers=of_numbers,
    )


def _input_of(kind: Any) -> tuple[Input, Choices, bool]:
    """How a value of the type is typed, among which choices, and whether its parts are numbers."""
    if get_origin(kind) is dict:
        return Input.PAIRS, (), bare(get_args(kind)[0]) is int
    if get_origin(kind) is tuple:
        return _input_of_list(bare(get_args(kind)[0]))
    choices = _YES_NO if kind is bool else _choices_of(kind)
    if choices:
        return Input.CHOICE, choices, False
    return (Input.NUMBER if kind in {int, Decimal} else Input.WORDS), (), False


def _input_of_list(of: Any) -> tuple[Input, Choices, bool]:
    if of is date:
        return Input.DAYS, (), False
    if get_origin(of) is tuple:
        return Input.PAIRS, (), True
    return Input.LIST, _choices_of(of), of in {int, Decimal}


def _choices_of(kind: Any) -> Choices:
    if get_origin(kind) is Literal:
        return tuple((each, coded(each)) for each in map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple((each.value, coded(each)) for each in kind)
    return ()


def _strategies_to_choose(content: Any, path: str) -> Choices:
    """Who gets which strategy is chosen among those that the text has."""
    segments = value_at(content, ("strategies", "segments"))
    if not path.startswith("strategies.by_") or not isinstance(segments, dict):
        return ()
    return tuple((str(name), PolicyName(shown(value_at(content, _title(name))) or str(name))) for name in segments)


def _title(name: object) -> tuple[str, ...]:
    return ("strategies", "segments", str(name), "title")


def _also(choices: Choices, value: str) -> Choices:
    """A value that is none of the choices stands among them, so that it is seen and not lost."""
    known = not value or not choices or "," in value or any(value == each for each, _ in choices)
    return choices if known else (*choices, (value, Figure(value)))


_UNITS: Mapping[Unit, Phrase] = {
    Unit.PERCENT: Phrase("%%"),
    Unit.DAYS: Phrase("days"),
    Unit.MONTHS: Phrase("months"),
    Unit.YEARS: Phrase("years"),
    Unit.MEGABYTES: Phrase("megabytes"),
    Unit.POINTS: Phrase("points"),
}


def _unit_in_words(field: FieldInfo, path: str, currency: str) -> Spoken | None:
    unit = next((mark for mark in marks_of(field) if isinstance(mark, Unit)), None)
    if unit is None:
        return None
    if unit is Unit.AMOUNT:
        foreign = {"interest.uk.fixed": "GBP", "interest.eu.fixed_sum_eur": "EUR"}
        return Figure(foreign.get(path, currency))
    if unit is Unit.DAYS and "business_days" in path:
        return Phrase("business days")
    if unit is Unit.FACTOR:
        return _UNITS[Unit.POINTS] if "points" in path.rsplit(".", maxsplit=1)[-1] else Figure("×")
    return _UNITS[unit]


def _bounds_in_words(field: FieldInfo) -> Spoken | None:
    least = most = more = None
    for mark in marks_of(field):
        least = mark.ge if isinstance(mark, Ge) and least is None else least
        most = mark.le if isinstance(mark, Le) and most is None else most
        more = mark.gt if isinstance(mark, Gt) and more is None else more
    bounds: dict[str, Any] = {"least": least, "most": most, "more": more}
    facts: dict[str, Fact] = {name: bound for name, bound in bounds.items() if bound is not None}
    if more is not None:
        return Phrase("more than %(more)s" if most is None else "more than %(more)s, at most %(most)s", facts)
    if most is not None:
        return Phrase("%(least)s to %(most)s" if least is not None else "at most %(most)s", facts)
    return Phrase("at least %(least)s", facts) if least else None


def _entries_of(parts: Iterator[FormPart]) -> tuple[FormEntry, ...]:
    """The fields of a small section, one beside the other."""
    found: list[FormEntry] = []
    for part in parts:
        if isinstance(part, FormGroup):
            found.extend(part.entries)
        elif isinstance(part, FormEntry):
            found.append(part)
    return tuple(found)


def shown(value: Any, *, given: Input = Input.WORDS) -> str:
    """A plain value as it stands in its field; what does not fit the field stands there as YAML."""
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | dict):
        return _list_shown(value, given) or write_yaml(value, on_one_line=True).strip()
    return str(value)


def _list_shown(value: Any, given: Input) -> str:
    """The list as its own kind of field shows it; nothing where it does not fit there."""
    if given is Input.PAIRS and (pairs := _pairs(value)) is not None:
        return "\n".join(f"{shown(name)}: {shown(each)}".rstrip(": ") for name, each in pairs)
    if isinstance(value, dict) or any(isinstance(each, list | dict) for each in value):
        return ""
    if given is Input.DAYS:
        return _days_by_year([shown(each) for each in value])
    return ", ".join(map(shown, value)) if given is Input.LIST else ""


def _days_by_year(days: list[str]) -> str:
    """A line for each year."""
    years: dict[str, list[str]] = {}
    for day in days:
        years.setdefault(day[:4], []).append(day)
    return "\n".join(", ".join(each) for each in years.values())


def _pairs(value: Any) -> list[tuple[Any, Any]] | None:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list) and all(isinstance(each, list) and len(each) == 2 for each in value):
        return [(each[0], each[1]) for each in value]
    return None


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, UnionType}


def bare(kind: Any) -> Any:
    """The type without its bounds and units."""
    while hasattr(kind, "__metadata__"):
        kind = kind.__origin__
    return kind
