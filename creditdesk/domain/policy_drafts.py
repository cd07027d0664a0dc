"""When a draft of the policy may be submitted and when it may be approved; docs/rules/policy.md.

Facts in, reasons against it out; no reason: it may::

    against_submission(draft, reason="Agreed.", effective_from=day, earliest=day, as_of=day)
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from creditdesk.domain.policy import MAX_CHARACTERS
from creditdesk.domain.reasons import Reason

REASON_LONGEST = 400


class DraftState(StrEnum):
    """Where a draft stands. Adopted and withdrawn are its ends; a rejected one may be written on."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


WRITABLE = frozenset({DraftState.DRAFT, DraftState.SUBMITTED, DraftState.REJECTED})


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """What the rules need to know of a draft."""

    state: DraftState
    sha256: str
    """Of the text as it stands."""
    problems: int
    """How many things keep the text from being a policy."""
    says_the_same: bool
    """As the version that it would take over from."""
    takes_over_from: int
    """Number of the version that would stand without it; 0 for the policy that comes with the desk."""
    effective_from: dt.date | None
    writers: frozenset[int]
    """Everybody who wrote or submitted it."""


def against_writing(state: DraftState) -> tuple[Reason, ...]:
    """Why nothing of it may be changed any more."""
    if state in WRITABLE:
        return ()
    words = {"state": state.value}
    return (Reason("policy_draft.closed", "the draft is %(state)s: begin another one", words),)


def against_reason(reason: str) -> tuple[Reason, ...]:
    """Why the words are no reason that somebody could act upon later."""
    if not reason.strip():
        return (Reason("policy_draft.reason", "say why"),)
    if len(reason.strip()) > REASON_LONGEST:
        most = {"most": REASON_LONGEST}
        return (Reason("policy_draft.reason", "the reason is longer than %(most)d letters", most),)
    return ()


def against_submission(
    draft: DraftFacts, *, reason: str, effective_from: dt.date, earliest: dt.date | None, as_of: dt.date
) -> tuple[Reason, ...]:
    """Every reason why the draft cannot be submitted; `earliest` is the newest version's day."""
    reasons = [*against_writing(draft.state), *against_reason(reason)]
    if draft.state is DraftState.SUBMITTED:
        reasons.append(Reason("policy_draft.submitted", "the draft is submitted already"))
    if draft.problems:
        count = {"count": draft.problems}
        reasons.append(Reason("policy_draft.invalid", "the text has mistakes, %(count)d of them", count))
    elif draft.says_the_same:
        version = {"number": draft.takes_over_from}
        reasons.append(Reason("policy_draft.same", "it says the same as version %(number)d", version))
    return (*reasons, *against_day(effective_from, earliest=earliest, as_of=as_of))


def against_day(effective_from: dt.date, *, earliest: dt.date | None, as_of: dt.date) -> tuple[Reason, ...]:
    """Why a version cannot take effect on the day: the past was decided under the version that was in force then."""
    day: dict[str, str | int] = {"day": effective_from.isoformat()}
    if effective_from < as_of:
        return (Reason("policy_draft.past", "%(day)s is past: a version takes effect today at the earliest", day),)
    if earliest is not None and effective_from < earliest:
        text = "the newest version takes effect on %(earliest)s: another one cannot do so earlier"
        return (Reason("policy_draft.backdated", text, day | {"earliest": earliest.isoformat()}),)
    return ()


def against_decision(draft: DraftFacts, *, by: int) -> tuple[Reason, ...]:
    """Why the person may decide nothing about the draft: it is not submitted, or it is his own."""
    reasons = []
    if draft.state is not DraftState.SUBMITTED:
        text = "the draft is not submitted: it is %(state)s"
        reasons.append(Reason("policy_draft.changed_meanwhile", text, {"state": draft.state.value}))
    if by in draft.writers:
        reasons.append(Reason("policy_draft.own", "nobody approves or rejects what he wrote himself"))
    return tuple(reasons)


def against_approval(
    draft: DraftFacts, *, by: int, sha256: str, compared_with: int, earliest: dt.date | None, as_of: dt.date
) -> tuple[Reason, ...]:
    """Every reason why the person cannot approve the text that he saw, compared with the version that he saw."""
    reasons = [*against_decision(draft, by=by)]
    if sha256 != draft.sha256:
        text = "the text was changed after you saw it: look at it again"
        reasons.append(Reason("policy_draft.changed_meanwhile", text))
    if compared_with != draft.takes_over_from:
        text = "version %(number)d was adopted meanwhile: look at what the draft changes of it"
        reasons.append(Reason("policy_draft.changed_meanwhile", text, {"number": draft.takes_over_from}))
    if draft.problems:
        count = {"count": draft.problems}
        reasons.append(Reason("policy_draft.invalid", "the text has mistakes, %(count)d of them", count))
    if draft.effective_from is not None:
        reasons += against_day(draft.effective_from, earliest=earliest, as_of=as_of)
    return tuple(reasons)


def against_text(text: str) -> tuple[Reason, ...]:
    """Why a text cannot even be kept as a draft. Mistakes in what it says are no reason: it is a draft."""
    if len(text) > MAX_CHARACTERS:
        facts: dict[str, str | int] = {"length": len(text), "most": MAX_CHARACTERS}
        return (Reason("policy_draft.text", "the text has %(length)d characters; at most %(most)d are kept", facts),)
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return (Reason("policy_draft.text", "the text holds a character that cannot be stored"),)
    return ()
