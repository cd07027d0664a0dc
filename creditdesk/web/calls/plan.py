"""The plan of the day: what is due, in the order in which it can be done, and what becomes of the rest."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.day_plan import Fate
from creditdesk.domain.visibility import Permission
from creditdesk.followup.todays_plan import TaskKind, todays_plan
from creditdesk.parties.reach import seat_of
from creditdesk.policy.queries import policies_in_force
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import wall_clock
from creditdesk.web.templatetags.ticklers import ICONS as TICKLER_ICONS

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from creditdesk.domain.day_plan import Line
    from creditdesk.followup.todays_plan import Subject, TodaysPlan

ICONS = {
    TaskKind.TICKLER: "tickler",
    TaskKind.PROMISE: "promise",
    TaskKind.STEP: "phone",
    TaskKind.UNKNOWN_CALLER: "phone",
}
FATES: dict[Fate, tuple[str | Promise, str]] = {
    Fate.TOMORROW: (_("Tomorrow"), "neutral"),
    Fate.SUPERVISOR: (_("Supervisor"), "danger"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the plan as the page shows it."""

    line: Line
    subject: Subject
    icon: str
    url: str
    ours: str
    theirs: str
    fate: str | Promise
    tone: str


@require_GET
@needs(Permission.WORK_TICKLERS)
def day_plan(request: HttpRequest) -> HttpResponse:
    """The rest of my day in order."""
    user, today, now = current_user(request), clock.today(), clock.now()
    seat = seat_of(user, as_of=today)
    policies = policies_in_force([one.id for one in seat.companies], as_of=today)
    plan = todays_plan(seat, policies=policies, now=now, as_of=today)
    calls = may(user, Permission.RECORD_ACTIVITY)
    zone = seat.companies[0].time_zone if seat.companies else "UTC"
    lines = [_shown(plan, line, zone=zone, calls=calls) for line in plan.plan.lines] if plan else []
    context = {
        "plan": plan,
        "left_over": [one for one in lines if one.line.is_left_over],
        "in_order": [one for one in lines if not one.line.is_left_over],
        "later": [_shown(plan, line, zone=zone, calls=calls) for line in plan.plan.later] if plan else [],
        "first": lines[0] if lines else None,
        "day_off": not policies[seat.companies[0].id].company_calendar.is_business_day(today) if plan else False,
        "today": today,
        "now": now,
        "ours": zone,
    }
    return render(request, "calls/plan.html", context)


def _shown(plan: TodaysPlan, line: Line, *, zone: str, calls: bool) -> Shown:
    subject = plan.of(line)
    fate, tone = FATES.get(line.fate, ("", ""))
    begins: dt.datetime | None = line.begins
    return Shown(
        line=line,
        subject=subject,
        icon=TICKLER_ICONS.get(subject.tickler_kind) or ICONS[subject.kind],
        url=_url(line, subject, calls=calls),
        ours=wall_clock(zone, begins) if begins else "",
        theirs=wall_clock(subject.time_zone, begins) if begins and subject.time_zone else "",
        fate=fate,
        tone=tone,
    )


def _url(line: Line, subject: Subject, *, calls: bool) -> str:
    if subject.customer_id is None:
        return reverse("incoming_call")
    return reverse("call" if line.task.is_call and calls else "account", args=[subject.customer_id])
