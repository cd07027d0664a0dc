"""The policy's section on bankruptcy: the days and amounts of the law, and when the desk is warned.

    policy.bankruptcy.goods_priority_days            # 20: goods received within so many days have priority
    policy.bankruptcy.safe_for(date(2026, 9, 15))    # Decimal("8575"): what of that case's day is not reclaimed

Every number is the law's, for counsel to confirm; amounts change every third year and are kept by the day of the
petition from which on they hold. Sources: docs/rules/bankruptcy.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Phrase
from creditdesk.domain.policy_fields import Amount, Days, Mistake, PositiveDays, Section

# A day as the name of an amount: cases filed from it on.
SinceDay = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class BankruptcyPolicy(Section):
    """Days and amounts of the United States Bankruptcy Code, for counsel to confirm, and when the desk is warned."""

    goods_priority_days: PositiveDays = Field(
        default=20, description="Goods that were received within so many days before the petition have priority."
    )
    reclamation_days: PositiveDays = Field(
        default=45, description="Goods that were received within so many days before the petition may be reclaimed."
    )
    reclamation_after_days: PositiveDays = Field(
        default=20, description="Days after the petition within which the written demand for goods is made."
    )
    preference_days: PositiveDays = Field(
        default=90, description="Payments within so many days before the petition may have to be paid back."
    )
    involuntary_bar_days: PositiveDays = Field(
        default=90,
        description="Days after the order for relief by which a claim is filed in an involuntary case of chapter 7.",
    )
    preference_safe: dict[SinceDay, Amount] = Field(
        default_factory=lambda: {"2022-04-01": Decimal(7575), "2025-04-01": Decimal(8575)},
        description="Payments that are less than this in all are left alone, by the first day of the cases.",
    )
    preference_venue: dict[SinceDay, Amount] = Field(
        default_factory=lambda: {"2022-04-01": Decimal(27750), "2025-04-01": Decimal(31425)},
        description="Less than this is sued for at our own seat only, by the first day of the cases.",
    )
    usual_days: PositiveDays = Field(
        default=730, description="Days before the window from which the customer's usual days to pay are taken."
    )
    warn_days: PositiveDays = Field(default=21, description="Days before a deadline at which it becomes a task.")
    escalate_days: Days = Field(
        default=5, description="Days before a deadline at which the controller is given a task as well."
    )
    court_order_days: PositiveDays = Field(
        default=14, description="Days after which a last day that only the court says is asked for again."
    )

    @model_validator(mode="after")
    def _real_days(self) -> Self:
        for by_day in (self.preference_safe, self.preference_venue):
            for since in by_day:
                try:
                    date.fromisoformat(since)
                except ValueError:
                    raise Mistake(Phrase("%(day)s is no day of the calendar", {"day": since})) from None
        if self.escalate_days > self.warn_days:
            raise Mistake(Phrase("escalate_days is later than warn_days allows: the task comes first"))
        return self

    def safe_for(self, petition: date) -> Decimal | None:
        """What payments of the window must reach, in all, to be reclaimed; None where no amount is known."""
        return _since(self.preference_safe, petition)

    def venue_for(self, petition: date) -> Decimal | None:
        """What must be sued for at our own seat where it is less; None where no amount is known."""
        return _since(self.preference_venue, petition)


def _since(amounts: Mapping[str, Decimal], petition: date) -> Decimal | None:
    known = [since for since in amounts if date.fromisoformat(since) <= petition]
    return amounts[max(known)] if known else None
