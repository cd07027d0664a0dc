"""How well payments are matched, each figure with what it is a share of; and what would make it better.

A rate without its denominator says nothing: of one set of payments, 90 % by payment may be 60 % by line and 40 % by
value. So a `Rate` is always both numbers. Wrong matches are counted from what people took back as wrong later. The
rules ask for counts and never for payments, so that a year of them costs no more than a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntFlag, StrEnum

from creditdesk.domain.cash_totals import share
from creditdesk.domain.reasons import Fact, Reason

# Below so many payments a payer's habits are an accident.
ENOUGH = 3
# A payer is told of if people worked more than this share of his payments, none of which came with a list.
BARE_SHARE = (1, 2)
# A payer is told of if he keeps something back from at least this share of his payments.
SHORT_SHARE = (4, 5)
# So many of a hundred matches by one rule taken back as wrong, and the rule is named.
WRONG_IN_A_HUNDRED = 1


class Outcome(StrEnum):
    """How a payment came to be matched."""

    BY_ITSELF = "by_itself"
    AS_PROPOSED = "as_proposed"
    OTHER_PROPOSAL = "other_proposal"
    BY_HAND = "by_hand"
    ELSEWHERE = "elsewhere"  # applied on the page of the item, or in the ERP
    OPEN = "open"


class How(IntFlag):
    """What is true of a payment's matches that stand, and of the payment."""

    STANDS = 1  # there is one
    PEOPLE = 2  # a person's is among them
    BY_HAND = 4  # a person's that nothing proposed
    OTHER = 8  # a person's that is not the first proposal
    SETTLED = 16  # nothing is left of the payment on the account


@dataclass(frozen=True, slots=True)
class Counted:
    """Some payments in one currency and their matches, counted; amounts in minor units.

    `how` is how many payments are matched in each way. An envelope is what payments came in: a statement, a payer's
    list, else the payment itself; it is a hit if all that came in it matched by itself. Lines are the items that
    standing matches pay. `seconds` is how many matches took a person so long.
    """

    payments: int = 0
    received_minor: int = 0
    how: Mapping[How, int] = field(default_factory=dict)
    envelopes: int = 0
    envelopes_by_itself: int = 0
    lines: int = 0
    lines_by_itself: int = 0
    applied_by_itself_minor: int = 0
    made: int = 0
    wrong: int = 0
    made_by_machine: int = 0
    wrong_by_machine: int = 0
    seconds: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rate:
    """A part and the whole that it is of."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In per cent; None of nothing."""
        return share(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Touch:
    """How long people had payments before them, in seconds: of how many, half took less, nine in ten took less."""

    count: int
    median: int | None
    ninetieth: int | None


@dataclass(frozen=True, slots=True)
class Rates:
    """The figures of some payments in one currency. A hit is what was posted without a person."""

    by_payment: Rate
    by_envelope: Rate
    by_line: Rate
    by_value: Rate
    outcomes: dict[Outcome, int]
    wrong: Rate
    wrong_by_machine: Rate
    touch: Touch


def outcome_of(how: How) -> Outcome:
    """How the payment came to be matched. One person's act among the machine's makes it a person's."""
    if How.STANDS not in how:
        return Outcome.ELSEWHERE if How.SETTLED in how else Outcome.OPEN
    if How.PEOPLE not in how:
        return Outcome.BY_ITSELF
    if How.BY_HAND in how:
        return Outcome.BY_HAND
    return Outcome.OTHER_PROPOSAL if How.OTHER in how else Outcome.AS_PROPOSED


def rates_of(counted: Counted) -> Rates:
    """All figures of the payments."""
    outcomes: Counter[Outcome] = Counter()
    for how, payments in counted.how.items():
        outcomes[outcome_of(how)] += payments
    return Rates(
        by_payment=Rate(outcomes[Outcome.BY_ITSELF], counted.payments),
        by_envelope=Rate(counted.envelopes_by_itself, counted.envelopes),
        by_line=Rate(counted.lines_by_itself, counted.lines),
        by_value=Rate(counted.applied_by_itself_minor, counted.received_minor),
        outcomes={outcome: outcomes[outcome] for outcome in Outcome},
        wrong=Rate(counted.wrong, counted.made),
        wrong_by_machine=Rate(counted.wrong_by_machine, counted.made_by_machine),
        touch=touch_of(counted.seconds),
    )


def touch_of(seconds: Mapping[int, int]) -> Touch:
    """The median and the ninetieth percentile of times of which so many were measured each (nearest rank)."""
    count = sum(seconds.values())
    if not count:
        return Touch(0, None, None)
    return Touch(count, _ranked(seconds, -(-count * 50 // 100)), _ranked(seconds, -(-count * 90 // 100)))


def _ranked(seconds: Mapping[int, int], rank: int) -> int:
    passed = 0
    for one in sorted(seconds):
        passed += seconds[one]
        if passed >= rank:
            return one
    raise ValueError(f"no rank {rank} among {passed}")


@dataclass(frozen=True, slots=True)
class PayerHabits:
    """A payer's payments: how many, how many people worked without a list, from how many he kept something back."""

    payer_id: int
    name: str
    payments: int
    bare: int
    short: int


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """The matches that rest on one rule: how many were made, and how many of them were taken back as wrong."""

    basis: str
    made: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to fix, in words, with how many payments it would help and the customer it is about."""

    reason: Reason
    payments: int
    payer_id: int | None = None


def what_to_fix(
    payers: Iterable[PayerHabits], *, nameless: Mapping[str, int], rules: Iterable[RuleCounts]
) -> list[Advice]:
    """What keeps payments from matching by themselves, what helps most first.

    `nameless` is how many payments of no known customer came under each payer's name.
    """
    found = [advice for payer in payers for advice in _of_payer(payer)]
    found += [_unknown(name, payments) for name, payments in nameless.items()]
    found += [advice for rule in rules for advice in _of_rule(rule)]
    return sorted(found, key=lambda one: (-one.payments, one.reason.code, one.payer_id or 0))


def _of_payer(payer: PayerHabits) -> Iterable[Advice]:
    if payer.payments < ENOUGH:
        return
    part, whole = BARE_SHARE
    if payer.bare * whole > payer.payments * part:
        text = (
            "%(payer)s: %(worked)d of %(all)d payments were worked by people and came without a list of what they pay"
        )
        facts: dict[str, Fact] = {"payer": payer.name, "worked": payer.bare, "all": payer.payments}
        yield Advice(Reason("cash.fix.remittance", text, facts), payer.bare, payer.payer_id)
    part, whole = SHORT_SHARE
    if payer.short * whole >= payer.payments * part:
        text = "%(payer)s keeps something back from %(short)d of %(all)d payments: agree on it, or end it"
        facts = {"payer": payer.name, "short": payer.short, "all": payer.payments}
        yield Advice(Reason("cash.fix.deductions", text, facts), payer.short, payer.payer_id)


def _unknown(name: str, payments: int) -> Advice:
    if not name:
        text = "%(count)d payments name no payer: ask the bank for what its files leave out"
        return Advice(Reason("cash.fix.nameless", text, {"count": payments}), payments)
    text = "payments of “%(payer)s” without a customer: %(count)d. Say once which customer that is"
    return Advice(Reason("cash.fix.unknown", text, {"payer": name, "count": payments}), payments)


def _of_rule(rule: RuleCounts) -> Iterable[Advice]:
    if rule.wrong and rule.wrong * 100 > rule.made * WRONG_IN_A_HUNDRED:
        text = "the rule %(basis)s was wrong in %(wrong)d of %(made)d matches: look at them before it posts more"
        facts: dict[str, Fact] = {"basis": rule.basis, "wrong": rule.wrong, "made": rule.made}
        yield Advice(Reason("cash.fix.basis", text, facts), rule.wrong)
