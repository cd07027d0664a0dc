"""When a text of letters may be submitted and approved: four eyes, as with the policy. docs/rules/letters.md.

Facts in, reasons against it out; no reason: it may.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from creditdesk.domain.policy_drafts import WRITABLE, DraftState, against_reason
from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the rules need to know of a text that somebody proposes. `newest` is the latest day of an approved one."""

    state: DraftState
    sha256: str
    problems: tuple[Reason, ...]
    stands_already: bool
    effective_from: date | None
    newest: date | None
    writers: frozenset[int]


def against_submission(text: TextFacts, *, reason: str, effective_from: date, as_of: date) -> tuple[Reason, ...]:
    """Every reason why the text cannot be submitted for the day."""
    found: list[Reason] = []
    if text.state not in WRITABLE:
        found.append(Reason("letter_text.closed", "the text is %(state)s: begin another one", {"state": text.state}))
    if text.state is DraftState.SUBMITTED:
        found.append(Reason("letter_text.submitted", "the text is submitted already"))
    found += [*text.problems, *against_reason(reason), *_against_day(text, effective_from, as_of=as_of)]
    if text.stands_already:
        found.append(Reason("letter_text.same", "it says the same as the text in force"))
    return tuple(found)


def against_approval(text: TextFacts, *, by: int, sha256: str, as_of: date) -> tuple[Reason, ...]:
    """Every reason why the person cannot approve the text that he saw: it is his own, not submitted, or changed."""
    found: list[Reason] = [*against_decision(text, by=by), *text.problems]
    if sha256 != text.sha256:
        found.append(Reason("letter_text.changed_meanwhile", "the text was changed after you saw it: look at it again"))
    if text.effective_from is not None:
        found += _against_day(text, text.effective_from, as_of=as_of)
    return tuple(found)


def against_decision(text: TextFacts, *, by: int) -> tuple[Reason, ...]:
    """Why the person may decide nothing about the text."""
    found = []
    if text.state is not DraftState.SUBMITTED:
        words = "the text is not submitted: it is %(state)s"
        found.append(Reason("letter_text.changed_meanwhile", words, {"state": text.state.value}))
    if by in text.writers:
        found.append(Reason("letter_text.own", "nobody approves or rejects what he wrote himself"))
    return tuple(found)


def _against_day(text: TextFacts, day: date, *, as_of: date) -> Sequence[Reason]:
    facts: dict[str, str | int] = {"day": day.isoformat()}
    if day < as_of:
        words = "%(day)s is past: a text takes effect today at the earliest"
        return [Reason("letter_text.past", words, facts)]
    if text.newest is not None and day < text.newest:
        words = "the newest text takes effect on %(newest)s: another one cannot do so earlier"
        return [Reason("letter_text.backdated", words, facts | {"newest": text.newest.isoformat()})]
    return []
