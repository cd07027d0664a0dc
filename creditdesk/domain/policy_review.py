"""The part of the policy about the credit file: what a score is made of, what is stale, what calls a review.

What a class, an index and a limit are is the section `credit`; how long a review stands is `holds.H5`.
Meaning: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Phrase
from creditdesk.domain.policy_fields import (
    Amount,
    Count,
    Days,
    Factor,
    Mistake,
    Months,
    Percent,
    Points,
    PositiveDays,
    Section,
)
from creditdesk.domain.risk_class import RiskClass

Difference = Annotated[int, Field(ge=-100, le=100)]
# How much a number changes, in per cent of what it was.
Growth = Annotated[int, Field(ge=-100, le=1000)]


class ScorecardWeights(Section):
    """How much each part counts. A part that is not known is left out of the score, and is no zero."""

    payment_index: Points = Field(default=35, description="The payment index of the last year.")
    trend: Points = Field(default=10, description="The index of the last quarter beside that of the year.")
    finances: Points = Field(default=20, description="Altman Z′ of the newest financial statement.")
    rating: Points = Field(default=10, description="The newest rating of a bureau or a trade.")
    references: Points = Field(default=10, description="How late other suppliers are paid.")
    purchases: Points = Field(default=5, description="Purchases of the last year beside the year before.")
    years: Points = Field(default=5, description="Years for which he has been a customer.")
    returned: Points = Field(default=5, description="Payments that came back.")

    @model_validator(mode="after")
    def _something_counts(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise Mistake(Phrase("no part of the scorecard counts"))
        return self

    def as_dict(self) -> dict[str, int]:
        """Part → weight, in the order of the scorecard."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class CoverShares(Section):
    """What of a security counts as a limit, in per cent of its amount."""

    insurance: Percent = Field(default=Decimal(90), description="Credit insurance.")
    letter_of_credit: Percent = Field(default=Decimal(100), description="Letter of credit.")
    guaranty: Percent = Field(default=Decimal(0), description="Guaranty of an owner or a parent.")
    security_interest: Percent = Field(default=Decimal(0), description="Security interest in goods.")

    def of(self, kind: str) -> Decimal:
        """The share of a kind of security."""
        share: Decimal = getattr(self, kind)
        return share


class ZonePoints(Section):
    """Points of the zone that Altman Z′ lies in."""

    safe: Points = Field(default=100, description="Safe.")
    grey: Points = Field(default=55, description="Between the two.")
    distress: Points = Field(default=0, description="In distress.")


class CreditReviewPolicy(Section):
    """What a credit review looks at, and what calls one before its day."""

    z_safe: Factor = Field(default=Decimal("2.9"), description="Altman Z′ above which a company is safe.")
    z_distress: Factor = Field(default=Decimal("1.23"), description="Altman Z′ below which it is in distress.")
    best_class_without_statement: RiskClass = Field(
        default=RiskClass.B, description="The best class of a customer without a financial statement that is fresh."
    )
    class_without_record: RiskClass = Field(
        default=RiskClass.C, description="The best class of a customer who has paid nothing within a year."
    )
    nsf_for_worst_class: Count = Field(default=2, description="Returned payments that make class D.")
    need_days: PositiveDays = Field(
        default=45, description="Days of purchases that a limit leaves room for: delivery to payment."
    )
    limit_step: Amount = Field(
        default=Decimal(100), description="Limits are proposed in steps of this, rounded down; 0 does not round."
    )
    change_pct: Percent = Field(
        default=Decimal(10), description="Smaller changes of a limit, in per cent, are not recommended."
    )
    close_after_months: Months = Field(
        default=24, description="Months without a purchase after which an account that owes nothing is to be closed."
    )
    collect_days_late: Days = Field(
        default=30, description="From more days past due than this, collection is recommended."
    )
    statement_stale_months: Months = Field(
        default=18, description="Months after its day from which a statement says nothing."
    )
    rating_stale_months: Months = Field(
        default=12, description="Months after which a rating without expiry says nothing."
    )
    reference_stale_months: Months = Field(default=12, description="Months after which a trade reference says nothing.")
    cover_warning_days: Days = Field(
        default=45, description="Days before a cover expires from which it calls a review."
    )
    over_limit_times: Count = Field(
        default=3, description="Orders held for the limit within the window that call a review; 0 calls none."
    )
    over_limit_window_days: PositiveDays = Field(default=90, description="Length of that window in days.")
    overdue_task_days: Days = Field(
        default=0, description="Days after its day from which a review that is not done becomes a task."
    )
    reasons_asked_within_days: PositiveDays = Field(
        default=60,
        description="Days after the notice of a refused or reduced limit in which the reasons may be asked for.",
    )
    least_known_pct: Percent = Field(
        default=Decimal(50), description="Share of the scorecard that must be known for a score, in per cent."
    )
    weights: ScorecardWeights = Field(default=ScorecardWeights(), description="How much each part counts.")
    cover: CoverShares = Field(default=CoverShares(), description="What of a security counts, in per cent.")
    trend_points: dict[Difference, Points] = Field(
        default={-20: 0, -10: 30, 0: 70, 10: 100},
        description="Trend: index of the quarter less that of the year, to points; interpolated.",
    )
    purchases_points: dict[Growth, Points] = Field(
        default={-50: 20, -10: 60, 0: 80, 20: 100},
        description="Growth of purchases, in per cent of the year before, to points; interpolated.",
    )
    years_points: dict[Annotated[int, Field(ge=0, le=100)], Points] = Field(
        default={0: 20, 1: 40, 3: 70, 5: 100}, description="Years as a customer to points; interpolated."
    )
    returned_points: dict[Annotated[int, Field(ge=0, le=100)], Points] = Field(
        default={0: 100, 1: 40, 2: 0}, description="Payments that came back to points; interpolated."
    )
    jbt_points: dict[Annotated[int, Field(ge=1, le=4)], Points] = Field(
        default={1: 100, 2: 75, 3: 40, 4: 0}, description="Trade rating, 1 prompt to 4 slow, to points."
    )
    zone_points: ZonePoints = Field(default=ZonePoints(), description="Zone of Altman Z′ to points.")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.z_distress >= self.z_safe:
            raise Mistake(Phrase("z_distress is not below z_safe"))
        for name in ("trend_points", "purchases_points", "years_points"):
            _require_rising(name, getattr(self, name))
        _require_whole("jbt_points", self.jbt_points, range(1, 5))
        return self


def _require_rising(name: str, curve: Mapping[int, int]) -> None:
    points = [value for _, value in sorted(curve.items())]
    if not points or any(later < earlier for earlier, later in pairwise(points)):
        raise Mistake(Phrase("%(name)s gives fewer points for better", {"name": name}))


def _require_whole(name: str, table: Mapping[int, int], wanted: Collection[int]) -> None:
    missing = [str(one) for one in wanted if one not in table]
    if missing:
        raise Mistake(Phrase("%(name)s says nothing for %(missing)s", {"name": name, "missing": ", ".join(missing)}))
