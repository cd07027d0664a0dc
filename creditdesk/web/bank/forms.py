"""A bank account as a controller makes it, and a decision about a statement that is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User


class AccountForm(forms.Form):
    """An account or a lockbox; the number is as the bank's files name it."""

    company = forms.ChoiceField(label=_("Company"))
    name = forms.CharField(label=_("Name"), max_length=80)
    number = forms.CharField(
        label=_("Number"), max_length=50, help_text=_("IBAN, account number or lockbox, as the bank's files name it")
    )
    bank = forms.CharField(
        label=_("Bank"), max_length=20, required=False, help_text=_("Routing number, sort code or BIC")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3)
    gl_account = forms.CharField(label=_("General-ledger account"), max_length=40, initial="cash")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["company"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(company.code, str(company)) for company in companies_of(user)]


class DecisionForm(forms.Form):
    """Why a held statement is let in or set aside."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("let_in", _("Take it in all the same")), ("set_aside", _("Set it aside"))]
    )
    why = forms.CharField(label=_("Why"), max_length=200)
