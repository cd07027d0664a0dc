"""The accounts list: who owes what, in one currency at a time, filtered and sorted in the address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.exports.event_words import HOLD_CODES
from creditdesk.exports.lists.accounts import AGING
from creditdesk.exports.words import BASIS_WORDS, STATUS_WORDS
from creditdesk.followup.event_queries import held_customers, standing_holds
from creditdesk.parties.access import customers_in
from creditdesk.parties.in_order import page_after, wanted_order
from creditdesk.parties.plain_sql import ask_together
from creditdesk.parties.reach import Seat, read_seat
from creditdesk.receivables.accounts import ACCOUNT_ORDERS, AccountFilter, accounts_matching, read_currencies
from creditdesk.receivables.queries import PositionFacts, positions
from creditdesk.web.account.figures import aging_bar_of, edges_for
from creditdesk.web.fields import PastDayField
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs

PAGE = 50


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    q = forms.CharField(
        label=_("Name or number"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    company = forms.TypedChoiceField(label=_("Company"), required=False, coerce=int, empty_value=None)
    portfolio = forms.TypedChoiceField(label=_("Portfolio"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("All")), *STATUS_WORDS.items()])
    risk = forms.ChoiceField(
        label=_("Class"), required=False, choices=[("", _("All")), *((letter, letter) for letter in "ABCDE")]
    )
    hold = forms.ChoiceField(
        label=_("Hold"), required=False, choices=[("", _("All")), ("any", _("To be held")), *HOLD_CODES.items()]
    )
    late = forms.BooleanField(label=_("Past due only"), required=False)

    def __init__(self, data: Any, *, seat: Seat, owed: Iterable[str]) -> None:
        super().__init__(data)
        self.codes = sorted({one.currency for one in seat.companies} | set(owed))
        own = seat.companies[0].currency if seat.companies else "USD"
        asked = str(data.get("currency", ""))
        self.in_currency: str = asked if asked in self.codes else own
        everyone = [("", _("All"))]
        fields: dict[str, Any] = self.fields
        fields["currency"].choices = [(code, code) for code in self.codes]
        fields["company"].choices = [*everyone, *((one.id, one.code) for one in seat.companies)]
        fields["portfolio"].choices = [*everyone, *((one.id, one.name) for one in seat.visible_portfolios)]
        for name in ("company", "portfolio"):
            if len(fields[name].choices) <= len(everyone) + 1:
                fields[name].widget = forms.HiddenInput()
        self.initial["currency"] = self.in_currency

    def wanted(self) -> AccountFilter:
        """The filter; a field with a value that is not there is left out."""
        self.full_clean()
        asked = self.cleaned_data
        return AccountFilter(
            currency=self.in_currency,
            text=asked.get("q", ""),
            company_id=asked.get("company"),
            portfolio_id=asked.get("portfolio"),
            status=asked.get("status", ""),
            risk_class=asked.get("risk", ""),
            past_due_only=asked.get("late", False),
        )


class AgingForm(forms.Form):
    """The day and the basis of the aging that goes out as a file; the list's own filters go with it."""

    basis = forms.ChoiceField(label=_("Age counts from"), required=False)

    def __init__(self, *, today: dt.date) -> None:
        super().__init__()
        self.fields["as_of"] = PastDayField(today=today, label=_("As of"))
        basis = self.fields["basis"]
        assert isinstance(basis, forms.ChoiceField)
        basis.choices = [(one.value, label) for one, label in BASIS_WORDS.items()]


@require_GET
@needs(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts that the user may see. Sorted by an amount, only those with something open in the currency show."""
    user, today = current_user(request), clock.today()
    query = request.GET.copy()
    companies, absences, portfolios, owed = ask_together(*read_seat(user, on=today), read_currencies(user))
    seat = Seat(user, companies, absences, portfolios)
    form = FilterForm(query, seat=seat, owed=owed)
    query.setdefault("currency", form.in_currency)
    wanted = form.wanted()
    # Who looks for a name wants every account of that name, also one that owes nothing.
    sort = wanted_order(
        request.GET.get("sort", ""), orders=ACCOUNT_ORDERS, default="name" if wanted.text else "-past_due"
    )
    visible = customers_in(seat.reach)
    if hold := form.cleaned_data.get("hold"):
        visible = visible.filter(id__in=held_customers(hold, as_of=today))
    found = accounts_matching(visible, wanted=wanted)
    customers, after = page_after(
        found, sort=sort, orders=ACCOUNT_ORDERS, after=request.GET.get("after", ""), size=PAGE
    )
    edges = edges_for(None, as_of=today)
    facts: dict[int, list[PositionFacts]] = {}
    for one in positions([customer.id for customer in customers], as_of=today, edges=edges):
        facts.setdefault(one.customer_id or 0, []).append(one)
    holds = standing_holds([customer.id for customer in customers], as_of=today)
    rows = [
        _row(customer, facts.get(customer.id, []), form.in_currency, edges)
        | {"holds": sorted({one.code for one in holds.get(customer.id, [])})}
        for customer in customers
    ]
    return render(
        request,
        "accounts/list.html",
        {
            "form": form,
            "sort": sort,
            "rows": rows,
            "currency": form.in_currency,
            "aging_form": AgingForm(today=today) if may(user, Permission.EXPORT) else None,
            "narrowing": [(name, request.GET[name]) for name in AGING.filters if request.GET.get(name)],
            "narrowed": any(
                request.GET.get(name) for name in ("q", "company", "portfolio", "status", "risk", "hold", "late")
            ),
            "by_amount": sort.removeprefix("-") != "name",
            "older": address(request.GET, after=after) if after else None,
            "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        },
    )


def _row(customer: Any, facts: list[PositionFacts], currency: str, edges: tuple[int, ...]) -> dict[str, Any]:
    shown = next((one for one in facts if one.currency == currency), None)
    return {
        "customer": customer,
        "facts": shown,
        "other_currencies": [one.currency for one in facts if one.currency != currency],
        "bar": aging_bar_of(shown.buckets_minor, edges=edges) if shown else None,
    }
