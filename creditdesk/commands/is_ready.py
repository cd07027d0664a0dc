"""`creditdesk ready`: whether the desk is as it must be, for a person or a script at the console."""

from __future__ import annotations

import click


@click.command(help="Say whether database, guards, background work, anchor and night are as they must be.")
def command() -> None:
    """One line for each; exit 1 if one is not."""
    from creditdesk.config import clock
    from creditdesk.nightly.readiness import shortcomings

    found = shortcomings(as_of=clock.today(), at=clock.now())
    for name, wrong in found.items():
        click.echo(f"{name:<10} {wrong or 'as it must be'}")
    if any(found.values()):
        raise SystemExit(1)
