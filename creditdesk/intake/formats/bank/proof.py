"""What only arithmetic and memory tell of statements: do they tie, follow one another, and belong to us?

All checks are functions from facts to findings. Opening plus booked entries is closing; the next opening is this
closing; numbers go on by one; nothing comes twice; the account is one of ours. Invariant I14 of the desk: a statement
that fails is held, with the difference, until a person has looked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from creditdesk.domain.money import Money
from creditdesk.intake.formats.bank.statements import (
    AccountNamed,
    Balance,
    BankFile,
    Entry,
    Finding,
    Noticed,
    Statement,
)


@dataclass(frozen=True, slots=True)
class Before:
    """The last statement of an account that took effect: its number, page, and closing balance in minor units."""

    number: str
    page: str = ""
    closing_minor: int | None = None
    closing_day: date | None = None


def proved(file: BankFile, *, own_accounts: Iterable[str] | None = None) -> BankFile:
    """The file with what the proof found added to each statement. `own_accounts` None: the account is not asked.

    Statements of one account are compared in the order of their numbers, in whatever order the file has them.
    """
    ours = None if own_accounts is None else [_bare(account) for account in own_accounts]
    found = {place: [*check_sum(one), *check_entries(one)] for place, one in enumerate(file.statements)}
    for place, statement in enumerate(file.statements):
        if ours is not None:
            found[place] += check_account(statement, ours)
    for places in _by_account(file.statements):
        for place, findings in _check_row(file.statements, places):
            found[place] += findings
    statements = tuple(
        replace(one, findings=(*one.findings, *found[place])) for place, one in enumerate(file.statements)
    )
    return replace(file, statements=statements)


def check_sum(statement: Statement) -> tuple[Finding, ...]:
    """Opening plus booked entries against closing. Where a balance is not told, that it cannot be proved is said."""
    noticed = Noticed()
    opening, closing = statement.opening, statement.closing
    if opening is None or closing is None:
        if statement.kind == "statement":
            said = "The statement tells no opening or no closing balance; its entries cannot be proved by them."
            noticed.remark("unproved", said, line=statement.line)
        return noticed.take()
    if opening.currency != closing.currency:
        return ()  # noticed by the reader: sums over currencies mean nothing
    booked = sum(one.minor for one in statement.entries if one.status == "booked" and one.currency == opening.currency)
    gap = closing.minor - opening.minor - booked
    if gap:
        said = (
            "Opening balance %(opening)s and entries %(entries)s make %(true)s; the closing balance is %(closing)s, a "
            "difference of %(difference)s."
        )
        noticed.remark(
            "closing",
            said,
            line=statement.line,
            holds=True,
            opening=_said(opening.minor, opening),
            entries=_said(booked, opening),
            true=_said(opening.minor + booked, opening),
            closing=_said(closing.minor, opening),
            difference=_said(gap, opening),
        )
    return noticed.take()


def _said(minor: int, balance: Balance) -> str:
    """The amount in the balance's currency as a reason says it."""
    return str(Money(minor, balance.currency))


def check_entries(statement: Statement) -> tuple[Finding, ...]:
    """Entries that are the same in all that a bank tells of them."""
    noticed = Noticed()
    seen: dict[tuple[object, ...], Entry] = {}
    for entry in statement.entries:
        if not entry.bank_reference:
            continue
        facts = (
            *(entry.bank_reference, entry.minor, entry.booking_date, entry.value_date, entry.payer_reference),
            *(entry.party_name, entry.text, entry.references),
        )
        if first := seen.get(facts):
            said = "The entry is the same as the one on line %(first)d, bank reference %(value)s."
            value = entry.bank_reference
            noticed.remark("entry_twice", said, line=entry.line, holds=True, first=first.line, value=value)
        seen.setdefault(facts, entry)
    return noticed.take()


def check_account(statement: Statement, own: Sequence[str]) -> tuple[Finding, ...]:
    """Whether the account is one of ours. A national number is found in its IBAN, leading zeros aside."""
    number, bank = _bare(statement.account.number), _bare(statement.account.bank)
    if any(_same(number, bank, known) for known in own):
        return ()
    noticed = Noticed()
    said = "The account %(value)s is none of ours: the statement may be another company's."
    noticed.remark("foreign_account", said, line=statement.line, holds=True, value=statement.account.number)
    return noticed.take()


def _bare(account: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", account.upper())


def same_account(named: AccountNamed, known: str) -> bool:
    """Whether the file names the account that is known so: as an IBAN, a number, or a number within an IBAN."""
    return _same(_bare(named.number), _bare(named.bank), _bare(known))


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """The statements account by account, each in the order of days and numbers, whatever order the file has."""
    return [statements[place] for places in _by_account(statements) for place in places]


def _same(number: str, bank: str, known: str) -> bool:
    if not number.strip("0") or not known.strip("0"):
        return False
    if number == known or bank + number == known or number.lstrip("0") == known.lstrip("0"):
        return True
    longer, shorter = (number, known) if len(number) > len(known) else (known, number)
    is_iban = re.match(r"[A-Z]{2}\d{2}", longer) is not None
    return is_iban and len(shorter.lstrip("0")) >= 6 and longer.endswith(shorter.lstrip("0"))


def check_order(statement: Statement, before: Before) -> tuple[Finding, ...]:
    """The statement against the last one of its account: the number goes on, and the opening is that closing."""
    noticed = Noticed()
    _check_number(statement, before, noticed)
    opening = statement.opening
    if opening is not None and before.closing_minor is not None and opening.minor != before.closing_minor:
        said = (
            "The opening balance is %(opening)s; the statement before closed with %(closing)s, a difference of "
            "%(difference)s."
        )
        noticed.remark(
            "opening",
            said,
            line=statement.line,
            holds=True,
            opening=_said(opening.minor, opening),
            closing=_said(before.closing_minor, opening),
            difference=_said(opening.minor - before.closing_minor, opening),
        )
    return noticed.take()


def _check_number(statement: Statement, before: Before, noticed: Noticed) -> None:
    """Numbers begin again with a year; a page may follow a page."""
    now, then = _number(statement.number), _number(before.number)
    if not now or not then:
        return
    page, last_page = _number(statement.page), _number(before.page)
    if now == then and page and last_page:
        if page != last_page + 1:
            said = "Page %(page)s of statement %(value)s follows page %(before)s."
            noticed.remark(
                "page_gap",
                said,
                line=statement.line,
                holds=True,
                page=statement.page,
                value=statement.number,
                before=before.page,
            )
        return
    if now in (then + 1, 1):
        return
    said = "Statement %(value)s follows statement %(before)s: statements are missing, repeated or out of order."
    noticed.remark("number_gap", said, line=statement.line, holds=True, value=statement.number, before=before.number)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _by_account(statements: Sequence[Statement]) -> Iterator[list[int]]:
    """Places of the statements of each account, of one kind and currency, in the order of their numbers and days."""
    rows: dict[tuple[str, str, str, str], list[int]] = {}
    for place, one in enumerate(statements):
        rows.setdefault((one.account.bank, one.account.number, one.currency, one.kind), []).append(place)
    for places in rows.values():
        yield sorted(places, key=lambda place: (_day(statements[place]), *_rank(statements[place])))


def _day(statement: Statement) -> date:
    return closing_day(statement) or date.min


def closing_day(statement: Statement) -> date | None:
    """The day at the end of which the statement stands; None where the file tells none."""
    closing = statement.closing.day if statement.closing is not None else None
    return closing or statement.to_date


def _rank(statement: Statement) -> tuple[int, int]:
    return _number(statement.number), _number(statement.page)


def _check_row(statements: Sequence[Statement], places: list[int]) -> Iterator[tuple[int, tuple[Finding, ...]]]:
    """Each statement against the one before it; one that was there already is named and not compared again."""
    if any(statements[place].kind != "statement" for place in places):
        return
    seen: dict[tuple[object, ...], int] = {}
    last: Statement | None = None
    for place in places:
        one = statements[place]
        key = (one.number, one.page, one.identification, one.opening, one.closing, one.from_date, len(one.entries))
        if key in seen:
            noticed = Noticed()
            said = "The statement stands in the file twice: it is the same as the one on line %(first)d."
            noticed.remark("statement_twice", said, line=one.line, holds=True, first=seen[key])
            yield place, noticed.take()
            continue
        seen[key] = one.line
        if last is not None:
            closing = last.closing
            before = Before(
                last.number, last.page, closing.minor if closing else None, closing.day if closing else None
            )
            yield place, check_order(one, before)
        last = one
