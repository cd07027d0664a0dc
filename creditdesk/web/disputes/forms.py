"""What people type about cases: what a list is narrowed to, a case that is opened, and each act on one."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.disputes.opening import Claimed, Opening
from creditdesk.disputes.queries import CaseFilter
from creditdesk.domain.cases import WORDS_LONGEST, CaseKind, claim_key
from creditdesk.domain.policy_cases import CasesPolicy
from creditdesk.web.disputes.words import CASE_KINDS, CASE_STAGES, DEPARTMENTS, PAPERS, reason_title
from creditdesk.web.fields import AmountField, TypedDateField, amount_typed

if TYPE_CHECKING:
    from creditdesk.disputes.models import CaseLine
    from creditdesk.followup.models import Document
    from creditdesk.parties.models import User
    from creditdesk.receivables.models import OpenItem


def reasons_of(policy: CasesPolicy) -> list[tuple[str, str]]:
    """The policy's reasons to choose from."""
    return [(code, reason_title(code, policy)) for code in policy.reasons]


class FilterForm(forms.Form):
    """What the list is narrowed to; it lives in the address."""

    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("Mine only"), required=False)
    closing = forms.BooleanField(label=gettext_lazy("Window closes"), required=False)
    claim = forms.CharField(label=gettext_lazy("Claim number"), required=False, max_length=60)

    def __init__(self, data: Any, *, policy: CasesPolicy) -> None:
        super().__init__({"stage": "standing", **data})
        fields: dict[str, Any] = self.fields
        everyone = ("", _("All"))
        fields["stage"].choices = [("standing", _("Not closed")), *CASE_STAGES.items(), everyone]
        fields["kind"].choices = [everyone, *CASE_KINDS.items()]
        fields["reason"].choices = [everyone, *reasons_of(policy)]
        fields["department"].choices = [everyone, *DEPARTMENTS.items()]

    def chosen(self, user: User, *, closing_by: dt.date) -> CaseFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        told = self.cleaned_data
        return CaseFilter(
            stage=told.get("stage", "standing"),
            kind=told.get("kind", ""),
            reason=told.get("reason", ""),
            department=told.get("department", ""),
            owner_id=user.id if told.get("mine") else None,
            claim=claim_key(told.get("claim", "")),
            closing_by=closing_by if told.get("closing") else None,
        )


class OpenForm(forms.Form):
    """A case about chosen documents of the account, or about none or one that is not known."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=CASE_KINDS.items(), initial=CaseKind.DISPUTE.value)
    # It has the focus: the first letter of a reason chooses it.
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), widget=forms.Select({"autofocus": True}))
    words = forms.CharField(
        label=gettext_lazy("What the customer says"),
        max_length=WORDS_LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    claim_number = forms.CharField(label=gettext_lazy("The customer's claim number"), max_length=60, required=False)
    department = forms.ChoiceField(
        label=gettext_lazy("Department that finds out"),
        required=False,
        help_text=gettext_lazy("Empty: the one of the reason."),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Who works it"), required=False)
    due_on = TypedDateField(
        label=gettext_lazy("Due"), required=False, help_text=gettext_lazy("Empty: by the days of the reason.")
    )
    other_number = forms.CharField(label=gettext_lazy("A document that is not here"), max_length=60, required=False)
    other_amount = AmountField(label=gettext_lazy("Claimed of it"), required=False)
    is_another = forms.BooleanField(
        label=gettext_lazy("It is another claim than the one that is like it"), required=False
    )

    def __init__(
        self,
        data: Any,
        *,
        currency: str,
        items: Sequence[OpenItem],
        owners: Sequence[User],
        policy: CasesPolicy,
        as_of: dt.date,
    ) -> None:
        super().__init__(data)
        self.currency, self.items = currency, list(items)
        fields: dict[str, Any] = self.fields
        fields["reason"].choices = reasons_of(policy)
        fields["reason"].initial = policy.reason_unknown
        fields["department"].choices = [("", ""), *DEPARTMENTS.items()]
        fields["owner"].choices = [("", ""), *((str(one.id), str(one)) for one in owners)]
        fields["due_on"].as_of = as_of
        fields["other_amount"].currency = currency
        self._owners = {str(one.id): one for one in owners}
        for item in self.items:
            amount = AmountField(label=_("Contested of %(number)s") % {"number": item.number}, required=False)
            amount.currency = currency
            amount.initial = amount_typed(item.open_minor - item.disputed_minor, currency=currency)
            fields[f"amount_{item.id}"] = amount

    def amounts(self) -> list[tuple[OpenItem, Any]]:
        """Each document with its field."""
        return [(item, self[f"amount_{item.id}"]) for item in self.items]

    def opening(self) -> Opening:
        """What was typed, once the form is valid."""
        told = self.cleaned_data
        lines = [
            Claimed(told[f"amount_{item.id}"], item.id) for item in self.items if told.get(f"amount_{item.id}")
        ]  # fmt: skip
        if told["other_number"] and told["other_amount"]:
            lines.append(Claimed(told["other_amount"], number=told["other_number"]))
        return Opening(
            kind=CaseKind(told["kind"]),
            currency=self.currency,
            lines=tuple(lines),
            reason=told["reason"],
            claim_number=told["claim_number"],
            words=told["words"],
            department=told["department"],
            owner=self._owners.get(told["owner"]),
            due_on=told["due_on"],
            is_another=told["is_another"],
        )


class AssignForm(forms.Form):
    """Who finds out."""

    department = forms.ChoiceField(label=gettext_lazy("Department"), choices=DEPARTMENTS.items())
    owner = forms.ChoiceField(label=gettext_lazy("Who works it"), required=False)

    def __init__(self, data: Any, *, owners: Sequence[User], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.owners = {str(one.id): one for one in owners}
        fields: dict[str, Any] = self.fields
        fields["owner"].choices = [("", _("nobody")), *((str(one.id), str(one)) for one in owners)]


class ChangeForm(forms.Form):
    """What is told anew of a case."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    claim_number = forms.CharField(label=gettext_lazy("The customer's claim number"), max_length=60, required=False)
    due_on = TypedDateField(label=gettext_lazy("Due"), required=False)
    window_end = TypedDateField(label=gettext_lazy("Window of the retailer closes"), required=False)
    root_cause = forms.CharField(label=gettext_lazy("Root cause"), max_length=200, required=False)

    def __init__(self, data: Any, *, policy: CasesPolicy, as_of: dt.date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        fields: dict[str, Any] = self.fields
        fields["reason"].choices = reasons_of(policy)
        now = (initial or {}).get("reason", "")
        if now and now not in policy.reasons:
            fields["reason"].choices.append((now, reason_title(now, policy)))
        fields["due_on"].as_of = fields["window_end"].as_of = as_of


class WordsForm(forms.Form):
    """Something in words."""

    words = forms.CharField(label=gettext_lazy("Words"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class CommentForm(WordsForm):
    """Something that is said about a case; sent twice it is said once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PaperForm(forms.Form):
    """A document of the account, or a file that becomes one, and what it shows."""

    paper = forms.ChoiceField(label=gettext_lazy("Document of the account"), required=False)
    file = forms.FileField(label=gettext_lazy("Or a file"), required=False)
    shows = forms.ChoiceField(label=gettext_lazy("What it shows"), required=False)

    def __init__(self, data: Any, files: Any = None, *, documents: Sequence[Document]) -> None:
        super().__init__(data, files)
        fields: dict[str, Any] = self.fields
        fields["paper"].choices = [("", ""), *((str(one.id), one.description or one.name) for one in documents)]
        fields["shows"].choices = [("", _("Something else")), *PAPERS.items()]

    def clean(self) -> dict[str, Any]:
        """One of the two is there."""
        told = super().clean() or {}
        if not told.get("paper") and not told.get("file"):
            raise forms.ValidationError(_("Choose a document or a file."))
        return told


class DecideForm(forms.Form):
    """How much of each line is valid; the rest of what is open is invalid."""

    words = forms.CharField(
        label=gettext_lazy("Why"), max_length=WORDS_LONGEST, widget=forms.Textarea({"rows": 3})
    )  # fmt: skip
    root_cause = forms.CharField(label=gettext_lazy("Root cause"), max_length=200, required=False)
    demand = forms.BooleanField(
        label=gettext_lazy("Demand the invalid part back at once"), required=False, initial=True
    )

    def __init__(self, data: Any, *, lines: Sequence[CaseLine], currency: str, root_cause: str = "") -> None:
        super().__init__(data, initial={"root_cause": root_cause})
        self.lines = [line for line in lines if line.open_minor]
        fields: dict[str, Any] = self.fields
        for line in self.lines:
            number = line.item.number if line.item else line.number
            for name, label in (("valid", _("Valid of %(number)s")), ("invalid", _("Invalid of %(number)s"))):
                field = AmountField(label=label % {"number": number}, required=False)
                field.currency = currency
                if line.is_decided:
                    field.initial = amount_typed(getattr(line, f"{name}_minor"), currency=currency)
                fields[f"{name}_{line.id}"] = field

    def rows(self) -> list[tuple[CaseLine, Any, Any]]:
        """Each line with its two fields."""
        return [(line, self[f"valid_{line.id}"], self[f"invalid_{line.id}"]) for line in self.lines]

    def amounts(self) -> tuple[dict[int, int], dict[int, int]]:
        """Valid and invalid by line. Where only one of the two is typed, the other is the rest."""
        yes, no = {}, {}
        for line in self.lines:
            valid, invalid = self.cleaned_data[f"valid_{line.id}"], self.cleaned_data[f"invalid_{line.id}"]
            if valid is None and invalid is not None:
                valid = line.open_minor - invalid
            elif invalid is None and valid is not None:
                invalid = line.open_minor - valid
            yes[line.id], no[line.id] = valid or 0, invalid or 0
        return yes, no


class SplitForm(forms.Form):
    """How much of each line goes into a case of its own."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any, *, lines: Sequence[CaseLine], currency: str) -> None:
        super().__init__(data)
        self.lines = [line for line in lines if line.open_minor]
        fields: dict[str, Any] = self.fields
        for line in self.lines:
            number = line.item.number if line.item else line.number
            field = AmountField(label=_("Of %(number)s") % {"number": number}, required=False)
            field.currency = currency
            fields[f"amount_{line.id}"] = field

    def rows(self) -> list[tuple[CaseLine, Any]]:
        """Each line with its field."""
        return [(line, self[f"amount_{line.id}"]) for line in self.lines]

    def amounts(self) -> dict[int, int]:
        """Line → what leaves."""
        return {line.id: self.cleaned_data[f"amount_{line.id}"] or 0 for line in self.lines}


class MergeForm(forms.Form):
    """The case that is taken over."""

    other = forms.IntegerField(
        label=gettext_lazy("Number of the other case"), min_value=1, max_value=10**15,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
