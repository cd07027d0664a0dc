"""The calendar feed of one's ticklers, at a secret address; and the page on which the address is made and ended."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from creditdesk.config import clock
from creditdesk.config.counting import count
from creditdesk.domain.visibility import Permission
from creditdesk.followup.calendar_feed import calendar_of
from creditdesk.parties.calendar_keys import calendar_key_for, calendar_key_of, make_calendar_key, revoke_calendar_key
from creditdesk.web.permissions import current_user, needs, needs_fresh_sign_in

# A calendar asks once an hour, some every few minutes; more is a mistake or an attack.
READS_PER_MINUTE = 20
WRONG_PER_MINUTE = 60
_MINUTE_SECONDS = 60


@require_safe
@sensitive_variables("secret")
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The ticklers of whoever the address belongs to; any other address does not exist.

    A stranger's try is not journaled: the journal would keep what he took for the secret.
    """
    key = calendar_key_for(secret)
    if key is None:
        if _too_often(f"calendar/from/{request.META.get('REMOTE_ADDR', '')}", most=WRONG_PER_MINUTE):
            return _later()
        raise Http404("calendar")
    if _too_often(f"calendar/{key.id}", most=READS_PER_MINUTE):
        return _later()
    content = calendar_of(key.user, as_of=clock.today(), at=clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="ticklers.ics"'
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "POST"])
@needs(Permission.WORK_TICKLERS)
@needs_fresh_sign_in
@sensitive_variables("made", "address")
def new(request: HttpRequest) -> HttpResponse:
    """Make the address; it stands on this answer and nowhere else. The one before ends."""
    user = current_user(request)
    if request.method == "POST":
        made = make_calendar_key(user, by=user, at=clock.now())
        address = request.build_absolute_uri(reverse("calendar_feed", args=[made.secret]))
        return render(request, "tokens/calendar_made.html", {"address": address})
    return render(request, "tokens/calendar_new.html", {"key": calendar_key_of(user)})


@require_POST
@needs(Permission.WORK_TICKLERS)
def revoke(request: HttpRequest) -> HttpResponse:
    """End the address now. Ending it takes no fresh sign-in: it must be quick."""
    user = current_user(request)
    revoke_calendar_key(user, by=user, at=clock.now())
    messages.success(request, _("The calendar's address does not count any more."))
    return redirect("tokens")


def _too_often(name: str, *, most: int) -> bool:
    """Count one more in this minute of the clock."""
    return count(f"{name}/{clock.now():%Y%m%d%H%M}", seconds=2 * _MINUTE_SECONDS) > most


def _later() -> HttpResponse:
    wait = _MINUTE_SECONDS - clock.now().second
    return HttpResponse(status=429, headers={"Retry-After": str(wait)}, content_type="text/plain")
