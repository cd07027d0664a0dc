"""A version of the policy as its pages show it: sections with rows, where each rule is told, and a search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from creditdesk.domain.policy import PolicyDocument, default_policy, default_policy_text
from creditdesk.domain.policy_words import PolicyRow, pages
from creditdesk.parties.directory import names_of
from creditdesk.policy.queries import document_in, document_of, draft_of
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
    "requests": "requests",
}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A value in the reader's words, with the anchor under which it can be linked to."""

    label: str
    value: str
    meaning: str
    reference: str
    anchor: str

    @property
    def is_code(self) -> bool:
        """Whether the value is a name that the ERP knows, and no word of any language."""
        return self.reference.endswith(("account", "cost_centre"))


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the policy in the reader's words: its rows, and the document that tells its rule."""

    title: str
    slug: str
    intro: str
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


def sections(text: str, *, words: str = "") -> list[Section]:
    """The sections of a policy's text in its order, in the language that is active; with words, only rows in which
    every one of them stands.
    """
    wanted = words.lower().split()
    found = []
    for section in _in_language(text, get_language() or "en-us"):
        rows = tuple(row for row in section.rows if _fits(row, section, wanted=wanted)) if wanted else section.rows
        if rows or not wanted:
            found.append(replace(section, rows=rows))
    return found


# Many people read the same version: what it says in a language is worked out once.
@lru_cache(maxsize=16)
def _in_language(text: str, language: str) -> tuple[Section, ...]:
    return tuple(
        Section(say(page.title), page.slug, say(page.intro), tuple(_shown(page.rows)), rule_of(page.slug))
        for page in pages(document_in(text))
    )


def _shown(rows: Iterable[PolicyRow]) -> Iterable[ShownRow]:
    """A list of days is one value on several rows; each gets an anchor of its own."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row.reference] = nth = seen.get(row.reference, 0) + 1
        anchor = row.reference if nth == 1 else f"{row.reference}-{nth}"
        yield ShownRow(say(row.label), say(row.value), say(row.meaning), row.reference, anchor)


def _fits(row: ShownRow, section: Section, *, wanted: list[str]) -> bool:
    told = f"{section.title} {row.label} {row.value} {row.meaning} {row.reference}".lower()
    return all(word in told for word in wanted)
