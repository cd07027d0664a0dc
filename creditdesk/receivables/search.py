"""Finding documents: by number, purchase order, claim or amount, among those that the reader may see.

Each look goes through an index and stops after so many candidates, so that a million items answer as fast as a
hundred: who may see little and types two letters finds less, and types on.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from creditdesk.domain.cash_settling import CLAIM_WORDS
from creditdesk.domain.money import AmountError, parse_amount
from creditdesk.parties.access import companies_of
from creditdesk.parties.models import User
from creditdesk.parties.plain_sql import among_texts, rows_of
from creditdesk.parties.queries import beginning_with
from creditdesk.parties.reach import Reach
from creditdesk.receivables.models import OpenItem

# So many rows of an index are looked at before the reader's own are picked out.
_CANDIDATES = 1500
# A shorter beginning fits half of all documents.
_SHORTEST_BEGINNING = 3


def items_by_number(reach: Reach, text: str, *, limit: int) -> list[OpenItem]:
    """Items of exactly this number first, then those whose number or purchase order begins with it; and deductions by
    the customer's number of his claim.
    """
    number = text.strip()
    if not number:
        return []
    looks = [Q(number=number), Q(po_number=number) & ~Q(po_number="")]
    if len(number) >= _SHORTEST_BEGINNING:
        looks += [beginning_with("number", number), beginning_with("po_number", number) & ~Q(po_number="")]
    found: dict[int, None] = {}
    for look in looks:
        if len(found) < limit:
            found |= dict.fromkeys(_keys_among(reach, look, limit=limit))
    if len(found) < limit:
        found |= dict.fromkeys(_deductions_of(reach, number, limit=limit))
    ids = list(found)[:limit]
    items = {item.id: item for item in _items(ids)}
    return [items[one] for one in ids]


def items_by_amount(reach: Reach, amounts_minor: Collection[int], *, limit: int) -> list[OpenItem]:
    """Items whose original or open amount is one of these, whatever the sign; open ones first, then newest."""
    signed = sorted({sign * minor for minor in amounts_minor for sign in (1, -1) if minor})
    if not signed:
        return []
    still_open = _keys_among(reach, Q(open_minor__in=signed, closed_date__isnull=True), limit=limit)
    original = _keys_among(reach, Q(original_minor__in=signed), limit=limit)
    ranked = sorted(_items({*still_open, *original}), key=lambda item: (item.closed_date is not None, -item.id))
    return ranked[:limit]


def amounts_meant(user: User, words: str) -> set[int]:
    """What the words mean as an amount in the currencies of the user's companies; they may differ in decimals."""
    found = set()
    for currency in {*companies_of(user).values_list("currency", flat=True), "USD"}:
        try:
            found.add(parse_amount(words, currency=currency))
        except AmountError:
            continue
    return found


def _keys_among(reach: Reach, look: Q, *, limit: int) -> list[int]:
    """The newest items of the look that are in reach."""
    candidates, parameters = (
        OpenItem.objects.filter(look).values("id", "customer_id")[:_CANDIDATES].query.sql_with_params()
    )
    statement = (
        f"SELECT i.id FROM ({candidates}) i JOIN parties_customer c ON c.id = i.customer_id "
        f"WHERE {reach.sql('c')} ORDER BY i.id DESC LIMIT {limit}"
    )
    return [row[0] for row in rows_of(statement, *parameters)]


def _deductions_of(reach: Reach, claim: str, *, limit: int) -> list[int]:
    """The newest deductions that the customer calls so, whatever word for their kind stands before it."""
    condition, values = among_texts("reference", [claim, *(f"{word} {claim}" for word in CLAIM_WORDS)])
    # Kind and emptiness as they stand in the index: SQLite takes it for no parameter.
    statement = (
        "SELECT i.id FROM (SELECT id, customer_id FROM receivables_openitem "
        f"WHERE kind = 'deduction' AND reference <> '' AND {condition} LIMIT {_CANDIDATES}) i "
        f"JOIN parties_customer c ON c.id = i.customer_id WHERE {reach.sql('c')} ORDER BY i.id DESC LIMIT {limit}"
    )
    return [row[0] for row in rows_of(statement, *values)]


def _items(ids: Collection[int]) -> QuerySet[OpenItem]:
    return OpenItem.objects.filter(id__in=ids).select_related("customer", "company")
