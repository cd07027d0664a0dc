"""What the journal will say of the demo's past: collected while it is written, appended in the order of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from creditdesk.journal.actions import append


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the journal before it has its place in the chain."""

    kind: str
    by: str
    at: dt.datetime
    subject: tuple[str, int]
    company_id: int | None = None
    customer_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    private: Mapping[str, object] = field(default_factory=dict)


def record(acts: Iterable[Act]) -> int:
    """Append the acts to the journal, oldest first, in the caller's transaction; returns how many."""
    ordered = sorted(acts, key=lambda act: act.at)
    for act in ordered:
        append(
            act.kind,
            by=act.by,
            at=act.at,
            subject=act.subject,
            company_id=act.company_id,
            customer_id=act.customer_id,
            facts=act.facts,
            private=act.private,
        )
    return len(ordered)
