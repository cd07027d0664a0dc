"""A customer's statement comes in: from a file, which is kept as a document, or typed line by line."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from creditdesk.domain.money import AmountError, exponent
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Visibility
from creditdesk.followup.attaching import journal_document, same_document, write_document
from creditdesk.followup.documents import LARGEST_BYTES, sniffed
from creditdesk.followup.models import Document
from creditdesk.followup.quota import refuse_over_quota
from creditdesk.intake import reader
from creditdesk.intake.formats.customer_statement import LONGEST_NUMBER, LONGEST_WORDS, MOST_LINES, Telling
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.reconciliation.comparing import foreign_numbers
from creditdesk.reconciliation.models import CustomerStatement, LineMatch, StatementLine
from creditdesk.reconciliation.working import judge, tell, worked_statement, write_sure_matches

_NAME = "intake.customer_statement_"
# What cannot be read and is kept all the same: a person types what it says.
_KEPT = frozenset(
    f"intake.advice_{why}"
    for why in ("no_text", "pdf_pages", "pdf_too_much", "pdf_encrypted", "pdf_letters", "unknown")
)
LARGEST_MINOR = 10**15
# No statement is of the future; clocks and time zones differ by a day.
_AHEAD = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is told: numbers and words as written, minor units, what he owes us above zero."""

    document: str
    amount_minor: int
    day: dt.date | None = None
    reference: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class FileTold:
    """What a file says: its lines, its total, and what of it is left to a person."""

    name: str
    content: bytes
    lines: Sequence[Line]
    stated_minor: int | None = None
    remarks: Sequence[Reason] = field(default=())


def read_file(customer: Customer, *, name: str, content: bytes, telling: Telling, as_of: dt.date) -> FileTold:
    """Read the file in the reading program; nothing is written. Raises Refusal with why, and with what is to be said.

    What holds no text that can be read (a scan, two hundred pages) has no lines and a remark: it is kept, and typed.
    """
    check_currency(telling.currency)
    if len(content) > LARGEST_BYTES:
        said = "%(name)s has %(size)d bytes; at most %(most)d are taken"
        raise refuse("document.large", said, name=name[:120], size=len(content), most=LARGEST_BYTES)
    sniffed(content, name=name)
    limits = reader.limits(policy_in_force(as_of=as_of, company_id=customer.company_id).document.intake)
    with tempfile.NamedTemporaryFile(prefix="creditdesk-statement-") as copy:
        copy.write(content)
        copy.flush()
        try:
            rows, end = reader.statement(Path(copy.name), limits=limits, telling=asdict(telling))
        except reader.Unreadable as error:
            if error.reason.code in _KEPT:
                return FileTold(name, content, (), remarks=(error.reason,))
            raise Refusal((_placed(error), error.remedy)) from None
    lines = [
        Line(
            row["document"],
            row["minor"],
            dt.date.fromisoformat(row["day"]) if row["day"] else None,
            row["reference"],
            row["words"],
        )
        for row in rows
    ]
    remarks = []
    if end["in_other_currencies"]:
        text = "%(count)d lines are in %(others)s: load the file once more for each other currency."
        facts: dict[str, str | int] = {
            "count": end["in_other_currencies"],
            "others": ", ".join(end["other_currencies"]),
        }
        remarks.append(Reason(_NAME + "other_currencies", text, facts))
    return FileTold(name, content, lines, end["total_minor"], tuple(remarks))


def _placed(error: reader.Unreadable) -> Reason:
    if error.line is None:
        return error.reason
    return Reason(_NAME + "line", "line %(line)d: %(why)s", {"line": error.line, "why": error.reason})


@action
def load_statement(
    customer: Customer,
    *,
    day: dt.date,
    currency: str,
    told: FileTold | None = None,
    stated_minor: int | None = None,
    even_if_foreign: bool = False,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> CustomerStatement:
    """Take in a statement of the customer: of a file that was read, or (`told` None) to be typed line by line.

    The file is kept as a document; lines with our numbers match at once. What is typed as the total counts before what
    the file says. The same key again is the same statement. Raises Refusal for a day to come, the same file twice, and
    for a file whose numbers are documents of other accounts (`even_if_foreign` takes it in all the same).
    """
    lock_customers([customer.id])
    if there := CustomerStatement.objects.filter(key=key).select_related("customer", "company").first():
        return there
    check_currency(currency)
    if day > as_of + _AHEAD:
        raise refuse("account_reconciliation.future", "%(day)s is still to come", day=day.isoformat())
    document = _kept(customer, told, by=by, at=at) if told else None
    statement = CustomerStatement(
        company_id=customer.company_id,
        customer=customer,
        currency=currency,
        day=day,
        stated_minor=told.stated_minor if told and stated_minor is None else stated_minor,
        source=CustomerStatement.Source.FILE if told else CustomerStatement.Source.TYPED,
        document=document,
        remarks=[one.as_dict() for one in told.remarks] if told else [],
        by=by,
        at=at,
        key=key,
    )
    lines = told.lines if told else ()
    _refuse_twice(statement)
    if not even_if_foreign:
        _refuse_foreign(statement, lines)
    statement.save()
    StatementLine.objects.bulk_create(
        _row(statement, place, line, by=by, at=at) for place, line in enumerate(lines, start=1)
    )
    matched = write_sure_matches(statement, by=by, at=at)
    judge(statement)
    tell("loaded", statement, by=by, at=at, facts={"lines": len(lines), "matched": matched, "source": statement.source})
    return statement


def _kept(customer: Customer, told: FileTold, *, by: User, at: dt.datetime) -> Document:
    found = sniffed(told.content, name=told.name)
    if same := same_document(customer, found, visibility=Visibility.HISTORY):
        return same
    refuse_over_quota(by, at=at)
    document = write_document(
        customer, found, name=told.name, content=told.content, description="Statement of the customer", by=by, at=at
    )
    journal_document(document, by=by, at=at)
    return document


def _refuse_twice(statement: CustomerStatement) -> None:
    if statement.document is None:
        return
    same = CustomerStatement.objects.filter(
        document=statement.document, day=statement.day, currency=statement.currency
    ).exclude(state=CustomerStatement.State.WITHDRAWN)
    if there := same.first():
        text = "this file is loaded already, as statement %(number)d"
        raise refuse("account_reconciliation.loaded", text, number=there.id)


def _refuse_foreign(statement: CustomerStatement, lines: Sequence[Line]) -> None:
    """Two numbers of other accounts and none of this one: it is most likely the statement of somebody else."""
    mine, others = foreign_numbers(statement, [text for one in lines for text in (one.document, one.reference) if text])
    if not mine and others > 1:
        raise refuse(
            "account_reconciliation.foreign",
            "%(count)d of its numbers are documents of other accounts and none is of this one: whose statement is it?",
            count=others,
        )


def check_currency(currency: str) -> None:
    """Raises Refusal where there is no such currency."""
    try:
        exponent(currency)
    except AmountError as error:
        raise Refusal((error.reason,)) from None


@action
def type_line(
    statement: CustomerStatement, *, line: Line, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Add a line as a person reads it from paper; it matches at once where its number is ours.

    Raises Refusal for a line without an amount or that says nothing, for one too many, and where somebody changed the
    statement meanwhile.
    """
    found = worked_statement(statement, version=version)
    place = StatementLine.objects.filter(statement=found).count() + 1
    if reasons := _objections(line, place):
        raise Refusal(tuple(reasons))
    _row(found, place, line, by=by, at=at).save()
    write_sure_matches(found, by=by, at=at)
    judge(found)
    tell("line_typed", found, by=by, at=at, facts={"place": place, "amount_minor": line.amount_minor})
    return found


def _objections(line: Line, place: int) -> list[Reason]:
    reasons = []
    if not line.amount_minor:
        reasons.append(Reason("account_reconciliation.amount_zero", "a line has an amount"))
    if abs(line.amount_minor) > LARGEST_MINOR:
        reasons.append(Reason("account_reconciliation.amount_large", "the amount is more than a line may have"))
    if not (line.document.strip() or line.reference.strip() or line.words.strip()):
        reasons.append(Reason("account_reconciliation.line_empty", "a line has a number, a reference or words"))
    if place > MOST_LINES:
        text = "a statement has at most %(most)d lines"
        reasons.append(Reason("account_reconciliation.many", text, {"most": MOST_LINES}))
    return reasons


def _row(statement: CustomerStatement, place: int, line: Line, *, by: User, at: dt.datetime) -> StatementLine:
    return StatementLine(
        statement=statement,
        place=place,
        document=" ".join(line.document.split())[:LONGEST_NUMBER],
        reference=" ".join(line.reference.split())[:LONGEST_NUMBER],
        day=line.day,
        amount_minor=line.amount_minor,
        words=" ".join(line.words.split())[:LONGEST_WORDS],
        by=by,
        at=at,
    )


@action
def take_line_back(
    statement: CustomerStatement, *, line_id: int, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Say that a line was told wrongly: it does not count any more, nor what it matched or what was said of it.

    Raises Refusal for a line that is not of the statement.
    """
    found = worked_statement(statement, version=version)
    line = StatementLine.objects.filter(statement=found, id=line_id, stands=True).first()
    if line is None:
        raise refuse("account_reconciliation.no_line", "there is no such line")
    line.stands = False
    line.save(update_fields=["stands"])
    LineMatch.objects.filter(line=line, stands=True).update(stands=False)
    found.explanations.filter(line=line, stands=True).update(stands=False)
    judge(found)
    tell("line_taken_back", found, by=by, at=at, facts={"place": line.place, "amount_minor": line.amount_minor})
    return found


@action
def state_total(
    statement: CustomerStatement, *, stated_minor: int | None, version: int, by: User, at: dt.datetime
) -> CustomerStatement:
    """Say what the customer states as his balance, or (None) that only his lines say it."""
    found = worked_statement(statement, version=version)
    if stated_minor is not None and abs(stated_minor) > LARGEST_MINOR:
        raise refuse("account_reconciliation.amount_large", "the amount is more than a line may have")
    found.stated_minor = stated_minor
    judge(found)
    tell("total_stated", found, by=by, at=at, facts={"stated_minor": stated_minor})
    return found
