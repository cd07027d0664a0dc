"""Who can sign in, as what, for which companies: the administrator's acts, each confirmed by a code of his own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Router, Schema
from pydantic import AfterValidator, Field, StringConstraints

from creditdesk.api.answers import reads, writes
from creditdesk.api.calls import Call, needs
from creditdesk.api.idempotency import keyed
from creditdesk.api.paging import PAGE, Cursor, Limit, page_by_id
from creditdesk.api.second_factor import confirmed
from creditdesk.api.shapes import Body, Page, PathId, Word, storable
from creditdesk.domain.scopes import Scope
from creditdesk.domain.visibility import PERMISSIONS, Permission, Role, needs_second_factor
from creditdesk.parties import actions
from creditdesk.parties.access import company_for
from creditdesk.parties.directory import second_factor_users, state_of, user_for, visible_users

if TYPE_CHECKING:
    from creditdesk.parties.models import Company, User

router = Router()
_MANAGE = needs(Permission.MANAGE_USERS, scope=Scope.ADMIN)
_Name = Annotated[str, StringConstraints(max_length=60, strip_whitespace=True), AfterValidator(storable)]


class RoleOut(Schema):
    """What a role may do, and whether it must sign in with a second factor."""

    role: str
    permissions: list[str]
    second_factor: bool


class UserOut(Schema):
    """A user with his role and companies. `state` goes into the next change: nobody overrides what he has not seen."""

    id: int
    username: str
    first_name: str
    last_name: str
    role: str
    companies: list[str]
    active: bool
    second_factor: bool
    state: str


class NewPasswordOut(UserOut):
    """The same with a new password, which is answered once: a repeated request gets null in its place."""

    password: str | None


class _Person(Body):
    """What every user has; companies by their codes."""

    first_name: _Name
    last_name: _Name
    role: Role
    companies: Annotated[list[Word], Field(min_length=1, max_length=100)]


class UserIn(_Person):
    """A new user. The name to sign in with cannot be changed later."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=40, pattern="^[ -~]+$")]


class UserChangeIn(_Person):
    """What the user is from now on, and the `state` in which he was seen."""

    state: Word


@router.get("/roles", **reads(Page[RoleOut]))
@needs(Permission.MANAGE_USERS, scope=Scope.ADMIN)
def roles(request: Call) -> Page[RoleOut]:
    """The roles that a user can have, all on one page."""
    return Page(
        entries=[
            RoleOut(role=role.value, permissions=sorted(PERMISSIONS[role]), second_factor=needs_second_factor(role))
            for role in Role
        ]
    )


@router.get("/users", **reads(Page[UserOut]))
@_MANAGE
def users(request: Call, cursor: Cursor = "", limit: Limit = PAGE) -> Page[UserOut]:
    """Everybody who works for my companies, or for none yet."""
    page = page_by_id(visible_users(request.auth.user), show=lambda one: one, cursor=cursor, limit=limit)
    with_factor = second_factor_users([one.id for one in page.entries])
    return Page(
        entries=[UserOut(**_facts(one, has_factor=one.id in with_factor)) for one in page.entries], next=page.next
    )


@router.post("/users", **writes(NewPasswordOut, status=201, confirmed=True))
@_MANAGE
@keyed(status=201, once=("password",))
@confirmed
def make_user(request: Call, body: UserIn) -> NewPasswordOut:
    """Make a user who can sign in at once, with the password of this answer."""
    password = actions.new_password()
    made = actions.make_user(
        body.username, **_person(request, body), password=password, by=request.auth.user, at=request.at
    )
    return NewPasswordOut(password=password, **_facts_of(made))


@router.get("/users/{user_id}", **reads(UserOut))
@_MANAGE
def user(request: Call, user_id: PathId) -> UserOut:
    """One user."""
    return UserOut(**_facts_of(user_for(request.auth.user, user_id)))


@router.post("/users/{user_id}/change", **writes(UserOut, confirmed=True))
@_MANAGE
@keyed()
@confirmed
def change_user(request: Call, user_id: PathId, body: UserChangeIn) -> UserOut:
    """Change name, role and companies, from the user's next request on; never one's own."""
    admin = request.auth.user
    changed = actions.change_user(
        user_for(admin, user_id), **_person(request, body), state=body.state, by=admin, at=request.at
    )
    return UserOut(**_facts_of(changed))


@router.post("/users/{user_id}/disabling", **writes(UserOut, confirmed=True))
@_MANAGE
@keyed()
@confirmed
def disable_user(request: Call, user_id: PathId) -> UserOut:
    """End the user's access, sessions and tokens at once."""
    admin = request.auth.user
    return UserOut(**_facts_of(actions.disable_user(user_for(admin, user_id), by=admin, at=request.at)))


@router.post("/users/{user_id}/enabling", **writes(NewPasswordOut, confirmed=True))
@_MANAGE
@keyed(once=("password",))
@confirmed
def enable_user(request: Call, user_id: PathId) -> NewPasswordOut:
    """Give access back, with the password of this answer. The user's tokens stay ended."""
    admin, password = request.auth.user, actions.new_password()
    enabled = actions.enable_user(user_for(admin, user_id), password=password, by=admin, at=request.at)
    return NewPasswordOut(password=password, **_facts_of(enabled))


@router.post("/users/{user_id}/password", **writes(NewPasswordOut, confirmed=True))
@_MANAGE
@keyed(once=("password",))
@confirmed
def reset_password(request: Call, user_id: PathId) -> NewPasswordOut:
    """Give a new password, that of this answer. The second factor stays."""
    admin, password = request.auth.user, actions.new_password()
    changed = actions.reset_password(user_for(admin, user_id), password=password, by=admin, at=request.at)
    return NewPasswordOut(password=password, **_facts_of(changed))


@router.post("/users/{user_id}/second-factor-removal", **writes(UserOut, confirmed=True))
@_MANAGE
@keyed()
@confirmed
def remove_second_factor(request: Call, user_id: PathId) -> UserOut:
    """Remove a lost telephone; a role that needs one must set it up before anything else."""
    admin = request.auth.user
    return UserOut(**_facts_of(actions.reset_second_factor(user_for(admin, user_id), by=admin, at=request.at)))


def _person(request: Call, body: _Person) -> dict[str, Any]:
    """What the actions take. Raises NotVisible for a company that is not one of mine."""
    companies: list[Company] = [company_for(request.auth.user, code) for code in dict.fromkeys(body.companies)]
    return {"first_name": body.first_name, "last_name": body.last_name, "role": body.role, "companies": companies}


def _facts_of(found: User) -> dict[str, Any]:
    return _facts(found, has_factor=bool(second_factor_users([found.id])))


def _facts(found: User, *, has_factor: bool) -> dict[str, Any]:
    return {
        "id": found.id,
        "username": found.username,
        "first_name": found.first_name,
        "last_name": found.last_name,
        "role": found.role,
        "companies": sorted(company.code for company in found.companies.all()),
        "active": found.is_active,
        "second_factor": has_factor,
        "state": state_of(found),
    }
