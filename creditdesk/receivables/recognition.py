"""Taking documents into the ledger in bulk: from an import, the demo or a benchmark.

Rows are grouped into one posting per company and posting date; what the source says was settled becomes a second
posting on the day of the settlement. Runs inside the transaction that the caller opened, and returns the item ids.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.receivables.bulk import insert_rows, reserve_ids
from creditdesk.receivables.models import Entry, OpenItem, Posting
from creditdesk.receivables.posting import bring_up_to_date, require_open_period
from creditdesk.receivables.stops import refuse_stopped

# The other side of what comes from the ERP: the ERP's own books, not ours.
ERP_CLEARING = "erp_clearing"


@dataclass(frozen=True, slots=True)
class NewItem:
    """One document to take into the ledger. Signed minor units; `settled_minor` of the original was settled since."""

    customer_id: int
    kind: str
    number: str
    currency: str
    original_minor: int
    document_date: dt.date
    posting_date: dt.date
    due_date: dt.date
    discount_date: dt.date | None = None
    goods_minor: int | None = None
    terms_code: str = ""
    po_number: str = ""
    order_number: str = ""
    bol_number: str = ""
    reference: str = ""
    disputed_minor: int = 0
    settled_minor: int = 0
    settled_date: dt.date | None = None

    @property
    def open_minor(self) -> int:
        """What is left after the settlement that the source reports."""
        return self.original_minor - self.settled_minor


@dataclass(frozen=True, slots=True)
class ErpMove:
    """What the ERP did to a document that is here already: settled some of it (against its sign), or opened it again.

    Signed minor units; the document stays between zero and its original.
    """

    customer_id: int
    item_id: int
    currency: str
    amount_minor: int
    day: dt.date


@dataclass(frozen=True, slots=True)
class Source:
    """Where the documents come from, and who takes them in when. `key` is new: what is written with it is one batch,
    of which the caller tells the journal (`batches.stated`).
    """

    company_id: int
    by: str
    at: dt.datetime
    key: str
    import_file_id: int | None = None
    policy_version: int | None = None


ITEM_COLUMNS = (
    "id",
    "company_id",
    "customer_id",
    "kind",
    "number",
    "currency",
    "original_minor",
    "open_minor",
    "contested_minor",
    "disputed_minor",
    "document_date",
    "posting_date",
    "due_date",
    "discount_date",
    "goods_minor",
    "terms_code",
    "po_number",
    "order_number",
    "bol_number",
    "reference",
    "origin_id",
    "import_file_id",
    "closed_date",
    "voided_on",
)
POSTING_COLUMNS = (
    "id",
    "company_id",
    "kind",
    "posting_date",
    "recorded_at",
    "by",
    "reason",
    "key",
    "entry_count",
    "reverses_id",
    "policy_version",
    "import_file_id",
    "batch",
)
ENTRY_COLUMNS = (
    "posting_id",
    "line",
    "company_id",
    "customer_id",
    "item_id",
    "account",
    "currency",
    "amount_minor",
    "posting_date",
)
# (customer, item, currency, amount) of one entry, before it knows its posting.
_Move = tuple[int, int, str, int]


def recognise(items: Sequence[NewItem], *, source: Source, moves: Sequence[ErpMove] = ()) -> list[int]:
    """Write the items with their postings and entries, and what the ERP did to others; returns the new ids in order.

    Raises Refusal if a date lies in a closed period or a proof has stopped postings, IntegrityError if a number is
    already on the customer's account.
    """
    acts: dict[tuple[str, dt.date], list[_Move]] = defaultdict(list)
    ids = list(reserve_ids(OpenItem, len(items)))
    for item_id, item in zip(ids, items, strict=True):
        acts[Posting.Kind.IMPORT.value, item.posting_date].append(
            (item.customer_id, item_id, item.currency, item.original_minor)
        )
        if item.settled_minor:
            assert item.settled_date is not None, f"{item.number} is settled without a date"
            day = max(item.settled_date, item.posting_date)
            acts[Posting.Kind.ERP_SETTLEMENT.value, day].append(
                (item.customer_id, item_id, item.currency, -item.settled_minor)
            )
    for move in moves:
        acts[Posting.Kind.ERP_SETTLEMENT.value, move.day].append(
            (move.customer_id, move.item_id, move.currency, move.amount_minor)
        )
    require_open_period(source.company_id, [day for _, day in acts])
    refuse_stopped(source.company_id, {item.customer_id for item in items} | {move.customer_id for move in moves})
    insert_rows(
        OpenItem, ITEM_COLUMNS, (_item_row(item_id, item, source) for item_id, item in zip(ids, items, strict=True))
    )
    _write_acts(acts, source=source)
    bring_up_to_date([move.item_id for move in moves])
    return ids


def _item_row(item_id: int, item: NewItem, source: Source) -> tuple[object, ...]:
    closed = max(item.settled_date or item.posting_date, item.posting_date) if item.open_minor == 0 else None
    return (
        item_id,
        source.company_id,
        item.customer_id,
        item.kind,
        item.number,
        item.currency,
        item.original_minor,
        item.open_minor,
        max(0, min(item.disputed_minor, item.original_minor)),
        max(0, min(item.disputed_minor, item.open_minor)),
        item.document_date,
        item.posting_date,
        item.due_date,
        item.discount_date,
        item.goods_minor,
        item.terms_code,
        item.po_number,
        item.order_number,
        item.bol_number,
        item.reference,
        None,
        source.import_file_id,
        closed,
        None,
    )


def _write_acts(acts: dict[tuple[str, dt.date], list[_Move]], *, source: Source) -> None:
    posting_ids = list(reserve_ids(Posting, len(acts)))
    postings: list[tuple[object, ...]] = []
    entries: list[tuple[object, ...]] = []
    for posting_id, ((kind, day), moves) in zip(posting_ids, acts.items(), strict=True):
        lines = _lines(posting_id, day, moves, company_id=source.company_id)
        entries += lines
        postings.append(
            (
                posting_id,
                source.company_id,
                kind,
                day,
                source.at,
                source.by,
                "",
                f"{source.key}/{kind}/{day.isoformat()}",
                len(lines),
                None,
                source.policy_version,
                source.import_file_id,
                source.key,
            )
        )
    insert_rows(Posting, POSTING_COLUMNS, postings)
    insert_rows(Entry, ENTRY_COLUMNS, entries)


def _lines(posting_id: int, day: dt.date, moves: Sequence[_Move], *, company_id: int) -> list[tuple[object, ...]]:
    """The item lines of one posting, and the lines on the clearing account that balance them per currency."""
    sums: dict[str, int] = defaultdict(int)
    lines: list[tuple[object, ...]] = []
    for customer_id, item_id, currency, amount in moves:
        sums[currency] += amount
        lines.append((posting_id, len(lines) + 1, company_id, customer_id, item_id, "", currency, amount, day))
    for currency, total in sums.items():
        if total:
            lines.append((posting_id, len(lines) + 1, company_id, None, None, ERP_CLEARING, currency, -total, day))
    return lines
