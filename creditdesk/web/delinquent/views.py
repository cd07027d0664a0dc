"""The delinquent log: all customers past due with what was done and what comes next, on the screen and as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.money import Money
from creditdesk.domain.visibility import Permission
from creditdesk.followup.delinquent import (
    LogFilter,
    Place,
    delinquent,
    delinquent_lines,
    delinquent_page,
    every_line,
    place_of,
)
from creditdesk.followup.queries import PAGE
from creditdesk.followup.scope import policies_of
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User
from creditdesk.parties.exports import record_list_export
from creditdesk.parties.plain_sql import ask_together
from creditdesk.parties.reach import Seat, read_seat
from creditdesk.receivables.accounts import read_currencies
from creditdesk.web.account.figures import bucket_labels, edges_for
from creditdesk.web.contact.forms import outcome_word
from creditdesk.web.exports import Cell, Table, csv_file, file_name, xlsx_file
from creditdesk.web.paging import address
from creditdesk.web.permissions import current_user, may, needs
from creditdesk.web.policy.used import used_for
from creditdesk.web.taking_out import takes_out_a_list

if TYPE_CHECKING:
    from creditdesk.domain.policy import PolicyDocument
    from creditdesk.followup.delinquent import DelinquentLine

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
        "labels": bucket_labels(asked.edges)[1:],
        "used": used_for(asked.user, companies_of(asked.user), as_of=asked.day, section="aging"),
        "narrowed": any(request.GET.get(name) for name in _FILTERS),
        "older": address(request.GET, after=_mark(place_of(page[-1]))) if len(found) > PAGE else None,
        "newer": address(request.GET, after=None) if request.GET.get("after") else None,
        "query": address(request.GET, after=None),
        "may_export": may(asked.user, Permission.EXPORT),
        "may_plan": may(asked.user, Permission.WORK_TICKLERS),
        "day": asked.day,
    }
    return render(request, "delinquent/log.html", context)


@require_GET
@needs(Permission.SEE_HISTORY)
@takes_out_a_list
def as_csv(request: HttpRequest) -> HttpResponse:
    """The whole log, as it is narrowed, as CSV."""
    asked = _asked(request)
    return csv_file(_table(asked), _exported(asked, request), name=_name(asked))


@require_GET
@needs(Permission.SEE_HISTORY)
@takes_out_a_list
def as_xlsx(request: HttpRequest) -> HttpResponse:
    """The whole log, as it is narrowed, as an Excel workbook."""
    asked = _asked(request)
    return xlsx_file(_table(asked), _exported(asked, request), name=_name(asked))


def _exported(asked: Asked, request: HttpRequest) -> list[list[Cell]]:
    """The rows, with their line in the journal: they leave the desk."""
    lines = every_line(
        asked.user,
        chosen=asked.form.chosen(),
        policies=asked.policies,
        edges=asked.edges,
        as_of=asked.day,
    )
    rows = [_row(line) for line in lines]
    narrowed = {name: request.GET[name][:40] for name in _FILTERS if request.GET.get(name)}
    record_list_export(
        asked.user,
        what="delinquent_log",
        narrowed=narrowed,
        rows=len(rows),
        as_of=asked.day,
        at=clock.now(),
        limit=settings.EXPORTS_PER_HOUR,
    )
    return rows


def _name(asked: Asked) -> str:
    return file_name("delinquent-log", asked.day.isoformat())


def _table(asked: Asked) -> Table:
    buckets = [label[:1].upper() + label[1:] for label in bucket_labels(asked.edges)]
    heads = [_("Company"), _("Number"), _("Customer"), _("Currency"), _("Past due"), *buckets]
    heads += [_("Disputed"), _("Oldest, days"), _("Last contact"), _("Outcome"), _("Next action"), _("On")]
    heads += [_("Planned by"), _("Promised"), _("Promised for"), _("Promise"), _("Owner"), _("Portfolio")]
    return Table(_("Delinquent log %(day)s") % {"day": asked.day.isoformat()}, heads)


def _row(line: DelinquentLine) -> list[Cell]:
    customer, facts, promise = line.customer, line.facts, line.promise
    money = [Money(minor, facts.currency) for minor in (facts.past_due_minor, *facts.buckets_minor)]
    promised: list[Cell] = [None, None, ""]
    if promise is not None:
        state = _("broken") if promise.is_broken else _("open")
        promised = [Money(promise.facts.amount_minor, facts.currency), promise.facts.date, state]
    planned_by = (_("the strategy") if line.by_strategy else _("a person")) if line.next_action else ""
    return [
        customer.company.code,
        customer.number,
        customer.name,
        facts.currency,
        *money,
        Money(facts.disputed_minor, facts.currency),
        facts.oldest_days,
        timezone.localtime(line.last_contact).date() if line.last_contact else None,
        outcome_word(line.outcome),
        line.next_action,
        line.next_date,
        planned_by,
        *promised,
        str(line.owner or ""),
        customer.portfolio.name if customer.portfolio else "",
    ]


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
