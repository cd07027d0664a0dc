"""The statement of an account as of any day: on the screen and on paper for the customer; as a file: web.exports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.aging import AgingBasis
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import BASIS_WORDS
from creditdesk.parties.access import customer_for
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.statements import Statement, statements
from creditdesk.web.account.figures import aging_bar_of
from creditdesk.web.fields import PastDayField
from creditdesk.web.permissions import current_user, needs
from creditdesk.web.policy.used import used_for

if TYPE_CHECKING:
    from creditdesk.exports.asking import Listing
    from creditdesk.parties.models import Customer

_SEE = (Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)


class StatementForm(forms.Form):
    """Which day, what age counts from, and what was known."""

    def __init__(self, data: Any, *, today: dt.date, default_basis: str) -> None:
        super().__init__(data)
        self.fields["as_of"] = PastDayField(today=today, label=gettext_lazy("As of"))
        self.fields["basis"] = forms.ChoiceField(
            label=gettext_lazy("Age counts from"),
            required=False,
            choices=[(basis.value, label) for basis, label in BASIS_WORDS.items()],
            initial=default_basis,
        )
        self.fields["known"] = PastDayField(today=today, label=gettext_lazy("As known at the end of"))


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as asked for: whose, of which day, with what is shown."""

    customer: Customer
    today: dt.date
    as_of: dt.date
    basis: AgingBasis
    known: dt.date | None
    edges: tuple[int, ...]
    form: StatementForm

    def statements(self) -> list[Statement]:
        """One statement for each currency."""
        known_at = None
        if self.known is not None and self.known < self.today:
            midnight = dt.datetime.combine(self.known + dt.timedelta(days=1), dt.time.min)
            known_at = timezone.make_aware(midnight)
        return statements(
            self.customer.id,
            as_of=self.as_of,
            today=self.today,
            edges=self.edges,
            basis=self.basis,
            known_at=known_at,
        )


def _asked(request: HttpRequest, customer_id: int) -> Asked:
    user, today = current_user(request), clock.today()
    customer = customer_for(user, customer_id, as_of=today)
    aging = policy_in_force(as_of=today, company_id=customer.company_id).document.aging
    data = request.GET.copy()
    data.setdefault("as_of", "today")
    data.setdefault("basis", aging.default_basis)
    form = StatementForm(data, today=today, default_basis=aging.default_basis)
    form.full_clean()
    read = form.cleaned_data
    return Asked(
        customer=customer,
        today=today,
        as_of=read.get("as_of") or today,
        basis=AgingBasis(read.get("basis") or aging.default_basis),
        known=read.get("known"),
        edges=aging.buckets,
        form=form,
    )


@require_GET
@needs(*_SEE)
def statement(request: HttpRequest, customer_id: int) -> HttpResponse:
    """The statement to read or to print; a typed day that makes no sense is told beside its field."""
    asked = _asked(request, customer_id)
    found = asked.statements() if not asked.form.errors else []
    context = {
        "customer": asked.customer,
        "asked": asked,
        "form": asked.form,
        "today": asked.today,
        "is_past": asked.as_of != asked.today or asked.known is not None,
        "basis_label": BASIS_WORDS[asked.basis],
        "used": used_for(current_user(request), [asked.customer.company], as_of=asked.today, section="aging"),
        "statements": [(one, aging_bar_of(one.buckets_minor, edges=asked.edges)) for one in found],
    }
    return render(request, "statement/page.html", context, status=422 if asked.form.errors else 200)


def statement_asked(request: HttpRequest, listing: Listing) -> tuple[dt.date, dict[str, str]]:
    """What the form asks for, as the file takes it; a field that cannot be read is as on a fresh form."""
    today = clock.today()
    form = StatementForm(request.GET, today=today, default_basis="")
    form.full_clean()
    read = form.cleaned_data
    known = read.get("known")
    wanted = {"basis": read.get("basis") or "", "known": known.isoformat() if known else ""}
    return read.get("as_of") or today, wanted
