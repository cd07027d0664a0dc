"""What was said, and what is to be done next, as a person types it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from creditdesk.domain.money import Money
from creditdesk.domain.ticklers import TicklerKind
from creditdesk.domain.visibility import Visibility
from creditdesk.exports.words import OUTCOME_WORDS, PROMISE_METHODS, TICKLER_KINDS
from creditdesk.followup.actions import NextAction, Said
from creditdesk.followup.call_rules import BREACH_LONGEST
from creditdesk.followup.recording import CAUSE_LONGEST, NOTE_LONGEST
from creditdesk.parties.actions import User
from creditdesk.web.fields import AmountField, TypedDateField, TypedTimeField, amount_typed

if TYPE_CHECKING:
    from creditdesk.parties.models import Contact, Customer

CHANNELS = [
    ("call", _("Call")),
    ("email", _("E-mail")),
    ("letter", _("Letter")),
    ("visit", _("Visit")),
    ("note", _("Note")),
]
DIRECTIONS = [("outbound", _("from us")), ("inbound", _("from the customer")), ("internal", _("among ourselves"))]
VISIBILITIES = [
    (Visibility.STATUS.value, _("Status: everyone who sees the account")),
    (Visibility.HISTORY.value, _("History: credit only")),
    (Visibility.RESTRICTED.value, _("Restricted: those who decide, and you")),
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a contact ended, its key, and what usually follows: filled in, and changed with a keystroke."""

    value: str
    label: str | Promise
    next_date: str = ""
    next_cause: str | Promise = ""
    next_kind: str = "call"


OUTCOMES = (
    Outcome("no_answer", OUTCOME_WORDS["no_answer"], "+2", _("Call again")),
    Outcome("left_message", OUTCOME_WORDS["left_message"], "+2", _("Call again")),
    Outcome("spoke", OUTCOME_WORDS["spoke"], "+7", _("Follow up on the call")),
    Outcome("promised", OUTCOME_WORDS["promised"]),
    Outcome("disputed", OUTCOME_WORDS["disputed"], "+5", _("Clear up the dispute"), "other"),
    Outcome("refused", OUTCOME_WORDS["refused"], "+1", _("Decide what follows the refusal"), "other"),
    Outcome("wrong_number", OUTCOME_WORDS["wrong_number"], "+1", _("Find the right number"), "other"),
    Outcome("sent", OUTCOME_WORDS["sent"], "+5", _("See whether they answered"), "email"),
    Outcome("received", OUTCOME_WORDS["received"], "+1", _("Answer"), "email"),
)


class NextActionFields(forms.Form):
    """A next action: when, what, who. All forms that plan something share it."""

    next_date = TypedDateField(label=_("Next action on"), required=False)
    next_time = TypedTimeField(label=_("At"), required=False)
    next_kind = forms.ChoiceField(label=_("Kind"), choices=[*TICKLER_KINDS.items()], required=False)
    next_cause = forms.CharField(label=_("What is to be done"), required=False, max_length=CAUSE_LONGEST)
    owner = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def plan_for(self, *, today: dt.date, owners: list[User], preferred: int) -> None:
        """Offer the people, the preferred one chosen, and count typed days from today."""
        self.owners = {person.id: person for person in owners}
        field = self.fields["owner"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(person.id, str(person)) for person in owners]
        field.initial = preferred if preferred in self.owners else None
        day = self.fields["next_date"]
        assert isinstance(day, TypedDateField)
        day.as_of = today

    def clean_next_time(self) -> dt.time | None:
        """A time is of a day."""
        told: dt.time | None = self.cleaned_data["next_time"]
        if told is not None and not self.cleaned_data.get("next_date") and not self.errors.get("next_date"):
            raise forms.ValidationError(_("On which day?"))
        return told

    def next_action(self) -> NextAction | None:
        """What is planned, or None where neither a day nor a cause was given."""
        data = self.cleaned_data
        if not data.get("next_date") and not data.get("next_cause"):
            return None
        owner, kind = self.owners[data["owner"]], TicklerKind(data.get("next_kind") or TicklerKind.OTHER)
        return NextAction(data["next_cause"], data["next_date"], owner, kind, data.get("next_time"))


class ContactForm(NextActionFields):
    """One contact or note with what follows from it."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    direction = forms.ChoiceField(label=_("Who began"), choices=DIRECTIONS)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[*((one.value, OUTCOME_WORDS[one.value]) for one in OUTCOMES), ("noted", OUTCOME_WORDS["noted"])],
    )
    contact = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int, empty_value=None)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    visibility = forms.ChoiceField(label=_("Who may read it"), choices=VISIBILITIES)
    promised = AmountField(label=_("Promised amount"), required=False)
    promised_currency = forms.CharField(max_length=3, required=False, widget=forms.HiddenInput)
    promised_date = TypedDateField(label=_("Promised for"), required=False)
    method = forms.ChoiceField(label=_("Paid by"), choices=[*PROMISE_METHODS.items()], required=False)
    in_addition = forms.BooleanField(required=False)
    items = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    finishes = forms.BooleanField(required=False)
    breach_reason = forms.CharField(
        label=_("Why the call was made all the same"), required=False, max_length=BREACH_LONGEST
    )

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        contacts: list[Contact],
        owners: list[User],
        preferred: int,
        today: dt.date,
        currency: str,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.plan_for(today=today, owners=owners, preferred=preferred)
        amount, day, person = self.fields["promised"], self.fields["promised_date"], self.fields["contact"]
        assert isinstance(amount, AmountField) and isinstance(day, TypedDateField)
        assert isinstance(person, forms.TypedChoiceField)
        amount.currency, day.as_of = currency, today
        self.currency = currency
        person.choices = [("", _("nobody in particular")), *((one.id, str(one)) for one in contacts)]
        self.fields["note"].widget.attrs["data-draft-key"] = f"note:customer:{customer.id}"

    def clean_items(self) -> tuple[int, ...]:
        """The ids of the items that were spoken of."""
        found = [part for part in self.cleaned_data["items"].split(",") if part]
        if not all(part.isdecimal() and len(part) <= 18 for part in found):
            raise forms.ValidationError(_("The items could not be read; open the form again."))
        return tuple(int(part) for part in found)

    def clean(self) -> dict[str, Any]:
        """A promise needs both amount and day; what belongs to a promise is left out of anything else."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("outcome") == "promised":
            if not self.errors.get("promised") and not data.get("promised"):
                self.add_error("promised", _("How much was promised?"))
            if not self.errors.get("promised_date") and not data.get("promised_date"):
                self.add_error("promised_date", _("For which day was it promised?"))
        if data.get("channel") == "note" and not data.get("note", "").strip():
            self.add_error("note", _("There is nothing to keep yet."))
        if data.get("next_date") and not data.get("next_cause"):
            self.add_error("next_cause", _("What is to be done on that day?"))
        return data

    def said(self) -> Said:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        is_note, promised = data["channel"] == "note", data["outcome"] == "promised"
        return Said(
            channel=data["channel"],
            direction="internal" if is_note else data["direction"],
            outcome="noted" if is_note else data["outcome"],
            note=data["note"],
            visibility=Visibility(data["visibility"]),
            contact_id=data["contact"],
            item_ids=data["items"],
            promised=Money(data["promised"], self.currency) if promised and not is_note else None,
            promised_date=data["promised_date"] if promised and not is_note else None,
            method=data["method"] if promised and not is_note else "",
            in_addition=bool(data["in_addition"] and promised and not is_note),
            breach_reason=data["breach_reason"] if data["channel"] == "call" and not is_note else "",
        )


class TicklerForm(NextActionFields):
    """A next action by itself."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)

    def clean_next_cause(self) -> str:
        """The cause: a tickler without one tells nobody anything."""
        cause: str = self.cleaned_data["next_cause"].strip()
        if not cause:
            raise forms.ValidationError(_("Say what is to be done."))
        return cause


class MoveForm(forms.Form):
    """A move of a tickler: which state of it the person saw, and a word why."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Why"), required=False, max_length=CAUSE_LONGEST)


class SnoozeForm(MoveForm):
    """To which day."""

    until = TypedDateField(label=_("Until"))
    at_time = TypedTimeField(label=_("At"), required=False)
    field_order = ("until", "at_time", "note")

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        super().__init__(*args, **options)
        until = self.fields["until"]
        assert isinstance(until, TypedDateField)
        until.as_of = today


class HandOverForm(MoveForm):
    """To whom."""

    to = forms.TypedChoiceField(label=pgettext_lazy("person", "To"), coerce=int)
    field_order = ("to", "note")

    def __init__(self, *args: Any, owners: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.owners = {person.id: person for person in owners}
        to = self.fields["to"]
        assert isinstance(to, forms.TypedChoiceField)
        to.choices = [(person.id, str(person)) for person in owners]


def promised_initial(minor: int, *, currency: str) -> str:
    """All that is past due: what a customer who promises usually promises."""
    return amount_typed(minor, currency=currency) if minor > 0 else ""
