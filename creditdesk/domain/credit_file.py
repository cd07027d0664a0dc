"""The credit file of a customer: what is known of him on a day, and what is missing or too old to say anything.

The facts come from the ledger, from what he and others told us, and from covers that stand for his debts. Amounts are
minor units of his currency. Source: docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from creditdesk.domain.cash_returns import months_after
from creditdesk.domain.financial_statements import Figures
from creditdesk.domain.payment_record import Paid
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.risk_class import RiskClass


class RatingSource(StrEnum):
    """Who rates: a credit bureau in points of a hundred, or the jewelers' board from 1 (prompt) to 4 (slow)."""

    BUREAU = "bureau"
    JBT = "jbt"


class SecurityKind(StrEnum):
    """What stands for a customer's debts beside his own word."""

    INSURANCE = "insurance"
    GUARANTY = "guaranty"
    SECURITY_INTEREST = "security_interest"
    LETTER_OF_CREDIT = "letter_of_credit"


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """A financial statement, told in the customer's currency."""

    period_end: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class RatingFacts:
    """A rating: its value on the scale of its source, its day, its last day where it has one."""

    source: RatingSource
    value: int
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ReferenceFacts:
    """What another supplier told of him: the most that he owed there, how late he pays; told on the day."""

    on: date
    days_late: int
    high_credit_minor: int | None = None


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """A security and its last day, None where it has none."""

    kind: SecurityKind
    amount_minor: int
    first_day: date
    until: date | None = None

    def stands_on(self, day: date) -> bool:
        """Whether the cover holds for what is delivered on the day."""
        return self.first_day <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Everything that a review looks at. `paid` is of the last year at least, with what is open and past due as paid
    today; `references` and `covers` are those that stand, corrections applied.
    """

    as_of: date
    currency: str
    limit_minor: int | None
    risk_class: RiskClass
    paid: tuple[Paid, ...] = ()
    purchases_minor: int = 0
    purchases_before_minor: int = 0
    last_purchase_on: date | None = None
    customer_since: date | None = None
    high_credit_minor: int | None = None
    open_minor: int = 0
    collectable_minor: int = 0
    oldest_days_late: int = 0
    returned_payments: int = 0
    statement: StatementFacts | None = None
    rating: RatingFacts | None = None
    references: tuple[ReferenceFacts, ...] = ()
    covers: tuple[CoverFacts, ...] = ()
    # What of the file stands in a currency without a rate: it is known, and says nothing here.
    unrated: tuple[str, ...] = ()


def fresh_statement(facts: FileFacts, policy: PolicyDocument) -> StatementFacts | None:
    """The newest statement, where it is young enough to say something."""
    one = facts.statement
    return (
        one if one and months_after(one.period_end, policy.credit_review.statement_stale_months) > facts.as_of else None
    )


def fresh_rating(facts: FileFacts, policy: PolicyDocument) -> RatingFacts | None:
    """The newest rating, where it has not expired."""
    one = facts.rating
    if one is None:
        return None
    last = one.until or months_after(one.on, policy.credit_review.rating_stale_months) - timedelta(days=1)
    return one if last >= facts.as_of else None


def fresh_references(facts: FileFacts, policy: PolicyDocument) -> tuple[ReferenceFacts, ...]:
    """The trade references that are young enough."""
    months = policy.credit_review.reference_stale_months
    return tuple(one for one in facts.references if months_after(one.on, months) > facts.as_of)


def counted_cover(facts: FileFacts, policy: PolicyDocument) -> int:
    """What the covers that stand today count for a limit, by the policy's shares; minor units, rounded down."""
    total = Fraction(0)
    for one in facts.covers:
        if one.stands_on(facts.as_of):
            total += one.amount_minor * Fraction(policy.credit_review.cover.of(one.kind.value)) / 100
    return int(total)


def capacity(net_worth_minor: int, policy: PolicyDocument) -> int:
    """What a company can owe one supplier: a share of its net worth, nothing where that is below zero."""
    share: Decimal = policy.credit.capacity_pct_net_worth
    return int(max(0, net_worth_minor) * Fraction(share) / 100)
