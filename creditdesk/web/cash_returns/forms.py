"""What people type about returned payments, held checks, offers of payment in full, refunds and other currencies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from creditdesk.cash.returning import Return
from creditdesk.domain.money import current_currencies
from creditdesk.web.customer_events.forms import KeyedForm
from creditdesk.web.fields import AmountField, PastDayField

if TYPE_CHECKING:
    from creditdesk.cash.models import Receipt

LONGEST = 200


class SeenForm(KeyedForm):
    """A form about a payment as it was seen: whoever decides on an older one is told."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReturnForm(SeenForm):
    """That a payment came back: the bank's code, its reason, the day, and whether the contract allows our fee."""

    code = forms.CharField(label=gettext_lazy("The bank's code"), max_length=20, required=False)
    reason = forms.CharField(label=gettext_lazy("Why it came back"), max_length=160)
    fee = forms.BooleanField(
        label=gettext_lazy("Charge our fee: the contract with them allows it"), required=False, initial=False
    )

    def __init__(self, data: Any = None, *, today: dt.date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today
        self.fields["day"] = PastDayField(label=gettext_lazy("Day of the return"), today=today)

    def told(self) -> Return:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return Return(data["code"], data["reason"], data["day"] or self.today, fee=data["fee"])


class TakeForm(SeenForm):
    """Which payment a return is of."""

    receipt = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    fee = forms.BooleanField(label=gettext_lazy("Charge our fee: the contract with them allows it"), required=False)


class AgainForm(KeyedForm):
    """Which payment is the returned one presented again."""

    receipt = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)


class WhyForm(KeyedForm):
    """Why."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST)


class SeenWhyForm(SeenForm):
    """Why, about a payment as it was seen."""

    why = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST, required=False)


class ExchangeForm(SeenForm):
    """Which currency the payment becomes money of, and for how much it is taken."""

    currency = forms.CharField(label=gettext_lazy("Becomes money of"), min_length=3, max_length=3)
    amount = AmountField(
        label=gettext_lazy("Taken for"),
        required=False,
        help_text=gettext_lazy("Empty: what the rate of the value date gives."),
    )

    def __init__(self, data: Any = None, *, receipt: Receipt, **options: Any) -> None:
        super().__init__(data, **options)
        amount = self.fields["amount"]
        assert isinstance(amount, AmountField)
        typed = str((data or {}).get("currency", "")).upper()
        amount.currency = typed if typed in current_currencies() else receipt.currency

    def clean_currency(self) -> str:
        """The code as ISO writes it."""
        return str(self.cleaned_data["currency"]).upper()
