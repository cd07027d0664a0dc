"""What people do to the ledger: apply a credit, take it back, move a rest, contest, extend, close a period.

Each is one posting (or one fact) in one transaction, with its journal entry. The same key posts once: a second call
returns what the first one wrote.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import close_books, lock_customers
from creditdesk.parties.models import Company, User
from creditdesk.policy.queries import PolicyInForce, policy_in_force
from creditdesk.receivables import positions
from creditdesk.receivables.applying import ApplyTo, date_objections, refuse_unfit
from creditdesk.receivables.changing import refuse_transfer
from creditdesk.receivables.disputing import journal_disputed, write_disputed
from creditdesk.receivables.fingerprints import APPLIED, of_posting
from creditdesk.receivables.models import Application, Entry, OpenItem, Period, Posting
from creditdesk.receivables.posting import Line, turned, write_posting
from creditdesk.receivables.stops import refuse_unproved

__all__ = [
    "DISCOUNT_ALLOWED",
    "ApplyTo",
    "apply_credit",
    "close_period",
    "mark_disputed",
    "reverse_posting",
    "transfer_residual",
]

# Cash discount that a customer earned is an expense.
DISCOUNT_ALLOWED = "discount_allowed"


@action
def apply_credit(
    credit: OpenItem,
    *,
    to: Sequence[ApplyTo],
    posting_date: dt.date,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
    key: str,
) -> Posting:
    """Apply a payment or credit memo to items of the same company and currency, with discounts allowed.

    The items may belong to the customer's family and to those it pays for; a discount is what their terms let the
    payment earn. Raises Refusal with every reason if anything does not fit; then nothing is posted.
    docs/rules/application.md.
    """
    credit, items = _locked(credit, [line.item_id for line in to])
    if done := _posted_before(credit.company_id, key):  # asked under the lock: the same key may be at work beside us
        return done
    policy = _policy(credit, as_of=as_of)
    refuse_unfit(credit, items, to=to, posting_date=posting_date, as_of=as_of, terms=policy.document.terms_policy)
    posting = write_posting(
        credit.company_id,
        Posting.Kind.APPLICATION,
        posting_date=posting_date,
        lines=_application_lines(credit, items, to=to),
        by=by.username,
        at=at,
        key=key,
        policy_version=policy.number,
    )
    Application.objects.bulk_create(
        Application(
            posting=posting,
            company_id=credit.company_id,
            customer_id=items[line.item_id].customer_id,
            credit_item=credit,
            debit_item=items[line.item_id],
            amount_minor=line.amount_minor,
            discount_minor=line.discount_minor,
            posting_date=posting_date,
        )
        for line in to
    )
    _finish(
        posting,
        policy=policy,
        as_of=as_of,
        by=by,
        at=at,
        customer_id=credit.customer_id,
        kind="credit.applied",
        facts={APPLIED: of_posting(posting)},
    )
    return posting


@action
def reverse_posting(
    posting: Posting, *, posting_date: dt.date, as_of: dt.date, by: User, at: dt.datetime, key: str, reason: str
) -> Posting:
    """Take a posting back, once, by a posting of its own with every sign turned.

    Raises Refusal if it was taken back already, is itself a reversal, came with an import (undo the import), or if a
    later act used what it posted.
    """
    lock_customers(Entry.objects.filter(posting=posting, customer__isnull=False).values_list("customer_id", flat=True))
    if done := _posted_before(posting.company_id, key):
        return done
    _refuse_irreversible(posting, posting_date=posting_date, as_of=as_of)
    entries = list(posting.entries.order_by("line"))
    _refuse_beyond_bounds(entries)
    reversal = write_posting(
        posting.company_id,
        Posting.Kind.REVERSAL,
        posting_date=posting_date,
        lines=turned(entries),
        by=by.username,
        at=at,
        key=key,
        reason=reason,
        reverses=posting,
    )
    customer_id = next((entry.customer_id for entry in entries if entry.customer_id), None)
    policy = policy_in_force(as_of=as_of, company_id=posting.company_id)
    _finish(
        reversal,
        policy=policy,
        as_of=as_of,
        by=by,
        at=at,
        customer_id=customer_id,
        kind="posting.reversed",
        facts={"reverses": posting.id, "reversed_kind": posting.kind},
    )
    return reversal


@action
def transfer_residual(
    item: OpenItem,
    *,
    amount_minor: int,
    number: str,
    reference: str,
    posting_date: dt.date,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
    key: str,
) -> OpenItem:
    """Move a rest of an invoice to a deduction of its own, with the original due date; returns the deduction.

    Raises Refusal if the amount is not positive or more than what is open, the day has not come, or the account has a
    deduction of that number already.
    """
    lock_customers([item.customer_id])
    if done := _posted_before(item.company_id, key):
        return OpenItem.objects.get(entries__posting=done, origin=item)
    item = OpenItem.objects.select_for_update().get(id=item.id)
    refuse_transfer(item, amount_minor=amount_minor, number=number, posting_date=posting_date, as_of=as_of)
    deduction = OpenItem.objects.create(
        company_id=item.company_id,
        customer_id=item.customer_id,
        kind=OpenItem.Kind.DEDUCTION,
        number=number,
        currency=item.currency,
        original_minor=amount_minor,
        open_minor=amount_minor,
        document_date=posting_date,
        posting_date=posting_date,
        due_date=item.due_date,
        reference=reference,
        po_number=item.po_number,
        origin=item,
    )
    posting = write_posting(
        item.company_id,
        Posting.Kind.TRANSFER,
        posting_date=posting_date,
        lines=[
            Line(item.currency, -amount_minor, item_id=item.id, customer_id=item.customer_id),
            Line(item.currency, amount_minor, item_id=deduction.id, customer_id=item.customer_id),
        ],
        by=by.username,
        at=at,
        key=key,
        reason=reference,
    )
    policy = _policy(item, as_of=as_of)
    _finish(posting, policy=policy, as_of=as_of, by=by, at=at, customer_id=item.customer_id, kind="residual.moved")
    deduction.refresh_from_db()
    return deduction


@action
def mark_disputed(
    item: OpenItem, *, disputed_minor: int, reason: str, as_of: dt.date, by: User, at: dt.datetime
) -> OpenItem:
    """Say how much of an item the customer contests (0: nothing any more). It leaves dunning and the worklist at once.

    Raises Refusal if the amount is below zero or more than what is open.
    """
    lock_customers([item.customer_id])
    told = write_disputed(item.id, disputed_minor=disputed_minor, reason=reason, as_of=as_of)
    journal_disputed([told], by=by, at=at)
    return told.item


@action
def close_period(
    company: Company, *, first_day: dt.date, last_day: dt.date, as_of: dt.date, by: User, at: dt.datetime
) -> Period:
    """Close a stretch of days for good: no posting is dated inside it any more.

    Raises Refusal if the days are not over yet, overlap a closed period, or the last proof found the books broken.
    """
    close_books(company.id)
    refuse_unproved(company.id)
    if last_day >= as_of or last_day < first_day:
        raise refuse("period.not_over", "a period can be closed once its last day is over")
    if Period.objects.filter(company=company, first_day__lte=last_day, last_day__gte=first_day).exists():
        raise refuse("period.overlaps", "part of these days is closed already")
    period = Period.objects.create(
        company=company, first_day=first_day, last_day=last_day, closed_at=at, closed_by=by.username
    )
    append(
        "period.closed",
        by=by.username,
        at=at,
        subject=("period", period.id),
        company_id=company.id,
        facts={"first_day": first_day.isoformat(), "last_day": last_day.isoformat()},
    )
    return period


def _posted_before(company_id: int, key: str) -> Posting | None:
    return Posting.objects.filter(company_id=company_id, key=key).first()


def _policy(item: OpenItem, *, as_of: dt.date) -> PolicyInForce:
    return policy_in_force(as_of=as_of, company_id=item.company_id)


def _locked(credit: OpenItem, item_ids: Sequence[int]) -> tuple[OpenItem, dict[int, OpenItem]]:
    """The credit and the items as they are now, locked, with their customers locked first."""
    wanted = {credit.id, *item_ids}
    lock_customers(OpenItem.objects.filter(id__in=wanted).values_list("customer_id", flat=True))
    items = {
        item.id: item
        for item in OpenItem.objects.select_for_update(of=("self",))
        .select_related("company", "customer")
        .filter(id__in=wanted)
        .order_by("id")
    }
    return items[credit.id], items


def _application_lines(credit: OpenItem, items: dict[int, OpenItem], *, to: Sequence[ApplyTo]) -> list[Line]:
    lines = [
        Line(
            credit.currency,
            sum(line.amount_minor for line in to),
            item_id=credit.id,
            customer_id=credit.customer_id,
        )
    ]
    for line in to:
        item = items[line.item_id]
        paid = line.amount_minor + line.discount_minor
        lines.append(Line(item.currency, -paid, item_id=item.id, customer_id=item.customer_id))
    discount = sum(line.discount_minor for line in to)
    if discount:
        lines.append(Line(credit.currency, discount, account=DISCOUNT_ALLOWED))
    return lines


def _refuse_irreversible(posting: Posting, *, posting_date: dt.date, as_of: dt.date) -> None:
    reasons = list(date_objections(posting_date, as_of=as_of))
    if Posting.objects.filter(reverses=posting).exists():
        reasons.append(Reason("reversal.twice", "this posting was taken back already", {}))
    if posting.kind == Posting.Kind.REVERSAL:
        reasons.append(Reason("reversal.of_reversal", "a reversal is not reversed: post the act anew", {}))
    if posting.kind in {Posting.Kind.IMPORT, Posting.Kind.ERP_SETTLEMENT}:
        reasons.append(Reason("reversal.import", "what came with a file is taken back by undoing the import", {}))
    if posting_date < posting.posting_date:
        reasons.append(
            Reason(
                "reversal.earlier",
                "a reversal is dated on or after what it reverses, %(day)s",
                {"day": posting.posting_date.isoformat()},
            )
        )
    if reasons:
        raise Refusal(tuple(reasons))


def _refuse_beyond_bounds(entries: Sequence[Entry]) -> None:
    """Taking it back must leave every item between zero and its original: later acts may have used what it posted."""
    for entry in entries:
        if entry.item_id is None:
            continue
        item = OpenItem.objects.get(id=entry.item_id)
        after = item.open_minor - entry.amount_minor
        low, high = min(0, item.original_minor), max(0, item.original_minor)
        if not low <= after <= high:
            raise refuse(
                "reversal.used",
                "%(number)s was used by a later posting: take that back first",
                number=item.number,
            )


def _finish(
    posting: Posting,
    *,
    policy: PolicyInForce,
    as_of: dt.date,
    by: User,
    at: dt.datetime,
    customer_id: int | None,
    kind: str,
    facts: dict[str, object] | None = None,
) -> None:
    """Bring the positions of all customers that the posting moved up to date, and write the journal."""
    moved = list(posting.entries.order_by("line"))
    customer_ids = sorted({entry.customer_id for entry in moved if entry.customer_id is not None})
    positions.refresh(customer_ids, as_of=as_of, edges=policy.document.aging.buckets)
    append(
        kind,
        by=by.username,
        at=at,
        subject=("posting", posting.id),
        company_id=posting.company_id,
        customer_id=customer_id,
        facts={
            "posting_date": posting.posting_date.isoformat(),
            "entries": [[entry.item_id or entry.account, entry.currency, entry.amount_minor] for entry in moved[:200]],
            "policy_version": policy.number,
            **(facts or {}),
        },
        private={"reason": posting.reason} if posting.reason else {},
    )
