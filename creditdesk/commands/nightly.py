"""`creditdesk nightly`: the night's work for one business date, once."""

from __future__ import annotations

import datetime as dt

import click


@click.command(help="Run the night's work. A second run of the same date changes nothing.")
@click.option(
    "--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Business date. Default: today."
)
@click.option("--again", is_flag=True, help="Run every step anew, though the date was run before.")
def command(as_of: dt.datetime | None, again: bool) -> None:
    """Run the steps and say how long each took; exit 1 if the books do not prove."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.commands.serve import settle
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.nightly.run import run_nightly

    require_ready()
    settle()
    day = as_of.date() if as_of else clock.today()
    try:
        run = run_nightly(as_of=day, at=clock.now(), again=again)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    for name, step in run.steps.items():
        click.echo(f"{name:<20} {step['seconds']:>8.2f} s  {step['result']}")
    for fact in run.broken:
        click.echo(f"BROKEN  {fact}", err=True)
    if run.broken:
        raise SystemExit(1)
