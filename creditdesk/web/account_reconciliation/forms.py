"""What people type of a customer's statement: where it comes from, its lines, what differs and why."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from creditdesk.domain.account_reconciliation import WORDS_LONGEST, Action, Cause
from creditdesk.domain.money import current_currencies
from creditdesk.exports.reconciliation_words import ACTIONS, CAUSES
from creditdesk.intake.formats.customer_statement import LONGEST_NUMBER, LONGEST_WORDS, Telling
from creditdesk.reconciliation.explaining import Said
from creditdesk.reconciliation.loading import Line
from creditdesk.web.fields import AmountField, PastDayField, TypedDateField

if TYPE_CHECKING:
    from creditdesk.parties.models import User

_ORDERS = [
    ("", gettext_lazy("As the days themselves show")),
    ("mdy", gettext_lazy("Month first")),
    ("dmy", gettext_lazy("Day first")),
]
_MARKS = [
    ("", gettext_lazy("As the amounts themselves show")),
    (".", gettext_lazy("A point before the decimals")),
    (",", gettext_lazy("A comma before the decimals")),
]


class StatementForm(forms.Form):
    """A statement to be loaded; without a file its lines are typed."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    file = forms.FileField(
        label=gettext_lazy("Their statement or ledger"),
        required=False,
        help_text=gettext_lazy("A table (CSV), a workbook or a PDF with text; leave it empty to type the lines."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), min_length=3, max_length=3)
    stated = AmountField(
        label=gettext_lazy("The balance that they state"),
        required=False,
        help_text=gettext_lazy("What they owe us is above zero. Empty: as the file says, else the sum of the lines."),
    )
    day_order = forms.ChoiceField(label=gettext_lazy("How its days are written"), choices=_ORDERS, required=False)
    decimal = forms.ChoiceField(label=gettext_lazy("How its amounts are written"), choices=_MARKS, required=False)
    turned = forms.BooleanField(label=gettext_lazy("What they owe us has a minus there"), required=False)
    even_if_foreign = forms.BooleanField(
        label=gettext_lazy("Load it even if its numbers are those of other accounts"), required=False
    )

    def __init__(self, data: Any, files: Any, *, today: dt.date, currency: str) -> None:
        super().__init__(data, files, initial={"currency": currency})
        self.fields["day"] = PastDayField(today=today, label=gettext_lazy("The day that it is of"))
        self.fields["day"].required = True
        typed = (data or {}).get("currency", "").strip().upper()
        fields: dict[str, Any] = self.fields
        fields["stated"].currency = typed if typed in current_currencies() else currency

    def clean_currency(self) -> str:
        """The code in capitals."""
        return str(self.cleaned_data["currency"]).upper()

    def telling(self) -> Telling:
        """What is said of the file, of the valid form."""
        told = self.cleaned_data
        return Telling(told["currency"], told["day_order"] or None, told["decimal"] or None, told["turned"])


class LineForm(forms.Form):
    """A line of theirs as it is typed from paper."""

    document = forms.CharField(label=gettext_lazy("Document"), max_length=LONGEST_NUMBER, required=False)
    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=LONGEST_NUMBER, required=False)
    words = forms.CharField(label=gettext_lazy("Words"), max_length=LONGEST_WORDS, required=False)
    amount = AmountField(label=gettext_lazy("Amount"))

    def __init__(self, data: Any, *, currency: str, today: dt.date) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["amount"].currency = currency
        fields["day"] = PastDayField(today=today, label=gettext_lazy("Date"))

    def line(self) -> Line:
        """The line, of the valid form."""
        told = self.cleaned_data
        return Line(told["document"], told["amount"], told["day"], told["reference"], told["words"])


class TotalForm(forms.Form):
    """The balance that they state; empty for the sum of their lines."""

    stated = AmountField(label=gettext_lazy("The balance that they state"), required=False)

    def __init__(self, data: Any, *, currency: str) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["stated"].currency = currency


class ExplainForm(forms.Form):
    """What is said of one difference, and who does what about it by when."""

    key = forms.CharField(max_length=60)
    cause = forms.ChoiceField(label=gettext_lazy("Cause"), choices=list(CAUSES.items()))
    action = forms.ChoiceField(label=gettext_lazy("Action"), choices=list(ACTIONS.items()))
    words = forms.CharField(label=gettext_lazy("In words"), max_length=WORDS_LONGEST, required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    due = TypedDateField(label=gettext_lazy("By"), required=False)

    def __init__(self, data: Any, *, owners: Sequence[User], today: dt.date) -> None:
        super().__init__(data)
        self.owners = {str(one.id): one for one in owners}
        fields: dict[str, Any] = self.fields
        fields["owner"].choices = [("", ""), *((key, str(one)) for key, one in self.owners.items())]
        fields["due"].as_of = today

    def said(self) -> Said:
        """What was said, of the valid form."""
        told = self.cleaned_data
        return Said(
            told["key"],
            Cause(told["cause"]),
            Action(told["action"]),
            told["words"],
            self.owners.get(told["owner"]),
            told["due"],
        )
