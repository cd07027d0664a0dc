"""Whatever answers below the interface's address answers in its manner, also what never came to an operation.

A method that an address does not have, a host that is not ours, a body that the server does not take: the framework
answers these itself, as pages for people.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from creditdesk.api.problems import MEDIA_TYPE, problem

BASE = "/api/v1/"
_DETAILS = {
    400: "The request cannot be read.",
    403: "You may not do this.",
    404: "There is no such thing for you.",
    405: "The address does not have this method; the header Allow says which ones it has.",
    413: "The request is larger than the desk reads.",
}
# The others stay: what the address allows, and what protects a browser that opens it.
_OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Language", "ETag"}


class ProblemAnswers:
    """Turn every error below the interface's address that is no problem yet into one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        status = response.status_code
        if not request.path.startswith(BASE) or status < 400 or response["Content-Type"] == MEDIA_TYPE:
            return response
        detail = _DETAILS.get(status, "The request could not be carried out.")
        told = problem(request, status, detail=detail)
        for name in response.headers.keys() - _OF_THE_BODY:
            told[name] = response[name]
        return told
