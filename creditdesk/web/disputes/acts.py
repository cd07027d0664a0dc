"""What is done with a case, each act an address of its own; what does not fit comes back with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.disputes.access import Case, case_for, case_named, paper_named
from creditdesk.disputes.acting import (
    Changed,
    assign_case,
    change_case,
    close_case,
    comment_on_case,
    merge_cases,
    reopen_case,
    show_paper,
    split_case,
    withdraw_case,
)
from creditdesk.disputes.deciding import decide_case, demand_back
from creditdesk.disputes.queries import case_facts
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.followup.actions import attach_document
from creditdesk.policy.queries import policy_in_force
from creditdesk.web.approvals import steps
from creditdesk.web.contact.answers import refused_status, refused_words
from creditdesk.web.disputes.forms import (
    AssignForm,
    ChangeForm,
    CommentForm,
    DecideForm,
    MergeForm,
    PaperForm,
    SplitForm,
    WordsForm,
)
from creditdesk.web.disputes.page import case_page
from creditdesk.web.permissions import current_user, needs

_Act = Callable[[dict[str, Any]], Any]


def _found(request: HttpRequest, case_id: int) -> Case:
    return case_for(current_user(request), case_id, as_of=clock.today())


def _told(request: HttpRequest) -> dict[str, Any]:
    """Who acts when, and which version of the case he saw."""
    seen = request.POST.get("seen", "")
    return {
        "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
        "by": current_user(request),
        "at": clock.now(),
        "as_of": clock.today(),
    }


def _done(request: HttpRequest, case: Case, text: str) -> HttpResponse:
    """Say what was done; the account is ranked anew by what is contested now."""
    dispatch.accounts_changed([case.customer_id], as_of=clock.today(), at=clock.now())
    messages.success(request, text)
    return redirect("case", case.id)


def _act(request: HttpRequest, case: Case, name: str, form: forms.Form, act: _Act, text: str) -> HttpResponse:
    """Do it, or show the page again with why not."""
    if not form.is_valid():
        return case_page(request, case, status=422, **{name: form})
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return case_page(request, case, status=refused_status(refusal), **{name: form})
    return _done(request, case, text)


def _plain(request: HttpRequest, case: Case, act: Callable[[], Any], text: str) -> HttpResponse:
    """The same for an act without a form."""
    try:
        act()
    except Refusal as refusal:
        return case_page(request, case, status=refused_status(refusal), refused=refused_words(refusal))
    return _done(request, case, text)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def take(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the case oneself."""
    case, told = _found(request, case_id), _told(request)
    return _plain(
        request,
        case,
        lambda: assign_case(case, owner=told["by"], department=case.department, **told),
        _("The case is yours."),
    )


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def assign(request: HttpRequest, case_id: int) -> HttpResponse:
    """Hand the case to a department, and to a person."""
    case, told = _found(request, case_id), _told(request)
    form = AssignForm(request.POST, owners=possible_owners(case.customer, as_of=clock.today()))
    return _act(
        request,
        case,
        "assign_form",
        form,
        lambda typed: assign_case(case, owner=form.owners.get(typed["owner"]), department=typed["department"], **told),
        _("Handed on."),
    )


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def change(request: HttpRequest, case_id: int) -> HttpResponse:
    """Another reason, day, window, claim number or root cause."""
    case, told, today = _found(request, case_id), _told(request), clock.today()
    policy = policy_in_force(as_of=today, company_id=case.company_id).document
    form = ChangeForm(request.POST, policy=policy.cases, as_of=today, initial={"reason": case.reason})
    return _act(
        request, case, "change_form", form, lambda typed: change_case(case, Changed(**typed), **told), _("Changed.")
    )  # fmt: skip


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def comment(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say something about the case."""
    case, told = _found(request, case_id), _told(request)
    del told["seen"]
    return _act(
        request,
        case,
        "comment_form",
        CommentForm(request.POST),
        lambda typed: comment_on_case(case, words=typed["words"], key=f"web/{typed['key']}", **told),
        _("Said."),
    )


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def paper(request: HttpRequest, case_id: int) -> HttpResponse:
    """Show a document of the account, or a file, as evidence."""
    case, told = _found(request, case_id), _told(request)
    del told["seen"]
    form = PaperForm(request.POST, request.FILES, documents=steps.papers(request, case.customer))
    return _act(
        request, case, "paper_form", form, lambda typed: _show(request, case, typed, told), _("It is with the case.")
    )  # fmt: skip


def _show(request: HttpRequest, case: Case, typed: dict[str, Any], told: dict[str, Any]) -> None:
    user, today = current_user(request), clock.today()
    if typed["file"]:
        document = attach_document(
            case.customer, name=typed["file"].name, content=typed["file"].read(), by=user, at=clock.now()
        )
    else:
        document = paper_named(int(typed["paper"]), user=user, as_of=today)
    show_paper(case, document, shows=typed["shows"], **told)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Decide how much of it is valid."""
    case, told = _found(request, case_id), _told(request)
    form = DecideForm(request.POST, lines=case_facts(case).lines, currency=case.currency)

    def act(typed: dict[str, Any]) -> None:
        valid, invalid = form.amounts()
        decide_case(
            case,
            valid=valid,
            invalid=invalid,
            words=typed["words"],
            root_cause=typed["root_cause"],
            demand=typed["demand"],
            **told,
        )

    return _act(request, case, "decide_form", form, act, _("Decided."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def credit(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask to credit what is valid."""
    case, told = _found(request, case_id), _told(request)
    key = f"case/{case.id}/{told['seen']}/credit"
    return _plain(
        request,
        case,
        lambda: dispatch.ask_case_credit(case, words="", key=key, **told),
        _("Asked for. It counts once somebody with the authority approves it."),
    )


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def demand(request: HttpRequest, case_id: int) -> HttpResponse:
    """Demand back what is invalid."""
    case, told = _found(request, case_id), _told(request)
    return _plain(request, case, lambda: demand_back(case, **told), _("Demanded back: it is collected again."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def split(request: HttpRequest, case_id: int) -> HttpResponse:
    """Move amounts into a case of their own."""
    case, told = _found(request, case_id), _told(request)
    form = SplitForm(request.POST, lines=case_facts(case).lines, currency=case.currency)
    return _act(
        request,
        case,
        "split_form",
        form,
        lambda typed: split_case(case, amounts=form.amounts(), key=f"web/{typed['key']}", **told),
        _("Split: the other part is a case of its own, like this one."),
    )


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def merge(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take another case over."""
    case, told = _found(request, case_id), _told(request)

    def act(typed: dict[str, Any]) -> None:
        other = case_named(typed["other"], user=current_user(request), as_of=clock.today())
        merge_cases(case, other, **told)

    return _act(request, case, "merge_form", MergeForm(request.POST), act, _("The other case is part of this one now."))


def _with_words(request: HttpRequest, case_id: int, name: str, verb: Callable[..., Any], text: str) -> HttpResponse:
    case, told = _found(request, case_id), _told(request)
    form = WordsForm(request.POST)
    return _act(request, case, name, form, lambda typed: verb(case, words=typed["words"], **told), text)


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """The customer takes his word back."""
    return _with_words(request, case_id, "withdraw_form", withdraw_case, _("Withdrawn: nothing is contested any more."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def close(request: HttpRequest, case_id: int) -> HttpResponse:
    """Close a case of which nothing is open."""
    return _with_words(request, case_id, "close_form", close_case, _("Closed."))


@require_POST
@needs(Permission.RECORD_ACTIVITY)
@needs(Permission.SEE_HISTORY)
def reopen(request: HttpRequest, case_id: int) -> HttpResponse:
    """Look at a decided case again."""
    return _with_words(request, case_id, "reopen_form", reopen_case, _("Open again: it is to be decided anew."))
