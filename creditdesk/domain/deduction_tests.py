"""Whether a deduction is valid: the test that its reason needs, over the evidence that was found.

Rules: docs/rules/deductions.md. Facts in, a finding with reasons out::

    12 units at 150.00 are claimed as short, and the receiver signed "5 short"
        →  valid 750.00, invalid 1,050.00, undecided 0.00

The three parts always make the amount that is claimed. What the evidence does not show stays undecided, and the finding
names what is missing; nothing is decided by its absence, except where the rule says so (a window that is over).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.deduction_evidence import Claim, Evidence, RootCause, Verdict, invalid, undecided
from creditdesk.domain.deduction_goods import decide_returns, decide_shortage
from creditdesk.domain.deduction_money import decide_coop, decide_discount, decide_pricing, decide_promotion
from creditdesk.domain.deduction_transport import decide_compliance, decide_freight
from creditdesk.domain.policy_research import ClaimTest, DeductionTestsPolicy
from creditdesk.domain.reasons import Reason

_Test = Callable[..., Verdict]
Outcome = Literal["valid", "partly", "invalid", "undecided"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the evidence says of a claim, in minor units: valid + invalid + undecided = claimed.

    `carrier_claim_minor` is what of the valid part the carrier owes us; `account` and `cost_centre` are empty where
    nothing is valid.
    """

    claimed_minor: int
    valid_minor: int
    invalid_minor: int
    undecided_minor: int
    reasons: tuple[Reason, ...]
    missing: tuple[Reason, ...]
    root_cause: RootCause | None
    carrier_claim_minor: int = 0
    carrier: str = ""
    shipment: str = ""
    account: str = ""
    cost_centre: str = ""

    @property
    def outcome(self) -> Outcome:
        """`valid`, `invalid`, `partly` (decided, and both), or `undecided` while any part is."""
        if self.undecided_minor:
            return "undecided"
        if not self.valid_minor:
            return "invalid"
        return "partly" if self.invalid_minor else "valid"


def find(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Finding:
    """What the evidence says of the claim. A claim that was surely made before is never valid again.

    Raises ValueError where the amount is not above zero: such a thing is no claim.
    """
    if claim.amount_minor <= 0:
        raise ValueError("a claim is above zero")
    verdict = _repeated(claim, evidence) or _TESTS[claim.test](claim, evidence=evidence, policy=policy)
    valid = min(max(verdict.valid_minor, 0), claim.amount_minor)
    open_minor = min(max(verdict.undecided_minor, 0), claim.amount_minor - valid)
    booking = policy.booking.of(claim.test) if valid else None
    doubts = tuple(one.reason for one in evidence.earlier if not one.is_sure)
    carrier = min(verdict.carrier_minor, valid)
    return Finding(
        claimed_minor=claim.amount_minor,
        valid_minor=valid,
        invalid_minor=claim.amount_minor - valid - open_minor,
        undecided_minor=open_minor,
        reasons=(*verdict.reasons, *doubts),
        missing=verdict.missing,
        root_cause=verdict.root_cause,
        carrier_claim_minor=carrier,
        carrier=verdict.carrier if carrier else "",
        shipment=verdict.shipment if carrier else "",
        account=booking.account if booking else "",
        cost_centre=booking.cost_centre if booking else "",
    )


def _repeated(claim: Claim, evidence: Evidence) -> Verdict | None:
    sure = [one.reason for one in evidence.earlier if one.is_sure]
    return invalid(*sure) if sure else None


def decide_duplicate(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """A claim for something that was billed twice: never valid by itself, the other invoice must be shown."""
    text = "the document that is said to be billed twice"
    return undecided(claim, missing=[Reason("deduction.no_twin", text)])


def decide_post_audit(claim: Claim, *, evidence: Evidence, policy: DeductionTestsPolicy) -> Verdict:
    """An auditor's claim about an old invoice: barred by the contract after so many months, else his papers decide."""
    if claim.invoice_on is None:
        return undecided(claim, missing=[Reason("deduction.no_invoice", "the invoice that the claim is about")])
    last = months_after(claim.invoice_on, policy.post_audit_bar_months)
    facts = {
        "invoice": claim.invoice_on.isoformat(),
        "last": last.isoformat(),
        "claimed": claim.claimed_on.isoformat(),
    }
    if claim.claimed_on > last:
        text = (
            "the invoice is of %(invoice)s: the contract bars an audit's claims after %(last)s, this is of %(claimed)s"
        )
        return invalid(Reason("deduction.audit_barred", text, facts))
    text = "the invoice is of %(invoice)s, and an audit may claim until %(last)s"
    papers = Reason("deduction.no_audit_papers", "the auditor's papers with the reason behind the claim")
    return undecided(claim, reasons=[Reason("deduction.audit_in_time", text, facts)], missing=[papers])


_TESTS: Mapping[ClaimTest, _Test] = {
    ClaimTest.SHORTAGE: decide_shortage,
    ClaimTest.PRICING: decide_pricing,
    ClaimTest.RETURNS: decide_returns,
    ClaimTest.PROMOTION: decide_promotion,
    ClaimTest.COOP: decide_coop,
    ClaimTest.FREIGHT: decide_freight,
    ClaimTest.COMPLIANCE: decide_compliance,
    ClaimTest.DISCOUNT: decide_discount,
    ClaimTest.DUPLICATE: decide_duplicate,
    ClaimTest.POST_AUDIT: decide_post_audit,
}
