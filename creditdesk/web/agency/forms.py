"""What people type about agencies: a recommendation, a remittance, a profile."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.agency import NEEDED_FIELDS, WORDS_LONGEST, HandoverField, Paper, Told
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.requests import Content, Evidence
from creditdesk.exports.agency_words import HANDOVER_FIELDS, PAPERS
from creditdesk.web.fields import AmountField
from creditdesk.web.templatetags.desk_formats import amount

if TYPE_CHECKING:
    from creditdesk.agency.access import Agency
    from creditdesk.receivables.models import OpenItem


class RecommendForm(forms.Form):
    """Why and with whom an account is to be placed, and which papers are at hand."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    agency = forms.TypedChoiceField(label=_("Agency"), coerce=int)
    words = forms.CharField(label=_("Why"), max_length=WORDS_LONGEST, widget=forms.Textarea({"rows": 3}))
    efforts = forms.CharField(
        label=_("What was done to collect it"), max_length=WORDS_LONGEST, widget=forms.Textarea({"rows": 2})
    )
    papers = forms.MultipleChoiceField(
        label=_("Papers at hand"), choices=list(PAPERS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    traced = forms.CharField(label=_("Where the customer was looked for"), max_length=WORDS_LONGEST, required=False)
    assets = forms.CharField(label=_("What the customer owns, if known"), max_length=WORDS_LONGEST, required=False)

    def __init__(self, data: Any, *, agencies: Iterable[Agency], before: Content | None = None) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["agency"].choices = [(one.id, one.name) for one in agencies]
        if before is not None:
            terms = before.terms
            for name in ("agency", "papers", "traced", "assets"):
                fields[name].initial = terms.get(name)
            fields["words"].initial = before.words
            fields["efforts"].initial = next((one.words for one in before.evidence if one.shows is Shown.EFFORTS), "")

    def told(self) -> Told:
        """What is added to the facts of the account, of the valid form."""
        told = self.cleaned_data
        return Told(tuple(Paper(one) for one in told["papers"]), traced=told["traced"], assets=told["assets"])

    def evidence(self) -> tuple[Evidence, ...]:
        """The efforts in words."""
        return (Evidence(Shown.EFFORTS, words=self.cleaned_data["efforts"]),)


class RemitForm(forms.Form):
    """What the agency collected, and which payment on the account is its."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    payment = forms.IntegerField(label=_("Its payment"), min_value=1, widget=forms.Select)
    gross = AmountField(label=_("Collected, gross"))
    fee = AmountField(label=_("Fee"))
    fee_kept = forms.BooleanField(label=_("The agency kept the fee"), required=False, initial=True)

    def __init__(self, data: Any, *, payments: Sequence[OpenItem], currency: str) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["payment"].widget.choices = [
            (one.id, f"{one.number}, {amount(-one.open_minor, currency)} {currency}") for one in payments
        ]
        fields["gross"].currency = fields["fee"].currency = currency


class BackForm(forms.Form):
    """Why the agency gives an account back."""

    reason = forms.CharField(label=_("Why it comes back"), max_length=WORDS_LONGEST, widget=forms.Textarea({"rows": 2}))


class ProfileForm(forms.Form):
    """An agency: its rate, and the fields that it is told."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    name = forms.CharField(label=_("Name"), max_length=120)
    fee_percent = forms.DecimalField(
        label=_("Its own rate, per cent"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=7,
        decimal_places=4,
        help_text=_("Empty: the rate of the policy by the age of the debt."),
    )
    told = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=list(HANDOVER_FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing else ever leaves: no note, no bank account, no credit file."),
    )
    is_active = forms.BooleanField(label=_("Accounts may be placed with it"), required=False, initial=True)

    def __init__(self, data: Any, *, agency: Agency | None = None) -> None:
        super().__init__(data)
        self.fields["told"].initial = [one.value for one in NEEDED_FIELDS]
        if agency is not None:
            del self.fields["name"]
            self.fields["fee_percent"].initial = agency.fee_percent
            self.fields["told"].initial = agency.fields
            self.fields["is_active"].initial = agency.is_active

    def chosen(self) -> list[str]:
        """The fields in the order in which the file has them."""
        return [one.value for one in HandoverField if one.value in self.cleaned_data["told"]]
