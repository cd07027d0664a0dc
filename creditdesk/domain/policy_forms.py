"""The policy as forms: a field for each value, made by walking through the schema, with the words of the pages.

A form shows what the text says, valid or not, and `policy_filling.filled` takes back what a person typed::

    sections = form_of(read_yaml(text)[0])
    sections[2].parts[0]     # FormEntry(path="aging.buckets", label="Upper edges, days past due", value="0, 30, 60" …)

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

from creditdesk.domain.policy import PolicyDocument, write_yaml
from creditdesk.domain.policy_desk import Segment, StrategyStep
from creditdesk.domain.policy_fields import Section, Unit
from creditdesk.domain.policy_text import ABSENT, value_at
from creditdesk.domain.policy_words import TITLES, intro_of, key_in_words, label_of, marks_of

NO_LIMIT = "no limit"
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


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One value as a field of the form."""

    path: str
    label: str
    input: Input
    value: str
    meaning: str = ""
    unit: str = ""
    bounds: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    of_numbers: bool = False
    """The values of a list, or the names of pairs, are numbers."""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Values that belong together, such as one for each risk class."""

    path: str
    label: str
    meaning: str
    entries: tuple[FormEntry, ...]


@dataclass(frozen=True, slots=True)
class FormTable:
    """Records, one a row."""

    path: str
    label: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[FormEntry, ...]], ...]


FormPart = FormEntry | FormGroup | FormTable


@dataclass(frozen=True, slots=True)
class FormSection:
    """A section of the policy as a form; `path` is where it stands in the document."""

    path: str
    slug: str
    title: str
    intro: str
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
            found.append(FormSection("currency", "currency", "Currency", "", parts))
        elif _is_section(field.annotation):
            section: Any = field.annotation
            parts = tuple(_section_parts(content, section, name, currency))
            found.append(FormSection(name, name.replace("_", "-"), TITLES[name], intro_of(section), parts))
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
            yield FormGroup(where, label_of(where), field.description or "", entries)
        else:
            yield from _field_parts(content, field, where, currency)


def _field_parts(content: Any, field: FieldInfo, path: str, currency: str) -> Iterator[FormPart]:
    kind, meaning = field.annotation, field.description or ""
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
    yield _entry(content, field, path, currency, label=label_of(path), kind=kind, meaning=meaning)


def _records(content: Any, field: FieldInfo, path: str, currency: str) -> FormTable:
    """A record for each level of a ladder; whether a level is named at all is the first field."""
    levels, of = get_args(field.annotation)
    columns = ["May approve", *(label_of(f"{path}.{name}") for name in of.model_fields)]
    rows = []
    for level in levels:
        where, label = f"{path}.{level.value}", key_in_words(level, path=path)
        there = "true" if value_at(content, tuple(where.split("."))) is not ABSENT else "false"
        entries = [FormEntry(where, f"{label}: may approve", Input.THERE, there, choices=_YES_NO)]
        for name, limit in of.model_fields.items():
            words = f"{label}: {label_of(name)}"
            entries.append(_entry(content, limit, f"{where}.{name}", currency, label=words, kind=limit.annotation))
        rows.append((label, tuple(entries)))
    return FormTable(path, label_of(path), field.description or "", tuple(columns), tuple(rows))


def _strategy(content: Any, name: str) -> FormSection:
    path = f"strategies.segments.{name}"
    fields = Segment.model_fields
    title = shown(value_at(content, (*path.split("."), "title"))) or name
    steps = value_at(content, (*path.split("."), "steps"))
    places = range((len(steps) if isinstance(steps, list) else 0) + ROOM_FOR_STEPS)
    rows = tuple((str(place + 1), tuple(_step(content, f"{path}.steps.{place}"))) for place in places)
    columns = tuple(_STEP_LABELS[each] for each in StrategyStep.model_fields)
    parts: tuple[FormPart, ...] = (
        _entry(content, fields["title"], f"{path}.title", "", label="Title", kind=str, meaning=_said(fields["title"])),
        _entry(
            content,
            fields["counts_from"],
            f"{path}.counts_from",
            "",
            label="Days count from",
            kind=fields["counts_from"].annotation,
            meaning=_said(fields["counts_from"]),
        ),
        FormTable(f"{path}.steps", "Steps", _STEPS_MEANING, columns, rows),
    )
    return FormSection(path, f"strategy-{name.replace('_', '-')}", f"Strategy: {title}", "", parts)


def _step(content: Any, path: str) -> Iterator[FormEntry]:
    for name, field in StrategyStep.model_fields.items():
        label = f"Step {int(path.rsplit('.', maxsplit=1)[-1]) + 1}: {_STEP_LABELS[name].lower()}"
        yield _entry(content, field, f"{path}.{name}", "", label=label, kind=field.annotation, optional=True)


_STEP_LABELS = {
    "day": "Day",
    "kind": "What",
    "name": "Name",
    "every_days": "Again every",
    "after": "Only after",
    "only_if": "Only if",
    "amount_from": "From amount",
    "amount_below": "Below amount",
}
_STEPS_MEANING = (
    "A step without day and name is taken away; a new one goes into an empty row. Saving puts them in the order of "
    "their days."
)
_YES_NO = (("true", "yes"), ("false", "no"))


def _said(field: FieldInfo) -> str:
    return field.description or ""


def _entry(
    content: Any,
    field: FieldInfo,
    path: str,
    currency: str,
    *,
    label: str,
    kind: Any,
    meaning: str = "",
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


def _input_of(kind: Any) -> tuple[Input, tuple[tuple[str, str], ...], bool]:
    """How a value of the type is typed, among which choices, and whether its parts are numbers."""
    if get_origin(kind) is dict:
        return Input.PAIRS, (), bare(get_args(kind)[0]) is int
    if get_origin(kind) is tuple:
        return _input_of_list(bare(get_args(kind)[0]))
    choices = _YES_NO if kind is bool else _choices_of(kind)
    if choices:
        return Input.CHOICE, choices, False
    return (Input.NUMBER if kind in {int, Decimal} else Input.WORDS), (), False


def _input_of_list(of: Any) -> tuple[Input, tuple[tuple[str, str], ...], bool]:
    if of is date:
        return Input.DAYS, (), False
    if get_origin(of) is tuple:
        return Input.PAIRS, (), True
    return Input.LIST, _choices_of(of), of in {int, Decimal}


def _choices_of(kind: Any) -> tuple[tuple[str, str], ...]:
    if get_origin(kind) is Literal:
        return tuple((each, each.replace("_", " ")) for each in map(str, get_args(kind)))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple((each.value, key_in_words(each, path="")) for each in kind)
    return ()


def _strategies_to_choose(content: Any, path: str) -> tuple[tuple[str, str], ...]:
    """Who gets which strategy is chosen among those that the text has."""
    segments = value_at(content, ("strategies", "segments"))
    if not path.startswith("strategies.by_") or not isinstance(segments, dict):
        return ()
    return tuple((str(name), shown(value_at(content, _title(name))) or str(name)) for name in segments)


def _title(name: object) -> tuple[str, ...]:
    return ("strategies", "segments", str(name), "title")


def _also(choices: tuple[tuple[str, str], ...], value: str) -> tuple[tuple[str, str], ...]:
    """A value that is none of the choices stands among them, so that it is seen and not lost."""
    known = not value or not choices or "," in value or any(value == each for each, _ in choices)
    return choices if known else (*choices, (value, value))


def _unit_in_words(field: FieldInfo, path: str, currency: str) -> str:
    unit = next((mark for mark in marks_of(field) if isinstance(mark, Unit)), None)
    name = path.rsplit(".", maxsplit=1)[-1]
    if unit is None:
        return ""
    if unit is Unit.AMOUNT:
        foreign = {"interest.uk.fixed": "GBP", "interest.eu.fixed_sum_eur": "EUR"}
        return foreign.get(path, currency)
    if unit is Unit.DAYS and "business_days" in path:
        return "business days"
    named: Mapping[Unit, str] = {Unit.PERCENT: "%", Unit.FACTOR: "points" if "points" in name else "×"}
    return named.get(unit, str(unit))


def _bounds_in_words(field: FieldInfo) -> str:
    least = most = more = None
    for mark in marks_of(field):
        least = mark.ge if isinstance(mark, Ge) and least is None else least
        most = mark.le if isinstance(mark, Le) and most is None else most
        more = mark.gt if isinstance(mark, Gt) and more is None else more
    if more is not None:
        return f"more than {more}" if most is None else f"more than {more}, at most {most:,}"
    if most is not None:
        return f"{least:,} to {most:,}" if least is not None else f"at most {most:,}"
    return f"at least {least}" if least else ""


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
