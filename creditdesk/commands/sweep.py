"""`creditdesk sweep`: the small rests that may be written off, and asking for that. docs/rules/requests.md."""

from __future__ import annotations

import click

from creditdesk.commands.acting import acting


@click.command(help="Show the small rests that may be swept; with --ask, ask for them: somebody else approves it.")
@click.option("--user", "username", required=True, help="Whose act it is, and whose accounts are shown.")
@click.option("--ask", is_flag=True, help="Make a request for each customer and currency.")
def command(*, username: str, ask: bool) -> None:
    """What may be swept, and what was asked for, with the rights of the user."""
    from creditdesk import dispatch
    from creditdesk.config import clock
    from creditdesk.domain.money import Money
    from creditdesk.domain.visibility import Permission

    today = clock.today()
    with acting(username, Permission.RECORD_ACTIVITY if ask else Permission.SEE_HISTORY) as user:
        if not ask:
            for sweep in dispatch.sweeps_for(user, as_of=today):
                for one in sweep.candidates:
                    money = Money(one.rest.open_minor, sweep.currency)
                    mark = "+" if one.swept else "-"
                    click.echo(f"{mark} {sweep.customer.number} {one.rest.number} {money}: {one.why}")
            return
        made = dispatch.propose_sweep(user, customer_ids=None, by=user, at=clock.now(), as_of=today)
        for request in made:
            money = Money(request.amount_minor, request.currency)
            click.echo(f"request {request.id}: {request.customer.number}, {money}, needs {request.needs_level}")
        click.echo(f"{len(made)} requests wait for a decision.")
