"""Adjustment worksheets: lines with several reasons, the tax in each, and what they come to. docs/rules/worksheets.md.

A worksheet becomes one request for each reason and currency, since an approval is about one booking::

    filled = with_tax(lines, taxes={7: ItemTax(1_190_00, 190_00)})     # 595.00 of it has 95.00 of tax
    contents(Worksheet(filled, words="price list of May", evidence=proofs))

The tax of a line is what is typed, else its part of the document's tax. Parts are rounded one after the other along the
lines of a reason, so that together they are the rounded whole and no cent drifts.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction

from creditdesk.domain.policy_requests import Bookings, Cause
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import MOST_LINES, Content, Evidence, Kind, Line

CLAIM_LONGEST = 60


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A document, how much of it falls and why, the tax in that (None: its part), and the customer's claim number."""

    item_id: int
    number: str
    currency: str
    amount_minor: int
    tax_minor: int | None = None
    reason: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Worksheet:
    """All that is filled in on a worksheet; the evidence is that of every line."""

    lines: tuple[SheetLine, ...]
    words: str
    evidence: tuple[Evidence, ...] = ()

    def sha256(self, *, customer_id: int) -> str:
        """What the same worksheet, sent again, is known by."""
        told = json.dumps({"customer": customer_id, **asdict(self)}, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ItemTax:
    """A document as it was billed: its amount, and the tax in it as far as is known, in positive minor units."""

    original_minor: int
    tax_minor: int = 0


def tax_known(original_minor: int, goods_minor: int | None) -> int:
    """The tax that a document is taken to have: what it is above its goods, of which the ERP told; else nothing.

    Freight that was billed stands above the goods too. Whoever prepares the worksheet sees the proposal and types over.
    """
    return 0 if goods_minor is None else max(0, original_minor - max(goods_minor, 0))


def with_tax(lines: Sequence[SheetLine], *, taxes: Mapping[int, ItemTax]) -> tuple[SheetLine, ...]:
    """The lines, each with its tax: what was typed, else its part, rounded along the lines of its reason."""
    exact: dict[tuple[str, str], Fraction] = {}
    filled = []
    for line in lines:
        if line.tax_minor is None:
            key, before = (line.currency, line.reason), exact.get((line.currency, line.reason), Fraction(0))
            exact[key] = before + _part(line.amount_minor, taxes.get(line.item_id))
            line = replace(line, tax_minor=_rounded(exact[key]) - _rounded(before))
        filled.append(line)
    return tuple(filled)


def _part(amount_minor: int, of: ItemTax | None) -> Fraction:
    if of is None or of.original_minor <= 0:
        return Fraction(0)
    return Fraction(amount_minor * min(of.tax_minor, of.original_minor), of.original_minor)


def _rounded(exact: Fraction) -> int:
    """To whole minor units, half up; it never falls as the value grows, which keeps each part within its amount."""
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def contents(sheet: Worksheet) -> list[Content]:
    """The requests that the worksheet makes: one for each reason and currency, in the order of their first lines."""
    grouped: dict[tuple[str, str], list[Line]] = {}
    for line in sheet.lines:
        told = Line(line.item_id, line.number, line.amount_minor, line.tax_minor or 0)
        grouped.setdefault((line.reason, line.currency), []).append(told)
    return [
        Content(
            Kind.ADJUSTMENT,
            currency=currency,
            lines=tuple(lines),
            reason=reason,
            words=sheet.words,
            evidence=sheet.evidence,
        )
        for (reason, currency), lines in grouped.items()
    ]


def objections(sheet: Worksheet) -> list[Reason]:
    """What is wrong with the worksheet as a whole. What is wrong with a request of it, the rules of requests say."""
    found = []
    if not sheet.lines:
        found.append(Reason("worksheet.nothing", "no line has an amount: the worksheet adjusts nothing"))
    if len(sheet.lines) > MOST_LINES:
        text = "at most %(most)d lines stand on a worksheet"
        found.append(Reason("worksheet.too_many", text, {"most": MOST_LINES}))
    times = Counter(line.item_id for line in sheet.lines)
    for line in sheet.lines:
        if times.pop(line.item_id, 1) > 1:
            text = "%(number)s stands on the worksheet twice: one line for each document"
            found.append(Reason("worksheet.twice", text, {"number": line.number}))
        if line.reason not in set(Cause):
            found.append(Reason("worksheet.reason", "%(number)s: choose a reason", {"number": line.number}))
        if len(line.claim) > CLAIM_LONGEST:
            text = "%(number)s: a claim number has at most %(most)d letters"
            found.append(Reason("worksheet.claim", text, {"number": line.number, "most": CLAIM_LONGEST}))
    return found


@dataclass(frozen=True, slots=True)
class Total:
    """What the lines of one reason, account, cost centre and currency come to, with the tax in it."""

    reason: str
    account: str
    cost_centre: str
    currency: str
    amount_minor: int
    tax_minor: int

    @property
    def net_minor(self) -> int:
        """What is booked on the account; the tax goes to the account of the tax."""
        return self.amount_minor - self.tax_minor


def totals(rows: Iterable[Total]) -> list[Total]:
    """The rows added up by reason, account, cost centre and currency, in the order of their first ones."""
    found: dict[tuple[str, str, str, str], Total] = {}
    for row in rows:
        key = (row.reason, row.account, row.cost_centre, row.currency)
        so_far = found.get(key)
        found[key] = row if so_far is None else _together(so_far, row)
    return list(found.values())


def grand_totals(rows: Iterable[Total]) -> list[Total]:
    """The rows added up by currency."""
    return totals(replace(row, reason="", account="", cost_centre="") for row in rows)


def _together(one: Total, other: Total) -> Total:
    return replace(one, amount_minor=one.amount_minor + other.amount_minor, tax_minor=one.tax_minor + other.tax_minor)


def booked(lines: Iterable[SheetLine], *, bookings: Bookings) -> list[Total]:
    """What each line books by the policy; a line without a known reason is left out."""
    found = []
    for line in lines:
        if line.reason in set(Cause):
            on = bookings.of(Cause(line.reason))
            tax = line.tax_minor or 0
            found.append(Total(line.reason, on.account, on.cost_centre, line.currency, line.amount_minor, tax))
    return found
