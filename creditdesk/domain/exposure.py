"""Exposure: the money at risk with a customer, which an order is tested against the limit with.

It is what is open, less what is disputed and less the credits whose customer is known, more what was released and is
not invoiced yet and more checks that the bank has not cleared. Each part stands beside the sum, for the person who asks
why::

    exposure(ExposureFacts("USD", open_minor=42_000_00, released_minor=5_000_00), policy=policy).total_minor
    # 47_000_00

Source: docs/rules/holds.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class ExposureFacts:
    """What is open with a customer, or with a family, in minor units of one currency; nothing is below zero.

    `disputed_minor` is the part of what is open whose case is no older than the policy's days. `credits_minor` are
    payments that pay nothing yet and credit memos. `released_minor` are orders that may ship and are not invoiced,
    without what was paid for them in advance. `uncleared_minor` are checks among the payments.
    """

    currency: str
    open_minor: int = 0
    disputed_minor: int = 0
    credits_minor: int = 0
    released_minor: int = 0
    uncleared_minor: int = 0

    def __add__(self, other: ExposureFacts) -> ExposureFacts:
        if self.currency != other.currency:
            raise ValueError(f"cannot add exposure in {other.currency} to exposure in {self.currency}")
        return ExposureFacts(
            self.currency,
            self.open_minor + other.open_minor,
            self.disputed_minor + other.disputed_minor,
            self.credits_minor + other.credits_minor,
            self.released_minor + other.released_minor,
            self.uncleared_minor + other.uncleared_minor,
        )


@dataclass(frozen=True, slots=True)
class Exposure:
    """The money at risk, in minor units, with the parts that make it; a part that is subtracted is below zero."""

    currency: str
    total_minor: int
    parts: tuple[tuple[Reason, int], ...]


def exposure(facts: ExposureFacts, *, policy: PolicyDocument) -> Exposure:
    """The money at risk. More credits than debts are no exposure, and no room for others.

    Source: docs/rules/holds.md.
    """
    parts = tuple((words, minor) for words, minor in _parts(facts, policy=policy) if minor)
    return Exposure(facts.currency, max(0, sum(minor for _, minor in parts)), parts)


def _parts(facts: ExposureFacts, *, policy: PolicyDocument) -> Iterable[tuple[Reason, int]]:
    rules = policy.exposure
    yield Reason("exposure.open", "open items"), facts.open_minor
    yield Reason("exposure.disputed", "disputed"), -facts.disputed_minor
    if rules.subtract_identified_credits:
        yield Reason("exposure.credits", "credits that pay nothing yet"), -facts.credits_minor
        # A check that bounces has paid nothing: until the bank has cleared it, it does not make room.
        if rules.include_uncleared_checks:
            yield Reason("exposure.uncleared", "checks that are not cleared"), facts.uncleared_minor
    if rules.include_released_uninvoiced:
        yield Reason("exposure.released", "orders released and not invoiced"), facts.released_minor


def in_words(found: Exposure) -> tuple[Reason, ...]:
    """The sum by its parts, one sentence each."""
    return tuple(
        Reason("exposure.part", "%(part)s: %(amount)s", {"part": words, "amount": str(Money(minor, found.currency))})
        for words, minor in found.parts
    )
