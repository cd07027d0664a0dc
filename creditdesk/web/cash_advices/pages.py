"""Payers' lists: the list of them, one with the document that it was read from, and what a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from creditdesk import dispatch
from creditdesk.cash import remittance_queries as queries
from creditdesk.cash.access import remittance_for
from creditdesk.cash.deciding_remittances import accept_remittance, set_remittance_aside
from creditdesk.config import clock
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.exports.cash_words import REMITTANCE_STATES
from creditdesk.intake.access import visible_files
from creditdesk.mail.access import attachment_for, incoming_for
from creditdesk.parties.access import NotVisible
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.web.cash_advices.forms import MOST_TYPED, AsideForm, RemittanceForm
from creditdesk.web.cash_advices.pictures import kind_of
from creditdesk.web.cash_advices.together import shown_together
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from django import forms

    from creditdesk.cash.models import Remittance

PAGE = 50
TONES = {"held": "warning", "waiting": "accent", "used": "success", "set_aside": "neutral", "parted": "success"}
_CHANGED = "remittance.changed_meanwhile"


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def remittances_page(request: HttpRequest) -> HttpResponse:
    """The lists in one state, the newest first; those that are held where none is asked for."""
    user, asked = current_user(request), request.GET.get("state", "held")
    state = asked if asked in REMITTANCE_STATES else ""
    after = request.GET.get("after", "")
    found = queries.remittances(user, state=state)
    if after.isdecimal() and len(after) < 19:
        found = found.filter(id__lt=int(after))
    rows = list(found[: PAGE + 1])
    context = {
        "rows": [_row(one) for one in rows[:PAGE]],
        "state": state,
        "tabs": [
            {"label": label, "url": f"?state={name}", "active": name == (state or "all")}
            for name, label in {**REMITTANCE_STATES, "all": gettext_lazy("All")}.items()
        ],
        "older": address(request.GET, after=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None,
        "newer": address(request.GET, after=None) if after else None,
    }
    return render(request, "cash_advices/list.html", context)


def _row(one: Remittance) -> dict[str, Any]:
    return {
        "remittance": one,
        "state": REMITTANCE_STATES[one.state],
        "tone": TONES[one.state],
        "holds": queries.held_for(one)[:1],
        "paid_minor": queries.paid_minor(one),
        "currency": one.currency or one.company.currency,
    }


@require_GET
@needs(Permission.SEE_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def remittance(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """One list: what it was read from, what was noticed, and the form to correct and accept it."""
    return _page(request, remittance_for(current_user(request), remittance_id))


@require_POST
@needs(Permission.APPLY_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def accept(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Accept a list as it was corrected; what it says is matched at once where its payment is here."""
    user, today = current_user(request), clock.today()
    shown = remittance_for(user, remittance_id)
    form = _form(shown, user=user, data=request.POST)
    if not form.is_valid():
        return _page(request, shown, form=form, status=422)
    told = form.corrected()
    try:
        made = accept_remittance(shown, corrected=told, revision=form.cleaned_data["revision"], by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, remittance_id, form, refusal)
    receipts = [told.receipt.id] if told.receipt is not None else []
    dispatch.match_cash(made.company_id, as_of=today, at=clock.now(), receipt_ids=receipts)
    made = remittance_for(user, remittance_id)
    if made.receipt is not None:
        messages.success(request, _("The list is with the payment %(number)s.") % {"number": made.receipt.number})
        return redirect("cash_receipt", made.receipt.id)
    messages.success(request, _("The list is accepted, and waits for its payment."))
    if shown_together(made, user=user):
        return redirect("remittance", made.id)
    return redirect("remittances")


@require_POST
@needs(Permission.APPLY_CASH)
@needs(Permission.SEE_ACCOUNTS_ALL)
def aside(request: HttpRequest, remittance_id: int) -> HttpResponse:
    """Refuse a list with the reason."""
    user = current_user(request)
    shown, form = remittance_for(user, remittance_id), AsideForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, wrong=form, status=422)
    data = form.cleaned_data
    try:
        set_remittance_aside(shown, why=data["why"], revision=data["revision"], by=user, at=clock.now())
    except Refusal as refusal:
        return _refused(request, remittance_id, form, refusal)
    messages.success(request, _("The list was set aside."))
    return redirect("remittances")


def _refused(request: HttpRequest, remittance_id: int, form: forms.Form, refusal: Refusal) -> HttpResponse:
    """Why nothing was decided, with what was typed; 409 where somebody was faster."""
    form.add_error(None, [words(reason) for reason in refusal.reasons])
    lost = any(reason.code == _CHANGED for reason in refusal.reasons)
    shown = remittance_for(current_user(request), remittance_id)
    if isinstance(form, RemittanceForm):
        return _page(request, shown, form=form, status=409 if lost else 422)
    return _page(request, shown, wrong=form, status=409 if lost else 422)


def _form(shown: Remittance, *, user: User, data: Any = None) -> RemittanceForm:
    today = clock.today()
    customer = shown.customer
    candidates = [] if customer else queries.customers_for(user, shown, as_of=today)
    proposed = customer or next(iter(candidates), None)
    fitting = queries.payments_for(user, shown, customer=proposed, as_of=today)
    payments = [one.receipt for one in fitting]
    return RemittanceForm(data, remittance=shown, payments=payments, proposed=proposed, user=user, today=today)


def _page(
    request: HttpRequest,
    shown: Remittance,
    *,
    form: RemittanceForm | None = None,
    wrong: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    user = current_user(request)
    decides = shown.state in ("held", "waiting") and may(user, Permission.APPLY_CASH)
    context = {
        **_row(shown),
        "holds": queries.held_for(shown),
        "remarks": queries.remarks_of(shown),
        **_evidence(shown, user=user),
        "names": names_of([shown.decided_by, shown.received_by]),
        "form": (form or _form(shown, user=user)) if decides else None,
        "wrong": wrong,
        "aside": AsideForm(initial={"revision": shown.revision}, auto_id="aside_%s") if decides else None,
        "most": MOST_TYPED,
        "shown_lines": shown.lines[:MOST_TYPED],
        "was": _was(shown),
        "together": shown_together(shown, user=user) if decides else [],
        "parts": shown.parts.select_related("receipt").order_by("id") if shown.state == "parted" else [],
    }
    return render(request, "cash_advices/one.html", context, status=status)


def _evidence(shown: Remittance, *, user: User) -> dict[str, Any]:
    """What the list was read from, as far as the reader may see it."""
    found: dict[str, Any] = {"message": None, "attachment": None, "file": None}
    today = clock.today()
    if shown.mail_id is not None:
        try:
            found["message"] = incoming_for(user, shown.mail_id, as_of=today)
            if shown.attachment_id is not None:
                found["attachment"] = attachment_for(user, shown.attachment_id, as_of=today)
                found["is_picture"] = kind_of(bytes(found["attachment"].content or b"")) is not None
        except NotVisible:
            return found
    if shown.file_id is not None:
        found["file"] = visible_files(user).filter(id=shown.file_id).first()
    return found


def _was(shown: Remittance) -> list[Reason]:
    """What the list said before it was corrected, in words."""
    if not shown.said:
        return []
    text = "as it came it named %(count)d documents: %(numbers)s"
    lines = shown.said.get("lines", [])
    numbers = ", ".join(str(line.get("number") or "–") for line in lines[:10])
    return [Reason("remittance.as_it_came", text, {"count": len(lines), "numbers": numbers or "–"})]
