"""The sign-in library's pages that the desk uses. The others keep their names and answer 404."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path


def absent(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Nobody signs up, and no mail opens an account: an administrator does both."""
    raise Http404("not part of the desk")


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("inactive/", absent, name="account_inactive"),
    path("signup/", absent, name="account_signup"),
    path("email/", absent, name="account_email"),
    path("confirm-email/", absent, name="account_email_verification_sent"),
    path("password/set/", absent, name="account_set_password"),
    path("password/reset/", absent, name="account_reset_password"),
]
