"""`creditdesk letters`: what a strategy asks for today, drafted for review, and what there is. Rights are a user's."""

from __future__ import annotations

import click


@click.group(help="Letters: draft what strategies ask for today, list what there is.")
def command() -> None:
    """The group; each command names the user whose rights count."""


_user = click.option("--user", "username", required=True, help="Whose act it is: his rights count.")


@command.command(help="Draft the letters that strategies ask for today, for review. Nothing is sent.")
@click.option("--company", "code", required=True, help="Code of the company.")
@_user
def draft(*, code: str, username: str) -> None:
    """Order a run of drafts and work it off to its end."""
    import uuid

    from creditdesk.commands.acting import acting
    from creditdesk.config import clock
    from creditdesk.domain.visibility import Permission, has_permission
    from creditdesk.letters.running import due_letters, finish_run, order_drafts
    from creditdesk.parties.access import company_for
    from creditdesk.parties.reach import reach_of

    with acting(username) as user:
        if not has_permission(user.desk_role, Permission.RECORD_ACTIVITY):
            raise click.ClickException(f"{username} does not write to customers.")
        company, today = company_for(user, code), clock.today()
        due = due_letters(company, as_of=today, portfolio_ids=reach_of(user, as_of=today).portfolio_ids)
        if not due:
            click.echo("No strategy asks for a letter today.")
            return
        run = order_drafts(company, due, by=user, at=clock.now(), as_of=today, key=f"console/{uuid.uuid4()}")
        run = finish_run(run.id, now=clock.now)
        click.echo(f"{run.made} letters were drafted, {run.left_out} left out.")
        for line in run.told:
            click.echo(line)


@command.command("list", help="List letters, newest first, a line for each.")
@click.option("--state", default="", help="draft, ready, queued, sent, withheld, failed, bounced or discarded.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@_user
def list_them(*, state: str, limit: int, username: str) -> None:
    """Number, state, kind, day, customer, language, channel."""
    from creditdesk.commands.acting import acting
    from creditdesk.config import clock
    from creditdesk.letters.access import Letter
    from creditdesk.letters.queries import LetterFilter, letters

    if state and state not in Letter.State.values:
        raise click.ClickException(f"{state!r} is no state; there are: {', '.join(Letter.State.values)}")
    with acting(username) as user:
        for one in letters(user, chosen=LetterFilter(state), as_of=clock.today())[:limit]:
            customer = f"{one.customer.number} {one.customer.name}"
            facts = (one.id, one.state, one.kind, one.business_day, customer, one.language, one.channel)
            click.echo("\t".join(map(str, facts)))
