"""What people type on an adjustment worksheet: a line for each document, why, and what proves it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.approvals.worksheet_loading import LARGEST_BYTES
from creditdesk.domain.worksheets import CLAIM_LONGEST, SheetLine, Worksheet
from creditdesk.web.approvals import words
from creditdesk.web.approvals.forms import AskForm
from creditdesk.web.fields import AmountField, amount_typed

if TYPE_CHECKING:
    from creditdesk.domain.requests import Content

_CELLS = ("amount", "tax", "reason", "claim")


class SheetForm(AskForm):
    """A worksheet about some documents. A line without an amount is left out; its reason is that of all if it has none.

    `fills` says whether the amounts are filled in with all that is open.
    """

    def __init__(self, data: Any, *, fills: bool, **told: Any) -> None:
        self._fills = fills
        super().__init__(data, **told)
        # To add it up, nobody has to say why yet.
        self.adds_up = bool(data) and data.get("act") == "look"
        self.fields["words"].required = not self.adds_up

    def sheet(self) -> Worksheet:
        """What is filled in, of the valid form."""
        told = self.cleaned_data
        lines = []
        for item in self.items:
            amount, tax, reason, claim = (told[f"{name}_{item.id}"] for name in _CELLS)
            if amount is not None or tax is not None:
                why = reason or told["reason"]
                lines.append(SheetLine(item.id, item.number, item.currency, amount or 0, tax, why, claim))
        return Worksheet(tuple(lines), told["words"], tuple(self._shown()))

    @property
    def item_rows(self) -> list[dict[str, Any]]:
        """The documents, each with the fields of its line."""
        return [{"item": item} | {name: self[f"{name}_{item.id}"] for name in _CELLS} for item in self.items]

    def _kind_fields(self, before: Content | None, *, as_of: dt.date) -> None:
        causes = [("", ""), *words.CAUSES.items()]
        self.fields["reason"] = forms.ChoiceField(
            label=_("Made for"),
            choices=causes,
            required=False,
            help_text=_("Of every line that has no reason of its own."),
        )
        for item in self.items:
            minor = max(item.open_minor, 0)
            self._line_amount(f"amount_{item.id}", _("Amount"), item.currency)
            self._line_amount(f"tax_{item.id}", _("Tax in it"), item.currency)
            if self._fills and minor:
                self.fields[f"amount_{item.id}"].initial = amount_typed(minor, currency=item.currency)
            self.fields[f"reason_{item.id}"] = forms.ChoiceField(
                label=_("Made for"), choices=causes, required=False, widget=forms.Select({"class": "input"})
            )
            self.fields[f"claim_{item.id}"] = forms.CharField(
                label=_("Claim"),
                max_length=CLAIM_LONGEST,
                required=False,
                initial=item.reference[:CLAIM_LONGEST],
                widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
            )

    def _line_amount(self, name: str, label: str, currency: str) -> None:
        field = AmountField(label=label, required=False)
        field.currency = currency
        field.widget.attrs["class"] = "input amount-cell"
        self.fields[name] = field


class LoadForm(forms.Form):
    """A form that was filled in outside."""

    file = forms.FileField(label=gettext_lazy("Filled-in form (.xlsx)"))

    def clean_file(self) -> Any:
        """The upload; a file beyond the limit is refused before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            most = LARGEST_BYTES // 1_000_000
            raise forms.ValidationError(_("The file is larger than %(most)d MB.") % {"most": most})
        return file
