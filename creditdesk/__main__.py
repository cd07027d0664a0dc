"""The command line. `creditdesk --help` lists the commands; each is a module of `creditdesk.commands`."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

# Name → module in creditdesk.commands; the order is the order of the help.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "worker": "worker",
    "migrate": "migrate",
    "createuser": "createuser",
    "company": "company",
    "token": "token",
    "policy": "policy",
    "webhook": "webhook",
    "mail": "mail",
    "intake": "intake",
    "differences": "differences",
    "sweep": "sweep",
    "erp-postings": "erp_postings",
    "inbox": "inbox",
    "export": "export",
    "closeperiod": "closeperiod",
    "nightly": "nightly",
    "letters": "letters",
    "cash": "cash",
    "ready": "is_ready",
    "verify": "verify",
    "stops": "stops",
    "anchor": "anchor",
    "backup": "backup",
    "restore": "restore",
    "drill": "drill",
    "bench": "bench",
    "manage": "manage",
}


class Desk(click.Group):
    """Loads a command's module only when it is asked for, so that `creditdesk verify` does not pay for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of a newcomer's needs."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None, which click turns into "no such command"."""
        if cmd_name not in COMMANDS:
            return None
        found = importlib.import_module(f"creditdesk.commands.{COMMANDS[cmd_name]}").command
        assert isinstance(found, click.Command)
        return found


@click.group(cls=Desk, help="Creditdesk: the desk of a business-to-business collections department.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Set Django up before a command runs; settings that make no sense end it with one clear sentence."""
    set_up(demo=ctx.invoked_subcommand == "demo")
    from django.db import connections

    # No collector would: what it passes over holds on to them. The last one to leave SQLite writes its log back.
    ctx.call_on_close(connections.close_all)


def set_up(*, demo: bool = False) -> None:
    """Load the settings and the apps. Raises click.ClickException with the sentence of a refused setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditdesk.config.settings")
    if demo:
        os.environ.setdefault("CREDITDESK_DEMO", "1")
    import django
    from django.core.exceptions import ImproperlyConfigured

    # What is loaded stays to the end: the collector of garbage would go through all of it dozens of times meanwhile.
    gc.disable()
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error
    finally:
        gc.freeze()
        gc.enable()


def main() -> None:
    """The console script. A database that does not answer is said in one sentence; the rest is a defect of ours."""
    from django.db import OperationalError

    try:
        sys.exit(cli(prog_name="creditdesk"))
    except OperationalError as error:
        sys.exit(f"Error: The database does not answer: {str(error).strip()}")


if __name__ == "__main__":
    main()
