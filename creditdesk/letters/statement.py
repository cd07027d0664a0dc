"""The statement that a customer gets: open items as of a day, or the movements of a period, in his language.

Everything that is owed stands on it, also what is disputed, which is marked. docs/rules/letters.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from creditdesk.domain.letter_words import day, money, number, short_day, word
from creditdesk.domain.letters import printable
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.letters.facts import postal_address
from creditdesk.parties.models import Customer
from creditdesk.receivables.period_statement import PeriodStatement, period_statements
from creditdesk.receivables.statements import Statement, StatementLine, statements

_METRIC = frozenset({LetterLanguage.SPANISH, LetterLanguage.FRENCH})


def open_items_content(
    customer: Customer, *, as_of: dt.date, today: dt.date, policy: PolicyDocument, language: LetterLanguage
) -> dict[str, Any]:
    """The statement of all open items at the end of the day, as words for paper."""
    found = statements(customer.id, as_of=as_of, today=today, edges=policy.aging.buckets)
    sections = [_open_section(one, policy=policy, language=language) for one in found]
    when = f"{word('as_of', language)} {day(as_of, language)}"
    return _content(customer, sections, when=when, as_of=as_of, policy=policy, language=language)


def period_content(
    customer: Customer, *, first: dt.date, last: dt.date, policy: PolicyDocument, language: LetterLanguage
) -> dict[str, Any]:
    """The statement of a period: opening balance, movements, closing balance."""
    found = period_statements(customer.id, first=first, last=last)
    sections = [_period_section(one, language=language) for one in found]
    when = f"{word('period', language)} {day(first, language)} – {day(last, language)}"
    return _content(customer, sections, when=when, as_of=last, policy=policy, language=language)


def _content(
    customer: Customer,
    sections: Sequence[dict[str, Any]],
    *,
    when: str,
    as_of: dt.date,
    policy: PolicyDocument,
    language: LetterLanguage,
) -> dict[str, Any]:
    letters = policy.letters
    heading = word("statement", language)
    foot = [customer.company.name, letters.phone, letters.email, letters.remit_to]
    content = {
        "language": language.value,
        "paper": "a4" if language in _METRIC else "us-letter",
        "title": f"{heading} {customer.number} {as_of.isoformat()}",
        "day": as_of.isoformat(),
        "company": customer.company.name,
        "sender": [part.strip() for part in letters.sender_address.split(",") if part.strip()],
        "recipient": [line for line in (customer.name, *postal_address(customer).split("\n")) if line],
        "heading": heading,
        "account": customer.number,
        "when": when,
        "foot": " · ".join(part for part in foot if part),
        "sections": list(sections),
        "words": {name: word(name, language) for name in ("page", "of", "account")},
    }
    words: dict[str, Any] = printable(content)
    return words


def _head(name: str, language: LetterLanguage, *, right: bool = False, currency: str = "") -> dict[str, Any]:
    return {"text": word(name, language) + (f", {currency}" if currency else ""), "right": right}


def _open_section(one: Statement, *, policy: PolicyDocument, language: LetterLanguage) -> dict[str, Any]:
    code = one.currency
    disputed = bool(one.disputed_minor)
    heads = [_head(name, language) for name in ("document", "order", "dated", "due")]
    heads.append(_head("days_late", language, right=True))
    if disputed:
        heads.append(_head("disputed", language, right=True, currency=code))
    heads.append(_head("open", language, right=True, currency=code))
    tables = []
    if one.claims:
        rows = [_line(line, code, language, disputed=disputed) for line in one.claims]
        totals = [[word("total", language), number(one.open_minor, currency=code, language=language)]]
        tables.append({"heads": heads, "rows": rows, "totals": totals})
    if one.credits:
        rows = [_credit(line, code, language) for line in one.credits]
        words = [
            _head("credits", language),
            _head("dated", language),
            _head("open", language, right=True, currency=code),
        ]
        totals = [[word("total", language), number(one.credits_minor, currency=code, language=language)]]
        tables.append({"heads": words, "rows": rows, "totals": totals})
    labels = [word("not_due", language), *policy.buckets.labels[1:]]
    ages = [
        [label, number(minor, currency=code, language=language)]
        for label, minor in zip(labels, one.buckets_minor, strict=True)
    ]
    return {
        "currency": code,
        "tables": tables,
        "aging": ages if one.open_minor else [],
        "balance": [word("balance", language), money(Money(one.balance_minor, code), language)],
    }


def _line(line: StatementLine, code: str, language: LetterLanguage, *, disputed: bool) -> list[str]:
    item = line.item
    cells = [
        f"{word(item.kind, language)} {item.number}",
        item.po_number,
        short_day(item.document_date, language),
        short_day(item.due_date, language),
        str(line.days_past_due or ""),
    ]
    if disputed:
        cells.append(number(line.disputed_minor, currency=code, language=language) if line.disputed_minor else "")
    return [*cells, number(line.open_minor, currency=code, language=language)]


def _credit(line: StatementLine, code: str, language: LetterLanguage) -> list[str]:
    item = line.item
    document = f"{word(item.kind, language)} {item.number}"
    return [
        document,
        short_day(item.document_date, language),
        number(line.open_minor, currency=code, language=language),
    ]


def _period_section(one: PeriodStatement, *, language: LetterLanguage) -> dict[str, Any]:
    code, running = one.currency, one.opening_minor
    rows = [
        [
            word("opening", language),
            short_day(one.first, language),
            "",
            number(running, currency=code, language=language),
        ]
    ]
    for each in one.movements:
        running += each.amount_minor
        words = f"{word(each.kind, language)} {', '.join(each.numbers)}"
        amount = number(each.amount_minor, currency=code, language=language)
        rows.append([words, short_day(each.date, language), amount, number(running, currency=code, language=language)])
    heads = [
        _head("movement", language),
        _head("dated", language),
        _head("amount", language, right=True, currency=code),
        _head("balance", language, right=True, currency=code),
    ]
    totals = [[word("closing", language), number(one.closing_minor, currency=code, language=language)]]
    return {
        "currency": code,
        "tables": [{"heads": heads, "rows": rows, "totals": totals}],
        "aging": [],
        "balance": [word("closing", language), money(Money(one.closing_minor, code), language)],
    }
