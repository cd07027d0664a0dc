"""Today: the accounts that need work, ranked, with the reasons, the next step and whether a call is allowed now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.followup.contacting import call_decisions, counted_since
from creditdesk.followup.queries import PAGE, last_business_days, read_at_stake, read_attempts, worklist_within
from creditdesk.followup.shown_ticklers import Due
from creditdesk.followup.standing_in import presence_from, read_people
from creditdesk.followup.todays_list import (
    Collectable,
    Listed,
    read_came_in,
    read_collectable,
    read_first_tickler_ids,
    read_promises,
    read_worklist_page,
)
from creditdesk.parties.plain_sql import ask_together
from creditdesk.parties.reach import Seat, SellingCompany, read_seat
from creditdesk.policy.queries import numbers_from, policies_from, read_versions
from creditdesk.receivables.accounts import read_currencies
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used_in
from creditdesk.web.templatetags import desk_formats
from creditdesk.web.today.forms import FilterForm

if TYPE_CHECKING:
    from creditdesk.domain.contact_rules import ContactDecision
    from creditdesk.domain.policy import PolicyDocument
    from creditdesk.domain.reasons import Reason

_SHOWN_TICKLERS = 8
_CAME_IN_MAX = 50
# Their facts stand in columns of their own: the row tells first what its columns do not.
_IN_COLUMNS = ("worklist.past_due", "worklist.class_weight")
_BETWEEN = "~"
STEP_ICONS = {
    "call": "phone",
    "email": "mail",
    "letter": "mail",
    "check": "check",
    "wait": "clock",
    "escalate": "arrow-up",
    "hold": "hold",
    "tickler": "tickler",
    "no_contact": "lock",
    "nothing": "check",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One account as the list shows it."""

    row: Listed
    owed: list[Collectable]
    oldest_days: int
    reasons: list[Reason]
    tickler_id: int | None
    call: ContactDecision
    time: str
    icon: str


@require_GET
@needs(Permission.WORK_TICKLERS)
def today(request: HttpRequest) -> HttpResponse:
    """The ranked worklist with what is promised for today, the ticklers due and what came in."""
    user, day, now = current_user(request), clock.today(), clock.now()
    show_all = request.GET.get("show") == "all"
    companies, absences, portfolios, people, versions, currencies = ask_together(
        *read_seat(user, on=day), read_people(day), read_versions(day), read_currencies(user)
    )
    seat = Seat(user, companies, absences, portfolios)
    company_ids = [one.id for one in companies]
    policies = policies_from(versions, company_ids, as_of=day)
    form = _filter_form(request, seat, currencies)
    rows = worklist_within(seat.reach, chosen=form.chosen(to_work_only=not show_all))
    since = last_business_days(policies, as_of=day)
    presence = presence_from(absences, people, as_of=day)
    due = Due(user, presence, policies)
    ticklers, customers, owners, tickler_count, found, totals, promises, payments = ask_together(
        *due.reads(_SHOWN_TICKLERS),
        read_worklist_page(rows, after=_place(request.GET.get("after", ""))),
        read_at_stake(rows, companies=companies),
        read_promises(seat.reach, on=day),
        read_came_in(seat.reach, since=since, as_of=day, limit=_CAME_IN_MAX + 1),
    )
    page = found[:PAGE]
    lines = _lines(page, companies, policies, day=day, now=now)
    last_night = max((one.ranked_on for one in totals), default=day)
    context = {
        "sees_orders": may(user, Permission.SEE_ORDERS),
        "form": form,
        "may_record": may(user, Permission.RECORD_ACTIVITY),
        "filtered": any(request.GET.get(name) for name in form.fields),
        "lines": lines,
        "totals": totals,
        "accounts": sum(one.accounts for one in totals),
        "main_currency": form.base_currency,
        "tabs": _tabs(request, show_all=show_all),
        "older": address(request.GET, after=_mark(page[-1])) if len(found) > PAGE else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "day": day,
        "now": now,
        "ticklers": due.shown(ticklers, customers, owners),
        "tickler_count": tickler_count,
        "promises": promises,
        "payments": payments[:_CAME_IN_MAX],
        "came_in_count": f"{_CAME_IN_MAX}+" if len(payments) > _CAME_IN_MAX else str(len(payments)),
        "used": used_in(
            user, companies, numbers=numbers_from(versions, company_ids, as_of=last_night), section="worklist"
        ),
        "since": min(since.values(), default=day),
        "stale_day": last_night if last_night < day else None,
    }
    return render(request, "today/today.html", context)


def _filter_form(request: HttpRequest, seat: Seat, currencies: list[str]) -> FilterForm:
    return FilterForm(
        request.GET,
        portfolios=seat.visible_portfolios,
        currencies=currencies,
        base_currency=seat.companies[0].currency if seat.companies else "USD",
    )


def _lines(
    page: list[Listed],
    companies: list[SellingCompany],
    policies: Mapping[int, PolicyDocument],
    *,
    day: dt.date,
    now: dt.datetime,
) -> list[Line]:
    ids = [row.customer_id for row in page]
    owed, ticklers, attempts = ask_together(
        read_collectable(ids), read_first_tickler_ids(ids), read_attempts(ids, since=counted_since(now))
    )
    times = {zone: desk_formats.wall_clock(zone, now) for zone in {row.time_zone for row in page}}
    calls: dict[int, ContactDecision] = {}
    for company in companies:
        callees = {row.customer_id: row for row in page if row.company_id == company.id}
        calls |= call_decisions(
            callees, attempts=attempts, now=now, company_zone=company.time_zone, policy=policies[company.id]
        )
    return [
        Line(
            row=row,
            owed=owed.get(row.customer_id, []),
            oldest_days=_oldest_days(owed.get(row.customer_id, []), day),
            reasons=sorted(row.reasons, key=lambda reason: reason.code in _IN_COLUMNS),
            tickler_id=ticklers.get(row.customer_id),
            call=calls[row.customer_id],
            time=times[row.time_zone],
            icon=STEP_ICONS[row.next_step_kind],
        )
        for row in page
    ]


def _oldest_days(owed: list[Collectable], day: dt.date) -> int:
    oldest = [one.oldest_due_date for one in owed if one.oldest_due_date is not None]
    return max(0, (day - min(oldest)).days) if oldest else 0


def _tabs(request: HttpRequest, *, show_all: bool) -> list[dict[str, Any]]:
    return [
        {
            "label": _("To work now"),
            "url": reverse("today") + address(request.GET, show=None, after=None),
            "active": not show_all,
            "count": None,
            "key": "1",
        },
        {
            "label": _("All that is past due"),
            "url": reverse("today") + address(request.GET, show="all", after=None),
            "active": show_all,
            "count": None,
            "key": "2",
        },
    ]


def _mark(row: Listed) -> str:
    return _BETWEEN.join(str(part) for part in (row.jump, row.score_minor, row.customer_id))


def _place(after: str) -> tuple[int, int, int] | None:
    parts = after.split(_BETWEEN)
    try:
        jump, score, customer_id = (int(part) for part in parts if len(part) < 20)
    except ValueError:
        return None
    return jump, score, customer_id
