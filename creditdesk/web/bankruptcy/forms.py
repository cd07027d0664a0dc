"""What people type about a case: a fact or counsel's day, a day of receipt, counsel's word, a number for an account."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.bankruptcy.petitions import DAYS, SAID, Field
from creditdesk.domain.calendar import DateError, typed_date
from creditdesk.domain.money import AmountError, parse_amount
from creditdesk.web.bankruptcy import words
from creditdesk.web.fields import TypedDateField, readers_habits
from creditdesk.web.templatetags.desk_formats import words as said

_AMOUNTS = frozenset({Field.CONSIGNED, Field.RESERVE})


class TellForm(forms.Form):
    """One fact of the case, by whom and why. `value()` is it as it is kept, once the form is valid."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    field = forms.ChoiceField(label=gettext_lazy("What"))
    value = forms.CharField(label=gettext_lazy("Value"), max_length=200, required=False)
    said_by = forms.CharField(label=gettext_lazy("Who says it"), max_length=120)
    why = forms.CharField(label=gettext_lazy("Why, or where it stands"), max_length=500)

    def __init__(self, data: Any = None, *, currency: str, as_of: dt.date, decides: bool) -> None:
        super().__init__(data, auto_id="tell_%s")
        self.currency, self.as_of = currency, as_of
        fields: dict[str, Any] = self.fields
        fields["field"].choices = [(one.value, words.FIELDS[one.value]) for one in Field if decides or one not in SAID]

    def clean(self) -> dict[str, Any]:
        """The value as it is kept: days as ISO, amounts in minor units."""
        told: dict[str, Any] = super().clean() or {}
        name, text = told.get("field"), (told.get("value") or "").strip()
        if not name or not text:
            return told
        habits = readers_habits()
        try:
            if Field(name) in DAYS:
                told["value"] = typed_date(text, as_of=self.as_of, habits=habits).isoformat()
            elif Field(name) in _AMOUNTS:
                told["value"] = str(parse_amount(text, currency=self.currency, decimal=habits.decimal))
            elif Field(name) is Field.VOLUNTARY:
                told["value"] = {str(_("yes")): "yes", str(_("no")): "no"}.get(text.lower(), text.lower())
            else:
                told["value"] = text
        except (DateError, AmountError) as error:
            raise ValidationError({"value": said(error.reason)}) from error
        return told


class ReceivedForm(forms.Form):
    """When the goods of a document were received, and what shows it."""

    item = forms.ChoiceField(label=gettext_lazy("Document"))
    received_on = TypedDateField(label=gettext_lazy("Received on"))
    evidence = forms.CharField(label=gettext_lazy("What shows it"), max_length=500)

    def __init__(self, data: Any = None, *, items: Iterable[tuple[int, str]], as_of: dt.date) -> None:
        super().__init__(data, auto_id="received_%s")
        fields: dict[str, Any] = self.fields
        fields["item"].choices = [(str(item_id), number) for item_id, number in items]
        fields["received_on"].as_of = as_of


class StepForm(forms.Form):
    """Where the worksheet goes; counsel is named where counsel confirms."""

    to = forms.ChoiceField(widget=forms.HiddenInput, choices=[(name, name) for name in words.STATES])
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    counsel = forms.CharField(label=gettext_lazy("Counsel"), max_length=120, required=False)
    words = forms.CharField(label=gettext_lazy("Words"), max_length=500, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="step_%s", **options)


class UseForm(forms.Form):
    """Counsel confirms that a payment or credit is used in spite of the stay."""

    number = forms.CharField(label=gettext_lazy("Payment or credit, by its number"), max_length=60)
    counsel = forms.CharField(label=gettext_lazy("Counsel"), max_length=120)
    words = forms.CharField(label=gettext_lazy("What was confirmed"), max_length=500)
    said_on = TypedDateField(label=gettext_lazy("Said on"))

    def __init__(self, data: Any = None, *, as_of: dt.date) -> None:
        super().__init__(data, auto_id="use_%s", initial={"said_on": as_of.isoformat()})
        fields: dict[str, Any] = self.fields
        fields["said_on"].as_of = as_of


class AccountForm(forms.Form):
    """The account for sales after the petition."""

    number = forms.CharField(label=gettext_lazy("Number of the new account"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="account_%s", **options)
