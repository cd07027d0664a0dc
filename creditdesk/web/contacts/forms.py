"""A contact as a person fills him in, and what is recorded about reaching him."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.contact_marks import Mark, MarkKind
from creditdesk.domain.contact_rules import Channel
from creditdesk.parties.contact_actions import CAUSE_LONGEST, LAST_RANK, Card
from creditdesk.web.fields import PastDayField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditdesk.domain.contact_marks import Person
    from creditdesk.parties.models import Contact

KINDS = {
    "": _("not said"),
    "ap_clerk": _("Accounts payable"),
    "ap_manager": _("Head of accounts payable"),
    "controller": _("Controller"),
    "finance_head": _("Head of finance"),
    "owner": _("Owner or managing director"),
    "buyer": _("Buyer"),
    "sales": _("Sales"),
    "attorney": _("Attorney"),
}
PREFERRED = {"": _("no preference"), "call": _("Call"), "email": _("E-mail"), "letter": _("Letter")}
CHANNELS = {"": _("every channel"), "call": _("Call"), "email": _("E-mail"), "letter": _("Letter")}
MARKS = {
    MarkKind.OPTED_OUT.value: _("Does not want to be contacted so"),
    MarkKind.CONSENTED.value: _("Consented"),
    MarkKind.FAILED.value: _("Came back, or is not connected"),
    MarkKind.REPRESENTED.value: _("Is represented by an attorney"),
    MarkKind.CLEARED.value: _("None of this holds any more"),
}


class CardForm(forms.Form):
    """Who somebody is, how he is reached, and whom he reports to."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.CharField(label=_("Role in their words"), required=False, max_length=80)
    kind = forms.ChoiceField(label=_("Kind of role"), choices=[*KINDS.items()], required=False)
    rank = forms.IntegerField(
        label=_("Asked for as number"), min_value=1, max_value=LAST_RANK, help_text=_("1 is asked for first.")
    )
    reports_to = forms.TypedChoiceField(label=_("Reports to"), required=False, coerce=int, empty_value=None)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=40)
    mobile = forms.CharField(label=_("Mobile"), required=False, max_length=40)
    email = forms.CharField(label=_("E-mail"), required=False, max_length=160)
    preferred_channel = forms.ChoiceField(label=_("Preferred channel"), choices=[*PREFERRED.items()], required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=5)
    time_zone = forms.CharField(label=_("Time zone"), required=False, max_length=40)
    authorised = forms.BooleanField(label=_("May be told about the account"), required=False)

    def __init__(self, *args: Any, superiors: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        above = self.fields["reports_to"]
        assert isinstance(above, forms.TypedChoiceField)
        above.choices = [("", _("nobody here")), *superiors]
        self.fields["name"].widget.attrs["autofocus"] = True
        self.fields["language"].widget.attrs["placeholder"] = "en"
        self.fields["time_zone"].widget.attrs["placeholder"] = "America/Chicago"
        for name in ("phone", "mobile"):
            self.fields[name].widget.attrs["inputmode"] = "tel"

    def card(self) -> Card:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        plain = {name: data[name] for name in Card.__dataclass_fields__ if name != "reports_to_id"}
        return Card(reports_to_id=data["reports_to"], **plain)


def card_initial(contact: Contact) -> dict[str, Any]:
    """The fields of a contact as they stand."""
    card = Card.of(contact)
    plain = {name: getattr(card, name) for name in Card.__dataclass_fields__}
    return {**plain, "reports_to": card.reports_to_id, "version": contact.version}


class LeftForm(forms.Form):
    """On which day somebody left; empty: he is there after all."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["left_on"] = PastDayField(today=today, label=_("Last day with the customer"))


class MarkForm(forms.Form):
    """What was recorded about reaching somebody, since when, and how it became known."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is known"), choices=[*MARKS.items()])
    channel = forms.ChoiceField(label=_("Of which channel"), choices=[*CHANNELS.items()], required=False)
    address = forms.ChoiceField(label=_("Which number or address"), required=False)
    cause = forms.CharField(label=_("How it became known"), required=False, max_length=CAUSE_LONGEST)

    def __init__(self, *args: Any, today: dt.date, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.person = today, person
        known = [*dict.fromkeys(one for channel in Channel for one in person.addresses(channel))]
        address = self.fields["address"]
        assert isinstance(address, forms.ChoiceField)
        address.choices = [("", _("the only one")), *((one, one) for one in known)]
        self.fields["day"] = PastDayField(today=today, label=_("Since"))
        self.order_fields(["kind", "channel", "address", "day", "cause"])

    def mark(self) -> Mark:
        """What was typed, as the action takes it; of a channel with one address that one is meant."""
        data = self.cleaned_data
        channel = Channel(data["channel"]) if data["channel"] else None
        address = data["address"]
        if not address and channel is not None:
            own = self.person.addresses(channel)
            address = own[0] if len(own) == 1 else ""
        return Mark(MarkKind(data["kind"]), channel, data["day"] or self.today, data["cause"], address)
