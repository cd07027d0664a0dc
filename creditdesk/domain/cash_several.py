"""A payer's list that tells of several payments, and a payment that is told of in several lists.

Which payments make the list's amount together is a question of sums: it is proposed, and a person says yes. How the
documents fall to the payments is then no question any more, for together all of them are paid::

    list 10,000.00 = A 6,000.00 + B 4,000.00;  payments 7,000.00 and 3,000.00
    # 7,000.00: A 6,000.00, B 1,000.00;  3,000.00: B 3,000.00

Source: docs/rules/cash_remittances.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role

# Sets of more payments, or among more, prove nothing: some set of many amounts makes any sum.
MOST_AMONG, MOST_TOGETHER, MOST_SETS = 14, 6, 5
# Documents that are tried in every order; more fall to the payments in the order in which they stand.
_MOST_TRIED = 12


@dataclass(frozen=True, slots=True)
class Share:
    """What of a document of the list falls to a payment: the document's place in the list, minor units, and whether
    what is taken off it falls to this payment as well.
    """

    place: int
    paid_minor: int
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class PaymentBeside:
    """A payment that a person says the list tells of beside others. Minor units; `is_whole`: nothing of it was used."""

    number: str
    currency: str
    amount_minor: int
    fits_payer: bool
    has_list: bool
    is_gone: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class ListBeside:
    """A list as it tells of a payment with others; `paid_minor` is None where it does not say what was paid."""

    currency: str
    paid_minor: int | None
    amounts: tuple[int | None, ...]
    is_waiting: bool
    fits_payer: bool = True


def sets_that_make(amounts: Mapping[int, int], *, total: int) -> tuple[tuple[int, ...], ...]:
    """The sets of two and more keys whose amounts make the total, the smallest first; `MOST_SETS` at most.

    None are named among more than `MOST_AMONG`. Two sets mean that neither is proved.
    """
    if len(amounts) > MOST_AMONG:
        return ()
    keys = sorted(amounts)
    found: list[tuple[int, ...]] = []
    for size in range(2, min(MOST_TOGETHER, len(keys)) + 1):
        for some in combinations(keys, size):
            if sum(amounts[key] for key in some) == total:
                found.append(some)
                if len(found) == MOST_SETS:
                    return tuple(found)
    return tuple(found)


def shares_of(amounts: Sequence[int], *, payments: Sequence[int]) -> tuple[tuple[Share, ...], ...]:
    """For each payment what of the list's documents falls to it: whole documents where they can be dealt out so, else
    in their order, credits first. The sums of both must be the same.
    """
    whole = _whole(amounts, payments)
    return whole if whole is not None else _in_order(amounts, payments)


def _whole(amounts: Sequence[int], payments: Sequence[int]) -> tuple[tuple[Share, ...], ...] | None:
    if len(amounts) > _MOST_TRIED:
        return None

    hopeless: set[tuple[frozenset[int], int]] = set()

    def dealt(left: frozenset[int], rest: Sequence[int]) -> list[tuple[int, ...]] | None:
        if not rest:
            return None if left else []
        if (left, len(rest)) in hopeless:
            return None
        for size in range(1, len(left) + 1):
            for some in combinations(sorted(left), size):
                if sum(amounts[place] for place in some) == rest[0]:
                    others = dealt(left - set(some), rest[1:])
                    if others is not None:
                        return [some, *others]
        hopeless.add((left, len(rest)))
        return None

    found = dealt(frozenset(range(len(amounts))), payments)
    return None if found is None else tuple(tuple(Share(place, amounts[place]) for place in some) for some in found)


def _in_order(amounts: Sequence[int], payments: Sequence[int]) -> tuple[tuple[Share, ...], ...]:
    dealt: list[list[Share]] = [[] for _ in payments]
    room = list(payments)
    for place, minor in enumerate(amounts):
        if minor < 0:
            dealt[0].append(Share(place, minor))
            room[0] -= minor
    at = 0
    for place, minor in enumerate(amounts):
        left = max(minor, 0)
        while left:
            while not room[at]:
                at += 1
            part = min(left, room[at])
            left, room[at] = left - part, room[at] - part
            dealt[at].append(Share(place, part, is_last=not left))
    return tuple(map(tuple, dealt))


def against_parting(told: ListBeside, *, payments: Sequence[PaymentBeside], role: Role) -> tuple[Reason, ...]:
    """Every reason why the list cannot be of these payments together."""
    found = _of_person(role)
    if len(payments) < 2:
        found.append(Reason("remittance.several", "choose two payments at least"))
    if not told.is_waiting:
        found.append(Reason("remittance.not_waiting", "accept the list first: it is held"))
    if told.paid_minor is None or None in told.amounts:
        found.append(Reason("remittance.amount", "say what was paid in all, or what of each document"))
    for one in payments:
        found += _against_one(one, currency=told.currency)
    if len({one.currency for one in payments}) > 1:
        found.append(Reason("remittance.several_currencies", "the payments are in several currencies"))
        return tuple(found)
    paid = sum(one.amount_minor for one in payments)
    if told.paid_minor is not None and payments and paid != told.paid_minor:
        found.append(_other_sum(paid, told.paid_minor, payments[0].currency))
    return tuple(found)


def against_joining(lists: Sequence[ListBeside], *, payment: PaymentBeside, role: Role) -> tuple[Reason, ...]:
    """Every reason why the payment cannot be the one of which these lists tell together."""
    found = _of_person(role)
    if len(lists) < 2:
        found.append(Reason("remittance.several_lists", "choose two lists at least"))
    if not all(one.is_waiting for one in lists):
        found.append(Reason("remittance.not_waiting", "accept the list first: it is held"))
    if not all(one.fits_payer for one in lists):
        found.append(Reason("remittance.payment_of_other", "the payment is of another customer"))
    for currency in sorted({one.currency for one in lists}):
        found += _against_one(payment, currency=currency)
    told = [one.paid_minor for one in lists if one.paid_minor is not None]
    if len(told) < len(lists):
        found.append(Reason("remittance.amount", "say what was paid in all, or what of each document"))
    elif sum(told) != payment.amount_minor:
        found.append(_other_sum(payment.amount_minor, sum(told), payment.currency))
    return tuple(dict.fromkeys(found))


def _of_person(role: Role) -> list[Reason]:
    return [Reason("remittance.person", "a person decides about a list that is held")] if role is Role.MACHINE else []


def _against_one(one: PaymentBeside, *, currency: str) -> list[Reason]:
    facts: dict[str, str | int] = {"number": one.number}
    found = []
    if one.is_gone:
        found.append(Reason("remittance.payment_gone", "the payment was returned or taken back"))
    if one.has_list:
        found.append(Reason("remittance.payment_has_list", "the payment has a list already"))
    if not one.fits_payer:
        found.append(Reason("remittance.payment_of_other", "the payment is of another customer"))
    if not one.is_whole:
        found.append(Reason("remittance.payment_used", "part of the payment %(number)s is applied already", facts))
    if currency and currency != one.currency:
        told: dict[str, str | int] = {"number": one.number, "currency": one.currency}
        found.append(Reason("remittance.payment_currency", "the payment %(number)s is in %(currency)s", told))
    return found


def _other_sum(paid: int, told: int, currency: str) -> Reason:
    text = "the payment is %(paid)s, the list says %(sum)s"
    facts: dict[str, str | int] = {"paid": str(Money(paid, currency)), "sum": str(Money(told, currency))}
    return Reason("remittance.payment_amount", text, facts)
