"""Reading bank accounts and statements: the lists, how a statement ties, and what a person has still to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from creditdesk.cash.access import bank_accounts_for, statements_for
from creditdesk.cash.models import BankAccount, BankLine, BankStatement
from creditdesk.domain.reasons import Reason
from creditdesk.intake.models import StagedRow
from creditdesk.parties.models import User

STATES = tuple(BankStatement.State.values)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Tie:
    """How a statement ties: its balances and what moved between them, in minor units; what a balance lacks is None."""

    opening_minor: int | None
    credits_minor: int
    debits_minor: int
    closing_minor: int | None

    @property
    def off_minor(self) -> int | None:
        """By how much the closing balance differs from what the opening and the movements make."""
        if self.opening_minor is None or self.closing_minor is None:
            return None
        return self.closing_minor - self.opening_minor - self.credits_minor - self.debits_minor


def accounts(user: User) -> QuerySet[BankAccount]:
    """The bank accounts that the user may see, with the day of their last statement."""
    return bank_accounts_for(user).annotate(last_day=Max("statements__closing_date")).order_by("id")


def statements(user: User, *, state: str = "", account_id: int | None = None) -> QuerySet[BankStatement]:
    """The statements that the user may see, the newest first."""
    found = statements_for(user)
    if state in STATES:
        found = found.filter(state=state)
    return found.filter(account_id=account_id) if account_id else found


def tie_of(statement: BankStatement) -> Tie:
    """How the statement ties; of one that has no lines yet, as its file says."""
    credits_minor, debits_minor = statement.credits_minor, statement.debits_minor
    if not statement.line_count and (row := staged_statement(statement)):
        credits_minor, debits_minor = row.row["credits_minor"], row.row["debits_minor"]
    return Tie(statement.opening_minor, credits_minor, debits_minor, statement.closing_minor)


def staged_statement(statement: BankStatement) -> StagedRow | None:
    """The row of the file that brought the statement."""
    rows = StagedRow.objects.filter(file=statement.file_id or 0, record_id=statement.id, row__sort="statement")
    return rows.first()


def lines_of(statement: BankStatement, *, after: int = 0) -> QuerySet[BankLine]:
    """The lines of a statement in its order, with the receipt that each became."""
    found = statement.lines.filter(position__gt=after).select_related("receipt", "receipt__customer", "repeats")
    return found.order_by("position")


def entries_waiting(statement: BankStatement) -> Sequence[StagedRow]:
    """The first entries of a statement that is held, as its file tells them."""
    rows = StagedRow.objects.filter(file=statement.file_id or 0, record_id=statement.id, row__sort="entry")
    return list(rows.order_by("line")[:PAGE]) if not statement.line_count else []


def findings_of(statement: BankStatement) -> list[tuple[int, Reason, bool]]:
    """What was noticed of the statement: the line of the file, in words, and whether it holds it up."""
    return [(one["line"], Reason.from_dict(one["reason"]), one["holds"]) for one in statement.findings]
