"""The statement as the customer gets it: as PDF, and over a period."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.letters import letter_language
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import LETTER_LANGUAGES
from creditdesk.letters.drafting import safe_part, statement_name
from creditdesk.letters.pdf import MEDIA_TYPE, statement_pdf
from creditdesk.letters.statement import open_items_content, period_content
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.period_statement import PeriodStatement, period_statements
from creditdesk.web.fields import PastDayField
from creditdesk.web.permissions import asked_from_the_desk, current_user, needs

if TYPE_CHECKING:
    from creditdesk.domain.policy import PolicyDocument
    from creditdesk.parties.models import Customer

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
_MOST_DAYS = 366 * 3
_DAYS = 30


class PeriodForm(forms.Form):
    """From which day to which, and in which language."""

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data)
        self.fields["first"] = PastDayField(today=today, label=gettext_lazy("From"))
        self.fields["last"] = PastDayField(today=today, label=gettext_lazy("To"))
        choices = [("", _("the customer's")), *LETTER_LANGUAGES.items()]
        self.fields["language"] = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=choices)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Both days, in their order."""
        read = super().clean() or {}
        last = read.get("last") or self.today
        first = read.get("first") or last - dt.timedelta(days=_DAYS)
        if first > last and not self.errors:
            self.add_error("first", _("The first day is after the last."))
        if (last - first).days > _MOST_DAYS and not self.errors:
            self.add_error("first", _("A statement tells of three years at most."))
        return read | {"first": first, "last": last}


@require_GET
@needs(*_SEE)
def period(request: HttpRequest, customer_id: int) -> HttpResponse:
    """Opening balance, movements and closing balance of a span of days, by currency."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    form = PeriodForm(request.GET, today=today)
    found: list[PeriodStatement] = []
    if form.is_valid():
        found = period_statements(customer.id, first=form.cleaned_data["first"], last=form.cleaned_data["last"])
    context = {
        "customer": customer,
        "form": form,
        "found": [(one, _running(one)) for one in found],
        "first": form.cleaned_data.get("first"),
        "last": form.cleaned_data.get("last"),
        "query": request.GET.urlencode(),
    }
    return render(request, "letters/period.html", context, status=422 if form.errors else 200)


@require_GET
@needs(*_SEE)
@asked_from_the_desk
def pdf(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The statement as PDF: of the open items of a day, or with `?first=` of a period."""
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    policy = policy_in_force(as_of=today, company_id=customer.company_id).document
    given = request.GET.copy()
    given.setdefault("last", given.get("as_of", ""))
    form = PeriodForm(given, today=today)
    if not form.is_valid():
        return render(request, "letters/period.html", {"customer": customer, "form": form, "found": []}, status=422)
    read = form.cleaned_data
    language = _language(customer, read.get("language") or "", policy)
    if request.GET.get("first"):
        content = period_content(customer, first=read["first"], last=read["last"], policy=policy, language=language)
        name = f"statement-{safe_part(customer.number)}-{read['first']}-{read['last']}.pdf"
    else:
        content = open_items_content(customer, as_of=read["last"], today=today, policy=policy, language=language)
        name = statement_name(customer, read["last"])
    answer = HttpResponse(statement_pdf(content), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return answer


def _language(customer: Customer, chosen: str, policy: PolicyDocument) -> LetterLanguage:
    if chosen:
        return LetterLanguage(chosen)
    return letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )


def _running(one: PeriodStatement) -> list[tuple[Any, int]]:
    """Each movement with the balance after it."""
    balance, rows = one.opening_minor, []
    for each in one.movements:
        balance += each.amount_minor
        rows.append((each, balance))
    return rows
