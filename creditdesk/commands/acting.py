"""Acts from the console in a user's name: his rights count, and a no is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from creditdesk.domain.visibility import Permission
    from creditdesk.parties.models import User


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
