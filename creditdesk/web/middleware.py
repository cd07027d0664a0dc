"""What holds for every page: who is nobody goes to the sign-in, sessions end, nothing is kept by browsers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from creditdesk.config import clock
from creditdesk.domain.visibility import needs_second_factor

Handler = Callable[[HttpRequest], HttpResponse]

# Seconds between two notes of "still here": often enough for the idle limit, rare enough to cost nothing.
_TOUCH_SECONDS = 60
_OPEN_PATHS = ("/account/login/", "/account/2fa/authenticate/", "/static/", "/health/", "/api/")
_ENROLMENT_PATHS = ("/account/", "/theme/", "/static/")


class SessionLimits:
    """End a session that was idle for half an hour, or that began twelve hours ago."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            now = int(clock.now().timestamp())
            began = request.session.setdefault("began", now)
            seen = request.session.get("seen", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
            elif now - seen >= _TOUCH_SECONDS or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)


class SignInRequired:
    """Every page but the sign-in needs a user, and a user who decides needs a second factor first."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_OPEN_PATHS):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("account_login"))
        if not request.path.startswith(_ENROLMENT_PATHS) and _must_enrol(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


def _must_enrol(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    user = request.user
    assert user.is_authenticated
    return needs_second_factor(user.desk_role) and not is_mfa_enabled(user)


class NoStore:
    """Pages show people's debts: no cache keeps them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/") and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
