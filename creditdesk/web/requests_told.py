"""Each request in the log and in the figures: which page, how it ended, how long it took, on whose key; no more."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

log = logging.getLogger("creditdesk.requests")

# A number that a proxy gave the request is kept, so that both logs can be read together; anything odd is not.
_NUMBER = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
TOOK = Histogram(
    "creditdesk_request_seconds",
    "How long the server took to answer, by route and kind of answer",
    ["route", "method", "answer"],
    buckets=_SECONDS,
)


class RequestsTold:
    """Outermost of our middleware, so that it sees every answer, also that of a refusal or an error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if _NUMBER.fullmatch(given) else uuid.uuid4().hex[:16]
        began = perf_counter()
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            _tell(request, response, seconds=perf_counter() - began)
        response["X-Request-ID"] = number
        return response


def _tell(request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
    # The route is the address's pattern: it holds neither a customer's number nor what was searched for.
    route = request.resolver_match.route if request.resolver_match else "(none)"
    method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
    TOOK.labels(route, method, f"{response.status_code // 100}xx").observe(seconds)
    user = getattr(request, "user", None)
    facts = {
        "method": method,
        "route": route,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": user.pk if user is not None and user.is_authenticated else None,
    }
    log.info("request", extra=facts)
