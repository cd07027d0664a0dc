"""The tables of one account: open items, what is settled, payments and credits, the statement, behind a figure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.aging import AgingBasis, Buckets
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import refuse
from creditdesk.domain.tables import Cell, Column, Kind, Row
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.exports.asking import Asked, ByKey, Listing, Reach, Source, Whole, code, number, one_of, sort_by
from creditdesk.exports.lists.accounts import SEE
from creditdesk.exports.words import bucket_labels, item_kind, posting_kind
from creditdesk.parties.access import customer_for, visible_customers
from creditdesk.parties.directory import names_of
from creditdesk.parties.models import Customer
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.access import item_for
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.queries import claims_in_bucket, claims_of, closed_items, credits_of
from creditdesk.receivables.statements import Statement, StatementLine, extended_dates, statements
from creditdesk.receivables.trail import TrailLine, trail

# Sorted by, and whether it grows as the column shrinks: days past due do, as their date goes back.
_ORDERS = {
    "number": ("number", False),
    "document": ("document_date", False),
    "due": ("due_date", False),
    "late": ("due_date", True),
    "original": ("original_minor", False),
    "open": ("open_minor", False),
    "disputed": ("disputed_minor", False),
}
_OF = {"customer": number}


def customer_of(asked: Asked) -> Customer:
    """The account that the table is of. Raises NotVisible, and Refusal where none is named."""
    if asked.get("customer") is None:
        raise refuse("filter.customer", "say of which account: customer")
    return customer_for(asked.user, asked.get("customer"), as_of=asked.today)


def _edges(asked: Asked, customer: Customer) -> tuple[int, ...]:
    return policy_in_force(as_of=asked.today, company_id=customer.company_id).document.aging.buckets


# What a document is, the first cells of every table here.
def _document_columns() -> tuple[Column, ...]:
    return (
        Column("account", _("Account")),
        Column("kind", _("Kind")),
        Column("number", _("Number")),
        Column("po_number", _("Purchase order")),
        Column("document_date", _("Document date"), Kind.DATE),
        Column("due_date", _("Due date"), Kind.DATE),
    )


def _document(item: OpenItem, account: str) -> list[Cell]:
    return [account, item_kind(item.kind), item.number, item.po_number, item.document_date, item.due_date]


def account_of(asked: Asked) -> Customer:
    """The account whose correspondence the table is: the one named, or that of the document. Raises NotVisible."""
    return item_of(asked).customer if "item" in asked.listing.filters else customer_of(asked)


def item_of(asked: Asked) -> OpenItem:
    """The document that the table is of. Raises NotVisible, and Refusal where none is named."""
    if asked.get("item") is None:
        raise refuse("filter.item", "say of which document: item")
    return item_for(asked.user, asked.get("item"), as_of=asked.today)


# ---------------------------------------------------------------- open items


def _item_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_document_columns(),
        Column("extended_date", _("Extended to"), Kind.DATE),
        Column("days_past_due", _("Days past due"), Kind.INTEGER),
        Column("currency", _("Currency")),
        Column("original", _("Original"), Kind.MONEY, totalled=True),
        Column("open", _("Open"), Kind.MONEY, totalled=True),
        Column("disputed", _("Disputed"), Kind.MONEY, totalled=True),
        Column("order_number", _("Order")),
        Column("bol_number", _("Bill of lading")),
        Column("reference", _("Reference")),
        Column("terms", _("Terms")),
    )


def _item_source(asked: Asked) -> Source:
    customer = customer_of(asked)
    found: QuerySet[OpenItem] = claims_of(customer.id, currency=asked.get("currency") or customer.currency)
    if (bucket := asked.get("bucket")) is not None:
        found = claims_in_bucket(found, _days(bucket, _edges(asked, customer)), as_of=asked.today)
    sort = asked.get("sort", "due")
    column, mirrored = _ORDERS[sort.removeprefix("-")]
    order = f"{'-' if sort.startswith('-') != mirrored else ''}{column}"
    return ByKey(found, (order, "id"), lambda page: _item_rows(asked, page, customer.number))


def _days(bucket: int, edges: tuple[int, ...]) -> tuple[int | None, int | None]:
    if bucket > len(edges):
        raise refuse("filter.unreadable", "%(value)s is no value for %(name)s", value=bucket, name="bucket")
    return Buckets(edges).days(bucket)


def _item_rows(asked: Asked, page: Sequence[OpenItem], account: str) -> Iterator[Row]:
    extended = extended_dates([item.id for item in page], as_of=asked.today)
    for item in page:
        yield [
            *_document(item, account),
            extended.get(item.id),
            max(0, (asked.today - item.due_date).days),
            item.currency,
            Money(item.original_minor, item.currency),
            Money(item.open_minor, item.currency),
            Money(item.disputed_minor, item.currency),
            item.order_number,
            item.bol_number,
            item.reference,
            item.terms_code,
        ]


# ---------------------------------------------------------------- settled, payments and credits


def _closed_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_document_columns(),
        Column("closed_date", _("Closed"), Kind.DATE),
        Column("days_to_pay", _("Days to pay"), Kind.INTEGER),
        Column("currency", _("Currency")),
        Column("original", _("Amount"), Kind.MONEY, totalled=True),
    )


def _closed_source(asked: Asked) -> Source:
    customer = customer_of(asked)
    found = closed_items([customer.id])
    return ByKey(found, _NEWEST_FIRST, lambda page: [_closed_row(item, customer.number) for item in page])


def _closed_row(item: OpenItem, account: str) -> Row:
    assert item.closed_date is not None
    days = max(0, (item.closed_date - item.document_date).days) if item.original_minor > 0 else None
    amount = Money(item.original_minor, item.currency)
    return [*_document(item, account), item.closed_date, days, item.currency, amount]


def _payment_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_document_columns(),
        Column("reference", _("Reference")),
        Column("currency", _("Currency")),
        Column("original", _("Amount"), Kind.MONEY, totalled=True),
        Column("open", _("Left"), Kind.MONEY, totalled=True),
    )


def _payment_source(asked: Asked) -> Source:
    customer = customer_of(asked)
    found = credits_of([customer.id])
    return ByKey(found, _NEWEST_FIRST, lambda page: [_payment_row(item, customer.number) for item in page])


def _payment_row(item: OpenItem, account: str) -> Row:
    moneys = [Money(item.original_minor, item.currency), Money(item.open_minor, item.currency)]
    return [*_document(item, account), item.reference, item.currency, *moneys]


_NEWEST_FIRST = ("-document_date", "-id")


# ---------------------------------------------------------------- the statement


def _statement_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_document_columns(),
        Column("extended_date", _("Extended to"), Kind.DATE),
        Column("days_past_due", _("Days past due"), Kind.INTEGER),
        Column("bucket", _("Bucket")),
        Column("currency", _("Currency")),
        Column("original", _("Original"), Kind.MONEY, totalled=True),
        Column("open", _("Open"), Kind.MONEY, totalled=True),
        Column("disputed", _("Disputed"), Kind.MONEY, totalled=True),
    )


def _statement_source(asked: Asked) -> Source:
    customer = customer_of(asked)
    edges = _edges(asked, customer)
    known = asked.get("known")
    basis = (
        asked.get("basis")
        or policy_in_force(as_of=asked.today, company_id=customer.company_id).document.aging.default_basis
    )
    found = _statements(asked, customer, edges, AgingBasis(basis), known)
    return Whole([_statement_row(line, one.currency, customer, edges) for one in found for line in one.lines])


def _statements(
    asked: Asked, customer: Customer, edges: tuple[int, ...], basis: AgingBasis, known: dt.date | None = None
) -> list[Statement]:
    known_at = None
    if known is not None and known < asked.today:
        known_at = timezone.make_aware(dt.datetime.combine(known + dt.timedelta(days=1), dt.time.min))
    return statements(customer.id, as_of=asked.as_of, today=asked.today, edges=edges, basis=basis, known_at=known_at)


def _statement_row(line: StatementLine, currency: str, customer: Customer, edges: tuple[int, ...]) -> Row:
    return [
        *_document(line.item, customer.number),
        line.extended_date,
        line.days_past_due if line.is_claim else None,
        bucket_labels(edges)[line.bucket] if line.is_claim else "",
        currency,
        Money(line.item.original_minor, currency),
        Money(line.open_minor, currency),
        Money(line.disputed_minor, currency),
    ]


# ---------------------------------------------------------------- every entry of a document


def _entry_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        Column("posting_date", _("Posted"), Kind.DATE),
        Column("posting", _("Posting")),
        Column("kind", _("What")),
        Column("documents", _("Documents")),
        Column("reason", _("Reason")),
        Column("reversed_on", _("Taken back on"), Kind.DATE),
        Column("recorded_at", _("Recorded"), Kind.INSTANT),
        Column("by", _("By")),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
        Column("open_after", _("Open after it"), Kind.MONEY),
    )


def _entry_source(asked: Asked) -> Source:
    """What makes the open amount, oldest first; documents of other accounts are named to those who see them."""
    item = item_of(asked)
    lines = trail(item, visible=visible_customers(asked.user, as_of=asked.today))
    names = names_of({line.posting.by for line in lines})
    sees_why = has_permission(asked.user.desk_role, Permission.SEE_HISTORY)
    return Whole([_entry_row(line, item.currency, names, sees_why=sees_why) for line in lines])


def _entry_row(line: TrailLine, currency: str, names: Mapping[str, str], *, sees_why: bool) -> Row:
    posting, taken_back = line.posting, line.reversed_by
    return [
        line.entry.posting_date,
        str(posting.id),
        posting_kind(posting.kind),
        ", ".join(f"{item_kind(other.kind)} {other.number}" for other in line.counterparts),
        posting.reason if sees_why else "",
        taken_back.posting_date if taken_back else None,
        posting.recorded_at,
        names.get(posting.by, posting.by),
        currency,
        Money(line.entry.amount_minor, currency),
        Money(line.open_after_minor, currency),
    ]


# ---------------------------------------------------------------- what makes a figure

Pick = Callable[[StatementLine], bool]
# The figures of an account that lead to their items, and which items those are.
FIGURES: Mapping[str, tuple[str | Promise, Pick]] = {
    "open": (gettext_lazy("Open"), lambda line: line.is_claim),
    "past_due": (gettext_lazy("Past due"), lambda line: line.is_claim and line.bucket > 0),
    "collectable": (
        gettext_lazy("Collectable"),
        lambda line: line.is_claim and line.bucket > 0 and line.open_minor > line.disputed_minor,
    ),
    "disputed": (gettext_lazy("Disputed"), lambda line: line.disputed_minor > 0),
    "unapplied": (
        gettext_lazy("Unapplied payments"),
        lambda line: not line.is_claim and line.item.kind == "payment",
    ),
    "credits": (gettext_lazy("Credit memos"), lambda line: not line.is_claim and line.item.kind != "payment"),
    "balance": (gettext_lazy("Balance"), lambda line: True),
}


def figure_bucket(what: str, edges: Sequence[int]) -> int | None:
    """The number of the bucket that `bucket-2` names, None for any other figure."""
    place = what.removeprefix("bucket-")
    if place == what or not place.isdecimal() or len(place) > 2 or int(place) > len(edges):
        return None
    return int(place)


def picked(what: str, edges: Sequence[int]) -> Pick | None:
    """Which lines of a statement make the figure; None where there is no such figure."""
    bucket = figure_bucket(what, edges)
    if bucket is not None:
        return lambda line: line.is_claim and line.bucket == bucket
    return FIGURES[what][1] if what in FIGURES else None


def part_of_figure(line: StatementLine, what: str) -> int:
    """What the line adds to the figure, in minor units."""
    parts = {"disputed": line.disputed_minor, "collectable": line.open_minor - line.disputed_minor}
    return parts.get(what, line.open_minor)


def _figure_columns(asked: Asked) -> tuple[Column, ...]:
    return (
        *_document_columns(),
        Column("days_past_due", _("Days past due"), Kind.INTEGER),
        Column("currency", _("Currency")),
        Column("amount", _("Amount"), Kind.MONEY, totalled=True),
    )


def _figure_source(asked: Asked) -> Source:
    customer = customer_of(asked)
    edges = _edges(asked, customer)
    what, currency = asked.get("what", "open"), asked.get("currency") or customer.currency
    pick = picked(what, edges)
    if pick is None:
        raise refuse("filter.unreadable", "%(value)s is no value for %(name)s", value=what, name="what")
    found = _statements(asked, customer, edges, AgingBasis.DUE_DATE)
    lines = [line for one in found if one.currency == currency for line in one.lines if pick(line)]
    return Whole([_figure_row(line, currency, customer, what) for line in lines])


def _figure_row(line: StatementLine, currency: str, customer: Customer, what: str) -> Row:
    days: Any = line.days_past_due if line.is_claim else None
    return [*_document(line.item, customer.number), days, currency, Money(part_of_figure(line, what), currency)]


def _figure_name(text: str) -> str:
    if text not in FIGURES and not text.startswith("bucket-"):
        raise ValueError(text)
    return text


LISTINGS = (
    Listing(
        name="items",
        title=gettext_lazy("Open items"),
        permissions=SEE,
        columns=_item_columns,
        source=_item_source,
        filters={**_OF, "currency": code, "bucket": number, "sort": sort_by(*_ORDERS)},
        reach=Reach.ACCOUNT,
    ),
    Listing(
        name="closed",
        title=gettext_lazy("Closed items"),
        permissions=SEE,
        columns=_closed_columns,
        source=_closed_source,
        filters=_OF,
        reach=Reach.ACCOUNT,
    ),
    Listing(
        name="payments",
        title=gettext_lazy("Payments and credits"),
        permissions=SEE,
        columns=_payment_columns,
        source=_payment_source,
        filters=_OF,
        reach=Reach.ACCOUNT,
    ),
    Listing(
        name="statement",
        title=gettext_lazy("Statement"),
        permissions=SEE,
        columns=_statement_columns,
        source=_statement_source,
        filters={**_OF, "basis": one_of(*(basis.value for basis in AgingBasis)), "known": dt.date.fromisoformat},
        reach=Reach.ACCOUNT,
        has_past=True,
    ),
    Listing(
        name="entries",
        title=gettext_lazy("Entries of a document"),
        permissions=SEE,
        columns=_entry_columns,
        source=_entry_source,
        filters={"item": number},
        reach=Reach.ACCOUNT,
    ),
    Listing(
        name="figure",
        title=gettext_lazy("Behind a figure"),
        permissions=SEE,
        columns=_figure_columns,
        source=_figure_source,
        filters={**_OF, "currency": code, "what": _figure_name},
        reach=Reach.ACCOUNT,
        has_past=True,
    ),
)
