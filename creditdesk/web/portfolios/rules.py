"""The rules of a company's portfolios, what they would move, and moving it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties import assignment
from creditdesk.parties.access import company_for
from creditdesk.parties.directory import rule_for, rules_of, rules_state
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.portfolios.forms import RuleForm
from creditdesk.web.portfolios.views import refuse_on


@require_http_methods(["GET", "POST"])
@needs(Permission.MANAGE_PORTFOLIOS)
def rules(request: HttpRequest, code: str) -> HttpResponse:
    """The rules in order, what they would move now, and a form for one more."""
    user = current_user(request)
    company = company_for(user, code)
    form = RuleForm(request.POST or None, user=user, code=code, initial={"state": rules_state(company)})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                assignment.add_rule(
                    form.portfolios[data["portfolio"]],
                    conditions={name: value for name, value in data.items() if isinstance(value, str)},
                    state=data["state"],
                    by=user,
                    at=clock.now(),
                )
            except Refusal as refusal:
                status = refuse_on(form, refusal)
            else:
                messages.success(request, _("The rule was added. Nothing moves until you apply the rules."))
                return redirect("portfolio_rules", code=code)
    context = {
        "company": company,
        "rules": list(rules_of(company)),
        "state": rules_state(company),
        "plan": assignment.plan_assignment(company),
        "form": form,
    }
    return render(request, "portfolios/rules.html", context, status=status)


@require_POST
@needs(Permission.MANAGE_PORTFOLIOS)
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Move the accounts as the preview said."""
    user = current_user(request)
    plan = assignment.assign_by_rule(
        company_for(user, code), mark=request.POST.get("mark", ""), by=user, at=clock.now()
    )
    words = ngettext("%(count)d account moved.", "%(count)d accounts moved.", plan.moving)
    messages.success(request, words % {"count": plan.moving})
    return redirect("portfolio_rules", code=code)


@require_POST
@needs(Permission.MANAGE_PORTFOLIOS)
def remove(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Remove a rule; nothing moves yet."""
    user = current_user(request)
    rule = rule_for(user, rule_id)
    code = rule.portfolio.company.code
    assignment.remove_rule(rule, state=request.POST.get("state", ""), by=user, at=clock.now())
    return redirect("portfolio_rules", code=code)


@require_POST
@needs(Permission.MANAGE_PORTFOLIOS)
def earlier(request: HttpRequest, rule_id: int) -> HttpResponse:
    """Try a rule before the one above it; nothing moves yet."""
    user = current_user(request)
    rule = rule_for(user, rule_id)
    assignment.try_rule_earlier(rule, state=request.POST.get("state", ""), by=user, at=clock.now())
    return redirect("portfolio_rules", code=rule.portfolio.company.code)
