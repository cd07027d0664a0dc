"""What eight processes do to one payment plan at the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)


def settle_plans(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round all bring the same plan to where it stands: half as the night does, half as its rep asks."""
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User
    from creditdesk.plans.models import Plan
    from creditdesk.plans.settling import activate_plan, settle_plan

    by, told = User.objects.get(id=work["by"]), []
    day = dt.date.fromisoformat(work["day"])
    for plan_id in work["plans"]:
        plan = Plan.objects.select_related("request").get(id=plan_id)
        meet()
        try:
            if worker % 2:
                told.append(str(settle_plan(plan, at=NOW, as_of=day)))
            else:
                told.append(activate_plan(plan.request, by=by, at=NOW, as_of=day).state)
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            told.append(f"{type(fault).__name__}: {fault}")
    return told
