"""Deciding about an account on the exception list: somebody does something by a day, or it is accepted for a while."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Permission
from creditdesk.followup.access import possible_owners
from creditdesk.followup.decisions import Decision, Kind, decide_exception, exception_row
from creditdesk.followup.recording import CAUSE_LONGEST
from creditdesk.parties.actions import User
from creditdesk.web.contact.answers import customer_of, form_answer, refused_status, refused_words, saved_answer
from creditdesk.web.fields import TypedDateField
from creditdesk.web.permissions import current_user, needs

_KINDS = (
    (Kind.ASSIGNED.value, gettext_lazy("Somebody does something by then")),
    (Kind.ACCEPTED.value, gettext_lazy("Accepted without a plan until then")),
)


class DecisionForm(forms.Form):
    """What is decided, until or by when, and why or what is to be done."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=gettext_lazy("Decision"), choices=_KINDS)
    reason = forms.CharField(label=gettext_lazy("What is to be done, or why it is accepted"), max_length=CAUSE_LONGEST)
    until = TypedDateField(label=gettext_lazy("Day"))
    owner = forms.TypedChoiceField(label=gettext_lazy("Who does it"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, owners: list[User], rep_id: int | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {person.id: person for person in owners}
        fields: dict[str, Any] = self.fields
        fields["owner"].choices = [(person.id, str(person)) for person in owners]
        fields["owner"].initial = rep_id
        fields["until"].as_of = clock.today()

    def decision(self) -> Decision:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        owner = self.owners.get(data["owner"] or 0)
        return Decision(Kind(data["kind"]), data["until"], data["reason"], owner)


@require_http_methods(["GET", "POST"])
@needs(Permission.SEE_EXCEPTIONS)
@needs(Permission.WORK_TICKLERS)
def decide(request: HttpRequest) -> HttpResponse:
    """The form about `?customer=` (and `?currency=`), and its answer."""
    user, today = current_user(request), clock.today()
    customer = customer_of(request, user, today=today)
    named = (request.POST.get("currency") or request.GET.get("currency") or "").replace("\x00", "")[:3]
    row = exception_row(customer, currency=named)
    context: dict[str, Any] = {
        "customer": customer,
        "title": _("Decide"),
        "row": row,
        "days": (today - row.oldest_due_date).days,
    }
    initial = {"key": str(uuid.uuid4()), "currency": row.currency, "until": "+7", "kind": Kind.ASSIGNED.value}
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        owners=possible_owners(customer, as_of=today),
        rep_id=customer.portfolio.rep_id if customer.portfolio else None,
    )
    context |= {"form": form}
    if request.method == "GET":
        return form_answer(request, "exceptions/decide.html", context)
    if not form.is_valid():
        return form_answer(request, "exceptions/decide.html", context, status=422)
    try:
        decide_exception(
            customer,
            currency=row.currency,
            decision=form.decision(),
            by=user,
            at=clock.now(),
            as_of=today,
            key=form.cleaned_data["key"],
        )
    except Refusal as refusal:
        for sentence in refused_words(refusal):
            form.add_error(None, sentence)
        return form_answer(request, "exceptions/decide.html", context, status=refused_status(refusal))
    text = _("Decided for %(customer)s") % {"customer": customer.name}
    return saved_answer(request, text, customer_id=customer.id)
