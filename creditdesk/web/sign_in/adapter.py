"""How the sign-in library is bent to the desk: nobody signs up, every step is journaled, secrets are encrypted."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from creditdesk.config import clock
from creditdesk.domain.visibility import Role, needs_second_factor
from creditdesk.parties import sign_ins
from creditdesk.parties.actions import User
from creditdesk.web.sign_in import encryption


def may_sign_in(user: User) -> bool:
    """Whether the user is a person with a role. The machine works by token and by command only."""
    return user.is_active and user.role in set(Role) - {Role.MACHINE}


def has_second_factor(user: User) -> bool:
    """Whether the user has an authenticator app, whose code every sign-in then asks for."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP]))


class DeskAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator; who comes and goes stands in the journal."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user, or None with the same words and work for a wrong name, a wrong password and a disabled user."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        # The library would take a disabled user aside and say so; here he is like everyone with a wrong password.
        AuthenticationBackend.unstash_authenticated_user()
        if user is None or not may_sign_in(user):
            self.authentication_failed(request, **credentials)
            return None
        self._rollback_login_failed_rl_usage()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Journal the wrong password."""
        username = str(credentials.get("username", ""))
        address = self.get_client_ip(request)
        sign_ins.record_failed_sign_in(username, at=clock.now(), address=address, step="password")

    def login(self, request: HttpRequest, user: User) -> None:
        """Open the session, under a new id, after every step has been passed."""
        super().login(request, user)
        request.session["began"] = request.session["seen"] = int(clock.now().timestamp())
        sign_ins.record_sign_in(user, at=clock.now(), address=self.get_client_ip(request))

    def logout(self, request: HttpRequest) -> None:
        """End the session."""
        if request.user.is_authenticated:
            sign_ins.record_sign_out(request.user, at=clock.now())
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Where the library would tell the user of a changed credential by mail, the journal keeps it."""
        what = template_prefix.rsplit("/", 1)[-1]
        sign_ins.record_credential_change(user, at=clock.now(), what=what)


class DeskMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypted secrets; a role that needs the second factor cannot put it away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong or was used before. The next one comes within 30 seconds."),
    }

    def encrypt(self, text: str) -> str:
        """Close the secret before it is stored."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return encryption.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not where the role must have one."""
        return not needs_second_factor(authenticator.user.desk_role)
