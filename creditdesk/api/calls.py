"""Who calls, with which token, when; and who may call what.

    @router.get("/items/{item_id}", **reads(ItemOut))
    @needs(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)   # one of them is enough
    def item(request: Call, item_id: PathId) -> ItemOut: ...

    @router.post("/items/{item_id}/dispute", **writes(ItemOut))
    @needs(Permission.RECORD_ACTIVITY, scope=Scope.WORK)               # the user's right, and the token's scope
    def dispute(request: Call, item_id: PathId, body: DisputeIn) -> ItemOut: ...

The browser's session counts for nothing here, so a page of another site can do nothing with it.
"""

from __future__ import annotations

import datetime as dt
import functools
import inspect
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from creditdesk.config import clock
from creditdesk.config.counting import count
from creditdesk.domain.scopes import Scope, opened_by
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.tokens import ApiToken, bearer

P = ParamSpec("P")
R = TypeVar("R")
_SAFE = {"GET", "HEAD", "OPTIONS"}
_MEDIA_TYPES = {"application/json", "multipart/form-data"}
CALLS_PER_MINUTE = 120


class Call(HttpRequest):
    """A request with the token that it came with, the instant of the call, and the key of its act."""

    auth: ApiToken
    at: dt.datetime
    today: dt.date
    action_key: str


class ScopeMissing(PermissionDenied):
    """The user may do it, but the token was made for something else."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"This token does not have the scope {scope}.")
        self.scope = scope


class Token(HttpBearer):
    """A token of the tokens page or of `creditdesk token`, in the header `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token, or None for one that does not count. Raises PermissionDenied for one that does too little."""
        call = _as_call(request)
        call.at, call.today = clock.now(), clock.today()
        found = bearer(token, at=call.at)
        if found is None:
            return None
        call.auth = found  # before the refusals below, which are journaled with the caller
        if not has_permission(found.user.desk_role, Permission.USE_API):
            raise PermissionDenied("Your role may not use the interface for programs.")
        # Here, since the framework would tell it as a text that is no JSON.
        if int(request.META.get("CONTENT_LENGTH") or 0) and request.content_type not in _MEDIA_TYPES:
            raise HttpError(415, "Send the body as application/json; a file as multipart/form-data.")
        return found


class PerMinute(BaseThrottle):
    """At most so many calls of one token in a minute of the clock."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the call, and say whether it is within the limit."""
        call = _as_call(request)
        return count(f"api/{call.auth.id}/{call.at:%Y%m%d%H%M}", seconds=120) <= CALLS_PER_MINUTE

    def wait(self) -> float | None:
        """Seconds until the next minute begins."""
        return 60.0 - clock.now().second


def needs(
    *permissions: Permission, scope: Scope | None = None
) -> Callable[[Callable[Concatenate[Call, P], R]], Callable[Concatenate[Call, P], R]]:
    """Let the operation answer only users who hold at least one of the permissions, by a token of the scope.

    Reading needs none: `read` opens all of it. An act without one is open to no token.
    """
    assert permissions, "an operation that needs nothing is open to everybody"

    def decorate(view: Callable[Concatenate[Call, P], R]) -> Callable[Concatenate[Call, P], R]:
        @functools.wraps(view)
        def guarded(request: Call, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if not any(has_permission(request.auth.user.desk_role, permission) for permission in permissions):
                rights = " or ".join(permission.replace("_", " ") for permission in permissions)
                raise PermissionDenied(f"It needs the right to {rights}.")
            if not opened_by(request.auth.held_scopes, wanted=scope, is_reading=request.method in _SAFE):
                raise ScopeMissing(scope or Scope.READ)
            return view(request, *args, **kwargs)

        guarded.scope = scope  # type: ignore[attr-defined]  # for the description
        return with_types_of(view, guarded)

    return decorate


def open_to_every_token(view: Callable[Concatenate[Call, P], R]) -> Callable[Concatenate[Call, P], R]:
    """Let the operation answer every token, whatever it was made for: it tells or ends nothing but the token itself."""
    view.any_scope = True  # type: ignore[attr-defined]
    return view


def with_types_of(view: Callable[..., Any], wrapper: Callable[P, R]) -> Callable[P, R]:
    """The wrapper with the view's own types, which the framework could not look up from another module."""
    wrapper.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return wrapper


def _as_call(request: HttpRequest) -> Call:
    # The fields are put onto the server's own request object; this only tells the type checker so.
    return request  # type: ignore[return-value]
