"""The last touches to a history, so that every kind of case can be seen today, and the numbers of the documents."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from creditdesk.demo.cast import CustomerPlan
from creditdesk.demo.history import Draft, History, Returned, Span, Use

_PREFIXES = {"invoice": "", "credit_memo": "CM", "payment": "P", "fee": "RF", "deduction": "D"}
_FIRST_NUMBERS = {"invoice": 410_000, "credit_memo": 20_000, "payment": 70_000, "fee": 900, "deduction": 5_000}


@dataclass(frozen=True, slots=True)
class ExtensionPlan:
    """A later collection date granted for an invoice."""

    invoice: Draft
    extended_date: dt.date
    granted_on: dt.date
    reason: str


def stage(history: History, accounts: Sequence[CustomerPlan], *, span: Span, random: Random) -> list[ExtensionPlan]:
    """Add money without a remittance, a payment just returned, disputes; returns the extensions to grant."""
    _part_payments(history, span=span, random=random)
    _unexplained_money(history, accounts, span=span, random=random)
    _just_returned(history, span=span)
    _disputes(history, span=span, random=random)
    return _extensions(history, span=span, random=random)


def number_documents(history: History) -> None:
    """Give every document its number, in the order of its date, one series for each company and kind."""
    given: Counter[tuple[str, str]] = Counter()
    documents = sorted((*history.documents, *history.withheld), key=lambda draft: draft.document_date)
    for draft in documents:
        series = draft.account.company, draft.kind
        given[series] += 1
        first = _FIRST_NUMBERS[draft.kind] + (500_000 if draft.account.company.endswith("2") else 0)
        draft.number = f"{_PREFIXES[draft.kind]}{first + given[series]}"


def _unexplained_money(history: History, accounts: Sequence[CustomerPlan], *, span: Span, random: Random) -> None:
    """Payments of the last days that nobody has applied yet: each for one open invoice, on account or overpaid."""
    payers = {account.number for account in accounts if account.habit.name in {"steady", "prompt", "retailer", "slow"}}
    open_invoices = [draft for draft in _open(history, "invoice") if draft.account.number in payers]
    for draft in random.sample(open_invoices, max(2, len(accounts) // 40)):
        day = _business_day_before(span, random.randint(1, 5))
        if day <= draft.document_date:
            continue
        amount = draft.open_minor + random.choice((0, 0, 12_50, -draft.open_minor // 3))
        history.documents.append(
            Draft(draft.account, "payment", -amount, day, day, reference=f"ACH {random.randint(0, 9_999_999):07d}")
        )


def _part_payments(history: History, *, span: Span, random: Random) -> None:
    """Some of those who are late sent a part in the last days, and owe the rest."""
    since = span.today - dt.timedelta(days=12)
    # An invoice that a return has just opened again was not open on every one of these days.
    opened = {id(line[0]) for returned in history.returned if returned.day >= since for line in returned.use.lines}
    late = [
        draft
        for draft in _open(history, "invoice")
        if draft.due_date < since and not draft.account.contact_block and id(draft) not in opened
    ]
    for draft in random.sample(late, max(1, len(late) // 20)):
        day = _business_day_before(span, random.randint(1, 6))
        part = max(1, draft.open_minor * random.randint(20, 60) // 100)
        check = f"check {random.randint(1000, 99_999)}"
        payment = Draft(draft.account, "payment", -part, day, day, reference=check)
        history.documents.append(payment)
        history.uses.append(Use(payment, day, ((draft, part, 0),)))
        draft.open_minor -= part
        payment.open_minor = 0


def _just_returned(history: History, *, span: Span) -> None:
    """The newest whole payments of slow payers come back from the bank."""
    returned = {id(one.use) for one in history.returned}
    spent = {id(use.credit): use for use in history.uses if use.credit.kind == "payment"}
    day = _business_day_before(span, 1)
    candidates = [
        use
        for use in spent.values()
        if use.credit.account.habit.name in {"struggling", "slow"}
        and day - dt.timedelta(days=12) <= use.day < day
        and sum(amount for _, amount, _ in use.lines) == -use.credit.amount_minor
        and id(use) not in returned
        and all(draft.open_minor == 0 for draft, _, _ in use.lines)
    ]
    for use in sorted(candidates, key=lambda use: use.day)[-3:]:
        for draft, amount, discount in use.lines:
            draft.open_minor += amount + discount
        history.returned.append(Returned(use, day))
        fee = Draft(use.credit.account, "fee", 35_00, day, day, reference=f"payment returned: {use.credit.reference}")
        history.documents.append(fee)


def _disputes(history: History, *, span: Span, random: Random) -> None:
    """Customers contest some deductions, and the whole or a part of some overdue invoices."""
    for draft in _open(history, "deduction"):
        if random.randrange(100) < 45:
            draft.disputed_minor = draft.open_minor
    late = [draft for draft in _open(history, "invoice") if draft.due_date < span.today - dt.timedelta(days=10)]
    late = [draft for draft in late if not draft.account.contact_block]
    for draft in random.sample(late, max(1, len(late) // 9)):
        whole = random.randrange(3)
        draft.disputed_minor = draft.open_minor if whole else max(1, draft.open_minor * random.randint(10, 60) // 100)


def _extensions(history: History, *, span: Span, random: Random) -> list[ExtensionPlan]:
    late = [
        draft
        for draft in _open(history, "invoice")
        if 5 < (span.today - draft.due_date).days < 60 and not draft.disputed_minor and not draft.account.contact_block
    ]
    plans = []
    for draft in random.sample(late, max(1, len(late) // 25)):
        granted = _business_day_before(span, random.randint(2, 8))
        until = span.today + dt.timedelta(days=random.randint(5, 25))
        reason = random.choice(("late delivery of a part", "store refit, agreed with the owner", "seasonal goods"))
        plans.append(ExtensionPlan(draft, until, granted, reason))
    return plans


def _open(history: History, kind: str) -> list[Draft]:
    documents: Iterable[Draft] = history.withheld if kind == "deduction" else history.documents
    return [draft for draft in documents if draft.kind == kind and draft.open_minor > 0]


def _business_day_before(span: Span, count: int) -> dt.date:
    return span.calendar.add_business_days(span.today, -count)
