"""Writing, submitting and deciding drafts of the policy. docs/rules/policy.md.

Each verb names the draft's version that the person saw: who comes second is told who was faster, and nothing of either
is lost. Approval adopts the text as the next version, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from creditdesk.domain.policy import PolicyDocument, PolicyError, default_policy, default_policy_text, read_yaml
from creditdesk.domain.policy_drafts import (
    DraftFacts,
    DraftState,
    against_approval,
    against_decision,
    against_reason,
    against_submission,
    against_text,
    against_writing,
)
from creditdesk.domain.policy_text import problems_of, rewritten, taken_over
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Company, User
from creditdesk.policy.access import works_for_all
from creditdesk.policy.actions import console, journal_adoption, sha256_of, write_version
from creditdesk.policy.models import PolicyDraft, PolicyVersion
from creditdesk.policy.queries import document_of, newest_version, taken_over_from


@action
def begin_draft(
    company: Company | None,
    *,
    start_from: PolicyVersion | None = None,
    text: str | None = None,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
    at_console: bool = False,
) -> PolicyDraft:
    """Begin a draft: with the version that stands, with another one to go back to, or with a text of one's own.

    Raises Refusal where the person may not write, or the text cannot be kept.
    """
    _require(Permission.WRITE_POLICY, by, company_id=company.id if company else None)
    if begun := PolicyDraft.objects.filter(key=key).first():
        return begun
    standing = taken_over_from(company.id if company else None, on=as_of)
    source = start_from or standing
    kept = _kept(text) if text is not None else text_of(source)
    _unless(against_text(kept))
    draft = PolicyDraft.objects.create(
        company=company,
        base_number=standing.number if standing else 0,
        from_number=source.number if source else 0,
        text=kept,
        sha256=sha256_of(kept),
        author=by,
        begun_at=at,
        changed_by=by,
        changed_at=at,
        key=key,
    )
    draft.writers.add(by)
    facts = {"base": draft.base_number, "from": draft.from_number, "sha256": draft.sha256}
    _journal("policy.draft_begun", draft, by=by, at=at, facts=facts | console(at_console))
    return draft


@action
def change_draft(
    draft: PolicyDraft, *, text: str, seen: int, by: User, at: dt.datetime, at_console: bool = False
) -> PolicyDraft:
    """Write another text into the draft, with or without mistakes. What was submitted is a draft again.

    Raises Refusal: `policy_draft.changed_meanwhile` where it is no longer the version that was seen.
    """
    draft = _locked(draft, seen=seen)
    _require(Permission.WRITE_POLICY, by, company_id=draft.company_id)
    text = _kept(text)
    _unless((*against_writing(DraftState(draft.state)), *against_text(text)))
    if text == draft.text and draft.state == DraftState.DRAFT:
        return draft
    before, draft.text, draft.sha256 = draft.sha256, text, sha256_of(text)
    _back_to_draft(draft)
    facts = {"sha256": draft.sha256, "before": before} | console(at_console)
    return _moved(draft, "policy.draft_changed", by=by, at=at, facts=facts, writes=True)


@action
def catch_up_draft(
    draft: PolicyDraft, *, seen: int, by: User, at: dt.datetime, as_of: dt.date, at_console: bool = False
) -> PolicyDraft:
    """Take into the draft what was adopted since it was begun, except where it says something of its own.

    Without this, adopting the draft would take the other version's changes back.
    """
    draft = _locked(draft, seen=seen)
    _require(Permission.WRITE_POLICY, by, company_id=draft.company_id)
    _unless((*against_writing(DraftState(draft.state)), *_against_unreadable(draft.text)))
    standing = taken_over_from(draft.company_id, on=max(draft.effective_from or as_of, as_of))
    before, after = (read_yaml(text_of(each))[0] for each in (version_numbered(draft.base_number), standing))
    draft.text = rewritten(draft.text, taken_over(read_yaml(draft.text)[0], before=before, after=after))
    draft.sha256, draft.base_number = sha256_of(draft.text), standing.number if standing else 0
    _back_to_draft(draft)
    facts = {"sha256": draft.sha256, "base": draft.base_number} | console(at_console)
    return _moved(draft, "policy.draft_changed", by=by, at=at, facts=facts, writes=True)


@action
def submit_draft(
    draft: PolicyDraft,
    *,
    reason: str,
    effective_from: dt.date,
    seen: int,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    at_console: bool = False,
) -> PolicyDraft:
    """Ask for approval of the text as it stands, to take effect on the day. Raises Refusal with every reason."""
    draft = _locked(draft, seen=seen)
    _require(Permission.WRITE_POLICY, by, company_id=draft.company_id)
    facts = facts_of(draft, as_of=as_of, effective_from=effective_from)
    earliest = earliest_day(draft.company_id)
    _unless(against_submission(facts, reason=reason, effective_from=effective_from, earliest=earliest, as_of=as_of))
    draft.state, draft.reason, draft.effective_from = DraftState.SUBMITTED, _one_line(reason), effective_from
    draft.submitted_by, draft.submitted_at = by, at
    draft.decided_by, draft.decided_at, draft.decision_reason = None, None, ""
    told = {
        "sha256": draft.sha256,
        "effective_from": effective_from.isoformat(),
        "compared_with": facts.takes_over_from,
    } | console(at_console)
    return _moved(
        draft, "policy.draft_submitted", by=by, at=at, facts=told, private={"reason": draft.reason}, writes=True
    )


@action
def withdraw_draft(
    draft: PolicyDraft, *, seen: int, by: User, at: dt.datetime, at_console: bool = False
) -> PolicyDraft:
    """Put the draft aside for good. It is kept, and nothing of it changes any more."""
    draft = _locked(draft, seen=seen)
    _require(Permission.WRITE_POLICY, by, company_id=draft.company_id)
    _unless(against_writing(DraftState(draft.state)))
    draft.state = DraftState.WITHDRAWN
    facts = {"sha256": draft.sha256} | console(at_console)
    return _moved(draft, "policy.draft_withdrawn", by=by, at=at, facts=facts)


@action
def approve_draft(
    draft: PolicyDraft,
    *,
    sha256: str,
    compared_with: int,
    reason: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    at_console: bool = False,
) -> PolicyVersion:
    """Adopt the text that was seen, compared with the version that was seen, as the next version.

    Raises Refusal with every reason: the text or the version in force changed meanwhile, it is one's own draft, or its
    day is past. docs/rules/policy.md.
    """
    draft = _locked(draft)
    _require(Permission.APPROVE_POLICY, by, company_id=draft.company_id)
    facts = facts_of(draft, as_of=as_of)
    against = against_approval(
        facts,
        by=by.id,
        sha256=sha256,
        compared_with=compared_with,
        earliest=earliest_day(draft.company_id),
        as_of=as_of,
    )
    _unless((*against, *(against_reason(reason) if reason.strip() else ())))
    assert draft.effective_from is not None and draft.submitted_by is not None
    version = write_version(
        draft.text,
        effective_from=draft.effective_from,
        reason=draft.reason,
        by=by.username,
        at=at,
        company_id=draft.company_id,
    )
    draft.state, draft.adopted = DraftState.ADOPTED, version
    draft.decided_by, draft.decided_at, draft.decision_reason = by, at, _one_line(reason)
    _save(draft)
    more = {
        "draft": draft.id,
        "author": draft.author.username,
        "submitted_by": draft.submitted_by.username,
        "approver": by.username,
        "compared_with": compared_with,
    } | console(at_console)
    said = draft.reason if not draft.decision_reason else f"{draft.reason} / {draft.decision_reason}"
    journal_adoption(version, by=by.username, at=at, reason=said, more=more)
    return version


@action
def reject_draft(
    draft: PolicyDraft, *, reason: str, sha256: str, by: User, at: dt.datetime, at_console: bool = False
) -> PolicyDraft:
    """Give the draft back with a reason. Its writers may write on and submit it again."""
    draft = _locked(draft)
    _require(Permission.APPROVE_POLICY, by, company_id=draft.company_id)
    facts = facts_of(draft, as_of=at.date())
    _unless((*against_decision(facts, by=by.id), *against_reason(reason)))
    if sha256 != draft.sha256:
        raise refuse("policy_draft.changed_meanwhile", "the text was changed after you saw it: look at it again")
    draft.state, draft.decision_reason = DraftState.REJECTED, _one_line(reason)
    draft.decided_by, draft.decided_at = by, at
    told = {"sha256": draft.sha256} | console(at_console)
    private = {"reason": draft.decision_reason}
    return _moved(draft, "policy.draft_rejected", by=by, at=at, facts=told, private=private)


# --- Facts -----------------------------------------------------------------------------------------------------------


def facts_of(draft: PolicyDraft, *, as_of: dt.date, effective_from: dt.date | None = None) -> DraftFacts:
    """What the rules need to know of the draft, on its day or on the one that it is asked for."""
    day = effective_from or draft.effective_from or as_of
    over = taken_over_from(draft.company_id, on=max(day, as_of))
    problems = problems_of(draft.text)
    standing = document_of(over) if over else default_policy()
    return DraftFacts(
        state=DraftState(draft.state),
        sha256=draft.sha256,
        problems=len(problems),
        says_the_same=not problems and PolicyDocument.parse_yaml(draft.text) == standing,
        takes_over_from=over.number if over else 0,
        effective_from=draft.effective_from,
        writers=frozenset(draft.writers.values_list("id", flat=True)),
    )


def text_of(version: PolicyVersion | None) -> str:
    """The version's text, or that of the policy that comes with the desk."""
    return version.text if version else default_policy_text()


def version_numbered(number: int) -> PolicyVersion | None:
    """The version; None for 0, the policy that comes with the desk."""
    return PolicyVersion.objects.filter(number=number).first()


def earliest_day(company_id: int | None) -> dt.date | None:
    """The newest version's day: none takes effect before it."""
    newest = newest_version(company_id)
    return newest.effective_from if newest else None


# --- Inside the transaction ------------------------------------------------------------------------------------------


def _against_unreadable(text: str) -> tuple[Reason, ...]:
    try:
        read_yaml(text)
    except PolicyError as error:
        line = error.problems[0].line
        if line is None:
            return (Reason("policy_draft.unreadable", "correct the text first: it cannot be read"),)
        text = "correct the text first: it cannot be read at line %(line)d"
        return (Reason("policy_draft.unreadable", text, {"line": line}),)
    return ()


def _locked(draft: PolicyDraft, *, seen: int | None = None) -> PolicyDraft:
    found = (
        PolicyDraft.objects.select_for_update(of=("self",))
        .select_related("author", "changed_by", "submitted_by")
        .get(id=draft.id)
    )
    if seen is not None and seen != found.version:
        raise refuse(
            "policy_draft.changed_meanwhile",
            "%(who)s changed this draft on %(when)s, after you opened it",
            who=str(found.changed_by),
            when=f"{found.changed_at:%Y-%m-%d %H:%M} UTC",
        )
    return found


def _require(permission: Permission, by: User, *, company_id: int | None) -> None:
    """Refuse what the person may not do, at whichever entrance he stands."""
    if not by.is_active or not has_permission(by.desk_role, permission):
        raise refuse("policy_draft.no_right", "your role may not do that with the policy")
    if company_id is None:
        if not works_for_all(by):
            text = "the policy for all companies is changed by those who work for all of them"
            raise refuse("policy_draft.not_all_companies", text)
    elif not by.companies.filter(id=company_id).exists():
        raise refuse("policy_draft.no_right", "you do not work for that company")


def _unless(reasons: Iterable[Reason]) -> None:
    if found := tuple(reasons):
        raise Refusal(found)


def _kept(text: str) -> str:
    """Browsers end lines in their own way; the policy's text has one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _one_line(reason: str) -> str:
    return " ".join(reason.split())


def _back_to_draft(draft: PolicyDraft) -> None:
    """Whoever asked for approval asked for another text: it is asked for anew."""
    draft.state = DraftState.DRAFT
    draft.submitted_by = draft.submitted_at = None


def _moved(
    draft: PolicyDraft,
    kind: str,
    *,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
    writes: bool = False,
) -> PolicyDraft:
    if writes:
        draft.writers.add(by)
    draft.changed_by, draft.changed_at = by, at
    _save(draft)
    _journal(kind, draft, by=by, at=at, facts=facts, private=private)
    return draft


def _save(draft: PolicyDraft) -> None:
    draft.version += 1
    draft.save()


def _journal(
    kind: str,
    draft: PolicyDraft,
    *,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
) -> None:
    append(
        kind,
        by=by.username,
        at=at,
        subject=("policy_draft", draft.id),
        company_id=draft.company_id,
        facts=facts,
        private=private,
    )
