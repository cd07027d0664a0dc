"""`creditdesk token`: make a key for a program, from the console."""

from __future__ import annotations

import click


@click.command(help="Make a token for programs, with the rights of a user. It is printed once and kept nowhere.")
@click.option("--user", "username", required=True, help="User name of the one whose rights the program gets.")
@click.option("--name", required=True, help="What the token is for.")
@click.option(
    "--scope", type=click.Choice(["read", "write"]), default="read", show_default=True, help="What it may do."
)
@click.option("--days", type=int, default=90, show_default=True, help="How many days it lasts.")
def command(username: str, *, name: str, scope: str, days: int) -> None:
    """Make the token, or say in words why not."""
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User
    from creditdesk.parties.tokens import Scope, make_token

    user = User.objects.filter(username=username).first()
    if user is None:
        raise click.ClickException(f"no user is called {username}")
    try:
        made = make_token(user, name=name, scope=Scope(scope), days=days, by=None, at=clock.now())
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(made.secret)
    click.echo(f"Shown once. It may {made.token.get_scope_display()} until {made.token.expires_at:%Y-%m-%d}.", err=True)
