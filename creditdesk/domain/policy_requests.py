"""The part of the policy about requests: what must be shown for each kind, and on which accounts it is posted.

Who may approve what is the section `authority`. Meaning: docs/rules/requests.md.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from creditdesk.domain.policy_fields import Days, PositiveDays, Section, Slug


class Shown(StrEnum):
    """What a piece of evidence shows."""

    PROOF = "proof"  # A paper that proves the claim: a delivery note, a price list, the order.
    EFFORTS = "efforts"  # What was done to collect the debt.
    AGREEMENT = "agreement"  # What the customer agreed to, in his words.
    FINANCES = "finances"  # What is known of the customer's means.
    EXCEPTION = "exception"  # Why a claim that is disputed or not yet due is given up all the same.
    OUTSIDE_APPROVAL = "outside_approval"  # The word of somebody above the desk's ladder, such as the CFO.


class RequestEvidence(Section):
    """What a request must show before it can be submitted, by kind."""

    adjustment: tuple[Shown, ...] = Field(default=(Shown.PROOF,), description="For an adjustment.")
    write_off: tuple[Shown, ...] = Field(default=(Shown.EFFORTS,), description="For a write-off.")
    extension: tuple[Shown, ...] = Field(default=(Shown.AGREEMENT,), description="For a time extension.")
    status: tuple[Shown, ...] = Field(default=(Shown.EFFORTS,), description="For another status of the customer.")
    plan: tuple[Shown, ...] = Field(default=(Shown.AGREEMENT,), description="For a payment plan.")
    settlement: tuple[Shown, ...] = Field(
        default=(Shown.EFFORTS, Shown.FINANCES), description="For a compromise settlement."
    )
    release: tuple[Shown, ...] = Field(default=(), description="For the release of an order beyond authority.")
    limit: tuple[Shown, ...] = Field(default=(Shown.FINANCES,), description="For a credit limit.")
    placement: tuple[Shown, ...] = Field(default=(Shown.EFFORTS,), description="For a placement with an agency.")


class Cause(StrEnum):
    """What an adjustment is made for."""

    PRICING = "pricing"
    SHORTAGE = "shortage"
    FREIGHT = "freight"
    RETURNED_GOODS = "returned_goods"
    QUALITY = "quality"
    FEE = "fee"
    PROMOTION = "promotion"
    CO_OP = "co_op"
    COMPLIANCE = "compliance"
    DISCOUNT = "discount"


class Booking(Section):
    """Where an adjustment is booked."""

    account: Slug = Field(description="General-ledger account, by the name that the ERP maps.")
    cost_centre: Slug = Field(description="Cost centre that bears it.")


class Bookings(Section):
    """Where an adjustment is booked, by what it is made for."""

    pricing: Booking = Field(
        default=Booking(account="sales_allowances", cost_centre="sales"), description="Price difference."
    )
    shortage: Booking = Field(
        default=Booking(account="shipping_claims", cost_centre="logistics"), description="Short shipment."
    )
    freight: Booking = Field(default=Booking(account="freight_out", cost_centre="logistics"), description="Freight.")
    returned_goods: Booking = Field(
        default=Booking(account="sales_returns", cost_centre="sales"), description="Returned goods."
    )
    quality: Booking = Field(
        default=Booking(account="quality_claims", cost_centre="quality"), description="Quality claim."
    )
    fee: Booking = Field(default=Booking(account="late_fees", cost_centre="credit"), description="Fee or interest.")
    # Policies that were adopted before there were cases do not have the next four.
    promotion: Booking = Field(
        default=Booking(account="trade_accrual", cost_centre="sales"),
        description="Promotion or markdown that was agreed.",
    )
    co_op: Booking = Field(
        default=Booking(account="co_op_accrual", cost_centre="marketing"), description="Advertising that is shared."
    )
    compliance: Booking = Field(
        default=Booking(account="compliance_fines", cost_centre="logistics"), description="Fine of a routing guide."
    )
    discount: Booking = Field(
        default=Booking(account="discount_allowed", cost_centre="cash"), description="Discount beyond the terms."
    )

    def of(self, cause: Cause) -> Booking:
        """Where an adjustment for the cause is booked."""
        booking: Booking = getattr(self, cause.value)
        return booking


class RequestsPolicy(Section):
    """Requests that take effect once somebody with the authority approves them."""

    late_business_days: PositiveDays = Field(
        default=2, description="Business days without a decision after which a request goes to the next level as well."
    )
    evidence: RequestEvidence = Field(default=RequestEvidence(), description="What a request must show, by kind.")
    adjustment: Bookings = Field(default=Bookings(), description="Where an adjustment is booked, by its reason.")
    allowance_account: Slug = Field(
        default="allowance", description="General-ledger account of the allowance for doubtful debts."
    )
    tax_account: Slug = Field(
        default="sales_tax_payable", description="General-ledger account of the tax that comes back with a claim."
    )
    settlement_account: Slug = Field(
        default="allowance", description="General-ledger account of what a fulfilled settlement forgives."
    )
    settlement_longest_days: PositiveDays = Field(
        default=90, description="Days for which a settlement may be offered at most."
    )
    settlement_booking_days: Days = Field(
        default=2,
        description="Bank days after the last day of a settlement on which money of a value date in time may turn up; "
        "then it has lapsed.",
    )
