"""The forms of signing in: name and password, then the second factor with the wrong code in the journal."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.account.forms import ReauthenticateForm as PasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from creditdesk.config import clock
from creditdesk.demo.people import TOTP_SECRET
from creditdesk.parties import sign_ins


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password. No mail resets a password here, so the library's link to that would lead nowhere."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)


class PasswordAgainForm(PasswordForm):  # type: ignore[misc]
    """The password once more, before a sensitive act."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self)


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one twice; the library's link to a reset by mail would lead nowhere here either."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _plain(self, asked="oldpassword")


def _plain(form: Form, *, asked: str = "password") -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)  # the label above says it
    form.fields[asked].help_text = _("Forgotten? Your administrator gives you a new one.")


class _JournalsWrongCode:
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].widget.attrs.pop("placeholder", None)  # type: ignore[attr-defined]

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


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    """Setting the second factor up. In the demo everybody has the one telephone whose codes the pages show."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].widget.attrs.pop("placeholder", None)
        if settings.DEMO:
            self.secret = TOTP_SECRET

    def clean_code(self) -> str:
        """The code, used up with this: it does not sign anybody in besides."""
        code: str = super().clean_code()
        # Looked at as that of an app which is set up already: only so the library marks it as used.
        data = {"secret": get_mfa_adapter().encrypt(self.secret)}
        if not TOTP(Authenticator(user=self.user, data=data)).validate_code(code):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(_JournalsWrongCode, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class SecondFactorAgainForm(_JournalsWrongCode, ReauthenticateForm):  # type: ignore[misc]
    """The code once more, before a sensitive act."""
