"""What people type about changes of a customer's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.data_changes import FIELDS, LONGEST, CallBack, CallOutcome, is_given
from creditdesk.domain.policy_events import DataKind
from creditdesk.exports import event_words as words
from creditdesk.followup.data_changing import NOTE_LONGEST, Request
from creditdesk.followup.event_access import CustomerEvent, DataChange
from creditdesk.web.customer_events.forms import KeyedForm

_VALUE = "value_"


class FilterForm(forms.Form):
    """What the queue is narrowed to; it lives in the address."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        everyone = [("", _("All"))]
        fields["state"].choices = [*everyone, ("open", _("Waiting for somebody")), *words.CHANGE_STATES.items()]
        fields["kind"].choices = [*everyone, *words.DATA_KINDS.items()]


class RequestForm(KeyedForm):
    """The new values, who asked for them, how, and which numbers came with the request."""

    asked_by = forms.CharField(label=gettext_lazy("Who asked for it, at the customer"), max_length=120)
    channel = forms.ChoiceField(label=gettext_lazy("How"), choices=list(words.ASK_CHANNELS.items()))
    given = forms.CharField(
        label=gettext_lazy("Telephone numbers that came with it"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("With commas between them. None of these confirms anything."),
    )

    def __init__(self, data: Any = None, *, kind: DataKind, now: Mapping[str, str]) -> None:
        super().__init__(data)
        self.kind, self.now = kind, now
        fields: dict[str, Any] = self.fields
        for name in FIELDS[kind]:
            fields[f"{_VALUE}{name}"] = forms.CharField(
                label=str(words.DATA_FIELDS[name]),
                required=False,
                max_length=LONGEST[name],
                # What is asked for is seldom all of it; a bank account always is.
                initial="" if kind is DataKind.BANK else now.get(name, ""),
                widget=forms.TextInput(attrs={"autocomplete": "off", "data-autoselect": ""}),
            )

    @property
    def values(self) -> list[tuple[Any, str]]:
        """Each field with what stands there now."""
        return [(self[f"{_VALUE}{name}"], self.now.get(name, "")) for name in FIELDS[self.kind]]

    def request(self, event: CustomerEvent | None) -> Request:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        new = {name: data.get(f"{_VALUE}{name}", "") for name in FIELDS[self.kind]}
        given = tuple(one.strip() for one in data["given"].split(",") if one.strip())
        return Request(self.kind, new, data["asked_by"], data["channel"], given, event)


class CallForm(KeyedForm):
    """The call-back as it was made, to one of the numbers that may be called."""

    number = forms.ChoiceField(label=gettext_lazy("Number that you called"))
    reached = forms.CharField(label=gettext_lazy("Whom you reached"), max_length=120, required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("What they said"), choices=list(words.CALL_OUTCOMES.items()))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=NOTE_LONGEST, required=False)

    def __init__(self, data: Any = None, *, change: DataChange) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        numbers = [one for one in change.known_numbers if not is_given(one, given=change.given_numbers)]
        fields["number"].choices = [(one, one) for one in numbers]
        self.has_numbers = bool(numbers)

    def call(self) -> CallBack:
        """What was typed, as the rule takes it."""
        data = self.cleaned_data
        return CallBack(data["number"], data["reached"], CallOutcome(data["outcome"]))


class NoteForm(KeyedForm):
    """A note, if there is something to say."""

    note = forms.CharField(label=gettext_lazy("Note"), max_length=NOTE_LONGEST, required=False)


class WhyForm(KeyedForm):
    """Why the request is not followed."""

    note = forms.CharField(label=gettext_lazy("Why"), max_length=NOTE_LONGEST)
