"""What bank reconciliation reads: an account's statements and lines, and what moved its cash account in the ledger.

Several bank accounts may post to one cash account of the ledger: what was posted is told apart by the receipt that it
is of. docs/rules/cash_control.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from creditdesk.cash.models import BankAccount, BankedReceipt, BankLine, BankStatement, Receipt, ReturnedPayment
from creditdesk.domain.calendar import WEEKENDS_ONLY
from creditdesk.domain.cash_reconciliation import (
    Booked,
    Reconciliation,
    StatementFacts,
    ToldLine,
    missing_days,
    missing_numbers,
    reconcile,
)
from creditdesk.domain.public_holidays import calendar_of
from creditdesk.intake.formats.bank.facts import TABLE
from creditdesk.receivables.models import Entry

# A statement of days that ended; notices of single movements and of a day that goes on tell no balance.
WHOLE = "statement"
# The longest span that one reconciliation covers, in days.
LONGEST = 92


@dataclass(frozen=True, slots=True)
class AccountDay:
    """A statement's day of an account with how it ties."""

    account: BankAccount
    day: dt.date
    statements: tuple[BankStatement, ...]
    tie: Reconciliation


@dataclass(frozen=True, slots=True)
class Gaps:
    """What the bank did not send: working days without a statement, and numbers left out."""

    days: tuple[dt.date, ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountSpan:
    """An account over some days: as a whole, and each day on which something moved, the newest first."""

    account: BankAccount
    tie: Reconciliation
    days: tuple[AccountDay, ...]


def reconciled(account: BankAccount, *, first: dt.date, last: dt.date) -> Reconciliation:
    """The account from the first to the last day, every difference with its line."""
    return account_span(account, first=first, last=last).tie


def account_span(account: BankAccount, *, first: dt.date, last: dt.date) -> AccountSpan:
    """The account over the days, and day by day; everything is read once."""
    before = _taken(account).filter(closing_date__lt=first).order_by("-closing_date", "-id").first()
    within = _statements(account, first=first, last=last)
    again = told_again([*([before] if before else []), *within])
    statements = [one for one in within if one.id not in again or again[one.id].lines < one.line_count]
    lines = _told(statements)
    booked = _booked(account, first=first, last=last)
    posted_on, told_at_all = _posting_days(_ids(lines)), _ids(lines) | _told_lines(_line_ids(booked) - _ids(lines))

    def tied(begin: dt.date, end: dt.date, earlier: BankStatement | None) -> Reconciliation:
        here = [one for one in lines if begin <= one.day <= end]
        within = [one for one in statements if begin <= one.closing_date <= end]
        return reconcile(
            [_facts(one, again) for one in (*([earlier] if earlier else []), *within)],
            told=here,
            booked=[one for one in booked if begin <= one.day <= end],
            first=begin,
            last=end,
            posted_elsewhen={
                line_id for line_id, days in posted_on.items() if any(not begin <= d <= end for d in days)
            },
            told_elsewhen=told_at_all - _ids(here),
        )

    days, earlier = [], before
    for day in sorted({one.closing_date for one in statements} | {one.day for one in booked}):
        of_day = tuple(one for one in statements if one.closing_date == day)
        days.append(AccountDay(account, day, of_day, tied(day, day, earlier)))
        earlier = of_day[-1] if of_day else earlier
    return AccountSpan(account, tied(first, last, before), tuple(days[::-1]))


def gaps_of(account: BankAccount, *, first: dt.date, last: dt.date) -> Gaps:
    """What the bank left out between the first statement that was taken in and the last day asked for."""
    begin = _taken(account).order_by("closing_date").values_list("closing_date", flat=True).first()
    if begin is None:
        return Gaps((), ())
    rows = list(
        _taken(account)
        .filter(closing_date__range=(first, last))
        .order_by("closing_date", "id")
        .values_list("from_date", "closing_date", "number")
    )
    covered = {day for since, closing, _ in rows for day in _days(since, closing)}
    country = account.company.country
    calendar = calendar_of(country, "", year=last.year) if country else WEEKENDS_ONLY
    missing = missing_days(covered, first=max(first, begin), last=last, calendar=calendar)
    return Gaps(tuple(missing), tuple(missing_numbers(dict.fromkeys(number for _, _, number in rows))))


def last_day(accounts: Iterable[BankAccount]) -> dt.date | None:
    """The latest day for which one of the accounts has a statement."""
    taken = BankStatement.objects.filter(account__in=list(accounts), state=BankStatement.State.TAKEN, kind=WHOLE)
    return taken.order_by("-closing_date").values_list("closing_date", flat=True).first()


def unexplained_lines(accounts: Sequence[BankAccount], *, limit: int) -> list[BankLine]:
    """Lines that are no receipt and that nobody has explained, the oldest first."""
    return list(
        BankLine.objects.filter(
            company__in={one.company_id for one in accounts},
            account__in=list(accounts),
            explained="",
            repeats__isnull=True,
            taken_back_at__isnull=True,
            statement__state=BankStatement.State.TAKEN,
        )
        .exclude(kind=BankLine.Kind.RECEIPT)
        .exclude(returned__state=ReturnedPayment.State.DONE)
        .select_related("account", "company", "statement")
        .order_by("booking_date", "id")[:limit]
    )


def _is_receipt(line: BankLine) -> bool:
    banked = BankedReceipt.objects.filter(line=line, undone_at__isnull=True)
    return Receipt.objects.filter(line=line).exists() or banked.exists()


def is_explainable(line: BankLine) -> bool:
    """Whether a line is one that a person explains: it is no receipt, and its statement counts."""
    return line.repeats_id is None and line.taken_back_at is None and not _is_receipt(line)


def _taken(account: BankAccount) -> QuerySet[BankStatement]:
    return BankStatement.objects.filter(account=account, state=BankStatement.State.TAKEN, kind=WHOLE)


def _statements(account: BankAccount, *, first: dt.date, last: dt.date) -> list[BankStatement]:
    return list(_taken(account).filter(closing_date__range=(first, last)).order_by("closing_date", "id"))


@dataclass(frozen=True, slots=True)
class Again:
    """How many lines of a table an earlier table told, and their sum in minor units."""

    lines: int
    minor: int


def told_again(statements: Iterable[BankStatement]) -> dict[int, Again]:
    """Statement → what of it earlier tables of the account told: exports overlap, and count from where those ended."""
    tables = [one.id for one in statements if one.format == TABLE]
    if not tables:
        return {}
    repeats = BankLine.objects.filter(statement__in=tables, repeats__statement__format=TABLE).order_by()
    sums = repeats.values_list("statement_id").annotate(Count("id"), Sum("amount_minor"))
    return {statement_id: Again(count, int(minor)) for statement_id, count, minor in sums}


def _facts(one: BankStatement, again: Mapping[int, Again]) -> StatementFacts:
    before = again[one.id].minor if one.id in again else 0
    return StatementFacts(
        id=one.id,
        number=one.number,
        closing_date=one.closing_date,
        opening_minor=None if one.opening_minor is None else one.opening_minor + before,
        closing_minor=one.closing_minor,
        moved_minor=one.credits_minor + one.debits_minor - before,
        why=one.why,
    )


def _told(statements: Sequence[BankStatement]) -> list[ToldLine]:
    """The lines of the statements, each under the number of the line that told it first."""
    days = {one.id: one.closing_date for one in statements}
    rows = BankLine.objects.filter(statement__in=list(days)).select_related("repeats").order_by("id")
    rows = rows.exclude(statement__format=TABLE, repeats__statement__format=TABLE)
    found = []
    for row in rows:
        told = row.repeats or row
        words = " ".join(part for part in (told.party_name, told.text) if part)[:200]
        found.append(ToldLine(told.id, days[row.statement_id], row.amount_minor, told.kind, told.explained, words))
    return found


def _booked(account: BankAccount, *, first: dt.date, last: dt.date) -> list[Booked]:
    """What moved the cash account for this bank account within the days."""
    entries = Entry.objects.filter(
        posting_date__range=(first, last),
        item__isnull=True,
        account=account.gl_account,
        company_id=account.company_id,
        currency=account.currency,
    ).values_list(
        "posting_id", "posting_date", "amount_minor", "posting__key", "posting__reverses__key", "posting__reverses_id"
    )
    rows = [(*row[:3], _receipt_of(row[3]) or _receipt_of(row[4] or ""), row[5]) for row in entries.order_by("id")]
    ids = {row[3] for row in rows if row[3] is not None}
    receipts = Receipt.objects.in_bulk(ids)
    standing = BankedReceipt.objects.filter(Q(receipt__in=ids) | Q(line__receipt__in=ids), undone_at__isnull=True)
    banked = {one.receipt_id: one.line for one in standing.select_related("line")}
    told_by_hand = {line.id for line in banked.values()}
    returns = dict(
        ReturnedPayment.objects.filter(receipt__in=ids, state=ReturnedPayment.State.DONE, line__isnull=False)
        .order_by("id")
        .values_list("receipt_id", "line_id")
    )
    alone = not BankAccount.objects.filter(
        company_id=account.company_id, gl_account=account.gl_account, currency=account.currency
    ).exclude(id=account.id)
    found = []
    for posting_id, day, minor, receipt_id, reverses in rows:
        receipt = receipts.get(receipt_id)
        line = banked.get(receipt.id) if receipt else None
        bank_id = line.account_id if line else receipt.account_id if receipt else None
        if bank_id != account.id if receipt else not alone:
            continue
        line_id, number = (line.id if line else receipt.line_id, receipt.number) if receipt else (None, "")
        # What the bank told and a person said is another payment goes in and out by its own line.
        is_another = line is None and line_id in told_by_hand
        if receipt and reverses and not is_another:
            line_id = returns.get(receipt.id)  # what came back is a movement of its own at the bank
        found.append(Booked(posting_id, day, minor, line_id, receipt.id if receipt else None, number))
    return found


def _receipt_of(key: str) -> int | None:
    """The receipt that a posting is of, by its key: `receipt/41`, `receipt/41/back`."""
    parts = key.split("/")
    return int(parts[1]) if parts[0] == "receipt" and len(parts) > 1 and parts[1].isdecimal() else None


def _posting_days(line_ids: set[int]) -> dict[int, set[dt.date]]:
    """Line → the days on which its receipt, or its return, was posted."""
    receipts = Receipt.objects.filter(line__in=line_ids, posting_date__isnull=False)
    standing = receipts.exclude(standing=Receipt.Standing.TAKEN_BACK)
    banked = BankedReceipt.objects.filter(line__in=line_ids, undone_at__isnull=True)
    returned = ReturnedPayment.objects.filter(
        line__in=line_ids, posting_date__isnull=False, state=ReturnedPayment.State.DONE
    )
    found: dict[int, set[dt.date]] = defaultdict(set)
    for line_id, day in [
        *standing.values_list("line_id", "posting_date"),
        *banked.values_list("line_id", "posting_date"),
        *returned.values_list("line_id", "posting_date"),
    ]:
        if day is not None:
            found[line_id or 0].add(day)
    return found


def _told_lines(line_ids: set[int]) -> set[int]:
    """Those of the lines that a whole statement tells, itself or by repeating them."""
    if not line_ids:
        return set()
    whole = BankLine.objects.filter(
        Q(id__in=line_ids) | Q(repeats__in=line_ids),
        statement__state=BankStatement.State.TAKEN,
        statement__kind=WHOLE,
    )
    return {repeats or line_id for line_id, repeats in whole.values_list("id", "repeats_id")}


def _ids(lines: Sequence[ToldLine]) -> set[int]:
    return {one.line_id for one in lines}


def _line_ids(booked: Sequence[Booked]) -> set[int]:
    return {one.line_id for one in booked if one.line_id is not None}


def _days(since: dt.date | None, closing: dt.date) -> list[dt.date]:
    begin = max(since or closing, closing - dt.timedelta(days=LONGEST))
    return [begin + dt.timedelta(days=number) for number in range((closing - begin).days + 1)]
