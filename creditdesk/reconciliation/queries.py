"""What the pages, the interface and the lists show of customers' statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.domain.account_reconciliation import Action, Cause, Difference
from creditdesk.parties.models import User
from creditdesk.reconciliation.access import visible_statements
from creditdesk.reconciliation.comparing import Compared, compare
from creditdesk.reconciliation.explaining import as_proposed
from creditdesk.reconciliation.models import CustomerStatement, Explanation

__all__ = ["Compared", "as_proposed", "compare", "default_action", "default_cause", "proof_rows", "statements_in"]


@dataclass(frozen=True, slots=True)
class ProofRow:
    """A line of the reconciliation as HANDBOOK section 8 has it; `left_minor` is the running balance down to zero."""

    difference: Difference
    explanation: Explanation | None
    date: dt.date | None
    document: str
    reference: str
    left_minor: int


def proof_rows(compared: Compared) -> list[ProofRow]:
    """The differences in their order, each with what a person said of it."""
    rows = []
    for one in compared.proof.lines:
        item, line = one.difference.item, one.difference.line
        rows.append(
            ProofRow(
                one.difference,
                compared.explanations.get(one.difference.key) if one.is_explained else None,
                item.document_date if item else line.day if line else None,
                item.number if item else line.document if line else "",
                _reference(one.difference),
                one.left_minor,
            )
        )
    return rows


def _reference(one: Difference) -> str:
    """What they call it, where it is on their side; else what it refers to on ours."""
    if one.line:
        theirs = one.line.document if one.item else ""
        return one.line.reference or theirs
    return one.item.reference if one.item else ""


def statements_in(
    user: User, *, states: Sequence[str], as_of: dt.date, customer_id: int | None = None
) -> QuerySet[CustomerStatement]:
    """The statements that the user sees, in some states or (none named) in every one."""
    found = visible_statements(user, as_of=as_of)
    if states:
        found = found.filter(state__in=list(states))
    return found if customer_id is None else found.filter(customer_id=customer_id)


def default_cause(row: ProofRow) -> Cause:
    """The cause that is said or, where none is, proposed."""
    return Cause(row.explanation.cause) if row.explanation else row.difference.hint.cause


def default_action(row: ProofRow) -> Action:
    """The action that is said or, where none is, proposed."""
    return Action(row.explanation.action) if row.explanation else row.difference.hint.action
