"""Where one account stands in its strategy, currency by currency: every step, what was done, what comes next and when.

The same facts as the worklist's, read for one account. docs/rules/strategy.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.domain.pauses import Pause
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.strategy import Choice, DatedStep, StepStanding, steps_standing
from creditdesk.followup.account_facts import Account, open_accounts
from creditdesk.followup.models import StrategyDecision
from creditdesk.followup.scope import Scope, scope_of, scope_under
from creditdesk.followup.strategy_facts import Place
from creditdesk.parties.models import Customer

# Screens name the type of what they are given.
__all__ = ["StrategyDecision", "StrategyStanding", "decisions_about", "standings_of"]


@dataclass(frozen=True, slots=True)
class StrategyStanding:
    """Where an account in one currency stands. Amounts are minor units of the currency.

    `asked` is the step that the strategy asks for, `following` the first after the day; both stand still while it rests
    for the `pause`.
    """

    currency: str
    choice: Choice
    counted_from: dt.date
    collectable_minor: int
    coming_minor: int
    steps: tuple[StepStanding, ...]
    asked: DatedStep | None
    following: DatedStep | None
    pause: Pause | None


def standings_of(
    customer: Customer,
    *,
    as_of: dt.date,
    policy: PolicyDocument | None = None,
    decided: Sequence[StrategyDecision] | None = None,
) -> list[StrategyStanding]:
    """Every currency in which something is past due or about to be, the largest first; `policy` is that of the day, and
    `decided` are all decisions about the account, where a page has read them already.
    """
    if policy is None:
        scope = scope_of(customer.company, as_of=as_of, customer_ids=[customer.id])
    else:
        ids = [customer.id]
        scope = scope_under(policy, company=customer.company, as_of=as_of, customer_ids=ids, decisions=decided)
    placed = [(account, account.place) for account in open_accounts(scope) if account.place is not None]
    found = [_standing(scope, account, place) for account, place in placed]
    return sorted(found, key=lambda one: (-one.collectable_minor, -one.coming_minor, one.currency))


def decisions_about(customer: Customer) -> list[StrategyDecision]:
    """What people decided about the account's strategy, newest first."""
    return list(StrategyDecision.objects.filter(customer=customer).select_related("by").order_by("-id"))


def _standing(scope: Scope, account: Account, place: Place) -> StrategyStanding:
    steps = steps_standing(
        place.choice.segment,
        counted_from=place.counted_from,
        as_of=scope.as_of,
        calendar=scope.calendar,
        done=place.done,
        left_out=place.left_out,
    )
    return StrategyStanding(
        currency=account.facts.currency,
        choice=place.choice,
        counted_from=place.counted_from,
        collectable_minor=account.facts.past_due_minor,
        coming_minor=account.facts.coming_minor,
        steps=steps,
        asked=place.progress.current,
        following=place.progress.following,
        pause=place.pause,
    )
