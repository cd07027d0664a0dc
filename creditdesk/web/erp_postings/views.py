"""Postings for the ERP that keeps the books: which await it, which it refused and why, and its answer by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of
from creditdesk.receivables.access import erp_posting_for
from creditdesk.receivables.erp import answer
from creditdesk.receivables.erp_postings import PAGE, ErpState, erp_counts, erp_postings
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from creditdesk.receivables.models import Posting

SEE = (Permission.POST_LEDGER, Permission.SEE_JOURNAL)
_LABELS = {
    ErpState.AWAITING: gettext_lazy("Await the ERP"),
    ErpState.REFUSED: gettext_lazy("Refused by the ERP"),
    ErpState.ACCEPTED: gettext_lazy("Taken over"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The list as asked for: of which companies, in which state."""

    company_ids: list[int]
    state: ErpState

    @property
    def found(self) -> QuerySet[Posting]:
        """The postings, oldest first."""
        return erp_postings(self.company_ids, state=self.state)


def _asked(request: HttpRequest) -> Asked:
    state = request.GET.get("state", "")
    chosen = ErpState(state) if state in set(ErpState) else ErpState.AWAITING
    return Asked(list(companies_of(current_user(request)).values_list("id", flat=True)), chosen)


@require_GET
@needs(*SEE)
def erp_postings_page(request: HttpRequest) -> HttpResponse:
    """A page of the postings in one state, the oldest first: in this order the ERP takes them over."""
    user, asked = current_user(request), _asked(request)
    found, after = asked.found, request.GET.get("after", "")
    if after.isdecimal() and len(after) <= 18:
        found = found.filter(id__gt=int(after))
    rows = list(found[: PAGE + 1])
    counts = erp_counts(asked.company_ids)
    tabs = [
        {"label": label, "url": f"?state={state}", "active": state is asked.state, "count": counts[state]}
        for state, label in _LABELS.items()
    ]
    context = {
        "rows": [_shown(row) for row in rows[:PAGE]],
        "state": asked.state.value,
        "tabs": tabs,
        "older": address(request.GET, after=str(rows[PAGE - 1].id)) if len(rows) > PAGE else None,
        "newer": address(request.GET, after=None) if after else None,
        "may_answer": asked.state is ErpState.AWAITING and may(user, Permission.POST_LEDGER),
        "kept_there": companies_of(user).filter(mode="shadow"),
    }
    return render(request, "erp_postings/list.html", context)


def _shown(posting: Posting) -> dict[str, Any]:
    """The posting with what it moves up: for an application the money, for a transfer the deduction."""
    moved = [entry for entry in posting.entries.all() if entry.item is not None]
    first = next((entry for entry in moved if entry.amount_minor > 0), moved[0] if moved else None)
    return {"posting": posting, "answer": getattr(posting, "erp_answer", None), "first": first, "lines": len(moved)}


class AnswerForm(forms.Form):
    """What the ERP did with the posting."""

    answer = forms.ChoiceField(
        label=gettext_lazy("The ERP"),
        choices=[("accepted", gettext_lazy("took it over")), ("refused", gettext_lazy("refused it"))],
    )
    erp_document = forms.CharField(
        label=gettext_lazy("Document in the ERP"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The number under which it took the posting over."),
    )
    reason = forms.CharField(label=gettext_lazy("Why it refused"), max_length=200, required=False)
    answered_on = forms.DateField(
        label=gettext_lazy("On"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


@require_http_methods(["GET", "POST"])
@needs(Permission.POST_LEDGER)
def answered(request: HttpRequest, posting_id: int) -> HttpResponse:
    """Record by hand what the ERP answered, where it does not do so itself."""
    user, today = current_user(request), clock.today()
    posting = erp_posting_for(user, posting_id)
    form = AnswerForm(request.POST or None, initial={"answered_on": today})
    context = {"form": form, **_shown(posting)}
    if request.method == "GET":
        return render(request, "erp_postings/answer.html", context)
    if not form.is_valid():
        return render(request, "erp_postings/answer.html", context, status=422)
    facts = form.cleaned_data
    try:
        answer(
            posting,
            accepted=facts["answer"] == "accepted",
            erp_document=facts["erp_document"],
            reason=facts["reason"],
            answered_on=facts["answered_on"],
            by=user,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, [words(reason) for reason in refusal.reasons])
        return render(request, "erp_postings/answer.html", context, status=422)
    messages.success(request, _("The ERP's answer to posting %(id)d is kept.") % {"id": posting.id})
    return redirect("erp_postings")
