"""The delinquent log: all customers past due with what was done and what comes next; as a file: web.exports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import bucket_labels, outcome_word
from creditdesk.followup.delinquent import (
    LogFilter,
    Place,
    delinquent,
    delinquent_lines,
    delinquent_page,
    place_of,
)
from creditdesk.followup.queries import PAGE
from creditdesk.followup.scope import policies_of
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User
from creditdesk.parties.plain_sql import ask_together
from creditdesk.parties.reach import Seat, read_seat
from creditdesk.receivables.accounts import read_currencies
from creditdesk.web.account.figures import edges_for
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used_for

if TYPE_CHECKING:
    from creditdesk.domain.policy import PolicyDocument

_BETWEEN = "~"
_FILTERS = ("portfolio", "owner", "bucket", "currency")


class FilterForm(forms.Form):
    """What the log is narrowed to; it lives in the address."""

    portfolio = forms.TypedChoiceField(label=gettext_lazy("Portfolio"), required=False, coerce=int, empty_value=None)
    owner = forms.TypedChoiceField(label=gettext_lazy("Owner"), required=False, coerce=int, empty_value=None)
    bucket = forms.TypedChoiceField(label=gettext_lazy("Something in"), required=False, coerce=int, empty_value=None)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)

    def __init__(self, data: Any, *, user: User, as_of: dt.date, labels: list[str]) -> None:
        super().__init__(data)
        everyone = [("", _("All"))]
        fields: dict[str, Any] = self.fields
        companies, absences, portfolios, owed = ask_together(*read_seat(user, on=as_of), read_currencies(user))
        visible = Seat(user, companies, absences, portfolios).visible_portfolios
        reps = {one.rep_id: one.rep_name for one in visible}
        fields["portfolio"].choices = [*everyone, *((one.id, one.name) for one in visible)]
        fields["owner"].choices = [*everyone, *sorted(reps.items(), key=lambda rep: rep[1])]
        fields["bucket"].choices = [*everyone, *list(enumerate(labels))[1:]]
        fields["currency"].choices = [*everyone, *((code, code) for code in owed)]

    def chosen(self) -> LogFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        return LogFilter(data.get("portfolio"), data.get("owner"), data.get("bucket"), data.get("currency") or "")


@dataclass(frozen=True, slots=True)
class Asked:
    """The log as asked for: by whom, of which day, narrowed how."""

    user: User
    day: dt.date
    form: FilterForm
    edges: tuple[int, ...]
    policies: Mapping[int, PolicyDocument]


def _asked(request: HttpRequest) -> Asked:
    user, day = current_user(request), clock.today()
    policies = policies_of(user, as_of=day)
    # A reader of several companies sees all of them by the buckets of his first.
    first = next(iter(policies.values()), None)
    edges = first.aging.buckets if first is not None else edges_for(None, as_of=day)
    form = FilterForm(request.GET, user=user, as_of=day, labels=bucket_labels(edges))
    return Asked(user, day, form, edges, policies)


@require_GET
@needs(Permission.SEE_HISTORY)
def delinquent_log(request: HttpRequest) -> HttpResponse:
    """A page of the log."""
    asked = _asked(request)
    rows = delinquent(asked.user, chosen=asked.form.chosen(), as_of=asked.day)
    found = delinquent_page(rows, after=_place(request.GET.get("after", "")))
    page = found[:PAGE]
    lines = delinquent_lines(asked.user, page, policies=asked.policies, edges=asked.edges, as_of=asked.day)
    context = {
        "form": asked.form,
        "lines": [(line, outcome_word(line.outcome)) for line in lines],
        "labels": bucket_labels(asked.edges),
        "used": used_for(asked.user, companies_of(asked.user), as_of=asked.day, section="aging"),
        "narrowed": any(request.GET.get(name) for name in _FILTERS),
        "older": address(request.GET, after=_mark(place_of(page[-1]))) if len(found) > PAGE else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "may_plan": may(asked.user, Permission.WORK_TICKLERS),
        "day": asked.day,
    }
    return render(request, "delinquent/log.html", context)


def _mark(place: Place) -> str:
    return _BETWEEN.join(map(str, place))


def _place(after: str) -> Place | None:
    parts = after.split(_BETWEEN)
    try:
        currency, minor, customer_id = parts
        place = currency, int(minor[:18]), int(customer_id[:18])
    except ValueError:
        return None
    return place if currency.isalpha() and len(currency) == 3 else None
