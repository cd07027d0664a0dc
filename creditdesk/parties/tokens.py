"""Keys for programs: made by a person for himself, shown once, kept as a hash, at an end by date or by hand.

A token never has more than its user's rights of this moment, so a changed role or a disabled user works at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.scopes import Scope, scopes_text
from creditdesk.domain.visibility import Permission, Role, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.access import NotVisible
from creditdesk.parties.models import ApiToken, User

__all__ = ["ApiToken", "MadeToken", "Scope", "bearer", "make_token", "revoke_token", "token_for", "tokens_of"]

# So that a token that got into a text by mistake is found as one.
PREFIX = "cdt_"
MOST_DAYS = 365
_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A new token with its secret, which nobody can read again."""

    token: ApiToken
    secret: str


@action
def make_token(
    user: User,
    *,
    name: str,
    scopes: Collection[Scope],
    days: int,
    by: User | None,
    at: dt.datetime,
    within: Collection[Scope] = tuple(Scope),
) -> MadeToken:
    """Make a token of the user that ends after so many days. `by=None` is the console.

    `within` are the scopes of the token by which it is asked for, if by one: nothing is handed on that is not held.
    Raises Refusal where the user may not use the interface for programs, or the name, scopes or days do not fit.
    docs/rules/access.md.
    """
    name = name.strip()
    if reasons := [*_unfit(user, name=name, days=days), *_unfit_scopes(scopes, within=within)]:
        raise Refusal(tuple(reasons))
    secret = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        sha256=_hash(secret),
        scopes=scopes_text(scopes),
        created_at=at,
        expires_at=at + dt.timedelta(days=days),
    )
    facts = {"user": user.id, "scopes": token.scopes, "expires_at": token.expires_at.isoformat()}
    append(
        "token.made",
        by=by.username if by else "console",
        at=at,
        subject=("api_token", token.id),
        facts=facts,
        private={"name": name},
    )
    return MadeToken(token, secret)


@action
def revoke_token(token: ApiToken, *, by: User, at: dt.datetime) -> ApiToken:
    """End the token now, for good. A second call changes nothing."""
    held = ApiToken.objects.select_for_update().get(id=token.id)
    if held.revoked_at is None:
        held.revoked_at = at
        held.save(update_fields=["revoked_at"])
        append("token.revoked", by=by.username, at=at, subject=("api_token", held.id), facts={"user": held.user_id})
    return held


def bearer(secret: str, *, at: dt.datetime) -> ApiToken | None:
    """The token with its user, if it counts at this instant and its user may still use it."""
    found = ApiToken.objects.select_related("user").filter(sha256=_hash(secret), revoked_at__isnull=True).first()
    if found is None or found.expires_at <= at or not found.user.is_active or found.user.role not in set(Role):
        return None
    return found


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Every token that the user ever had, newest first."""
    return user.api_tokens.order_by("-id")


def token_for(user: User, token_id: int) -> ApiToken:
    """One of the user's own tokens. Raises NotVisible."""
    token = tokens_of(user).filter(id=token_id).first()
    if token is None:
        raise NotVisible(f"token {token_id}")
    return token


def _hash(secret: str) -> str:
    # 256 random bits cannot be guessed, so a fast hash without salt is enough, and one look-up finds it.
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _unfit(user: User, *, name: str, days: int) -> list[Reason]:
    reasons = []
    if not user.is_active or not has_permission(user.desk_role, Permission.USE_API):
        reasons.append(Reason("token.not_permitted", "This user may not use the interface for programs.", {}))
    if not name or len(name) > 80:
        reasons.append(Reason("token.name", "A token needs a name of at most 80 characters.", {}))
    if not 1 <= days <= MOST_DAYS:
        reasons.append(
            Reason(
                "token.days", "A token lasts from 1 to %(most)d days, not %(days)d.", {"most": MOST_DAYS, "days": days}
            )
        )
    return reasons


def _unfit_scopes(scopes: Collection[Scope], *, within: Collection[Scope]) -> list[Reason]:
    if not scopes:
        return [Reason("token.scopes", "A token needs at least one scope.", {})]
    text = "The token that asks does not have the scope %(scope)s itself."
    return [Reason("token.scopes", text, {"scope": scope}) for scope in Scope if scope in set(scopes) - set(within)]
