"""Why a figure is what it is: the trail of entries behind one item, and the whole of one posting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting
from creditdesk.receivables.queries import applications_of, entries_of_item

# What came with a file stands in one posting with thousands of strangers: they are no counterparts.
_BULK_KINDS = frozenset({Posting.Kind.IMPORT.value, Posting.Kind.ERP_SETTLEMENT.value})


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One entry of an item, with what was open of it afterwards and the other items that the posting moved."""

    entry: Entry
    open_after_minor: int
    counterparts: tuple[OpenItem, ...] = ()
    hidden_counterparts: int = 0

    @property
    def posting(self) -> Posting:
        """The act that the entry belongs to."""
        return self.entry.posting

    @property
    def reversed_by(self) -> Posting | None:
        """The posting that took the act back, or None."""
        return getattr(self.posting, "reversed_by", None)


def trail(item: OpenItem, *, visible: QuerySet[Customer]) -> list[TrailLine]:
    """Every entry that makes what is open of the item, oldest first; the last line's `open_after_minor` is the figure.

    Counterparts of customers outside `visible` are counted, not shown.
    """
    entries = list(entries_of_item(item))
    acts = [entry.posting_id for entry in entries if entry.posting.kind not in _BULK_KINDS]
    others: dict[int, list[OpenItem]] = defaultdict(list)
    moved = Entry.objects.filter(posting_id__in=acts, item__isnull=False).exclude(item=item)
    for entry in moved.select_related("item__customer").order_by("posting_id", "line"):
        assert entry.item is not None
        others[entry.posting_id].append(entry.item)
    customer_ids = {other.customer_id for found in others.values() for other in found}
    allowed = set(visible.filter(id__in=customer_ids).values_list("id", flat=True))
    lines, balance = [], 0
    for entry in entries:
        balance += entry.amount_minor
        behind = _other_side(item, others.get(entry.posting_id, []))
        shown = tuple(other for other in behind if other.customer_id in allowed)
        lines.append(TrailLine(entry, balance, shown, len(behind) - len(shown)))
    return lines


def _other_side(item: OpenItem, moved: list[OpenItem]) -> list[OpenItem]:
    """The payment behind an invoice, not the other invoices that it paid; where no sign differs, all of them."""
    return [other for other in moved if other.original_minor * item.original_minor < 0] or moved


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """An application from or to an item, seen from that item. `other` is None where the reader may not see it."""

    application: Application
    other: OpenItem | None
    reversed_on: object


def applied(item: OpenItem, *, visible: QuerySet[Customer]) -> list[AppliedLine]:
    """The item's applications, newest first; those taken back say on which day."""
    found = list(applications_of(item).select_related("credit_item__customer", "debit_item__customer", "posting"))
    sides = {one.id: one.debit_item if one.credit_item_id == item.id else one.credit_item for one in found}
    customer_ids = {other.customer_id for other in sides.values()}
    allowed = set(visible.filter(id__in=customer_ids).values_list("id", flat=True))
    return [
        AppliedLine(
            application=one,
            other=sides[one.id] if sides[one.id].customer_id in allowed else None,
            reversed_on=one.reversed_on,  # type: ignore[attr-defined]  # annotated by applications_of
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class PostingSheet:
    """A posting as a page: the lines that the reader may see, how many are not shown, and the sums per currency."""

    posting: Posting
    lines: Sequence[Entry]
    not_shown: int
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Currency → (sum of what it adds, sum of what it takes), in minor units; together they are zero."""


def sheet(posting: Posting, *, visible: QuerySet[Customer], limit: int) -> PostingSheet:
    """The posting with at most `limit` of its lines; the sums are of all of them."""
    own = Entry.objects.filter(posting=posting)
    shown = own.filter(customer__isnull=True) | own.filter(customer__in=visible)
    lines = list(shown.select_related("item", "customer").order_by("line")[:limit])
    totals = {}
    for row in own.values("currency").order_by("currency").annotate(total=Sum("amount_minor")):
        added = own.filter(currency=row["currency"], amount_minor__gt=0).aggregate(sum=Sum("amount_minor"))["sum"] or 0
        totals[row["currency"]] = (added, row["total"] - added)
    return PostingSheet(posting, lines, not_shown=posting.entry_count - len(lines), totals=totals)
