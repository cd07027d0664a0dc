"""The policy's sections on the work of the desk: contact, worklist, strategies, ticklers, automation, files.

Amounts are in major units of the policy's currency, days are calendar days unless the name says business days.
Meaning and examples of each section: docs/rules/policy.md.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from creditdesk.domain.phrases import Fact, Phrase
from creditdesk.domain.policy_codes import coded
from creditdesk.domain.policy_fields import (
    Amount,
    ClockTime,
    Count,
    Day,
    Days,
    Flag,
    Level,
    Megabytes,
    Mistake,
    Percent,
    PositiveDays,
    Section,
    Slug,
    Weight,
    Words,
)
from creditdesk.domain.risk_class import RiskClass


class StepKind(StrEnum):
    """What a step of a strategy asks for."""

    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    CHECK = "check"  # Work without touching the customer: look into a portal, code a claim, decide a case.
    WAIT = "wait"
    ESCALATE = "escalate"
    HOLD = "hold"


class Jump(StrEnum):
    """Causes for which an account stands before all accounts ranked by money."""

    NSF = "nsf"
    BROKEN_PROMISE = "broken_promise"
    RETAILER_WINDOW = "retailer_window"
    TICKLER_DUE = "tickler_due"


class Automation(StrEnum):
    """How much of a step the machine does."""

    OFF = "off"
    PREPARE = "prepare"
    ACT = "act"


class Situation(StrEnum):
    """Circumstances that choose a strategy before the risk class does, strongest first."""

    BANKRUPT = "bankrupt"
    RETURNED_PAYMENT = "returned_payment"
    BROKEN_PROMISE = "broken_promise"
    KEY_ACCOUNT = "key_account"
    DEDUCTION_ONLY = "deduction_only"
    SMALL_BALANCE = "small_balance"


class Circumstance(StrEnum):
    """What may hold of an account when a step comes up; a strategy branches on it."""

    DISPUTED = "disputed"
    NOT_DISPUTED = "not_disputed"
    PROMISED = "promised"
    NOT_PROMISED = "not_promised"
    REPLIED = "replied"  # wrote to us since the day that the strategy counts from
    NOT_REPLIED = "not_replied"
    SPOKEN_TO = "spoken_to"  # a call reached somebody since that day
    NOT_SPOKEN_TO = "not_spoken_to"
    ON_HOLD = "on_hold"
    NOT_ON_HOLD = "not_on_hold"

    @property
    def opposite(self) -> Circumstance:
        """What holds where this does not."""
        name = self.value.removeprefix("not_") if self.value.startswith("not_") else f"not_{self.value}"
        return Circumstance(name)


class ContactPolicy(Section):
    """When and how often a customer may be contacted."""

    call_hours_local: tuple[ClockTime, ClockTime] = Field(
        description="First and last time of day for calls, on the customer's clock.",
    )
    max_conversations_per_day: Count = Field(description="Conversations with one customer in a day.")
    max_attempts_per_7_days: Count = Field(description="Attempts to reach one customer in seven days, today included.")
    dunning_email_per_business_days: PositiveDays = Field(
        description="Business days that lie between two dunning e-mails to one customer.",
    )
    max_days_back: PositiveDays = Field(
        description="A contact longer ago than this is refused: its date is a mistake.",
    )
    # Policies that were adopted before calls were refused do not say these three.
    customer_holidays: Flag = Field(
        default=True, description="Whether the public holidays of the customer's country and region are kept."
    )
    made_now_minutes: Annotated[int, Field(strict=True, ge=1, le=1440)] = Field(
        default=15, description="A call of ours is judged by these rules when it is recorded within so many minutes."
    )
    breach_from: Level = Field(
        default=Level.REP,
        description="Lowest level that may record, with a reason, a call that was made against these rules.",
    )
    # Stored versions from before it have no word for it.
    restricted_notes_leave: bool = Field(
        default=False,
        description="Whether restricted entries go to the CRM and the ERP as notes too.",
    )

    @model_validator(mode="after")
    def _from_before_to(self) -> Self:
        opens, closes = self.call_hours_local
        if opens >= closes:
            hours = {"opens": opens, "closes": closes}
            raise Mistake(Phrase("call_hours_local begin at %(opens)s, which is not before %(closes)s", hours))
        return self


class TicklersPolicy(Section):
    """Dated next actions."""

    escalation_business_days: PositiveDays = Field(
        description="Business days after which an undone tickler goes to the supervisor as well.",
    )


class WorklistPolicy(Section):
    """The order of the day. Score = undisputed past due x class weight x (1 + days past due / divisor), by item."""

    class_weight: dict[RiskClass, Weight] = Field(description="Weight of one unit past due, by risk class.")
    days_divisor: PositiveDays = Field(description="Days past due after which an item counts double.")
    jump_queue: tuple[Jump, ...] = Field(description="Causes that stand before all scores, strongest first.")
    minimum_amount: Amount = Field(
        description="Accounts with less past due than this are not listed unless they jump the queue, in policy "
        "currency.",
    )

    @model_validator(mode="after")
    def _riskier_weighs_more(self) -> Self:
        missing = [risk_class.value for risk_class in RiskClass if risk_class not in self.class_weight]
        if missing:
            text = "%(name)s says nothing for class %(missing)s"
            raise Mistake(Phrase(text, {"name": "class_weight", "missing": ", ".join(missing)}))
        weights = [self.class_weight[risk_class] for risk_class in RiskClass]
        if any(riskier < safer for safer, riskier in pairwise(weights)):
            text = "class_weight does not ascend from class A to class D: %(weights)s"
            raise Mistake(Phrase(text, {"weights": ", ".join(map(str, weights))}))
        if len(set(self.jump_queue)) != len(self.jump_queue):
            raise Mistake(Phrase("jump_queue names a cause more than once"))
        return self


class ExceptionsPolicy(Section):
    """Accounts that supervisors see because nobody has planned the next action."""

    days_past_due_gt: Days = Field(description="An item is looked at when it is more days past due than this.")
    tickler_max_days_ahead: PositiveDays = Field(
        description="A tickler for a later day than this does not count as a planned next action.",
    )
    promise_rest_max: Amount = Field(
        description="Largest rest that a promise may leave uncovered without the account being listed, in policy "
        "currency.",
    )
    accept_max_days: PositiveDays = Field(
        description="A supervisor accepts that nothing is planned for at most so many days.",
    )


class StrategyStep(Section):
    """One step towards the customer."""

    day: Annotated[int, Field(strict=True, ge=-365, le=3650)] = Field(
        description="Days after the day that the strategy counts from; negative is before it.",
    )
    kind: StepKind = Field(description="What is done.")
    name: Words = Field(description="What the desk calls the step.")
    every_days: PositiveDays | None = Field(default=None, description="Days after which the step comes again.")
    after: Words | None = Field(default=None, description="Name of the step that must have been done before this one.")
    only_if: tuple[Circumstance, ...] = Field(
        default=(), description="Circumstances that must all hold; else the step is left out."
    )
    amount_from: Amount | None = Field(
        default=None, description="Left out where less than this is collectable, in policy currency."
    )
    amount_below: Amount | None = Field(
        default=None, description="Left out where this or more is collectable, in policy currency."
    )

    @model_validator(mode="after")
    def _can_hold(self) -> Self:
        for one in self.only_if:
            if one.opposite in self.only_if:
                text = "step %(step)s asks for %(one)s and %(other)s: it is never done"
                facts: dict[str, Fact] = {"step": repr(self.name), "one": coded(one), "other": coded(one.opposite)}
                raise Mistake(Phrase(text, facts))
        low, high = self.amount_from, self.amount_below
        if low is not None and high is not None and low >= high:
            text = "step %(step)s asks for %(low)s or more and less than %(high)s: it is never done"
            raise Mistake(Phrase(text, {"step": repr(self.name), "low": low, "high": high}))
        return self

    @property
    def is_branch(self) -> bool:
        """Whether it is done for some accounts only."""
        return bool(self.only_if) or self.amount_from is not None or self.amount_below is not None


class Segment(Section):
    """A strategy: what is done, when, for one group of customers."""

    title: Words = Field(description="What the desk calls the strategy.")
    counts_from: Literal["due_date", "promise_date", "claim_date", "returned_date"] = Field(
        description="The day that the steps count from: the oldest item's due date, a broken promise's date, the "
        "date of the customer's claim, or the day on which the bank returned a payment.",
    )
    steps: Annotated[tuple[StrategyStep, ...], Field(max_length=40)] = Field(description="The steps in order of day.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for step, following in pairwise(self.steps):
            if following.day < step.day:
                text = "step %(step)s on day %(day)s comes after day %(before)s"
                raise Mistake(Phrase(text, {"step": repr(following.name), "day": following.day, "before": step.day}))
        names = [step.name for step in self.steps]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            text = "step %(step)s stands twice in %(strategy)s"
            raise Mistake(Phrase(text, {"step": repr(twice[0]), "strategy": repr(self.title)}))
        for place, step in enumerate(self.steps):
            if step.after is not None and step.after not in names[:place]:
                text = "step %(step)s comes after %(other)s, which is no step before it"
                raise Mistake(Phrase(text, {"step": repr(step.name), "other": repr(step.after)}))
        return self


class PausesPolicy(Section):
    """What makes a strategy rest. 0 days, or no: it goes on all the same."""

    while_promised: Flag = Field(default=True, description="While a promise to pay is open.")
    promised_pct: Percent = Field(
        default=Decimal(0),
        description="Only where open promises cover this share of what is collectable; 0: any promise.",
    )
    after_dispute_business_days: Days = Field(default=5, description="After the customer disputed an item.")
    after_reply_business_days: Days = Field(default=3, description="After the customer wrote to us.")
    by_hand_max_days: PositiveDays = Field(default=30, description="A person lets it rest for at most so many days.")


class StrategiesPolicy(Section):
    """The strategies and who gets which."""

    by_class: dict[RiskClass, Slug] = Field(description="Strategy by risk class.")
    by_situation: dict[Situation, Slug] = Field(
        description="Strategy by situation. Situations go before classes, in the order bankrupt, returned payment, "
        "broken promise, key account, deductions only, small balance.",
    )
    # Policies that were adopted before strategies could rest do not say it.
    pauses: PausesPolicy = Field(default=PausesPolicy(), description="What makes a strategy rest.")
    small_balance_max: Amount = Field(
        description="Largest undisputed balance that counts as small, in policy currency."
    )
    segments: dict[Slug, Segment] = Field(description="The strategies by name.")

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        missing = [risk_class.value for risk_class in RiskClass if risk_class not in self.by_class]
        if missing:
            text = "by_class names no strategy for class %(missing)s"
            raise Mistake(Phrase(text, {"missing": ", ".join(missing)}))
        for key, name in [*self.by_class.items(), *self.by_situation.items()]:
            if name not in self.segments:
                text = "%(whose)s is given the strategy %(strategy)s, which is not among the segments"
                raise Mistake(Phrase(text, {"whose": coded(key), "strategy": repr(name)}))
        bankrupt = self.by_situation.get(Situation.BANKRUPT)
        if bankrupt is None or self.segments[bankrupt].steps:
            raise Mistake(Phrase("bankrupt customers need a strategy without steps: all contact stops"))
        return self


class IntakePolicy(Section):
    """What files are taken in. The limits keep a hostile or mistaken file from stopping the desk."""

    max_upload_mb: Megabytes = Field(
        description="Largest file, in megabytes of 1,000,000 bytes.",
    )
    max_unpacked_mb: Megabytes = Field(
        description="Largest size after unpacking, in megabytes.",
    )
    max_archive_entries: Annotated[int, Field(strict=True, ge=1, le=100_000)] = Field(
        description="Most parts in a packed file; a workbook is a packed file.",
    )
    max_compression_ratio: Annotated[int, Field(strict=True, ge=1, le=10_000)] = Field(
        description="Most times that a part may grow on unpacking.",
    )
    max_rows: Annotated[int, Field(strict=True, ge=1, le=100_000_000)] = Field(description="Most rows in a file.")
    earliest_document_date: Day = Field(description="Documents dated earlier are refused as mistakes.")
    # Policies that were adopted before lists were compared do not say it.
    snapshot_missing_max_percent: Annotated[int, Field(strict=True, ge=0, le=100)] = Field(
        default=20,
        description="Share of the open documents, in percent, that a list may lack without a person's confirmation.",
    )
    list_due_working_days: Annotated[int, Field(strict=True, ge=1, le=60)] = Field(
        default=1,
        description="Working days after which a list of all open items of a company in shadow is missed.",
    )
    furthest_due_days_ahead: PositiveDays = Field(
        description="Documents due more days than this after the day of the import are refused as mistakes.",
    )

    @model_validator(mode="after")
    def _unpacked_is_larger(self) -> Self:
        if self.max_unpacked_mb < self.max_upload_mb:
            text = "max_unpacked_mb %(unpacked)s is below max_upload_mb %(uploaded)s"
            raise Mistake(Phrase(text, {"unpacked": self.max_unpacked_mb, "uploaded": self.max_upload_mb}))
        return self


class AutomationPolicy(Section):
    """How much the machine does by itself, by kind of step, within the same rights and limits as a person."""

    steps: dict[StepKind, Automation] = Field(
        description="off: not at all; prepare: it drafts and a person accepts; act: it does the step and reports.",
    )

    @model_validator(mode="after")
    def _every_kind(self) -> Self:
        missing = [kind.value for kind in StepKind if kind not in self.steps]
        if missing:
            text = "%(name)s says nothing for %(missing)s"
            raise Mistake(Phrase(text, {"name": "steps", "missing": ", ".join(missing)}))
        return self


__all__ = [
    "Automation",
    "AutomationPolicy",
    "Circumstance",
    "ContactPolicy",
    "ExceptionsPolicy",
    "IntakePolicy",
    "Jump",
    "PausesPolicy",
    "Segment",
    "Situation",
    "StepKind",
    "StrategiesPolicy",
    "StrategyStep",
    "TicklersPolicy",
    "WorklistPolicy",
]
