"""Bank accounts and bank statements: what came, how it ties, and the decision about what is held."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Literal

from ninja import Router, Schema

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.shapes import Amount, Because, Body, Page, PathId, Word, amount, because
from creditdesk.cash import statement_queries as queries
from creditdesk.cash.access import statement_for
from creditdesk.cash.bank_accounts import make_bank_account
from creditdesk.cash.deciding_statements import let_in, set_aside
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import company_for

if TYPE_CHECKING:
    from creditdesk.cash.models import BankAccount, BankLine, BankStatement

router = Router()


class BankAccountOut(Schema):
    """An account of a company at a bank, or a lockbox; the number is as the bank's files name it."""

    id: int
    company: str
    name: str
    number: str
    bank: str
    currency: str
    gl_account: str
    last_statement: dt.date | None


class BankAccountIn(Body):
    """What a new account is: the number as the bank's files name it, the bank as they name it or empty."""

    company: Word
    name: Word
    number: Word
    bank: str = ""
    currency: Word
    gl_account: str = "cash"


class BankStatementOut(Schema):
    """What a bank told of one account in one file. `off` is by how much it does not tie; null where that is unknown."""

    id: int
    company: str
    account: int
    import_id: int | None
    format: str
    kind: str
    number: str
    day: dt.date
    opening: Amount | None
    credits: Amount
    debits: Amount
    closing: Amount | None
    off: Amount | None
    lines: int
    state: str
    noticed: list[Because]
    held_for: list[Because]
    decided_by: str
    why: str


class BankLineOut(Schema):
    """One movement: money in is above zero. `receipt` is the number of the payment that it became."""

    position: int
    kind: str
    amount: Amount
    booking_date: dt.date
    value_date: dt.date
    party_name: str
    party_account: str
    text: str
    reference: str
    told_before: bool
    receipt: str


class StatementDecisionIn(Body):
    """Whether a held statement is let in as it is, or set aside, and why."""

    decision: Literal["let_in", "set_aside"]
    why: Word


@router.get("/bank-accounts", **reads(Page[BankAccountOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def bank_accounts(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[BankAccountOut]:
    """The bank accounts of my companies."""
    return page_by_id(queries.accounts(request.auth.user), show=_account, cursor=cursor, limit=limit)


@router.post("/bank-accounts", **writes(BankAccountOut, status=201))
@needs(Permission.CLOSE_PERIOD, scope=Scope.LEDGER)
@keyed(status=201)
def make_account(request: Call, body: BankAccountIn) -> BankAccountOut:
    """Make a bank account or a lockbox: from then on its statements are taken in."""
    user, said = request.auth.user, body.model_dump()
    company = company_for(user, said.pop("company"))
    return _account(make_bank_account(company, **said, by=user, at=request.at))


@router.get("/bank-statements", **reads(Page[BankStatementOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def bank_statements(
    request: Call,
    state: Literal["", "held", "taken", "set_aside", "taken_back"] = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[BankStatementOut]:
    """The bank statements of my companies, those that came last first."""
    found = queries.statements(request.auth.user, state=state)
    return page_by_id(found, show=_statement, cursor=cursor, limit=limit, newest_first=True)


@router.get("/bank-statements/{statement_id}", **reads(BankStatementOut))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def bank_statement(request: Call, statement_id: PathId) -> BankStatementOut:
    """A bank statement and how it ties."""
    return _statement(statement_for(request.auth.user, statement_id))


@router.get("/bank-statements/{statement_id}/lines", **reads(Page[BankLineOut]))
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def bank_lines(request: Call, statement_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[BankLineOut]:
    """The lines of a bank statement, in its order."""
    found = queries.lines_of(statement_for(request.auth.user, statement_id))
    return page_by_id(found, show=_line, cursor=cursor, limit=limit, key="position")


@router.post("/bank-statements/{statement_id}/decision", **writes(BankStatementOut))
@needs(Permission.POST_LEDGER, scope=Scope.LEDGER)
@keyed()
def decide_statement(request: Call, statement_id: PathId, body: StatementDecisionIn) -> BankStatementOut:
    """Let a held statement in as it is, or set it aside."""
    user = request.auth.user
    held = statement_for(user, statement_id)
    if body.decision == "let_in":
        return _statement(let_in(held, why=body.why, as_of=request.today, by=user, at=request.at))
    return _statement(set_aside(held, why=body.why, by=user, at=request.at))


def _account(one: BankAccount) -> BankAccountOut:
    return BankAccountOut(
        id=one.id,
        company=one.company.code,
        name=one.name,
        number=one.number,
        bank=one.bank,
        currency=one.currency,
        gl_account=one.gl_account,
        last_statement=getattr(one, "last_day", None),
    )


def _statement(one: BankStatement) -> BankStatementOut:
    tie, currency = queries.tie_of(one), one.currency
    findings = queries.findings_of(one)
    return BankStatementOut(
        id=one.id,
        company=one.company.code,
        account=one.account_id,
        import_id=one.file_id,
        format=one.format,
        kind=one.kind,
        number=one.number,
        day=one.closing_date,
        opening=_amount(tie.opening_minor, currency),
        credits=amount(tie.credits_minor, currency),
        debits=amount(tie.debits_minor, currency),
        closing=_amount(tie.closing_minor, currency),
        off=_amount(tie.off_minor, currency),
        lines=one.line_count,
        state=one.state,
        noticed=[because(reason) for _, reason, holds in findings if not holds],
        held_for=[because(reason) for _, reason, holds in findings if holds],
        decided_by=one.decided_by,
        why=one.why,
    )


def _amount(minor: int | None, currency: str) -> Amount | None:
    return None if minor is None else amount(minor, currency)


def _line(one: BankLine) -> BankLineOut:
    receipt = getattr(one, "receipt", None)
    return BankLineOut(
        position=one.position,
        kind=one.kind,
        amount=amount(one.amount_minor, one.currency),
        booking_date=one.booking_date,
        value_date=one.value_date,
        party_name=one.party_name,
        party_account=one.party_account,
        text=one.text,
        reference=one.payer_reference or one.bank_reference,
        told_before=one.repeats_id is not None,
        receipt=receipt.number if receipt else "",
    )
