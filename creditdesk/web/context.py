"""What every page's template has: the navigation of the role, and the desk's date and look."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from creditdesk.config import clock
from creditdesk.demo import people
from creditdesk.domain.visibility import Permission
from creditdesk.exports.words import ROLE_LABELS
from creditdesk.receivables.access import standing_stops_for
from creditdesk.web.navigation import TAKERS, places_of
from creditdesk.web.permissions import may
from creditdesk.web.templatetags.desk_formats import words

if TYPE_CHECKING:
    from creditdesk.parties.models import User
    from creditdesk.receivables.models import PostingStop

THEMES = ("auto", "light", "dark")


def desk(request: HttpRequest) -> dict[str, Any]:
    """`nav`, `desk` and `alarm` as docs/guide/components.md states them; in the demo also who can sign in."""
    theme = request.COOKIES.get(settings.THEME_COOKIE_NAME, "auto")
    about: dict[str, Any] = {
        "today": clock.today(),
        "as_of": None,
        "demo": settings.DEMO,
        "theme": theme if theme in THEMES else "auto",
    }
    context: dict[str, Any] = {"nav": [], "desk": about}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        about["role_label"] = ROLE_LABELS[user.desk_role]
        about["may_use_api"] = may(user, Permission.USE_API)
        about["may_take_out"] = may(user, *TAKERS)
        context["nav"] = places_of(user, path=request.path)
        # Asked only by a page that draws the frame; a part of a page has no alarm.
        context["alarm"] = SimpleLazyObject(lambda: _alarm(user, as_of=about["today"]))
    if settings.DEMO and request.path.startswith("/account/"):
        context |= _demo()
    return context


def _alarm(user: User, *, as_of: dt.date) -> list[PostingStop]:
    """One stop for each account or company that is stopped, however many facts of it are broken."""
    stops = standing_stops_for(user, as_of=as_of)
    return list({(stop.company_id, stop.customer_id): stop for stop in stops}.values())


def _demo() -> dict[str, Any]:
    shown = {person.username: person for person in people.PEOPLE}
    code = people.totp_code(at=clock.now())
    return {
        "demo_totp_code": code,
        "demo_sign_ins": [
            {
                "role": ROLE_LABELS[shown[name].role],
                "username": name,
                "name": f"{shown[name].first_name} {shown[name].last_name}",
                "initials": shown[name].first_name[:1] + shown[name].last_name[:1],
                "password": people.PASSWORD,
                "description": words(shown[name].description),
                "totp_code": code,
            }
            for name in people.SHOWN
        ],
    }
