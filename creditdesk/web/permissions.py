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
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from creditdesk.config import clock
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.exports.words import word
from creditdesk.parties.actions import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


# The rights that a page may ask for, as one says them after "the right to".
_RIGHTS: Mapping[Permission, str | Promise] = {
    Permission.SEE_ACCOUNTS_ALL: gettext_lazy("see all accounts"),
    Permission.SEE_ACCOUNTS_OWN: gettext_lazy("see the accounts of one's own"),
    Permission.SEE_HISTORY: gettext_lazy("read what was said to customers"),
    Permission.SEE_RESTRICTED: gettext_lazy("read restricted entries"),
    Permission.SEE_CREDIT_FILE: gettext_lazy("read credit files"),
    Permission.SEE_EXCEPTIONS: gettext_lazy("see the team and its exceptions"),
    Permission.SEE_POLICY: gettext_lazy("read the policy"),
    Permission.SEE_POLICY_DRAFTS: gettext_lazy("read drafts of the policy"),
    Permission.WRITE_POLICY: gettext_lazy("write drafts of the policy"),
    Permission.APPROVE_POLICY: gettext_lazy("approve a change of the policy"),
    Permission.SEE_JOURNAL: gettext_lazy("read the journal"),
    Permission.RECORD_ACTIVITY: gettext_lazy("record contacts and notes"),
    Permission.WORK_TICKLERS: gettext_lazy("work the list of the day"),
    Permission.REPORT_EVENTS: gettext_lazy("report what happened to a customer"),
    Permission.DECIDE_EVENTS: gettext_lazy("decide what follows for a customer"),
    Permission.DECIDE_REQUESTS: gettext_lazy("decide about requests"),
    Permission.SEE_IMPORTS: gettext_lazy("see imports"),
    Permission.IMPORT_FILES: gettext_lazy("import files"),
    Permission.UNDO_IMPORT: gettext_lazy("undo an import"),
    Permission.POST_LEDGER: gettext_lazy("post to the ledger"),
    Permission.SEE_CASH: gettext_lazy("see the cash that came in"),
    Permission.APPLY_CASH: gettext_lazy("apply cash"),
    Permission.REVIEW_CASH: gettext_lazy("look through the cash that others applied"),
    Permission.SEE_ORDERS: gettext_lazy("see orders"),
    Permission.DECIDE_ORDERS: gettext_lazy("decide about held orders"),
    Permission.TELL_ORDERS: gettext_lazy("tell the desk of orders"),
    Permission.LIFT_STOP: gettext_lazy("lift a posting stop"),
    Permission.MANAGE_USERS: gettext_lazy("manage users"),
    Permission.MANAGE_PORTFOLIOS: gettext_lazy("manage portfolios"),
    Permission.SET_CREDIT: gettext_lazy("set credit limits and risk classes"),
    Permission.MANAGE_WEBHOOKS: gettext_lazy("manage webhooks"),
    Permission.MANAGE_MAILBOXES: gettext_lazy("manage mailboxes"),
    Permission.EXPORT: gettext_lazy("take data out as a file"),
    Permission.USE_API: gettext_lazy("use the interface for programs"),
}


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
    rights = _(" or ").join(str(_RIGHTS.get(permission) or word(permission)) for permission in permissions)
    return _("It needs the right to %(rights)s.") % {"rights": rights}


def needs_fresh_sign_in(view: View[P]) -> View[P]:
    """Ask for the password or code again when the last time is more than five minutes ago, then go on with the act.

    The sign-in itself counts: who typed both a minute ago is not asked again.
    """
    asked: View[P] = reauthentication_required(view, enabled=_signed_in_before_that)
    return asked


def _signed_in_before_that(request: HttpRequest) -> bool:
    last = max((record["at"] for record in get_authentication_records(request, current_user(request))), default=0)
    return bool(clock.now().timestamp() - last >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def asked_from_the_desk(view: View[P]) -> View[P]:
    """Let nobody be sent here by another site or a mail: browsers say where a request began, programs say nothing.

    For what leaves the desk by being read: it is journaled and counted, so a foreign link could use the count up.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise PermissionDenied(_("A list is taken out from a page of the desk, not by a link from elsewhere."))
        return view(request, *args, **kwargs)

    return guarded
