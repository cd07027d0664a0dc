"""Bank reconciliation: each account beside the books, day by day, every difference with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.cash.access import bank_accounts_for, bank_line_for
from creditdesk.cash.control_acts import explain_line
from creditdesk.cash.reconciling import account_span, gaps_of, last_day, unexplained_lines
from creditdesk.cash.reporting import statement_totals
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports import cash_words
from creditdesk.web.cash_control.forms import BankForm, ExplainForm
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditdesk.cash.models import BankAccount
    from creditdesk.cash.reconciling import AccountDay

# So many lines without an explanation stand on the page; the first account, where none is chosen.
OPEN_LINES = 50
ACCOUNTS = 1


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def reconciliation(request: HttpRequest) -> HttpResponse:
    """The chosen account, or the first: how each day ties, what differs, what the bank left out."""
    user, today = current_user(request), clock.today()
    accounts = list(bank_accounts_for(user))
    form = BankForm(request.GET, today=today, accounts=accounts)
    first, last = form.span()
    chosen = [one for one in accounts if one.id == form.get("account")] or accounts[:ACCOUNTS]
    context = {
        "form": form,
        "first": first,
        "last": last,
        "known_until": last_day(chosen),
        "accounts": [_account(one, first, last) for one in chosen],
        "others": len(accounts) - len(chosen),
        "open_lines": unexplained_lines(chosen, limit=OPEN_LINES),
        "may_explain": may(user, Permission.APPLY_CASH),
    }
    return render(request, "cash_control/reconciliation.html", context)


def _account(account: BankAccount, first: Any, last: Any) -> dict[str, Any]:
    span = account_span(account, first=first, last=last)
    totals = statement_totals([statement for one in span.days for statement in one.statements])
    return {
        "account": account,
        "tie": span.tie,
        "differences": [(one, cash_words.SIDES[one.side]) for one in span.tie.differences],
        "days": [(one, _received(one, totals)) for one in span.days],
        "gaps": gaps_of(account, first=first, last=last),
    }


def _received(day: AccountDay, totals: Any) -> Any:
    """The control totals of the day's statements."""
    parts = [totals[one.id] for one in day.statements]
    return sum(parts[1:], parts[0]) if parts else None


@require_http_methods(["GET", "POST"])
@needs(Permission.APPLY_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def explain(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say what a line of the bank is that is no receipt."""
    user = current_user(request)
    line = bank_line_for(user, line_id)
    form = ExplainForm(request.POST or None, initial={"why": line.explained})
    back = f"{reverse('cash_reconciliation')}?account={line.account_id}"
    context: dict[str, Any] = {"form": form, "line": line, "back_url": back}
    if request.method == "GET":
        return render(request, "cash_control/explain.html", context)
    if not form.is_valid():
        return render(request, "cash_control/explain.html", context, status=422)
    try:
        explain_line(line, why=form.cleaned_data["why"], by=user, at=clock.now())
    except Refusal as refusal:
        form.add_error(None, _in_words(refusal.reasons))
        return render(request, "cash_control/explain.html", context, status=422)
    messages.success(request, _("It is kept what the line is."))
    return redirect(back)


def _in_words(reasons: Sequence[Any]) -> list[str]:
    return [words(reason) for reason in reasons]
