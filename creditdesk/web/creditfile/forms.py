"""What people type about credit files: entries, reviews, limits. Each form acts once however often it is sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.creditfile.entering import Told, ToldRating, ToldReference, ToldSecurity, ToldStatement
from creditdesk.creditfile.queries import CalendarFilter
from creditdesk.domain.financial_statements import FIGURES, Figures
from creditdesk.domain.money import AmountError, parse_amount
from creditdesk.domain.requests import WORDS_LONGEST
from creditdesk.domain.risk_class import RiskClass
from creditdesk.exports import credit_words as words
from creditdesk.web.customer_events.forms import KeyedForm
from creditdesk.web.fields import AmountField, PastDayField, TypedDateField, amount_typed, readers_habits
from creditdesk.web.sentences import day_words
from creditdesk.web.templatetags.desk_formats import words as words_of

if TYPE_CHECKING:
    from creditdesk.followup.models import Document
    from creditdesk.parties.models import User

NOTE_LONGEST = 500
_NOTE = gettext_lazy("Note")


def _past(label: str, today: dt.date, *, required: bool = True) -> PastDayField:
    field = PastDayField(label=label, today=today)
    field.required = required
    return field


def _day(label: str, today: dt.date, *, required: bool = False) -> TypedDateField:
    field = TypedDateField(label=label, required=required)
    field.as_of = today
    return field


class EntryForm(KeyedForm):
    """An entry of a file. What it corrects fills it in."""

    note = forms.CharField(label=_NOTE, required=False, max_length=NOTE_LONGEST)

    def __init__(self, data: Any = None, *, today: dt.date, currency: str, before: Any = None) -> None:
        super().__init__(data)
        self.today, self.currency = today, currency
        self.build()
        self.order_fields([name for name in self.fields if name != "note"])
        if before is not None:
            self.fill(before)

    def build(self) -> None:
        """Add the fields of the kind."""
        raise NotImplementedError

    def told(self) -> Told:
        """What was typed, of the valid form."""
        raise NotImplementedError

    def fill(self, before: Any) -> None:
        """Begin with what stands."""
        for name in self.fields:
            value = getattr(before, name, None)
            if name != "key" and value is not None:
                self.initial[name] = value.isoformat() if isinstance(value, dt.date) else value

    def clean(self) -> dict[str, Any]:
        """Amounts are read in the currency that stands beside them."""
        data: dict[str, Any] = super().clean() or {}
        currency = str(data.get("currency") or self.currency).upper()
        data["currency"] = currency
        for name in getattr(self, "amounts", ()):
            if typed := data.get(name):
                try:
                    data[name] = parse_amount(typed, currency=currency, decimal=readers_habits().decimal)
                except AmountError as error:
                    self.add_error(name, words_of(error.reason))
        return data

    def _amount(self, name: str, label: Any, *, required: bool = True) -> None:
        attrs = {"autocomplete": "off", "inputmode": "decimal"}
        widget = forms.TextInput(attrs=attrs)
        self.fields[name] = forms.CharField(label=label, max_length=28, required=required, widget=widget)

    def _currency(self) -> None:
        self.fields["currency"] = forms.CharField(
            label=_("Currency"), min_length=3, max_length=3, initial=self.currency
        )

    def _amount_before(self, name: str, minor: int | None, currency: str) -> None:
        if minor is not None:
            self.initial[name] = amount_typed(minor, currency=currency)


class StatementForm(EntryForm):
    """A financial statement."""

    amounts = FIGURES

    def build(self) -> None:
        """Period, basis, figures."""
        self.fields["period_end"] = _past(_("Last day of the period"), self.today)
        self.fields["basis"] = forms.ChoiceField(
            label=_("Whose figures"), choices=list(words.BASES.items()), initial="own"
        )
        self._currency()
        for name in FIGURES:
            self._amount(name, words.FIGURE_WORDS[name])

    def fill(self, before: Any) -> None:
        """Begin with what stands."""
        super().fill(before)
        for name in FIGURES:
            self._amount_before(name, getattr(before, name), before.currency)

    def told(self) -> ToldStatement:
        """What was typed."""
        data = self.cleaned_data
        figures = Figures(**{name: data[name] for name in FIGURES})
        return ToldStatement(data["period_end"], data["currency"], figures, data["basis"], data["note"])


class RatingForm(EntryForm):
    """A rating."""

    def build(self) -> None:
        """Who rates, how, when."""
        self.fields["source"] = forms.ChoiceField(label=_("Who rates"), choices=list(words.RATINGS.items()))
        self.fields["value"] = forms.IntegerField(label=_("Rating"), min_value=0, max_value=100)
        self.fields["value"].help_text = _("A bureau: 0 to 100. JBT: 1 prompt to 4 slow.")
        self.fields["on"] = _past(_("Day of the rating"), self.today)
        self.fields["until"] = _day(_("Stands until"), self.today)

    def told(self) -> ToldRating:
        """What was typed."""
        data = self.cleaned_data
        return ToldRating(data["source"], data["value"], data["on"], data["until"], data["note"])


class ReferenceForm(EntryForm):
    """A trade reference."""

    amounts = ("high_credit_minor",)

    def build(self) -> None:
        """Who told what."""
        self.fields["supplier"] = forms.CharField(label=_("Supplier who told it"), max_length=160)
        self.fields["told_on"] = _past(_("Told on"), self.today)
        self.fields["days_late"] = forms.IntegerField(label=_("Days late"), min_value=-365, max_value=3650)
        self.fields["days_late"].help_text = _("Below zero is early.")
        self._currency()
        self._amount("high_credit_minor", _("Most that he owed there"), required=False)
        self.fields["customer_since"] = _past(_("Customer there since"), self.today, required=False)
        self.fields["terms"] = forms.CharField(label=_("Terms"), max_length=60, required=False)

    def fill(self, before: Any) -> None:
        """Begin with what stands."""
        super().fill(before)
        self._amount_before("high_credit_minor", before.high_credit_minor, before.currency)

    def told(self) -> ToldReference:
        """What was typed."""
        data = self.cleaned_data
        return ToldReference(
            data["supplier"], data["told_on"], data["currency"], data["days_late"], data["high_credit_minor"] or None,
            data["customer_since"], data["terms"], data["note"],
        )  # fmt: skip


class SecurityForm(EntryForm):
    """Insurance, guaranty, security interest, letter of credit."""

    amounts = ("amount_minor",)
    documents: list[Document]

    def build(self) -> None:
        """What, by whom, how much, from when to when."""
        self.fields["kind"] = forms.ChoiceField(label=_("What it is"), choices=list(words.SECURITIES.items()))
        self.fields["party"] = forms.CharField(label=_("Who gave it"), max_length=160)
        self._currency()
        self._amount("amount_minor", _("Amount"))
        self.fields["first_day"] = _day(_("From"), self.today, required=True)
        self.fields["until"] = _day(_("Last day"), self.today)
        self.fields["conditions"] = forms.CharField(label=_("Conditions"), max_length=500, required=False)
        self.fields["document_id"] = forms.TypedChoiceField(
            label=_("Document"), required=False, coerce=int, empty_value=None, choices=[("", "")]
        )

    def offer(self, documents: list[Document]) -> None:
        """Let one of the account's documents be chosen."""
        fields: dict[str, Any] = self.fields
        fields["document_id"].choices = [("", ""), *((one.id, one.name) for one in documents)]

    def fill(self, before: Any) -> None:
        """Begin with what stands."""
        super().fill(before)
        self._amount_before("amount_minor", before.amount_minor, before.currency)

    def told(self) -> ToldSecurity:
        """What was typed."""
        data = self.cleaned_data
        return ToldSecurity(
            data["kind"], data["party"], data["currency"], data["amount_minor"], data["first_day"], data["until"],
            data["conditions"], data["document_id"], data["note"],
        )  # fmt: skip


ENTRY_FORMS: dict[str, type[EntryForm]] = {
    "statement": StatementForm,
    "rating": RatingForm,
    "reference": ReferenceForm,
    "security": SecurityForm,
}


class WithdrawForm(KeyedForm):
    """Why an entry was a mistake."""

    why = forms.CharField(label=gettext_lazy("Why it was a mistake"), max_length=NOTE_LONGEST)


class ReviewForm(KeyedForm):
    """What was looked at in a credit review, what came of it, and when the next one is."""

    note = forms.CharField(
        label=gettext_lazy("What was looked at, and what came of it"), max_length=NOTE_LONGEST,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data)
        self.fields["next_on"] = _day(_("Next review, if before its day"), today)


class LimitForm(KeyedForm):
    """A limit and a class that are asked for."""

    amount = AmountField(label=gettext_lazy("Limit"))
    risk_class = forms.ChoiceField(label=gettext_lazy("Class"), choices=[(one.value, one.value) for one in RiskClass])
    words = forms.CharField(label=gettext_lazy("Why"), max_length=WORDS_LONGEST, widget=forms.Textarea({"rows": 3}))
    shows = forms.CharField(
        label=gettext_lazy("What is known of his means"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    asked_by_customer = forms.BooleanField(label=gettext_lazy("The customer asked for it"), required=False)

    def __init__(self, data: Any = None, *, currency: str, begins: dict[str, Any]) -> None:
        super().__init__(data, initial=begins)
        fields: dict[str, Any] = self.fields
        fields["amount"].currency = currency


class CalendarForm(forms.Form):
    """What the calendar is narrowed to; it lives in the address."""

    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False)
    risk_class = forms.ChoiceField(label=gettext_lazy("Class"), required=False)
    called = forms.BooleanField(label=gettext_lazy("Called before their day"), required=False)
    company = forms.ChoiceField(label=gettext_lazy("Company"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["due"].choices = [("", _("Today")), ("30", _("Within 30 days")), ("all", _("All"))]
        fields["risk_class"].choices = [("", _("All")), *((one.value, one.value) for one in RiskClass)]
        companies = list(user.companies.order_by("code").values_list("code", "name"))
        fields["company"].choices = [("", _("All")), *companies]
        fields["sort"].choices = [
            ("due", _("First due first")), ("-exposure", _("Most at stake first")), ("name", _("By name"))
        ]  # fmt: skip
        self.has_companies = len(companies) > 1

    def chosen(self) -> CalendarFilter:
        """The filter; a field with a value that is not there narrows nothing."""
        self.full_clean()
        data = self.cleaned_data
        due = data.get("due") or ""
        return CalendarFilter(
            days=None if due == "all" else int(due or 0),
            called=bool(data.get("called")),
            company=data.get("company") or "",
            risk_class=data.get("risk_class") or "",
        )


class AskedForm(KeyedForm):
    """On which day a customer asked in writing why his limit was refused or reduced."""

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data)
        self.fields["asked_on"] = _past(_("He asked in writing on"), today)
        self.fields["asked_on"].initial = day_words(today)
