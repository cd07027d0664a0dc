"""A call as a person types it: outcome, promise, dispute, next action and confirmation in one form."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.calendar import Calendar
from creditdesk.domain.policy_calls import CallOutcome, CallsPolicy
from creditdesk.followup.actions import Contested, Said
from creditdesk.followup.recording import NOTE_LONGEST
from creditdesk.followup.unknown_calls import CALLER_LONGEST, CLOSING_LONGEST
from creditdesk.web.contact.forms import OUTCOMES, ContactForm, Outcome
from creditdesk.web.fields import AmountField, TypedDateField

if TYPE_CHECKING:
    from creditdesk.domain.talking_points import Spoken
    from creditdesk.followup.call_sheet import CallSheet

# Nobody was spoken to, so nothing was spoken of.
_SILENT = ("no_answer", "left_message", "wrong_number")
_SENT_ONLY = ("sent", "received")
DIRECTIONS = [("outbound", _("we call")), ("inbound", _("they call us"))]


def outcomes_of(policy: CallsPolicy, *, calendar: Calendar, today: dt.date) -> list[Outcome]:
    """The outcomes of a call in the order of their keys, with the day that the policy proposes for what follows."""
    days = policy.follow_up_days
    return [
        replace(one, next_date=_day(days, one.value, calendar, today))
        for one in OUTCOMES
        if one.value not in _SENT_ONLY
    ]


def _day(days: dict[CallOutcome, int], outcome: str, calendar: Calendar, today: dt.date) -> str:
    if outcome not in set(CallOutcome) or CallOutcome(outcome) not in days:
        return ""
    return calendar.add_business_days(today, days[CallOutcome(outcome)]).isoformat()


class CallForm(ContactForm):
    """One call with all that follows from it."""

    direction = forms.ChoiceField(label=_("Who began"), choices=DIRECTIONS)
    item = forms.TypedMultipleChoiceField(required=False, coerce=int)
    dispute_item = forms.TypedMultipleChoiceField(label=_("Which items"), required=False, coerce=int)
    dispute_amount = AmountField(label=_("Disputed amount"), required=False)
    dispute_reason = forms.CharField(label=_("What the customer says"), required=False, max_length=200)
    confirmation_wanted = forms.BooleanField(label=_("Confirm it in writing"), required=False)

    def __init__(self, *args: Any, sheet: CallSheet, **options: Any) -> None:
        super().__init__(
            *args, customer=sheet.customer, contacts=list(sheet.people), currency=sheet.currency, **options
        )
        self.sheet = sheet
        # The page is for calls: nobody chooses.
        self.fields["channel"].required = False
        items: list[Spoken] = list(sheet.items)
        for name in ("item", "dispute_item"):
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = [(one.id, one.number) for one in items]
            field.error_messages["invalid_choice"] = _("One of the items is not open any more; look at them again.")
        amount = self.fields["dispute_amount"]
        assert isinstance(amount, AmountField)
        amount.currency = sheet.currency

    def clean_channel(self) -> str:
        """The page is for calls."""
        return "call"

    def clean(self) -> dict[str, Any]:
        """A dispute names its items and what the customer says; an amount is one item's."""
        data = super().clean()
        data["items"] = () if data.get("outcome") in _SILENT else tuple(data.get("item") or ())
        if data.get("outcome") != "disputed":
            return data
        if not self.errors.get("dispute_item") and not data.get("dispute_item"):
            self.add_error("dispute_item", _("Which items does he dispute?"))
        if not self.errors.get("dispute_reason") and not data.get("dispute_reason", "").strip():
            self.add_error("dispute_reason", _("What does the customer object to?"))
        if data.get("dispute_amount") is not None and len(data.get("dispute_item") or ()) > 1:
            self.add_error("dispute_amount", _("An amount is for one item; leave it empty for all of each."))
        return data

    def said(self) -> Said:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return replace(
            super().said(),
            confirmation_wanted=data["confirmation_wanted"] and data["outcome"] not in _SILENT,
        )

    def contested(self) -> tuple[Contested, ...]:
        """What he contests: an amount of one item, or all that is open of each."""
        data = self.cleaned_data
        if data["outcome"] != "disputed":
            return ()
        open_minor = {one.id: one.open_minor for one in self.sheet.items}
        typed = data["dispute_amount"]
        return tuple(
            Contested(one, open_minor[one] if typed is None else typed, data["dispute_reason"])
            for one in data["dispute_item"]
        )


class NumberForm(forms.Form):
    """The number of somebody who calls."""

    number = forms.CharField(
        label=_("Number of the caller"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off", "data-autoselect": ""}),
    )


class UnknownCallerForm(forms.Form):
    """Who called whom nobody knows, what was wanted, and when to look after it."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    number = forms.CharField(max_length=40, widget=forms.HiddenInput)
    caller = forms.CharField(label=_("Who it was"), required=False, max_length=CALLER_LONGEST)
    note = forms.CharField(
        label=_("What was wanted"), required=False, max_length=NOTE_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    due_date = TypedDateField(label=_("Look after it on"))

    def __init__(self, *args: Any, today: dt.date, number: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        day = self.fields["due_date"]
        assert isinstance(day, TypedDateField)
        day.as_of = today
        self.fields["note"].widget.attrs["data-draft-key"] = f"note:unknown:{number}"


class ClosingForm(forms.Form):
    """What came of the call of an unknown caller."""

    note = forms.CharField(label=_("What came of it"), max_length=CLOSING_LONGEST)
