"""A file as a person brings it in, and the corrections of how it was read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.intake.formats.decoding import ENCODINGS
from creditdesk.intake.formats.records.known import OPEN_ITEMS
from creditdesk.intake.queries import layouts
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User
from creditdesk.web.imports.labels import CONTENTS, field_labels

SAMPLES_SHOWN = 3
_SETTINGS = ("content", "layout", "day_order", "decimal", "encoding", "delimiter", "sheet", "last_line")
_NO_LAYOUT = "none"
_DAY_ORDERS = [("", _("as the file tells")), ("mdy", _("month first: 12/31/2026")), ("dmy", _("day first: 31/12/2026"))]
_DECIMALS = [("", _("as the file tells")), (".", _("point: 1,234.56")), (",", _("comma: 1.234,56"))]
_LAST_LINES = [("", _("refused without its line end")), ("whole", _("whole as it is"))]
_DELIMITERS = [
    ("", _("as found")),
    (",", ","),
    (";", ";"),
    ("\t", _("tab")),
    ("|", "|"),
    ("fixed", _("nothing: columns of fixed width")),
]
_LAYOUTS = [("", _("as found")), (_NO_LAYOUT, _("none: columns as guessed or mapped below")), *layouts()]
_ENCODINGS = [("", _("as found")), *((name, name) for name in ENCODINGS)]


class UploadForm(forms.Form):
    """The file, and what it does not say itself."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("CSV or XLSX. Choose it, or drop it here."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx", "autofocus": True}),
    )
    content = forms.ChoiceField(
        label=_("What it holds"), choices=[("", _("as its headings tell")), *CONTENTS.items()], required=False
    )
    company = forms.ChoiceField(label=_("Company"), help_text=_("For rows that name none."))
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        min_length=3,
        required=False,
        help_text=_("For rows that name none. Empty: the company's."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {company.code: company for company in companies_of(user)}
        field = self.fields["company"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, str(company)) for code, company in self.companies.items()]

    def clean_currency(self) -> str:
        """The code in capitals, as the ledger has it."""
        return str(self.cleaned_data["currency"]).upper()


class ReadingForm(forms.Form):
    """Which column is which field, and what the file does not tell."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    content = forms.ChoiceField(
        label=_("What the file holds"), choices=[("", _("as its headings tell")), *CONTENTS.items()], required=False
    )
    layout = forms.ChoiceField(label=_("Layout"), choices=_LAYOUTS, required=False)
    day_order = forms.ChoiceField(label=_("Dates"), choices=_DAY_ORDERS, required=False)
    decimal = forms.ChoiceField(label=_("Decimal mark"), choices=_DECIMALS, required=False)
    encoding = forms.ChoiceField(label=_("Characters"), choices=_ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Columns are separated by"), choices=_DELIMITERS, required=False)
    sheet = forms.CharField(label=_("Sheet"), max_length=40, required=False, help_text=_("Empty: the first one."))
    last_line = forms.ChoiceField(label=_("Last line"), choices=_LAST_LINES, required=False)

    def __init__(self, *args: Any, understood: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._headers: list[str] = understood.get("headers", [])
        self._columns: dict[str, str] = understood.get("mapping", {}).get("columns", {})
        self._samples: list[list[str]] = understood.get("samples", [])
        self._layouts = {
            understood.get("choices", {}).get("layout", ""),
            (understood.get("layout") or {}).get("name", _NO_LAYOUT),
        }
        # Empty where the headings fit several contents: there are no columns to show before one is chosen.
        self._content: str = understood.get("content", OPEN_ITEMS)
        self._labels = field_labels(self._content or OPEN_ITEMS)
        if not self._content:
            self._headers = []
        if not self._headers:
            return
        headings = [("", _("not in the file")), *((heading, heading) for heading in self._headers)]
        for name, label in self._labels.items():
            self.fields[f"field_{name}"] = forms.ChoiceField(
                label=label, choices=headings, required=False, initial=self._columns.get(name, "")
            )

    def found_columns(self) -> list[dict[str, Any]]:
        """The fields that a column holds, each with its select and what stands in the column."""
        return [{"field": self[f"field_{name}"], "samples": self._shown(name)} for name in self._names(found=True)]

    def other_columns(self) -> list[dict[str, Any]]:
        """The fields that no column holds, each with its select."""
        return [{"field": self[f"field_{name}"]} for name in self._names(found=False)]

    def unused(self) -> list[str]:
        """The columns that no field takes."""
        return [heading for heading in self._headers if heading not in self._columns.values()]

    def settings(self) -> list[forms.BoundField]:
        """The fields that are not columns."""
        return [self[name] for name in _SETTINGS]

    def choices(self) -> dict[str, Any]:
        """What the action takes: the settings that were chosen, and the columns where they were shown.

        Another layout or content has other columns: those that were shown are then left to it.
        """
        chosen: dict[str, Any] = {name: self.cleaned_data[name] for name in _SETTINGS if self.cleaned_data[name]}
        same_content = self.cleaned_data["content"] in ("", self._content)
        if self._headers and same_content and self.cleaned_data["layout"] in self._layouts:
            columns = {name: self.cleaned_data[f"field_{name}"] for name in self._labels}
            chosen["columns"] = {name: heading for name, heading in columns.items() if heading}
        return chosen

    def _names(self, *, found: bool) -> list[str]:
        return [name for name in self._labels if (name in self._columns) is found] if self._headers else []

    def _shown(self, name: str) -> list[str]:
        heading = self._columns.get(name)
        if heading is None:
            return []
        position = self._headers.index(heading)
        return [row[position] for row in self._samples if position < len(row) and row[position]][:SAMPLES_SHOWN]


class ProfileForm(forms.Form):
    """The name under which it is kept how a file was read."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The next file with the same header is read so, and asks nothing.")
    )


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))
