"""What people say of the differences, the tasks that follow, and the end: reconciled, opened again, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.account_reconciliation import (
    Action,
    Cause,
    Difference,
    conclude_objections,
    explanation_objections,
    named,
)
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.followup.models import Tickler
from creditdesk.followup.recording import CAUSE_LONGEST, NextAction, journal_tickler, part_key, write_tickler
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.reconciliation.comparing import Compared, compare
from creditdesk.reconciliation.models import CustomerStatement, Explanation
from creditdesk.reconciliation.working import State, judge, locked_statement, tell, worked_statement

# What the tickler asks its owner to do, before the number and the amount.
_TASKS = {
    Action.SEND_INVOICE: "Send a copy of the invoice",
    Action.SEND_CREDIT: "Send a copy of the credit memo",
    Action.CONFIRM_FEE: "Have the fee confirmed",
    Action.OPEN_DEDUCTION: "Open a deduction case for",
    Action.ASK_APPLICATION: "Ask what it pays, and apply it",
    Action.ASK_PAYMENT: "Ask for the payment's details",
    Action.SEND_PAYMENT_PROOF: "Show them how it was settled",
    Action.ASK_DOCUMENT: "Ask for the document",
    Action.ASK_CORRECTION: "Ask them to correct it",
    Action.CORRECT_OURS: "Correct it on our side",
    Action.OTHER: "Settle the difference",
}
_LETTERS = frozenset({Action.SEND_INVOICE, Action.SEND_CREDIT, Action.SEND_PAYMENT_PROOF})


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of the difference with the key; None for the owner is whoever says it."""

    key: str
    cause: Cause
    action: Action
    words: str = ""
    owner: User | None = None
    due_date: dt.date | None = None


@action
def explain_differences(
    statement: CustomerStatement, *, said: Sequence[Said], version: int, by: User, at: dt.datetime, as_of: dt.date
) -> CustomerStatement:
    """Say what the cause of differences is and what is done: each action but none becomes a tickler of its owner.

    What was said of one before does not stand any more; its tickler stays with its owner. Raises Refusal for a
    difference that is not there, for another cause without words, and as `write_tickler` does.
    """
    found = worked_statement(statement, version=version)
    compared = compare(found)
    there = {row.difference.key: row.difference for row in compared.proof.lines}
    if not said or any(one.key not in there for one in said):
        raise refuse("account_reconciliation.no_difference", "there is no such difference; look at it again")
    if reasons := [each for one in said for each in explanation_objections(cause=one.cause, words=one.words)]:
        raise Refusal(tuple(reasons))
    for one in said:
        Explanation.objects.filter(statement=found, key=one.key, stands=True).update(stands=False)
        _write(compared, there[one.key], one, by=by, at=at, as_of=as_of)
    refresh_worklist(as_of=as_of, customer_ids=[found.customer_id])
    judge(found)
    facts = {"keys": [one.key for one in said], "causes": [one.cause.value for one in said]}
    tell("explained", found, by=by, at=at, facts=facts)
    return found


def as_proposed(compared: Compared) -> list[Said]:
    """What the rules propose for each difference that nobody has explained."""
    hints = [(one.key, one.hint) for one in compared.proof.unexplained]
    return [Said(key, hint.cause, hint.action) for key, hint in hints]


def _write(
    compared: Compared, one: Difference, said: Said, *, by: User, at: dt.datetime, as_of: dt.date
) -> Explanation:
    statement = compared.statement
    row = Explanation(
        statement=statement,
        item_id=one.item.id if one.item else None,
        line_id=one.line.id if one.line else None,
        key=one.key,
        kind=one.kind.value,
        ours_minor=one.ours_minor,
        theirs_minor=one.theirs_minor,
        cause=said.cause.value,
        action=said.action.value,
        words=" ".join(said.words.split()),
        by=by,
        at=at,
    )
    if said.action is not Action.NONE:
        row.tickler = _task(compared, one, said, by=by, at=at, as_of=as_of)
    row.save()
    return row


def _task(compared: Compared, one: Difference, said: Said, *, by: User, at: dt.datetime, as_of: dt.date) -> Tickler:
    statement, policy = compared.statement, compared.policy
    days = policy.account_reconciliation.action_business_days
    amount = Money(one.minor, statement.currency)
    parts = [_TASKS[said.action], named(one), f"({amount}; statement of {statement.day.isoformat()})", said.words]
    then = NextAction(
        " ".join(" ".join(filter(None, parts)).split())[:CAUSE_LONGEST],
        said.due_date or policy.company_calendar.add_business_days(as_of, days),
        said.owner or by,
        TicklerKind.LETTER if said.action in _LETTERS else TicklerKind.OTHER,
    )
    key = part_key(f"account-statement/{statement.id}/{statement.version}", one.key)
    tickler = write_tickler(statement.customer, then, by=by, at=at, as_of=as_of, key=key)
    journal_tickler(tickler, by=by, at=at)
    return tickler


@action
def take_explanation_back(
    statement: CustomerStatement, *, key: str, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Say that what was said of a difference is wrong: it is unexplained again. Its tickler stays with its owner."""
    found = worked_statement(statement, version=version)
    if not Explanation.objects.filter(statement=found, key=key, stands=True).update(stands=False):
        raise refuse("account_reconciliation.not_explained", "nothing was said of this difference")
    judge(found)
    tell("explanation_taken_back", found, by=by, at=at, facts={"key": key})
    return found


@action
def conclude_statement(statement: CustomerStatement, *, version: int, by: User, at: dt.datetime) -> CustomerStatement:
    """Say that the account is reconciled with the statement. Raises Refusal with every difference not explained."""
    found = worked_statement(statement, version=version)
    compared = compare(found)
    if not compared.lines and found.stated_minor is None:
        raise refuse("account_reconciliation.no_lines", "the statement has no lines yet: type them first")
    if reasons := conclude_objections(compared.proof, currency=found.currency):
        raise Refusal(tuple(reasons))
    # What was said of differences that are none any more is no part of the proof.
    keys = [row.difference.key for row in compared.proof.lines]
    Explanation.objects.filter(statement=found, stands=True).exclude(key__in=keys).update(stands=False)
    found.state, found.concluded_at, found.concluded_by = State.RECONCILED, at, by
    judge(found)
    tell("concluded", found, by=by, at=at)
    return found


@action
def reopen_statement(statement: CustomerStatement, *, version: int, by: User, at: dt.datetime) -> CustomerStatement:
    """Take back that it is reconciled: it is compared with the account as it is known now."""
    found = locked_statement(statement, version=version)
    if found.state != State.RECONCILED:
        raise refuse("account_reconciliation.not_reconciled", "it is not reconciled")
    found.state, found.concluded_at, found.concluded_by = State.OPEN, None, None
    judge(found)
    tell("reopened", found, by=by, at=at)
    return found


@action
def withdraw_statement(
    statement: CustomerStatement, *, why: str, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Put the statement aside for good: it was of another account, or another one took its place."""
    found = worked_statement(statement, version=version)
    if not why.strip():
        raise refuse("account_reconciliation.why", "say why it is withdrawn")
    found.state, found.withdrawn_why = State.WITHDRAWN, " ".join(why.split())[:200]
    judge(found)
    tell("withdrawn", found, by=by, at=at, private={"why": found.withdrawn_why})
    return found
