"""What every cash page has around it: the filter in the address, the queue on the left, the control totals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.cash.access import bank_accounts_for
from creditdesk.cash.queries import (
    QUEUE_ORDERS,
    STATES,
    CashFilter,
    cash_totals,
    companies_with_cash,
    next_of,
    queue_page,
)
from creditdesk.exports import cash_words as words
from creditdesk.parties.actions import User
from creditdesk.parties.in_order import wanted_order
from creditdesk.receivables.search import amounts_meant
from creditdesk.web.paging import address

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt

PAGE = 50
OLDEST_FIRST = "value_date"
_ORDERS = (
    ("value_date", gettext_lazy("Oldest first")),
    ("-value_date", gettext_lazy("Newest first")),
    ("-amount", gettext_lazy("Largest first")),
    ("amount", gettext_lazy("Smallest first")),
)
_KEPT = ("state", "company", "account", "customer", "channel", "q", "amount", "sort", "after")


class QueueForm(forms.Form):
    """What the queue is narrowed to, and its order; both live in the address."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    company = forms.ChoiceField(label=gettext_lazy("Company"), required=False)
    account = forms.TypedChoiceField(label=gettext_lazy("Bank account"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), required=False)
    q = forms.CharField(label=gettext_lazy("Payer, number or text"), required=False, max_length=80)
    amount = forms.CharField(label=gettext_lazy("Amount"), required=False, max_length=28)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=_ORDERS)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        everyone = [("", _("All"))]
        self.companies = companies_with_cash(user)
        accounts = [(one.id, str(one)) for one in bank_accounts_for(user)]
        fields["state"].choices = list(words.STATES.items())
        fields["company"].choices = [*everyone, *self.companies]
        fields["account"].choices = [*everyone, *accounts]
        fields["channel"].choices = [*everyone, *words.CHANNELS.items()]
        # A choice of one is none.
        self.has_companies, self.has_accounts = len(self.companies) > 1, bool(accounts)

    def chosen(self, user: User, *, customer: str) -> CashFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        state = data.get("state") or ""
        typed = (data.get("amount") or "").strip()
        return CashFilter(
            state=state if state in STATES else "",
            company=data.get("company") or "",
            account_id=data.get("account"),
            customer_id=int(customer) if customer.isdecimal() and len(customer) < 19 else None,
            channel=data.get("channel") or "",
            text=data.get("q") or "",
            amounts_minor=frozenset(amounts_meant(user, typed)) if typed else None,
        )


class Frame:
    """The queue as the address narrows it, for one reader on one day."""

    def __init__(self, request: HttpRequest, user: User, *, today: dt.date) -> None:
        self.user, self.today, self.query = user, today, request.GET
        self.form = QueueForm(request.GET, user=user)
        self.chosen = self.form.chosen(user, customer=request.GET.get("customer", ""))
        self.sort = wanted_order(request.GET.get("sort", ""), orders=QUEUE_ORDERS, default=OLDEST_FIRST)

    @property
    def kept(self) -> str:
        """The filter as the end of an address, so that it stays while one works through the queue."""
        others = {name: None for name in self.query if name not in _KEPT}
        return address(self.query, **others).removeprefix("?")

    def with_filter(self, url: str) -> str:
        """The address with the filter."""
        return f"{url}?{self.kept}" if self.kept else url

    def page(self) -> tuple[list[Receipt], str]:
        """The receipts of the page, and where the next page begins."""
        after = self.query.get("after", "")
        return queue_page(self.user, chosen=self.chosen, sort=self.sort, after=after, size=PAGE, as_of=self.today)

    def following(self, receipt: Receipt) -> str:
        """The address of the next receipt to work, or of the queue where none is left."""
        found = next_of(self.user, receipt, chosen=self.chosen, sort=self.sort, as_of=self.today)
        url = reverse("cash_receipt", args=[found.id]) if found else reverse("cash")
        return self.with_filter(url)

    def context(self, rows: list[Receipt], after: str, *, shown: Receipt | None) -> dict[str, Any]:
        """What the frame's template needs."""
        return {
            "form": self.form,
            "rows": rows,
            "shown": shown,
            "kept": self.kept,
            "totals": cash_totals(self.user, company=self.chosen.company, as_of=self.today),
            "older": address(self.query, after=after, customer=None) if after else None,
            "newer": address(self.query, after=None) if self.query.get("after") else None,
            "narrowed": any(self.query.get(name) for name in _KEPT[:-2]),
            "state_words": words.STATES[self.chosen.state],
            "today": self.today,
        }
