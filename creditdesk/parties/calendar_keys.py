"""The secret in the address of a person's calendar feed: made by himself, shown once, kept as a hash, one at a time.

Whoever holds the address reads the feed, so it tells little, and ends with the key, the user or his right to ticklers.
docs/rules/access.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from creditdesk.domain.reasons import refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import CalendarKey, User

_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key with its secret, which nobody can read again."""

    key: CalendarKey
    secret: str


@action
def make_calendar_key(user: User, *, by: User, at: dt.datetime) -> MadeKey:
    """Make the user's key; the one before ends. Raises Refusal where the user works no ticklers."""
    held = User.objects.select_for_update().get(id=user.id)
    if not held.is_active or not has_permission(held.desk_role, Permission.WORK_TICKLERS):
        raise refuse("calendar.not_permitted", "%(user)s works no ticklers", user=held.username)
    _end(held, at=at)
    secret = secrets.token_urlsafe(_RANDOM_BYTES)
    key = CalendarKey.objects.create(user=held, sha256=_hash(secret), created_at=at)
    append("calendar.made", by=by.username, at=at, subject=("user", held.id), facts={"key": key.id})
    return MadeKey(key, secret)


@action
def revoke_calendar_key(user: User, *, by: User, at: dt.datetime) -> None:
    """End the user's key now, for good. A second call changes nothing."""
    held = User.objects.select_for_update().get(id=user.id)
    if _end(held, at=at):
        append("calendar.revoked", by=by.username, at=at, subject=("user", held.id))


def calendar_key_of(user: User) -> CalendarKey | None:
    """The key that counts, without its secret."""
    return CalendarKey.objects.filter(user=user, revoked_at__isnull=True).first()


def calendar_key_for(secret: str) -> CalendarKey | None:
    """The key of an address with its user, if it counts and he may still see his ticklers."""
    found = CalendarKey.objects.select_related("user").filter(sha256=_hash(secret), revoked_at__isnull=True).first()
    if found is None or not found.user.is_active or not has_permission(found.user.desk_role, Permission.WORK_TICKLERS):
        return None
    return found


def _end(user: User, *, at: dt.datetime) -> int:
    return CalendarKey.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at)


def _hash(secret: str) -> str:
    # 256 random bits cannot be guessed, so a fast hash without salt is enough, and one look-up finds it.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
