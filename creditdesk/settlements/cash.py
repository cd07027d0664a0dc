"""What came in time for a settlement, as the ledger knows it now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from creditdesk.cash.models import Receipt
from creditdesk.credit.kept_money import free_minor
from creditdesk.domain.settlements import Claim
from creditdesk.receivables.models import Application, OpenItem
from creditdesk.receivables.queries import not_taken_back
from creditdesk.settlements.models import Settlement, SettlementClaim

# Money about which something else was decided, or has to be.
_ELSEWHERE = (
    Receipt.Standing.FULL_SETTLEMENT,
    Receipt.Standing.POST_DATED,
    Receipt.Standing.REFUND,
    Receipt.Standing.RETURNED,
    Receipt.Standing.TAKEN_BACK,
)


@dataclass(frozen=True, slots=True)
class InTime:
    """What was paid in time: applied to the claims, and free on the account; and the claims as they stand."""

    applied_minor: int
    free: tuple[tuple[OpenItem, int], ...]
    claims: tuple[Claim, ...]

    @property
    def paid_minor(self) -> int:
        """All that counts towards the offer."""
        return self.applied_minor + sum(minor for _, minor in self.free)


def in_time(settlement: Settlement) -> InTime:
    """What counts towards the offer: payments with a value date from the offer to the last day, and those on the
    account before that it counts by agreement. Credit memos are no cash; what pays other documents does not count.
    """
    claims = list(settlement.claims.select_related("item"))
    applied = _applied(settlement, claims)
    settled = {one.item_id: min(applied.get(one.item_id, 0), one.amount_minor) for one in claims}
    mine = _counting(settlement).filter(customer_id=settlement.customer_id, open_minor__lt=0)
    free = [(one, free_minor(one)) for one in usable(mine).order_by("document_date", "id")]
    return InTime(
        sum(settled.values()),
        tuple((item, minor) for item, minor in free if minor > 0),
        tuple(
            Claim(
                one.item_id,
                open_minor=max(0, min(one.item.open_minor, one.amount_minor - settled[one.item_id])),
                settled_minor=one.amount_minor,
                tax_minor=one.tax_minor,
                due_date=one.item.due_date,
            )
            for one in claims
        ),
    )


def usable(payments: QuerySet[OpenItem]) -> QuerySet[OpenItem]:
    """Those of the payments about which nothing else was decided."""
    return payments.exclude(receipt__standing__in=[one.value for one in _ELSEWHERE])


def free_payments(customer_id: int, *, currency: str) -> list[tuple[OpenItem, int]]:
    """The customer's payments of the currency with what is free of each, the newest first."""
    payments = OpenItem.objects.filter(
        customer_id=customer_id,
        kind=OpenItem.Kind.PAYMENT,
        currency=currency,
        closed_date__isnull=True,
        open_minor__lt=0,
    )
    newest = usable(payments).order_by("-document_date", "-id")[:50]
    return [(one, minor) for one in newest if (minor := free_minor(one)) > 0]


def _counting(settlement: Settlement) -> QuerySet[OpenItem]:
    window = Q(document_date__gte=settlement.offered_on, document_date__lte=settlement.last_day)
    counting = (window & ~Q(id__in=settlement.known)) | Q(id__in=settlement.counted)
    payments = OpenItem.objects.filter(counting, kind=OpenItem.Kind.PAYMENT, currency=settlement.currency)
    return not_taken_back(payments)


def _applied(settlement: Settlement, claims: Sequence[SettlementClaim]) -> dict[int, int]:
    """Claim → what payments that count pay of it, whoever made them."""
    standing = Application.objects.filter(
        posting__reversed_by__isnull=True,
        debit_item__in=[one.item_id for one in claims],
        credit_item__in=_counting(settlement),
    )
    rows = standing.values("debit_item_id").annotate(minor=Sum("amount_minor")).order_by()
    return {row["debit_item_id"]: row["minor"] for row in rows}
