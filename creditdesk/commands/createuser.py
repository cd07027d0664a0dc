"""`creditdesk createuser`: make the first administrator, or any user, from the console."""

from __future__ import annotations

import sys

import click

from creditdesk.domain.visibility import Role


@click.command(help="Make a user who can sign in. The password is asked for, or read from standard input.")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What the user may do.")
@click.option("--first-name", default="", help="First name.")
@click.option("--last-name", default="", help="Last name.")
@click.option("--company", "codes", multiple=True, help="Code of a selling company to work for; may be repeated.")
@click.option("--all-companies", is_flag=True, help="Work for every company.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
def command(
    username: str,
    *,
    role: str,
    first_name: str,
    last_name: str,
    codes: tuple[str, ...],
    all_companies: bool,
    password_stdin: bool,
) -> None:
    """Make the user, or say in words why not."""
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.actions import make_user
    from creditdesk.parties.queries import companies

    known = {company.code: company for company in companies()}
    if unknown := sorted(set(codes) - set(known)):
        there_are = ", ".join(known) or "none yet"
        raise click.ClickException(f"no company {', '.join(unknown)}; there are: {there_are}")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    chosen = list(known.values()) if all_companies else [known[code] for code in codes]
    try:
        made = make_user(
            username,
            first_name=first_name,
            last_name=last_name,
            role=Role(role),
            companies=chosen,
            password=password,
            by=None,
            at=clock.now(),
        )
    except Refusal as refusal:
        raise click.ClickException("; ".join(str(reason) for reason in refusal.reasons)) from refusal
    click.echo(f"{made.username} can sign in as {role}.")
