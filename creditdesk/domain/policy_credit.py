"""The policy's sections on money and credit: terms, aging, tolerances, holds, authority, agency, interest.

Amounts are in major units of the policy's currency, percentages are per hundred, days are calendar days unless the
name says business days. Meaning and examples of each section: docs/rules/policy.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Fact, Listed, Phrase
from creditdesk.domain.policy_codes import coded
from creditdesk.domain.policy_fields import (
    Amount,
    ClockTime,
    Count,
    Day,
    Days,
    Factor,
    Flag,
    Level,
    Mistake,
    Months,
    Percent,
    Points,
    PositiveDays,
    Section,
    Slug,
    Words,
    Years,
)
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.risk_class import RiskClass

Exclusion = Literal["disputed", "active_plan", "extended", "bankrupt"]
CountryOrState = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]


class CalendarPolicy(Section):
    """Days on which the company or its banks do not work, beside Saturdays and Sundays."""

    company_holidays: tuple[Day, ...] = Field(description="Days on which our office is closed.")
    bank_holidays: tuple[Day, ...] = Field(
        description="Days on which our banks do not book payments. Not the same list: banks open on the Friday before "
        "a holiday that falls on a Saturday.",
    )

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        for name, days in (("company_holidays", self.company_holidays), ("bank_holidays", self.bank_holidays)):
            twice = sorted({day for day in days if days.count(day) > 1})
            if twice:
                facts: dict[str, Fact] = {"name": name, "days": Listed(tuple(twice))}
                raise Mistake(Phrase("%(name)s lists %(days)s more than once", facts))
        return self


class TermsPolicy(Section):
    """How payment terms become dates, and when a cash discount is earned."""

    discount_test_date: Literal["bank_value_date", "receipt_date"] = Field(
        description="The date of a payment that decides whether its discount was taken in time.",
    )
    discount_grace_days: Days = Field(description="Days after the discount date on which a discount is still earned.")
    discount_base: Literal["goods_only", "whole_document"] = Field(
        description="What the discount is taken on: goods without tax and freight, or the whole invoice.",
    )
    partial_payment_discount: Flag = Field(description="Whether a part payment in time earns its share of discount.")
    prox_cutoff_day: Annotated[int, Field(strict=True, ge=1, le=31)] = Field(
        description="Last day of the month on which an invoice with proximo terms falls due next month; later ones "
        "skip one month more.",
    )
    rebase_if_sent_after_invoice_days: PositiveDays = Field(
        description="If an invoice is sent more days than this after its date, its terms count from the sending.",
    )
    split_rounding: Literal["last_instalment", "first_instalment"] = Field(
        description="Which instalment of split terms takes the odd minor units.",
    )
    shift_due_date_to_business_day: Flag = Field(
        description="Whether a due date on a closed day moves. The trade's practice is no: the work on it moves.",
    )


class AgingPolicy(Section):
    """How open items are sorted by age."""

    buckets: Annotated[tuple[Days, ...], Field(min_length=2, max_length=7)] = Field(
        description="Upper edges of the age buckets, in days past due. 0 ends 'not due'; the last is open upwards.",
    )
    edge: Literal["day_belongs_to_lower_bucket"] = Field(
        description="An item exactly 30 days past due is in the bucket 1 to 30.",
    )
    default_basis: Literal["due_date", "document_date", "extended_date"] = Field(
        description="The date that age is counted from.",
    )
    dunning_grace_days: Days = Field(description="Days past due up to which no reminder is sent.")
    dispute_reentry_pause_days: Days = Field(
        description="Days after a dispute is decided against the customer before reminders start again.",
    )

    @model_validator(mode="after")
    def _ascending_from_zero(self) -> Self:
        if self.buckets[0] != 0:
            text = "buckets start with %(first)s; the first edge is 0, which ends 'not due'"
            raise Mistake(Phrase(text, {"first": self.buckets[0]}))
        if any(late <= early for early, late in pairwise(self.buckets)):
            raise Mistake(Phrase("buckets %(edges)s do not ascend", {"edges": Listed(self.buckets)}))
        return self


class SmallDifferencePolicy(Section):
    """Differences between payment and invoice that nobody is asked about."""

    max_amount: Amount = Field(description="Largest difference cleared without asking, in policy currency.")
    max_pct: Percent = Field(description="Largest difference as a percentage of the invoice; both limits must hold.")
    cap_per_customer: Amount = Field(description="Most that may be cleared so for one customer in the window.")
    cap_window_days: PositiveDays = Field(description="Length of that window in days.")
    applies_to_credits: Flag = Field(
        description="Whether differences in the customer's favour are cleared too. They are the customer's money.",
    )


class DeductionsPolicy(Section):
    """Small deductions cleared without a case, and the alarm before a retailer's claim window closes."""

    auto_clear_max: Amount = Field(description="Largest deduction cleared without a case, in policy currency.")
    auto_clear_count: Count = Field(description="How many such deductions per customer in the window.")
    auto_clear_window_days: PositiveDays = Field(description="Length of that window in days.")
    deadline_alert_days_before: Days = Field(
        description="Days before a retailer's filing deadline from which the case jumps the queue.",
    )
    # Policies that were adopted before windows were watched do not say it: nothing jumps for one there.
    claim_window_days: PositiveDays | None = Field(
        default=None,
        description="Days after a deduction within which a retailer hears our answer; empty watches no window.",
    )


class NsfPolicy(Section):
    """What follows when a payment is returned by the bank."""

    fee: Amount = Field(description="Fee charged where the contract allows one, in policy currency.")
    certified_funds_months: Months = Field(description="Months during which only certified funds are accepted.")
    hold_days: Days = Field(description="Days for which the returned payment holds new orders (hold H4).")
    second_nsf_window_months: Months = Field(description="Months within which a second return is a repeat.")
    second_nsf_action: Literal["propose_CIA", "propose_COD", "none"] = Field(
        description="What is proposed after a repeat: cash in advance, cash on delivery, or nothing.",
    )


class PromisePolicy(Section):
    """When a promise to pay counts as kept."""

    grace_business_days: Days = Field(description="Business days after the promised date in which cash still counts.")
    tolerance_pct: Percent = Field(description="Shortfall forgiven, as a percentage of the promise.")
    tolerance_max: Amount = Field(description="Most that the tolerance may reach, in policy currency.")
    max_days_ahead: PositiveDays = Field(description="A promise for a later day than this is not taken.")
    credits_count_as_cash: Flag = Field(description="Whether credit memos count towards a promise.")
    partly_counts_for_H3: Flag = Field(description="Whether a partly kept promise holds orders like a broken one.")  # noqa: N815


class PlanPolicy(Section):
    """When a payment plan is in default."""

    grace_business_days: Days = Field(description="Business days after an instalment's date before it is in default.")
    accelerate_on_default: Flag = Field(description="Whether default makes the whole remaining debt due.")
    remind_business_days: Days = Field(
        default=3, description="Business days before an instalment on which the rep is to remind of it; 0 for never."
    )


class HoldOverLimit(Section):
    """H1: exposure with the order is over the credit limit."""

    over_limit_pct: Percent = Field(description="Percentage over the limit that is still let through.")
    family_level: Flag = Field(description="Whether the limit of the whole family is tested too.")


class HoldPastDue(Section):
    """H2: undisputed items are past due."""

    min_amount: Amount = Field(description="Past due amount from which the hold applies, in policy currency.")
    days_past_due_gt: Days = Field(description="An item counts when it is more days past due than this.")
    exclude: tuple[Exclusion, ...] = Field(description="Items that do not count.")


class HoldDays(Section):
    """A hold that lasts a number of days after its cause (H3 broken promise, H4 returned payment)."""

    days: Days = Field(description="Days after the event for which it holds orders.")


class HoldReview(Section):
    """H5: the credit review is too old."""

    review_days: dict[RiskClass, PositiveDays] = Field(description="Age in days at which a review lapses, by class.")

    @model_validator(mode="after")
    def _every_class(self) -> Self:
        _require_every_class("review_days", self.review_days)
        return self


class HoldTermsChanged(Section):
    """H6: the order departs from agreed terms."""

    terms_or_discount_changed: Flag = Field(description="Whether changed terms or discount on an order hold it.")


class HoldFirstOrder(Section):
    """H7: we do not know the customer, or no longer."""

    first_order: Flag = Field(description="Whether a first order is held.")
    dormant_months: Months = Field(description="Months without an order after which the next one is held.")


class HoldEvents(Section):
    """H8: a person or an event says stop."""

    manual: Flag = Field(description="Whether a person may place a hold by hand.")
    events: tuple[Words, ...] = Field(description="Customer events that hold all orders; '+' means both together.")


class HoldPlanDefault(Section):
    """H9: a payment plan is in default."""

    plan_default: Flag = Field(description="Whether a defaulted plan holds orders.")


class HoldsPolicy(Section):
    """The nine reasons for which an order is held."""

    H1: HoldOverLimit = Field(description="Exposure with the order is over the limit.")
    H2: HoldPastDue = Field(description="Undisputed items are past due.")
    H3: HoldDays = Field(description="A promise was broken or only partly kept.")
    H4: HoldDays = Field(description="A payment was returned by the bank.")
    H5: HoldReview = Field(description="The credit review is too old.")
    H6: HoldTermsChanged = Field(description="Terms or discount of the order were changed.")
    H7: HoldFirstOrder = Field(description="First order, or first after a long silence.")
    H8: HoldEvents = Field(description="Placed by hand, or by an event such as bankruptcy.")
    H9: HoldPlanDefault = Field(description="A payment plan is in default.")


class ExposurePolicy(Section):
    """What counts as money at risk when an order is tested against the limit."""

    disputed_excluded_max_case_age_days: Days = Field(
        description="Disputed amounts leave exposure while their case is at most this many days old.",
    )
    include_released_uninvoiced: Flag = Field(description="Whether released orders not yet invoiced count.")
    include_uncleared_checks: Flag = Field(description="Whether checks count until the bank has cleared them.")
    check_clearing_business_days: Days = Field(
        default=5, description="Business days after its value date for which a check counts as not cleared."
    )
    subtract_identified_credits: Flag = Field(description="Whether credits whose customer is known are subtracted.")


class ReleasePolicy(Section):
    """How long the release of a held order stands."""

    valid_business_days: PositiveDays = Field(description="Business days after which a release lapses.")
    recheck_growth_pct: Percent = Field(description="An order that grows by more than this percentage is tested anew.")


class OrdersPolicy(Section):
    """Held orders, and what customers are offered instead."""

    temporary_limit_days: PositiveDays = Field(
        default=30, description="Days for which a limit is raised where an order is let go by a temporary one."
    )
    temporary_limit_longest_days: PositiveDays = Field(
        default=30, description="Longest days for which one person raises a limit alone; longer is a request."
    )
    offer_days: PositiveDays = Field(
        default=5, description="Business days after which an offer to a customer lapses that he has not accepted."
    )
    stale_days: PositiveDays = Field(
        default=90, description="Days after its ship date after which an order that never shipped no longer counts."
    )
    sales_digest_at: ClockTime = Field(
        default=time(17), description="From when on salespeople are told what became of their orders in the day."
    )


class ReleaseLimit(Section):
    """Up to what a level may release a held order; a limit left out does not bind."""

    amount: Amount | None = Field(default=None, description="Largest order, in policy currency.")
    over_limit_pct: Percent | None = Field(default=None, description="Most over the credit limit, in per cent.")
    days_late: Days | None = Field(default=None, description="Oldest undisputed item, in days past due.")


class SettlementLimit(Section):
    """Up to what a level may forgive in a settlement; both limits must hold, one left out does not bind."""

    amount: Amount | None = Field(default=None, description="Most forgiven, in policy currency.")
    pct: Percent | None = Field(default=None, description="Most forgiven, in per cent of the debt.")


class AuthorityPolicy(Section):
    """Who may approve what. A level that is not named has no authority."""

    release_order: dict[Level, ReleaseLimit] = Field(description="Release of held orders, by level.")
    release_level: dict[HoldCode, Level] = Field(
        default={
            HoldCode.BY_HAND_OR_EVENT: Level.CREDIT_MANAGER,
            HoldCode.PLAN_DEFAULT: Level.CREDIT_MANAGER,
            HoldCode.PAY_BEFORE_DELIVERY: Level.CREDIT_MANAGER,
        },
        description="Lowest level that may let an order go in spite of the hold, whatever its amount. A hold by hand "
        "needs the level of its author instead.",
    )
    deduction_credit: dict[Level, Amount | None] = Field(description="Credit for a valid deduction, by level.")
    write_off: dict[Level, Amount | None] = Field(description="Write-off of an uncollectible balance, by level.")
    cod_plan_extension: Level = Field(
        description="Lowest level for conversion to cash on delivery, payment plans and time extensions.",
    )
    settlement_forgiven: dict[Level, SettlementLimit] = Field(description="Debt forgiven in a settlement, by level.")
    credit_limit: dict[Level, Amount | None] = Field(description="Highest credit limit granted, by level.")
    temporary_limit: dict[Level, Amount | None] = Field(
        default={
            Level.SUPERVISOR: Decimal(2500),
            Level.CREDIT_MANAGER: Decimal(25000),
            Level.CONTROLLER: Decimal(100000),
        },
        description="Most by which a level raises a limit for a time without a second person, all that was raised "
        "within the days below added up. Beyond it a request is needed.",
    )
    self_approval: Flag = Field(description="Whether anyone may approve a request of their own. Kept false.")
    delegate_to_requester: Flag = Field(description="Whether an approver may delegate to the requester. Kept false.")
    aggregation_days: Days = Field(
        description="What is given up in a family within these days is added up, so that splitting it does not help.",
    )

    @model_validator(mode="after")
    def _ascending_by_level(self) -> Self:
        ladders: dict[str, dict[Level, tuple[object, ...]]] = {
            "release_order": {
                level: (limit.amount, limit.over_limit_pct, limit.days_late)
                for level, limit in self.release_order.items()
            },
            "settlement_forgiven": {
                level: (limit.amount, limit.pct) for level, limit in self.settlement_forgiven.items()
            },
        }
        for name in ("deduction_credit", "write_off", "credit_limit", "temporary_limit"):
            ladders[name] = {level: (amount,) for level, amount in getattr(self, name).items()}
        for name, ladder in ladders.items():
            _require_ascending(name, ladder)
        if self.self_approval:
            raise Mistake(Phrase("self_approval cannot be switched on: nobody approves a request of their own"))
        if self.delegate_to_requester:
            text = "delegate_to_requester cannot be switched on: it would be approval of one's own request"
            raise Mistake(Phrase(text))
        return self


class CreditPolicy(Section):
    """How a credit limit and a risk class are proposed."""

    class_factor: dict[RiskClass, Factor] = Field(description="Share of the customer's capacity granted, by class.")
    class_index: dict[RiskClass, Points] = Field(description="Lowest payment index of the class; below all of them: D.")
    capacity_pct_net_worth: Percent = Field(description="Capacity, in per cent of the customer's net worth.")
    need_safety_factor: Factor = Field(description="The need for credit is multiplied by this for safety.")
    index_points_days_late_to_score: dict[Annotated[int, Field(ge=-365, le=3650)], Points] = Field(
        description="Payment index: days late to points; between two points it is interpolated.",
    )

    @model_validator(mode="after")
    def _better_class_better_figures(self) -> Self:
        _require_every_class("class_factor", self.class_factor)
        for name in ("class_factor", "class_index"):
            by_class = getattr(self, name)
            figures = [by_class[risk_class] for risk_class in RiskClass if risk_class in by_class]
            if any(worse > better for better, worse in pairwise(figures)):
                text = "%(name)s does not descend from class A to class D: %(figures)s"
                raise Mistake(Phrase(text, {"name": name, "figures": ", ".join(map(str, figures))}))
        curve = [points for _, points in sorted(self.index_points_days_late_to_score.items())]
        if any(later > earlier for earlier, later in pairwise(curve)):
            raise Mistake(Phrase("index_points_days_late_to_score gives more points for paying later"))
        return self


class AgencyPolicy(Section):
    """When an account is recommended for an outside agency."""

    min_days_past_due: Days = Field(description="Days past due from which placement is considered.")
    min_broken_promises_alternative: Count = Field(description="Broken promises that are enough instead.")
    final_demand_days: Days = Field(description="Days that must have passed since the final demand.")
    min_amount: Amount = Field(description="Smallest balance placed, in policy currency.")
    handback_days: PositiveDays = Field(description="Days after which an agency without success hands back.")
    exclude: tuple[Exclusion, ...] = Field(description="Accounts and items that are never placed.")
    approval_level: Level = Field(
        default=Level.CREDIT_MANAGER, description="Lowest level that may place an account with an agency."
    )
    fee_percent: dict[PositiveDays, Percent] = Field(
        default_factory=lambda: {120: Decimal(20), 180: Decimal(25), 730: Decimal(30)},
        description="What an agency without a rate of its own keeps of what it collects, by the age of the debt in "
        "days past due up to which it holds.",
    )
    fee_percent_older: Percent = Field(default=Decimal(40), description="What it keeps of older debts.")
    collectability_percent: dict[PositiveDays, Percent] = Field(
        default_factory=lambda: {90: Decimal("69.6"), 180: Decimal("52.1"), 365: Decimal("22.8")},
        description="What is still collected of a debt as a rule, by its age in days past due.",
    )
    collectability_source: Words = Field(
        default="survey of commercial agencies, 2004", description="Where those figures come from."
    )
    fee_account: Slug = Field(
        default="agency_fees", description="General-ledger account of what agencies keep of what they collect."
    )


class EuInterest(Section):
    """Late payment interest between businesses in the European Union."""

    points_over_ecb: Factor = Field(description="Percentage points over the European Central Bank's rate.")
    fixed_sum_eur: Amount = Field(description="Fixed compensation per invoice, in EUR.")


class UkInterest(Section):
    """Late payment interest between businesses in the United Kingdom."""

    points_over_boe: Factor = Field(description="Percentage points over the Bank of England's base rate.")
    fixed: tuple[tuple[Amount, Amount], ...] = Field(
        description="Fixed compensation in GBP by size of debt: pairs of smallest debt and sum.",
    )


class InterestPolicy(Section):
    """Interest on late payment. Legal values are for counsel to confirm."""

    us_default: Literal["off", "as_agreed"] = Field(description="Interest in the United States: none, or as agreed.")
    day_count: Literal["actual/365"] = Field(description="Days are counted as they are, the year as 365.")
    compound: Flag = Field(description="Whether interest bears interest.")
    eu: EuInterest = Field(description="European Union.")
    uk: UkInterest = Field(description="United Kingdom.")


class EscheatPolicy(Section):
    """Credit balances that nobody claims go to the state."""

    customer_letter_months: Months = Field(description="Months after which the customer is written to.")
    dormancy_years: dict[CountryOrState, Years] = Field(
        description="Years after which an unclaimed balance is reported, by the state of its owner. Two letters are a "
        "state of the US; elsewhere the country stands before it, as in CA-QC. What is not named has no rule.",
    )
    answer_days: PositiveDays = Field(
        default=60, description="Days within which the letter about a credit asks for an answer."
    )


def _require_every_class(name: str, by_class: Mapping[RiskClass, object]) -> None:
    missing = [risk_class.value for risk_class in RiskClass if risk_class not in by_class]
    if missing:
        text = "%(name)s says nothing for class %(missing)s"
        raise Mistake(Phrase(text, {"name": name, "missing": ", ".join(missing)}))


def _require_ascending(name: str, ladder: dict[Level, tuple[object, ...]]) -> None:
    """Refuse a ladder on which a higher level may do less than a lower one; None is without limit."""
    steps = [(level, ladder[level]) for level in Level if level in ladder]
    for (lower, below), (higher, above) in pairwise(steps):
        for less, more in zip(below, above, strict=True):
            if more is not None and (less is None or less > more):  # type: ignore[operator]
                levels: dict[str, Fact] = {"name": name, "lower": coded(lower), "higher": coded(higher)}
                facts = levels | {"less": str(less), "more": str(more)}
                text = "%(name)s: %(lower)s may act up to %(less)s, but %(higher)s only up to %(more)s"
                if less is None:
                    text = "%(name)s: %(lower)s may act without limit, but %(higher)s only up to %(more)s"
                raise Mistake(Phrase(text, facts))
