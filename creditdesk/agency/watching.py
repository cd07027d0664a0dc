"""What becomes of placements by what happens elsewhere: paid, bankrupt, paid to us instead, back by the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, Sum

from creditdesk.agency.ending import BLOCK, end, free, tell
from creditdesk.agency.models import AgencyRemittance, DirectPayment, Placement
from creditdesk.domain.agency import State, fee_minor
from creditdesk.domain.money import Money
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import Application

STAY = "the customer is bankrupt: the agency stops at once"
PAID = "all that was placed is settled"
NOTHING = "nothing was collected within the time that the policy gives"


def watch_placements(customer_ids: Sequence[int] | None, *, as_of: dt.date, at: dt.datetime) -> list[int]:
    """Look at the placements of these customers (of all, if None); returns those whose placement is over now."""
    standing = Placement.objects.filter(state=State.PLACED.value)
    stale = Placement.objects.filter(customer__contact_block=BLOCK).exclude(state=State.PLACED.value)
    of = Q() if customer_ids is None else Q(customer__in=list(customer_ids))
    ids = sorted(
        {
            *standing.filter(of).values_list("customer_id", flat=True),
            *stale.filter(of).values_list("customer_id", flat=True),
        }
    )
    if not ids:
        return []
    by, changed = machine_user(), []
    for customer_id in ids:
        if _watch(customer_id, by=by, at=at, as_of=as_of):
            changed.append(customer_id)
    return changed


@action
def _watch(customer_id: int, *, by: User, at: dt.datetime, as_of: dt.date) -> bool:
    lock_customers([customer_id])
    customer = Customer.objects.get(id=customer_id)
    over = False
    for placement in Placement.objects.select_for_update().filter(customer_id=customer_id, state=State.PLACED.value):
        _notice_direct(placement, by=by, at=at, as_of=as_of)
        if why := _ends(placement, customer, as_of=as_of):
            end(placement, why[0], why=why[1], by=by, at=at, as_of=as_of)
            over = True
    newest = Placement.objects.filter(customer_id=customer_id).exclude(state=State.PLACED.value).first()
    if newest is not None and not over:
        # A cured bankruptcy puts back the block that stood before it, of a placement that ended meanwhile.
        free(newest, by=by, at=at)
        over = (
            customer.contact_block == BLOCK
            and not Customer.objects.filter(id=customer_id, contact_block=BLOCK).exists()
        )
    return over


def _ends(placement: Placement, customer: Customer, *, as_of: dt.date) -> tuple[State, str] | None:
    if customer.status == Customer.Status.BANKRUPT or customer.contact_block == Customer.ContactBlock.BANKRUPTCY:
        return State.RECALLED, STAY
    if not placement.items.filter(item__open_minor__gt=0).exists():
        return State.COLLECTED, PAID
    if as_of >= placement.handback_on and not standing_remittances(placement).exists():
        return State.RETURNED, NOTHING
    return None


def standing_remittances(placement: Placement):  # type: ignore[no-untyped-def]
    """The remittances of which nothing was taken back."""
    found = AgencyRemittance.objects.filter(placement=placement, posting__reversed_by__isnull=True)
    return found.filter(Q(fee_posting__isnull=True) | Q(fee_posting__reversed_by__isnull=True))


def _notice_direct(placement: Placement, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """Money for placed documents that did not come through the agency: its fee is due on it all the same."""
    theirs = AgencyRemittance.objects.filter(placement=placement).values("posting_id")
    known = DirectPayment.objects.filter(placement=placement).values("posting_id")
    rows = (
        Application.objects.filter(
            debit_item__in=placement.items.values("item_id"),
            credit_item__kind="payment",
            credit_item__document_date__gte=placement.placed_on,
            posting__recorded_at__gte=dt.datetime.combine(placement.placed_on, dt.time(), tzinfo=dt.UTC),
            posting__reversed_by__isnull=True,
        )
        .exclude(posting__in=theirs)
        .exclude(posting__in=known)
        .order_by()
        .values_list("posting_id")
        .annotate(minor=Sum("amount_minor"))
    )
    for posting_id, minor in sorted(rows):
        fee = fee_minor(minor, placement.fee_percent)
        DirectPayment.objects.create(
            placement=placement, posting_id=posting_id, amount_minor=minor, fee_minor=fee, noticed_on=as_of
        )
        money = (str(Money(one, placement.currency)) for one in (minor, fee))
        amount, told = money
        tell("placement.paid_directly", placement, by=by, at=at, amount=amount, fee=told, posting=posting_id)
