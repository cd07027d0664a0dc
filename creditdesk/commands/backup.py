"""`creditdesk backup`: one file that holds everything, made while people work, and read back before it counts."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import click


@click.command(help="Write everything to one file, while the desk is in use.")
@click.argument("target", type=click.Path(path_type=Path))
def command(target: Path) -> None:
    """Back the database up; the copy is checked before it gets its name."""
    from django.db import connection

    if target.exists():
        raise click.ClickException(f"{target} exists already. A backup never overwrites another.")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    back_up = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    back_up(unfinished)
    unfinished.rename(target)
    click.echo(f"{target} ({target.stat().st_size:,} bytes)")


def _sqlite(target: Path) -> None:
    """A consistent copy through the library; copying the file would lose what is still in the log."""
    import sqlite3

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    copy = sqlite3.connect(target)
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
    if verdict != "ok":
        raise click.ClickException(f"The copy is damaged: {verdict}")


def _postgresql(target: Path) -> None:
    arguments, environment = postgresql_client("pg_dump")
    subprocess.run([*arguments, "--format=custom", f"--file={target}"], env=environment, check=True)


def postgresql_client(program: str) -> tuple[list[str], dict[str, str]]:
    """The command and environment for one of PostgreSQL's own programs; the password never stands on the command line."""
    import os

    from django.db import connection

    settings: dict[str, Any] = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"] or ""}
    arguments = [program, f"--dbname={settings['NAME']}"]
    for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if settings[name]:
            arguments.append(f"--{option}={settings[name]}")
    return arguments, environment
