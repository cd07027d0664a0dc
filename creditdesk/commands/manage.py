"""`creditdesk manage`: Django's own commands, for those who know them."""

from __future__ import annotations

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []}, help="Django's own commands."
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Pass the arguments on to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["creditdesk manage", *arguments])
