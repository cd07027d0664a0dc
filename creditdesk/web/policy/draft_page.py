"""A draft as its page shows it: forms with their mistakes and with what is in force, and the text beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from creditdesk.domain.policy import PolicyProblem
from creditdesk.domain.policy_filling import placed, read_draft, values_of
from creditdesk.domain.policy_forms import FormEntry, FormGroup, FormPart, FormSection, FormTable
from creditdesk.policy.drafting import text_of

if TYPE_CHECKING:
    from creditdesk.policy.models import PolicyVersion

FIELD = "f."


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A field with what is wrong with it, and what is in force where that is something else."""

    entry: FormEntry
    errors: tuple[str, ...]
    in_force: str | None

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than the version in force."""
        return self.in_force is not None


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A field, a group or a table, as the template draws it."""

    kind: str
    part: FormPart
    entries: tuple[ShownEntry, ...]
    rows: tuple[tuple[str, tuple[ShownEntry, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section with its mistakes; it stands open where somebody has to look."""

    section: FormSection
    parts: tuple[ShownPart, ...]
    errors: tuple[str, ...]
    mistakes: int
    changed: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong with the text, with where it stands in the words of the pages."""

    problem: PolicyProblem
    section: str
    label: str
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
        return Panes(text, (), tuple(Mistake(problem, "", "", "draft-text") for problem in read.problems))
    found = placed(read.problems, sections=read.sections)
    in_force = values_of(text_of(standing))
    shown = tuple(_section(section, found, in_force) for section in read.sections)
    return Panes(text, shown, tuple(_mistake(*each) for each in found))


def _mistake(problem: PolicyProblem, section: FormSection | None, entry: FormEntry | None) -> Mistake:
    anchor = f"f-{entry.path}" if entry else section.slug if section else "draft-text"
    return Mistake(problem, section.title if section else "", entry.label if entry else "", anchor)


Placed = tuple[PolicyProblem, FormSection | None, FormEntry | None]


def _section(section: FormSection, found: list[Placed], in_force: Mapping[str, str]) -> ShownSection:
    mine = [(problem, entry) for problem, where, entry in found if where is section]
    errors: dict[str, list[str]] = {}
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
