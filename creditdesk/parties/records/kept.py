"""The words between the files and the tables of the parties: a row that is wanted, what stands there, a change.

Values are plain: texts, days as ISO text, money in minor units, people by username, customers by number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from creditdesk.domain.reasons import Reason
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, User

Fault = tuple[str, Reason]  # field, and what is wrong with it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a row says of a record, and what holds for a new one without being said."""

    company: Company
    values: Mapping[str, Any]
    assumed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Standing:
    """The record that a row means (None: a new one), what stands there in the fields that the row states.

    `implied` follows from what the row says, `awaits` are customers that must come with the same file.
    """

    record_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    implied: dict[str, Any] = field(default_factory=dict)
    awaits: list[Fault] = field(default_factory=list)
    joins: bool = False
    """A row before it makes the record: this one only adds to it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A record to be written, or to be put back: field → what stood there, and what the row says.

    `record_id` is the record that was made or changed, `is_new` whether the file made it.
    """

    company: Company
    values: Mapping[str, Any]
    changes: Mapping[str, Sequence[Any]]
    record_id: int | None
    is_new: bool

    def after(self) -> dict[str, Any]:
        """Field → what the row says."""
        return {name: new for name, (_, new) in self.changes.items()}

    def before(self) -> dict[str, Any]:
        """Field → what stood there."""
        return {name: old for name, (old, _) in self.changes.items()}


@dataclass(frozen=True, slots=True)
class Source:
    """Who writes when, by which file."""

    by: str
    at: dt.datetime
    import_file_id: int


class Records(Protocol):
    """The three doors of each module."""

    def standing(self, wanted: Sequence[Wanted], *, by: User) -> list[Standing]:
        """What the desk has for each of the rows."""

    def keep(self, changes: Sequence[Change], *, source: Source) -> list[int]:
        """Write, tell the journal, and say which records it were."""

    def take_back(self, changes: Sequence[Change], *, source: Source) -> list[list[Fault]]:
        """Put back; for each what could not be put back and why, nothing where all was."""

    def lasting(self, changes: Sequence[Change]) -> list[list[Fault]]:
        """What a taking back could not put back today, for each."""


def since_changed(name: str, *, now: Any, was: Any) -> Fault:
    """A field that somebody changed after the file, so that its former value is not put back."""
    text = "It was changed since, to %(now)s: it is not put back to %(was)s."
    return name, Reason("import.changed_since", text, {"now": shown(now), "was": shown(was)})


GONE = ("", Reason("import.record_gone", "The record is not there any more.", {}))


def shown(value: Any) -> str:
    """A value as a sentence has it."""
    if value is None or value == "":
        return "–"
    return str(value)[:80]


def changed_since(change: Change, *, now: Mapping[str, Any] | None) -> list[Fault]:
    """What of the change stands no more as the file wrote it; `now` is None where the record is gone."""
    if now is None:
        return [GONE]
    return [
        since_changed(name, now=now[name], was=old) for name, (old, new) in change.changes.items() if now[name] != new
    ]


def tell(
    kind: str,
    *,
    subject: tuple[str, int],
    company_id: int,
    customer_id: int | None,
    change: Change,
    private: Callable[[str], bool],
    source: Source,
    restored: Sequence[str] | None = None,
) -> None:
    """Tell the journal what changed: field by field, what stood there and what stands there now.

    Fields about people go into the private part. `restored` are the fields that an undo put back; the sides change.
    """
    names = change.changes if restored is None else restored
    pairs = {name: change.changes[name] for name in names}
    sides = {name: list(pair) if restored is None else list(reversed(pair)) for name, pair in pairs.items()}
    append(
        kind,
        by=source.by,
        at=source.at,
        subject=subject,
        company_id=company_id,
        customer_id=customer_id,
        facts={
            "import_file_id": source.import_file_id,
            "fields": sorted(sides),
            "changes": {name: pair for name, pair in sides.items() if not private(name)},
        },
        private={"changes": {name: pair for name, pair in sides.items() if private(name)}},
    )
