"""A code of the authenticator app where no page asks for it: at the interface for programs and at the console.

What a page does only after a fresh sign-in needs here a code that was never used, on a page or elsewhere. Wrong codes
are journaled, and counted by the journal: after so many none is looked at for a while. docs/rules/access.md.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import needs_second_factor
from creditdesk.journal.actions import append
from creditdesk.journal.models import JournalEntry
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User

WRONG_CODES = 5
WINDOW = dt.timedelta(minutes=15)
TOO_MANY = "second_factor.too_many"
_STEP = "second factor"


def has_second_factor(user: User) -> bool:
    """Whether the user has set an authenticator app up."""
    return bool(_authenticators(user).exists())


def must_give_code(user: User) -> bool:
    """Whether an act in the user's name is to be confirmed by his code: he has an app, or his role must have one."""
    return needs_second_factor(user.desk_role) or has_second_factor(user)


@action
def unfit_code(user: User, *, code: str, at: dt.datetime, address: str = "") -> Reason | None:
    """Use the code up, and return why it does not count, if so: none is set up, it is wrong, or too many were.

    It is not a Refusal, which would undo the journal's entry of the wrong code.
    """
    from allauth.mfa.totp.internal.auth import TOTP

    User.objects.select_for_update().get(id=user.id)  # tries at once are counted one after the other
    authenticator = _authenticators(user).first()
    if authenticator is None:
        return Reason("second_factor.none", "%(user)s has not set a second factor up", {"user": user.username})
    if not code:
        return Reason("second_factor.missing", "it needs a code of the authenticator app", {})
    if wait := _seconds_to_wait(user, at=at):
        text = "too many codes were wrong: none is looked at for %(seconds)d seconds"
        return Reason(TOO_MANY, text, {"seconds": wait})
    if TOTP(authenticator).validate_code(code):
        return None
    append_failed_sign_in(user, at=at, address=address, step=_STEP)
    return Reason("second_factor.wrong", "the code is wrong or was used before: wait for the next one", {})


def append_failed_sign_in(user: User | None, *, at: dt.datetime, address: str, step: str) -> None:
    """In the open transaction: a wrong password or code, with the address where it can be erased."""
    append(
        "access.sign_in_failed",
        by=user.username if user else "unknown",
        at=at,
        subject=("user", user.id if user else 0),
        facts={"step": step},
        private={"address": address},
    )


def _authenticators(user: User) -> Any:  # the library has no types
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)


def _seconds_to_wait(user: User, *, at: dt.datetime) -> int:
    """Until the oldest of the last wrong codes is forgotten; 0 while there are fewer than the limit."""
    told = JournalEntry.objects.filter(
        kind="access.sign_in_failed", subject_kind="user", subject_id=user.id, at__gt=at - WINDOW
    ).order_by("-seq")
    wrong = [when for when, facts in told.values_list("at", "facts")[: 10 * WRONG_CODES] if facts.get("step") == _STEP]
    if len(wrong) < WRONG_CODES:
        return 0
    return max(1, math.ceil((wrong[WRONG_CODES - 1] + WINDOW - at).total_seconds()))
