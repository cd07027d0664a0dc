"""Writing, submitting and deciding texts of letters. docs/rules/letters.md.

Each verb names the version that the person saw: who comes second is told who was faster. Approval gives the text its
number; letters take it from its day on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letter_texts import TextFacts, against_approval, against_decision, against_submission
from creditdesk.domain.letters import text_problems
from creditdesk.domain.policy_drafts import WRITABLE, DraftState, against_reason
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.letters.models import LetterText
from creditdesk.letters.wording import sha256_of, wording_in_force
from creditdesk.parties.models import User
from creditdesk.policy.access import works_for_all


@action
def begin_text(
    kind: LetterKind,
    language: LetterLanguage,
    *,
    subject: str,
    body: str,
    by: User,
    at: dt.datetime,
    key: str,
) -> LetterText:
    """Begin a text of the kind in the language. The same key begins once.

    Raises Refusal where the person may not write, and for every line that no text may have.
    """
    _require(Permission.WRITE_POLICY, by)
    if (begun := LetterText.objects.filter(key=key).first()) is not None:
        return begun
    subject, body = kept(subject), kept(body)
    _unless(text_problems(kind, subject=subject, body=body))
    text = LetterText.objects.create(
        kind=kind.value,
        language=language.value,
        subject=subject,
        body=body,
        sha256=sha256_of(subject, body),
        author=by,
        begun_at=at,
        changed_by=by,
        changed_at=at,
        key=key,
    )
    text.writers.add(by)
    _journal("letter_text.begun", text, by=by, at=at)
    return text


@action
def change_text(text: LetterText, *, subject: str, body: str, seen: int, by: User, at: dt.datetime) -> LetterText:
    """Write other words. What was submitted is a draft again.

    Raises Refusal for every line that no text may have, and where it was changed since it was seen.
    """
    _require(Permission.WRITE_POLICY, by)
    found = _locked(text)
    subject, body = kept(subject), kept(body)
    sha256 = sha256_of(subject, body)
    if found.changed_by_id == by.id and found.version == seen + 1 and found.sha256 == sha256:
        return found
    _seen(found, seen)
    if DraftState(found.state) not in WRITABLE:
        raise refuse("letter_text.closed", "the text is %(state)s: begin another one", state=found.state)
    _unless(text_problems(LetterKind(found.kind), subject=subject, body=body))
    found.subject, found.body, found.sha256 = subject, body, sha256
    found.state, found.submitted_by = LetterText.State.DRAFT, None
    return _moved(found, "letter_text.changed", by=by, at=at, writes=True)


@action
def submit_text(
    text: LetterText, *, reason: str, effective_from: dt.date, seen: int, by: User, at: dt.datetime, as_of: dt.date
) -> LetterText:
    """Ask for approval, to take effect on the day. Raises Refusal with every reason."""
    _require(Permission.WRITE_POLICY, by)
    found = _locked(text)
    if found.submitted_by_id == by.id and found.version == seen + 1:
        return found
    _seen(found, seen)
    facts = facts_of(found, as_of=max(as_of, effective_from))
    _unless(against_submission(facts, reason=reason, effective_from=effective_from, as_of=as_of))
    found.state, found.submitted_by = LetterText.State.SUBMITTED, by
    found.reason, found.effective_from = _one_line(reason), effective_from
    found.decided_by, found.decided_at, found.decision_reason = None, None, ""
    return _moved(found, "letter_text.submitted", by=by, at=at, writes=True, private={"reason": found.reason})


@action
def approve_text(text: LetterText, *, sha256: str, by: User, at: dt.datetime, as_of: dt.date) -> LetterText:
    """Let the words that were seen stand from their day on. Raises Refusal with every reason: never one's own."""
    _require(Permission.APPROVE_POLICY, by)
    found = _locked(text)
    if found.state == LetterText.State.ADOPTED and found.decided_by_id == by.id and found.sha256 == sha256:
        return found
    _unless(against_approval(facts_of(found, as_of=as_of), by=by.id, sha256=sha256, as_of=as_of))
    same = LetterText.objects.filter(kind=found.kind, language=found.language)
    found.number = (same.aggregate(most=Max("number"))["most"] or 0) + 1
    found.state, found.decided_by, found.decided_at = LetterText.State.ADOPTED, by, at
    return _moved(found, "letter_text.approved", by=by, at=at)


@action
def reject_text(text: LetterText, *, reason: str, sha256: str, by: User, at: dt.datetime, as_of: dt.date) -> LetterText:
    """Give the text back with a reason. Its writers may write on."""
    _require(Permission.APPROVE_POLICY, by)
    found = _locked(text)
    if found.state == LetterText.State.REJECTED and found.decided_by_id == by.id and found.sha256 == sha256:
        return found
    facts = facts_of(found, as_of=as_of)
    _unless((*against_decision(facts, by=by.id), *against_reason(reason)))
    if sha256 != found.sha256:
        raise refuse("letter_text.changed_meanwhile", "the text was changed after you saw it: look at it again")
    found.state, found.decided_by, found.decided_at = LetterText.State.REJECTED, by, at
    found.decision_reason = _one_line(reason)
    return _moved(found, "letter_text.rejected", by=by, at=at, private={"reason": found.decision_reason})


@action
def withdraw_text(text: LetterText, *, seen: int, by: User, at: dt.datetime) -> LetterText:
    """Put the text aside for good. It is kept."""
    _require(Permission.WRITE_POLICY, by)
    found = _locked(text)
    if found.state == LetterText.State.WITHDRAWN and found.version == seen + 1:
        return found
    _seen(found, seen)
    if DraftState(found.state) not in WRITABLE:
        raise refuse("letter_text.closed", "the text is %(state)s: begin another one", state=found.state)
    found.state = LetterText.State.WITHDRAWN
    return _moved(found, "letter_text.withdrawn", by=by, at=at)


def facts_of(text: LetterText, *, as_of: dt.date) -> TextFacts:
    """What the rules need to know of the text."""
    kind = LetterKind(text.kind)
    adopted = LetterText.objects.filter(kind=text.kind, language=text.language, state=LetterText.State.ADOPTED)
    return TextFacts(
        state=DraftState(text.state),
        sha256=text.sha256,
        problems=text_problems(kind, subject=text.subject, body=text.body),
        stands_already=wording_in_force(kind, LetterLanguage(text.language), as_of=as_of).sha256 == text.sha256,
        effective_from=text.effective_from,
        newest=adopted.aggregate(newest=Max("effective_from"))["newest"],
        writers=frozenset(text.writers.values_list("id", flat=True)),
    )


def kept(typed: str) -> str:
    """Browsers end lines in their own way; a text has one, and no blanks at its end."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _locked(text: LetterText) -> LetterText:
    """The text as it is now; all texts of its kind and language queue here, so that no number is given twice."""
    same = LetterText.objects.select_for_update(of=("self",)).filter(kind=text.kind, language=text.language)
    return next(one for one in same.select_related("author", "changed_by").order_by("id") if one.id == text.id)


def _seen(text: LetterText, seen: int) -> None:
    if text.version != seen:
        raise refuse(
            "letter_text.changed_meanwhile",
            "%(who)s changed this text on %(when)s, after you opened it",
            who=str(text.changed_by),
            when=f"{text.changed_at:%Y-%m-%d %H:%M} UTC",
        )


def _require(permission: Permission, by: User) -> None:
    """Texts are for all companies: whoever works for all of them, with the right, writes and approves them."""
    if not by.is_active or not has_permission(by.desk_role, permission):
        raise refuse("letter_text.no_right", "your role may not do that with the texts of letters")
    if not works_for_all(by):
        raise refuse("letter_text.no_right", "texts for all companies are changed by those who work for all of them")


def _unless(reasons: Iterable[Reason]) -> None:
    if found := tuple(reasons):
        raise Refusal(found)


def _one_line(reason: str) -> str:
    return " ".join(reason.split())


def _moved(
    text: LetterText,
    kind: str,
    *,
    by: User,
    at: dt.datetime,
    writes: bool = False,
    private: Mapping[str, Any] | None = None,
) -> LetterText:
    text.version += 1
    text.changed_by, text.changed_at = by, at
    text.save()
    if writes:
        text.writers.add(by)
    _journal(kind, text, by=by, at=at, private=private)
    return text


def _journal(
    kind: str, text: LetterText, *, by: User, at: dt.datetime, private: Mapping[str, Any] | None = None
) -> None:
    facts = {
        "letter": text.kind,
        "language": text.language,
        "sha256": text.sha256,
        "number": text.number or 0,
        "effective_from": text.effective_from.isoformat() if text.effective_from else None,
    }
    append(kind, by=by.username, at=at, subject=("letter_text", text.id), facts=facts, private=private or {})
