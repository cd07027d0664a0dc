"""Open items: the documents that are not settled, and the rules that hold for every one of them.

Amounts are signed minor units. What a customer owes is positive (invoice, debit memo, deduction, fee), what we owe him
is negative (credit memo, payment). Open is the original plus all entries, and lies between zero and the original::

    open_balance(10_000, entries=[-4_900, -100])    # 5_000
    open_balance(-90_000, entries=[80_000])         # -10_000: a credit memo with 100.00 left
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from creditdesk.domain.reasons import Refusal, refuse


class ItemKind(StrEnum):
    """What document the item is."""

    INVOICE = "invoice"
    DEBIT_MEMO = "debit_memo"
    DEDUCTION = "deduction"
    FEE = "fee"
    CREDIT_MEMO = "credit_memo"
    PAYMENT = "payment"


CREDIT_KINDS = frozenset({ItemKind.CREDIT_MEMO, ItemKind.PAYMENT})


@dataclass(frozen=True, slots=True)
class OpenItem:
    """The facts of one item that aging and application need; `company` is the code of the selling legal entity."""

    id: int
    company: str
    kind: ItemKind
    currency: str
    original_minor: int
    open_minor: int
    document_date: date
    due_date: date
    extended_date: date | None = None


def kind_for(kind: ItemKind, *, original_minor: int) -> ItemKind | Refusal:
    """The kind that fits the sign: a negative invoice or charge of any kind is a credit memo; refused where none fits.

    A positive credit memo is refused, not turned: whether the file writes credits without a sign is a question for the
    person who maps its columns (docs/rules/application.md).
    """
    if original_minor == 0:
        return refuse("item.zero", "an item of zero is no open item")
    if original_minor < 0:
        return kind if kind in CREDIT_KINDS else ItemKind.CREDIT_MEMO
    if kind in CREDIT_KINDS:
        return refuse("item.sign", "a %(kind)s must be negative", kind=kind.replace("_", " "))
    return kind


def within_bounds(open_minor: int, *, original_minor: int) -> bool:
    """True if open lies between zero and the original, on the original's side of zero (docs/rules/application.md)."""
    return min(0, original_minor) <= open_minor <= max(0, original_minor)


def open_balance(original_minor: int, *, entries: Iterable[int]) -> int | Refusal:
    """Original plus all entries in minor units; refused at the first entry that passes zero or the original."""
    open_minor = original_minor
    for number, entry in enumerate(entries, start=1):
        open_minor += entry
        if not within_bounds(open_minor, original_minor=original_minor):
            text = "entry %(number)d of %(entry)d takes the item of %(original)d to %(open)d minor units"
            facts = {"number": number, "entry": entry, "original": original_minor, "open": open_minor}
            return refuse("item.bounds", text, **facts)
    return open_minor


def days_past_due(due_date: date, *, as_of: date) -> int:
    """Calendar days since the due date: 0 on it, negative before it."""
    return (as_of - due_date).days


def oldest(items: Iterable[OpenItem]) -> OpenItem | None:
    """The open debit item that fell due first, by document date and id where several did; None if nothing is owed."""
    return min((item for item in items if item.open_minor > 0), key=_age_order, default=None)


def oldest_first(items: Iterable[OpenItem]) -> list[OpenItem]:
    """The open debit items in the order in which they fell due."""
    return sorted((item for item in items if item.open_minor > 0), key=_age_order)


def _age_order(item: OpenItem) -> tuple[date, date, int]:
    return item.due_date, item.document_date, item.id
