"""Acts that a page does only after a fresh sign-in: here they need a code of the authenticator app of the token's user.

    @router.post("/stops/{stop_id}/lifting", **writes(StopOut, confirmed=True))
    @needs(Permission.LIFT_STOP, scope=Scope.LEDGER)
    @keyed()
    @confirmed
    def lift(request: Call, stop_id: PathId, body: LiftingIn) -> StopOut: ...

Inside of `keyed`, so that a repeated request gets its answer without another code, and a wrong code leaves the key
free.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied

from creditdesk.api.calls import Call, with_types_of
from creditdesk.domain.reasons import Reason
from creditdesk.parties.second_factor import TOO_MANY, unfit_code

P = ParamSpec("P")
R = TypeVar("R")
HEADER = "Second-Factor-Code"


class SecondFactorMissing(PermissionDenied):
    """The token alone does not do it: its user has to be there."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.wait = int(str(reason.facts["seconds"])) if reason.code == TOO_MANY else 0
        self.status = 429 if self.wait else 403


def confirmed(view: Callable[Concatenate[Call, P], R]) -> Callable[Concatenate[Call, P], R]:
    """Let the operation act only with a code in the header that was never used before."""

    @functools.wraps(view)
    def asked(request: Call, /, *args: P.args, **kwargs: P.kwargs) -> R:
        confirm(request)
        return view(request, *args, **kwargs)

    return with_types_of(view, asked)


def confirm(request: Call) -> None:
    """Use the code of the request up. Raises SecondFactorMissing for none and for one that does not count."""
    code = request.headers.get(HEADER, "").strip()
    address = get_adapter().get_client_ip(request)
    if reason := unfit_code(request.auth.user, code=code[:20], at=request.at, address=address):
        raise SecondFactorMissing(reason)
