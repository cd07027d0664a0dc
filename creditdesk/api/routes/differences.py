"""What a list of all open items leaves to a person: decided, taken back; and how the last lists tie to the ledger."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Router, Schema
from pydantic import Field, StrictInt

from creditdesk import dispatch
from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Amount, Because, Body, Cause, Page, PathId, amount, because
from creditdesk.domain.list_differences import ANSWERS, Answer
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.intake import differences
from creditdesk.intake.access import decision_for, file_for
from creditdesk.intake.open_differences import OpenDifference, as_they_are, decisions_of, open_rows
from creditdesk.intake.reconciling import Reconciled, Tie, reconciliations

if TYPE_CHECKING:
    from creditdesk.intake.models import DifferenceDecision

router = Router()
CauseCode = Literal[
    "snapshot.with_our_acts",
    "snapshot.other_document",
    "snapshot.due_earlier",
    "snapshot.ours_gone",
    "snapshot.beyond_original",
    "snapshot.books_here",
    "snapshot.closed_period",
    "snapshot.unread",
]
RowLine = Annotated[StrictInt, Field(ge=1, le=2**31 - 1)]


class ComparedOut(Schema):
    """One document on both sides: what is open here, and what the list says."""

    item: int
    number: str
    ours: Amount
    list_original: Amount
    list_open: Amount
    list_due_date: dt.date | None


class DifferenceOut(Schema):
    """A row of a list that waits for a person. Without `in_file` it is a document that the list lacks.

    `answers` are those that are possible at all: an act of ours that awaits the ERP, or a limit of authority, may still
    stand in the way.
    """

    line: int
    in_file: bool
    cause: str
    reason: Because
    answers: list[str]
    documents: list[ComparedOut]


class DecideIn(Body):
    """The ERP's figure (take) or ours (keep) for these lines, all of them or none, and why."""

    lines: Annotated[list[RowLine], Field(min_length=1, max_length=differences.AT_ONCE)]
    answer: Literal["take", "keep"]
    reason: Cause


class DifferenceDecisionOut(Schema):
    """What was decided about a document that differs. `ours` is what is open here since."""

    id: int
    import_id: int
    line: int
    item: int
    number: str
    cause: str
    answer: str
    before: Amount
    ours: Amount
    list_open: Amount
    reason: str
    decided_by: str
    decided_at: dt.datetime
    policy_version: int | None
    taken_back_by: str
    taken_back_at: dt.datetime | None
    taken_back_reason: str


class DecidedDifferencesOut(Schema):
    """The decisions that were made, one for each document of the lines."""

    decisions: list[DifferenceDecisionOut]


class TakeBackIn(Body):
    """Why the decision is taken back."""

    reason: Cause


class TieOut(Schema):
    """How a list ties in one currency: list = ledger + awaiting + kept + undecided + unexplained; and counts.

    `erp_balance` is the balance of the ERP's receivables account, where a person entered it, and `off` what it is more
    than the list.
    """

    currency: str
    on_list: Amount
    ledger: Amount
    awaiting: Amount
    kept: Amount
    undecided: Amount
    unexplained: Amount
    erp_balance: Amount | None
    off: Amount | None
    new: int
    changed: int
    settled: int
    decided: int


class ReconciliationOut(Schema):
    """A company with its last list. `missed` says why its figures may be old; `to_decide` rows wait for a person."""

    company: str
    day: dt.date | None
    import_id: int | None
    waiting_import_id: int | None
    to_decide: int
    missed: Because | None
    ties: list[TieOut]


class ReconciliationsOut(Schema):
    """The companies that one works for, by code."""

    companies: list[ReconciliationOut]


@router.get("/imports/{import_id}/differences", **reads(Page[DifferenceOut]))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def import_differences(
    request: Call, import_id: PathId, cause: CauseCode | None = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[DifferenceOut]:
    """What the list leaves to a person, in the order of its rows; none where a later list of the company came in."""
    file = file_for(request.auth.user, import_id)
    found = open_rows(file, cause=cause or "")
    page = page_by_id(found, show=lambda row: row.line, cursor=cursor, limit=limit, key="line")
    shown = as_they_are(file, list(found.filter(line__in=page.entries)))
    return Page(entries=[_open(one) for one in shown], next=page.next)


@router.post("/imports/{import_id}/differences", **writes(DecidedDifferencesOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def decide_differences(request: Call, import_id: PathId, body: DecideIn) -> DecidedDifferencesOut:
    """Decide differences of the last list. To take the ERP's figure needs the right to post, and authority."""
    made = differences.decide(
        file_for(request.auth.user, import_id),
        lines=body.lines,
        answer=Answer(body.answer),
        reason=body.reason,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
    )
    if body.answer == "take":
        dispatch.accounts_changed(sorted({one.customer_id for one in made}), as_of=request.today, at=request.at)
    return DecidedDifferencesOut(decisions=[_decision(one) for one in made])


@router.get("/imports/{import_id}/decisions", **reads(Page[DifferenceDecisionOut]))
@needs(Permission.SEE_IMPORTS, scope=Scope.INTAKE)
def import_decisions(
    request: Call, import_id: PathId, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[DifferenceDecisionOut]:
    """What was decided about differences of the list, the newest first; also what was taken back."""
    found = decisions_of(file_for(request.auth.user, import_id))
    return page_by_id(found, show=_decision, cursor=cursor, limit=limit, newest_first=True)


@router.post("/difference-decisions/{decision_id}/taking-back", **writes(DifferenceDecisionOut))
@needs(Permission.IMPORT_FILES, scope=Scope.INTAKE)
@keyed()
def take_decision_back(request: Call, decision_id: PathId, body: TakeBackIn) -> DifferenceDecisionOut:
    """Let a decided difference be open again; what was posted for it is reversed."""
    decision = differences.take_back(
        decision_for(request.auth.user, decision_id),
        reason=body.reason,
        by=request.auth.user,
        at=request.at,
        as_of=request.today,
    )
    dispatch.accounts_changed([decision.customer_id], as_of=request.today, at=request.at)
    return _decision(decision)


@router.get("/reconciliation", **reads(ReconciliationsOut))
@needs(Permission.SEE_IMPORTS)
def reconciliation(request: Call) -> ReconciliationsOut:
    """How the last list of each company ties to the ledger, and what nobody has explained."""
    found = reconciliations(request.auth.user, as_of=request.today)
    return ReconciliationsOut(companies=[_reconciled(one) for one in found])


def _open(one: OpenDifference) -> DifferenceOut:
    return DifferenceOut(
        line=one.row.line,
        in_file=one.row.in_file,
        cause=one.cause,
        reason=because(one.reason),
        answers=sorted(ANSWERS[one.cause]),
        documents=_documents(one),
    )


def _documents(one: OpenDifference) -> list[ComparedOut]:
    return [
        ComparedOut(
            item=each.facts["id"],
            number=each.facts["number"],
            ours=amount(each.facts["open_minor"], each.facts["currency"]),
            list_original=amount(each.stated.original_minor, each.stated.currency),
            list_open=amount(each.stated.open_minor, each.stated.currency),
            list_due_date=each.stated.due_date,
        )
        for each in one.documents
    ]


def _decision(one: DifferenceDecision) -> DifferenceDecisionOut:
    plain = ("id", "line", "cause", "reason", "decided_by", "decided_at", "policy_version")
    back = ("taken_back_by", "taken_back_at", "taken_back_reason")
    return DifferenceDecisionOut(
        import_id=one.file_id,
        item=one.item_id,
        number=one.item.number,
        answer=one.answer,
        before=amount(one.before_minor, one.item.currency),
        ours=amount(one.ours_minor, one.item.currency),
        list_open=amount(one.stated_open_minor, one.stated_currency),
        **{name: getattr(one, name) for name in (*plain, *back)},
    )


def _reconciled(one: Reconciled) -> ReconciliationOut:
    return ReconciliationOut(
        company=one.company.code,
        day=one.day,
        import_id=one.file_id,
        waiting_import_id=one.waiting,
        to_decide=one.left,
        missed=because(one.missed) if one.missed else None,
        ties=[_tie(tie) for tie in one.ties],
    )


def _tie(tie: Tie) -> TieOut:
    def money(minor: int | None) -> Amount | None:
        return None if minor is None else amount(minor, tie.currency)

    return TieOut(
        currency=tie.currency,
        on_list=amount(tie.list_minor, tie.currency),
        ledger=amount(tie.ledger_minor, tie.currency),
        awaiting=amount(tie.awaiting_minor, tie.currency),
        kept=amount(tie.decided_minor, tie.currency),
        undecided=amount(tie.undecided_minor, tie.currency),
        unexplained=amount(tie.unexplained_minor, tie.currency),
        erp_balance=money(tie.balance_minor),
        off=money(tie.off_minor),
        **{name: getattr(tie, name) for name in ("new", "changed", "settled", "decided")},
    )
