"""A file as a person brings it in, and the corrections of how it was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.reasons import Reason
from creditdesk.intake.customers_in_question import Decision, InQuestion
from creditdesk.intake.formats.bank.facts import TABLE
from creditdesk.intake.formats.bank.table_answers import STATEMENT_LAYOUT
from creditdesk.intake.formats.decoding import ENCODINGS
from creditdesk.intake.formats.evidence import date_order, decimal_style
from creditdesk.intake.formats.records.known import OPEN_ITEMS, field_kinds
from creditdesk.intake.formats.refusals import CellRefused
from creditdesk.intake.formats.values import DayOrder, read_date
from creditdesk.intake.queries import layouts
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User
from creditdesk.web.fields import AmountField, TypedDateField
from creditdesk.web.imports.labels import CONTENTS, Words, field_labels
from creditdesk.web.sentences import day_words

SAMPLES_SHOWN = 3
_WAIT, _NEW, _IS = "", "new", "is:"
_SETTINGS = (
    *("content", "layout", "account", "day_order", "decimal", "signs"),
    *("encoding", "delimiter", "sheet", "last_line"),
)
# What a person answers first, where it is asked.
_ASKED_FIRST = ("sheet", "account", "day_order", "decimal", "signs", "last_line")
_NO_LAYOUT = "none"
_DAY_ORDERS = [("", _("as the file tells")), ("mdy", _("month first: 12/31/2026")), ("dmy", _("day first: 31/12/2026"))]
_DECIMALS = [("", _("as the file tells")), (".", _("point: 1,234.56")), (",", _("comma: 1.234,56"))]
# What the first cells tell by themselves, so that nobody has to answer.
_TOLD = {
    "mdy": _("month first, as the file tells"),
    "dmy": _("day first, as the file tells"),
    ".": _("point, as the file tells"),
    ",": _("comma, as the file tells"),
}
_SIGNS = [
    ("", _("as the file tells")),
    ("column", _("the column alone tells the direction")),
    ("written", _("the sign counts: a minus among debits is money in")),
    ("turned", _("turned round: a minus is money in")),
]
_LAST_LINES = [("", _("refused without its line end")), ("whole", _("whole as it is"))]
_DELIMITERS = [
    ("", _("as found")),
    (",", ","),
    (";", ";"),
    ("\t", _("tab")),
    ("|", "|"),
    ("fixed", _("nothing: columns of fixed width")),
]
# In words, where no select gives it a frame.
_MARKS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar"), **dict(_DELIMITERS[-1:])}
_LAYOUTS = [
    ("", _("as found")),
    (_NO_LAYOUT, _("none: columns as guessed or mapped below")),
    (STATEMENT_LAYOUT, _("a statement of a bank or processor, as a table")),
    *layouts(),
]
_ENCODINGS = [("", _("as found")), *((name, name) for name in ENCODINGS)]


class LayoutSelect(forms.Select):
    """Layouts are called as their programs call the reports: those names are quoted, and in no catalog."""

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        """The option, marked where it quotes."""
        option = super().create_option(name, value, *args, **more)
        if value not in ("", _NO_LAYOUT, STATEMENT_LAYOUT):
            option["attrs"]["data-quoted"] = True
        return option


class UploadForm(forms.Form):
    """The file, and what it does not say itself."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("A table as CSV, as text or as XLSX. Choose it, or drop it here."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.dbf,.zip", "autofocus": True}),
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
    as_of = TypedDateField(label=_("Day of the file"), required=False, help_text=_("Empty: today."))
    is_list = forms.BooleanField(
        label=_("It is the complete list of all open items"),
        required=False,
        help_text=_("It is compared with the ledger: what it no longer has counts as settled in the ERP."),
    )

    def __init__(self, *args: Any, user: User, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.companies = {company.code: company for company in companies_of(user)}
        field = self.fields["company"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, str(company)) for code, company in self.companies.items()]
        day = self.fields["as_of"]
        assert isinstance(day, TypedDateField)
        day.as_of = today

    def clean(self) -> dict[str, Any]:
        """No browser keeps the file of a form that comes back: it is said, or it would be looked for."""
        if self.errors and "file" in self.cleaned_data:
            self.add_error("file", _("Choose the file once more: the browser does not keep it."))
        return self.cleaned_data

    def clean_currency(self) -> str:
        """The code in capitals, as the ledger has it."""
        return str(self.cleaned_data["currency"]).upper()


class BalanceForm(forms.Form):
    """The balance of the ERP's receivables account, in one company and currency of the list."""

    balance = AmountField(label=_("Balance of the receivables account in the ERP"))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["balance"]
        assert isinstance(field, AmountField)
        field.currency = currency


class ReadingForm(forms.Form):
    """Which column is which field, and what the file does not tell."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    content = forms.ChoiceField(
        label=_("What the file holds"), choices=[("", _("as its headings tell")), *CONTENTS.items()], required=False
    )
    layout = forms.ChoiceField(label=_("Layout"), choices=_LAYOUTS, required=False, widget=LayoutSelect)
    day_order = forms.ChoiceField(label=_("Dates"), choices=_DAY_ORDERS, required=False)
    decimal = forms.ChoiceField(label=_("Decimal mark"), choices=_DECIMALS, required=False)
    encoding = forms.ChoiceField(label=_("Characters"), choices=_ENCODINGS, required=False)
    delimiter = forms.ChoiceField(label=_("Columns are separated by"), choices=_DELIMITERS, required=False)
    sheet = forms.CharField(label=_("Sheet"), max_length=40, required=False, help_text=_("Empty: the first one."))
    account = forms.ChoiceField(
        label=_("Our account"), required=False, help_text=_("For a statement that does not name its account.")
    )
    signs = forms.ChoiceField(label=_("Signs of the amounts"), choices=_SIGNS, required=False)
    last_line = forms.ChoiceField(label=_("Last line"), choices=_LAST_LINES, required=False)

    def __init__(
        self, *args: Any, understood: dict[str, Any], accounts: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        """`accounts` are the company's own: number and currency, and in words."""
        super().__init__(*args, **kwargs)
        self._understood = understood
        if understood.get("bank_format") == TABLE:
            self._offer("account", ("", _("as the file tells")), *accounts)
        else:
            del self.fields["account"], self.fields["signs"]
        self._headers: list[str] = understood.get("headers", [])
        self._samples: list[list[str]] = understood.get("samples", [])
        chosen = understood.get("choices", {})
        # Opened otherwise, the file has other columns.
        self._as_opened = {
            "layout": {chosen.get("layout", ""), (understood.get("layout") or {}).get("name", _NO_LAYOUT)},
            "sheet": {chosen.get("sheet", ""), understood.get("sheet") or ""},
            "delimiter": {chosen.get("delimiter", ""), understood.get("delimiter") or ""},
        }
        self._asked = {question["setting"] for question in understood.get("questions", [])}
        if understood.get("missing"):
            self._asked = {"day_order", "decimal"}  # what no column tells can be answered along with the columns
        if len(sheets := understood.get("sheets", [])) > 1:
            self.fields["sheet"] = forms.ChoiceField(
                label=_("Sheet"),
                choices=[("", _("the first with a table")), *zip(sheets, sheets, strict=True)],
                required=False,
            )
            self._asked = {"sheet", *self._asked}
        # Empty where the headings fit several contents: there are no columns to show before one is chosen.
        content: str = understood.get("content", OPEN_ITEMS)
        self._labels = field_labels(content or OPEN_ITEMS)
        if not content:
            self._headers = []
        self._as_opened["content"] = {"", content}
        self._why = _reasons_of(understood)
        taken = _fields_of(understood, self._labels)
        self._likely = [at for at, heading in enumerate(self._headers) if heading in taken]
        kinds = field_kinds(content)
        for setting, kind, show in (("day_order", "date", self._show_orders), ("decimal", "amount", self._show_marks)):
            if setting in self._asked:
                show(self._cells({heading for heading, names in taken.items() if kinds.get(names) == kind}))
        self._read_as: dict[str, Any] = {}
        for at, heading in enumerate(self._headers):
            answer = taken.get(heading, "")
            answers = _answers_with(answer, self._labels)
            self._read_as[heading] = dict(answers).get(answer, answer)
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading, choices=answers, required=False, initial=answer
            )

    def clean(self) -> dict[str, Any]:
        """A field stands in one column only."""
        holds: dict[str, str] = {}
        for at, heading in enumerate(self._headers):
            for name in filter(None, self.cleaned_data.get(f"column_{at}", "").split(_AND)):
                if name in holds:
                    text = _("%(field)s: it is said of %(one)s and of %(other)s. Choose one of them.")
                    facts = {"field": self._labels[name], "one": holds[name], "other": heading}
                    self.add_error(f"column_{at}", text % facts)
                holds[name] = heading
        self._holds = {name: holds[name] for name in self._labels if name in holds}
        return self.cleaned_data

    def likely_columns(self) -> list[dict[str, Any]]:
        """The columns that hold a field, or may: each with its select, what stands in it, and why."""
        return [self._column(at) for at in self._likely]

    def other_columns(self) -> list[dict[str, Any]]:
        """The columns that no field takes so far."""
        return [self._column(at) for at in range(len(self._headers)) if at not in self._likely]

    def opened(self) -> list[dict[str, Any]]:
        """How the file was opened, in words, for whoever only looks: what the file did not need is left out."""
        found = self._understood
        holds, layout, chosen = found.get("content", OPEN_ITEMS), found.get("layout") or {}, found.get("choices", {})
        delimiter = found.get("delimiter") or ""
        orders = {order for order in found.get("day_orders", {}).values() if order}
        marks = {mark for mark in found.get("decimals", {}).values() if mark}
        parts: list[tuple[Any, Any]] = [
            (_("What it holds"), CONTENTS[holds] if holds else ""),
            (_("Saved profile"), found.get("profile")),
            (_("Layout"), layout.get("title")),
            (_("Our account"), chosen.get("account")),
            *((_("Signs of the amounts"), words) for signs, words in _SIGNS if signs and signs == chosen.get("signs")),
            (_("Sheet"), found.get("sheet")),
            (_("Characters"), found.get("encoding")),
            (_("Columns are separated by"), _MARKS.get(delimiter, delimiter)),
            *((_("Dates"), words) for order, words in _DAY_ORDERS if order in orders),
            *((_("Decimal mark"), words) for mark, words in _DECIMALS if mark in marks),
            (_("Last line"), dict(_LAST_LINES)["whole"] if chosen.get("last_line") else ""),
        ]
        quoted = {
            layout.get("title"),
            chosen.get("account"),
            found.get("profile"),
            found.get("sheet"),
            found.get("encoding"),
        }
        return [{"label": label, "value": value, "quoted": value in quoted} for label, value in parts if value]

    def asked(self) -> list[forms.BoundField]:
        """What the file does not tell, and a person can: first of all questions."""
        return [self[name] for name in _ASKED_FIRST if name in self._asked]

    def settings(self) -> list[forms.BoundField]:
        """How the file is opened, and what was not asked."""
        return [self[name] for name in _SETTINGS if name not in self._asked and name in self.fields]

    def choices(self) -> dict[str, Any]:
        """What the action takes: the settings that were chosen, and the columns where they were shown.

        Another layout or sheet has other columns: those that were shown are then left to it.
        """
        said = self.cleaned_data
        chosen: dict[str, Any] = {name: said[name] for name in _SETTINGS if said.get(name)}
        if self._headers and all(self.cleaned_data[name] in same for name, same in self._as_opened.items()):
            chosen["columns"] = self._holds
        return chosen

    def _cells(self, headings: set[str]) -> list[str]:
        """The first cells of the columns."""
        places = [at for at, heading in enumerate(self._headers) if heading in headings]
        return [row[at].strip() for row in self._samples for at in places if at < len(row)]

    def _offer(self, setting: str, *choices: tuple[str, Any]) -> None:
        field = self.fields[setting]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _show_marks(self, cells: list[str]) -> None:
        """Say which mark the first amounts have, where they tell."""
        if told := _TOLD.get(decimal_style(cells)):
            self._offer("decimal", ("", told), *_DECIMALS[1:])

    def _show_orders(self, cells: list[str]) -> None:
        """Say which order the first days have, where they tell, and with a day of the file what each makes of it."""
        first = ("", _TOLD.get(date_order(cells), _DAY_ORDERS[0][1]))
        self._offer("day_order", first, *_DAY_ORDERS[1:])
        if example := next((cell for cell in cells if _in_either_order(cell)), None):
            days = {order: day_words(day) for order, day in _in_either_order(example).items()}
            self._offer(
                "day_order",
                first,
                ("mdy", _("month first: %(cell)s is %(day)s") % {"cell": example, "day": days["mdy"]}),
                ("dmy", _("day first: %(cell)s is %(day)s") % {"cell": example, "day": days["dmy"]}),
            )

    def _column(self, at: int) -> dict[str, Any]:
        samples = [row[at] for row in self._samples if at < len(row) and row[at]]
        return {
            "field": self[f"column_{at}"],
            "heading": self._headers[at],
            "read_as": self._read_as[self._headers[at]],
            "samples": samples[:SAMPLES_SHOWN],
            "why": self._why.get(self._headers[at]),
        }


def _in_either_order(cell: str) -> dict[str, dt.date]:
    """The two days that a cell can be; nothing where it can only be one."""
    orders: tuple[DayOrder, ...] = ("mdy", "dmy")
    try:
        found: dict[str, dt.date] = {order: read_date(cell, order=order) for order in orders}
    except CellRefused:
        return {}
    return found if found["mdy"] != found["dmy"] else {}


# A column may hold two fields: a name that stands for the number, too.
_AND = "+"


def _answers_with(answer: str, labels: Words) -> list[tuple[str, Any]]:
    """What a column may be, with the two fields at once that this one holds."""
    both: list[tuple[str, Any]] = []
    if "customer_name" in labels:
        both.append((_NAME_FOR_NUMBER, _("Customer name, instead of a number")))
    if _AND in answer and answer != _NAME_FOR_NUMBER:
        both.append((answer, " + ".join(str(labels[name]) for name in answer.split(_AND))))
    return [("", _("not used")), *labels.items(), *both]


_NAME_FOR_NUMBER = "customer_number+customer_name"


def _fields_of(understood: dict[str, Any], labels: Words) -> dict[str, str]:
    """Heading → the field or fields that it holds, or may hold where needed ones are missing."""
    columns = understood.get("mapping", {}).get("columns", {})
    pairs = [(name, columns[name]) for name in labels if name in columns]
    pairs += [(one["field"], one["heading"]) for one in understood.get("proposed", [])]
    found: dict[str, str] = {}
    for name, heading in pairs:
        found[heading] = f"{found[heading]}{_AND}{name}" if heading in found else name
    return found


def _reasons_of(understood: dict[str, Any]) -> dict[str, Reason]:
    """Heading → why its field was taken for it, or may be."""
    stated = [Reason.from_dict(reason) for reason in understood.get("mapping", {}).get("reasons", [])]
    found = {str(reason.facts["heading"]): reason for reason in stated if "heading" in reason.facts}
    return found | {one["heading"]: Reason.from_dict(one["reason"]) for one in understood.get("proposed", [])}


class ProfileForm(forms.Form):
    """The name under which it is kept how a file was read."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The next file with the same header is read so, and asks nothing.")
    )


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True}))


class CustomersForm(forms.Form):
    """One question for each customer: which known one is meant, or a new one. Nothing chosen lets the rows wait."""

    def __init__(self, *args: Any, asked: Sequence[InQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A number may hold anything, and the name of a field may not.
        self._asked = {f"who-{one.company}/{one.number}".encode().hex(): one for one in asked}
        for name, one in self._asked.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{one.number} {one.name}", choices=_answers(one), required=False, widget=forms.RadioSelect
            )

    def questions(self) -> list[dict[str, Any]]:
        """Each customer with its field, so that rows and amounts stand beside the answer."""
        return [{"about": one, "field": self[name]} for name, one in self._asked.items()]

    def decisions(self, *, all_new: bool) -> list[Decision]:
        """What was chosen; with `all_new` every customer without an answer is a new one."""
        found = []
        for name, one in self._asked.items():
            answer = self.cleaned_data[name] or (_NEW if all_new else _WAIT)
            if answer != _WAIT:
                found.append(Decision(one.company, one.number, answer.removeprefix(_IS) if answer != _NEW else ""))
        return found


def _answers(one: InQuestion) -> list[tuple[str, Any]]:
    known = [(f"{_IS}{alike.number}", f"{alike.number} {alike.name}") for alike in one.alike]
    return [*known, (_NEW, _("a new customer")), (_WAIT, _("not decided: the rows wait"))]
