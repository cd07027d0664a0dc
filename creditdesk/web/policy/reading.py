"""A version of the policy as its pages show it: sections with rows, where each rule is told, and a search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text
from creditdesk.domain.policy_words import PolicyPage, PolicyRow, pages
from creditdesk.parties.directory import names_of
from creditdesk.policy.queries import document_of, draft_of
from creditdesk.web.speaking import say

if TYPE_CHECKING:
    from creditdesk.policy.models import PolicyVersion

# Where the rule behind a section is told; sections that no rule applies yet are explained with the policy itself.
_RULES = {
    "terms": "terms",
    "aging": "aging",
    "small-difference": "application",
    "release": "authority",
    "authority": "authority",
    "contact": "contact",
    "calls": "calls",
    "day-plan": "day_plan",
    "worklist": "worklist",
    "exceptions": "exceptions",
    "strategies": "strategy",
    "ticklers": "ticklers",
    "letters": "letters",
    "intake": "intake",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A value with the anchor under which it can be linked to."""

    row: PolicyRow
    anchor: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the policy: its rows, and the document that tells its rule."""

    page: PolicyPage
    rows: tuple[ShownRow, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A version as a person speaks of it; number 0 is the policy that comes with the desk."""

    number: int
    company: str
    effective_from: dt.date | None
    adopted_by: str
    adopted_at: dt.datetime | None
    reason: str
    document: PolicyDocument
    text: str
    draft_id: int | None = None
    written_by: str = ""


def edition_of(version: PolicyVersion | None) -> Edition:
    """The version with its document, or the policy that comes with the desk where none was adopted."""
    if version is None:
        return Edition(0, "", None, "", None, "", default_policy(), default_policy_text())
    draft = draft_of(version)
    return Edition(
        number=version.number,
        company=version.company.code if version.company else "",
        effective_from=version.effective_from,
        adopted_by=names_of([version.adopted_by]).get(version.adopted_by, version.adopted_by),
        adopted_at=version.adopted_at,
        reason=version.reason,
        document=document_of(version),
        text=version.text,
        draft_id=draft.id if draft else None,
        written_by=str(draft.author) if draft else "",
    )


def rule_of(slug: str) -> str:
    """The document that tells the rule of a section."""
    name = "strategy" if slug.startswith("strategy-") else _RULES.get(slug, "policy")
    return f"docs/rules/{name}.md"


def sections(document: PolicyDocument, *, words: str = "") -> list[Section]:
    """The sections in the order of the document; with words, only rows in which every one of them stands, as the
    reader's language says them.
    """
    wanted = words.lower().split()
    found = []
    for page in pages(document):
        rows = tuple(shown for shown in _anchored(page.rows) if _fits(shown.row, page, wanted=wanted))
        if rows or not wanted:
            found.append(Section(page, rows, rule_of(page.slug)))
    return found


def _anchored(rows: Iterable[PolicyRow]) -> Iterable[ShownRow]:
    """A list of days is one value on several rows; each gets an anchor of its own."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.reference] = nth = seen.get(row.reference, 0) + 1
        yield ShownRow(row, row.reference if nth == 1 else f"{row.reference}-{nth}")


def _fits(row: PolicyRow, page: PolicyPage, *, wanted: list[str]) -> bool:
    if not wanted:
        return True
    told = " ".join((*map(say, (page.title, row.label, row.value, row.meaning)), row.reference)).lower()
    return all(word in told for word in wanted)
