"""What a match does to the ledger: whether its lines may be, and which credit pays which claim.

A match has lines: what is applied to an item (below zero where one of the customer's credits is used), what discount
is allowed, what small difference is cleared, what is moved to a deduction. Together with what stays on account they are
the payment, to the cent. Source: docs/rules/cash.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from creditdesk.domain.allocation import SmallDifferenceLimits, decide_small_difference
from creditdesk.domain.cash_proposals import MatchLine
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason, Refusal

# What may stand before the payer's own number of his claim, in the reference of the deduction.
CLAIM_WORDS = ("shortage", "damage", "price", "return", "freight", "advertising", "discount")


@dataclass(frozen=True, slots=True)
class SettledItem:
    """An open item that a line names, as it is now. Signed minor units; `objections` tell of owner and discount."""

    id: int
    number: str
    customer_id: int
    currency: str
    original_minor: int
    open_minor: int
    cleared_minor: int = 0
    objections: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Part of a credit (the payment, where the id is None) that pays part of a claim. Positive minor units."""

    credit_id: int | None
    claim_id: int
    amount_minor: int
    discount_minor: int = 0


def objections_to(
    lines: Sequence[MatchLine],
    *,
    items: Mapping[int, SettledItem],
    available_minor: int,
    currency: str,
    limits: SmallDifferenceLimits | None,
) -> tuple[Reason, ...]:
    """Every reason why a payment with so much left may not be matched so; nothing where it may.

    `limits` are those of small differences in the currency; None where the policy has none for it.
    """
    found: list[Reason] = []
    if not lines:
        found.append(Reason("match.empty", "no item is named"))
    if len({line.item_id for line in lines}) < len(lines):
        found.append(Reason("match.twice", "an item is named twice"))
    applied = sum(line.applied_minor for line in lines)
    if applied > available_minor:
        facts = {"applied": str(Money(applied, currency)), "left": str(Money(available_minor, currency))}
        found.append(Reason("match.beyond", "%(applied)s is applied, and %(left)s of the payment is left", facts))
    elif lines and applied <= 0:
        found.append(Reason("match.nothing", "nothing of the payment is applied: apply the credit by itself"))
    for line in lines:
        item = items.get(line.item_id)
        if item is None:
            found.append(Reason("match.unknown", "item %(id)d is not there", {"id": line.item_id}))
        else:
            found += _of_line(line, item, currency=currency, limits=limits)
    return tuple(found)


def _of_line(
    line: MatchLine, item: SettledItem, *, currency: str, limits: SmallDifferenceLimits | None
) -> Iterable[Reason]:
    yield from item.objections
    if item.currency != currency:
        facts = {"number": item.number, "item": item.currency, "payment": currency}
        yield Reason("match.currency", "%(number)s is in %(item)s and the payment in %(payment)s", facts)
        return
    extras = (line.discount_minor, line.short_minor, line.deduction_minor)
    if item.open_minor < 0:
        if any(extras) or not item.open_minor <= line.applied_minor < 0:
            text = "%(number)s is a credit of %(open)s: no more than that is used of it, and nothing else"
            yield Reason("match.credit", text, {"number": item.number, "open": str(Money(-item.open_minor, currency))})
        return
    if line.applied_minor < 0 or min(extras) < 0 or not line.settled_minor:
        yield Reason("match.amount", "an amount for %(number)s is below zero", {"number": item.number})
    if line.settled_minor > item.open_minor:
        facts = {
            "number": item.number,
            "asked": str(Money(line.settled_minor, currency)),
            "open": str(Money(item.open_minor, currency)),
        }
        yield Reason("match.open", "%(asked)s is asked for %(number)s, and %(open)s is open", facts)
    if line.short_minor:
        yield from _of_difference(line, item, currency=currency, limits=limits)


def _of_difference(
    line: MatchLine, item: SettledItem, *, currency: str, limits: SmallDifferenceLimits | None
) -> Iterable[Reason]:
    if limits is None:
        text = "small differences in %(currency)s are not cleared: the policy has no rate for it"
        yield Reason("match.no_limits", text, {"currency": currency})
        return
    if line.settled_minor < item.open_minor:
        text = "a small difference is cleared where nothing else stays open on %(number)s"
        yield Reason("match.difference_rest", text, {"number": item.number})
    decided = decide_small_difference(
        line.short_minor,
        original_minor=item.original_minor,
        cleared_minor=item.cleared_minor,
        currency=currency,
        limits=limits,
    )
    if isinstance(decided, Refusal):
        yield from decided.reasons


def parts_of(lines: Sequence[MatchLine]) -> tuple[Part, ...]:
    """Which credit pays which claim: the payment first those with a discount, which only money earns, then in order.

    The lines were judged (`objections_to`). The parts of each credit are what is applied of it, those of each claim
    what is applied to it.
    """
    claims = [[line.item_id, line.applied_minor, line.discount_minor] for line in lines if line.applied_minor > 0]
    claims.sort(key=lambda claim: not claim[2])
    credits_used = [[line.item_id, -line.applied_minor] for line in lines if line.applied_minor < 0]
    money = sum(claim[1] for claim in claims) - sum(used for _, used in credits_used)
    parts: list[Part] = []
    sources: list[tuple[int | None, int]] = [(None, money), *((item_id, used) for item_id, used in credits_used)]
    at = 0
    for credit_id, left in sources:
        while left > 0 and at < len(claims):
            item_id, open_part, discount = claims[at]
            amount = min(left, open_part)
            parts.append(Part(credit_id, item_id, amount, discount if credit_id is None else 0))
            claims[at][1], claims[at][2] = open_part - amount, 0
            left -= amount
            if not claims[at][1]:
                at += 1
    return tuple(parts)
