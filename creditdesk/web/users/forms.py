"""What an administrator fills in about a user."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from creditdesk.domain.visibility import Role
from creditdesk.exports.words import ROLE_LABELS
from creditdesk.parties.access import companies_of
from creditdesk.parties.actions import User


class UserForm(forms.Form):
    """Name, role and companies; `state` marks what was shown, so that a lost race is noticed."""

    first_name = forms.CharField(label=_("First name"), max_length=60)
    last_name = forms.CharField(label=_("Last name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"))
    companies = forms.MultipleChoiceField(
        label=_("Companies"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the user sees is always within these companies."),
    )
    state = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, admin: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.admin = admin
        role, companies = self.fields["role"], self.fields["companies"]
        assert isinstance(role, forms.ChoiceField)
        assert isinstance(companies, forms.MultipleChoiceField)
        role.choices = [(each.value, ROLE_LABELS[each]) for each in Role]
        companies.choices = [(company.code, str(company)) for company in companies_of(admin)]

    def facts(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        return {
            "first_name": data["first_name"],
            "last_name": data["last_name"],
            "role": Role(data["role"]),
            "companies": list(companies_of(self.admin).filter(code__in=data["companies"])),
        }


class NewUserForm(UserForm):
    """The same, and the name to sign in with."""

    username = forms.CharField(
        label=_("User name"),
        max_length=40,
        help_text=_("2 to 40 small letters, digits, dots or dashes. It cannot be changed later."),
    )
    field_order = ["username", "first_name", "last_name", "role", "companies"]
