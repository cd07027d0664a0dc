"""What matching answers: proposals with reasons and a confidence, and which of them would post itself.

A confidence is the share, in thousandths, of such proposals that turn out right. The table below is where a desk
starts; what people accepted and refused moves it (`learned_confidence`). Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from creditdesk.domain.cash_payers import PayerDecision
from creditdesk.domain.cash_sums import DEFAULT_BOUNDS, SumBounds
from creditdesk.domain.reasons import Reason


class Names(StrEnum):
    """How the items are named."""

    REMITTANCE = "remittance"  # line by line, with amounts that add up to the payment
    WHOLE = "whole"  # by numbers that nothing else can mean
    COMMON = "common"  # by whole numbers, of which so many are open that an error in one makes another
    DAMAGED = "damaged"
    NONE = "none"


class Amount(StrEnum):
    """How the amount agrees with the items."""

    EQUAL = "equal"
    DISCOUNT = "discount"
    SMALL = "small"  # short by a small difference
    USUAL = "usual"  # short by what this payer usually keeps back
    CREDITS = "credits"  # equal with credits of the customer taken off
    PARTIAL = "partial"  # less than the one item that is meant
    OVER = "over"  # more than the items: the rest stays on account
    COMPLETED = "completed"  # more than the named items, and exactly one set of others makes up the rest
    SHORT = "short"  # less than the items, and which is short is not said
    ALL = "all"  # everything that the customer has open
    RUN = "run"  # the items in the order of falling due


class Payer(StrEnum):
    """Whether the payer is one who pays these items."""

    AGREES = "agrees"
    UNKNOWN = "unknown"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Basis:
    """What a proposal rests on; `code` names the rule for the table of confidences."""

    names: Names
    amount: Amount
    payer: Payer

    @property
    def code(self) -> str:
        """The rule as one word, such as `whole.equal.agrees`."""
        return f"{self.names}.{self.amount}.{self.payer}"


def rests_on_list(basis: str) -> bool:
    """Whether a proposal of this rule says of each document what the payer's own list says of it."""
    return basis.startswith(f"{Names.REMITTANCE}.")


_BY_AMOUNT: Mapping[Names, Mapping[Amount, int]] = {
    Names.REMITTANCE: {Amount.EQUAL: 999, Amount.DISCOUNT: 998, Amount.USUAL: 998},
    Names.WHOLE: {
        Amount.EQUAL: 999, Amount.DISCOUNT: 998, Amount.SMALL: 998, Amount.USUAL: 990, Amount.CREDITS: 985,
        Amount.PARTIAL: 997, Amount.OVER: 997, Amount.COMPLETED: 940, Amount.SHORT: 900,
    },
    Names.COMMON: {
        Amount.EQUAL: 999, Amount.DISCOUNT: 998, Amount.SMALL: 998, Amount.USUAL: 980, Amount.CREDITS: 950,
        Amount.PARTIAL: 970, Amount.OVER: 960, Amount.COMPLETED: 900, Amount.SHORT: 850,
    },
    Names.DAMAGED: {
        Amount.EQUAL: 998, Amount.DISCOUNT: 996, Amount.SMALL: 997, Amount.USUAL: 960, Amount.CREDITS: 900,
        Amount.PARTIAL: 930, Amount.OVER: 930, Amount.COMPLETED: 850, Amount.SHORT: 800,
    },
    Names.NONE: {
        Amount.EQUAL: 996, Amount.DISCOUNT: 960, Amount.SMALL: 800, Amount.USUAL: 850, Amount.CREDITS: 800,
        Amount.ALL: 985, Amount.RUN: 700, Amount.PARTIAL: 900, Amount.OVER: 900,
    },
}  # fmt: skip
_WITHOUT_PAYER = {
    Names.REMITTANCE: 1, Names.WHOLE: 1, Names.COMMON: 3, Names.DAMAGED: 10, Names.NONE: 350,
}  # fmt: skip
_PARTLY = frozenset({Amount.PARTIAL, Amount.OVER, Amount.COMPLETED, Amount.SHORT})
_OTHER_PAYER = 60
# Neither number nor amount nor name as they should be: seen, and not believed.
_NOTHING_AGREES = 450


def default_confidence(basis: Basis) -> int:
    """Thousandths, before anything was learned: by names and amount, less where the payer is not known or another."""
    start = _BY_AMOUNT[basis.names].get(basis.amount, 500)
    if basis.payer is Payer.AGREES:
        return start
    if basis.payer is Payer.DIFFERS:
        return start - _OTHER_PAYER - _WITHOUT_PAYER[basis.names]
    less = _WITHOUT_PAYER[basis.names]
    if basis.names is Names.DAMAGED and basis.amount in _PARTLY:
        return _NOTHING_AGREES
    return start - (10 * less if basis.amount in _PARTLY and basis.names is not Names.WHOLE else less)


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """How often people found proposals of a rule right and wrong."""

    right: int = 0
    wrong: int = 0


def learned_confidence(start: int, record: RuleRecord, *, weight: int = 50) -> int:
    """The start moved by what was found since: it weighs as much as `weight` proposals of the record."""
    seen = record.right + record.wrong
    return (start * weight + 1000 * record.right) // (weight + seen) if seen else start


@dataclass(frozen=True, slots=True)
class CashRules:
    """From which confidence on a proposal posts itself or is shown; what a small difference is; how far to search."""

    post_at: int = 995
    propose_at: int = 500
    short_max_minor: int = 10_00
    short_max_permille: int = 5
    # A number is telling if at most so many open numbers would be met by an accidental one.
    telling: float = 0.01
    bounds: SumBounds = DEFAULT_BOUNDS
    records: Mapping[str, RuleRecord] = field(default_factory=dict)
    # As how many decisions the table's own confidence counts.
    weight: int = 50

    def confidence(self, basis: Basis) -> int:
        """What such proposals are worth, in thousandths."""
        record = self.records.get(basis.code, RuleRecord())
        return learned_confidence(default_confidence(basis), record, weight=self.weight)


@dataclass(frozen=True, slots=True)
class MatchLine:
    """What happens to one item: cash applied (below zero where a credit is used) and what else closes of it.

    `claim` is the payer's own number or word for what he deducts.
    """

    item_id: int
    applied_minor: int
    discount_minor: int = 0
    short_minor: int = 0
    deduction_minor: int = 0
    claim: str = ""

    @property
    def settled_minor(self) -> int:
        """What the line takes off the item."""
        return self.applied_minor + self.discount_minor + self.short_minor + self.deduction_minor


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines and what stays on account: together they are the payment."""

    lines: tuple[MatchLine, ...]
    on_account_minor: int
    basis: Basis
    confidence: int
    reasons: tuple[Reason, ...]

    @property
    def item_ids(self) -> frozenset[int]:
        """The items that it settles or uses."""
        return frozenset(line.item_id for line in self.lines)


@dataclass(frozen=True, slots=True)
class MatchDecision:
    """All proposals, the likeliest first; `posting` is the one that posts itself, if any; `stops` say why none may."""

    payer: PayerDecision
    proposals: tuple[Proposal, ...] = ()
    posting: Proposal | None = None
    is_ambiguous: bool = False
    stops: tuple[Reason, ...] = ()


def passed_over(decision: MatchDecision, *, chosen: Collection[int], least: int) -> str:
    """The rule whose first proposal a person passed over, for items that it does not name; else empty.

    It was not passed over where it was not held to be right: several ways fit, something stopped it, or it was worth
    less than `least`. Nor by whoever matches a part of it: the rest may follow.
    """
    if decision.is_ambiguous or decision.stops or not decision.proposals:
        return ""
    first = decision.proposals[0]
    return first.basis.code if first.confidence >= least and not first.item_ids >= set(chosen) else ""


def in_order(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """The likeliest first; of equals the one with fewer items, and by the items' ids."""
    return tuple(sorted(proposals, key=lambda one: (-one.confidence, len(one.lines), sorted(one.item_ids))))
