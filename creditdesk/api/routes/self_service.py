"""About the caller and the desk: who I am, whether the desk is well."""

from __future__ import annotations

import datetime as dt

from ninja import Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs, open_to_every_token
from creditdesk.domain.visibility import PERMISSIONS, Permission
from creditdesk.journal.queries import entries
from creditdesk.parties.access import companies_of

router = Router()


class Me(Schema):
    """The token's user, with his rights of this moment. The language is what he chose to read; empty if nothing."""

    username: str
    name: str
    role: str
    language: str
    permissions: list[str]
    companies: list[str]
    token: str
    scopes: list[str]
    expires_at: dt.datetime


class Health(Schema):
    """That the desk and its database answer, and on which business date."""

    status: str
    business_date: dt.date
    last_entry: int


@router.get("/me", **reads(Me))
@open_to_every_token
def me(request: Call) -> Me:
    """Who the desk takes me for, and what I may do."""
    token, user = request.auth, request.auth.user
    return Me(
        username=user.username,
        name=user.get_full_name(),
        role=user.desk_role.value,
        language=user.language,
        permissions=sorted(PERMISSIONS[user.desk_role]),
        companies=[company.code for company in companies_of(user)],
        token=token.name,
        scopes=[*token.held_scopes],
        expires_at=token.expires_at,
    )


@router.get("/health", **reads(Health))
@needs(Permission.SEE_HEALTH)
def health(request: Call) -> Health:
    """Whether the desk and its database answer."""
    newest = entries().first()
    return Health(status="ok", business_date=request.today, last_entry=newest.seq if newest else 0)
