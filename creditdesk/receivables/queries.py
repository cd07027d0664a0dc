"""Reading the ledger: items, what moved them, and positions. Past days are in `history` and `statements`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum

from creditdesk.parties.models import Customer
from creditdesk.parties.plain_sql import Read, ask, keys, read_rows
from creditdesk.receivables import history
from creditdesk.receivables.models import Application, Entry, Extension, OpenItem, Period, Position, Posting
from creditdesk.receivables.positions import stated

CREDIT_KINDS = (OpenItem.Kind.CREDIT_MEMO.value, OpenItem.Kind.PAYMENT.value)


def open_items(customer_ids: Sequence[int]) -> QuerySet[OpenItem]:
    """What is open now, oldest due date first; each has `extended_date`, the newest extension or None."""
    newest = Extension.objects.filter(item=OuterRef("pk")).order_by("-granted_on", "-id").values("extended_date")[:1]
    return (
        OpenItem.objects.filter(customer_id__in=customer_ids, closed_date__isnull=True)
        .annotate(extended_date=Subquery(newest))
        .select_related("customer")
        .order_by("due_date", "id")
    )


def claims_of(customer_id: int, *, currency: str) -> QuerySet[OpenItem]:
    """What the customer owes in the currency, to be sorted and cut by the caller."""
    return OpenItem.objects.filter(
        customer_id=customer_id, currency=currency, closed_date__isnull=True, open_minor__gt=0
    )


def claims_in_bucket(
    items: QuerySet[OpenItem], days: tuple[int | None, int | None], *, as_of: dt.date
) -> QuerySet[OpenItem]:
    """Those of the items that are so many days past due, from the first to the last number; None has no end."""
    least, most = days
    if least is not None:
        items = items.filter(due_date__lte=as_of - dt.timedelta(days=least))
    if most is not None:
        items = items.filter(due_date__gte=as_of - dt.timedelta(days=most))
    return items


def closed_items(customer_ids: Sequence[int], *, before: tuple[dt.date, int] | None = None) -> QuerySet[OpenItem]:
    """What is settled, newest document first; `before` is the (document date, id) after which a page goes on."""
    return _newest_first(customer_ids, before=before).filter(closed_date__isnull=False)


def credits_of(customer_ids: Sequence[int], *, before: tuple[dt.date, int] | None = None) -> QuerySet[OpenItem]:
    """Payments and credit memos, settled or not, newest first; `before` as for `closed_items`."""
    return _newest_first(customer_ids, before=before).filter(kind__in=CREDIT_KINDS)


def open_credits(customer_ids: Sequence[int]) -> QuerySet[OpenItem]:
    """Payments and credit memos of which something is left to apply, oldest first, to be cut by the caller."""
    found = OpenItem.objects.filter(customer_id__in=customer_ids, closed_date__isnull=True, open_minor__lt=0)
    return found.order_by("document_date", "id")


def _newest_first(customer_ids: Sequence[int], *, before: tuple[dt.date, int] | None) -> QuerySet[OpenItem]:
    found = OpenItem.objects.filter(customer_id__in=customer_ids, voided_on__isnull=True)
    if before is not None:
        day, key = before
        found = found.filter(Q(document_date__lt=day) | Q(document_date=day, id__lt=key))
    return found.select_related("customer").order_by("-document_date", "-id")


def entries_of_item(item: OpenItem) -> QuerySet[Entry]:
    """Every entry that made what is open of the item, oldest first, with posting and reversal."""
    return (
        Entry.objects.filter(item=item)
        .select_related("posting", "posting__reverses", "posting__reversed_by")
        .order_by("posting_date", "id")
    )


def open_before(entry: Entry) -> int:
    """What was open of the entry's item before it, in minor units, by the order of `entries_of_item`."""
    earlier = Q(posting_date__lt=entry.posting_date) | Q(posting_date=entry.posting_date, id__lt=entry.id)
    found = Entry.objects.filter(earlier, item_id=entry.item_id).aggregate(open=Sum("amount_minor", default=0))
    return int(found["open"])


def counterparts(entry: Entry) -> list[OpenItem]:
    """The other items that the entry's posting moved: the payment behind an invoice, the invoices behind a payment."""
    if entry.posting.kind in {Posting.Kind.IMPORT, Posting.Kind.ERP_SETTLEMENT}:
        return []
    ids = (
        Entry.objects.filter(posting_id=entry.posting_id, item__isnull=False)
        .exclude(item_id=entry.item_id)
        .values_list("item_id", flat=True)
    )
    return list(OpenItem.objects.filter(id__in=ids).select_related("customer").order_by("id"))


def entries_of_posting(posting: Posting, *, visible: QuerySet[Customer]) -> QuerySet[Entry]:
    """The posting's entries on accounts, and on items of customers that the reader may see."""
    return (
        Entry.objects.filter(posting=posting)
        .filter(Q(customer__isnull=True) | Q(customer__in=visible))
        .select_related("item", "customer")
        .order_by("line")
    )


def applications_of(item: OpenItem) -> QuerySet[Application]:
    """Every application from or to the item, newest first, with `reversed_on` (the day it was taken back, or None)."""
    return (
        Application.objects.filter(Q(credit_item=item) | Q(debit_item=item))
        .select_related("credit_item", "debit_item", "posting", "customer")
        .annotate(reversed_on=F("posting__reversed_by__posting_date"))
        .order_by("-posting_date", "-id")
    )


def free_number(item: OpenItem) -> str:
    """A number for the next deduction from the item that the account does not have yet."""
    taken = set(
        OpenItem.objects.filter(
            customer_id=item.customer_id, kind=OpenItem.Kind.DEDUCTION, number__startswith=f"{item.number[:50]}-D"
        ).values_list("number", flat=True)
    )
    proposed = (f"{item.number[:50]}-D{count}" for count in range(1, len(taken) + 2))
    return next(number for number in proposed if number not in taken)


def policy_of_import(import_file_id: int) -> int | None:
    """Number of the version that decided when the file's first documents were posted; None before any was."""
    postings = Posting.objects.filter(import_file_id=import_file_id, policy_version__isnull=False)
    return postings.order_by("id").values_list("policy_version", flat=True).first()


def extensions_of(item: OpenItem) -> QuerySet[Extension]:
    """The item's extensions, newest first; the first of them counts."""
    return Extension.objects.filter(item=item).order_by("-granted_on", "-id")


def residuals_of(item: OpenItem) -> QuerySet[OpenItem]:
    """The deductions into which rests of the item were moved."""
    return OpenItem.objects.filter(origin=item).order_by("id")


def newest_posting(item: OpenItem) -> Posting | None:
    """The act that moved the item last."""
    entry = Entry.objects.filter(item=item).select_related("posting").order_by("-id").first()
    return entry.posting if entry else None


@dataclass(frozen=True, slots=True)
class PositionFacts:
    """What a customer (or several together) owes in one currency on a day. Minor units; credits are negative."""

    currency: str
    as_of: dt.date
    open_minor: int
    past_due_minor: int
    collectable_minor: int
    disputed_minor: int
    unapplied_minor: int
    credit_memo_minor: int
    buckets_minor: tuple[int, ...]
    items_open: int
    oldest_due_date: dt.date | None
    customer_id: int | None = None

    @property
    def credits_minor(self) -> int:
        """Unapplied payments and credit memos together, at or below zero."""
        return self.unapplied_minor + self.credit_memo_minor

    @property
    def balance_minor(self) -> int:
        """Claims less credits: what a statement shows at its end."""
        return self.open_minor + self.credits_minor

    @property
    def oldest_days(self) -> int:
        """Days past due of the oldest claim; 0 where nothing is late."""
        return max(0, (self.as_of - self.oldest_due_date).days) if self.oldest_due_date else 0


def positions(customer_ids: Sequence[int], *, as_of: dt.date, edges: Sequence[int]) -> list[PositionFacts]:
    """The kept positions of the customers, one for each customer and currency.

    A row whose bucket edge the night has not rolled yet, or that was computed with other edges, is added up from the
    items instead, so that it is never stale.
    """
    return positions_from(ask(read_positions(customer_ids)), as_of=as_of, edges=edges)


def read_positions(customer_ids: Sequence[int]) -> Read[list[Position]]:
    """The kept rows as they are, to be asked together with others; `positions_from` takes the answer."""
    return read_rows(Position, f"t.customer_id IN ({keys(customer_ids)}) ORDER BY t.customer_id, t.currency")


def positions_from(rows: Sequence[Position], *, as_of: dt.date, edges: Sequence[int]) -> list[PositionFacts]:
    """The positions of the rows that were read already."""
    stale = {row.customer_id for row in rows if row.edges != stated(edges) or _is_stale(row, as_of=as_of)}
    kept = [_facts(row, as_of=as_of, buckets=len(edges) + 1) for row in rows if row.customer_id not in stale]
    if stale:
        kept += live_positions(sorted(stale), as_of=as_of, edges=edges)
    return sorted(kept, key=lambda facts: (facts.customer_id or 0, facts.currency))


def live_positions(customer_ids: Sequence[int], *, as_of: dt.date, edges: Sequence[int]) -> list[PositionFacts]:
    """Positions added up from the ledger as of any day; past days know no dispute of today."""
    scope = history.Scope(customer_ids=customer_ids)
    contested = {
        (row["customer_id"], row["currency"]): row
        for row in OpenItem.objects.filter(customer_id__in=customer_ids, closed_date__isnull=True)
        .values("customer_id", "currency")
        .annotate(
            all=Sum("disputed_minor"),
            late=Sum("disputed_minor", filter=Q(due_date__lt=as_of, on_plan=False), default=0),
            planned=Sum("open_minor", filter=Q(due_date__lt=as_of, on_plan=True, open_minor__gt=0), default=0),
        )
    }
    found = []
    for row in history.aged(as_of=as_of, edges=edges, scope=scope):
        past_due = sum(row.buckets_minor[1:])
        disputed = contested.get((row.customer_id, row.currency), {"all": 0, "late": 0, "planned": 0})
        found.append(
            PositionFacts(
                currency=row.currency,
                as_of=as_of,
                open_minor=row.open_minor,
                past_due_minor=past_due,
                collectable_minor=max(0, past_due - disputed["late"] - disputed["planned"]),
                disputed_minor=min(row.open_minor, disputed["all"]),
                unapplied_minor=row.unapplied_minor,
                credit_memo_minor=row.credit_memo_minor,
                buckets_minor=row.buckets_minor,
                items_open=0,
                oldest_due_date=row.oldest_due_date,
                customer_id=row.customer_id,
            )
        )
    return found


def summed(facts: Sequence[PositionFacts]) -> list[PositionFacts]:
    """Positions of several customers added up per currency: a family roll-up, a portfolio, a company."""
    currencies = sorted({one.currency for one in facts})
    return [_sum_of([one for one in facts if one.currency == currency]) for currency in currencies]


def closed_periods(company_id: int) -> QuerySet[Period]:
    """The company's closed periods, newest first."""
    return Period.objects.filter(company_id=company_id).order_by("-last_day")


def not_taken_back(payments: QuerySet[OpenItem]) -> QuerySet[OpenItem]:
    """Those of the payments that still came in: neither was their import undone nor the payment returned or exchanged.

    What brought a payment is the line of its whole amount.
    """
    # By its kind: that it reverses nothing is true of nearly all postings, and SQLite would begin there.
    brought = Entry.objects.filter(
        item=OuterRef("pk"), amount_minor=OuterRef("original_minor"), posting__reversed_by__isnull=True
    ).exclude(posting__kind=Posting.Kind.REVERSAL)
    return payments.filter(Exists(brought), voided_on__isnull=True)


def newest_payment_dates(customer_ids: Sequence[int]) -> dict[int, dt.date]:
    """Customer → the day of the last payment that came in."""
    found = (
        not_taken_back(OpenItem.objects.filter(customer_id__in=customer_ids, kind=OpenItem.Kind.PAYMENT))
        .values("customer_id")
        .annotate(newest=Max("document_date"))
    )
    return {row["customer_id"]: row["newest"] for row in found}


def _is_stale(row: Position, *, as_of: dt.date) -> bool:
    return as_of < row.as_of or (row.next_edge_date is not None and row.next_edge_date <= as_of)


def _facts(row: Position, *, as_of: dt.date, buckets: int) -> PositionFacts:
    return PositionFacts(
        currency=row.currency,
        as_of=as_of,
        open_minor=row.open_minor,
        past_due_minor=row.past_due_minor,
        collectable_minor=row.collectable_minor,
        disputed_minor=row.disputed_minor,
        unapplied_minor=row.unapplied_minor,
        credit_memo_minor=row.credit_memo_minor,
        buckets_minor=tuple(getattr(row, f"bucket_{index}") for index in range(buckets)),
        items_open=row.items_open,
        oldest_due_date=row.oldest_due_date,
        customer_id=row.customer_id,
    )


def _sum_of(facts: Sequence[PositionFacts]) -> PositionFacts:
    first = facts[0]
    oldest = [one.oldest_due_date for one in facts if one.oldest_due_date]
    return PositionFacts(
        currency=first.currency,
        as_of=first.as_of,
        open_minor=sum(one.open_minor for one in facts),
        past_due_minor=sum(one.past_due_minor for one in facts),
        collectable_minor=sum(one.collectable_minor for one in facts),
        disputed_minor=sum(one.disputed_minor for one in facts),
        unapplied_minor=sum(one.unapplied_minor for one in facts),
        credit_memo_minor=sum(one.credit_memo_minor for one in facts),
        buckets_minor=tuple(sum(column) for column in zip(*(one.buckets_minor for one in facts), strict=True)),
        items_open=sum(one.items_open for one in facts),
        oldest_due_date=min(oldest) if oldest else None,
    )
