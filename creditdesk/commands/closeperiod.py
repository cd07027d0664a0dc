"""`creditdesk closeperiod`: close the next month of a company, from the console or a scheduler."""

from __future__ import annotations

import click


@click.command(help="Close the next month of a company for good: it takes no postings any more.")
@click.argument("company")
@click.option("--by", "username", required=True, help="User name of the one who closes; needs the right to.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day to close; the end of the next month if left out."
)
def command(company: str, *, username: str, until: object) -> None:
    """Close the period, or say in words why not."""
    import datetime as dt

    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.domain.visibility import Permission, has_permission
    from creditdesk.parties.access import NotVisible, company_for
    from creditdesk.parties.models import User
    from creditdesk.receivables.actions import close_period
    from creditdesk.receivables.periods import next_month

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(f"no user is called {username}")
    if not has_permission(user.desk_role, Permission.CLOSE_PERIOD):
        raise click.ClickException(f"{username} does not have the right to close a period")
    try:
        books = company_for(user, company)
    except NotVisible as error:
        raise click.ClickException(f"{username} does not work for a company {company}") from error
    month = next_month(books)
    if month is None:
        raise click.ClickException(f"{company} has no postings yet: there is nothing to close")
    last_day = until.date() if isinstance(until, dt.datetime) else month[1]
    try:
        period = close_period(
            books, first_day=month[0], last_day=last_day, as_of=clock.today(), by=user, at=clock.now()
        )
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{company} is closed from {period.first_day} to {period.last_day}.")
