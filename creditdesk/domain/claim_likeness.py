"""Whether a claim was made before: by the same number, for the same amount of the same invoice, or nearly so.

    "CB-004411" of 1,800.00   and   "cb 4411" of 1,800.00        the same claim: sure
    1,800.00 of invoice 88120 and   1,800.00 of invoice 88120    the same claim: sure, unless two numbers say otherwise
    "4411" of 1,800.00        and   "4411" of 1,050.00           alike: a person decides
    1,800.00                  and   1,790.00, three weeks apart  alike: a person decides

Only what is sure settles anything; the rest is a question. Retailers number claims anew and send them again after an
audit, so that a number alone proves nothing against a claim, and another number nothing for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from creditdesk.domain.deduction_evidence import Earlier
from creditdesk.domain.likeness import comparable_number
from creditdesk.domain.money import Money, percent_of
from creditdesk.domain.policy_research import DeductionTestsPolicy
from creditdesk.domain.reasons import Reason

# A shorter number is borne by too many claims to say anything.
_SHORTEST = 4
_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ClaimMade:
    """A claim as it was made: the customer's number for it, the invoice, the amount in minor units, the day."""

    item_id: int
    number: str
    claim_number: str
    invoice_number: str
    amount_minor: int
    currency: str
    claimed_on: dt.date


def plain_claim_number(number: str) -> str:
    """The number as claims are compared: its digits without leading zeros, else its letters and digits."""
    digits = "".join(filter(str.isdigit, number)).lstrip("0")
    return digits if len(digits) >= _SHORTEST else comparable_number(number)


def earlier_claims(
    claim: ClaimMade, *, among: Iterable[ClaimMade], policy: DeductionTestsPolicy
) -> tuple[Earlier, ...]:
    """The claims that this one is like, the surest first; those of its own item and in other currencies never are."""
    found = [
        like
        for one in among
        if one.item_id != claim.item_id and one.currency == claim.currency and _is_before(one, claim)
        for like in [_alike(claim, one, policy)]
        if like is not None
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_sure, -one.claimed_on.toordinal()))[:_MOST_SHOWN])


def _is_before(one: ClaimMade, claim: ClaimMade) -> bool:
    """Of two claims only the later one repeats: otherwise both would be refused, and nobody got his due."""
    return (one.claimed_on, one.item_id) < (claim.claimed_on, claim.item_id)


def _alike(claim: ClaimMade, one: ClaimMade, policy: DeductionTestsPolicy) -> Earlier | None:
    number = plain_claim_number(claim.claim_number)
    same_number = len(number) >= _SHORTEST and number == plain_claim_number(one.claim_number)
    same_invoice = bool(claim.invoice_number) and comparable_number(claim.invoice_number) == comparable_number(
        one.invoice_number
    )
    same_amount = claim.amount_minor == one.amount_minor
    facts = {
        "number": one.number,
        "claim": one.claim_number or "–",
        "invoice": one.invoice_number or "–",
        "amount": str(Money(one.amount_minor, one.currency)),
        "day": one.claimed_on.isoformat(),
    }
    if same_number and same_amount and (same_invoice or not claim.invoice_number or not one.invoice_number):
        text = "claim %(claim)s over %(amount)s was made before, on %(day)s (%(number)s)"
        return _earlier(one, Reason("claim.same_number", text, facts), is_sure=True)
    if same_invoice and same_amount:
        text = "%(amount)s of invoice %(invoice)s was claimed before, on %(day)s as %(claim)s (%(number)s)"
        return _earlier(one, Reason("claim.same_invoice", text, facts), is_sure=not _differs(number, one))
    if same_number:
        text = "the claim number %(claim)s was used before, on %(day)s for %(amount)s (%(number)s)"
        return _earlier(one, Reason("claim.number_again", text, facts), is_sure=False)
    if _is_near(claim, one, policy):
        text = "%(amount)s was claimed on %(day)s for invoice %(invoice)s (%(number)s): nearly the same"
        return _earlier(one, Reason("claim.near", text, facts), is_sure=False)
    return None


def _differs(number: str, one: ClaimMade) -> bool:
    """Two numbers that say themselves that the claims are two: neither is missing, and they are not alike."""
    other = plain_claim_number(one.claim_number)
    return len(number) >= _SHORTEST and len(other) >= _SHORTEST and number != other


def _earlier(one: ClaimMade, reason: Reason, *, is_sure: bool) -> Earlier:
    return Earlier(one.item_id, one.number, one.claimed_on, one.amount_minor, is_sure, reason)


def _is_near(claim: ClaimMade, one: ClaimMade, policy: DeductionTestsPolicy) -> bool:
    """Amounts within the policy's share of the larger one, days within the policy's days, and no two invoices."""
    invoices = {comparable_number(number) for number in (claim.invoice_number, one.invoice_number) if number}
    if len(invoices) > 1:
        return False
    apart = percent_of(max(claim.amount_minor, one.amount_minor), percent=Decimal(policy.near_amount_pct))
    days = (claim.claimed_on - one.claimed_on).days
    return abs(claim.amount_minor - one.amount_minor) <= apart and days <= policy.near_days
