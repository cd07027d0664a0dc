"""For programs that watch over the desk: whether it is ready, and figures in Prometheus' format."""

from __future__ import annotations

import hmac
import os

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from creditdesk.config import clock
from creditdesk.nightly.queries import State, state_of_the_desk
from creditdesk.nightly.readiness import shortcomings

_GAUGES = {
    "night_behind_days": "Business dates since the last finished night",
    "broken_facts": "Facts that the last night found broken",
    "standing_stops": "Posting stops that stand",
    "files_waiting": "Files that are to be read, posted or undone",
    "oldest_file_seconds": "How long the oldest of them has been there",
    "exports_waiting": "Files that are being made in the background",
    "oldest_export_seconds": "How long ago the oldest of them was asked for",
    "messages_waiting": "Messages that wait for a webhook",
    "messages_given_up": "Messages to webhooks that were given up",
    "mail_waiting": "E-mails that wait to be sent",
    "oldest_mail_seconds": "How long the oldest of them waits that a mail server could have taken",
    "mail_uncertain": "E-mails of which nobody can tell whether they went out",
    "mail_unread": "E-mails that arrived and are not read yet",
    "mail_unmatched": "E-mails that nobody has filed",
    "mailboxes_troubled": "Mailboxes whose server could not be reached the last time",
    "journal_entries": "Entries of the journal",
    "entries_since_anchor": "Of them those after the newest anchor outside the database",
}
_SILENT = "How long each kind of background work has given no sign of life"


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who knows the installation's token; to everybody else there is no such page."""
    if not _knows_token(request):
        raise Http404
    state = state_of_the_desk(as_of=clock.today(), at=clock.now())
    return HttpResponse(generate_latest(_answers()) + generate_latest(_of(state)), content_type=CONTENT_TYPE_LATEST)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether the desk is as it must be; what is not is told to who knows the installation's token alone."""
    found = shortcomings(as_of=clock.today(), at=clock.now())
    is_ready = not any(found.values())
    status = 200 if is_ready else 503
    if _knows_token(request):
        return JsonResponse({"ready": is_ready, "wrong": found}, status=status)
    return HttpResponse("ready" if is_ready else "not ready", status=status, content_type="text/plain")


def _knows_token(request: HttpRequest) -> bool:
    asked = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token: str = settings.METRICS_TOKEN
    return bool(token) and hmac.compare_digest(asked.encode(), token.encode())


def _answers() -> CollectorRegistry:
    """How this process answered, or all web processes where there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _of(state: State) -> CollectorRegistry:
    told = CollectorRegistry()
    for name, words in _GAUGES.items():
        value = getattr(state, name)
        if value is not None:
            Gauge(f"creditdesk_{name}", words, registry=told).set(value)
    silent = Gauge("creditdesk_work_silent_seconds", _SILENT, ["work"], registry=told)
    for work, seconds in state.work_silent_seconds.items():
        silent.labels(work).set(seconds)
    return told
