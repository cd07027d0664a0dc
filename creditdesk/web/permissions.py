"""Who may call a view. Views ask for permissions, never for roles; objects are fetched through each room's access.

Use::

    @needs(Permission.SEE_ACCOUNTS_ALL, Permission.SEE_ACCOUNTS_OWN)   # one of them is enough
    def account(request: HttpRequest, customer_id: int) -> HttpResponse:
        user = current_user(request)
        customer = customer_for(user, customer_id, as_of=clock.today())   # a stranger's object answers 404

Two decorators, one above the other, ask for both. Every route stands in tests/web/permission_matrix.py.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.parties.actions import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def current_user(request: HttpRequest) -> User:
    """The person who asks. The middleware lets nobody else reach a view."""
    user = request.user
    assert user.is_authenticated
    return user


def may(user: User, *permissions: Permission) -> bool:
    """Whether the user holds at least one of the permissions."""
    return any(has_permission(user.desk_role, permission) for permission in permissions)


def needs(*permissions: Permission) -> Callable[[View[P]], View[P]]:
    """Let the view answer only users who hold at least one of the permissions; others get the page that says so."""
    assert permissions, "a view that needs nothing is open to everybody"

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(current_user(request), *permissions):
                raise PermissionDenied(_in_words(permissions))
            return view(request, *args, **kwargs)

        guarded.permissions = frozenset(permissions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def _in_words(permissions: tuple[Permission, ...]) -> str:
    rights = _(" or ").join(permission.replace("_", " ") for permission in permissions)
    return _("It needs the right to %(rights)s.") % {"rights": rights}


def needs_fresh_sign_in(view: View[P]) -> View[P]:
    """Ask for the password or code again when the last time is more than five minutes ago, then go on with the act."""
    asked: View[P] = reauthentication_required(view)
    return asked
