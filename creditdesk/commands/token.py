"""`creditdesk token`: make a key for a program, from the console."""

from __future__ import annotations

import click

from creditdesk.commands.acting import acting, code_option, confirm
from creditdesk.domain.scopes import SCOPE_WORDS, Scope


@click.command(
    help="Make a token for programs, with the rights of a user. It is printed once and kept nowhere.\n\n"
    "The user confirms it by a code of his authenticator app, if he has one or his role needs it.\n\n"
    "Scopes:\n\n\b\n" + "\n".join(f"  {scope:<9} {words}" for scope, words in SCOPE_WORDS.items())
)
@click.option("--user", "username", required=True, help="User name of the one whose rights the program gets.")
@click.option("--name", required=True, help="What the token is for.")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    default=["read"],
    show_default=True,
    help="What it may be used for; may be repeated.",
)
@click.option("--days", type=int, default=90, show_default=True, help="How many days it lasts.")
@code_option
def command(username: str, *, name: str, scopes: tuple[str, ...], days: int, code: str) -> None:
    """Make the token, or say in words why not."""
    from creditdesk.config import clock
    from creditdesk.parties.tokens import make_token

    with acting(username) as user:
        confirm(user, code)
        made = make_token(
            user, name=name, scopes=[Scope(scope) for scope in scopes], days=days, by=None, at=clock.now()
        )
    click.echo(made.secret)
    click.echo(f"Shown once. It may {made.token.scopes} until {made.token.expires_at:%Y-%m-%d}.", err=True)
