"""One document: its facts, every entry that makes what is open of it, and what may be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk import dispatch
from creditdesk.cash.access import receipts_for
from creditdesk.cash.history import MOST_MATCHES, matches_touching
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import item_for
from creditdesk.receivables.actions import mark_disputed
from creditdesk.receivables.queries import extensions_of, residuals_of
from creditdesk.receivables.trail import applied, trail
from creditdesk.web.fields import AmountField, AmountForm, amount_typed
from creditdesk.web.links import url_if
from creditdesk.web.permissions import current_user, may, needs

if TYPE_CHECKING:
    from creditdesk.receivables.models import OpenItem

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)


@require_GET
@needs(*_SEE)
def item(request: HttpRequest, item_id: int) -> HttpResponse:
    """The document with the trail of its entries."""
    user, today = current_user(request), clock.today()
    shown = item_for(user, item_id, as_of=today)
    visible = visible_customers(user, as_of=today)
    lines, extensions = trail(shown, visible=visible), extensions_of(shown)
    context = head_of(shown)
    context |= {
        "trail": lines,
        "names": names_of([*(line.posting.by for line in lines), *(each.by for each in extensions)]),
        "applied": applied(shown, visible=visible),
        "extensions": extensions,
        "residuals": residuals_of(shown),
        "may_read_why": may(user, Permission.SEE_HISTORY),
        "origin": shown.origin,
        "days_late": max(0, (today - shown.due_date).days) if not shown.closed_date else 0,
        "import_url": url_if("import", shown.import_file_id) if may(user, Permission.SEE_IMPORTS) else None,
        "cash": _cash_of(user, shown),
        "may_apply": shown.open_minor < 0 and may(user, Permission.POST_LEDGER),
        "may_move": shown.open_minor > 0 and may(user, Permission.POST_LEDGER),
        "may_extend": shown.open_minor > 0 and may(user, Permission.RECORD_ACTIVITY),
        "has_evidence": shown.kind == "deduction",
        "may_dispute": shown.open_minor > 0 and may(user, Permission.RECORD_ACTIVITY),
    }
    return render(request, "items/item.html", context)


def _cash_of(user: User, shown: OpenItem) -> dict[str, Any]:
    """The payment of the Cash screen that the item is, and the matches that moved it; nothing for who sees no cash."""
    if not may(user, Permission.SEE_CASH):
        return {}
    receipts = receipts_for(user, as_of=clock.today())
    matches = list(matches_touching(shown.id, receipts=receipts)[:MOST_MATCHES])
    own = receipts.filter(item=shown).first() if shown.original_minor < 0 else None
    of_item = [(one, next((line for line in one.lines if line["item_id"] == shown.id), None)) for one in matches]
    return {"receipt": own, "matches": of_item, "names": names_of(one.by for one in matches)}


def head_of(item: OpenItem) -> dict[str, Any]:
    """What every page of an item says at its top."""
    return {"item": item, "account_url": reverse("account", args=[item.customer_id])}


class DisputeForm(AmountForm):
    """How much of an item the customer contests, and why."""

    amount = AmountField(
        label=gettext_lazy("Disputed amount"), help_text=gettext_lazy("0 when nothing is disputed any more")
    )
    reason = forms.CharField(label=gettext_lazy("What the customer says"), max_length=200)
    # What was disputed when the form was shown: a colleague may have been faster.
    before = forms.IntegerField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@needs(Permission.RECORD_ACTIVITY)
@needs(*_SEE)
def dispute(request: HttpRequest, item_id: int) -> HttpResponse:
    """Say how much of the item is disputed. What was changed meanwhile is told, and nothing is overwritten."""
    user, today = current_user(request), clock.today()
    shown = item_for(user, item_id, as_of=today)
    if request.method == "GET":
        likely = shown.disputed_minor or shown.open_minor
        initial = {"amount": amount_typed(likely, currency=shown.currency), "before": shown.disputed_minor}
        return _dispute_page(request, shown, DisputeForm(initial=initial, currency=shown.currency))
    form = DisputeForm(request.POST, currency=shown.currency)
    if not form.is_valid():
        return _dispute_page(request, shown, form, status=422)
    if form.cleaned_data["before"] != shown.disputed_minor:
        form = _asked_again(request, shown)
        return _dispute_page(request, shown, form, status=409, lost_race=True)
    try:
        mark_disputed(
            shown,
            disputed_minor=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            as_of=today,
            by=user,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _dispute_page(request, shown, form, status=422, reasons=refusal.reasons)
    dispatch.accounts_changed([shown.customer_id], as_of=today, at=clock.now())
    messages.success(request, _("Recorded what is disputed of %(number)s.") % {"number": shown.number})
    return redirect("item", shown.id)


def _asked_again(request: HttpRequest, item: OpenItem) -> DisputeForm:
    """The form as typed, over the amount that stands now."""
    typed = request.POST.copy()
    typed["before"] = str(item.disputed_minor)
    return DisputeForm(typed, currency=item.currency)


def _dispute_page(
    request: HttpRequest, item: OpenItem, form: DisputeForm, *, status: int = 200, **facts: Any
) -> HttpResponse:
    return render(request, "items/dispute.html", head_of(item) | {"form": form} | facts, status=status)
