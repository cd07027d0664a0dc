"""The command line. `creditdesk --help` lists the commands."""

from __future__ import annotations

import os
import sys

import click


@click.group(help="Creditdesk: the desk of a business-to-business collections department.")
def cli() -> None:
    """Set Django up before any command runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditdesk.config.settings")


@cli.command(context_settings={"ignore_unknown_options": True}, help="Run one of Django's own commands.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass the arguments on to Django."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["creditdesk", *arguments])


def main() -> None:
    """The console script."""
    sys.exit(cli())


if __name__ == "__main__":
    main()
