"""The part of the policy about cases: why customers withhold or object, who answers, and where it is booked.

The reasons of the default policy are those of the handbook of the trade, each with the code of the standard
X12 426 under which retailers' messages carry it. Meaning: docs/rules/cases.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Phrase
from creditdesk.domain.policy_fields import Days, Flag, Mistake, Percent, PositiveDays, Section, Slug, Words
from creditdesk.domain.policy_requests import Cause


class Department(StrEnum):
    """Who finds out whether a claim is right."""

    CREDIT = "credit"
    CASH = "cash"
    LOGISTICS = "logistics"
    SALES = "sales"
    MARKETING = "marketing"
    CUSTOMER_SERVICE = "customer_service"
    QUALITY = "quality"


class Paper(StrEnum):
    """What shows whether a claim is right."""

    PROOF_OF_DELIVERY = "proof_of_delivery"
    BILL_OF_LADING = "bill_of_lading"
    PRICE_FILE = "price_file"
    PURCHASE_ORDER = "purchase_order"
    RETURN_AUTHORISATION = "return_authorisation"
    WAREHOUSE_RECEIPT = "warehouse_receipt"
    SIGNED_DEAL = "signed_deal"
    PROOF_OF_PERFORMANCE = "proof_of_performance"
    FREIGHT_TERMS = "freight_terms"
    ROUTING_GUIDE = "routing_guide"
    VALUE_DATE = "value_date"
    EARLIER_CLAIM = "earlier_claim"


class CaseReason(Section):
    """One reason for which customers withhold or object."""

    title: Words = Field(description="What it is called.")
    x12: Annotated[str, Field(pattern=r"^[0-9A-Z]{0,3}$")] = Field(
        description="Code of the standard X12 426 in messages; empty without one."
    )
    department: Department = Field(description="The department that finds out whether a claim is right.")
    cause: Cause = Field(description="What an adjustment of the valid part is made for: that says where it is booked.")
    answer_days: PositiveDays = Field(description="Days within which a case is decided.")
    evidence: tuple[Paper, ...] = Field(description="What shows whether a claim is right.")


def _reasons() -> dict[str, CaseReason]:
    def reason(title: str, x12: str, owner: Department, cause: Cause, days: int, *evidence: Paper) -> CaseReason:
        return CaseReason(title=title, x12=x12, department=owner, cause=cause, answer_days=days, evidence=evidence)

    of, paper = Department, Paper
    delivered = (paper.PROOF_OF_DELIVERY, paper.BILL_OF_LADING)
    returned = (paper.RETURN_AUTHORISATION, paper.WAREHOUSE_RECEIPT)
    performed = (paper.SIGNED_DEAL, paper.PROOF_OF_PERFORMANCE)
    return {
        "shortage": reason("Shortage", "06", of.LOGISTICS, Cause.SHORTAGE, 30, *delivered),
        "damage": reason("Damage", "04", of.QUALITY, Cause.QUALITY, 30, paper.PROOF_OF_DELIVERY),
        "pricing": reason("Price", "01", of.SALES, Cause.PRICING, 14, paper.PRICE_FILE, paper.PURCHASE_ORDER),
        "returns": reason("Returned goods", "11", of.CUSTOMER_SERVICE, Cause.RETURNED_GOODS, 30, *returned),
        "promotion": reason("Promotion or markdown", "16", of.SALES, Cause.PROMOTION, 30, paper.SIGNED_DEAL),
        "co_op": reason("Co-op advertising", "16", of.MARKETING, Cause.CO_OP, 30, *performed),
        "freight": reason("Freight", "54", of.LOGISTICS, Cause.FREIGHT, 30, paper.FREIGHT_TERMS),
        "compliance": reason("Compliance fine", "", of.LOGISTICS, Cause.COMPLIANCE, 30, paper.ROUTING_GUIDE),
        "discount": reason("Unearned discount", "24", of.CASH, Cause.DISCOUNT, 7, paper.VALUE_DATE),
        "duplicate": reason("Claimed twice", "19", of.CREDIT, Cause.PRICING, 14, paper.EARLIER_CLAIM),
        "quality": reason("Quality", "04", of.QUALITY, Cause.QUALITY, 30, paper.PROOF_OF_DELIVERY),
        "unknown": reason("Not known yet", "", of.CREDIT, Cause.PRICING, 14),
    }


class CasesPolicy(Section):
    """Deductions, disputes and other cases: their reasons, and when one is like an earlier one."""

    reasons: dict[Slug, CaseReason] = Field(
        default_factory=_reasons, description="Why customers withhold or object, by code."
    )
    reason_unknown: Slug = Field(default="unknown", description="The reason of a case of which none is known yet.")
    near_pct: Percent = Field(
        default=1,
        description="Difference up to which amounts are nearly the same, as a percentage.",
        validate_default=True,
    )
    near_days: Days = Field(default=120, description="Days within which a case of nearly the same amount is shown.")
    auto_clear: Flag = Field(
        default=False, description="Whether the machine clears small deductions within the limits of `deductions`."
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.reason_unknown not in self.reasons:
            raise Mistake(Phrase("there is no reason %(name)s", {"name": self.reason_unknown}))
        return self
