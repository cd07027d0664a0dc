"""Payments that come back: which receipt a bank's return is of, and whether a payment is the same presented again.

A bank that returns a payment names it by its trace or reference, by its amount and by who paid. One sign alone may be
an accident; what is proved by the trace, or by amount, payer and days with no other payment in question, is taken back
by itself. Everything else waits for a person with the payments in question.

Source: docs/rules/cash_returns.md; handbook 4.2; scenarios S22 and S23.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from creditdesk.domain.likeness import comparable_name, comparable_number
from creditdesk.domain.reasons import Reason

# So long after its value date a payment may come back: a debit that was not authorised within sixty days.
RETURN_DAYS = 70
# So long after its return a payment is presented again.
AGAIN_DAYS = 30
# So long has whoever took a payment in full of a disputed debt to pay it back (UCC 3-311(c)(2)); counsel confirms it.
REPAYMENT_DAYS = 90
_AGAIN = re.compile(r"retry\s*pymt|re-?present|re-?deposit|second presentment|wiedervorlage", re.IGNORECASE)
_IN_FULL = re.compile(
    r"\b(paid|payment|settlement)\s+in\s+full\b|\bin\s+full\s+(and\s+final\s+)?(settlement|satisfaction)\b"
    r"|\bfull\s+and\s+final\b|\baccord\s+and\s+satisfaction\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """A return as the bank told it. Minor units above zero."""

    currency: str
    amount_minor: int
    day: date
    reference: str = ""
    party_name: str = ""


@dataclass(frozen=True, slots=True)
class CameIn:
    """A payment that came in, as far as a return or another payment is compared with it."""

    receipt_id: int
    currency: str
    amount_minor: int
    value_date: date
    trace: str = ""
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment in question, with what speaks for it."""

    receipt_id: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The payments in question, likeliest first, and the one of which it is proved that it is it."""

    candidates: tuple[Candidate, ...] = ()
    certain: int | None = None


def find_returned(returned: ReturnFacts, *, among: Iterable[CameIn]) -> Found:
    """Which of the payments came back. Source: docs/rules/cash_returns.md.

    Amount and currency agree always: a bank returns the whole payment. The trace proves it where one payment has it;
    so do amount, payer and days where no other payment is in question.
    """
    fitting = [
        one
        for one in among
        if (one.currency, one.amount_minor) == (returned.currency, returned.amount_minor)
        and timedelta() <= returned.day - one.value_date <= timedelta(days=RETURN_DAYS)
    ]
    told = [(one, *_signs(returned, one)) for one in fitting]
    told.sort(key=lambda row: (-row[1], returned.day - row[0].value_date, row[0].receipt_id))
    candidates = tuple(Candidate(one.receipt_id, reasons) for one, _, reasons in told)
    by_trace = [one for one, strength, _ in told if strength >= _TRACE]
    if len(by_trace) == 1:
        return Found(candidates, by_trace[0].receipt_id)
    by_payer = [one for one, strength, _ in told if strength & _PAYER]
    if not by_trace and len(by_payer) == 1 and len(fitting) == 1:
        return Found(candidates, by_payer[0].receipt_id)
    return Found(candidates)


_PAYER, _TRACE = 1, 2


def _signs(returned: ReturnFacts, one: CameIn) -> tuple[int, tuple[Reason, ...]]:
    strength, reasons = 0, []
    reference = comparable_number(returned.reference)
    if reference and reference == comparable_number(one.trace):
        strength |= _TRACE
        reasons.append(Reason("returned.trace", "the return names its trace %(trace)s", {"trace": one.trace}))
    elif len(reference) >= _TELLING and reference in comparable_number(one.text):
        strength |= _TRACE
        facts: dict[str, str | int] = {"reference": returned.reference}
        reasons.append(Reason("returned.reference", "the reference %(reference)s stands in its text", facts))
    name = comparable_name(returned.party_name)
    if name and name == comparable_name(one.payer_name):
        strength |= _PAYER
        reasons.append(Reason("returned.payer", "%(name)s paid it", {"name": one.payer_name}))
    days = (returned.day - one.value_date).days
    reasons.append(Reason("returned.amount", "the same amount, %(days)d days before", {"days": days}))
    return strength, tuple(reasons)


# A reference of fewer signs stands in a text by accident.
_TELLING = 6
# So far apart are the days on which two sources tell the same return.
SAME_DAYS = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A return that another source told: what it and the payment that came back are called, and who paid."""

    returned_id: int
    day: date
    references: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def same_return(told: ReturnFacts, *, among: Iterable[Known]) -> int | None:
    """Which return of this amount and currency is the one that is told here once more; None where that is not proved.

    Proved by a reference that both name and no other has; or by the payer's name, if no other is of this amount and
    these days. Source: docs/rules/cash_returns.md.
    """
    near = [one for one in among if abs((one.day - told.day).days) <= SAME_DAYS]
    reference, name = comparable_number(told.reference), comparable_name(told.party_name)
    named = [one for one in near if _says(reference, one.references)]
    if named:
        return named[0].returned_id if len(named) == 1 else None
    if len(near) != 1 or not name:
        return None
    return near[0].returned_id if name in map(comparable_name, near[0].names) else None


def _says(reference: str, references: Iterable[str]) -> bool:
    return len(reference) >= _TELLING and reference in map(comparable_number, references)


def find_presented_again(returned: CameIn, *, day: date, among: Iterable[CameIn]) -> Found:
    """Which payment is the returned one presented again after `day`, the day of its return.

    Certain where one payment of the same amount has its trace, or says that it is presented again and is of the same
    payer. Source: scenario S23.
    """
    fitting = [
        one
        for one in among
        if one.receipt_id != returned.receipt_id
        and (one.currency, one.amount_minor) == (returned.currency, returned.amount_minor)
        and timedelta() <= one.value_date - day <= timedelta(days=AGAIN_DAYS)
        and _same_payer(returned, one)
    ]
    told = [(one, tuple(_again_signs(returned, one))) for one in fitting]
    proved = [one for one, signs in told if signs]
    amount = Reason("presented.amount", "the same payer and amount, after the return")
    candidates = tuple(Candidate(one.receipt_id, (*signs, amount)) for one, signs in told)
    return Found(candidates, proved[0].receipt_id if len(proved) == 1 else None)


def _again_signs(returned: CameIn, one: CameIn) -> Iterable[Reason]:
    if returned.trace and comparable_number(returned.trace) == comparable_number(one.trace):
        yield Reason("presented.trace", "it has the trace %(trace)s of the returned one", {"trace": one.trace})
    if _AGAIN.search(one.text):
        yield Reason("presented.said", "its text says that it is presented again")


def _same_payer(returned: CameIn, one: CameIn) -> bool:
    if returned.customer_id is not None and one.customer_id is not None:
        return returned.customer_id == one.customer_id
    if returned.payer_account and returned.payer_account == one.payer_account:
        return True
    name = comparable_name(returned.payer_name)
    return bool(name) and name == comparable_name(one.payer_name)


def unfit_return(
    *, amounts: Sequence[tuple[int, str]], value_date: date, day: date, as_of: date, reason: str
) -> tuple[Reason, ...]:
    """Why a payment cannot be taken back as returned on the day; `amounts` are those of return and payment."""
    found = []
    if len(set(amounts)) > 1:
        found.append(Reason("returned.other_amount", "a bank returns the whole payment, and the amounts differ"))
    if day > as_of:
        found.append(Reason("returned.future", "%(day)s has not come yet", {"day": day.isoformat()}))
    if day < value_date:
        text = "nothing comes back before it came: the payment is of %(day)s"
        found.append(Reason("returned.early", text, {"day": value_date.isoformat()}))
    if not reason.strip():
        found.append(Reason("returned.why", "say why the bank returned it"))
    return tuple(found)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month: 2026-04-15 and six months are 2026-10-15."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_second(day: date, *, earlier: Iterable[date], months: int) -> bool:
    """Whether a return on the day is the second within the months that end with it."""
    return any(one <= day < months_after(one, months) for one in earlier)


def offers_full_settlement(text: str) -> bool:
    """Whether a payer's words offer the payment as payment in full."""
    return bool(_IN_FULL.search(text))


def repayment_deadline(paid_on: date) -> date:
    """Until when a payment in full of a disputed debt can be paid back: 2026-03-02 gives 2026-05-31. Source: S25."""
    return paid_on + timedelta(days=REPAYMENT_DAYS)


def needs_counsel(region: str, *, country: str) -> bool:
    """Whether counsel is asked before an offer of payment in full is answered: the sources on New York differ."""
    return country.upper() in ("", "US") and region.strip().upper() in ("NY", "NEW YORK")
