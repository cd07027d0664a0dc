"""The part of the policy about reconciling accounts with customers' statements.

Meaning: docs/rules/account_reconciliation.md.
"""

from __future__ import annotations

from pydantic import Field

from creditdesk.domain.policy_fields import Days, PositiveDays, Section


class AccountReconciliationPolicy(Section):
    """What counts as on its way, what is proposed, and by when something is done about a difference."""

    timing_days: Days = Field(
        default=5,
        description="A document of ours that is younger than this on the statement's day may have been on its way.",
    )
    date_days: Days = Field(
        default=10,
        description="A line without our number is proposed for the one item of its amount within so many days.",
    )
    action_business_days: PositiveDays = Field(
        default=3, description="Business days in which something is done about a difference."
    )
