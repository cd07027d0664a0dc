"""Applying many credits at once: only for a history that is taken over, as the demo's and a benchmark's are.

Writes the rows that `actions.apply_credit` and `actions.transfer_residual` write one at a time, with a handful of
statements for all of them. Runs inside the transaction that the caller opened; the caller refreshes the positions and
writes the journal. Nothing is judged here but what the database itself refuses: what was decided elsewhere, discounts
included, is a fact by now. No person's and no program's wish reaches this module.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from creditdesk.receivables.actions import DISCOUNT_ALLOWED
from creditdesk.receivables.applying import ApplyTo
from creditdesk.receivables.bulk import CHUNK, insert_rows, reserve_ids
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting
from creditdesk.receivables.posting import bring_up_to_date, require_open_period
from creditdesk.receivables.recognition import ENTRY_COLUMNS, ITEM_COLUMNS, POSTING_COLUMNS, Source
from creditdesk.receivables.stops import refuse_stopped


@dataclass(frozen=True, slots=True)
class Settlement:
    """One payment or credit memo and what it pays, on one posting date. `key` posts once per company."""

    credit_id: int
    to: tuple[ApplyTo, ...]
    posting_date: dt.date
    key: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """What moves from an invoice to a deduction of its own, which keeps the due date. Positive minor units."""

    item_id: int
    amount_minor: int
    number: str
    reference: str
    posting_date: dt.date
    key: str
    disputed_minor: int = 0


@dataclass(frozen=True, slots=True)
class _Move:
    """One entry before its posting has a number."""

    customer_id: int | None
    item_id: int | None
    account: str
    currency: str
    amount_minor: int


_APPLICATION_COLUMNS = (
    "posting_id",
    "company_id",
    "customer_id",
    "credit_item_id",
    "debit_item_id",
    "amount_minor",
    "discount_minor",
    "posting_date",
)


def settle(settlements: Sequence[Settlement], *, source: Source) -> list[int]:
    """Apply every credit to its items, discounts included; returns the posting ids in the order given.

    Raises Refusal if a date lies in a closed period, IntegrityError if an item would leave the range from zero to its
    original.
    """
    items = _items(item_id for one in settlements for item_id in (one.credit_id, *(line.item_id for line in one.to)))
    acts = [
        (Posting.Kind.APPLICATION.value, one.posting_date, one.key, one.reason, _moves(one, items))
        for one in settlements
    ]
    ids = _write(acts, source=source)
    insert_rows(
        Application,
        _APPLICATION_COLUMNS,
        (
            (
                posting_id,
                source.company_id,
                items[line.item_id].customer_id,
                one.credit_id,
                line.item_id,
                line.amount_minor,
                line.discount_minor,
                one.posting_date,
            )
            for posting_id, one in zip(ids, settlements, strict=True)
            for line in one.to
        ),
    )
    bring_up_to_date(list(items))
    return ids


def transfer_rests(rests: Sequence[Rest], *, source: Source) -> list[int]:
    """Move every rest to a deduction of its own; returns the ids of the deductions in the order given.

    Raises Refusal if a date lies in a closed period, IntegrityError if more is moved than is open.
    """
    origins = _items(rest.item_id for rest in rests)
    ids = list(reserve_ids(OpenItem, len(rests)))
    insert_rows(
        OpenItem,
        ITEM_COLUMNS,
        (
            _deduction_row(item_id, rest, origins[rest.item_id], source)
            for item_id, rest in zip(ids, rests, strict=True)
        ),
    )
    acts = []
    for item_id, rest in zip(ids, rests, strict=True):
        origin = origins[rest.item_id]
        moves = [
            _Move(origin.customer_id, origin.id, "", origin.currency, -rest.amount_minor),
            _Move(origin.customer_id, item_id, "", origin.currency, rest.amount_minor),
        ]
        acts.append((Posting.Kind.TRANSFER.value, rest.posting_date, rest.key, rest.reference, moves))
    # Moving a rest decides nothing, so no version of the policy decided it.
    _write(acts, source=replace(source, policy_version=None))
    bring_up_to_date(list(origins))
    return ids


def _items(ids: Iterable[int]) -> dict[int, OpenItem]:
    wanted = sorted(set(ids))
    found: dict[int, OpenItem] = {}
    for start in range(0, len(wanted), CHUNK):
        found |= OpenItem.objects.in_bulk(wanted[start : start + CHUNK])
    return found


def _moves(settlement: Settlement, items: dict[int, OpenItem]) -> list[_Move]:
    credit = items[settlement.credit_id]
    given = sum(line.amount_minor for line in settlement.to)
    moves = [_Move(credit.customer_id, credit.id, "", credit.currency, given)]
    for line in settlement.to:
        item = items[line.item_id]
        paid = line.amount_minor + line.discount_minor
        moves.append(_Move(item.customer_id, item.id, "", item.currency, -paid))
    discount = sum(line.discount_minor for line in settlement.to)
    if discount:
        moves.append(_Move(None, None, DISCOUNT_ALLOWED, credit.currency, discount))
    return moves


def _write(acts: Sequence[tuple[str, dt.date, str, str, list[_Move]]], *, source: Source) -> list[int]:
    """Write one posting with its entries per act (kind, posting date, key, reason, moves)."""
    assert source.key, "what is written in bulk is one batch, of which the journal tells"
    require_open_period(source.company_id, [day for _, day, _, _, _ in acts])
    refuse_stopped(source.company_id, {move.customer_id for *_, moves in acts for move in moves if move.customer_id})
    ids = list(reserve_ids(Posting, len(acts)))
    postings: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    for posting_id, (kind, day, key, reason, moves) in zip(ids, acts, strict=True):
        assert len({move.currency for move in moves}) == 1, f"{key} mixes currencies"
        assert sum(move.amount_minor for move in moves) == 0, f"{key} does not sum to zero"
        postings.append(
            (
                posting_id,
                source.company_id,
                kind,
                day,
                source.at,
                source.by,
                reason,
                key,
                len(moves),
                None,
                source.policy_version,
                source.import_file_id,
                source.key,
            )
        )
        entries += [
            (
                posting_id,
                line,
                source.company_id,
                move.customer_id,
                move.item_id,
                move.account,
                move.currency,
                move.amount_minor,
                day,
            )
            for line, move in enumerate(moves, start=1)
        ]
    insert_rows(Posting, POSTING_COLUMNS, postings)
    insert_rows(Entry, ENTRY_COLUMNS, entries)
    return ids


def _deduction_row(item_id: int, rest: Rest, origin: OpenItem, source: Source) -> tuple[object, ...]:
    return (
        item_id,
        source.company_id,
        origin.customer_id,
        OpenItem.Kind.DEDUCTION.value,
        rest.number,
        origin.currency,
        rest.amount_minor,
        rest.amount_minor,
        rest.disputed_minor,
        rest.disputed_minor,
        rest.posting_date,
        rest.posting_date,
        origin.due_date,
        None,
        None,
        "",
        origin.po_number,
        "",
        "",
        rest.reference,
        origin.id,
        source.import_file_id,
        None,
        None,
    )
