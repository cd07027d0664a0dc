"""The part of the policy about exclusions from holds: which orders a rule leaves alone, and how reasons are ordered.

Meaning and examples: docs/rules/holds.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Phrase
from creditdesk.domain.policy_fields import Amount, Days, Flag, Mistake, Section, Words
from creditdesk.domain.risk_class import RiskClass


class HoldCode(StrEnum):
    """The reasons to hold an order, as the policy numbers them."""

    OVER_LIMIT = "H1"
    PAST_DUE = "H2"
    BROKEN_PROMISE = "H3"
    RETURNED_PAYMENT = "H4"
    REVIEW_EXPIRED = "H5"
    TERMS_CHANGED = "H6"
    FIRST_ORDER = "H7"
    BY_HAND_OR_EVENT = "H8"
    PLAN_DEFAULT = "H9"
    PAY_BEFORE_DELIVERY = "H10"


class OrderTerms(StrEnum):
    """Terms on which an order takes no credit."""

    PREPAID = "prepaid"
    COD = "cod"


class HoldExclusion(Section):
    """The orders that a rule leaves alone: any of the conditions is enough, or all that are set together."""

    classes: tuple[RiskClass, ...] = Field(default=(), description="Risk classes of customers whom it leaves alone.")
    groups: tuple[Words, ...] = Field(default=(), description="Groups of customers whom it leaves alone.")
    companies: tuple[Words, ...] = Field(default=(), description="Codes of companies whose orders it leaves alone.")
    order_below: Amount | None = Field(
        default=None, description="Orders below this amount are left alone, in policy currency."
    )
    order_terms: tuple[OrderTerms, ...] = Field(default=(), description="Terms of orders that it leaves alone.")
    ships_within_days: Days | None = Field(
        default=None, description="Orders that ship within so many days are left alone; 0 is today."
    )
    together: Flag = Field(default=False, description="Whether all conditions that are set must hold together.")
    releases_order: Flag = Field(
        default=False, description="Whether the order then ships whatever else holds it, but a hold by hand or event."
    )

    @property
    def is_set(self) -> bool:
        """Whether it has a condition at all."""
        amounts = self.order_below is not None or self.ships_within_days is not None
        return bool(self.classes or self.groups or self.companies or self.order_terms or amounts)

    @model_validator(mode="after")
    def _releases_by_a_condition(self) -> Self:
        if self.releases_order and not self.is_set:
            raise Mistake(Phrase("an exclusion that lets an order ship needs a condition"))
        return self


Precedence = Annotated[tuple[HoldCode, ...], Field(max_length=len(HoldCode))]


class HoldExclusionsPolicy(Section):
    """Orders that a rule to hold leaves alone. What a person or an event holds (H8) is never left alone."""

    precedence: Precedence = Field(
        default=(), description="Reasons that stand before the others, first to last; the others follow by number."
    )
    H1: HoldExclusion = Field(default=HoldExclusion(), description="Over the limit.")
    H2: HoldExclusion = Field(default=HoldExclusion(), description="Past due.")
    H3: HoldExclusion = Field(default=HoldExclusion(), description="A broken promise.")
    H4: HoldExclusion = Field(default=HoldExclusion(), description="A returned payment.")
    H5: HoldExclusion = Field(default=HoldExclusion(), description="A review that is too old.")
    H6: HoldExclusion = Field(default=HoldExclusion(), description="Changed terms.")
    H7: HoldExclusion = Field(default=HoldExclusion(), description="A first order.")
    H9: HoldExclusion = Field(default=HoldExclusion(), description="A plan in default.")
    H10: HoldExclusion = Field(default=HoldExclusion(), description="Paid before or on delivery.")

    def of(self, code: HoldCode) -> HoldExclusion | None:
        """The exclusion of the rule; None for what is never left alone."""
        found: HoldExclusion | None = getattr(self, code.value, None)
        return found

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.precedence)) < len(self.precedence):
            raise Mistake(Phrase("a reason stands twice"))
        return self
