"""Portfolios, rules, single accounts and absences as a supervisor fills them in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.visibility import Permission
from creditdesk.parties.access import companies_of, visible_customers
from creditdesk.parties.actions import User
from creditdesk.parties.directory import colleagues, managed_portfolios
from creditdesk.web.fields import TypedDateField


def _set_choices(field: forms.Field, choices: list[tuple[Any, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PeopleForm(forms.Form):
    """Who works a portfolio and who supervises it."""

    rep = forms.TypedChoiceField(label=_("Rep"), coerce=int)
    supervisor = forms.TypedChoiceField(label=_("Supervisor"), coerce=int)
    seen_rep = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reps = {each.id: each for each in colleagues(user, permission=Permission.WORK_TICKLERS)}
        self.supervisors = {each.id: each for each in colleagues(user, permission=Permission.MANAGE_PORTFOLIOS)}
        _set_choices(self.fields["rep"], [(key, str(each)) for key, each in self.reps.items()])
        _set_choices(self.fields["supervisor"], [(key, str(each)) for key, each in self.supervisors.items()])

    def people(self) -> dict[str, User]:
        """What the actions take."""
        data = self.cleaned_data
        return {"rep": self.reps[data["rep"]], "supervisor": self.supervisors[data["supervisor"]]}


class NewPortfolioForm(PeopleForm):
    """The same for a portfolio that does not exist yet."""

    name = forms.CharField(label=_("Name"), max_length=80)
    company = forms.ChoiceField(label=_("Company"))
    field_order = ["name", "company", "rep", "supervisor"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        _set_choices(self.fields["company"], [(company.code, str(company)) for company in companies_of(user)])


class RuleForm(forms.Form):
    """The conditions of a rule; what is left empty does not matter."""

    portfolio = forms.TypedChoiceField(label=_("Goes to"), coerce=int)
    name_from = forms.CharField(label=_("Names from"), max_length=40, required=False)
    name_to = forms.CharField(label=_("to"), max_length=40, required=False)
    risk_class = forms.ChoiceField(
        label=_("Risk class"), choices=[("", "–"), *((letter, letter) for letter in "ABCD")], required=False
    )
    segment = forms.CharField(label=_("Segment"), max_length=20, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, required=False, help_text=_("Two letters, such as US"))
    region = forms.CharField(label=_("Region"), max_length=40, required=False)
    state = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.portfolios = {each.id: each for each in managed_portfolios(user).filter(company__code=code)}
        _set_choices(self.fields["portfolio"], [(key, each.name) for key, each in self.portfolios.items()])

    def clean_country(self) -> str:
        """The code in capitals, as customers have it."""
        return str(self.cleaned_data["country"]).upper()


class AccountForm(forms.Form):
    """One account into one portfolio, by hand."""

    number = forms.CharField(label=_("Customer number"), max_length=40)
    portfolio = forms.TypedChoiceField(label=_("Portfolio"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, user: User, as_of: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible = visible_customers(user, as_of=as_of)
        self.portfolios = {each.id: each for each in managed_portfolios(user)}
        choices = [(key, f"{each.company.code} {each.name}") for key, each in self.portfolios.items()]
        _set_choices(self.fields["portfolio"], [("", _("wherever the rules put it")), *choices])

    def clean(self) -> dict[str, Any]:
        """Find the account: its number is unique within a company, so the portfolio decides between two."""
        data = super().clean() or self.cleaned_data
        portfolio = self.portfolios.get(data.get("portfolio") or 0)
        found = self.visible.filter(number=data.get("number", ""))
        if portfolio:
            found = found.filter(company=portfolio.company_id)
        accounts = list(found[:2])
        if len(accounts) != 1:
            words = _("No such account.") if not accounts else _("Two companies have this number: name a portfolio.")
            raise ValidationError({"number": words})
        return {**data, "customer": accounts[0], "into": portfolio}


class AbsenceForm(forms.Form):
    """Who is away when, and who stands in."""

    user = forms.TypedChoiceField(label=_("Away"), coerce=int)
    substitute = forms.TypedChoiceField(label=_("Substitute"), coerce=int)
    first_day = TypedDateField(label=_("First day"))
    last_day = TypedDateField(label=_("Last day"))

    def __init__(self, *args: Any, user: User, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {each.id: each for each in colleagues(user, permission=Permission.WORK_TICKLERS)}
        people = sorted((str(each), key) for key, each in self.people.items())
        for name in ("user", "substitute"):
            # Nobody is likelier than another: a name that is filled in would pass for a choice.
            _set_choices(self.fields[name], [("", "–"), *((key, words) for words, key in people)])
        for name in ("first_day", "last_day"):
            day = self.fields[name]
            assert isinstance(day, TypedDateField)
            day.as_of = today
