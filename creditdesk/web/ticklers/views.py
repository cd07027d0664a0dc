"""Ticklers: what is due to the person, as owner, as substitute, as supervisor; and what comes in the next days."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission
from creditdesk.followup.queries import TICKLERS_AHEAD, coming_ticklers
from creditdesk.followup.shown_ticklers import count_ticklers, ticklers_for
from creditdesk.web.permissions import current_user, needs

MOST = 200


@require_GET
@needs(Permission.WORK_TICKLERS)
def ticklers(request: HttpRequest) -> HttpResponse:
    """The ticklers due, or those that come up in the next two weeks and those without a day."""
    user, day = current_user(request), clock.today()
    coming = request.GET.get("show") == "coming"
    due = count_ticklers(user, as_of=day)
    home = reverse("ticklers")
    tabs = [
        {"label": pgettext("ticklers", "Due"), "url": home, "active": not coming, "count": due, "key": "1"},
        {"label": _("Coming"), "url": f"{home}?show=coming", "active": coming, "count": None, "key": "2"},
    ]
    shown = [] if coming else ticklers_for(user, as_of=day, limit=MOST)
    later = list(coming_ticklers(user, as_of=day, until=day + TICKLERS_AHEAD)[:MOST]) if coming else []
    context = {"tabs": tabs, "coming": coming, "due": due, "shown": shown, "later": later, "day": day, "most": MOST}
    return render(request, "ticklers/list.html", context)
