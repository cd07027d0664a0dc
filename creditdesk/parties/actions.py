"""What an administrator does to users. Nobody does any of it to himself.

`by=None` is the console: the first administrator is made there.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Role
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.directory import state_of
from creditdesk.parties.models import Company, User

__all__ = [
    "User",
    "change_user",
    "choose_language",
    "disable_user",
    "enable_user",
    "make_user",
    "new_password",
    "reset_password",
    "reset_second_factor",
]

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


def new_password() -> str:
    """A password that nobody chose: 96 random bits."""
    return secrets.token_urlsafe(12)


@action
def make_user(
    username: str,
    *,
    first_name: str,
    last_name: str,
    role: Role,
    companies: Sequence[Company],
    password: str,
    by: User | None,
    at: dt.datetime,
) -> User:
    """Make a user who can sign in at once. Raises Refusal with every reason: name, password, companies.

    docs/rules/access.md.
    """
    user = User(username=username.strip().lower(), first_name=first_name, last_name=last_name, role=role.value)
    reasons = [*_unfit_name(user.username), *_weak_password(password, user=user), *_not_yours(companies, by=by)]
    if reasons:
        raise Refusal(tuple(reasons))
    user.set_password(password)
    user.save(force_insert=True)
    user.companies.set(companies)
    facts = {"role": role.value, "companies": sorted(company.code for company in companies)}
    _journal("user.made", user, by=by, at=at, facts=facts)
    return user


@action
def change_user(
    user: User,
    *,
    first_name: str,
    last_name: str,
    role: Role,
    companies: Sequence[Company],
    state: str,
    by: User,
    at: dt.datetime,
) -> User:
    """Change name, role and companies; it holds from the user's next request on.

    `state` is the mark of what the form showed. Raises Refusal for oneself, for companies that one does not
    administer, and where somebody changed the user meanwhile. docs/rules/access.md.
    """
    user = _held(user, by=by)
    if state_of(user) != state:
        raise refuse("user.changed_meanwhile", "somebody changed %(user)s meanwhile", user=user.username)
    if reasons := _not_yours(companies, by=by):
        raise Refusal(tuple(reasons))
    before = {"role": user.role, "companies": sorted(user.companies.values_list("code", flat=True))}
    user.first_name, user.last_name, user.role = first_name, last_name, role.value
    user.save(update_fields=["first_name", "last_name", "role"])
    user.companies.set(companies)
    after = {"role": user.role, "companies": sorted(company.code for company in companies)}
    _journal("user.changed", user, by=by, at=at, facts={"before": before, "after": after})
    return user


@action
def disable_user(user: User, *, by: User, at: dt.datetime) -> User:
    """End the user's access, sessions and tokens at once. The password is gone: coming back needs a new one."""
    user = _held(user, by=by)
    user.is_active = False
    # A session carries a mark of the password, so this ends all of them, and for good.
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    # The keys of his programs end as well: coming back does not bring them back.
    user.api_tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    user.calendar_keys.filter(revoked_at__isnull=True).update(revoked_at=at)
    _journal("user.disabled", user, by=by, at=at)
    return user


@action
def enable_user(user: User, *, password: str, by: User, at: dt.datetime) -> User:
    """Give access back, with a new password. Raises Refusal for a weak one."""
    user = _held(user, by=by)
    _set_password(user, password)
    user.is_active = True
    user.save(update_fields=["is_active", "password"])
    _journal("user.enabled", user, by=by, at=at)
    return user


@action
def reset_password(user: User, *, password: str, by: User, at: dt.datetime) -> User:
    """Give a new password and end every session. The second factor stays: this is no way around it."""
    user = _held(user, by=by)
    _set_password(user, password)
    user.save(update_fields=["password"])
    _journal("user.password_reset", user, by=by, at=at)
    return user


@action
def reset_second_factor(user: User, *, by: User, at: dt.datetime) -> User:
    """Remove the authenticator and recovery codes; a role that needs them must set them up before anything else."""
    from allauth.mfa.models import Authenticator

    user = _held(user, by=by)
    removed, _ = Authenticator.objects.filter(user=user).delete()
    _journal("user.second_factor_reset", user, by=by, at=at, facts={"removed": removed})
    return user


@action
def choose_language(user: User, *, language: str, by: User, at: dt.datetime) -> User:
    """Which language the user reads the desk in, one of those that the settings name. docs/guide/languages.md.

    Raises Refusal for any other language, and for a choice that somebody else makes.
    """
    if language not in dict(settings.LANGUAGES):
        raise refuse("user.language", "The desk does not speak %(language)s", language=language)
    if user != by:
        raise refuse("user.language_of_another", "a language is chosen by whoever reads it")
    if user.language != language:
        before, user.language = user.language, language
        user.save(update_fields=["language"])
        facts = {"before": before, "after": language}
        append("user.language_chosen", by=by.username, at=at, subject=("user", user.id), facts=facts)
    return user


def _held(user: User, *, by: User) -> User:
    """The user as he stands now, held until the transaction ends. Raises Refusal where `by` may not change him."""
    if user.id == by.id:
        raise refuse("user.oneself", "nobody changes his own rights: ask another administrator")
    held = User.objects.select_for_update().get(id=user.id)
    mine = set(by.companies.values_list("id", flat=True))
    if set(held.companies.values_list("id", flat=True)) - mine:
        text = "%(user)s also works for a company that you do not administer"
        raise refuse("user.other_company", text, user=held.username)
    return held


def _unfit_name(username: str) -> list[Reason]:
    if not _USERNAME.fullmatch(username):
        text = "a user name is 2 to 40 letters, digits, dots, dashes: %(username)r is not"
        return [Reason("user.name", text, {"username": username})]
    if User.objects.filter(username__iexact=username).exists():
        return [Reason("user.name_taken", "there is a user %(username)s already", {"username": username})]
    return []


def _weak_password(password: str, *, user: User) -> list[Reason]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [Reason("user.weak_password", "%(words)s", {"words": words}) for words in error.messages]
    return []


def _set_password(user: User, password: str) -> None:
    if reasons := _weak_password(password, user=user):
        raise Refusal(tuple(reasons))
    user.set_password(password)


def _not_yours(companies: Sequence[Company], *, by: User | None) -> list[Reason]:
    if by is None:
        return []
    mine = set(by.companies.values_list("id", flat=True))
    text = "you do not work for company %(company)s yourself"
    return [
        Reason("user.foreign_company", text, {"company": company.code})
        for company in companies
        if company.id not in mine
    ]


def _journal(
    kind: str, user: User, *, by: User | None, at: dt.datetime, facts: Mapping[str, object] | None = None
) -> None:
    append(
        kind,
        by=by.username if by else "console",
        at=at,
        subject=("user", user.id),
        facts=facts,
        private={"username": user.username, "name": user.get_full_name()},
    )
