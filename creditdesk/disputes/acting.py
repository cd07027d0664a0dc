"""What people do with a case besides deciding it: take it, hand it on, comment, show papers, split, merge, close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from creditdesk.disputes.models import Case, CaseComment, CaseLine, CasePaper, CaseResolution
from creditdesk.disputes.opening import write_comment
from creditdesk.disputes.writing import Work, begun, finish, save_part
from creditdesk.domain.cases import (
    OVER,
    STANDING,
    UNDECIDED,
    Outcome,
    Stage,
    claim_key,
    split,
)
from creditdesk.domain.policy_cases import Department, Paper
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.followup.access import readable
from creditdesk.followup.models import Document
from creditdesk.followup.recording import unfit_owner
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force


@dataclass(frozen=True, slots=True)
class Changed:
    """What is told anew of a case; None leaves it as it is."""

    reason: str | None = None
    due_on: dt.date | None = None
    window_end: dt.date | None = None
    claim_number: str | None = None
    root_cause: str | None = None


@action
def assign_case(
    case: Case, *, owner: User | None, department: str, seen: int, by: User, at: dt.datetime, as_of: dt.date
) -> Case:
    """Hand a case to a person, a department or both; a new one is being researched from then on.

    Raises Refusal for somebody who cannot work the account, and for a case that is over.
    """
    found, work = _begun(case, seen=seen, by=by, at=at, as_of=as_of)
    if department not in set(Department):
        raise refuse("case.department", "choose the department that finds out")
    if owner is not None and (reasons := unfit_owner(found.customer, owner, as_of=as_of)):
        raise Refusal(tuple(reasons))
    found.owner, found.department = owner, department
    if found.stage == Stage.NEW and owner is not None:
        found.stage = Stage.RESEARCHING.value
    private = {"owner": owner.username} if owner else {}
    work.tell("assigned", found, private=private, department=department, owner=owner.id if owner else None)
    finish(work)
    return found


@action
def change_case(case: Case, changed: Changed, *, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """Say another reason, due day, window, claim number or root cause. Raises Refusal for what the policy lacks."""
    found, work = _begun(case, seen=seen, by=by, at=at, as_of=as_of)
    policy = policy_in_force(as_of=as_of, company_id=found.company_id).document
    if changed.reason is not None and changed.reason not in policy.cases.reasons:
        raise refuse("case.reason", "the policy has no reason %(code)s", code=changed.reason)
    if changed.due_on is not None and changed.due_on < as_of and changed.due_on != found.due_on:
        raise refuse("case.due", "the day on which it is due is over")
    told: dict[str, Any] = {}
    private: dict[str, Any] = {}
    for name in ("reason", "due_on", "window_end"):
        value = getattr(changed, name)
        if value is not None and value != getattr(found, name):
            setattr(found, name, value)
            told[name] = value.isoformat() if isinstance(value, dt.date) else value
    for name, longest in (("claim_number", 60), ("root_cause", 200)):
        value = getattr(changed, name)
        if value is not None and (tidy := " ".join(value.split())[:longest]) != getattr(found, name):
            setattr(found, name, tidy)
            private[name] = tidy
    found.claim_key = claim_key(found.claim_number)[:60]
    if changed.window_end is not None and changed.window_end >= as_of:
        found.window_missed_on = None
    if told or private:
        work.tell("changed", found, private=private, **told)
        finish(work)
    return found


@action
def comment_on_case(case: Case, *, words: str, by: User, at: dt.datetime, as_of: dt.date, key: str) -> CaseComment:
    """Say something about a case, also one that is over. The same key says it once."""
    lock_customers([case.customer_id])
    if done := CaseComment.objects.filter(key=key).first():
        return done
    found, work = begun(case, seen=None, by=by, at=at, as_of=as_of)
    said = write_comment(found, words, by=by, at=at, key=key)
    work.tell("commented", found, private={"words": said.words[:500]}, comment=said.id)
    finish(work)
    return said


@action
def show_paper(case: Case, document: Document, *, shows: str, by: User, at: dt.datetime, as_of: dt.date) -> CasePaper:
    """Say that a document of the account shows something for or against the case. A second time changes nothing."""
    found, work = begun(case, seen=None, by=by, at=at, as_of=as_of)
    if done := CasePaper.objects.filter(case=found, document=document).first():
        return done
    of_account = Document.objects.filter(
        readable(by), id=document.id, customer_id=found.customer_id, taken_back__isnull=True
    )
    if not of_account.exists():
        raise refuse("case.paper", "evidence is a document of this account")
    if shows and shows not in set(Paper):
        raise refuse("case.shows", "choose what the paper shows")
    paper = CasePaper.objects.create(case=found, document=document, shows=shows, by=by, at=at)
    work.tell("evidence", found, document=document.id, shows=shows)
    finish(work)
    return paper


@action
def split_case(
    case: Case, *, amounts: Mapping[int, int], seen: int, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Case:
    """Move lines, whole or a part of each (line → minor units), into a case of their own; returns that.

    Raises Refusal where everything would leave, and for one that is decided: open it anew first.
    """
    lock_customers([case.customer_id])
    if done := Case.objects.filter(key=key).first():
        return done
    found, work = _begun(case, seen=seen, by=by, at=at, as_of=as_of, only=UNDECIDED)
    lines = {line.id: line for line in CaseLine.objects.filter(case=found)}
    leaving = {line_id: minor for line_id, minor in amounts.items() if minor}
    if not leaving:
        raise refuse("case.split_nothing", "say what is to be moved")
    if leaving.keys() - lines.keys():
        raise refuse("case.other_line", "one of the lines is not of this case")
    if any(not 0 < minor <= lines[line_id].open_minor for line_id, minor in leaving.items()):
        raise refuse("case.split_amount", "what is moved is above zero and no more than what is open")
    if sum(leaving.values()) == sum(line.open_minor for line in lines.values()):
        raise refuse("case.split_all", "something stays in the case: leave a line or a part of one")
    new = _twin(found, work=work, key=key)
    for line_id, minor in sorted(leaving.items()):
        _move_part(lines[line_id], minor, to=new, work=work)
    work.tell("split", found, into=new.id, amount_minor=sum(leaving.values()), currency=found.currency)
    finish(work)
    return Case.objects.get(id=new.id)


def _twin(case: Case, *, work: Work, key: str) -> Case:
    """A case like this one, without lines."""
    new = Case(
        **{
            field.attname: getattr(case, field.attname)
            for field in Case._meta.concrete_fields
            if field.attname not in {"id", "claimed_minor", "open_minor", "version", "key", "opened_by_id", "opened_on"}
        }
    )
    new.opened_by, new.opened_on, new.key = work.by, work.as_of, key
    new.save()
    work.touched[new.id] = new
    facts: dict[str, Any] = {"kind": new.kind, "reason": new.reason, "source": new.source, "department": new.department}
    work.tell("opened", new, split_from=case.id, currency=new.currency, **facts)
    return new


def _move_part(line: CaseLine, minor: int, *, to: Case, work: Work) -> None:
    if minor == line.claimed_minor:
        line.case = to
        save_part(line, replace(line.part, is_decided=False, valid_minor=0, invalid_minor=0), work=work)
        return
    stays, leaves = split(line.part, minor=minor)
    save_part(line, stays, work=work)
    CaseLine.objects.create(
        case=to,
        item_id=line.item_id,
        number=line.number,
        claimed_minor=leaves.claimed_minor,
        open_minor=leaves.open_minor,
        contested_minor=leaves.contested_minor,
    )


@action
def merge_cases(case: Case, other: Case, *, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """Let a case take over another of the same account: its lines, comments stay where they are. Returns the first.

    Raises Refusal for another account or currency, and where one of them is decided or over.
    """
    found, work = _begun(case, seen=seen, by=by, at=at, as_of=as_of, only=UNDECIDED)
    if other.id == found.id:
        raise refuse("case.merge_itself", "choose another case")
    gone = Case.objects.select_for_update(of=("self",)).select_related("customer", "owner").get(id=other.id)
    if gone.customer_id != found.customer_id or gone.currency != found.currency:
        raise refuse("case.merge_other", "only cases of one account and one currency are one case")
    if Stage(gone.stage) not in UNDECIDED:
        raise refuse("case.merge_decided", "case %(case)d is decided or over", case=gone.id)
    for line in CaseLine.objects.filter(case=gone):
        line.case = found
        save_part(line, line.part, work=work)
    gone.stage, gone.merged_into, gone.closed_on = Stage.MERGED.value, found, as_of
    gone.claimed_minor = gone.open_minor = 0
    gone.version += 1
    gone.save()
    if not found.claim_number:
        found.claim_number, found.claim_key = gone.claim_number, gone.claim_key
    work.tell("merged", gone, into=found.id)
    work.tell("merged", found, took=gone.id)
    finish(work)
    return found


@action
def close_case(case: Case, *, words: str, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """Close a case of which nothing is open, with what was found. Raises Refusal while something is open."""
    found, work = _begun(case, seen=seen, by=by, at=at, as_of=as_of)
    if found.open_minor:
        raise refuse("case.still_open", "something of it is open: credit it, demand it back, or let it be withdrawn")
    if not words.strip():
        raise refuse("case.why", "say what was found")
    found.stage, found.closed_on = Stage.CLOSED.value, as_of
    work.tell("closed", found, private={"words": words.strip()[:500]}, claimed_minor=found.claimed_minor)
    finish(work)
    return found


@action
def reopen_case(case: Case, *, words: str, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """Look at a case again, for new evidence: what is open of it is undecided and contested again.

    What was resolved stays so until it is taken back where it was posted. Raises Refusal for a case at work, for one
    that was merged, and for one with amounts of which nothing is open.
    """
    found, work = begun(case, seen=seen, by=by, at=at, as_of=as_of)
    if Stage(found.stage) in UNDECIDED:
        raise refuse("case.at_work", "the case is being researched")
    if found.stage == Stage.MERGED:
        raise refuse("case.is_merged", "the case went into case %(case)d", case=found.merged_into_id or 0)
    if not words.strip():
        raise refuse("case.why", "say what is new")
    if found.claimed_minor and not found.open_minor:
        raise refuse("case.all_resolved", "nothing of it is open: take back what resolved it, and it opens by itself")
    for line in CaseLine.objects.filter(case=found, open_minor__gt=0):
        contested = line.open_minor if line.item_id is not None else 0
        part = replace(line.part, is_decided=False, valid_minor=0, invalid_minor=0, contested_minor=contested)
        save_part(line, part, work=work)
    found.stage, found.closed_on = Stage.RESEARCHING.value, None
    work.tell("reopened", found, private={"words": words.strip()[:500]}, open_minor=found.open_minor)
    finish(work)
    return found


@action
def withdraw_case(case: Case, *, words: str, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """The customer takes back what he claims: nothing of it is contested any more, and documents are collected.

    Raises Refusal where the case is about a deduction: that stays open until it is repaid, and is decided as invalid.
    """
    found, work = _begun(case, seen=seen, by=by, at=at, as_of=as_of)
    if not words.strip():
        raise refuse("case.why", "say what the customer said")
    lines = list(CaseLine.objects.filter(case=found, open_minor__gt=0).select_related("item"))
    if any(line.item is not None and line.item.kind == "deduction" for line in lines):
        text = "a deduction stays open until it is repaid: decide that it is invalid, and demand it back"
        raise refuse("case.withdraw_deduction", text)
    for line in lines:
        part = line.part.less(line.open_minor, outcome=Outcome.WITHDRAWN)
        CaseResolution.objects.create(
            line=line,
            outcome=Outcome.WITHDRAWN.value,
            amount_minor=line.open_minor,
            contested_minor=line.contested_minor,
            valid_minor=line.valid_minor,
            resolved_on=as_of,
            at=at,
            by=by.username,
        )
        save_part(line, part, work=work)
    withdrawn = sum(line.claimed_minor for line in lines)
    work.tell("withdrawn", found, private={"words": words.strip()[:500]}, amount_minor=withdrawn)
    if not lines:
        found.stage, found.closed_on = Stage.CLOSED.value, as_of
    finish(work)
    return found


def _begun(
    case: Case, *, seen: int, by: User, at: dt.datetime, as_of: dt.date, only: frozenset[Stage] = STANDING
) -> tuple[Case, Work]:
    """The case locked, at a stage at which it may be done. Raises Refusal."""
    found, work = begun(case, seen=seen, by=by, at=at, as_of=as_of)
    refuse_stage(found, only)
    return found, work


def refuse_stage(case: Case, only: frozenset[Stage]) -> None:
    """Raise a Refusal where the case is over, or decided where it may not be."""
    stage = Stage(case.stage)
    if stage in only:
        return
    if stage is Stage.MERGED:
        raise refuse("case.is_merged", "the case went into case %(case)d", case=case.merged_into_id or 0)
    if stage in OVER:
        raise refuse("case.is_over", "the case is closed: open it anew first")
    raise refuse("case.is_decided", "the case is decided: look at it again first")


__all__ = [
    "Changed",
    "assign_case",
    "change_case",
    "close_case",
    "comment_on_case",
    "merge_cases",
    "refuse_stage",
    "reopen_case",
    "show_paper",
    "split_case",
    "withdraw_case",
]
