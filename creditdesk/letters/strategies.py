"""Which strategy each account follows, so that a letter names no consequence that is not planned."""

from __future__ import annotations

from creditdesk.domain.money import policy_minor
from creditdesk.domain.policy_desk import Segment
from creditdesk.domain.risk_class import RiskClass
from creditdesk.domain.strategy import StrategyFacts, choose_strategy
from creditdesk.domain.worklist import PAR_PPM
from creditdesk.followup.scope import Scope
from creditdesk.followup.standing_promises import newest_promises
from creditdesk.followup.strategy_facts import KEY_ACCOUNT
from creditdesk.parties.models import Customer
from creditdesk.receivables.models import Position


def segments_of(scope: Scope) -> dict[int, Segment]:
    """Customer → his strategy on the day, by the currency in which he owes most."""
    promised = newest_promises(scope)
    rows = scope.of(Position.objects.all()).values(
        "customer_id",
        "currency",
        "open_minor",
        "disputed_minor",
        "customer__risk_class",
        "customer__status",
        "customer__segment",
    )
    found: dict[int, tuple[int, Segment]] = {}
    for row in rows:
        rate = scope.rates.get(row["currency"], PAR_PPM)
        balance = (row["open_minor"] - row["disputed_minor"]) * rate // PAR_PPM
        promise = promised.get((row["customer_id"], row["currency"]))
        chosen = choose_strategy(
            StrategyFacts(
                risk_class=RiskClass(row["customer__risk_class"]),
                balance_minor=balance,
                is_bankrupt=row["customer__status"] == Customer.Status.BANKRUPT,
                has_broken_promise=bool(promise and promise.is_broken),
                is_key_account=row["customer__segment"] == KEY_ACCOUNT,
            ),
            policy=scope.policy,
        )
        if row["customer_id"] not in found or balance > found[row["customer_id"]][0]:
            found[row["customer_id"]] = balance, chosen.segment
    return {customer_id: segment for customer_id, (_, segment) in found.items()}


def below_minimum(scope: Scope, totals: dict[str, int]) -> bool:
    """Whether so much, by currency in minor units, is less than a dunning letter asks for at least."""
    least = policy_minor(scope.policy.letters.minimum_amount, currency=scope.policy.currency)
    together = sum(minor * scope.rates.get(code, PAR_PPM) // PAR_PPM for code, minor in totals.items())
    return together < least
