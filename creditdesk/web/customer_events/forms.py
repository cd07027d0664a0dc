"""What people type about customer events. Each form carries a key, so that it acts once however often it is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.domain.customer_events import DETAILS, Detail, DetailType, Proof, Told
from creditdesk.domain.policy_events import EventKind, EventRule, Evidence
from creditdesk.exports import event_words as words
from creditdesk.followup.event_decisions import NOTE_LONGEST, WHY_LONGEST
from creditdesk.followup.event_queries import EventFilter
from creditdesk.followup.recording import NOTE_LONGEST as EVENT_NOTE_LONGEST
from creditdesk.parties.actions import User
from creditdesk.parties.reach import seat_of
from creditdesk.web.fields import AmountField, PastDayField, TypedDateField

_EVIDENCE = "evidence_"
_DETAIL = "detail_"


def new_key() -> str:
    """A key for one act."""
    return str(uuid.uuid4())


class KeyedForm(forms.Form):
    """A form that acts once."""

    key = forms.CharField(max_length=48, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, data: Any = None, *, named: str = "", **options: Any) -> None:
        # Several forms stand on one page: each has ids of its own.
        super().__init__(data, auto_id=f"{named or type(self).__name__.lower()}_%s", **options)


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Event"), required=False)
    portfolio = forms.TypedChoiceField(label=gettext_lazy("Portfolio"), required=False, coerce=int, empty_value=None)
    age = forms.TypedChoiceField(label=gettext_lazy("Reported"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, user: User, as_of: dt.date) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        everyone = [("", _("All"))]
        waiting = [("open", _("Waiting for somebody")), ("to_decide", _("Status to be decided"))]
        fields["state"].choices = [*everyone, *waiting, *words.EVENT_STATES.items()]
        fields["kind"].choices = [*everyone, *words.EVENT_KINDS.items()]
        portfolios = seat_of(user, as_of=as_of).visible_portfolios
        fields["portfolio"].choices = [*everyone, *((one.id, one.name) for one in portfolios)]
        ages = [(days, _("more than %(n)d days ago") % {"n": days}) for days in (2, 7, 30)]
        fields["age"].choices = [*everyone, *ages]

    def chosen(self) -> EventFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        return EventFilter(
            data.get("state") or "", data.get("kind") or "", data.get("portfolio"), None, data.get("age")
        )


class ReportForm(KeyedForm):
    """What happened, when, and what is told of an event of its kind."""

    def __init__(self, data: Any = None, *, kind: EventKind, currency: str, as_of: dt.date) -> None:
        super().__init__(data)
        self.kind = kind
        fields: dict[str, Any] = self.fields
        fields["day"] = _past_day(_("Day on which it happened or was noticed"), as_of=as_of, initial="today")
        for detail in DETAILS[kind]:
            fields[f"{_DETAIL}{detail.name}"] = _detail_field(detail, currency=currency, as_of=as_of)
        fields["note"] = forms.CharField(
            label=_("Note, for credit only"),
            required=False,
            max_length=EVENT_NOTE_LONGEST,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    @property
    def details(self) -> list[Any]:
        """The fields of the kind."""
        return [self[f"{_DETAIL}{one.name}"] for one in DETAILS[self.kind]]

    def told(self) -> Told:
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        typed = {one.name: data.get(f"{_DETAIL}{one.name}") for one in DETAILS[self.kind]}
        details = {name: _plain(value) for name, value in typed.items() if value not in (None, "")}
        return Told(self.kind, data["day"], data["note"], details)


def _detail_field(detail: Detail, *, currency: str, as_of: dt.date) -> forms.Field:
    label = str(words.DETAILS[detail.name])
    if detail.type is DetailType.AMOUNT:
        amount = AmountField(label=f"{label}, {currency}", required=detail.required)
        amount.currency = currency
        return amount
    if detail.type is DetailType.DAY and detail.required:
        return _past_day(label, as_of=as_of)
    if detail.type is DetailType.DAY:
        day = TypedDateField(label=label, required=detail.required)
        day.as_of = as_of
        return day
    if detail.type is DetailType.CHAPTER:
        return forms.ChoiceField(label=label, choices=list(words.CHAPTERS.items()))
    return forms.CharField(label=label, required=detail.required, max_length=160)


def _past_day(label: str, *, as_of: dt.date, **options: Any) -> PastDayField:
    """A day that is over: typed without a year it is the last such day, not the next."""
    field = PastDayField(today=as_of, label=label, **options)
    field.required = True
    return field


def _plain(value: Any) -> str | int:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, int) else " ".join(str(value).split())


class VerifyForm(KeyedForm):
    """By which evidence it is so: a field for each kind that counts, in words."""

    def __init__(self, data: Any = None, *, rule: EventRule) -> None:
        super().__init__(data)
        self.kinds = rule.evidence
        fields: dict[str, Any] = self.fields
        for one in rule.evidence:
            fields[f"{_EVIDENCE}{one.value}"] = forms.CharField(
                label=str(words.EVIDENCE[one.value]), required=False, max_length=500
            )
        fields["note"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=EVENT_NOTE_LONGEST,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def evidence(self) -> list[Any]:
        """The fields for evidence."""
        return [self[f"{_EVIDENCE}{one.value}"] for one in self.kinds]

    def proofs(self) -> list[Proof]:
        """The evidence that was typed."""
        typed = [(one, self.cleaned_data.get(f"{_EVIDENCE}{one.value}", "")) for one in self.kinds]
        return [Proof(kind, text) for kind, text in typed if text.strip()]


class WhyForm(KeyedForm):
    """A reason in words."""

    note = forms.CharField(
        label=gettext_lazy("Why"), max_length=EVENT_NOTE_LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


class DoneForm(KeyedForm):
    """That everything is done, with a note if there is something to say."""

    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=EVENT_NOTE_LONGEST)


class CureForm(WhyForm):
    """That it is over, why, and by which evidence."""

    evidence = forms.ChoiceField(label=gettext_lazy("Evidence"), choices=list(words.EVIDENCE.items()))
    shows = forms.CharField(label=gettext_lazy("What it shows"), max_length=500)

    def proof(self) -> Proof:
        """The evidence that was typed."""
        return Proof(Evidence(self.cleaned_data["evidence"]), self.cleaned_data["shows"])


class SuccessorForm(KeyedForm):
    """The account of the new owner."""

    number = forms.CharField(label=gettext_lazy("Customer number"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    legal_name = forms.CharField(label=gettext_lazy("Legal name"), max_length=160, required=False)
    guarantor_note = forms.CharField(
        label=gettext_lazy("Guarantor of the old debt, who stays bound"), max_length=NOTE_LONGEST, required=False
    )


class AssumptionForm(forms.Form):
    """That the new owner signed to take over the old debt."""

    signed_on = forms.CharField()  # takes its place below, where the day is known
    note = forms.CharField(label=gettext_lazy("Which paper, and where it is kept"), max_length=NOTE_LONGEST)

    def __init__(self, data: Any = None, *, as_of: dt.date) -> None:
        super().__init__(data, auto_id="assumption_%s")
        fields: dict[str, Any] = self.fields
        fields["signed_on"] = _past_day(_("Signed on"), as_of=as_of)


class StatusForm(forms.Form):
    """A no to a proposed status needs a reason; a yes may have one."""

    note = forms.CharField(label=gettext_lazy("Reason"), max_length=WHY_LONGEST, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="status_%s")


class LiftForm(forms.Form):
    """Why orders need not be held any more for this."""

    because = forms.CharField(
        label=gettext_lazy("Why orders need not be held for this any more"), max_length=WHY_LONGEST
    )
