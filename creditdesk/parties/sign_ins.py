"""What the journal keeps about signing in: who came, who was turned away, who left, and whose second factor changed."""

from __future__ import annotations

import datetime as dt

from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.parties.second_factor import append_failed_sign_in


@action
def record_sign_in(user: User, *, at: dt.datetime, address: str) -> None:
    """The user signed in with everything that his role asks for. The address is kept where it can be erased."""
    append("access.signed_in", by=user.username, at=at, subject=("user", user.id), private={"address": address})


@action
def record_failed_sign_in(username: str, *, at: dt.datetime, address: str, step: str) -> None:
    """Somebody gave a wrong password or code (`step`).

    A name that nobody has is not kept: people type their passwords into the wrong field.
    """
    user = User.objects.filter(username__iexact=username).first()
    append_failed_sign_in(user, at=at, address=address, step=step)


@action
def record_sign_out(user: User, *, at: dt.datetime) -> None:
    """The user ended the session."""
    append("access.signed_out", by=user.username, at=at, subject=("user", user.id))


@action
def record_credential_change(user: User, *, at: dt.datetime, what: str) -> None:
    """The user changed a credential of his own: `what` is password_changed, totp_activated and the like."""
    append(f"access.{what}", by=user.username, at=at, subject=("user", user.id))


@action
def record_refused_access(user: User, *, at: dt.datetime, method: str, path: str, why: str) -> None:
    """The user asked for a page or an object that is not his. docs/rules/access.md."""
    append(
        "access.refused",
        by=user.username,
        at=at,
        subject=("user", user.id),
        facts={"method": method, "path": path[:200], "why": why, "role": user.role},
    )


@action
def record_private_read(
    user: User, *, seq: int, at: dt.datetime, company_id: int | None, customer_id: int | None
) -> None:
    """The user read the names and notes of journal entry `seq`. docs/rules/journal.md."""
    append(
        "access.read_private",
        by=user.username,
        at=at,
        subject=("journal", seq),
        company_id=company_id,
        customer_id=customer_id,
    )
