"""One posting: its lines, that they sum to zero, who wrote it when and why; and taking it back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import visible_customers
from creditdesk.parties.directory import names_of
from creditdesk.receivables.access import posting_for
from creditdesk.receivables.actions import reverse_posting
from creditdesk.receivables.erp_postings import erp_state
from creditdesk.receivables.trail import sheet
from creditdesk.web.links import url_if
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used

if TYPE_CHECKING:
    from creditdesk.receivables.models import Posting

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
MOST_LINES = 200
# These are taken back by other means: undoing the import, or not at all.
_FINAL = ("import", "erp_settlement", "reversal")


@require_GET
@needs(*_SEE)
def posting(request: HttpRequest, posting_id: int) -> HttpResponse:
    """The posting with the lines that the reader may see."""
    user, today = current_user(request), clock.today()
    shown = posting_for(user, posting_id, as_of=today)
    reversal = getattr(shown, "reversed_by", None)
    found = sheet(shown, visible=visible_customers(user, as_of=today), limit=MOST_LINES)
    context = {
        "posting": shown,
        "names": names_of([shown.by, reversal.by if reversal else ""]),
        "sheet": found,
        "account_id": next((line.customer_id for line in found.lines if line.customer_id), None),
        "reversal": reversal,
        "erp_state": erp_state(shown),
        "used": used(user, shown.policy_version),
        "may_read_why": may(user, Permission.SEE_HISTORY),
        "import_url": url_if("import", shown.import_file_id) if may(user, Permission.SEE_IMPORTS) else None,
        "may_reverse": may(user, Permission.POST_LEDGER) and reversal is None and shown.kind not in _FINAL,
    }
    return render(request, "items/posting.html", context)


class ReverseForm(forms.Form):
    """Why the posting is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is taken back"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@needs(Permission.POST_LEDGER)
@needs(*_SEE)
def reverse_(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Take the posting back with a reason. If a colleague was faster, the page says who it was."""
    user, today = current_user(request), clock.today()
    shown = posting_for(user, posting_id, as_of=today)
    if request.method == "GET":
        return _page(request, shown, ReverseForm(initial={"key": uuid.uuid4()}))
    form = ReverseForm(request.POST)
    if not form.is_valid():
        return _page(request, shown, form, status=422)
    try:
        reversal = reverse_posting(
            shown,
            posting_date=today,
            as_of=today,
            by=user,
            at=clock.now(),
            key=f"reverse/{form.cleaned_data['key']}",
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        faster = getattr(posting_for(user, posting_id, as_of=today), "reversed_by", None)
        status = 409 if faster else 422
        return _page(request, shown, form, status=status, reasons=refusal.reasons, faster=faster)
    dispatch.posted(reversal, as_of=today, at=clock.now())
    messages.success(request, _("Taken back. Every item is as it was before."))
    return redirect("posting", reversal.id)


def _page(
    request: HttpRequest, posting: Posting, form: ReverseForm, *, status: int = 200, **facts: Any
) -> HttpResponse:
    found = sheet(posting, visible=visible_customers(current_user(request), as_of=clock.today()), limit=MOST_LINES)
    faster = facts.get("faster")
    names = names_of([faster.by] if faster else [])
    context = {"posting": posting, "sheet": found, "form": form, "names": names} | facts
    return render(request, "items/reverse.html", context, status=status)
