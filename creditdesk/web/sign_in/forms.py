"""The second factor's forms, with the wrong code in the journal."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError

from creditdesk.config import clock
from creditdesk.parties import sign_ins


class _JournalsWrongCode:
    def clean_code(self) -> str:
        """The code, if it is right and was not used before. A wrong one is journaled."""
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            address = get_adapter().get_client_ip(context.request)
            username = self.user.username  # type: ignore[attr-defined]
            sign_ins.record_failed_sign_in(username, at=clock.now(), address=address, step="second factor")
            raise
        return code


class SecondFactorForm(_JournalsWrongCode, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class SecondFactorAgainForm(_JournalsWrongCode, ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before a sensitive act."""
