"""Customers' statements: load or type them, match their lines, explain what differs, and reconcile the account."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Amount, Because, Body, Cause, Day, Id, Page, PathId, amount, because
from creditdesk.domain.account_reconciliation import WORDS_LONGEST, Action
from creditdesk.domain.account_reconciliation import Cause as DifferenceCause
from creditdesk.domain.reasons import refuse
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.intake.formats.customer_statement import LONGEST_NUMBER, LONGEST_WORDS, Telling
from creditdesk.letters.reconciliations import draft_reconciliation
from creditdesk.parties.access import customer_for
from creditdesk.reconciliation.access import statement_for
from creditdesk.reconciliation.explaining import (
    Said,
    conclude_statement,
    explain_differences,
    reopen_statement,
    take_explanation_back,
    withdraw_statement,
)
from creditdesk.reconciliation.loading import (
    Line,
    load_statement,
    read_file,
    state_total,
    take_line_back,
    type_line,
)
from creditdesk.reconciliation.matching import accept_match, match_again, undo_match
from creditdesk.reconciliation.queries import as_proposed, compare, proof_rows, statements_in

if TYPE_CHECKING:
    from creditdesk.reconciliation.access import CustomerStatement

router = Router()

StatementStateName = Literal["open", "explained", "reconciled", "withdrawn"]
# A file of ten megabytes in base64.
_LONGEST_FILE = 13_400_000
Version = Annotated[int, Field(strict=True, ge=1, le=1_000_000_000)]


class StatementFileIn(Body):
    """The file as it came, in base64, and, where it was asked, how its days and amounts are written."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    content: Annotated[str, Field(min_length=1, max_length=_LONGEST_FILE)]
    day_order: Literal["mdy", "dmy"] | None = None
    decimal: Literal[".", ","] | None = None
    # Whether what they owe us has a minus there.
    turned: bool = False


class CustomerStatementIn(Body):
    """A statement of a customer's account; without a file its lines are told one by one."""

    customer_id: Id
    day: Day
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    stated_minor: Annotated[int, Field(strict=True)] | None = None
    file: StatementFileIn | None = None
    even_if_foreign: bool = False


class StatementSeenIn(Body):
    """The version that was seen: whoever saw an older one is told so."""

    version: Version


class StatementLineIn(StatementSeenIn):
    """A line of theirs: what they owe us is above zero."""

    document: Annotated[str, Field(max_length=LONGEST_NUMBER)] = ""
    reference: Annotated[str, Field(max_length=LONGEST_NUMBER)] = ""
    day: Day | None = None
    amount_minor: Annotated[int, Field(strict=True)]
    words: Annotated[str, Field(max_length=LONGEST_WORDS)] = ""


class StatementLineNamedIn(StatementSeenIn):
    """A line of the statement."""

    line_id: Id


class StatementMatchIn(StatementLineNamedIn):
    """A line of theirs that is an item of ours."""

    item_id: Id


class StatementTotalIn(StatementSeenIn):
    """What they state as their balance; null for the sum of their lines."""

    stated_minor: Annotated[int, Field(strict=True)] | None


class DifferenceSaidIn(Body):
    """What is said of one difference; without an owner the action is the caller's own."""

    key: Annotated[str, Field(min_length=1, max_length=60)]
    cause: DifferenceCause
    action: Action
    words: Annotated[str, Field(max_length=WORDS_LONGEST)] = ""
    owner_id: Id | None = None
    due_date: Day | None = None


class ExplanationsIn(StatementSeenIn):
    """What is said of differences; none named takes every proposal for what nobody has explained."""

    said: Annotated[list[DifferenceSaidIn], Field(max_length=500)] = []


class ExplanationBackIn(StatementSeenIn):
    """The difference of which what was said does not hold."""

    key: Annotated[str, Field(min_length=1, max_length=60)]


class StatementWithdrawalIn(StatementSeenIn):
    """Why the statement is put aside for good."""

    why: Cause


class CustomerStatementOut(Schema):
    """A statement as it was last judged by an act on it."""

    id: int
    version: int
    company: str
    customer_id: int
    day: dt.date
    state: str
    source: str
    document_id: int | None
    ours: Amount
    theirs: Amount
    difference: Amount
    unexplained: Amount
    unexplained_count: int
    loaded_at: dt.datetime
    reconciled_at: dt.datetime | None
    withdrawn_why: str


class AccountDifferenceOut(Schema):
    """A difference with its kind, what is proposed and what was said of it; `left` is the running balance."""

    key: str
    kind: str
    item_id: int | None
    line_id: int | None
    date: dt.date | None
    document: str
    reference: str
    ours: Amount
    theirs: Amount
    difference: Amount
    left: Amount
    why: Because
    proposed_cause: str
    proposed_action: str
    explained: bool
    cause: str
    action: str
    words: str
    tickler_id: int | None


class StatementMatchOut(Schema):
    """A line of theirs and the item of ours that it is, and by what."""

    line_id: int
    item_id: int
    how: str


class TheirLineOut(Schema):
    """A line of theirs as told."""

    id: int
    document: str
    reference: str
    day: dt.date | None
    amount: Amount
    words: str


class WholeStatementOut(CustomerStatementOut):
    """A statement beside the account of its day: lines, matches, proposals, and the differences down to zero."""

    remarks: list[Because]
    lines: list[TheirLineOut]
    matches: list[StatementMatchOut]
    proposals: list[StatementMatchOut]
    differences: list[AccountDifferenceOut]


class StatementLetterOut(Schema):
    """The draft of the letter with the differences."""

    letter_id: int


@router.get("/account-reconciliations", **reads(Page[CustomerStatementOut]))
@needs(Permission.SEE_HISTORY)
def customer_statement_list(
    request: Call,
    state: StatementStateName | None = None,
    customer_id: int | None = None,
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[CustomerStatementOut]:
    """The customers' statements on the accounts that the user sees, the newest first."""
    if customer_id is not None:
        customer_for(request.auth.user, customer_id, as_of=request.today)
    states = [state] if state else []
    found = statements_in(request.auth.user, states=states, customer_id=customer_id, as_of=request.today)
    return page_by_id(found, show=_out, cursor=cursor, limit=limit, newest_first=True)


@router.get("/account-reconciliations/{statement_id}", **reads(WholeStatementOut))
@needs(Permission.SEE_HISTORY)
def one_customer_statement(request: Call, statement_id: PathId) -> WholeStatementOut:
    """A statement beside the account as of its day, with every difference down to zero."""
    return _whole(_found(request, statement_id))


@router.post("/account-reconciliations", **writes(WholeStatementOut, status=201))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed(status=201)
def load_a_customer_statement(request: Call, body: CustomerStatementIn) -> WholeStatementOut:
    """Load a statement, or begin one whose lines are told one by one; lines with our numbers match at once."""
    user = request.auth.user
    customer = customer_for(user, body.customer_id, as_of=request.today)
    told = None
    currency = body.currency.upper()
    if body.file is not None:
        telling = Telling(currency, body.file.day_order, body.file.decimal, body.file.turned)
        content = _bytes(body.file.content)
        told = read_file(customer, name=body.file.name, content=content, telling=telling, as_of=request.today)
    made = load_statement(
        customer,
        day=body.day,
        currency=currency,
        told=told,
        stated_minor=body.stated_minor,
        even_if_foreign=body.even_if_foreign,
        by=user,
        at=request.at,
        as_of=request.today,
        key=request.action_key,
    )
    return _whole(_found(request, made.id))


def _bytes(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise refuse("account_reconciliation.base64", "the content of the file is not in base64") from None


@router.post("/account-reconciliations/{statement_id}/lines", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def add_a_statement_line(request: Call, statement_id: PathId, body: StatementLineIn) -> WholeStatementOut:
    """Add a line of theirs."""
    line = Line(body.document, body.amount_minor, body.day, body.reference, body.words)
    return _act(request, statement_id, type_line, body, line=line)


@router.post("/account-reconciliations/{statement_id}/lines/taken-back", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def take_back_a_statement_line(request: Call, statement_id: PathId, body: StatementLineNamedIn) -> WholeStatementOut:
    """Take a line back that was told wrongly."""
    return _act(request, statement_id, take_line_back, body, line_id=body.line_id)


@router.post("/account-reconciliations/{statement_id}/total", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def state_their_total(request: Call, statement_id: PathId, body: StatementTotalIn) -> WholeStatementOut:
    """Say which balance they state."""
    return _act(request, statement_id, state_total, body, stated_minor=body.stated_minor)


@router.post("/account-reconciliations/{statement_id}/matches", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def match_a_statement_line(request: Call, statement_id: PathId, body: StatementMatchIn) -> WholeStatementOut:
    """Say that a line of theirs is an item of ours."""
    return _act(request, statement_id, accept_match, body, line_id=body.line_id, item_id=body.item_id)


@router.post("/account-reconciliations/{statement_id}/matches/undone", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def undo_a_statement_match(request: Call, statement_id: PathId, body: StatementLineNamedIn) -> WholeStatementOut:
    """Say that a line is not the item that it was matched with."""
    return _act(request, statement_id, undo_match, body, line_id=body.line_id)


@router.post("/account-reconciliations/{statement_id}/matches/again", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def match_a_statement_again(request: Call, statement_id: PathId, body: StatementSeenIn) -> WholeStatementOut:
    """Match by the rules again what is free."""
    return _act(request, statement_id, match_again, body)


@router.post("/account-reconciliations/{statement_id}/explanations", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def explain_account_differences(request: Call, statement_id: PathId, body: ExplanationsIn) -> WholeStatementOut:
    """Say why differences are and what is done about each; an action becomes a tickler of its owner."""
    found = _found(request, statement_id)
    owners = {one.id: one for one in possible_owners(found.customer, as_of=request.today)}
    if any(one.owner_id is not None and one.owner_id not in owners for one in body.said):
        raise refuse("account_reconciliation.owner", "an action is given to somebody who works this account's ticklers")
    said = [
        Said(one.key, one.cause, one.action, one.words, owners.get(one.owner_id or 0), one.due_date)
        for one in body.said
    ] or as_proposed(compare(found))
    return _act(request, statement_id, explain_differences, body, said=said, as_of=request.today)


@router.post("/account-reconciliations/{statement_id}/explanations/taken-back", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def take_back_an_explanation(request: Call, statement_id: PathId, body: ExplanationBackIn) -> WholeStatementOut:
    """Take back what was said of a difference."""
    return _act(request, statement_id, take_explanation_back, body, key=body.key)


@router.post("/account-reconciliations/{statement_id}/conclusion", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def conclude_a_reconciliation(request: Call, statement_id: PathId, body: StatementSeenIn) -> WholeStatementOut:
    """Say that the account is reconciled; every difference that nobody has explained is a reason why not."""
    return _act(request, statement_id, conclude_statement, body)


@router.post("/account-reconciliations/{statement_id}/reopening", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def reopen_a_reconciliation(request: Call, statement_id: PathId, body: StatementSeenIn) -> WholeStatementOut:
    """Take back that the account is reconciled."""
    return _act(request, statement_id, reopen_statement, body)


@router.post("/account-reconciliations/{statement_id}/withdrawal", **writes(WholeStatementOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def withdraw_a_customer_statement(
    request: Call, statement_id: PathId, body: StatementWithdrawalIn
) -> WholeStatementOut:
    """Put the statement aside for good."""
    return _act(request, statement_id, withdraw_statement, body, why=body.why)


@router.post("/account-reconciliations/{statement_id}/letter", **writes(StatementLetterOut))
@needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)
@keyed()
def draft_a_reconciliation_letter(request: Call, statement_id: PathId) -> StatementLetterOut:
    """Draft the letter that tells the customer of the differences."""
    found = _found(request, statement_id)
    drafted = draft_reconciliation(found, by=request.auth.user, at=request.at, as_of=request.today)
    return StatementLetterOut(letter_id=drafted.id)


def _found(call: Call, statement_id: int) -> CustomerStatement:
    return statement_for(call.auth.user, statement_id, as_of=call.today)


def _act(call: Call, statement_id: int, act: Any, body: StatementSeenIn, **told: Any) -> WholeStatementOut:
    act(_found(call, statement_id), version=body.version, by=call.auth.user, at=call.at, **told)
    return _whole(_found(call, statement_id))


def _facts(one: CustomerStatement) -> dict[str, Any]:
    code = one.currency
    return {
        "id": one.id,
        "version": one.version,
        "company": one.company.code,
        "customer_id": one.customer_id,
        "day": one.day,
        "state": one.state,
        "source": one.source,
        "document_id": one.document_id,
        "ours": amount(one.ours_minor, code),
        "theirs": amount(one.theirs_minor, code),
        "difference": amount(one.ours_minor - one.theirs_minor, code),
        "unexplained": amount(one.unexplained_minor, code),
        "unexplained_count": one.unexplained_count,
        "loaded_at": one.at,
        "reconciled_at": one.concluded_at,
        "withdrawn_why": one.withdrawn_why,
    }


def _out(one: CustomerStatement) -> CustomerStatementOut:
    return CustomerStatementOut(**_facts(one))


def _whole(one: CustomerStatement) -> WholeStatementOut:
    compared, code = compare(one), one.currency
    differences = []
    for row in proof_rows(compared):
        diff, said = row.difference, row.explanation
        differences.append(
            AccountDifferenceOut(
                key=diff.key,
                kind=said.kind if said else diff.kind.value,
                item_id=diff.item.id if diff.item else None,
                line_id=diff.line.id if diff.line else None,
                date=row.date,
                document=row.document,
                reference=row.reference,
                ours=amount(diff.ours_minor, code),
                theirs=amount(diff.theirs_minor, code),
                difference=amount(diff.minor, code),
                left=amount(row.left_minor, code),
                why=because(diff.hint.reason),
                proposed_cause=diff.hint.cause.value,
                proposed_action=diff.hint.action.value,
                explained=said is not None,
                cause=said.cause if said else "",
                action=said.action if said else "",
                words=said.words if said else "",
                tickler_id=said.tickler_id if said else None,
            )
        )
    return WholeStatementOut(
        **_facts(one),
        remarks=[because(each) for each in one.reasons],
        lines=[
            TheirLineOut(
                id=line.id,
                document=line.document,
                reference=line.reference,
                day=line.day,
                amount=amount(line.amount_minor, code),
                words=line.words,
            )
            for line in compared.lines.values()
        ],
        matches=[StatementMatchOut(line_id=m.line_id, item_id=m.item_id, how=m.how) for m in compared.matches],
        proposals=[
            StatementMatchOut(line_id=m.line_id, item_id=m.item_id, how=m.how.value) for m in compared.proposals()
        ],
        differences=differences,
    )
