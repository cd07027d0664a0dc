"""How well payments are matched, each figure with what it is a share of; and what would make it better.

A rate without its denominator says nothing: of one set of payments, 90 % by payment may be 60 % by line and 40 % by
value. So a `Rate` is always both numbers. Wrong matches are counted from what people took back as wrong later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from creditdesk.domain.cash_totals import share
from creditdesk.domain.reasons import Reason

# Below so many payments a payer's habits are an accident.
ENOUGH = 3
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


@dataclass(frozen=True, slots=True)
class MatchFacts:
    """A match of a payment: by whom, resting on what; `lines` are the items it paid, amounts in minor units."""

    is_automatic: bool
    rank: int | None
    basis: str
    lines: int
    applied_minor: int
    seconds: int | None = None
    was_wrong: bool = False
    stands: bool = True
    with_deduction: bool = False


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment with its matches. `envelope` is what it came in: a statement, a batch, a remittance."""

    receipt_id: int
    amount_minor: int
    open_minor: int
    envelope: str
    channel: str = ""
    payer_id: int | None = None
    payer_name: str = ""
    has_remittance: bool = False
    matches: tuple[MatchFacts, ...] = ()

    @property
    def standing(self) -> tuple[MatchFacts, ...]:
        """The matches that stand."""
        return tuple(one for one in self.matches if one.stands)


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


def outcome_of(payment: PaymentFacts) -> Outcome:
    """How the payment came to be matched. One person's act among the machine's makes it a person's."""
    standing = payment.standing
    if not standing:
        applied = payment.payer_id is not None and payment.open_minor == 0
        return Outcome.ELSEWHERE if applied else Outcome.OPEN
    people = [one for one in standing if not one.is_automatic]
    if not people:
        return Outcome.BY_ITSELF
    ranks = {one.rank for one in people}
    if None in ranks:
        return Outcome.BY_HAND
    return Outcome.AS_PROPOSED if ranks == {1} else Outcome.OTHER_PROPOSAL


def rates_of(payments: Sequence[PaymentFacts]) -> Rates:
    """All figures of the payments."""
    outcomes = {one.receipt_id: outcome_of(one) for one in payments}
    counted = Counter(outcomes.values())
    envelopes: dict[str, list[Outcome]] = defaultdict(list)
    for one in payments:
        envelopes[one.envelope].append(outcomes[one.receipt_id])
    whole = sum(all(each is Outcome.BY_ITSELF for each in of) for of in envelopes.values())
    standing = [match for one in payments for match in one.standing]
    itself = [match for match in standing if match.is_automatic]
    made = [match for one in payments for match in one.matches]
    by_machine = [match for match in made if match.is_automatic]
    return Rates(
        by_payment=Rate(counted[Outcome.BY_ITSELF], len(payments)),
        by_envelope=Rate(whole, len(envelopes)),
        by_line=Rate(sum(match.lines for match in itself), sum(match.lines for match in standing)),
        by_value=Rate(sum(m.applied_minor for m in itself), sum(one.amount_minor for one in payments)),
        outcomes={outcome: counted[outcome] for outcome in Outcome},
        wrong=Rate(sum(match.was_wrong for match in made), len(made)),
        wrong_by_machine=Rate(sum(match.was_wrong for match in by_machine), len(by_machine)),
        touch=touch_of(match.seconds for match in made if match.seconds is not None),
    )


def touch_of(seconds: Iterable[int]) -> Touch:
    """The median and the ninetieth percentile, each a time that was measured (nearest rank)."""
    ordered = sorted(seconds)
    if not ordered:
        return Touch(0, None, None)
    return Touch(len(ordered), _ranked(ordered, 50), _ranked(ordered, 90))


def _ranked(ordered: Sequence[int], percent: int) -> int:
    return ordered[-(-len(ordered) * percent // 100) - 1]


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to fix, in words, with how many payments it would help and the customer it is about."""

    reason: Reason
    payments: int
    payer_id: int | None = None


def what_to_fix(payments: Sequence[PaymentFacts]) -> list[Advice]:
    """What keeps payments from matching by themselves, what helps most first."""
    by_payer: dict[int, list[PaymentFacts]] = defaultdict(list)
    nameless: dict[str, list[PaymentFacts]] = defaultdict(list)
    for one in payments:
        if one.payer_id is not None:
            by_payer[one.payer_id].append(one)
        else:
            nameless[one.payer_name.strip()].append(one)
    found = [advice for payer_id, of in by_payer.items() for advice in _of_payer(payer_id, of)]
    found += [_unknown(name, of) for name, of in nameless.items()]
    found += _of_bases(payments)
    return sorted(found, key=lambda one: (-one.payments, one.reason.code, one.payer_id or 0))


def _of_payer(payer_id: int, payments: Sequence[PaymentFacts]) -> Iterable[Advice]:
    if len(payments) < ENOUGH:
        return
    name = payments[0].payer_name
    worked = [one for one in payments if outcome_of(one) is not Outcome.BY_ITSELF]
    bare = [one for one in worked if not one.has_remittance]
    if len(bare) * 2 > len(payments):
        text = (
            "%(payer)s: %(worked)d of %(all)d payments were worked by people and came without a list of what they pay"
        )
        yield Advice(
            Reason("cash.fix.remittance", text, {"payer": name, "worked": len(bare), "all": len(payments)}),
            len(bare),
            payer_id,
        )
    short = [one for one in payments if any(match.with_deduction for match in one.standing)]
    if len(short) * 5 >= len(payments) * 4:
        text = "%(payer)s keeps something back from %(short)d of %(all)d payments: agree on it, or end it"
        yield Advice(
            Reason("cash.fix.deductions", text, {"payer": name, "short": len(short), "all": len(payments)}),
            len(short),
            payer_id,
        )


def _unknown(name: str, payments: Sequence[PaymentFacts]) -> Advice:
    if not name:
        text = "%(count)d payments name no payer: ask the bank for what its files leave out"
        return Advice(Reason("cash.fix.nameless", text, {"count": len(payments)}), len(payments))
    text = "payments of “%(payer)s” without a customer: %(count)d. Say once which customer that is"
    return Advice(Reason("cash.fix.unknown", text, {"payer": name, "count": len(payments)}), len(payments))


def _of_bases(payments: Sequence[PaymentFacts]) -> Iterable[Advice]:
    made: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for one in payments:
        for match in one.matches:
            if match.basis:
                made[match.basis] += 1
                wrong[match.basis] += match.was_wrong
    for basis, count in wrong.items():
        if count and count * 100 > made[basis] * WRONG_IN_A_HUNDRED:
            text = "the rule %(basis)s was wrong in %(wrong)d of %(made)d matches: look at them before it posts more"
            yield Advice(Reason("cash.fix.basis", text, {"basis": basis, "wrong": count, "made": made[basis]}), count)
