"""Reading payers' lists: those that a person must look at, what each was noticed for, and the payments it may be of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from creditdesk.cash.access import receipts_for, remittances_for
from creditdesk.cash.advised import owners_of
from creditdesk.cash.models import Receipt, Remittance
from creditdesk.cash.remitting import amount_of
from creditdesk.domain.likeness import comparable_name
from creditdesk.domain.reasons import Reason
from creditdesk.parties.access import visible_customers
from creditdesk.parties.models import Customer, User

STATES = tuple(Remittance.State.values)
_PAYMENTS_MOST, _CUSTOMERS_MOST = 20, 5


def remittances(user: User, *, state: str = "", mail_id: int | None = None) -> QuerySet[Remittance]:
    """The payers' lists that the user may see, the newest first."""
    found = remittances_for(user).select_related("company", "receipt", "customer").order_by("-id")
    if state in STATES:
        found = found.filter(state=state)
    return found if mail_id is None else found.filter(mail_id=mail_id)


def held_for(remittance: Remittance) -> list[Reason]:
    """Why it is held."""
    return [Reason.from_dict(one["reason"]) for one in remittance.findings if one["holds"]]


def remarks_of(remittance: Remittance) -> list[Reason]:
    """What was noticed and holds nothing up."""
    return [Reason.from_dict(one["reason"]) for one in remittance.findings if not one["holds"]]


def paid_minor(remittance: Remittance) -> int | None:
    """What the list says was paid in all, in minor units; None where it does not say so."""
    return amount_of(remittance)


@dataclass(frozen=True, slots=True)
class Fitting:
    """A payment that the list may be of; whether its amount is the list's."""

    receipt: Receipt
    same_amount: bool


def payments_for(user: User, remittance: Remittance, *, customer: Customer | None, as_of: dt.date) -> list[Fitting]:
    """Payments without a list that it may be of, by amount, reference or customer; those of its amount first."""
    amount = amount_of(remittance)
    meant = Q()
    if amount is not None:
        meant |= Q(amount_minor=amount)
    if remittance.payment_reference:
        meant |= Q(trace=remittance.payment_reference)
    if customer is not None:
        meant |= Q(customer=customer)
    if not meant:
        return []
    open_ones = Q(item__isnull=True) | Q(item__closed_date__isnull=True)
    found = receipts_for(user, as_of=as_of).filter(
        open_ones, meant, company_id=remittance.company_id, remittances__isnull=True, posting_date__isnull=False
    )
    gone = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)
    receipts = list(found.exclude(standing__in=gone).order_by("-value_date", "-id")[: 5 * _PAYMENTS_MOST])
    if remittance.currency:
        receipts = [one for one in receipts if one.currency == remittance.currency]
    receipts.sort(key=lambda one: one.amount_minor != amount)
    return [Fitting(one, one.amount_minor == amount) for one in receipts[:_PAYMENTS_MOST]]


def lists_that_wait(user: User, receipt: Receipt) -> list[Remittance]:
    """Lists of the payer that wait for a payment of another amount: they may tell of this one among others."""
    whose = Q()
    if receipt.customer_id is not None:
        whose |= Q(customer_id=receipt.customer_id)
    if receipt.payer_name:
        whose |= Q(payer_name=receipt.payer_name)
    if not whose:
        return []
    waiting = remittances_for(user).filter(whose, company_id=receipt.company_id, state=Remittance.State.WAITING)
    return list(waiting.select_related(None).order_by("-id")[:_CUSTOMERS_MOST])


def customers_for(user: User, remittance: Remittance, *, as_of: dt.date) -> Sequence[Customer]:
    """Whose it may be, where nobody knows: those whose documents it names, then those of the payer's name."""
    owners = owners_of(remittance.company_id, [str(line.get("number") or "") for line in remittance.lines])
    times: dict[int, int] = {}
    for theirs in owners.values():
        for customer_id in theirs:
            times[customer_id] = times.get(customer_id, 0) + 1
    visible = visible_customers(user, as_of=as_of).filter(company_id=remittance.company_id)
    found = sorted(visible.filter(id__in=list(times)[:200]), key=lambda one: (-times[one.id], one.id))
    name = comparable_name(remittance.payer_name)
    if name and not found:
        alike = visible.filter(search_name__istartswith=name.split(" ")[0]).order_by("id")[:50]
        found = [one for one in alike if comparable_name(one.name) == name]
    return found[:_CUSTOMERS_MOST]
