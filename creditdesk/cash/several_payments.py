"""A payer's list that tells of several payments, and a payment of which several lists tell. A person decides.

The list is parted: each payment gets a list of its own with the documents that fall to it, and the list itself has no
effect any more, so that nothing is applied twice. docs/rules/cash_remittances.md.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from creditdesk.cash.access import receipts_for, remittances_for
from creditdesk.cash.actions import GONE
from creditdesk.cash.advised import told_of
from creditdesk.cash.deciding_remittances import held_list
from creditdesk.cash.models import Receipt, Remittance
from creditdesk.cash.remitting import DAYS_APART, amount_of, is_near, is_of_same_payer
from creditdesk.domain.cash_several import (
    MOST_AMONG,
    ListBeside,
    PaymentBeside,
    Share,
    against_joining,
    against_parting,
    sets_that_make,
    shares_of,
)
from creditdesk.domain.likeness import comparable_name
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.journal.actions import append_all
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User

State = Remittance.State


@dataclass(frozen=True, slots=True)
class Together:
    """Payments that make the amount of a list together, or the other lists with which it makes that of one payment."""

    receipts: tuple[Receipt, ...]
    lists: tuple[Remittance, ...] = ()


def told_together(user: User, remittance: Remittance, *, as_of: dt.date) -> list[Together]:
    """What a waiting list may be of besides one payment. More than one answer means that none of them is proved."""
    amount = amount_of(remittance)
    if remittance.state != State.WAITING or amount is None:
        return []
    receipts = _payments_beside(user, remittance, as_of=as_of)
    lesser: dict[str, dict[int, int]] = defaultdict(dict)
    for one in receipts:
        if one.amount_minor < amount:
            lesser[one.currency][one.id] = one.amount_minor
    by_id = {one.id: one for one in receipts}
    whole = None not in (line.get("paid_minor") for line in remittance.lines)
    parted = [some for each in lesser.values() for some in sets_that_make(each, total=amount)] if whole else []
    found = [Together(tuple(by_id[each] for each in some)) for some in parted]
    return found + _lists_together(user, remittance, amount, [one for one in receipts if one.amount_minor > amount])


def _payments_beside(user: User, remittance: Remittance, *, as_of: dt.date) -> list[Receipt]:
    """The payer's payments of those days that have no list and of which nothing was used."""
    day = remittance.payment_date or remittance.received_at.date()
    found = receipts_for(user, as_of=as_of).filter(
        Q(item__isnull=True) | Q(item__open_minor=-F("amount_minor")),
        company_id=remittance.company_id,
        remittances__isnull=True,
        posting_date__isnull=False,
        value_date__range=(day - DAYS_APART, day + DAYS_APART),
    )
    if remittance.currency:
        found = found.filter(currency=remittance.currency)
    found = _of_payer(found, remittance).exclude(standing__in=GONE).order_by("id")
    return [one for one in found[: 4 * MOST_AMONG] if is_of_same_payer(remittance, one)]


def _of_payer(receipts: QuerySet[Receipt], remittance: Remittance) -> QuerySet[Receipt]:
    """Those that can be the payer's at all, for the database; `is_of_same_payer` says which are."""
    customer = remittance.customer
    meant = Q()
    if customer is not None:
        meant |= Q(customer_id__in=[each for each in (customer.id, customer.payer_id, customer.parent_id) if each])
    for number in {remittance.payer_number} - {""}:
        meant |= Q(customer__number=number)
    for account in {remittance.payer_account} - {""}:
        meant |= Q(payer_account=account)
    names = {remittance.payer_name, *((customer.name, customer.legal_name) if customer else ())} - {""}
    for name in names:
        first = comparable_name(name).split(" ")[0]
        meant |= Q(payer_name__istartswith=first) | Q(customer__search_name__istartswith=first)
    return receipts.filter(meant) if meant else receipts.none()


def _lists_together(user: User, remittance: Remittance, amount: int, larger: Sequence[Receipt]) -> list[Together]:
    """With which other waiting lists of the payer it makes the amount of one of these payments."""
    if not larger:
        return []
    waiting = remittances_for(user).filter(company_id=remittance.company_id, state=State.WAITING)
    others = waiting.exclude(id=remittance.id).select_related("customer").order_by("id")
    same = Q(customer_id=remittance.customer_id) if remittance.customer_id else Q(payer_name=remittance.payer_name)
    beside = {
        one.id: one
        for one in others.filter(same)[: MOST_AMONG - 1]
        if amount_of(one) is not None and one.currency == remittance.currency
    }
    amounts = {one.id: amount_of(one) or 0 for one in beside.values()} | {remittance.id: amount}
    found = []
    for receipt in larger:
        near = {key for key, one in beside.items() if is_near(one, receipt)} | {remittance.id}
        fitting = {key: minor for key, minor in amounts.items() if key in near}
        for some in sets_that_make(fitting, total=receipt.amount_minor):
            if remittance.id in some:
                found.append(Together((receipt,), tuple(beside[key] for key in some if key != remittance.id)))
    return found


def named(ids: Sequence[int], lists: Sequence[int], *, user: User, as_of: dt.date) -> Together:
    """The payments and lists that somebody names. Raises Refusal where he sees one of them not: what he asks for is the
    list that he came from, and that is there.
    """
    receipts = list(receipts_for(user, as_of=as_of).filter(id__in=ids).order_by("id"))
    others = list(remittances_for(user).filter(id__in=lists).order_by("id"))
    if not receipts or len(receipts) < len(set(ids)) or len(others) < len(set(lists)):
        raise refuse("remittance.several_which", "say which payments and lists belong together")
    if len(receipts) > 1 and others:
        raise refuse("remittance.several_both", "several lists are of one payment, or one list of several payments")
    return Together(tuple(receipts), tuple(others))


def put_together(
    remittance: Remittance, told: Together, *, revision: int, by: User, at: dt.datetime
) -> list[Remittance]:
    """Part the list over the payments that were named, or join it with the lists. Returns the lists with effect."""
    if told.lists:
        others, (receipt, *_) = told.lists, told.receipts
        return join_remittances(remittance, others=others, receipt=receipt, revision=revision, by=by, at=at)
    return part_remittance(remittance, receipts=told.receipts, revision=revision, by=by, at=at)


@action
def part_remittance(
    remittance: Remittance, *, receipts: Sequence[Receipt], revision: int, by: User, at: dt.datetime
) -> list[Remittance]:
    """Say that a list tells of these payments together: each gets its part of it. Returns the parts.

    The person must see the payments: whoever calls has asked. Raises Refusal with every reason, and where somebody
    decided about the list meanwhile.
    """
    lock_customers(sorted({one.customer_id for one in receipts if one.customer_id is not None}))
    locked = _locked(receipts)
    held = held_list(remittance, revision=revision)
    reasons = against_parting(_beside(held), payments=[_payment(one, [held]) for one in locked], role=by.desk_role)
    if reasons:
        raise Refusal(reasons)
    amounts = [int(line["paid_minor"]) for line in held.lines]
    dealt = shares_of(amounts, payments=[one.amount_minor for one in locked])
    parts = [
        _part(held, receipt, shares, place=place, by=by, at=at)
        for place, (receipt, shares) in enumerate(zip(locked, dealt, strict=True), start=1)
    ]
    held.state = State.PARTED
    _decided(held, by=by, at=at)
    told = [told_of(held, "parted", parts=[one.id for one in parts], receipts=[one.id for one in locked])]
    told += [told_of(one, "used", receipt=one.receipt_id) for one in parts]
    append_all(told, by=by.username, at=at)
    return parts


@action
def join_remittances(
    remittance: Remittance, *, others: Sequence[Remittance], receipt: Receipt, revision: int, by: User, at: dt.datetime
) -> list[Remittance]:
    """Say that these lists tell of one payment together. Returns them.

    The person must see lists and payment: whoever calls has asked. Raises Refusal with every reason, and where somebody
    decided about the list meanwhile.
    """
    lock_customers([receipt.customer_id] if receipt.customer_id is not None else [])
    (payment,) = _locked([receipt])
    held = held_list(remittance, revision=revision)
    ids = {one.id for one in others} - {held.id}
    rows = Remittance.objects.select_for_update(of=("self",)).select_related("customer").filter(id__in=ids)
    lists = [held, *rows.order_by("id")]
    if reasons := against_joining(
        [_beside(one, payment=payment) for one in lists], payment=_payment(payment, lists), role=by.desk_role
    ):
        raise Refusal(reasons)
    for one in lists:
        one.state, one.receipt = State.USED, payment
        _decided(one, by=by, at=at)
    append_all([told_of(one, "used", receipt=payment.id) for one in lists], by=by.username, at=at)
    return lists


def _locked(receipts: Sequence[Receipt]) -> list[Receipt]:
    rows = Receipt.objects.select_for_update(of=("self",)).select_related("customer", "item")
    return list(rows.filter(id__in={one.id for one in receipts}).order_by("value_date", "id"))


def _beside(one: Remittance, *, payment: Receipt | None = None) -> ListBeside:
    return ListBeside(
        one.currency,
        amount_of(one),
        tuple(line.get("paid_minor") for line in one.lines),
        is_waiting=one.state == State.WAITING,
        fits_payer=payment is None or (payment.company_id == one.company_id and is_of_same_payer(one, payment)),
    )


def _payment(one: Receipt, lists: Sequence[Remittance]) -> PaymentBeside:
    return PaymentBeside(
        one.number,
        one.currency,
        one.amount_minor,
        fits_payer=all(one.company_id == each.company_id and is_of_same_payer(each, one) for each in lists),
        has_list=one.remittances.exists(),
        is_gone=one.standing in GONE or one.posting_date is None,
        is_whole=one.item is None or one.item.open_minor == -one.amount_minor,
    )


def _part(
    whole: Remittance, receipt: Receipt, shares: Sequence[Share], *, place: int, by: User, at: dt.datetime
) -> Remittance:
    """The list of one payment. What it was read from is the whole list's."""
    return Remittance.objects.create(
        company_id=whole.company_id,
        part_of=whole,
        receipt=receipt,
        state=State.USED,
        key=f"{whole.key[:140]}/{whole.id}/{place}",
        amount_minor=receipt.amount_minor,
        lines=[_line(whole.lines[share.place], share) for share in shares],
        decided_at=at,
        decided_by=by.username,
        received_at=whole.received_at,
        received_by=whole.received_by,
        **{name: getattr(whole, name) for name in _SAME},
    )


_SAME = (
    "file_id", "source", "mail_id", "attachment_id", "customer", "format", "payer_name", "payer_number",
    "payer_account", "payment_reference", "payment_date", "currency",
)  # fmt: skip
# What is taken off a document falls to the payment that pays the last of it.
_TAKEN_OFF = ("discount_minor", "deduction_minor", "claim", "gross_minor")


def _line(line: dict[str, Any], share: Share) -> dict[str, Any]:
    told = line if share.is_last else {name: value for name, value in line.items() if name not in _TAKEN_OFF}
    return {**told, "paid_minor": share.paid_minor}


def _decided(one: Remittance, *, by: User, at: dt.datetime) -> None:
    one.decided_by, one.decided_at = by.username, at
    one.revision += 1
    one.save(update_fields=["state", "receipt", "decided_by", "decided_at", "revision"])
