"""What the verbs of this room share: plain functions that run inside the open transaction of an action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from creditdesk.domain.account_matching import SURE
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.reconciliation.comparing import Compared, compare
from creditdesk.reconciliation.models import CustomerStatement, LineMatch

State = CustomerStatement.State
_WORKED = (State.OPEN, State.EXPLAINED)


def locked_statement(statement: CustomerStatement, *, version: int) -> CustomerStatement:
    """The statement as it is now, its customer locked first. Raises Refusal where somebody changed it meanwhile."""
    lock_customers([statement.customer_id])
    found = CustomerStatement.objects.select_for_update(of=("self",)).select_related("customer__company")
    now = found.get(id=statement.id)
    if now.version != version:
        raise refuse(
            "account_reconciliation.changed_meanwhile", "this statement was changed meanwhile; look at it again"
        )
    return now


def worked_statement(statement: CustomerStatement, *, version: int) -> CustomerStatement:
    """The same, where it may be worked on. Raises Refusal also where it is reconciled or withdrawn."""
    found = locked_statement(statement, version=version)
    if found.state == State.RECONCILED:
        raise refuse("account_reconciliation.is_reconciled", "it is reconciled: open it again before it is changed")
    if found.state == State.WITHDRAWN:
        raise refuse("account_reconciliation.is_withdrawn", "the statement was withdrawn")
    return found


def write_sure_matches(statement: CustomerStatement, *, by: User, at: dt.datetime) -> int:
    """Write what the rules are sure of among lines and items that are still free; returns how many."""
    rows = [
        LineMatch(statement=statement, line_id=one.line_id, item_id=one.item_id, how=one.how.value, by=by, at=at)
        for one in compare(statement).found()
        if one.how in SURE
    ]
    LineMatch.objects.bulk_create(rows)
    return len(rows)


def judge(statement: CustomerStatement) -> Compared:
    """Keep how the statement stands now, as its list shows it, and give it its next version."""
    compared = compare(statement)
    proof = compared.proof
    statement.ours_minor, statement.theirs_minor = proof.ours_minor, proof.theirs_minor
    statement.unexplained_minor, statement.unexplained_count = proof.unexplained_minor, len(proof.unexplained)
    if statement.state in _WORKED:
        statement.state = State.OPEN if proof.unexplained or not compared.lines else State.EXPLAINED
    statement.version += 1
    statement.save()
    return compared


def tell(
    kind: str,
    statement: CustomerStatement,
    *,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> None:
    """Append an act on the statement to the journal, with the day that it is of and what is not explained."""
    append(
        f"account_statement.{kind}",
        by=by.username,
        at=at,
        subject=("account_statement", statement.id),
        company_id=statement.company_id,
        customer_id=statement.customer_id,
        facts={
            "day": statement.day.isoformat(),
            "difference": str(Money(statement.ours_minor - statement.theirs_minor, statement.currency)),
            "unexplained": statement.unexplained_count,
            **(facts or {}),
        },
        private=dict(private or {}),
    )
