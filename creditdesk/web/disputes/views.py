"""Cases: as a table and as a board, those of an account, and one case."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.disputes.access import Case, case_for
from creditdesk.disputes.queries import (
    CASE_ORDERS,
    CaseFilter,
    cases_page,
    count_by_stage,
)  # fmt: skip
from creditdesk.disputes.queries import (
    board as cases_on_board,
)
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User
from creditdesk.parties.in_order import wanted_order
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.account.page import opened, page
from creditdesk.web.disputes import words
from creditdesk.web.disputes.forms import FilterForm
from creditdesk.web.disputes.page import case_page
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, needs

PAGE = 50
_ON_BOARD = 25


@require_GET
@needs(Permission.SEE_HISTORY)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases by the day on which they are due, or as they are sorted."""
    user, today = current_user(request), clock.today()
    policy = _policy(user, today)
    form = FilterForm(request.GET.dict(), policy=policy.cases)
    chosen = form.chosen(user, closing_by=_closing_by(policy, today))
    sort = wanted_order(request.GET.get("sort", ""), orders=CASE_ORDERS, default="due")
    rows, after = cases_page(
        user, chosen=chosen, sort=sort, after=request.GET.get("after", ""), size=PAGE, as_of=today
    )  # fmt: skip
    context = {
        "form": form,
        "rows": [_row(one, policy, today) for one in rows],
        "sort": sort,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "older": address(request.GET, after=after) if after else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "tabs": _tabs(request, "cases"),
        "today": today,
    }
    return render(request, "disputes/list.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def board(request: HttpRequest) -> HttpResponse:
    """The cases by stage, of each those that are due first."""
    user, today = current_user(request), clock.today()
    policy = _policy(user, today)
    form = FilterForm(request.GET.dict() | {"stage": "standing"}, policy=policy.cases)
    chosen = form.chosen(user, closing_by=_closing_by(policy, today))
    counts = count_by_stage(user, chosen=chosen, as_of=today)
    columns = [
        {
            "stage": words.CASE_STAGES[stage.value],
            "tone": words.STAGE_TONES[stage.value],
            "count": counts.get(stage.value, 0),
            "rows": [_row(one, policy, today) for one in found],
            "more": reverse("cases") + address(request.GET, stage=stage.value),
        }
        for stage, found in cases_on_board(user, chosen=chosen, as_of=today, size=_ON_BOARD).items()
    ]
    context = {"form": form, "columns": columns, "tabs": _tabs(request, "case_board"), "today": today}
    return render(request, "disputes/board.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
def of_account(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The cases of an account, the newest first."""
    account = opened(request, customer_id)
    chosen = CaseFilter(stage="", customer_id=account.customer.id)
    rows, after = cases_page(
        account.user,
        chosen=chosen,
        sort="-opened",
        after=request.GET.get("after", ""),
        size=PAGE,
        as_of=account.today,
    )
    return page(
        request,
        account,
        tab="account_cases",
        template="accounts/cases.html",
        rows=[_row(one, account.policy, account.today) for one in rows],
        older=address(request.GET, after=after) if after else None,
    )


@require_GET
@needs(Permission.SEE_HISTORY)
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """One case: what is claimed, what shows it, what was decided, what became of it, and what can be done."""
    return case_page(request, case_for(current_user(request), case_id, as_of=clock.today()))


def _policy(user: User, today: dt.date) -> PolicyDocument:
    """The policy of the user's first company: lists of several are read with its words."""
    first = next(iter(companies_of(user)), None)
    return policy_in_force(as_of=today, company_id=first.id if first else None).document


def _closing_by(policy: PolicyDocument, today: dt.date) -> dt.date:
    return today + dt.timedelta(days=policy.deductions.deadline_alert_days_before)


def _row(one: Case, policy: PolicyDocument, today: dt.date) -> dict[str, Any]:
    is_open = one.closed_on is None
    return {
        "case": one,
        "kind": words.CASE_KINDS[one.kind],
        "stage": words.CASE_STAGES[one.stage],
        "tone": words.STAGE_TONES[one.stage],
        "reason": words.reason_title(one.reason, policy.cases),
        "department": words.DEPARTMENTS[one.department],
        "is_late": is_open and one.due_on < today,
        "closes": is_open and one.window_end is not None and one.window_end <= _closing_by(policy, today),
        "missed": one.window_missed_on is not None,
    }


def _tabs(request: HttpRequest, active: str) -> list[dict[str, Any]]:
    query = address(request.GET, after=None)
    labels = {"cases": _("Table"), "case_board": _("Board")}
    return [
        {"label": label, "url": reverse(name) + query, "active": name == active, "count": None, "key": str(number)}
        for number, (name, label) in enumerate(labels.items(), start=1)
    ]
