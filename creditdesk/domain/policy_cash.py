"""The part of the policy about matching cash: what posts itself, what is proposed, and what is asked of the payer."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Listed, Phrase
from creditdesk.domain.policy_desk import Automation
from creditdesk.domain.policy_fields import Amount, Count, Days, Flag, Mistake, Months, Section

_Thousandths = Annotated[int, Field(strict=True, ge=1, le=1000)]


class CashPolicy(Section):
    """Payments matched to open items. What fits in several ways never posts itself, whatever stands here."""

    automation: Automation = Field(
        default=Automation.ACT,
        description="off: nothing is proposed; prepare: all is proposed and a person posts; act: what is sure posts.",
    )
    post_at: Annotated[int, Field(strict=True, ge=900, le=1000)] = Field(
        default=995, description="Confidence in thousandths from which a proposal posts itself."
    )
    propose_at: _Thousandths = Field(
        default=500, description="Confidence in thousandths from which a proposal counts as likely."
    )
    most_posted: Amount | None = Field(
        default=None, description="Largest payment that posts itself, in policy currency; empty is without limit."
    )
    ask_for_remittance: Flag = Field(
        default=True, description="Whether the rep is to ask the payer of an ambiguous payment what it pays."
    )
    remittance_wait_business_days: Days = Field(
        default=2, description="Business days after which he is asked, unless his list came meanwhile."
    )
    entered_days: Days = Field(
        default=10,
        description="Days before and after a payment was entered by hand in which the bank's file may tell of it.",
    )
    learning_months: Months = Field(
        default=12, description="Months of decisions from which confidence and payers' habits are learned."
    )
    learning_stands_days: Days = Field(
        default=30, description="Days that an unreviewed match of the machine must stand until it counts as right."
    )
    learning_weight: Annotated[Count, Field(ge=1)] = Field(
        default=50, description="As how many decisions of a rule the confidence counts with which it starts."
    )
    unapplied_ages: Annotated[tuple[Days, ...], Field(min_length=1, max_length=6)] = Field(
        default=(2, 7, 30, 60),
        description="Last days of the ages of unapplied cash, rising; what is older is the last age.",
    )
    unapplied_ask_days: Days = Field(
        default=7, description="Days after which somebody must ask about money of which nobody has decided."
    )
    erp_payments: Flag = Field(
        default=False,
        description="Whether open payments of the ERP are worked as receipts too. They never post themselves.",
    )

    @model_validator(mode="after")
    def _ages_rise(self) -> CashPolicy:
        if any(late <= early for early, late in pairwise(self.unapplied_ages)):
            raise Mistake(Phrase("buckets %(edges)s do not ascend", {"edges": Listed(self.unapplied_ages)}))
        return self

    @model_validator(mode="after")
    def _posts_above_what_it_proposes(self) -> CashPolicy:
        if self.propose_at > self.post_at:
            text = "propose_at %(proposed)s is above post_at %(posted)s"
            raise Mistake(Phrase(text, {"proposed": self.propose_at, "posted": self.post_at}))
        return self
