"""The open ledger of a company as the rules of matching see it, out of the database by few plain statements.

For a run the numbers of all that is open are read once, and who pays; then, for some payments at a time, the items that
these can touch, as they are now. For one payment on a screen, of a company with more than a few thousand open items,
only what can matter for it is read: then a number with an error is found among the payer's own items only, and how much
a number says is reckoned from those. Such an answer is for a person; nothing posts by it.

Payments are left out: what is open of a receipt is matched as that receipt, and not used up under another one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from creditdesk.cash.models import PayerSign, Receipt
from creditdesk.domain.cash_facts import CashItem, CashPayment, Directory, OpenLedger
from creditdesk.domain.cash_matching import Heard
from creditdesk.domain.cash_numbers import NumberIndex
from creditdesk.domain.cash_payers import KnownPayer, PayerIndex, comparable_account
from creditdesk.domain.discount import DiscountItem, reduction_available
from creditdesk.domain.discount import Receipt as Money
from creditdesk.domain.likeness import comparable_name
from creditdesk.domain.terms import Terms, TermsError, TermsPolicy, term_dates
from creditdesk.domain.terms_notation import parse_terms
from creditdesk.parties.models import Customer
from creditdesk.parties.plain_sql import among_texts, day, keys, rows_in_turn, rows_of

# Up to so many open items all are read, however few the payments are.
ALL_UP_TO = 5_000
_MOST_BY_AMOUNT = 50
_MOST_NUMBERS = 60
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{2,40}")
# Keys that stand in one statement.
_MOST_KEYS = 5_000
_NUMBERS = "i.number, i.po_number, i.order_number, i.bol_number, i.reference"
_COLUMNS = (
    f"i.id, i.customer_id, {_NUMBERS}, i.currency, i.open_minor, i.disputed_minor, i.document_date, i.due_date, "
    "i.discount_date, i.terms_code, i.original_minor, i.goods_minor"
)
_OPEN = "FROM receivables_openitem i WHERE i.company_id = %s AND i.closed_date IS NULL AND i.kind <> 'payment'"


@dataclass(frozen=True, slots=True)
class _Terms:
    """What decides about the discount of an item that has one."""

    terms: Terms | None
    discount_date: dt.date | None
    original_minor: int
    goods_minor: int | None


@dataclass(frozen=True)
class CompanyLedger:
    """What is open of a company, or a part of it, before any discount, and the terms of items that may earn one."""

    ledger: OpenLedger
    terms: Mapping[int, _Terms]
    _on_days: dict[tuple[dt.date, dt.date | None, TermsPolicy], OpenLedger] = field(default_factory=dict)

    def on(self, value_date: dt.date, *, received: dt.date | None, policy: TermsPolicy) -> OpenLedger:
        """The ledger for money of this value date: each item with the discount that it would still earn."""
        key = (value_date, received, policy)
        if key not in self._on_days:
            receipt = Money(1, value_date, received or value_date)

            def discount_of(item: CashItem) -> int:
                told = self.terms.get(item.id)
                return _discount(item, told, receipt=receipt, policy=policy) if told is not None else 0

            self._on_days[key] = self.ledger.with_discounts(discount_of)
        return self._on_days[key]


@dataclass(frozen=True)
class Books:
    """What a run reads of a company once: where payments lead, and the terms of the customers who have some."""

    company_id: int
    directory: Directory
    terms: Mapping[int, str]


def read_books(company_id: int) -> Books:
    """The numbers of all that is open of the company, and who pays."""
    terms, payers = _payers(company_id, None)
    count = 0

    def numbers() -> Iterator[tuple[str, int]]:
        nonlocal count
        for item_id, *called in rows_in_turn(f"SELECT i.id, {_NUMBERS} {_OPEN}", company_id):
            count += 1
            yield from ((number, item_id) for number in called if number)

    index = NumberIndex.of(numbers())
    return Books(company_id, Directory(index, PayerIndex.of(payers), count), terms)


def read_part(books: Books, payments: Iterable[tuple[CashPayment, Heard]]) -> CompanyLedger:
    """The items that these payments can touch: those named, their payers', and of their amount if nobody is known."""
    customers: set[int] = set()
    named: set[int] = set()
    amounts: dict[str, set[int]] = defaultdict(set)
    for payment, heard in payments:
        customers |= heard.payer.covers
        named |= heard.item_ids
        if not heard.payer.customer_ids:
            amounts[payment.currency].add(payment.amount_minor)
    found: dict[int, tuple[Any, ...]] = {}
    for column, ids in (("i.customer_id", customers), ("i.id", named)):
        for some in _parts(ids):
            rows = rows_of(f"SELECT {_COLUMNS} {_OPEN} AND {column} IN ({keys(some)})", books.company_id)
            found |= {row[0]: row for row in rows}
    for currency, minor in amounts.items():
        for some in _parts(minor):
            alike = f"SELECT {_COLUMNS} {_OPEN} AND i.currency = %s AND i.open_minor IN ({keys(some)})"
            found |= {row[0]: row for row in rows_of(alike, books.company_id, currency)}
    items, terms = _items(found.values(), books.terms)
    return CompanyLedger(OpenLedger.part(items, books.directory), terms)


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    waiting = iter(sorted(ids))
    while some := list(islice(waiting, _MOST_KEYS)):
        yield some


def read_ledger(company_id: int, receipts: Sequence[Receipt]) -> CompanyLedger:
    """The open items and payers that can matter for receipts on a screen."""
    if _is_small(company_id):
        return _made(company_id, rows_of(f"SELECT {_COLUMNS} {_OPEN}", company_id), customers=None)
    found: dict[int, tuple[Any, ...]] = {}
    payers = _near_payers(company_id, receipts)
    if payers:
        mine = f"SELECT {_COLUMNS} {_OPEN} AND i.customer_id IN ({keys(payers)})"
        found |= {row[0]: row for row in rows_of(mine, company_id)}
    for receipt in receipts:
        found |= {row[0]: row for row in _named_or_alike(company_id, receipt)}
    return _made(company_id, list(found.values()), customers=payers | {row[1] for row in found.values()})


def _is_small(company_id: int) -> bool:
    probe = f"SELECT COUNT(*) FROM (SELECT i.id {_OPEN} LIMIT {ALL_UP_TO + 1}) x"  # noqa: S608 - constants
    return bool(rows_of(probe, company_id)[0][0] <= ALL_UP_TO)


def _named_or_alike(company_id: int, receipt: Receipt) -> list[tuple[Any, ...]]:
    """Items of the numbers that stand in the text as they are, and some of exactly this amount."""
    texts = [receipt.text, *(line.get("number", "") for one in receipt.remittances.all() for line in one.lines)]
    numbers = [word for word in _NUMBER.findall("\n".join(texts)) if any(map(str.isdigit, word))][:_MOST_NUMBERS]
    rows = []
    for column in ("i.number", "i.po_number"):
        if numbers:
            condition, values = among_texts(column, sorted(set(numbers)))
            rows += rows_of(f"SELECT {_COLUMNS} {_OPEN} AND {condition}", company_id, *values)
    alike = f"SELECT {_COLUMNS} {_OPEN} AND i.open_minor = %s AND i.currency = %s ORDER BY i.id LIMIT {_MOST_BY_AMOUNT}"
    return rows + rows_of(alike, company_id, receipt.amount_minor, receipt.currency)


def _near_payers(company_id: int, receipts: Sequence[Receipt]) -> set[int]:
    """Those who may have paid: by account, sign or name; with all whose items they may pay."""
    ids = {receipt.customer_id for receipt in receipts if receipt.customer_id is not None}
    unknown = [receipt for receipt in receipts if receipt.customer_id is None]
    signs = {comparable_account(one.payer_account) for one in unknown}
    signs |= {comparable_name(one.payer_name)[:140] for one in unknown}
    signs -= {""}
    if signs:
        known = PayerSign.objects.filter(company_id=company_id, forgotten_at__isnull=True, value__in=signs)
        ids |= set(known.values_list("customer_id", flat=True))
    names = {one.payer_name.strip().lower() for one in unknown} - {""}
    if names:
        named = Customer.objects.filter(company_id=company_id, search_name__in=names)
        ids |= set(named.values_list("id", flat=True)[:200])
    for relation in ("parent_id", "payer_id"):
        ids |= set(Customer.objects.filter(**{f"{relation}__in": ids}).values_list("id", flat=True)[:2000])
    return ids


def _made(company_id: int, rows: Iterable[tuple[Any, ...]], *, customers: set[int] | None) -> CompanyLedger:
    owner_terms, payers = _payers(company_id, customers)
    items, terms = _items(rows, owner_terms)
    return CompanyLedger(OpenLedger.of(items, payers), terms)


def _items(rows: Iterable[tuple[Any, ...]], owner_terms: Mapping[int, str]) -> tuple[list[CashItem], dict[int, _Terms]]:
    items, terms = [], {}
    for row in rows:
        item_id, customer_id, number, po, order, bol, reference, currency, open_minor, disputed = row[:10]
        numbers = (number, *(one for one in (po, order, bol, reference) if one))
        items.append(
            CashItem(item_id, customer_id, numbers, currency, open_minor, _date(row[10]), _date(row[11]), 0, disputed)
        )
        told = _parsed(row[13] or owner_terms.get(customer_id, ""))
        if told is not None and open_minor > 0 and (told.discount_percent or told.anticipation_percent):
            terms[item_id] = _Terms(told, day(row[12]), row[14], row[15])
    return items, terms


@lru_cache(maxsize=20_000)
def _day_of(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _date(value: dt.date | str) -> dt.date:
    return _day_of(value) if isinstance(value, str) else value


@lru_cache(maxsize=4_000)
def _parsed(notation: str) -> Terms | None:
    if not notation:
        return None
    try:
        return parse_terms(notation)
    except TermsError:
        return None


def _discount(item: CashItem, told: _Terms, *, receipt: Money, policy: TermsPolicy) -> int:
    terms = told.terms
    # A discount ends before its item is due, but for the grace; anticipation is for days before that.
    if terms is None or receipt.value_date > item.due_date + dt.timedelta(days=policy.discount_grace_days):
        return 0
    discount_date = told.discount_date
    if discount_date is None:
        discount_date = term_dates(terms, document_date=item.document_date, policy=policy).discount_date
    facts = DiscountItem(
        currency=item.currency,
        original_minor=told.original_minor,
        open_minor=item.open_minor,
        goods_minor=told.original_minor if told.goods_minor is None else told.goods_minor,
        due_date=item.due_date,
        discount_percent=terms.discount_percent,
        discount_date=discount_date,
    )
    return reduction_available(facts, receipt=receipt, annual_percent=terms.anticipation_percent, policy=policy)


def _payers(company_id: int, customers: set[int] | None) -> tuple[dict[int, str], list[KnownPayer]]:
    """Customer → his terms, where they are stated; and every customer as one who pays."""
    chosen = "" if customers is None else f" AND c.id IN ({keys(customers)})"
    rows = rows_of(
        # Keys of our own.
        "SELECT c.id, c.number, c.name, c.legal_name, c.terms_code, c.parent_id, c.payer_id FROM parties_customer c "  # noqa: S608
        f"WHERE c.company_id = %s{chosen}",
        company_id,
    )
    names: dict[int, list[str]] = defaultdict(list)
    accounts: dict[int, list[str]] = defaultdict(list)
    signs = PayerSign.objects.filter(company_id=company_id, forgotten_at__isnull=True)
    if customers is not None:
        signs = signs.filter(customer_id__in=customers)
    for customer_id, kind, value in signs.values_list("customer_id", "kind", "value"):
        (accounts if kind == PayerSign.Kind.BANK_ACCOUNT else names)[customer_id].append(value)
    pays_for = _pays_for((row[0], row[5], row[6]) for row in rows)
    payers = [
        KnownPayer(
            row[0],
            row[1],
            tuple(dict.fromkeys(filter(None, (row[2], row[3], *names.get(row[0], ()))))),
            tuple(accounts.get(row[0], ())),
            pays_for.get(row[0], ()),
        )
        for row in rows
    ]
    return {row[0]: row[4] for row in rows if row[4]}, payers


def _pays_for(rows: Iterable[tuple[int, int | None, int | None]]) -> dict[int, tuple[int, ...]]:
    """Customer → whose items he may pay: those who name him as payer, and all below him in his family."""
    below: dict[int, list[int]] = defaultdict(list)
    others: dict[int, set[int]] = defaultdict(set)
    for customer_id, parent_id, payer_id in rows:
        if parent_id is not None:
            below[parent_id].append(customer_id)
        if payer_id is not None and payer_id != customer_id:
            others[payer_id].add(customer_id)
    for head in list(below):
        waiting, seen = list(below[head]), {head}
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += below.get(one, ())
        others[head] |= seen - {head}
    return {customer_id: tuple(sorted(found)) for customer_id, found in others.items()}
