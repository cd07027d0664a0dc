"""`creditdesk stops`: where postings are stopped because the books do not prove, and letting them go on."""

from __future__ import annotations

import click

from creditdesk.commands.acting import code_option, confirm


@click.command(help="List where postings are stopped, or lift a stop by an administrator's decision.")
@click.option("--lift", "stop_id", type=int, help="Number of the stop to lift, as the list shows it.")
@click.option("--by", "username", help="User name of the one who decides; needs the right to.")
@click.option("--reason", default="", help="Why postings may go on though the fact is broken.")
@code_option
def command(stop_id: int | None, username: str | None, reason: str, code: str) -> None:
    """Print the stops that stand, one a line; exit 1 where there are any."""
    from creditdesk.commands.ready import require_release
    from creditdesk.receivables.stops import standing_stops

    require_release()
    if stop_id is not None:
        _lift(stop_id, username=username or "", reason=reason, code=code)
        return
    standing = standing_stops()
    for stop in standing:
        whose = stop.customer or stop.company or "everything"
        click.echo(f"{stop.id:>6}  {stop.stopped_at:%Y-%m-%d %H:%M}  {whose}: {stop.fact}")
    if standing:
        raise SystemExit(1)
    click.echo("No postings are stopped.")


def _lift(stop_id: int, *, username: str, reason: str, code: str) -> None:
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.domain.visibility import Permission, has_permission
    from creditdesk.parties.access import NotVisible
    from creditdesk.parties.models import User
    from creditdesk.receivables.access import stop_for
    from creditdesk.receivables.stops import lift_stop

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(f"no user is called {username or '(say --by)'}")
    if not has_permission(user.desk_role, Permission.LIFT_STOP):
        raise click.ClickException(f"{username} does not have the right to lift a stop")
    if not reason.strip():
        raise click.ClickException("say why postings may go on: --reason")
    try:
        found = stop_for(user, stop_id, as_of=clock.today())
        confirm(user, code)
        stop = lift_stop(found, reason=reason, by=user, at=clock.now())
    except NotVisible as error:
        raise click.ClickException(f"there is no stop {stop_id} for {username}") from error
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"Postings go on: {stop.fact}")
