"""Errors as the standard for problem details (RFC 9457) has them: what went wrong, why, and where in the request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from creditdesk.api.calls import ScopeMissing
from creditdesk.api.second_factor import SecondFactorMissing
from creditdesk.api.shapes import Because, because
from creditdesk.config import clock
from creditdesk.domain.exports import TOO_MANY
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.journal.transactions import DATABASE_AWAY
from creditdesk.parties.sign_ins import record_refused_access

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "The request cannot be read",
    401: "No valid token",
    403: "Not permitted",
    404: "Not found",
    405: "Method not allowed",
    409: "Changed meanwhile, or under way",
    413: "Too large",
    415: "Media type not read",
    422: "Refused",
    429: "Too many requests",
    500: "The desk made a mistake",
    503: "The database does not answer",
}
# What a problem is called where no rule gave it a name of its own.
_KINDS = {
    400: "unreadable",
    401: "no-token",
    403: "not-permitted",
    404: "not-found",
    405: "method-not-allowed",
    409: "under-way",
    413: "too-large",
    415: "media-type",
    422: "invalid",
    429: "too-many-calls",
    500: "our-mistake",
    503: "database-away",
}
_logger = logging.getLogger("creditdesk.api")


class Mistake(Schema):
    """One thing wrong with the request. `pointer` is a JSON pointer into the part of the request that `place` names."""

    place: str
    pointer: str
    detail: str


class Problem(Schema):
    """Why the request was not carried out. `type` names the kind of problem, for good: that of a rule has the code of
    its first reason. `reasons` are a rule's, word for word; `errors` lead to the field.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    reasons: list[Because] = []
    errors: list[Mistake] = []


def problem(
    request: HttpRequest,
    status: int,
    *,
    detail: str,
    kind: str = "",
    reasons: Iterable[Reason] = (),
    errors: Iterable[Mistake] = (),
) -> HttpResponse:
    """The answer that tells a program, and the person behind it, why not."""
    body = Problem(
        type=f"/problems/{kind or _KINDS.get(status, 'error')}",
        title=_TITLES.get(status, "Error"),
        status=status,
        detail=detail,
        instance=request.path,
        reasons=[because(reason) for reason in reasons],
        errors=list(errors),
    )
    return JsonResponse(body.model_dump(mode="json"), status=status, content_type=MEDIA_TYPE)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A rule said no: 409 where somebody was faster, 429 for a list too many, else 422."""
    lost_race = any(reason.code.endswith("changed_meanwhile") for reason in refusal.reasons)
    wait = next((reason.facts["seconds"] for reason in refusal.reasons if reason.code == TOO_MANY), None)
    status = 409 if lost_race else 422 if wait is None else 429
    code = refusal.reasons[0].code
    answer = problem(request, status, kind=code, detail=str(refusal), reasons=refusal.reasons)
    if wait is not None:
        answer["Retry-After"] = str(wait)
    return answer


@csrf_exempt  # an answer of our own also to an act that nobody has
def not_found(request: HttpRequest, **ignored: str) -> HttpResponse:
    """No operation has this address."""
    return problem(request, 404, detail="No operation has this address; /api/v1/openapi.json lists them all.")


def install(api: NinjaAPI) -> None:
    """Let every error of the interface be answered as a problem."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refusal: refused,
        ValidationError: _invalid,
        AuthenticationError: _unknown_caller,
        ScopeMissing: _scope_missing,
        SecondFactorMissing: _second_factor_missing,
        PermissionDenied: _not_permitted,
        Http404: _not_visible,
        Throttled: _throttled,
        RequestDataTooBig: _too_large,
        SuspiciousOperation: _unreadable,
        MultiPartParserError: _unreadable,
        HttpError: _http_error,
        **dict.fromkeys(DATABASE_AWAY, _database_away),
        Exception: _our_mistake,
    }
    for error, answer in answers.items():
        api.add_exception_handler(error, answer)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    mistakes = [_mistake(found) for found in error.errors]
    detail = "; ".join(f"{one.place}{one.pointer}: {one.detail}" for one in mistakes[:3])
    return problem(request, 422, detail=detail, errors=mistakes)


def _mistake(found: dict[str, Any]) -> Mistake:
    place, *steps = [str(step) for step in found["loc"]]
    # The name of the function's argument that takes the whole body says nothing to the caller.
    if place in {"body", "form"} and len(steps) > 1 and steps[0] == "body":
        steps = steps[1:]
    pointer = "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
    return Mistake(place=place, pointer=pointer, detail=str(found["msg"]).removeprefix("Value error, "))


def _unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(request, 401, detail="Send a valid token in the header Authorization: Bearer …")
    answer["WWW-Authenticate"] = 'Bearer realm="creditdesk"'
    return answer


def _not_permitted(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    _journal_refused(request, why="no permission")
    return problem(request, 403, detail=str(error) or "You may not do this.")


def _scope_missing(request: HttpRequest, error: ScopeMissing) -> HttpResponse:
    _journal_refused(request, why="no scope")
    text = "it needs a token with the scope %(scope)s, and this one does not have it"
    reason = Reason("token.scope", text, {"scope": error.scope})
    answer = problem(request, 403, kind="scope", detail=str(reason), reasons=[reason])
    answer["WWW-Authenticate"] = f'Bearer realm="creditdesk", error="insufficient_scope", scope="{error.scope}"'
    return answer


def _second_factor_missing(request: HttpRequest, error: SecondFactorMissing) -> HttpResponse:
    """The refusal of a code; where too many were wrong, how long none is looked at."""
    answer = problem(request, error.status, kind=error.reason.code, detail=str(error.reason), reasons=[error.reason])
    if error.wait:
        answer["Retry-After"] = str(error.wait)
    return answer


def _not_visible(request: HttpRequest, error: Http404) -> HttpResponse:
    _journal_refused(request, why="not visible")
    return problem(request, 404, detail="There is no such thing for you.")


def _throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
    return problem(request, 429, detail="Too many requests with this token. Wait as long as Retry-After says.")


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, detail="The request is larger than the desk reads. Files go to /api/v1/imports.")


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(request, 400, detail="The request cannot be read.")


def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, detail=str(error))


def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    _logger.error("%s %s: the database does not answer", request.method, request.path, exc_info=error)
    text = "Whether it was done is not known. Send the same request with the same key again until it is answered."
    answer = problem(request, 503, detail=text)
    answer["Retry-After"] = "1"
    return answer


def _our_mistake(request: HttpRequest, error: Exception) -> HttpResponse:
    _logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(request, 500, detail="The request could not be carried out. What happened stands in the log.")


def _journal_refused(request: HttpRequest, *, why: str) -> None:
    token = getattr(request, "auth", None)
    if token is not None:
        record_refused_access(token.user, at=clock.now(), method=request.method or "", path=request.path, why=why)
