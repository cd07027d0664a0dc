"""Figures for a program that watches over the desk, in Prometheus' format: how it answers, what waits, what broke."""

from __future__ import annotations

import hmac
import os

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from creditdesk.config import clock
from creditdesk.nightly.queries import State, state_of_the_desk

_GAUGES = {
    "night_behind_days": "Business dates since the last finished night",
    "broken_facts": "Facts that the last night found broken",
    "standing_stops": "Posting stops that stand",
    "files_waiting": "Files that are to be read, posted or undone",
    "oldest_file_seconds": "How long the oldest of them has been there",
    "messages_waiting": "Messages that wait for a webhook",
    "messages_given_up": "Messages to webhooks that were given up",
    "journal_entries": "Entries of the journal",
    "entries_since_anchor": "Of them those after the newest anchor outside the database",
}


@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who knows the installation's token; to everybody else there is no such page."""
    asked = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(asked.encode(), settings.METRICS_TOKEN.encode()):
        raise Http404
    state = state_of_the_desk(as_of=clock.today(), at=clock.now())
    return HttpResponse(generate_latest(_answers()) + generate_latest(_of(state)), content_type=CONTENT_TYPE_LATEST)


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
    return told
