"""Money of another currency that pays items of ours: what it is worth, and what a difference of rates may be.

It becomes money of the items' currency at the rate of its value date. A person may take it for a little more, where the
payer exchanged by another rate and the items would stay open by that; the difference is one of rates and never more
than the policy's small difference. Never for less: what is the payer's stays on his account.

Source: docs/rules/cash_returns.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from creditdesk.domain.allocation import SmallDifferenceLimits
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal, refuse


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What the money is worth by the rate and for what it is taken; the difference is one of rates, zero or more."""

    by_rate_minor: int
    taken_minor: int

    @property
    def difference_minor(self) -> int:
        """By how much it is taken for more than the rate gives."""
        return self.taken_minor - self.by_rate_minor


def decide_exchange(
    amount_minor: int,
    *,
    currencies: tuple[str, str],
    rate_ppm: int | None,
    taken_minor: int | None,
    limits: SmallDifferenceLimits | None,
) -> Exchanged | Refusal:
    """What an amount of the first currency becomes in the second.

    `rate_ppm` are minor units of the second for a million of the first; None where there is no rate. `taken_minor` is
    what a person takes it for, None for what the rate gives; `limits` are those of small differences in the second.
    """
    given, wanted = currencies
    if given == wanted:
        return refuse("exchange.same", "the payment is in %(currency)s already", currency=wanted)
    if rate_ppm is None:
        text = "there is no rate of %(given)s to %(wanted)s for the day: load the exchange rates first"
        return refuse("exchange.no_rate", text, given=given, wanted=wanted)
    by_rate = (amount_minor * rate_ppm + 500_000) // 1_000_000
    taken = by_rate if taken_minor is None else taken_minor
    if by_rate <= 0 or taken <= 0:
        return refuse("exchange.nothing", "nothing is left of it in %(wanted)s", wanted=wanted)
    if taken < by_rate:
        text = "by the rate it is %(by_rate)s: what is not applied stays on the account"
        return refuse("exchange.less", text, by_rate=str(Money(by_rate, wanted)))
    most = 0
    if limits is not None:
        most = min(limits.max_minor, int(by_rate * limits.max_percent / 100))
    if taken - by_rate > most:
        text = "by the rate it is %(by_rate)s; for a difference of rates it is taken for at most %(most)s more"
        facts = {"by_rate": str(Money(by_rate, wanted)), "most": str(Money(most, wanted))}
        return refuse("exchange.beyond", text, **facts)
    return Exchanged(by_rate, taken)
