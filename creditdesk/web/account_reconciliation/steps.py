"""The acts on a customer's statement, each a resource of its own; a no is told at the head of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.letters.reconciliations import draft_reconciliation
from creditdesk.reconciliation.access import statement_for
from creditdesk.reconciliation.explaining import (
    conclude_statement,
    explain_differences,
    reopen_statement,
    take_explanation_back,
    withdraw_statement,
)
from creditdesk.reconciliation.loading import state_total, take_line_back, type_line
from creditdesk.reconciliation.matching import accept_match, match_again, undo_match
from creditdesk.reconciliation.queries import as_proposed, compare
from creditdesk.web.account_reconciliation.forms import ExplainForm, LineForm, TotalForm
from creditdesk.web.account_reconciliation.views import page
from creditdesk.web.contact.answers import refused_status
from creditdesk.web.permissions import current_user, needs

if TYPE_CHECKING:
    from creditdesk.reconciliation.access import CustomerStatement

_Act = Callable[..., Any]


def _number(request: HttpRequest, name: str) -> int:
    """A key that was posted; zero, which is nobody's, where there is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _done(request: HttpRequest, found: CustomerStatement, act: _Act, text: str, **told: Any) -> HttpResponse:
    """Carry the act out on the version that the reader saw, and say so; or show the page with why not."""
    version = _number(request, "version")
    try:
        act(found, version=version, by=current_user(request), at=clock.now(), **told)
    except Refusal as refusal:
        return page(request, _found(request, found.id), refused=refusal.reasons, status=refused_status(refusal))
    messages.success(request, text)
    return redirect("customer_statement", found.id)


def _found(request: HttpRequest, statement_id: int) -> CustomerStatement:
    return statement_for(current_user(request), statement_id, as_of=clock.today())


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def add_line(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Add a line as it is typed from paper."""
    found = _found(request, statement_id)
    form = LineForm(request.POST, currency=found.currency, today=clock.today())
    if not form.is_valid():
        return page(request, found, status=422, line_form=form)
    return _done(request, found, type_line, _("Added."), line=form.line())


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def line_back(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Take a line back that was told wrongly."""
    found = _found(request, statement_id)
    return _done(
        request, found, take_line_back, _("The line does not count any more."), line_id=_number(request, "line")
    )


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def total(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Say which balance they state."""
    found = _found(request, statement_id)
    form = TotalForm(request.POST, currency=found.currency)
    if not form.is_valid():
        return page(request, found, status=422, total_form=form)
    return _done(request, found, state_total, _("Kept."), stated_minor=form.cleaned_data["stated"])


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def match(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Say that a line of theirs is an item of ours."""
    found = _found(request, statement_id)
    told = {"line_id": _number(request, "line"), "item_id": _number(request, "item")}
    return _done(request, found, accept_match, _("Matched."), **told)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def unmatch(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Say that a line is not the item that it was matched with."""
    found = _found(request, statement_id)
    return _done(request, found, undo_match, _("They are not the same any more."), line_id=_number(request, "line"))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def rematch(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Match what is free by the rules again."""
    return _done(request, _found(request, statement_id), match_again, _("Compared again with the account of its day."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def explain(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Say why a difference is, and what is done about it."""
    found, today = _found(request, statement_id), clock.today()
    form = ExplainForm(request.POST, owners=possible_owners(found.customer, as_of=today), today=today)
    if not form.is_valid():
        messages.error(request, _("Nothing was kept: choose a cause and an action, and type the day as a day."))
        return page(request, found, status=422)
    return _done(request, found, explain_differences, _("Explained."), said=[form.said()], as_of=today)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def explain_all(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Take the proposed cause and action of everything that nobody has explained yet."""
    found = _found(request, statement_id)
    said = as_proposed(compare(found))
    return _done(request, found, explain_differences, _("Explained as proposed."), said=said, as_of=clock.today())


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def unexplain(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Take back what was said of a difference."""
    found, key = _found(request, statement_id), request.POST.get("key", "")[:60]
    return _done(request, found, take_explanation_back, _("Taken back."), key=key)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def conclude(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Say that the account is reconciled; every difference that is not explained is a reason why not."""
    return _done(request, _found(request, statement_id), conclude_statement, _("Reconciled, with a proof of zero."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def reopen(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Take back that it is reconciled."""
    return _done(request, _found(request, statement_id), reopen_statement, _("Open again."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def withdraw(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Put the statement aside for good."""
    found, why = _found(request, statement_id), request.POST.get("why", "")
    return _done(request, found, withdraw_statement, _("Withdrawn."), why=why)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def letter(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Draft the letter with the differences; the same one again while the statement is as it was."""
    found = _found(request, statement_id)
    try:
        drafted = draft_reconciliation(found, by=current_user(request), at=clock.now(), as_of=clock.today())
    except Refusal as refusal:
        return page(request, found, refused=refusal.reasons, status=refused_status(refusal))
    return redirect("letter", drafted.id)
