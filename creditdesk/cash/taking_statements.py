"""Taking statements in: what the bank told becomes lines, a line that is money from a customer a receipt, one that a
bank took back a returned payment that waits. A movement that was told before is a repeat and takes no effect again.

Runs in the transaction that the import or a decision opened. Locks: customers, then bank accounts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from creditdesk.cash.bank_files import FILE_UNDONE, Ground, judge, key_of, remittance_key, return_key
from creditdesk.cash.entered import certain_of, customers_of_held, deposit_held, tie
from creditdesk.cash.models import (
    BankAccount,
    BankLine,
    BankStatement,
    PayerSign,
    Receipt,
    Remittance,
    ReturnedPayment,
)
from creditdesk.cash.receiving import NewReceipt, take_in
from creditdesk.cash.told_twice import tell_again, told_before
from creditdesk.domain.cash_payers import comparable_account
from creditdesk.domain.periods import ClosedDays, closed_period
from creditdesk.intake.bank.keepers import Row, Written
from creditdesk.intake.formats.bank.facts import TABLE
from creditdesk.intake.models import ImportFile, StagedRow
from creditdesk.journal.actions import Told, append_all
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Company, Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By, write_acts
from creditdesk.receivables.models import Period

Verdict = StagedRow.Verdict
State = BankStatement.State
Kind = BankLine.Kind


@dataclass(slots=True)
class Taking:
    """One transaction's work: who takes what of which company in, on which day, and what comes together for the end."""

    company: Company
    file: ImportFile | None
    by: By
    as_of: dt.date
    # The day for what is booked in a closed period or later than today.
    else_on: dt.date
    closed: list[ClosedDays]
    payers: dict[str, Customer] = field(default_factory=dict)
    # Lines that are money in and told for the first time.
    came: list[BankLine] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    # Those of these lines that a payment processor tells of.
    by_card: set[int] = field(default_factory=set)

    def posting_date(self, day: dt.date) -> dt.date:
        """The booking date, where it is open and has come."""
        fits = day <= self.as_of and closed_period(day, closed=self.closed) is None
        return day if fits else self.else_on


def taking_for(company: Company, *, file: ImportFile | None, rows: Iterable[Row], by: By, as_of: dt.date) -> Taking:
    """What taking rows in needs; the customers who are certain to have paid are held, and then the bank accounts."""
    closed = list(Period.objects.filter(company=company).values_list("first_day", "last_day"))
    day = file.as_of if file is not None and closed_period(file.as_of, closed=closed) is None else as_of
    taking = Taking(company, file, by, as_of, min(day, as_of), closed)
    payments = [one for row in rows for one in row.get("payments", ())]
    named = {comparable_account(one["party_account"]) for one in payments} - {""}
    taking.payers = _known_payers(company, named)
    moved = {customer.id for customer in taking.payers.values()}
    lock_customers(moved | customers_of_held(company.id, {one["minor"] for one in payments}))
    list(BankAccount.objects.select_for_update().filter(company=company).order_by("id"))
    return taking


def _known_payers(company: Company, accounts: set[str]) -> dict[str, Customer]:
    """Bank account → the customer who pays from it, where he is the only one who ever did."""
    signs = PayerSign.objects.filter(
        company=company, kind=PayerSign.Kind.BANK_ACCOUNT, value__in=accounts, forgotten_at__isnull=True
    ).select_related("customer")
    found: dict[str, dict[int, Customer]] = defaultdict(dict)
    for sign in signs:
        found[sign.value][sign.customer_id] = sign.customer
    return {account: next(iter(those.values())) for account, those in found.items() if len(those) == 1}


def post_rows(file: ImportFile, rows: Sequence[StagedRow], *, at: dt.datetime, as_of: dt.date) -> list[Written]:
    """Post rows of a bank file in their order, each judged again as the ledger is now. Raises Refusal."""
    policy = policy_in_force(as_of=as_of, company_id=file.company_id)
    by = By(file.posted_by, at, policy.number)
    taking = taking_for(file.company, file=file, rows=[row.row for row in rows], by=by, as_of=as_of)
    on = Ground.of(file)
    lines = {row.row["statement_line"] for row in rows if row.row["sort"] == "entry"}
    above = {row.line: row for row in file.rows.filter(line__in=lines)}
    for row in above.values():
        on.statements[row.row["place"]] = row.line, row.verdict
    written: list[Written] = []
    statements: dict[int, BankStatement] = {}
    for row in rows:
        judged = judge([row.row], on=on)[0]
        one = Written(judged.verdict, judged.reasons, judged.added)
        if one.verdict == Verdict.NEW:
            one.record_id = _take(row, one, statements, above, taking)
        written.append(one)
    _finish(taking)
    return written


def _take(
    row: StagedRow,
    one: Written,
    statements: dict[int, BankStatement],
    above: dict[int, StagedRow],
    taking: Taking,
) -> int:
    said = {**row.row, **one.added}
    if said["sort"] == "statement":
        statements[row.line] = _new_statement(said, taking)
        return statements[row.line].id
    if said["sort"] == "entry":
        line = said["statement_line"]
        if line not in statements:
            statements[line] = BankStatement.objects.get(id=above[line].record_id or 0)
        statement = statements[line]
        if statement.state == State.TAKEN:
            take_lines(statement, [said], taking)
        return statement.id
    return _new_remittance(said, taking) if said["sort"] == "remittance" else _new_return(said, taking)


def _new_statement(row: Row, taking: Taking) -> BankStatement:
    held = row["held"]
    statement = BankStatement.objects.create(
        company=taking.company,
        account_id=row["account_id"],
        file_id=taking.file.id if taking.file else None,
        format=row["format"][:20],
        kind=row["kind"],
        key=key_of(row),
        number=row["number"],
        page=row["page"],
        currency=row["currency"],
        opening_minor=row["opening_minor"],
        closing_minor=row["closing_minor"],
        from_date=row["from_date"],
        closing_date=dt.date.fromisoformat(row["day"]) if row["day"] else taking.else_on,
        findings=row["findings"],
        state=State.HELD if held else State.TAKEN,
        received_at=taking.by.at,
        received_by=taking.by.username,
    )
    facts = {"account": row["account_id"], "file": statement.file_id, "findings": len(row["findings"])}
    kind = "bank_statement.held" if held else "bank_statement.taken"
    taking.told.append(Told(kind, ("bank_statement", statement.id), taking.company.id, None, facts))
    return statement


def take_lines(statement: BankStatement, rows: Sequence[Row], taking: Taking) -> None:
    """Write the lines of entries of a statement that is taken in; the receipts that they bring come together later."""
    payments = [(row, one) for row in rows for one in row["payments"]]
    earlier = _told_before(statement, {one["digest"] for _, one in payments})
    lines = []
    for position, (row, one) in enumerate(payments, start=statement.line_count + 1):
        key, repeats = _key(one["digest"], earlier.get(one["digest"]), statement)
        day = one["booking_date"] or one["value_date"] or statement.closing_date.isoformat()
        lines.append(
            BankLine(
                company=taking.company,
                account_id=statement.account_id,
                statement=statement,
                position=position,
                file_line=row["file_line"],
                kind=one["kind"],
                currency=one["currency"],
                amount_minor=one["minor"],
                booking_date=dt.date.fromisoformat(day),
                value_date=dt.date.fromisoformat(one["value_date"] or day),
                key=key,
                repeats=repeats,
                party_name=one["party_name"],
                party_account=one["party_account"],
                text=one["text"],
                bank_reference=one["bank_reference"],
                payer_reference=one["payer_reference"],
                references=one["references"],
                documents=one["documents"],
                code=one["code"],
                return_code=one["return_code"],
            )
        )
    BankLine.objects.bulk_create(lines)
    statement.line_count += len(lines)
    statement.credits_minor += sum(line.amount_minor for line in lines if line.amount_minor > 0)
    statement.debits_minor += sum(line.amount_minor for line in lines if line.amount_minor < 0)
    statement.save(update_fields=["line_count", "credits_minor", "debits_minor"])
    for line, (row, one) in zip(lines, payments, strict=True):
        if row.get("by_card"):
            taking.by_card.add(line.id)
        if line.repeats is None and line.kind == Kind.RECEIPT:
            taking.came.append(line)
        if line.repeats is None and line.kind == Kind.RETURNED:
            _returned_of(line, one["return_reason"], taking)


def _told_before(statement: BankStatement, digests: set[str]) -> dict[str, BankLine]:
    standing = BankLine.objects.filter(
        account_id=statement.account_id, key__in=digests, repeats__isnull=True, taken_back_at__isnull=True
    )
    return {line.key: line for line in standing.select_related("statement")}


def _key(digest: str, earlier: BankLine | None, statement: BankStatement) -> tuple[str, BankLine | None]:
    """The key of a line, and the one that it repeats.

    Two statements of a day that ended, each proved by its balances, do not tell the same movement twice: then two
    movements look alike. A notice and a statement do, and so do extracts without balances, and tables, which overlap
    as people export them: two alike of one day are told apart by their number, or by the balance behind each.
    """
    if earlier is None or statement.format == earlier.statement.format == TABLE:
        return digest, earlier
    if statement.kind == earlier.statement.kind and _is_proved(statement) and _is_proved(earlier.statement):
        return hashlib.sha256(f"{digest}/{statement.key}".encode()).hexdigest()[:40], None
    return digest, earlier


def _is_proved(statement: BankStatement) -> bool:
    return statement.opening_minor is not None and statement.closing_minor is not None


def _receipt(line: BankLine, taking: Taking) -> NewReceipt:
    channel = Receipt.Channel.CARD if line.id in taking.by_card else Receipt.Channel.TRANSFER
    if line.statement.format == "lockbox":
        channel = Receipt.Channel.LOCKBOX
    return NewReceipt(
        line.amount_minor,
        line.currency,
        line.value_date,
        taking.posting_date(line.booking_date),
        channel=channel,
        account=line.statement.account,
        line=line,
        customer=taking.payers.get(comparable_account(line.party_account)),
        trace=line.payer_reference or line.bank_reference,
        payer_name=line.party_name,
        payer_account=line.party_account,
        text=line.text,
    )


def _returned_of(line: BankLine, reason: str, taking: Taking) -> None:
    _write_return(
        f"line/{line.account_id}/{line.key}",
        taking,
        line=line,
        code=line.return_code,
        reason=reason,
        currency=line.currency,
        amount_minor=-line.amount_minor,
        day=line.booking_date,
        reference=line.payer_reference or line.bank_reference,
        party_name=line.party_name,
    )


def _new_return(row: Row, taking: Taking) -> int:
    return _write_return(
        return_key(row),
        taking,
        code=row["code"],
        reason=row["reason"],
        currency=row["currency"],
        amount_minor=abs(row["minor"]),
        day=dt.date.fromisoformat(row["day"]) if row["day"] else taking.else_on,
        reference=row["reference"],
        party_name=row["party_name"],
    )


def _write_return(key: str, taking: Taking, **told: Any) -> int:
    """A return that waits, or waits again where its file was undone; one that another source told is the same."""
    waiting = {
        **told,
        "file_id": taking.file.id if taking.file else None,
        "state": ReturnedPayment.State.WAITING,
        "recorded_at": taking.by.at,
        "recorded_by": taking.by.username,
        "why": "",
    }
    known = ReturnedPayment.objects.filter(Q(key=key) | Q(other_key=key), company=taking.company)
    undone = Q(why=FILE_UNDONE, state=ReturnedPayment.State.SET_ASIDE)
    if (there := known.exclude(undone).first()) is not None:
        return there.id
    if (same := told_before(taking.company, told)) is not None:
        return tell_again(same, key=key, told=told)
    if (there := known.filter(undone).first()) is not None:
        ReturnedPayment.objects.filter(id=there.id).update(**waiting)
        return there.id
    return ReturnedPayment.objects.create(company=taking.company, key=key, **waiting).id


def _new_remittance(row: Row, taking: Taking) -> int:
    return Remittance.objects.create(
        company=taking.company,
        file_id=taking.file.id if taking.file else None,
        source=f"import {taking.file.id}" if taking.file else "",
        format=row["format"][:20],
        key=remittance_key(row),
        digest=row.get("digest", ""),
        payer_name=row["payer_name"],
        payer_number=row["payer_number"],
        payer_account=row["payer_account"],
        payment_reference=row["payment_reference"],
        payment_date=row["payment_date"],
        currency=row["currency"][:3],
        amount_minor=row["minor"],
        lines=row["documents"],
        findings=row["findings"],
        state=Remittance.State.HELD if row.get("held") else Remittance.State.WAITING,
        received_at=taking.by.at,
        received_by=taking.by.username,
    ).id


def _finish(taking: Taking) -> None:
    post_receipts(taking)
    append_all(taking.told, by=taking.by.username, at=taking.by.at)


def post_receipts(taking: Taking) -> None:
    """Post the money in that came together: a payment entered by hand goes to the bank, all else is a new receipt."""
    if not taking.came:
        return
    policy = policy_in_force(as_of=taking.as_of, company_id=taking.company.id)
    known = {line.id: taking.payers.get(comparable_account(line.party_account)) for line in taking.came}
    payers = {line_id: customer.id if customer else None for line_id, customer in known.items()}
    entered = certain_of(taking.came, payers=payers, policy=policy)
    new = [_receipt(line, taking) for line in taking.came if line.id not in entered]
    if new:
        take_in(new, company=taking.company, policy=policy, as_of=taking.as_of, by=taking.by)
    if entered:
        again = [line for line in taking.came if line.id in entered]
        days = {entered[line.id].id: taking.posting_date(line.booking_date) for line in again}
        deposit_held(entered.values(), days=days, policy=policy, as_of=taking.as_of, by=taking.by)
        acts = [tie(entered[line.id], line, day=taking.posting_date(line.booking_date), by=taking.by) for line in again]
        edges = policy.document.aging.buckets
        write_acts(taking.company.id, acts, by=taking.by, as_of=taking.as_of, edges=edges)
