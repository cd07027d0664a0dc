"""Which items a payment names, and how its amount agrees with them.

Every number found in the text is a group of items that it can mean; one item is meant of each. Where a number is
damaged and can mean several, the amount chooses among them, if it leaves exactly one choice.
Source: docs/rules/cash_matching.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from creditdesk.domain.cash_building import Case, Way, line_of, options_of, proposal_of, strange_numbers, way_of
from creditdesk.domain.cash_facts import CashItem
from creditdesk.domain.cash_numbers import WHOLE, Found, NumberFind
from creditdesk.domain.cash_proposals import Amount, Names, Proposal
from creditdesk.domain.cash_sums import Group, HowMany, Option, SumAnswer, items_that_sum
from creditdesk.domain.reasons import Reason

_SURENESS = {found: place for place, found in enumerate(Found)}
_CHOICES_SHOWN = 5
# To leave a rest on account that exactly one set of other items explains.
# A credit that is named and not used: he may have meant another amount.
_CREDIT_UNUSED = 900
_COMPLETED_ELSE = 700
# To leave a rest on account where it may be for another document that is named.
_OVER_OF_SEVERAL = 940


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """One number of the text and the items that it can mean."""

    find: NumberFind
    items: tuple[CashItem, ...]
    names: Names

    @property
    def is_sure(self) -> bool:
        """Whether it stands whole in the text and means one item."""
        return self.names is not Names.DAMAGED and len(self.items) == 1


def named_groups(case: Case, finds: Iterable[NumberFind]) -> tuple[NamedGroup, ...]:
    """What the payment names, each item once; numbers that can only be of other customers' items by error are left."""
    groups: list[NamedGroup] = []
    for find in sorted(finds, key=lambda each: _SURENESS[each.found]):
        if group := _group(case, find):
            _add(groups, group)
    return tuple(groups)


def _group(case: Case, find: NumberFind) -> NamedGroup | None:
    names = Names.DAMAGED
    if find.found in WHOLE:
        names = Names.WHOLE if case.is_telling(find.chance) else Names.COMMON
    items = [case.ledger.items[item_id] for item_id in sorted(find.item_ids)]
    items = [item for item in items if item.currency == case.payment.currency]
    if case.payer.customer_ids:
        own = [item for item in items if item.customer_id in case.payer.covers]
        if not own and find.found in WHOLE and find.chance > case.rules.telling:
            return _meant_instead(case, find)
        if not own and names is Names.DAMAGED:
            return None
        items = own or items
    return NamedGroup(find, tuple(items), names) if items else None


def _meant_instead(case: Case, find: NumberFind) -> NamedGroup | None:
    """Another customer's number, of a series in which an error in one makes another: the payer's own beside it."""
    near = case.ledger.near(find.written)
    if near is None:
        return None
    items = [case.ledger.items[item_id] for item_id in sorted(near.item_ids)]
    own = [item for item in items if item.currency == case.payment.currency and item.customer_id in case.payer.covers]
    return NamedGroup(near, tuple(own), Names.DAMAGED) if own else None


def _add(groups: list[NamedGroup], new: NamedGroup) -> None:
    """Add it, unless it is another number of an item that is named already: then both leave what they share."""
    for place, group in enumerate(groups):
        shared = tuple(item for item in group.items if item in new.items)
        if shared:
            groups[place] = replace(group, items=shared)
            return
    groups.append(new)


def propose_named(case: Case, groups: Sequence[NamedGroup]) -> tuple[Proposal, ...]:
    """The proposals for what is named: the set whose sum agrees, or the named items with a rest on either side."""
    sure = [group for group in groups if group.is_sure]
    for some in (groups, sure) if 0 < len(sure) < len(groups) else (groups,):
        if found := _agreeing(case, some):
            return found
    return _with_rest(case, groups)


def _agreeing(case: Case, groups: Sequence[NamedGroup]) -> tuple[Proposal, ...]:
    """Sums that agree: exactly, with what may be kept back, and at last but for a small difference."""
    # Where each number means one item, whichever is needed is asked for once.
    is_sure = all(group.is_sure for group in groups)
    for all_needed in (True,) if is_sure else (True, False):
        for short in (0, case.short_limit) if case.short_limit else (0,):
            answer = _answer(case, groups, all_needed=all_needed, short=short)
            ways = [way for each in answer.ways if (way := way_of(case, each))]
            if ways:
                among = 1 if answer.answer is HowMany.UNIQUE else max(2, len(ways))
                names, why = _weakest(groups), _named_reasons(groups)
                return tuple(proposal_of(case, way, names=names, why=why, among=among) for way in ways)
    return ()


def _answer(case: Case, groups: Sequence[NamedGroup], *, all_needed: bool, short: int) -> SumAnswer:
    """`all_needed`: each number means one item. Else a damaged one may mean none, and a whole one several."""
    if all_needed:
        wanted = [
            Group(tuple(option for item in group.items for option in options_of(case, item)), required=True)
            for group in groups
        ]
    else:
        wanted = [Group(options_of(case, item), required=group.is_sure) for group in groups for item in group.items]
    target = case.payment.amount_minor
    return items_that_sum(wanted, target_minor=target, short_minor=short, bounds=case.rules.bounds)


def _weakest(groups: Sequence[NamedGroup]) -> Names:
    for names in (Names.DAMAGED, Names.COMMON):
        if any(group.names is names for group in groups):
            return names
    return Names.WHOLE


def _with_rest(case: Case, groups: Sequence[NamedGroup]) -> tuple[Proposal, ...]:
    """The amount agrees with nothing that is named: a part of one item, more than all, or less than several."""
    clear = [group for group in groups if len(group.items) == 1 and group.items[0].open_minor > 0]
    sure = [group for group in clear if group.is_sure]
    if not clear or (not sure and len(groups) > len(clear)):
        return _choices(case, groups)
    chosen = sure or clear
    # Two numbers may name one item, an invoice and its order: it is paid once.
    items = tuple(dict.fromkeys(group.items[0] for group in chosen))
    names, why = _weakest(chosen), _named_reasons(chosen)
    gap = case.payment.amount_minor - sum(item.open_minor for item in items)
    if gap > 0:
        completed = [proposal_of(case, way, names=names, why=why) for way in _completed(case, items, gap)]
        over = Way(Amount.OVER, case.in_full(items), gap)
        # What is over may be for the number that nobody understands, or one of several is in error and means another.
        strange = strange_numbers(case, explained=[group.find.written for group in groups])
        doubtful = _OVER_OF_SEVERAL if strange or len(items) > 1 else None
        worth = _COMPLETED_ELSE if completed else doubtful
        return (*completed, proposal_of(case, over, names=names, why=(*why, *strange), confidence=worth))
    if gap == 0:  # what he owes of it is what he paid, and yet he names credits beside it
        credit = Reason("cash.credit_unused", "he names a credit as well, and pays as if it were not there")
        equal = Way(Amount.EQUAL, case.in_full(items))
        return (proposal_of(case, equal, names=names, why=(*why, credit), confidence=_CREDIT_UNUSED),)
    if with_credits := _less_credits(case, items, -gap):
        return (proposal_of(case, with_credits, names=names, why=why),)
    lines = case.as_far_as_it_goes(items)
    kind = Amount.PARTIAL if len(items) == 1 else Amount.SHORT
    return (proposal_of(case, Way(kind, lines), names=names, why=why),)


def _choices(case: Case, groups: Sequence[NamedGroup]) -> tuple[Proposal, ...]:
    """One damaged number that can mean several items, none of which the amount points at: each is shown."""
    smallest = min(groups, key=lambda group: len(group.items), default=None)
    items = [item for item in smallest.items if item.open_minor > 0] if smallest else []
    if not smallest or not 0 < len(items) <= _CHOICES_SHOWN:
        return ()
    ways = []
    for item in items:
        gap = case.payment.amount_minor - item.open_minor
        amount = Amount.OVER if gap > 0 else Amount.PARTIAL
        ways.append(Way(amount, case.as_far_as_it_goes([item]), max(0, gap)))
    why = _named_reasons([smallest])
    return tuple(proposal_of(case, way, names=smallest.names, why=why, among=len(ways)) for way in ways)


def _completed(case: Case, items: Sequence[CashItem], gap: int) -> Iterable[Way]:
    """The named items and the only set of the payer's others that makes up the rest."""
    groups = [
        Group(options_of(case, item), rank=item.due_date.toordinal()) for item in case.payable if item not in items
    ]
    answer = items_that_sum(groups, target_minor=gap, bounds=case.rules.bounds)
    if answer.answer is HowMany.UNIQUE:
        others = tuple(line_of(case, option) for option in answer.ways[0])
        yield Way(Amount.COMPLETED, case.in_full(items) + others)


def _less_credits(case: Case, items: Sequence[CashItem], gap: int) -> Way | None:
    """The named items less the only credits of the payer that make up the difference."""
    credits = [item for item in case.payable if item.open_minor < 0 and item not in items]
    groups = [Group((Option(item.id, -item.open_minor),)) for item in credits]
    answer = items_that_sum(groups, target_minor=gap, bounds=case.rules.bounds)
    if answer.answer is not HowMany.UNIQUE:
        return None
    used = [case.ledger.items[option.item_id] for option in answer.ways[0]]
    return Way(Amount.CREDITS, case.in_full((*items, *used)))


_TEXTS = {
    Found.EXACT: "%(number)s is named",
    Found.ZEROS: "%(number)s is named as %(written)s, with other leading zeros",
    Found.PREFIX: "%(number)s is named as %(written)s, with another prefix",
    Found.SPACED: "%(number)s is named, with other signs between",
    Found.RUN_ON: "%(number)s is named, run together with what stands beside it",
    Found.DAMAGED: "%(number)s is named with an error, as %(written)s",
    Found.CUT: "%(number)s is named in part, as %(written)s",
}


def _named_reasons(groups: Iterable[NamedGroup]) -> tuple[Reason, ...]:
    return tuple(reason for group in groups for reason in _reasons_of(group))


def _reasons_of(group: NamedGroup) -> Iterable[Reason]:
    find = group.find
    meant = {item.id for item in group.items}
    numbers = sorted({one.number for one in find.candidates if one.item_id in meant})
    if len(meant) == 1:
        facts: dict[str, str | int] = {"number": ", ".join(numbers), "written": find.written}
        yield Reason(f"cash.number_{find.found}", _TEXTS[find.found], facts)
    else:
        text = "%(written)s can mean %(count)d open items: %(numbers)s"
        shown = ", ".join(numbers[:_CHOICES_SHOWN])
        facts = {"written": find.written, "count": len(meant), "numbers": shown}
        yield Reason("cash.number_several", text, facts)
