"""Bank accounts and bank statements: what came, how it ties, and the decision about what is held."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from creditdesk.cash import statement_queries as queries
from creditdesk.cash.access import statement_for
from creditdesk.cash.bank_accounts import make_bank_account
from creditdesk.cash.deciding_statements import let_in, set_aside
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.intake.access import visible_files
from creditdesk.parties.access import company_for
from creditdesk.parties.directory import names_of
from creditdesk.web.bank.forms import AccountForm, DecisionForm
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.cash.models import BankStatement

PAGE = 50
LABELS = {
    "": gettext_lazy("All"),
    "held": gettext_lazy("Held"),
    "taken": gettext_lazy("Taken in"),
    "set_aside": gettext_lazy("Set aside"),
    "taken_back": gettext_lazy("Taken back"),
}
TONES = {"held": "warning", "taken": "success", "set_aside": "neutral", "taken_back": "neutral"}
KINDS = {
    "receipt": gettext_lazy("Money in"),
    "returned": gettext_lazy("Returned payment"),
    "charge": gettext_lazy("Bank charge"),
    "out": gettext_lazy("Money out"),
    "other": gettext_lazy("Other"),
}


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def accounts(request: HttpRequest) -> HttpResponse:
    """The bank accounts of the user's companies."""
    user = current_user(request)
    context = {"accounts": list(queries.accounts(user)), "may_make": may(user, Permission.CLOSE_PERIOD)}
    return render(request, "bank/accounts.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.CLOSE_PERIOD)
def new_account(request: HttpRequest) -> HttpResponse:
    """Make a bank account; its number may come from a statement that was refused for want of it."""
    user = current_user(request)
    asked = {name: request.GET[name] for name in ("company", "number", "bank", "currency") if name in request.GET}
    form = AccountForm(request.POST or None, user=user, initial=asked)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = dict(form.cleaned_data)
            company = company_for(user, said.pop("company"))
            try:
                made = make_bank_account(company, **said, by=user, at=clock.now())
            except Refusal as refusal:
                form.add_error(None, [words(reason) for reason in refusal.reasons])
            else:
                messages.success(request, _("%(name)s was made: its statements come in.") % {"name": made.name})
                return redirect("bank_accounts")
    return render(request, "bank/new_account.html", {"form": form}, status=status)


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def statements(request: HttpRequest) -> HttpResponse:
    """The statements, the newest first; those that are held first ask for a person."""
    user = current_user(request)
    state, account = request.GET.get("state", ""), request.GET.get("account", "")
    page = max(0, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 0
    account_id = int(account) if account.isdecimal() and len(account) < 10 else None
    found = queries.statements(user, state=state, account_id=account_id)
    page = min(page, 1000)
    shown = list(found[page * PAGE : (page + 1) * PAGE + 1])
    context = {
        "rows": [_row(each) for each in shown[:PAGE]],
        "tabs": [
            {"label": label, "url": address(request.GET, state=key, page=None), "active": key == state}
            for key, label in LABELS.items()
        ],
        "state": state if state in LABELS else "",
        "account": account_id,
        "older": address(request.GET, page=str(page + 1)) if len(shown) > PAGE else "",
        "newer": address(request.GET, page=str(page - 1)) if page else "",
    }
    return render(request, "bank/statements.html", context)


def _row(statement: BankStatement) -> dict[str, Any]:
    return {
        "statement": statement,
        "state": LABELS[statement.state],
        "tone": TONES[statement.state],
        "holds": [reason for _line, reason, holds in queries.findings_of(statement) if holds],
    }


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def statement(request: HttpRequest, statement_id: int) -> HttpResponse:
    """One statement: how it ties, its lines, and the decision where it is held."""
    return _page(request, statement_for(current_user(request), statement_id))


@require_POST
@needs(Permission.POST_LEDGER)
def decide(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Let a held statement in, or set it aside."""
    user = current_user(request)
    shown = statement_for(user, statement_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form, status=422)
    why = form.cleaned_data["why"]
    try:
        if form.cleaned_data["decision"] == "let_in":
            let_in(shown, why=why, as_of=clock.today(), by=user, at=clock.now())
            messages.success(request, _("The statement was taken in."))
        else:
            set_aside(shown, why=why, by=user, at=clock.now())
            messages.success(request, _("The statement was set aside."))
    except Refusal as refusal:
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        lost = any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons)
        return _page(request, statement_for(user, statement_id), form=form, status=409 if lost else 422)
    return redirect("bank_statement", statement_id)


def _page(
    request: HttpRequest, shown: BankStatement, *, form: DecisionForm | None = None, status: int = 200
) -> HttpResponse:
    user = current_user(request)
    stated = request.GET.get("after", "")
    after = int(stated) if stated.isdecimal() and len(stated) < 10 else 0
    lines = list(queries.lines_of(shown, after=after)[: PAGE + 1])
    findings = queries.findings_of(shown)
    context = {
        **_row(shown),
        "tie": queries.tie_of(shown),
        "remarks": [reason for _line, reason, holds in findings if not holds],
        "lines": [{"line": one, "kind": KINDS[one.kind]} for one in lines[:PAGE]],
        "waiting": queries.entries_waiting(shown),
        "older": f"?after={lines[PAGE - 1].position}" if len(lines) > PAGE else "",
        "first": "?" if after else "",
        "file": visible_files(user).filter(id=shown.file_id).first() if shown.file_id else None,
        "names": names_of([shown.received_by, shown.decided_by]),
        "form": form or DecisionForm(),
        "may_decide": shown.state == "held" and may(user, Permission.POST_LEDGER),
    }
    return render(request, "bank/statement.html", context, status=status)
