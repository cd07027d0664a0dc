"""Credits that nobody claims: whom to write to, and what is due to be reported to a state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.cash.unclaimed import unclaimed
from creditdesk.config import clock
from creditdesk.domain.requests import totals
from creditdesk.domain.unclaimed import Stage
from creditdesk.domain.visibility import Permission
from creditdesk.exports.unclaimed_words import UNCLAIMED_STAGES
from creditdesk.web.permissions import current_user, may, needs

MOST = 200
TONES = {Stage.DUE: "danger", Stage.LETTER: "accent", Stage.NO_RULE: "warning", Stage.NOBODY: "warning"}


@require_GET
@needs(Permission.SEE_HISTORY)
def credits(request: HttpRequest) -> HttpResponse:
    """The credits in a stage, the oldest first, each with why it is there and what comes next."""
    user, today = current_user(request), clock.today()
    stage = request.GET.get("stage", "")
    stage = stage if stage in UNCLAIMED_STAGES and stage != Stage.YOUNG.value else ""
    every = unclaimed(user, stage="", as_of=today)
    found = [one for one in every if not stage or one.judged.stage.value == stage]
    context = {
        "rows": [(one, UNCLAIMED_STAGES[one.judged.stage.value], TONES[one.judged.stage]) for one in found[:MOST]],
        "totals": totals([(one.currency, one.minor) for one in found]),
        "more": len(found) > MOST,
        "stage": stage,
        "tabs": _tabs(stage, {name: sum(one.judged.stage.value == name for one in every) for name in UNCLAIMED_STAGES}),
        "sees_cash": may(user, Permission.SEE_CASH),
    }
    return render(request, "unclaimed/list.html", context)


def _tabs(active: str, counts: dict[str, int]) -> list[dict[str, object]]:
    labels = {"": _("All"), **{name: label for name, label in UNCLAIMED_STAGES.items() if name != Stage.YOUNG.value}}
    return [
        {
            "label": label,
            "url": f"?stage={name}",
            "active": name == active,
            "count": counts.get(name),
            "key": str(number),
        }
        for number, (name, label) in enumerate(labels.items(), start=1)
    ]
