"""What a person decides about a statement that is held: it is taken in all the same, or set aside."""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.models import BankAccount, BankStatement
from creditdesk.cash.taking_statements import post_receipts, take_lines, taking_for
from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Role
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By

State = BankStatement.State


@action
def let_in(statement: BankStatement, *, why: str, as_of: dt.date, by: User, at: dt.datetime) -> BankStatement:
    """Take a held statement in as it is, for a reason: its lines become receipts and returns.

    Raises Refusal without a reason, where it is not held any more, where the same statement was taken in meanwhile, or
    where the books refuse its postings.
    """
    held = _held(statement, why=why, by=by)
    list(BankAccount.objects.select_for_update().filter(id=held.account_id))
    taken = BankStatement.objects.filter(account_id=held.account_id, key=held.key, state=State.TAKEN).first()
    if taken is not None:
        text = "The statement was taken in already, with import %(id)d: undo that one first."
        raise refuse("bank_statement.taken", text, id=taken.file_id or 0)
    file = ImportFile.objects.filter(id=held.file_id or 0).first()
    rows = [row.row for row in _entries(held)]
    policy = policy_in_force(as_of=as_of, company_id=held.company_id)
    who = By(by.username, at, policy.number)
    taking = taking_for(held.company, file=file, rows=rows, by=who, as_of=as_of)
    take_lines(held, rows, taking)
    post_receipts(taking)
    return _decided(held, state=State.TAKEN, why=why, by=by, at=at)


@action
def set_aside(statement: BankStatement, *, why: str, by: User, at: dt.datetime) -> BankStatement:
    """Put a held statement aside: nothing of it takes effect. Raises Refusal without a reason, or if it is not held."""
    held = _held(statement, why=why, by=by)
    return _decided(held, state=State.SET_ASIDE, why=why, by=by, at=at)


def _held(statement: BankStatement, *, why: str, by: User) -> BankStatement:
    if by.desk_role == Role.MACHINE:
        raise refuse("bank_statement.person", "a person decides about a statement that is held")
    if not why.strip():
        raise refuse("bank_statement.why", "say why")
    held = BankStatement.objects.select_for_update(of=("self",)).select_related("company", "account")
    found = held.get(id=statement.id)
    if found.state != State.HELD:
        text = "The statement is not held any more: %(by)s decided about it."
        raise refuse("bank_statement.changed_meanwhile", text, by=found.decided_by or found.received_by)
    return found


def _entries(held: BankStatement) -> list[StagedRow]:
    file = ImportFile.objects.filter(id=held.file_id or 0).first()
    if file is None:
        return []
    return list(file.rows.filter(record_id=held.id, row__sort="entry").order_by("line"))


def _decided(held: BankStatement, *, state: str, why: str, by: User, at: dt.datetime) -> BankStatement:
    held.state, held.why, held.decided_by, held.decided_at = state, why.strip()[:200], by.username, at
    held.save(update_fields=["state", "why", "decided_by", "decided_at"])
    append(
        "bank_statement.let_in" if state == State.TAKEN else "bank_statement.set_aside",
        by=by.username,
        at=at,
        subject=("bank_statement", held.id),
        company_id=held.company_id,
        facts={"lines": held.line_count},
        private={"why": held.why},
    )
    return held
