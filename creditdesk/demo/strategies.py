"""What the demo's people decided about strategies: one rests, of another a step is left out. By their own actions."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.policy_desk import StepKind
from creditdesk.followup.strategy_actions import pause_strategy, skip_step
from creditdesk.followup.strategy_queries import standings_of
from creditdesk.parties.models import Customer, User

_WANTED = (StepKind.CALL, StepKind.EMAIL)


def decide_on_strategies(*, today: dt.date, at: dt.datetime) -> None:
    """The rep lets the first account rest of which something is asked for, and leaves out the step of the second."""
    rep = User.objects.get(username="rep")
    asked = []
    for customer in Customer.objects.filter(portfolio__rep=rep).select_related("company").order_by("number"):
        standing = next(iter(standings_of(customer, as_of=today)), None)
        if standing and standing.asked and standing.pause is None and standing.asked.kind in _WANTED:
            asked.append((customer, standing.asked))
        if len(asked) == 2:
            break
    for (customer, step), word in zip(asked, ("rests", "left out"), strict=False):
        key = f"demo-strategy-{word}"
        if word == "rests":
            until, why = today + dt.timedelta(days=9), "Their controller is on leave; she pays when she is back"
            pause_strategy(customer, until=until, reason=why, by=rep, at=at, as_of=today, key=key)
        else:
            why = "Agreed with sales: their new store opens this week"
            skip_step(customer, step=step.name, reason=why, by=rep, at=at, as_of=today, key=key)
