"""Portfolios: who works which accounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties import assignment
from creditdesk.parties.access import companies_of, company_for
from creditdesk.parties.directory import managed_portfolios, portfolio_for
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.portfolios.forms import AccountForm, NewPortfolioForm, PeopleForm
from creditdesk.web.templatetags.desk_formats import words


def refuse_on(form: Form, refusal: Refusal) -> int:
    """Put the reasons on the form word for word; returns the status to answer with."""
    form.add_error(None, [words(reason) for reason in refusal.reasons])
    return 409 if any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons) else 422


@require_GET
@needs(Permission.MANAGE_PORTFOLIOS)
def portfolios(request: HttpRequest) -> HttpResponse:
    """Every portfolio of the user's companies with its people and number of accounts."""
    user = current_user(request)
    context = {"portfolios": list(managed_portfolios(user)), "companies": list(companies_of(user))}
    return render(request, "portfolios/list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PORTFOLIOS)
def new(request: HttpRequest) -> HttpResponse:
    """Make a portfolio."""
    user = current_user(request)
    form = NewPortfolioForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            company = company_for(user, form.cleaned_data["company"])
            try:
                made = assignment.make_portfolio(
                    form.cleaned_data["name"], company=company, **form.people(), by=user, at=clock.now()
                )
            except Refusal as refusal:
                status = refuse_on(form, refusal)
            else:
                messages.success(request, _("%(name)s was made. Its rules decide what comes in.") % {"name": made.name})
                return redirect("portfolio_rules", code=company.code)
    return _form(request, form, title=_("New portfolio"), submit=_("Make portfolio"), status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PORTFOLIOS)
def portfolio(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    """Give the portfolio to another rep or supervisor."""
    user = current_user(request)
    held = portfolio_for(user, portfolio_id)
    shown = {"rep": held.rep_id, "supervisor": held.supervisor_id, "seen_rep": held.rep_id}
    form = PeopleForm(request.POST or None, user=user, initial=shown)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            seen = form.cleaned_data["seen_rep"] or 0
            try:
                assignment.hand_over_portfolio(held, **form.people(), seen_rep_id=seen, by=user, at=clock.now())
            except Refusal as refusal:
                status = refuse_on(form, refusal)
            else:
                messages.success(request, _("%(name)s was handed over.") % {"name": held.name})
                return redirect("portfolios")
    return _form(request, form, title=held.name, submit=_("Hand over"), status=status)


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PORTFOLIOS)
def account(request: HttpRequest) -> HttpResponse:
    """Put one account into a portfolio by hand, or give it back to the rules."""
    user = current_user(request)
    initial = {"number": request.GET.get("number", "")}
    form = AccountForm(request.POST or None, user=user, as_of=clock.today(), initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            customer, into = form.cleaned_data["customer"], form.cleaned_data["into"]
            try:
                moved = assignment.assign_by_hand(customer, portfolio=into, by=user, at=clock.now())
            except Refusal as refusal:
                status = refuse_on(form, refusal)
            else:
                where = moved.portfolio.name if moved.portfolio else _("no portfolio")
                messages.success(request, _("%(account)s is in %(where)s.") % {"account": moved, "where": where})
                return redirect("portfolios")
    return _form(request, form, title=_("Assign one account"), submit=_("Assign"), status=status)


def _form(request: HttpRequest, form: Form, *, title: str, submit: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "title": title, "submit": submit}
    return render(request, "portfolios/form.html", context, status=status)
