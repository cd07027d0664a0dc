"""Holds that a strategy asks for: placed by the night where the policy says so."""

from __future__ import annotations

import pytest

from creditdesk.credit.models import AccountHold
from creditdesk.credit.releasing import lift_hold
from creditdesk.credit.strategy_holds import hold_by_strategy
from creditdesk.domain.policy import default_policy_text
from creditdesk.domain.policy_desk import Automation
from creditdesk.domain.strategy import StepState
from creditdesk.followup.models import WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.policy.actions import adopt_policy
from tests import builders
from tests.actions.test_strategies import DAY, states
from tests.world import NOW, TODAY, World


@pytest.mark.parametrize("automation", Automation)
def test_the_night_holds_orders_only_where_the_policy_says_so_and_once(world: World, automation: Automation) -> None:
    text = default_policy_text().replace("hold: prepare", f"hold: {automation.value}")
    adopt_policy(text, effective_from=TODAY, reason="tried", by="dave", at=NOW, company_id=None)
    builders.invoice(world.acme, amount=500_00, due_date=TODAY - 17 * DAY)
    refresh_worklist(as_of=TODAY)
    assert WorklistRow.objects.get(customer=world.acme).next_step_kind == "hold"
    for _ in range(2):
        hold_by_strategy(world.northlight, as_of=TODAY, at=NOW)
        refresh_worklist(as_of=TODAY)
    told = list(AccountHold.objects.values_list("why", "by__username"))
    assert told == ([("Hold orders", "machine")] if automation is Automation.ACT else [])
    if automation is Automation.ACT:
        assert states(world.acme)["Hold orders"] is StepState.DONE
        lift_hold(AccountHold.objects.get(), because="they pay", as_of=TODAY, by=world.carol, at=NOW)
        assert hold_by_strategy(world.northlight, as_of=TODAY, at=NOW) == 0
