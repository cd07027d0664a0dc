"""The page of one case: everything of it, and a form for each act that the reader may do now."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from creditdesk.config import clock
from creditdesk.disputes.access import Case
from creditdesk.disputes.queries import CaseFacts, case_facts, earlier_like, told_of
from creditdesk.domain.cases import DECIDED, STANDING, UNDECIDED, Stage, is_missed
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.requests import OPEN
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.parties.directory import names_of
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.approvals import steps
from creditdesk.web.approvals.words import STATES as REQUEST_STATES
from creditdesk.web.disputes import words
from creditdesk.web.disputes.forms import (
    AssignForm,
    ChangeForm,
    CommentForm,
    DecideForm,
    MergeForm,
    PaperForm,
    SplitForm,
    WordsForm,
)
from creditdesk.web.journal.words import sentence_of
from creditdesk.web.permissions import current_user, may


def case_page(request: HttpRequest, case: Case, *, status: int = 200, **typed: Any) -> HttpResponse:
    """The page; `typed` are forms that were filled in and refused, by their names."""
    today = clock.today()
    policy = policy_in_force(as_of=today, company_id=case.company_id).document
    facts = case_facts(case)
    context = _shown(case, facts, policy, today) | _forms(request, facts, policy, today) | typed
    return render(request, "disputes/case.html", context, status=status)


def _shown(case: Case, facts: CaseFacts, policy: PolicyDocument, today: dt.date) -> dict[str, Any]:
    reason = policy.cases.reasons.get(case.reason)
    shown = {paper.shows for paper in facts.papers}
    wanted = reason.evidence if reason else ()
    alert = today + dt.timedelta(days=policy.deductions.deadline_alert_days_before)
    is_open = case.closed_on is None
    return {
        "case": case,
        "facts": facts,
        "kind": words.CASE_KINDS[case.kind],
        "stage": words.CASE_STAGES[case.stage],
        "tone": words.STAGE_TONES[case.stage],
        "reason": words.reason_title(case.reason, policy.cases),
        "x12": reason.x12 if reason else "",
        "department": words.DEPARTMENTS[case.department],
        "source": words.CASE_SOURCES[case.source],
        "missing": [words.PAPERS[one.value] for one in wanted if one.value not in shown],
        "papers": [(one, words.PAPERS.get(one.shows, "")) for one in facts.papers],
        "resolutions": [(one, words.OUTCOMES[one.outcome]) for one in facts.resolutions],
        "requests": [(one, REQUEST_STATES[one.state]) for one in facts.requests],
        "decisions": [
            (
                one,
                sum(line.valid_minor for line in one.lines.all()),
                sum(line.invalid_minor for line in one.lines.all()),
            )
            for one in facts.decisions
        ],
        "earlier": [
            (one, why, words.CASE_STAGES[one.stage], words.STAGE_TONES[one.stage])
            for one, why in earlier_like(facts, policy=policy)
        ],
        "history": _history(case),
        "window_closes": is_open and case.window_end is not None and case.window_end <= alert,
        "is_late": is_open and case.due_on < today,
        "today": today,
    }


def _history(case: Case) -> list[dict[str, Any]]:
    entries = told_of(case)
    names = names_of(entry.by for entry in entries)
    return [
        {"at": one.at, "by": names.get(one.by, one.by), "what": sentence_of(one.kind, one.facts)} for one in entries
    ]


def _forms(request: HttpRequest, facts: CaseFacts, policy: PolicyDocument, today: dt.date) -> dict[str, Any]:
    user, case = current_user(request), facts.case
    if not may(user, Permission.RECORD_ACTIVITY):
        return {}
    stage = Stage(case.stage)
    forms: dict[str, Any] = {
        "comment_form": CommentForm(),
        "paper_form": PaperForm(None, documents=_papers(request, case)),
    }
    if stage in STANDING:
        forms |= _standing_forms(facts, policy, today)
        missed = is_missed(case.window_end, as_of=today) and not may(user, Permission.DECIDE_REQUESTS)
        if any(line.open_minor for line in facts.lines):
            if not missed:
                forms["decide_form"] = DecideForm(
                    None, lines=facts.lines, currency=case.currency, root_cause=case.root_cause
                )
            forms["needs_supervisor"] = missed
        forms["may_take"] = case.owner_id != user.id
    if stage in UNDECIDED:
        forms["merge_form"] = MergeForm()
        if sum(line.open_minor for line in facts.lines):
            forms["split_form"] = SplitForm(None, lines=facts.lines, currency=case.currency)
    if stage in DECIDED:
        waits = any(one.state in OPEN for one in facts.requests)
        on_documents = any(line.valid_minor and line.item_id for line in facts.lines)
        forms["may_credit"] = on_documents and not waits
        forms["may_demand"] = any(line.invalid_minor and line.demanded_on is None for line in facts.lines)
    if stage in DECIDED or (stage is Stage.CLOSED and not case.claimed_minor):
        forms["reopen_form"] = WordsForm()
    return forms


def _standing_forms(facts: CaseFacts, policy: PolicyDocument, today: dt.date) -> dict[str, Any]:
    case = facts.case
    owners = possible_owners(case.customer, as_of=today)
    initial = {
        "reason": case.reason,
        "claim_number": case.claim_number,
        "due_on": case.due_on.isoformat(),
        "window_end": case.window_end.isoformat() if case.window_end else "",
        "root_cause": case.root_cause,
    }
    is_deduction = any(line.item and line.item.kind == "deduction" and line.open_minor for line in facts.lines)
    return {
        "assign_form": AssignForm(
            None, owners=owners, initial={"department": case.department, "owner": str(case.owner_id or "")}
        ),
        "change_form": ChangeForm(None, policy=policy.cases, as_of=today, initial=initial),
        "withdraw_form": None if is_deduction or not case.open_minor else WordsForm(),
        "close_form": None if case.open_minor else WordsForm(),
    }


def _papers(request: HttpRequest, case: Case) -> list[Any]:
    return steps.papers(request, case.customer)
