"""Deciding a case: what of it is right, what is credited for that, and what is demanded back. docs/rules/cases.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from creditdesk.approvals.effects import Table
from creditdesk.approvals.models import Request
from creditdesk.approvals.preparing import new_request
from creditdesk.disputes.acting import refuse_stage
from creditdesk.disputes.models import Case, CaseCredit, CaseDecision, CaseDecisionLine, CaseLine, CasePaper
from creditdesk.disputes.writing import Work, begun, finish, save_part
from creditdesk.domain.cases import (
    DECIDED,
    STANDING,
    WORDS_LONGEST,
    Stage,
    decided,
    decision_objections,
    demanded,
    is_missed,
    verdict,
)
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.requests import OPEN, Content, Evidence, Kind, Line
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.followup.access import standing_documents
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import OpenItem


@action
def decide_case(
    case: Case,
    *,
    valid: Mapping[int, int],
    invalid: Mapping[int, int],
    words: str,
    evidence: Sequence[int] = (),
    root_cause: str = "",
    demand: bool = False,
    seen: int,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> CaseDecision:
    """Decide how much of each line is valid and invalid (line → minor units): the sums meet what is open, to the cent.

    `evidence` are documents of the account that it rests on. With `demand` the invalid part is demanded back at once.
    Raises Refusal with every line whose sums do not meet, without a word why, and once the retailer's window was missed
    for everybody but those who decide about requests.
    """
    found, work = begun(case, seen=seen, by=by, at=at, as_of=as_of)
    refuse_stage(found, STANDING)
    if is_missed(found.window_end, as_of=as_of) and not has_permission(by.desk_role, Permission.DECIDE_REQUESTS):
        text = "the window closed on %(day)s: a supervisor decides"
        raise refuse("case.window_missed", text, day=str(found.window_end))
    said = words.strip()
    if not said or len(said) > WORDS_LONGEST:
        raise refuse("case.why", "say why, in at most %(most)d letters", most=WORDS_LONGEST)
    lines = list(CaseLine.objects.filter(case=found).order_by("id"))
    parts = [line.part for line in lines]
    if reasons := decision_objections(parts, valid=valid, invalid=invalid, currency=found.currency):
        raise Refusal(tuple(reasons))
    _refuse_asked(found)
    papers = _papers(found, evidence, by=by)
    decision = CaseDecision.objects.create(case=found, words=said, evidence=papers, by=by, at=at, decided_on=as_of)
    now = []
    for line in lines:
        if not line.open_minor:
            continue
        part = decided(line.part, valid_minor=valid.get(line.id, 0))
        _keep_line(decision, line, part.valid_minor, part.invalid_minor)
        if line.item_id is None:
            part = demanded(part)
        line.demanded_on = line.collect_from = None
        save_part(line, part, work=work)
        now.append(part)
    found.stage = verdict(now).value
    found.root_cause = " ".join(root_cause.split())[:200] or found.root_cause
    facts = {
        "valid_minor": sum(part.valid_minor for part in now),
        "invalid_minor": sum(part.invalid_minor for part in now),
        "currency": found.currency,
        "evidence": papers,
    }
    work.tell("decided", found, private={"words": said}, stage=found.stage, **facts)
    if demand and facts["invalid_minor"]:
        _demand(found, work=work)
    finish(work)
    return decision


def _keep_line(decision: CaseDecision, line: CaseLine, valid_minor: int, invalid_minor: int) -> None:
    CaseDecisionLine.objects.create(
        decision=decision,
        line=line,
        open_minor=line.open_minor,
        valid_minor=valid_minor,
        invalid_minor=invalid_minor,
    )


def _refuse_asked(case: Case) -> None:
    """Two decisions do not credit one amount: what was asked for is decided or withdrawn first."""
    waits = CaseCredit.objects.filter(case=case, request__state__in=[one.value for one in OPEN]).first()
    if waits is not None:
        text = "request %(request)d to credit it waits for a decision: withdraw it first"
        raise refuse("case.credit_waits", text, request=waits.request_id)


def _papers(case: Case, evidence: Sequence[int], *, by: User) -> list[int]:
    """The documents of the account that a decision rests on; none named: all that were shown."""
    if not evidence:
        return list(CasePaper.objects.filter(case=case).values_list("document_id", flat=True))
    wanted = sorted(set(evidence))
    known = standing_documents(by).filter(id__in=wanted, customer=case.customer_id).values_list("id", flat=True)
    if set(known) != set(wanted):
        raise refuse("case.paper", "evidence is a document of this account")
    return wanted


@action
def demand_back(case: Case, *, seen: int, by: User, at: dt.datetime, as_of: dt.date) -> Case:
    """Demand the invalid part back: a deduction is collected at once, an invoice after the pause, by its old due date.

    A second call changes nothing. Raises Refusal before it is decided, and where all of it is valid.
    """
    found, work = begun(case, seen=seen, by=by, at=at, as_of=as_of)
    if Stage(found.stage) not in DECIDED:
        refuse_stage(found, STANDING)
        raise refuse("case.not_decided", "decide first what of it is invalid")
    if found.stage == Stage.VALID:
        raise refuse("case.all_valid", "all of it is valid: there is nothing to demand back")
    if CaseLine.objects.filter(case=found, invalid_minor__gt=0, demanded_on__isnull=True).exists():
        _demand(found, work=work)
        finish(work)
    return found


def _demand(case: Case, *, work: Work) -> None:
    policy = policy_in_force(as_of=work.as_of, company_id=case.company_id).document
    pause = dt.timedelta(days=policy.aging.dispute_reentry_pause_days)
    total, collects = 0, work.as_of
    lines = CaseLine.objects.filter(case=case, invalid_minor__gt=0, demanded_on__isnull=True)
    for line in lines.select_related("item"):
        is_deduction = line.item is not None and line.item.kind == OpenItem.Kind.DEDUCTION
        line.demanded_on = work.as_of
        line.collect_from = work.as_of if is_deduction else work.as_of + pause
        collects = max(collects, line.collect_from)
        part = demanded(line.part) if line.collect_from <= work.as_of else line.part
        save_part(line, part, work=work)
        total += line.invalid_minor
    facts: dict[str, Any] = {"amount_minor": total, "currency": case.currency, "collected_from": collects.isoformat()}
    work.tell("demanded", case, **facts)


@action
def ask_credit(
    case: Case, *, words: str, seen: int, table: Table, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Request:
    """Ask to credit the valid part, booked as its reason says; whoever has the authority approves it.

    Asked once while nobody decides. Raises Refusal before it is decided, where nothing is valid or no document is
    known, and like a request of the kind adjustment.
    """
    found, work = begun(case, seen=None, by=by, at=at, as_of=as_of)
    if done := Request.objects.filter(key=key).first():
        return done
    if found.version != seen:
        raise refuse("case.changed_meanwhile", "somebody changed the case meanwhile: look at it anew")
    if Stage(found.stage) not in DECIDED:
        refuse_stage(found, STANDING)
        raise refuse("case.not_decided", "decide first what of it is valid")
    _refuse_asked(found)
    lines = CaseLine.objects.filter(case=found, valid_minor__gt=0, item__isnull=False).select_related("item")
    asked = _by_item(lines)
    if not asked:
        raise refuse("case.nothing_valid", "nothing of it is valid and open on a document")
    policy = policy_in_force(as_of=as_of, company_id=found.company_id).document
    reason = policy.cases.reasons.get(found.reason) or policy.cases.reasons[policy.cases.reason_unknown]
    content = Content(
        Kind.ADJUSTMENT,
        currency=found.currency,
        lines=asked,
        reason=reason.cause.value,
        words=words.strip() or _last_words(found),
        evidence=tuple(_evidence(found)),
    )
    customer = Customer.objects.get(id=found.customer_id)
    request = new_request(
        customer, content=content, submit=True, table=table, by=by, at=at, as_of=as_of, key=key
    )  # fmt: skip
    CaseCredit.objects.create(case=found, request=request)
    work.tell("credit_asked", found, request=request.id, amount_minor=content.amount_minor, currency=found.currency)
    finish(work)
    return request


def _by_item(lines: Iterable[CaseLine]) -> tuple[Line, ...]:
    """One line of the request for each document, whatever lines of the case are about it."""
    found: dict[int, Line] = {}
    for line in lines:
        assert line.item is not None
        before = found[line.item.id].amount_minor if line.item.id in found else 0
        found[line.item.id] = Line(line.item.id, line.item.number, before + line.valid_minor)
    return tuple(found.values())


def _last_words(case: Case) -> str:
    last = case.decisions.order_by("-id").first()
    return last.words if last else ""


def _evidence(case: Case) -> list[Evidence]:
    """The papers of the last decision; without one, what was said of it."""
    last = case.decisions.order_by("-id").first()
    assert last is not None, "a case is decided before its credit is asked for"
    papers = [Evidence(Shown.PROOF, document_id=document_id) for document_id in last.evidence[:20]]
    return papers or [Evidence(Shown.PROOF, words=last.words[:500])]
