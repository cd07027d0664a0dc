"""`creditdesk backup`: one file that holds everything, made while people work, and read back before it counts."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import click


@click.command(help="Write everything to one file, while the desk is in use.")
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--prove", is_flag=True, help="Restore it into a database of its own and prove it, as `drill` does.")
def command(target: Path, prove: bool) -> None:
    """Back the database up; the copy is checked before it gets its name."""
    if target.exists():
        raise click.ClickException(f"{target} exists already. A backup never overwrites another.")
    write_backup(target)
    click.echo(f"{target} ({target.stat().st_size:,} bytes)")
    if prove:
        from creditdesk.commands.drill import practise

        practise(target)


def write_backup(target: Path) -> None:
    """Write the whole database to a new file that only its owner reads. Raises ClickException if it cannot be done."""
    from django.db import connection

    from creditdesk.commands.migrate import make_folder

    make_folder()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor](unfinished)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.rename(target)


def damage(path: Path) -> str:
    """What is wrong with an SQLite file as a database of the desk, or nothing."""
    import sqlite3

    copy = sqlite3.connect(path)
    try:
        verdict = str(copy.execute("PRAGMA integrity_check").fetchone()[0])
        if not copy.execute("SELECT name FROM sqlite_master WHERE name = 'journal_journalhead'").fetchone():
            verdict = "it holds no journal"
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    finally:
        copy.close()
    return "" if verdict == "ok" else verdict


def free_name(path: Path, suffix: str) -> Path:
    """The first name after the path's that no file bears: path + suffix + "-1", and so on."""
    number = 1
    while (free := path.with_name(f"{path.name}{suffix}-{number}")).exists():
        number += 1
    return free


def applied_in_file(path: Path) -> list[tuple[str, str]]:
    """The steps of the schema that an SQLite file has taken."""
    import sqlite3

    copy = sqlite3.connect(path)
    try:
        return copy.execute("SELECT app, name FROM django_migrations").fetchall()
    finally:
        copy.close()


def applied_in_dump(path: Path) -> list[tuple[str, str]]:
    """The same of a dump of PostgreSQL."""
    said = run_client("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(path), connect=False)
    rows = said.partition("COPY ")[2].partition("\n")[2].partition("\n\\.")[0].splitlines()
    return [(app, name) for _, app, name, _ in (row.split("\t") for row in rows)]


def _sqlite(target: Path) -> None:
    """A consistent copy through the library; copying the file would lose what is still in the log."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
    except DatabaseError as error:
        raise click.ClickException(f"The backup could not be written: {error}") from error
    if found := damage(target):
        raise click.ClickException(f"The copy is no backup: {found}")


def _postgresql(target: Path) -> None:
    run_client("pg_dump", "--format=custom", f"--file={target}")
    # Reading its table of contents proves that the file is whole enough to be a dump.
    run_client("pg_restore", "--list", str(target), connect=False)


def run_client(program: str, *arguments: str, connect: bool = True) -> str:
    """Run one of PostgreSQL's own programs, its password kept off the command line; returns what it wrote.

    Raises ClickException with what it said.
    """
    to, environment = _postgresql_address() if connect else ([], dict(os.environ))
    try:
        done = subprocess.run([program, *to, *arguments], env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise click.ClickException(
            f"{program} is not installed. It comes with PostgreSQL's client programs."
        ) from error
    if done.returncode:
        raise click.ClickException(f"{program} failed: {done.stderr.strip()}")
    return done.stdout


def _postgresql_address() -> tuple[list[str], dict[str, str]]:
    from django.db import connection

    settings: dict[str, Any] = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": settings["PASSWORD"] or ""}
    arguments = [f"--dbname={settings['NAME']}"]
    for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if settings[name]:
            arguments.append(f"--{option}={settings[name]}")
    return arguments, environment
