"""A payment that names nothing readable: what its amount says, with the payer's habits, and how far that is a proof.

One set of items that makes the amount proves something only if it is the only one. Where several do, all are shown and
none is posted, whatever the payer usually does. Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from creditdesk.domain.cash_building import Case, Way, proposal_of, strange_numbers, way_of
from creditdesk.domain.cash_facts import CashItem
from creditdesk.domain.cash_habits import Habit, HabitKind
from creditdesk.domain.cash_proposals import Amount, Names, Proposal
from creditdesk.domain.cash_sums import HowMany, items_that_sum
from creditdesk.domain.reasons import Reason

_UNPROVED, _SEVERAL, _BY_HABIT = 700, 800, 900
# With the number of a document that is not open beside it: the only set that fits, and the only item where none does.
_STRANGE, _HARDLY = 900, 300
_SHOWN = 5


def propose_unnamed(case: Case) -> tuple[tuple[Proposal, ...], bool]:
    """The proposals by amount; and whether they are ambiguous: several fit, or that one alone does is not proved."""
    if not case.payer.customer_ids:
        return _by_amount_alone(case)
    answer = items_that_sum(case.addends, target_minor=case.payment.amount_minor, bounds=case.rules.bounds)
    ways = [way for each in answer.ways if (way := way_of(case, each))]
    if answer.answer is HowMany.UNIQUE:
        return (_only_one(case, ways[0]),), False
    if not ways and len(case.payable) == 1 and case.payable[0].open_minor > 0:
        return (_the_one_item(case),), False
    ways = _with(ways, _all_of_it(case))
    ways = _with(ways, _oldest_run(case))
    doubt = Reason("cash.unproved", "whether another set of his items fits was not to be proved in the time allowed")
    why = (doubt,) if answer.answer is HowMany.GIVEN_UP else ()
    return tuple(_one_of(case, way, ways, why=why) for way in ways), bool(ways)


def _only_one(case: Case, way: Way) -> Proposal:
    """The only set. Of several items it is proposed and not posted: the payer may pay what we have not got yet."""
    why = Reason("cash.only_set", "no other set of his open items makes this amount")
    confidence = None if len(way.lines) == 1 else 960
    if len(way.lines) > 1 and len(way.lines) == len(case.payable):
        way = Way(Amount.ALL if way.amount is Amount.EQUAL else way.amount, way.lines)
        confidence = None
    strange = strange_numbers(case)
    if strange:
        confidence = _STRANGE
    return proposal_of(case, way, names=Names.NONE, why=(why, *strange), confidence=confidence)


def _the_one_item(case: Case) -> Proposal:
    """The payer has one open item, and paid more or less than that."""
    gap = case.payment.amount_minor - case.payable[0].open_minor
    way = Way(Amount.OVER if gap > 0 else Amount.PARTIAL, case.as_far_as_it_goes(case.payable), max(0, gap))
    why = Reason("cash.only_item", "it is the only item that he has open")
    strange = strange_numbers(case)
    return proposal_of(case, way, names=Names.NONE, why=(why, *strange), confidence=_HARDLY if strange else None)


def _with(ways: list[Way], extra: Way | None) -> list[Way]:
    """The ways and one more, which takes the place of that of the same lines."""
    if extra is None:
        return ways
    same = {line.item_id for line in extra.lines}
    return [extra, *(way for way in ways if {line.item_id for line in way.lines} != same)]


def _all_of_it(case: Case) -> Way | None:
    total = sum(item.open_minor for item in case.payable)
    return Way(Amount.ALL, case.in_full(case.payable)) if total == case.payment.amount_minor else None


def _oldest_run(case: Case) -> Way | None:
    """The oldest items, one after the other, if they make the amount to the cent."""
    rest, run = case.payment.amount_minor, []
    for item in case.payable:
        if item.open_minor > 0 and rest > 0:
            rest -= item.open_minor
            run.append(item)
    return Way(Amount.RUN, case.in_full(run)) if rest == 0 and len(run) > 1 else None


def _one_of(case: Case, way: Way, ways: Sequence[Way], *, why: tuple[Reason, ...]) -> Proposal:
    """One of several: the more likely the fewer there are, and the likeliest if it is what the payer usually does."""
    kind = {Amount.RUN: HabitKind.OLDEST_FIRST, Amount.ALL: HabitKind.PAYS_ALL}.get(way.amount)
    habits: tuple[Habit, ...] = case.holding([kind]) if kind else ()
    if habits:
        share = _BY_HABIT * habits[0].count // habits[0].of
        return proposal_of(case, way, names=Names.NONE, why=(*why, habits[0].reason), confidence=share)
    best = _UNPROVED if len(ways) == 1 else _SEVERAL
    among = max(1, len(ways))
    return proposal_of(case, way, names=Names.NONE, why=why, among=among, confidence=best)


def _by_amount_alone(case: Case) -> tuple[tuple[Proposal, ...], bool]:
    """Nobody knows who pays: items of exactly this amount, whosever they are. Never more than a hint."""
    same: Iterable[CashItem] = case.ledger.of_amount.get((case.payment.currency, case.payment.amount_minor), ())
    found = tuple(same)
    ways = [Way(Amount.EQUAL, case.in_full([item])) for item in found[:_SHOWN]]
    return tuple(proposal_of(case, way, names=Names.NONE, among=len(found)) for way in ways), True
