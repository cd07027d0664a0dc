"""`creditdesk restore`: bring a backup back, prove it, and keep what it replaces."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import click


@click.command(help="Bring a backup back. What stands there now is kept beside it.")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that is not empty.")
def command(source: Path, replace: bool) -> None:
    """Restore, migrate to this release, and prove the books."""
    from django.db import connection

    from creditdesk.commands.migrate import prepare_database
    from creditdesk.config import clock
    from creditdesk.nightly import proof

    if not replace and connection.introspection.table_names():
        raise click.ClickException("The database is not empty. Stop the desk and use --replace to put it aside.")
    connection.close()
    {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor](source)
    prepare_database()
    broken = proof.broken_facts(as_of=clock.today())
    for fact in broken:
        click.echo(f"BROKEN  {fact}", err=True)
    seq, hash_ = proof.head()
    click.echo(f"Restored. Journal: {seq} entries, head {hash_}")
    if broken:
        raise SystemExit(1)


def _sqlite(source: Path) -> None:
    from django.db import connection

    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming = target.with_name(target.name + ".incoming")
    shutil.copyfile(source, incoming)
    for suffix in ("", "-wal", "-shm"):
        present = target.with_name(target.name + suffix)
        if present.exists():
            present.rename(_aside(present))
    incoming.rename(target)


def _aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.replaced-{number}")).exists():
        number += 1
    return aside


def _postgresql(source: Path) -> None:
    from creditdesk.commands.backup import postgresql_client

    arguments, environment = postgresql_client("pg_restore")
    subprocess.run([*arguments, "--clean", "--if-exists", "--no-owner", str(source)], env=environment, check=True)
