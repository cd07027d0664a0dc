"""Many single acts at once, each a posting of its own: what the matching of a day's cash writes, or one payment's.

An act of a person is one posting with its journal entry (`actions`). A payment that is matched is several: the discount
and the payment are applied, a small difference is cleared, a deduction is moved; and the machine matches hundreds in a
row. They are written here together, by a handful of statements, inside the transaction that the caller opened under the
locks of the customers. The caller has judged them; what would take an item beyond its bounds the database refuses.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from creditdesk.journal.actions import Told, append_all
from creditdesk.receivables import positions
from creditdesk.receivables.bulk import insert_rows, reserve_ids
from creditdesk.receivables.fingerprints import APPLIED, of_rows
from creditdesk.receivables.models import Application, Entry, OpenItem, Posting
from creditdesk.receivables.posting import (
    Line,
    bring_up_to_date,
    refuse_beyond_bounds_on_past_days,
    require_open_period,
)
from creditdesk.receivables.recognition import ENTRY_COLUMNS, ITEM_COLUMNS, POSTING_COLUMNS, NewItem
from creditdesk.receivables.stops import refuse_stopped

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


@dataclass(frozen=True, slots=True)
class Applied:
    """Part of a credit that pays part of a claim; the customer is the claim's. Positive minor units."""

    customer_id: int
    credit_id: int
    claim_id: int
    amount_minor: int
    discount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One posting before it is written. `told` is the kind of its journal entry, `facts` what that says beside it."""

    kind: str
    posting_date: dt.date
    key: str
    lines: tuple[Line, ...]
    told: str
    applied: tuple[Applied, ...] = ()
    reason: str = ""
    reverses_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class By:
    """Who writes when, under which version of the policy, and whether a file brought it."""

    username: str
    at: dt.datetime
    policy_version: int | None = None
    import_file_id: int | None = None


def new_items(company_id: int, items: Sequence[tuple[NewItem, int | None]], *, import_file_id: int | None) -> list[int]:
    """Write documents whose first posting follows in the same transaction: each with the item that it came from.

    Nothing is open of them until that posting is written. Returns their ids in order.
    """
    ids = list(reserve_ids(OpenItem, len(items)))
    insert_rows(
        OpenItem,
        ITEM_COLUMNS,
        (
            _item_row(item_id, item, origin_id, company_id=company_id, import_file_id=import_file_id)
            for item_id, (item, origin_id) in zip(ids, items, strict=True)
        ),
    )
    return ids


def write_acts(company_id: int, acts: Sequence[Act], *, by: By, as_of: dt.date, edges: Sequence[int]) -> list[int]:
    """Write the acts in their order, bring items and positions up to date, tell the journal; returns the posting ids.

    Raises Refusal in a closed period, where a proof has stopped postings, or where an earlier date would take an item
    beyond its bounds on some past day; IntegrityError where an item would leave the range from zero to its original.
    """
    if not acts:
        return []
    _refuse_unbalanced(acts)
    require_open_period(company_id, [act.posting_date for act in acts])
    customers = {line.customer_id for act in acts for line in act.lines if line.customer_id is not None}
    refuse_stopped(company_id, customers)
    ids = list(reserve_ids(Posting, len(acts)))
    insert_rows(Posting, POSTING_COLUMNS, (_posting_row(i, a, company_id, by) for i, a in zip(ids, acts, strict=True)))
    insert_rows(Entry, ENTRY_COLUMNS, _entry_rows(ids, acts, company_id))
    insert_rows(Application, _APPLICATION_COLUMNS, _application_rows(ids, acts, company_id))
    days: dict[dt.date, set[int]] = defaultdict(set)
    for act in acts:
        days[act.posting_date] |= {line.item_id for line in act.lines if line.item_id is not None}
    for day, moved in sorted(days.items()):
        refuse_beyond_bounds_on_past_days(sorted(moved), posting_date=day)
    bring_up_to_date([item_id for moved in days.values() for item_id in moved])
    positions.refresh(sorted(customers), as_of=as_of, edges=edges)
    append_all([_told(i, a, company_id, by) for i, a in zip(ids, acts, strict=True)], by=by.username, at=by.at)
    return ids


def turned_act(
    posting: Posting, *, posting_date: dt.date, key: str, reason: str, told: str = "posting.reversed"
) -> Act:
    """The act that takes a posting back: every sign turned."""
    entries = sorted(posting.entries.all(), key=lambda one: one.line)
    lines = tuple(
        Line(one.currency, -one.amount_minor, item_id=one.item_id, customer_id=one.customer_id, account=one.account)
        for one in entries
    )
    facts = {"reverses": posting.id, "reversed_kind": posting.kind}
    return Act(
        Posting.Kind.REVERSAL, posting_date, key, lines, told, reason=reason, reverses_id=posting.id, facts=facts
    )


def _refuse_unbalanced(acts: Iterable[Act]) -> None:
    for act in acts:
        sums: dict[str, int] = defaultdict(int)
        for line in act.lines:
            sums[line.currency] += line.amount_minor
        assert act.lines and not any(sums.values()), f"posting {act.key} does not sum to zero: {dict(sums)}"


def _item_row(
    item_id: int, item: NewItem, origin_id: int | None, *, company_id: int, import_file_id: int | None
) -> tuple[object, ...]:
    return (
        item_id,
        company_id,
        item.customer_id,
        item.kind,
        item.number,
        item.currency,
        item.original_minor,
        item.original_minor,
        max(0, item.disputed_minor),
        max(0, item.disputed_minor),
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
        origin_id,
        import_file_id,
        None,
        None,
    )


def _posting_row(posting_id: int, act: Act, company_id: int, by: By) -> tuple[object, ...]:
    return (
        posting_id,
        company_id,
        act.kind,
        act.posting_date,
        by.at,
        by.username,
        act.reason[:200],
        act.key,
        len(act.lines),
        act.reverses_id,
        by.policy_version,
        by.import_file_id,
        "",
    )


def _entry_rows(ids: Sequence[int], acts: Sequence[Act], company_id: int) -> Iterable[tuple[object, ...]]:
    for posting_id, act in zip(ids, acts, strict=True):
        for number, line in enumerate(act.lines, start=1):
            yield (
                posting_id,
                number,
                company_id,
                line.customer_id,
                line.item_id,
                line.account,
                line.currency,
                line.amount_minor,
                act.posting_date,
            )


def _application_rows(ids: Sequence[int], acts: Sequence[Act], company_id: int) -> Iterable[tuple[object, ...]]:
    for posting_id, act in zip(ids, acts, strict=True):
        for one in act.applied:
            yield (
                posting_id,
                company_id,
                one.customer_id,
                one.credit_id,
                one.claim_id,
                one.amount_minor,
                one.discount_minor,
                act.posting_date,
            )


def _told(posting_id: int, act: Act, company_id: int, by: By) -> Told:
    customer_id = next((line.customer_id for line in act.lines if line.customer_id is not None), None)
    moved = [[line.item_id or line.account, line.currency, line.amount_minor] for line in act.lines[:200]]
    facts = {
        "posting_date": act.posting_date.isoformat(),
        "entries": moved,
        "policy_version": by.policy_version,
        **act.facts,
    }
    if act.applied:
        facts[APPLIED] = of_rows(
            (posting_id, one.credit_id, one.claim_id, one.amount_minor, one.discount_minor) for one in act.applied
        )
    private = {"reason": act.reason} if act.reason else {}
    return Told(act.told, ("posting", posting_id), company_id, customer_id, facts, private)
