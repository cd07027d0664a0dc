"""What kind of item a row is and what it is worth, by its document type, its sign and what is open of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from creditdesk.domain.open_item import CREDIT_KINDS, ItemKind, kind_for, within_bounds
from creditdesk.domain.reasons import Refusal
from creditdesk.intake.formats.cells import RowCells
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.synonyms import squashed

# Names and codes under which programs of the trade keep the kinds of document; squashed as headings are.
_KINDS: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.INVOICE: ("invoice", "inv", "rv", "dr", "ri", "tax invoice", "sales invoice", "customer invoice", "bill"),
    ItemKind.DEBIT_MEMO: ("debit memo", "debit note", "dm", "dn"),
    ItemKind.CREDIT_MEMO: ("credit memo", "credit note", "credit", "cm", "cn", "dg", "rm", "cust credit", "refund"),
    ItemKind.PAYMENT: ("payment", "pmt", "dz", "ab", "receipt", "cash", "cash receipt", "unapplied", "unapplied cash"),
    ItemKind.DEDUCTION: ("deduction", "chargeback", "short payment", "short pay"),
    ItemKind.FEE: ("fee", "finance charge", "interest", "late fee", "finance charge memo"),
}
KIND_OF_TYPE = {squashed(name): kind for kind, names in _KINDS.items() for name in names}
_CREDIT_SIGNS = frozenset({"h", "c", "cr", "credit", "haben"})
_DEBIT_SIGNS = frozenset({"s", "d", "dr", "debit", "soll"})


class Amounts(NamedTuple):
    """Kind and signed minor units of one item."""

    kind: ItemKind
    original_minor: int
    open_minor: int


def decide_amounts(row: RowCells, *, currency: str, settled: date | None, notes: list[str]) -> Amounts:
    """Kind, original and open amount of a row. Raises CellRefused where they are missing or contradict each other.

    Rule: docs/rules/intake.md, "Kinds and signs" and "What is open".
    """
    opened = row.amount("open_amount", currency=currency) if row.has("open_amount") else None
    original = row.amount("original_amount", currency=currency) if row.has("original_amount") else None
    is_open = row.flag("is_open")
    if original is None and opened is None:
        raise CellRefused("intake.amount_missing", "The row names no amount.")
    if original is None:
        assert opened is not None
        original = opened
        notes.append("original_assumed")
        opened = None
    sign = _sign(row, original)
    original = sign * original
    kind = _kind(row, original, notes)
    if settled is not None:
        return Amounts(kind, original, _nothing_open(row, opened, is_open, settled))
    open_minor = original if opened is None else sign * opened
    if is_open is False or open_minor == 0:
        row.field = "settled_date"
        raise CellRefused(
            "intake.settled_when", "Nothing is open of the document, and the row does not say since when."
        )
    if not within_bounds(open_minor, original_minor=original):
        row.field = "open_amount"
        raise CellRefused("intake.open_beyond_original", "The open amount lies beyond the original amount or zero.")
    return Amounts(kind, original, open_minor)


def _sign(row: RowCells, original: int) -> int:
    """-1 where a column for debit and credit turns an amount without a sign."""
    text = row.value_of("debit_credit").lower()
    if not text:
        return 1
    row.field = "debit_credit"
    if text in _CREDIT_SIGNS:
        return -1 if original > 0 else 1
    if text not in _DEBIT_SIGNS:
        raise CellRefused("intake.side_unreadable", "%(value)s is neither debit nor credit.", value=text)
    if original < 0:
        raise CellRefused("intake.side_contradicts", "The row is a debit and its amount is negative.")
    return 1


def _kind(row: RowCells, original: int, notes: list[str]) -> ItemKind:
    named = row.value_of("document_type")
    kind = ItemKind.INVOICE
    if named:
        row.field = "document_type"
        found = KIND_OF_TYPE.get(squashed(named))
        if found is None:
            notes.append("type_unknown")
        kind = found or kind
    if original > 0 and kind in CREDIT_KINDS and (row.signed or row.value_of("debit_credit")):
        # The rest of a claim that a payment left, or money paid back: it stands on the debit side and is owed.
        notes.append("credit_on_debit")
        return ItemKind.DEBIT_MEMO
    decided = kind_for(kind, original_minor=original)
    if isinstance(decided, Refusal):
        row.field = "original_amount" if row.has("original_amount") else "open_amount"
        reason = decided.reasons[0]
        raise CellRefused(reason.code, reason.text, **dict(reason.facts))
    if decided is not kind:
        notes.append("turned_credit_memo")
    return decided


def _nothing_open(row: RowCells, opened: int | None, is_open: bool | None, settled: date) -> int:
    if is_open or opened:
        row.field = "open_amount" if opened else "is_open"
        raise CellRefused(
            "intake.settled_and_open", "The row says settled on %(day)s and still open.", day=settled.isoformat()
        )
    return 0
