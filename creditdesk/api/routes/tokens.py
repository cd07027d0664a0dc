"""One's own keys: tokens for programs, and the address of the calendar feed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field, StrictInt

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, ScopeMissing, needs, open_to_every_token
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import Body, Page, PathId, Word
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import Permission
from creditdesk.parties.calendar_keys import calendar_key_of, make_calendar_key, revoke_calendar_key
from creditdesk.parties.tokens import MOST_DAYS, make_token, revoke_token, token_for, tokens_of

if TYPE_CHECKING:
    from creditdesk.parties.tokens import ApiToken

router = Router()


class TokenOut(Schema):
    """A token of mine without its secret; it `counts` until it expires or is revoked. `asking` is this one."""

    id: int
    name: str
    scopes: list[str]
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    counts: bool
    asking: bool


class NewTokenOut(TokenOut):
    """The same with its secret, which is answered once: a repeated request gets null in its place."""

    secret: str | None


class TokenIn(Body):
    """What the token is for, what it may be used for, and how many days it lasts."""

    name: Word
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[StrictInt, Field(ge=1, le=MOST_DAYS)]


class CalendarOut(Schema):
    """Since when my ticklers have an address for calendars; null while they have none."""

    made_at: dt.datetime | None


class NewCalendarOut(CalendarOut):
    """The same with the address, which is answered once: a repeated request gets null in its place."""

    address: str | None


@router.get("/tokens", **reads(Page[TokenOut]))
@needs(Permission.USE_API, scope=Scope.ADMIN)
def my_tokens(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[TokenOut]:
    """Every token that I ever had, newest first."""
    found = tokens_of(request.auth.user)
    return page_by_id(
        found, show=lambda one: TokenOut(**_facts(request, one)), cursor=cursor, limit=limit, newest_first=True
    )


@router.post("/tokens", **writes(NewTokenOut, status=201, confirmed=True))
@needs(Permission.USE_API, scope=Scope.ADMIN)
@keyed(status=201, once=("secret",))
@confirmed
def make_own_token(request: Call, body: TokenIn) -> NewTokenOut:
    """Make a token of mine, with no scope that the asking one does not have. Its secret stands in this answer only."""
    user = request.auth.user
    made = make_token(
        user,
        name=body.name,
        scopes=body.scopes,
        days=body.days,
        by=user,
        at=request.at,
        within=request.auth.held_scopes,
    )
    return NewTokenOut(secret=made.secret, **_facts(request, made.token))


@router.post("/tokens/{token_id}/revocation", **writes(TokenOut))
@open_to_every_token
@keyed()
def revoke_own_token(request: Call, token_id: PathId) -> TokenOut:
    """End a token of mine now, for good. Every token may end itself; to end another one takes the scope `admin`."""
    token = token_for(request.auth.user, token_id)
    if token.id != request.auth.id and Scope.ADMIN not in request.auth.held_scopes:
        raise ScopeMissing(Scope.ADMIN)
    return TokenOut(**_facts(request, revoke_token(token, by=request.auth.user, at=request.at)))


@router.get("/calendar-address", **reads(CalendarOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.ADMIN)
def calendar_address(request: Call) -> CalendarOut:
    """Whether my ticklers have an address for calendars. What it is, nobody can read again."""
    key = calendar_key_of(request.auth.user)
    return CalendarOut(made_at=key.created_at if key else None)


@router.post("/calendar-address", **writes(NewCalendarOut, status=201, confirmed=True))
@needs(Permission.WORK_TICKLERS, scope=Scope.ADMIN)
@keyed(status=201, once=("address",))
@confirmed
def make_calendar_address(request: Call) -> NewCalendarOut:
    """Make the address at which a calendar reads my ticklers; the one before ends."""
    user = request.auth.user
    made = make_calendar_key(user, by=user, at=request.at)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[made.secret]))
    return NewCalendarOut(made_at=made.key.created_at, address=address)


@router.post("/calendar-address/revocation", **writes(CalendarOut))
@needs(Permission.WORK_TICKLERS, scope=Scope.ADMIN)
@keyed()
def revoke_calendar_address(request: Call) -> CalendarOut:
    """End the address now."""
    revoke_calendar_key(request.auth.user, by=request.auth.user, at=request.at)
    return CalendarOut(made_at=None)


def _facts(request: Call, token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "scopes": [*token.held_scopes],
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "counts": token.revoked_at is None and token.expires_at > request.at,
        "asking": token.id == request.auth.id,
    }
