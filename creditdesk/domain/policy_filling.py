"""Taking back what a person typed into the policy's forms.

Only fields that say something else than the text did are taken; what is no number stays as it was typed, so that the
document's own rules say what is wrong with it and nothing is lost::

    filled(content, typed={"aging.dunning_grace_days": "5"})
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from creditdesk.domain.policy import PolicyDocument, PolicyError, PolicyProblem, read_scalar, read_yaml
from creditdesk.domain.policy_forms import NO_LIMIT, FormEntry, FormSection, FormTable, Input, form_of
from creditdesk.domain.policy_text import ABSENT, rewritten, taken_over, value_at, with_value

_THOUSANDS = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")


def filled(content: Any, *, typed: Mapping[str, str]) -> Any:
    """The content with what was typed, by path. A path that no field has is left out."""
    for section in form_of(content):
        changed = [entry for entry in section.entries() if _tidy(typed.get(entry.path)) not in {None, entry.value}]
        steps = _steps_of(section)
        if steps is not None and any(entry.path.startswith(f"{steps.path}.") for entry in changed):
            content = _with_steps(content, steps, typed=typed)
            changed = [entry for entry in changed if not entry.path.startswith(f"{steps.path}.")]
        # Whether a level is named at all goes first: a limit typed for it names it.
        for entry in sorted(changed, key=lambda each: each.input is not Input.THERE):
            value = read_typed(typed[entry.path], entry=entry)
            content = with_value(content, path=tuple(entry.path.split(".")), value=value)
    return content


def read_typed(typed: str, *, entry: FormEntry) -> Any:
    """What was typed into the field as a plain value, or ABSENT."""
    text = _tidy(typed) or ""
    if entry.input in _READERS:
        return _READERS[entry.input](text, entry)
    if not text:
        return ABSENT if entry.optional else None
    if entry.input in {Input.NUMBER, Input.LADDER}:
        return None if entry.input is Input.LADDER and text.lower() == NO_LIMIT else _number(text)
    return text == "true" if entry.input is Input.CHOICE and text in {"true", "false"} else text


def _there(text: str, entry: FormEntry) -> Any:
    return {} if text == "true" else ABSENT


def _days(text: str, entry: FormEntry) -> list[str]:
    return re.split(r"[\s,;]+", text) if text else []


def _listed(text: str, entry: FormEntry) -> list[Any]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [_number(part) for part in parts] if entry.of_numbers else parts


def _tidy(typed: str | None) -> str | None:
    """Browsers end lines in their own way."""
    return None if typed is None else "\n".join(line.strip() for line in typed.strip().splitlines())


def _number(text: str) -> Any:
    value = read_scalar(text.replace(",", "") if _THOUSANDS.fullmatch(text) else text)
    # A word such as "true" is no number, and the document's rules are to say so.
    return text if value is None or isinstance(value, bool) else value


def _pairs(text: str, entry: FormEntry) -> Any:
    pairs: list[list[Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, value = line.rpartition(":") if ":" in line else (line, "", "")
        name = name.strip()
        pairs.append([_number(name) if entry.of_numbers else name, _number(value.strip()) if value.strip() else None])
    if entry.path == "interest.uk.fixed":
        return pairs
    named: dict[Any, Any] = {}
    for key, value in pairs:
        # The second of one name stands beside the first: the document's rules refuse it, and it is not lost.
        named[key if key not in named else f"{key} again"] = value
    return named


_READERS: Mapping[Input, Callable[[str, FormEntry], Any]] = {
    Input.THERE: _there,
    Input.DAYS: _days,
    Input.LIST: _listed,
    Input.PAIRS: _pairs,
}

# --- Steps of a strategy ---------------------------------------------------------------------------------------------


def _steps_of(section: FormSection) -> FormTable | None:
    tables = (part for part in section.parts if isinstance(part, FormTable) and part.path.endswith(".steps"))
    return next(tables, None)


def _with_steps(content: Any, table: FormTable, *, typed: Mapping[str, str]) -> Any:
    """The steps anew: without those that were cleared, with those of the empty rows, in the order of their days."""
    path = tuple(table.path.split("."))
    steps = []
    for place, (_, entries) in enumerate(table.rows):
        known = value_at(content, (*path, str(place)))
        step = dict(known) if isinstance(known, dict) else {}
        for entry in entries:
            text = _tidy(typed.get(entry.path, entry.value)) or ""
            name = entry.path.rsplit(".", maxsplit=1)[-1]
            value = step.get(name, ABSENT) if text == entry.value else read_typed(text, entry=entry)
            step = {key: each for key, each in step.items() if key != name or value is not ABSENT}
            if value is not ABSENT:
                step[name] = value
        if step.get("day") is not None or step.get("name") is not None:
            steps.append(step)
    if all(isinstance(step.get("day"), int) for step in steps):
        steps.sort(key=lambda step: int(step["day"]))
    return with_value(content, path=path, value=steps)


# --- Where a mistake stands ------------------------------------------------------------------------------------------


def placed(
    problems: Iterable[PolicyProblem], *, sections: Iterable[FormSection]
) -> list[tuple[PolicyProblem, FormSection | None, FormEntry | None]]:
    """Each mistake with the section and the field of the form that it is about, as far as there is one."""
    listed = list(sections)
    entries = {entry.path: (section, entry) for section in listed for entry in section.entries()}
    found = []
    for problem in problems:
        section, entry = _nearest(problem.path, entries)
        if section is None:
            inside = [each for each in listed if f"{problem.path}.".startswith(f"{each.path}.")]
            section = max(inside, key=lambda each: len(each.path), default=None)
        found.append((problem, section, entry))
    return found


def _nearest(
    path: str, entries: Mapping[str, tuple[FormSection, FormEntry]]
) -> tuple[FormSection | None, FormEntry | None]:
    steps = path.split(".")
    for length in range(len(steps), 0, -1):
        if found := entries.get(".".join(steps[:length])):
            return found
    return None, None


# --- Both panes at once ----------------------------------------------------------------------------------------------


def from_panes(text: str, *, seen: str, typed: Mapping[str, str]) -> str:
    """The text of the one pane with what was typed into the forms of the other, which were made from `seen`.

    Raises PolicyError where something was typed into a form and the text cannot be read.
    """
    shown = values_of(seen)
    touched = {path: value for path, value in typed.items() if _tidy(value) != shown.get(path)}
    return rewritten(text, filled(read_yaml(text)[0], typed=touched)) if touched else text


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A text as it was read: everything that is wrong with it, and its forms; none where it cannot be read."""

    problems: tuple[PolicyProblem, ...]
    sections: tuple[FormSection, ...]


@lru_cache(maxsize=32)
def read_draft(text: str) -> ReadDraft:
    """The text with its mistakes and its forms. A page asks several times for the same one, so some are kept."""
    try:
        content, lines = read_yaml(text)
    except PolicyError as error:
        return ReadDraft(error.problems, ())
    try:
        PolicyDocument.judge(content, lines)
    except PolicyError as error:
        return ReadDraft(error.problems, form_of(content))
    return ReadDraft((), form_of(content))


def values_of(text: str) -> Mapping[str, str]:
    """What the forms of the text show, by path; nothing for a text that cannot be read."""
    return {entry.path: entry.value for section in read_draft(text).sections for entry in section.entries()}


def brought_together(mine: str, *, seen: str, theirs: str) -> str:
    """What two people made of the same text: theirs, with what I changed; of one value that both changed, mine.

    Raises PolicyError where one of the texts cannot be read.
    """
    before, after, own = (read_yaml(text)[0] for text in (seen, theirs, mine))
    return rewritten(theirs, taken_over(own, before=before, after=after))
