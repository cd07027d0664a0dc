"""The door, the look, and the sign of life."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from creditdesk.config import clock
from creditdesk.journal.transactions import DATABASE_AWAY
from creditdesk.parties.actions import choose_language
from creditdesk.web.context import THEMES
from creditdesk.web.navigation import home_of
from creditdesk.web.permissions import current_user

_YEAR_SECONDS = 365 * 24 * 60 * 60


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Send everyone to the page with which his role begins."""
    url = home_of(current_user(request))
    if url is None:
        raise PermissionDenied(_("There is no page for your role."))
    return redirect(url)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the light or dark look in a cookie, so that the next page comes without a flash."""
    wanted = request.POST.get("theme", "")
    if wanted not in THEMES:
        return HttpResponse(status=422)
    quiet = "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Mode") == "cors"
    response = HttpResponse(status=204) if quiet else _back(request)
    _keep(response, settings.THEME_COOKIE_NAME, wanted)
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read the desk in another language from the next page on; a user's choice stands with his name."""
    wanted = request.POST.get("language", "")
    if wanted not in dict(settings.LANGUAGES):
        return HttpResponse(status=422)
    if request.user.is_authenticated:
        choose_language(request.user, language=wanted, by=request.user, at=clock.now())
    response = _back(request)
    _keep(response, settings.LANGUAGE_COOKIE_NAME, wanted)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """To the page from which the form came, if it is one of ours."""
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "/")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    attributes: dict[str, Any] = {"secure": settings.HTTPS, "httponly": True, "samesite": "Lax", "path": "/"}
    response.set_cookie(name, value, max_age=_YEAR_SECONDS, **attributes)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Whether the desk and its database answer. A stranger learns nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("unavailable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a mistake of ours. A database that is away is none, and passes by itself: 503, and come again."""
    # Django asks for the page while it handles the exception.
    away = isinstance(sys.exc_info()[1], DATABASE_AWAY)
    page = loader.get_template("503.html" if away else "500.html").render()
    return HttpResponse(page, status=503, headers={"Retry-After": "5"}) if away else HttpResponse(page, status=500)
