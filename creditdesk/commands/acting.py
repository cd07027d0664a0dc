"""Acts from the console in a user's name: his rights count, some need his code, and a no is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from creditdesk.domain.visibility import Permission
    from creditdesk.parties.models import User


code_option = click.option(
    "--code", default="", help="Code of the user's authenticator app. It is asked for where it is not given."
)


def confirm(user: User, code: str) -> None:
    """Ask for the user's code before an act that a page does only after a fresh sign-in. A no is a ClickException.

    Nothing is asked of somebody who has no second factor and whose role needs none: the console has no other sign of
    him, and who works there has the whole database.
    """
    from creditdesk.config import clock
    from creditdesk.parties.second_factor import has_second_factor, must_give_code, unfit_code

    if not must_give_code(user):
        return
    if not code and has_second_factor(user):
        code = click.prompt(f"Code of {user.username}'s authenticator app", hide_input=True, err=True)
    if reason := unfit_code(user, code=code, at=clock.now(), address="console"):
        raise click.ClickException(str(reason))


@contextmanager
def acting(username: str, *needed: Permission) -> Iterator[User]:
    """The user whose act it is, with one of the permissions where any is needed. A no is a ClickException."""
    from django.http import Http404

    from creditdesk.commands.ready import require_ready
    from creditdesk.domain.reasons import Refusal
    from creditdesk.domain.visibility import has_permission
    from creditdesk.parties.models import User

    require_ready()
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(f"no user is called {username}")
    if needed and not any(has_permission(user.desk_role, permission) for permission in needed):
        raise click.ClickException(f"{username} does not have the right to {needed[0].replace('_', ' ')}")
    try:
        yield user
    except Refusal as refusal:
        raise click.ClickException("\n".join(map(str, refusal.reasons))) from refusal
    except Http404 as error:
        raise click.ClickException(f"there is no {error} for {username}") from error
