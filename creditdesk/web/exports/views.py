"""Files that are made in the background: how far each is, and fetching it. Each is its owner's alone, for a day."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from creditdesk.config import clock
from creditdesk.exports.access import Export, export_for, exports_of, listing_named, may_have
from creditdesk.exports.actions import record_fetched
from creditdesk.exports.worker import content_of
from creditdesk.exports.writers import MEDIA_TYPES
from creditdesk.web.navigation import TAKERS
from creditdesk.web.permissions import asked_from_the_desk, current_user, needs

_TONES = {"ready": "success", "stopped": "danger"}


@require_GET
@needs(*TAKERS)
def exports(request: HttpRequest) -> HttpResponse:
    """The files that were made for the person within a day, newest first."""
    found = list(exports_of(current_user(request), at=clock.now()))
    rows = [_shown(each) for each in found]
    working = any(each.state in ("reading", "writing") for each in found)
    return render(request, "exports/list.html", {"rows": rows, "working": working})


@require_GET
@needs(*TAKERS)
def export(request: HttpRequest, export_id: int) -> HttpResponse:
    """One file: how far it is, or where to fetch it."""
    return render(request, "exports/export.html", _shown(_own(request, export_id)))


@require_GET
@needs(*TAKERS)
def progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """The progress bar alone; once the work is done the page is drawn anew."""
    shown = _shown(_own(request, export_id))
    response = render(request, "exports/progress.html", shown)
    if not shown["running"]:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@needs(*TAKERS)
@asked_from_the_desk
def file(request: HttpRequest, export_id: int) -> HttpResponse:
    """The file itself, as far as its owner still has the right to the list."""
    user = current_user(request)
    found = _own(request, export_id)
    record_fetched(found, by=user, at=clock.now())
    response = StreamingHttpResponse(content_of(found), content_type=MEDIA_TYPES[found.format])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name) or ""
    response["Content-Length"] = str(found.size)
    # Django's types keep the two kinds of response apart; to the server they are one.
    return cast(HttpResponse, response)


def _own(request: HttpRequest, export_id: int) -> Export:
    """The person's own file. Raises NotVisible, and PermissionDenied where he has lost the right to its list."""
    found = export_for(current_user(request), export_id, at=clock.now())
    if not may_have(found, as_of=clock.today()):
        raise PermissionDenied(_("You no longer have the right to take this list out."))
    return found


def _shown(each: Export) -> dict[str, object]:
    words = {
        Export.State.READING: _("being read"),
        Export.State.WRITING: _("being written"),
        Export.State.READY: _("ready"),
        Export.State.STOPPED: _("stopped"),
    }
    return {
        "export": each,
        "title": listing_named(each.listing).title,
        "state": words[Export.State(each.state)],
        "tone": _TONES.get(each.state, "info"),
        "running": each.state in (Export.State.READING, Export.State.WRITING),
    }
