"""The part of the policy about the research of deductions: until when a claim counts, and where its valid part goes.

Days are calendar days. The reasons are those of the tests in `deduction_tests`. Meaning: docs/rules/deductions.md.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from creditdesk.domain.policy_fields import Count, Days, Months, Percent, PositiveDays, Section
from creditdesk.domain.policy_requests import Booking


class ClaimTest(StrEnum):
    """What a claim is tested for: the customer's reason, as the desk has evidence for it."""

    SHORTAGE = "shortage"
    PRICING = "pricing"
    RETURNS = "returns"
    PROMOTION = "promotion"
    COOP = "coop"
    FREIGHT = "freight"
    COMPLIANCE = "compliance"
    DISCOUNT = "discount"
    DUPLICATE = "duplicate"
    POST_AUDIT = "post_audit"


class ClaimWindows(Section):
    """How many days after the event a claim is made in time; empty sets no window."""

    shortage: PositiveDays | None = Field(default=90, description="After the delivery, for goods that were missing.")
    pricing: PositiveDays | None = Field(default=180, description="After the invoice, for a wrong price.")
    returns: PositiveDays | None = Field(default=180, description="After the authorisation, for returned goods.")
    promotion: PositiveDays | None = Field(default=180, description="After the last day of the deal.")
    coop: PositiveDays | None = Field(default=180, description="After the performance that was advertised.")
    freight: PositiveDays | None = Field(default=180, description="After the shipment, for freight.")
    compliance: PositiveDays | None = Field(default=180, description="After the delivery, for a fine.")

    def of(self, test: ClaimTest) -> int | None:
        """The days for the test; None where there is no window."""
        found: int | None = getattr(self, test.value, None)
        return found


class ClaimBookings(Section):
    """Where the valid part of a claim is booked, by its reason."""

    shortage: Booking = Field(
        default=Booking(account="shipping_claims", cost_centre="logistics"), description="Goods that were missing."
    )
    pricing: Booking = Field(
        default=Booking(account="sales_allowances", cost_centre="sales"), description="A wrong price."
    )
    returns: Booking = Field(default=Booking(account="sales_returns", cost_centre="sales"), description="Returns.")
    promotion: Booking = Field(
        default=Booking(account="trade_accrual", cost_centre="sales"), description="A promotion or markdown."
    )
    coop: Booking = Field(
        default=Booking(account="coop_accrual", cost_centre="marketing"), description="Co-operative advertising."
    )
    freight: Booking = Field(default=Booking(account="freight_out", cost_centre="logistics"), description="Freight.")
    compliance: Booking = Field(
        default=Booking(account="compliance_fines", cost_centre="logistics"), description="A retailer's fine."
    )
    discount: Booking = Field(
        default=Booking(account="cash_discount", cost_centre="credit"), description="A discount that was earned."
    )

    def of(self, test: ClaimTest) -> Booking | None:
        """Where the valid part of such a claim goes; None for reasons that are never valid by themselves."""
        found: Booking | None = getattr(self, test.value, None)
        return found


class DeductionTestsPolicy(Section):
    """The numbers by which a deduction is tested against the evidence."""

    claimed_within: ClaimWindows = Field(default=ClaimWindows(), description="Days in which a claim is in time.")
    booking: ClaimBookings = Field(default=ClaimBookings(), description="Where the valid part goes.")
    post_audit_bar_months: Months = Field(
        default=24, description="Months after the invoice from which the contract bars the claims of auditors."
    )
    otif_fine_pct: Percent = Field(
        default=Decimal(3),
        description="Fine of the invoice for late or incomplete delivery, where no routing rule says one.",
    )
    late_grace_days: Days = Field(default=0, description="Days after the agreed day on which a delivery is not late.")
    near_amount_pct: Percent = Field(
        default=Decimal(2), description="How far the amounts of two claims may lie apart to look like one."
    )
    near_days: PositiveDays = Field(
        default=60, description="How many days two claims may lie apart to look like one by their amounts."
    )
    history_months: Months = Field(default=24, description="Months of earlier claims that a likelihood is drawn from.")
    history_least: Count = Field(
        default=5, description="Claims that must have been decided before a likelihood is shown."
    )
