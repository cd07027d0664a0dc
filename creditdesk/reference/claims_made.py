"""Claims that were made before, as candidates for the same claim: deductions on the customer's account.

One look-up along the account, by days: those of the same invoice, of about the same amount, or with the customer's own
number for the claim. Rules: `domain.claim_likeness`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Q

from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.claim_likeness import ClaimMade, earlier_claims, plain_claim_number
from creditdesk.domain.claim_words import read_claim
from creditdesk.domain.deduction_evidence import Claim, Earlier
from creditdesk.domain.money import percent_of
from creditdesk.domain.policy_research import DeductionTestsPolicy
from creditdesk.receivables.models import OpenItem

# Candidates that are looked at: the newest of an account that keeps back the same sum again and again.
_MOST = 200
_SHORTEST = 4
_COLUMNS = ("id", "number", "reference", "origin__number", "original_minor", "currency", "document_date")


def earlier_of(
    claim: Claim, *, item_id: int | None, invoice_id: int | None, customer_id: int, policy: DeductionTestsPolicy
) -> tuple[Earlier, ...]:
    """Earlier claims of the customer that this one is like, within the months of the policy; one query."""
    apart = percent_of(claim.amount_minor, percent=Decimal(policy.near_amount_pct)) * 2
    alike = Q(original_minor__gte=claim.amount_minor - apart, original_minor__lte=claim.amount_minor + apart)
    if invoice_id is not None:
        alike |= Q(origin_id=invoice_id)
    if len(plain := plain_claim_number(claim.number)) >= _SHORTEST:
        alike |= Q(reference__icontains=plain)
    rows = OpenItem.objects.filter(
        alike,
        customer_id=customer_id,
        kind=OpenItem.Kind.DEDUCTION,
        voided_on__isnull=True,
        document_date__lte=claim.claimed_on,
        document_date__gte=months_after(claim.claimed_on, -max(policy.history_months, 1)),
    ).order_by("-document_date", "-id")
    made = ClaimMade(
        item_id=item_id or 0,
        number="",
        claim_number=claim.number,
        invoice_number=claim.invoice_number,
        amount_minor=claim.amount_minor,
        currency=claim.currency,
        claimed_on=claim.claimed_on,
    )
    return earlier_claims(made, among=[_made(*row) for row in rows.values_list(*_COLUMNS)[:_MOST]], policy=policy)


def _made(*row: Any) -> ClaimMade:
    item_id, number, reference, invoice, amount, currency, day = row
    return ClaimMade(
        item_id=item_id,
        number=number,
        claim_number=read_claim(reference).claim_number,
        invoice_number=invoice or "",
        amount_minor=amount,
        currency=currency,
        claimed_on=day,
    )
