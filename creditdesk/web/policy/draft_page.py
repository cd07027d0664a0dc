"""A draft as its page shows it: forms with their mistakes and with what is in force, and the text beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from creditdesk.domain.phrases import Figure, Listed, Spoken
from creditdesk.domain.policy import PolicyProblem
from creditdesk.domain.policy_filling import placed, read_draft, values_of
from creditdesk.domain.policy_forms import (
    NO_LIMIT,
    NO_LIMIT_WORDS,
    FormEntry,
    FormGroup,
    FormPart,
    FormSection,
    FormTable,
    Input,
)
from creditdesk.policy.drafting import text_of
from creditdesk.web.speaking import number_as_typed, number_to_type, say

if TYPE_CHECKING:
    from creditdesk.policy.models import PolicyVersion

FIELD = "f."


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A field with what is wrong with it, and what is in force where that is something else."""

    entry: FormEntry
    errors: tuple[Spoken, ...]
    in_force: str | None

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than the version in force."""
        return self.in_force is not None

    @property
    def typed(self) -> str:
        """What stands in the field as the reader writes it: numbers, and his own word for no limit."""
        return _to_type(self.entry, self.entry.value)

    @property
    def stood(self) -> Spoken | None:
        """What is in force instead, in words; None for nothing."""
        if not self.in_force:
            return None
        if not self.entry.choices:
            return Figure(_to_type(self.entry, self.in_force))
        known = dict(self.entry.choices)
        parts = [part.strip() for part in self.in_force.split(",")]
        return Listed(tuple(known.get(part, Figure(part)) for part in parts))


_NUMBERS = {Input.NUMBER, Input.LADDER}


def _to_type(entry: FormEntry, value: str) -> str:
    if entry.input not in _NUMBERS:
        return value
    return say(NO_LIMIT_WORDS) if value == NO_LIMIT else number_to_type(value)


def as_the_text_has_it(typed: Mapping[str, str], *, seen: str) -> dict[str, str]:
    """What was typed into the forms of the text that was seen, with numbers and no limit as the document has them."""
    numbers = {
        entry.path for section in read_draft(seen).sections for entry in section.entries() if entry.input in _NUMBERS
    }
    no_limit = say(NO_LIMIT_WORDS).lower()
    return {path: _plain(value, no_limit) if path in numbers else value for path, value in typed.items()}


def _plain(typed: str, no_limit: str) -> str:
    return NO_LIMIT if typed.strip().lower() == no_limit else number_as_typed(typed)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A field, a group or a table, as the template draws it."""

    kind: str
    part: FormPart
    entries: tuple[ShownEntry, ...]
    rows: tuple[tuple[Spoken, tuple[ShownEntry, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its mistakes; it stands open where somebody has to look."""

    section: FormSection
    parts: tuple[ShownPart, ...]
    errors: tuple[Spoken, ...]
    mistakes: int
    changed: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with the text, with where it stands in the words of the pages."""

    problem: PolicyProblem
    section: Spoken | None
    label: Spoken | None
    anchor: str


@dataclass(frozen=True, slots=True)
class Panes:
    """Both panes: the forms (none where the text cannot be read), the text, and every mistake."""

    text: str
    sections: tuple[ShownSection, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def is_readable(self) -> bool:
        """Whether there are forms."""
        return bool(self.sections)


def panes_of(text: str, *, standing: PolicyVersion | None) -> Panes:
    """The panes of a text, beside the version that it would take over from."""
    read = read_draft(text)
    if not read.sections:
        return Panes(text, (), tuple(Mistake(problem, None, None, "draft-text") for problem in read.problems))
    found = placed(read.problems, sections=read.sections)
    in_force = values_of(text_of(standing))
    shown = tuple(_section(section, found, in_force) for section in read.sections)
    return Panes(text, shown, tuple(_mistake(*each) for each in found))


def _mistake(problem: PolicyProblem, section: FormSection | None, entry: FormEntry | None) -> Mistake:
    anchor = f"f-{entry.path}" if entry else section.slug if section else "draft-text"
    return Mistake(problem, section.title if section else None, entry.label if entry else None, anchor)


Placed = tuple[PolicyProblem, FormSection | None, FormEntry | None]


def _section(section: FormSection, found: list[Placed], in_force: Mapping[str, str]) -> ShownSection:
    mine = [(problem, entry) for problem, where, entry in found if where is section]
    errors: dict[str, list[Spoken]] = {}
    for problem, entry in mine:
        errors.setdefault(entry.path if entry else "", []).append(problem.message)

    def shown(entry: FormEntry) -> ShownEntry:
        stands = in_force.get(entry.path, "")
        return ShownEntry(entry, tuple(errors.get(entry.path, ())), None if stands == entry.value else stands)

    parts = tuple(_parts(section, shown))
    changed = sum(entry.is_changed for part in parts for entry in part.entries)
    return ShownSection(section, parts, tuple(errors.get("", ())), len(mine), changed)


def _parts(section: FormSection, shown: Any) -> Iterator[ShownPart]:
    for part in section.parts:
        if isinstance(part, FormTable):
            rows = tuple((label, tuple(map(shown, entries))) for label, entries in part.rows)
            yield ShownPart("table", part, tuple(entry for _, entries in rows for entry in entries), rows)
        elif isinstance(part, FormGroup):
            yield ShownPart("group", part, tuple(map(shown, part.entries)))
        else:
            yield ShownPart("field", part, (shown(part),))
