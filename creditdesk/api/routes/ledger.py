"""Items, the entries that made them, postings and positions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Query, Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.paging import PAGE, Cursor, Limit, invalid, page_by_id, page_in_order, page_sorted
from creditdesk.api.routes.parties import ACCOUNTS, QueryId
from creditdesk.api.shapes import Amount, Day, Page, PathId, Word, amount
from creditdesk.domain.aging import Buckets
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.access import customer_for, visible_customers
from creditdesk.parties.in_order import Order
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import history
from creditdesk.receivables.access import item_for, posting_for
from creditdesk.receivables.listing import ITEM_ORDERS, ItemState, items_of
from creditdesk.receivables.queries import (
    PositionFacts,
    claims_in_bucket,
    entries_of_item,
    entries_of_posting,
    extensions_of,
    open_before,
    positions,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from creditdesk.parties.models import Customer
    from creditdesk.receivables.models import Entry, OpenItem, Posting

router = Router()

ItemSort = Literal[
    "",
    "number",
    "-number",
    "document",
    "-document",
    "due",
    "-due",
    "late",
    "-late",
    "original",
    "-original",
    "open",
    "-open",
    "disputed",
    "-disputed",
]
# As many as the posting's page shows; an import's has thousands.
MOST_ENTRIES = 200
_BY_LINE = {"line": Order("line", int)}
_BY_DATE = {"date": Order("posting_date", dt.date.fromisoformat)}


class ItemOut(Schema):
    """A document on a customer's account. `open` is of the day asked for; the rest is as it is now."""

    id: int
    company: str
    customer_id: int
    kind: str
    number: str
    original: Amount
    open: Amount
    disputed: Amount
    document_date: dt.date
    due_date: dt.date
    discount_date: dt.date | None
    extended_date: dt.date | None
    closed_date: dt.date | None
    terms_code: str
    po_number: str
    order_number: str
    bol_number: str
    reference: str


class EntryOut(Schema):
    """One line of a posting: it moves an item or an account. `open_after` is what was open of the item then."""

    posting_id: int
    line: int
    posting_date: dt.date
    kind: str
    item_id: int | None
    customer_id: int | None
    account: str
    amount: Amount
    open_after: Amount | None = None


class PostingOut(Schema):
    """One business act on one day, with those of its entries that I may see. `reason` is history, or empty."""

    id: int
    company: str
    kind: str
    posting_date: dt.date
    recorded_at: dt.datetime
    by: str
    reason: str
    reverses_id: int | None
    reversed_by_id: int | None
    entries: list[EntryOut]


class BucketOut(Schema):
    """One age: its days past due from and to, and the claims in it."""

    label: str
    from_days: int | None
    to_days: int | None
    claims: Amount


class PositionOut(Schema):
    """What a customer owes in one currency today. Credits stand beside the claims and are below zero."""

    customer_id: int
    currency: str
    as_of: dt.date
    open: Amount
    past_due: Amount
    collectable: Amount
    disputed: Amount
    unapplied: Amount
    credit_memos: Amount
    balance: Amount
    buckets: list[BucketOut]
    oldest_due_date: dt.date | None
    oldest_days: int


@router.get("/items", **reads(Page[ItemOut]))
@needs(*ACCOUNTS)
def items(
    request: Call,
    customer: QueryId = None,
    company: Word = "",
    state: ItemState = ItemState.OPEN,
    kind: Word = "",
    number: Word = "",
    currency: Word = "",
    bucket: Annotated[int | None, Query(ge=0, le=7)] = None,
    as_of: Day | None = None,
    sort: ItemSort = "",
    cursor: Cursor = "",
    limit: Limit = PAGE,
) -> Page[ItemOut]:
    """Items of the customers that I see. With `as_of`, those of one customer that were open at the end of that day.
    Of one customer today: claims in a `bucket` (0: not due), and the orders of the account's page (`sort`).
    """
    customers = visible_customers(request.auth.user, as_of=request.today)
    if company:
        customers = customers.filter(company__code=company)
    account = None
    if customer is not None:
        account = customer_for(request.auth.user, customer, as_of=request.today)
        customers = customers.filter(id=customer)
    for field, asked in (("bucket", bucket is not None), ("sort", bool(sort))):
        if asked and (account is None or as_of is not None):
            raise invalid("query", field, detail="It is asked for one customer at a time, and of today.")
    if as_of is None:
        found = items_of(customers, state=state, kind=kind, number=number, currency=currency)
        if account is not None and bucket is not None:
            found = _in_bucket(found, account, bucket=bucket, today=request.today)
        if sort:
            return page_in_order(found, show=item_out, sort=sort, orders=ITEM_ORDERS, cursor=cursor, limit=limit)
        return page_by_id(found, show=item_out, cursor=cursor, limit=limit)
    if customer is None:
        raise invalid("query", "as_of", detail="What was open on a past day is asked for one customer at a time.")
    then = history.open_amounts(as_of=as_of, scope=history.Scope(customer_ids=[customer]))
    found = items_of(customers, state=ItemState.ALL, kind=kind, number=number, currency=currency)
    found = found.filter(id__in=list(then))
    return page_by_id(found, show=lambda item: item_out(item, open_minor=then[item.id]), cursor=cursor, limit=limit)


def _in_bucket(items: QuerySet[OpenItem], account: Customer, *, bucket: int, today: dt.date) -> QuerySet[OpenItem]:
    """The open claims among the items that stand in the bucket by the policy of the account's company."""
    buckets = policy_in_force(as_of=today, company_id=account.company_id).document.buckets
    if bucket >= len(buckets.labels):
        raise invalid("query", "bucket", detail=f"The buckets are 0 to {len(buckets.labels) - 1}.")
    return claims_in_bucket(items.filter(open_minor__gt=0), buckets.days(bucket), as_of=today)


@router.get("/items/{item_id}", **reads(ItemOut))
@needs(*ACCOUNTS)
def item(request: Call, item_id: PathId) -> ItemOut:
    """One item as it is now."""
    return item_out(item_for(request.auth.user, item_id, as_of=request.today))


@router.get("/items/{item_id}/entries", **reads(Page[EntryOut]))
@needs(*ACCOUNTS)
def item_entries(request: Call, item_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[EntryOut]:
    """Every entry that made what is open of the item, oldest first."""
    found = entries_of_item(item_for(request.auth.user, item_id, as_of=request.today))
    page = page_in_order(found, show=lambda entry: entry, sort="date", orders=_BY_DATE, cursor=cursor, limit=limit)
    shown, left = [], open_before(page.entries[0]) if page.entries else 0
    for entry in page.entries:
        left += entry.amount_minor
        shown.append(_entry(entry, open_after=left))
    return Page(entries=shown, next=page.next)


@router.get("/postings/{posting_id}", **reads(PostingOut))
@needs(*ACCOUNTS)
def posting(request: Call, posting_id: PathId) -> PostingOut:
    """One posting with its entries, of an import's with the first 200."""
    return posting_out(request, posting_for(request.auth.user, posting_id, as_of=request.today))


@router.get("/postings/{posting_id}/entries", **reads(Page[EntryOut]))
@needs(*ACCOUNTS)
def posting_entries(request: Call, posting_id: PathId, cursor: Cursor = "", limit: Limit = PAGE) -> Page[EntryOut]:
    """All entries of a posting that I may see, by line."""
    user = request.auth.user
    found = entries_of_posting(
        posting_for(user, posting_id, as_of=request.today), visible=visible_customers(user, as_of=request.today)
    )
    return page_in_order(
        found.select_related("posting"), show=_entry, sort="line", orders=_BY_LINE, cursor=cursor, limit=limit
    )


@router.get("/positions", **reads(Page[PositionOut]))
@needs(*ACCOUNTS)
def all_positions(
    request: Call, company: Word = "", portfolio: QueryId = None, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[PositionOut]:
    """Positions, some customers at a time: a page holds those of up to `limit` customers."""
    found = visible_customers(request.auth.user, as_of=request.today)
    if company:
        found = found.filter(company__code=company)
    if portfolio is not None:
        found = found.filter(portfolio_id=portfolio)
    page = page_by_id(found, show=lambda one: (one.company_id, one.id), cursor=cursor, limit=limit)
    shown = []
    for company_id in sorted({company_id for company_id, _ in page.entries}):
        ids = [customer_id for of, customer_id in page.entries if of == company_id]
        shown += _positions(request, company_id, ids)
    return Page(entries=shown, next=page.next)


@router.get("/customers/{customer_id}/positions", **reads(Page[PositionOut]))
@needs(*ACCOUNTS)
def customer_positions(
    request: Call, customer_id: PathId, cursor: Cursor = "", limit: Limit = PAGE
) -> Page[PositionOut]:
    """What the customer owes today, one position for each currency."""
    found = customer_for(request.auth.user, customer_id, as_of=request.today)
    held = _positions(request, found.company_id, [found.id])
    return page_sorted(held, show=lambda one: one, key=lambda one: (one.currency,), cursor=cursor, limit=limit)


def bucket_list(minor: tuple[int, ...], *, currency: str, buckets: Buckets) -> list[BucketOut]:
    """Claims by age, "not due" first."""
    shown = []
    for index, (label, claims) in enumerate(zip(buckets.labels, minor, strict=True)):
        low, high = buckets.days(index)
        shown.append(BucketOut(label=label, from_days=low, to_days=high, claims=amount(claims, currency)))
    return shown


def item_out(item: OpenItem, *, open_minor: int | None = None) -> ItemOut:
    """The item, with what was open of it on another day where that is asked for."""
    made = {"company", "original", "open", "disputed", "extended_date"}
    plain = {name: getattr(item, name) for name in ItemOut.model_fields if name not in made}
    return ItemOut(
        company=item.company.code,
        original=amount(item.original_minor, item.currency),
        open=amount(item.open_minor if open_minor is None else open_minor, item.currency),
        disputed=amount(item.disputed_minor, item.currency),
        extended_date=_extended_date(item),
        **plain,
    )


def _extended_date(item: OpenItem) -> dt.date | None:
    """Of a list it came with the item; one item by itself is asked for it."""
    if hasattr(item, "extended_date"):
        listed: dt.date | None = item.extended_date
        return listed
    newest = extensions_of(item).first()
    return newest.extended_date if newest else None


def posting_out(request: Call, posting: Posting) -> PostingOut:
    """The posting with those of its entries that the caller may see."""
    visible = visible_customers(request.auth.user, as_of=request.today)
    reversal = getattr(posting, "reversed_by", None)
    entries = entries_of_posting(posting, visible=visible).select_related("posting")[:MOST_ENTRIES]
    return PostingOut(
        id=posting.id,
        company=posting.company.code,
        kind=posting.kind,
        posting_date=posting.posting_date,
        recorded_at=posting.recorded_at,
        by=posting.by,
        reason=posting.reason if has_permission(request.auth.user.desk_role, Permission.SEE_HISTORY) else "",
        reverses_id=posting.reverses_id,
        reversed_by_id=reversal.id if reversal else None,
        entries=[_entry(entry) for entry in entries],
    )


def _entry(entry: Entry, *, open_after: int | None = None) -> EntryOut:
    return EntryOut(
        posting_id=entry.posting_id,
        line=entry.line,
        posting_date=entry.posting_date,
        kind=entry.posting.kind,
        item_id=entry.item_id,
        customer_id=entry.customer_id,
        account=entry.account,
        amount=amount(entry.amount_minor, entry.currency),
        open_after=None if open_after is None else amount(open_after, entry.currency),
    )


def _positions(request: Call, company_id: int, customer_ids: list[int]) -> list[PositionOut]:
    buckets = policy_in_force(as_of=request.today, company_id=company_id).document.buckets
    found = positions(customer_ids, as_of=request.today, edges=buckets.edges)
    return [_position(one, buckets=buckets) for one in found]


def _position(facts: PositionFacts, *, buckets: Buckets) -> PositionOut:
    currency = facts.currency
    return PositionOut(
        customer_id=facts.customer_id or 0,
        currency=currency,
        as_of=facts.as_of,
        open=amount(facts.open_minor, currency),
        past_due=amount(facts.past_due_minor, currency),
        collectable=amount(facts.collectable_minor, currency),
        disputed=amount(facts.disputed_minor, currency),
        unapplied=amount(facts.unapplied_minor, currency),
        credit_memos=amount(facts.credit_memo_minor, currency),
        balance=amount(facts.balance_minor, currency),
        buckets=bucket_list(facts.buckets_minor, currency=currency, buckets=buckets),
        oldest_due_date=facts.oldest_due_date,
        oldest_days=facts.oldest_days,
    )
