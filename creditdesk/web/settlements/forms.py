"""What people type to offer a settlement: the documents, the offer, its last day, how it is paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from creditdesk.domain.requests import Content
from creditdesk.domain.settlements import METHOD_LONGEST, content
from creditdesk.web.approvals.forms import AskForm
from creditdesk.web.fields import TypedDateField
from creditdesk.web.templatetags.desk_formats import amount

if TYPE_CHECKING:
    from creditdesk.receivables.models import OpenItem

# Business days that a customer has to pay, unless said otherwise.
DAYS_TO_PAY = 10


class SettleForm(AskForm):
    """A settlement of the documents. `payments` are those on the account, each with what is free of it."""

    def __init__(self, data: Any, *, payments: Sequence[tuple[OpenItem, int]], **told: Any) -> None:
        self._payments = payments
        super().__init__(data, **told)

    @property
    def has_payments(self) -> bool:
        """Whether there is money on the account that could count."""
        return bool(self._payments)

    def content(self) -> Content:
        """What is asked for, of the valid form."""
        return self._content(evidence=True)

    def draft(self) -> Content | None:
        """What it comes to as far as it is typed; None while the amounts or the day are not there."""
        self.is_valid()
        needed = ["offer", "until", *(f"amount_{item.id}" for item in self.items)]
        if any(self.cleaned_data.get(name) is None for name in needed):
            return None
        return self._content(evidence=False)

    def _content(self, *, evidence: bool) -> Content:
        told = self.cleaned_data
        return content(
            self._lines(),
            currency=self.currency,
            offer_minor=told["offer"] or 0,
            deadline=told["until"],
            method=told.get("method", ""),
            payments=[int(one) for one in told.get("payments", ())],
            words=told.get("words", ""),
            evidence=tuple(self._shown()) if evidence else (),
            policy=self._policy,
        )

    def _kind_fields(self, before: Content | None, *, as_of: dt.date) -> None:
        super()._kind_fields(before, as_of=as_of)
        terms = before.terms if before else {}
        self._amount("offer", _("Offer"), int(terms.get("offer_minor", 0)), required=True)
        until = TypedDateField(label=_("To be paid by"))
        until.as_of = as_of
        likely = self._policy.bank_calendar.add_business_days(as_of, DAYS_TO_PAY)
        until.initial = (before.until if before and before.until else likely).isoformat()
        self.fields["until"] = until
        method = terms.get("method", _("by wire transfer"))
        self.fields["method"] = forms.CharField(label=_("How it is paid"), max_length=METHOD_LONGEST, initial=method)
        if self._payments:
            self.fields["payments"] = forms.MultipleChoiceField(
                label=_("Money on the account that counts towards it"),
                required=False,
                choices=[(str(one.id), self._payment_words(one, minor)) for one, minor in self._payments],
                initial=[str(one) for one in terms.get("payments", ())],
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Nothing that is on the account now counts, unless it is agreed and chosen here."),
            )

    def _payment_words(self, payment: OpenItem, minor: int) -> str:
        return f"{payment.number}, {amount(minor, self.currency)} {self.currency}"
