"""What holds for every page: sessions end, nobody enters unknown, refusals are told and journaled, nothing is kept.

A page is closed unless it stands in `_OPEN_PATHS`; the interface for programs checks its own tokens.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation

from creditdesk.config import clock
from creditdesk.domain.exports import TOO_MANY
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import needs_second_factor
from creditdesk.parties.access import NotVisible
from creditdesk.parties.sign_ins import record_refused_access
from creditdesk.web.sign_in.adapter import has_second_factor, may_sign_in
from creditdesk.web.templatetags.desk_formats import words

Handler = Callable[[HttpRequest], HttpResponse]

# Seconds between two notes of "still here": often enough for the idle limit, rare enough to cost nothing.
_TOUCH_SECONDS = 60
_API = "/api/"
_OPEN_PATHS = (
    "/account/login/",
    "/account/2fa/authenticate/",
    "/static/",
    "/health/",
    "/metrics/",
    "/calendar/",
    "/language/",
)
_ENROLMENT_PATHS = (
    "/account/logout/",
    "/account/reauthenticate/",
    "/account/2fa/totp/activate/",
    "/theme/",
)


class SessionLimits:
    """End a session that was idle for half an hour, or that began twelve hours ago, or whose user lost his role."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.session_key and request.user.is_authenticated:
            now = int(clock.now().timestamp())
            began = request.session.setdefault("began", now)
            seen = request.session.get("seen", now)
            idle, age = now - seen, now - began
            if (
                idle > settings.SESSION_IDLE_SECONDS
                or age > settings.SESSION_ABSOLUTE_SECONDS
                or not may_sign_in(request.user)
            ):
                logout(request)
            elif idle >= _TOUCH_SECONDS or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)


class ReadersLanguage:
    """Who chose a language reads it everywhere; all others read what their browser asks for."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_API) and request.session.session_key and request.user.is_authenticated:
            _speak(request, request.user.language)
        return self.get_response(request)


def _speak(request: HttpRequest, language: str) -> None:
    if language:
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class SignInRequired:
    """Every page but the sign-in needs a user, and a user who decides needs a second factor first."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_API):
            return self.get_response(request)
        if request.user.is_authenticated and not request.path.startswith(_ENROLMENT_PATHS) and _must_enrol(request):
            return _send(request, reverse("mfa_activate_totp"))
        if request.path.startswith(_OPEN_PATHS) or request.user.is_authenticated:
            return self.get_response(request)
        if "HX-Request" in request.headers:
            # A part of a page would be filled with the sign-in; the whole page goes there and comes back.
            page = urlsplit(request.headers.get("HX-Current-URL", "/"))
            return _send(request, redirect_to_login(page.path or "/", reverse("account_login")).url)
        return redirect_to_login(request.get_full_path(), reverse("account_login"))


def _send(request: HttpRequest, url: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _must_enrol(request: HttpRequest) -> bool:
    user = request.user
    assert user.is_authenticated
    return needs_second_factor(user.desk_role) and not has_second_factor(user)


class Refusals:
    """A refusal is told with its reasons; an access that is refused is journaled."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method == "GET" and _is_page(request):
            # A form that came back bears the address to which it was sent; opened by itself, that has no page.
            page = render(request, "405.html", status=response.status_code)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer to a Refusal; None leaves every other exception to its own page."""
        if isinstance(exception, Refusal):
            return refused(request, exception)
        if isinstance(exception, PermissionDenied | NotVisible) and request.user.is_authenticated:
            why = "not visible" if isinstance(exception, NotVisible) else "no permission"
            record_refused_access(request.user, at=clock.now(), method=request.method or "", path=request.path, why=why)
        return None


def _is_page(request: HttpRequest) -> bool:
    return not request.path.startswith(_API) and "HX-Request" not in request.headers


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The reasons word for word: a page, or a toast for a part of one.

    409 for a lost race, 429 for a list too many, with the seconds until the next one; else 422.
    """
    lost_race = any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons)
    wait = next((reason.facts["seconds"] for reason in refusal.reasons if reason.code == TOO_MANY), None)
    response = _told(request, refusal, status=409 if lost_race else 422 if wait is None else 429)
    if wait is not None:
        response["Retry-After"] = str(wait)
    return response


def _told(request: HttpRequest, refusal: Refusal, *, status: int) -> HttpResponse:
    if "HX-Request" in request.headers:
        toast = json.dumps({"toast": {"text": "; ".join(map(words, refusal.reasons)), "tone": "danger"}})
        return HttpResponse(status=status, headers={"HX-Reswap": "none", "HX-Trigger": toast})
    context = {"refusal": refusal, "lost_race": status == 409, "back_url": _page_before(request)}
    return render(request, "errors/refused.html", context, status=status)


def _page_before(request: HttpRequest) -> str:
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.netloc == request.get_host() else "/"


class NoStore:
    """Pages show people's debts: no cache keeps them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/static/") and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response
