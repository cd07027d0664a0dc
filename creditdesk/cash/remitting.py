"""Putting payers' lists to the payments that they are of. A list that may be of two payments is put to neither.

A list names its payment by the reference, or by payer, amount and day. Source: docs/rules/cash_remittances.md.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from creditdesk.cash.models import Receipt, Remittance
from creditdesk.domain.cash_facts import RemittanceLine
from creditdesk.domain.cash_payers import comparable_account
from creditdesk.domain.likeness import comparable_name, comparable_number
from creditdesk.journal.actions import Told, append_all
from creditdesk.parties.machine import USERNAME
from creditdesk.parties.models import Customer

# A list comes some days before its payment or after it.
DAYS_APART = dt.timedelta(days=10)


def link_remittances(company_id: int, *, at: dt.datetime) -> list[Receipt]:
    """Put the lists that wait to the receipts that they are of; returns the receipts. Runs in a transaction."""
    lists = Remittance.objects.select_for_update(of=("self",)).select_related("customer")
    waiting = list(lists.filter(company_id=company_id, state=Remittance.State.WAITING).order_by("id"))
    pairs = _still_free(_pairs(waiting, _receipts_for(company_id, waiting))) if waiting else []
    told = []
    for remittance, receipt in pairs:
        remittance.receipt, remittance.state = receipt, Remittance.State.USED
        remittance.decided_at, remittance.decided_by = at, USERNAME
        remittance.revision += 1
        remittance.save(update_fields=["receipt", "state", "decided_at", "decided_by", "revision"])
        facts: dict[str, Any] = {"receipt": receipt.id}
        told.append(Told("remittance.used", ("remittance", remittance.id), company_id, receipt.customer_id, facts, {}))
    append_all(told, by=USERNAME, at=at)
    return [receipt for _, receipt in pairs]


def _receipts_for(company_id: int, waiting: Sequence[Remittance]) -> list[Receipt]:
    """The receipts without a list of which something is left, and which one of these may be of."""
    references = {one.payment_reference for one in waiting} - {""}
    amounts = {minor for one in waiting if (minor := amount_of(one)) is not None}
    open_ones = Q(item__isnull=True) | Q(item__closed_date__isnull=True)
    meant = Q(trace__in=references) | Q(amount_minor__in=amounts)
    found = Receipt.objects.filter(open_ones, meant, company_id=company_id, remittances__isnull=True)
    gone = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)
    return list(found.exclude(standing__in=gone).select_related("customer").order_by("id"))


def _still_free(pairs: Sequence[tuple[Remittance, Receipt]]) -> list[tuple[Remittance, Receipt]]:
    """Those whose receipt nobody gives a list at this moment, locked: a person holds the receipt before the list, so
    that one which he holds is passed over, and looked at the next time.
    """
    rows = Receipt.objects.filter(id__in=[receipt.id for _, receipt in pairs])
    held = set(rows.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True))
    taken = set(Remittance.objects.filter(receipt__in=held).values_list("receipt_id", flat=True))
    return [(one, receipt) for one, receipt in pairs if receipt.id in held - taken]


def _pairs(lists: Iterable[Remittance], receipts: Sequence[Receipt]) -> list[tuple[Remittance, Receipt]]:
    """List and receipt, where each has one that it can be of and no other."""
    by_trace: dict[str, list[Receipt]] = defaultdict(list)
    by_amount: dict[tuple[str, int], list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        if receipt.trace:
            by_trace[comparable_number(receipt.trace)].append(receipt)
        by_amount[receipt.currency, receipt.amount_minor].append(receipt)
    found = []
    for one in lists:
        amount = amount_of(one)
        reference = comparable_number(one.payment_reference)
        traced = [each for each in by_trace.get(reference, ()) if amount in (None, each.amount_minor)]
        traced = [each for each in traced if not _is_of_another(one, each)]
        fitting = traced if reference and traced else []
        if not fitting and amount is not None:
            alike = by_amount.get((one.currency, amount), ()) or (by_amount_of_any(by_amount, amount, one))
            fitting = [each for each in alike if is_of_same_payer(one, each) and is_near(one, each)]
        if len(fitting) == 1:
            found.append((one, fitting[0]))
    times = Counter(receipt.id for _, receipt in found)
    return [(one, receipt) for one, receipt in found if times[receipt.id] == 1]


def by_amount_of_any(
    by_amount: dict[tuple[str, int], list[Receipt]], amount: int, remittance: Remittance
) -> list[Receipt]:
    """Receipts of the amount in every currency, for a list that names none."""
    if remittance.currency:
        return []
    return [receipt for (_, minor), receipts in by_amount.items() if minor == amount for receipt in receipts]


def amount_of(remittance: Remittance) -> int | None:
    """What the list says is paid: its sum, else that of its lines if each has an amount."""
    if remittance.amount_minor is not None:
        return remittance.amount_minor
    paid = [line.get("paid_minor") for line in remittance.lines]
    return sum(paid) if paid and None not in paid else None


def is_of_same_payer(remittance: Remittance, receipt: Receipt) -> bool:
    """Whether the payment is of whose list it is, by account, name or customer."""
    account, name = comparable_account(remittance.payer_account), comparable_name(remittance.payer_name)
    if account and account == comparable_account(receipt.payer_account):
        return True
    if name and name == comparable_name(receipt.payer_name):
        return True
    customer = receipt.customer
    if remittance.customer is not None:
        return _is_of(remittance.customer, receipt)
    if customer is None:
        return False
    number = comparable_number(remittance.payer_number)
    return bool(number and number == comparable_number(customer.number)) or name in (
        comparable_name(customer.name),
        comparable_name(customer.legal_name) or None,
    )


def _is_of_another(remittance: Remittance, receipt: Receipt) -> bool:
    """Whether both are known to be of somebody, and not of the same."""
    customer = remittance.customer
    return customer is not None and receipt.customer_id is not None and not _is_of(customer, receipt)


def _is_of(customer: Customer, receipt: Receipt) -> bool:
    """Whether the payment is of the customer whose list it is, or of who pays for him; unidentified, by its name."""
    if receipt.customer_id is not None:
        return receipt.customer_id in (customer.id, customer.payer_id, customer.parent_id)
    name = comparable_name(receipt.payer_name)
    return bool(name) and name in (comparable_name(customer.name), comparable_name(customer.legal_name))


def is_near(remittance: Remittance, receipt: Receipt) -> bool:
    """Whether the payment came in the days of the list."""
    day = remittance.payment_date or remittance.received_at.date()
    return abs(day - receipt.value_date) <= DAYS_APART


def lines_of(receipt: Receipt, lists: Iterable[Remittance]) -> tuple[RemittanceLine, ...]:
    """What the payer's lists say of the payment, else the documents that the bank handed on with it."""
    told_by_him = [line for one in lists for line in one.lines]
    told = told_by_him or (receipt.line.documents if receipt.line is not None else [])
    lines = (_line(one) for one in told if isinstance(one, dict))
    return tuple(line for line in lines if line.number)


def _line(told: dict[str, Any]) -> RemittanceLine:
    return RemittanceLine(
        str(told.get("number") or ""),
        told.get("paid_minor"),
        told.get("deduction_minor") or 0,
        str(told.get("claim") or ""),
        told.get("discount_minor") or 0,
    )
