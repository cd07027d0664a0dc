"""`creditdesk drill`: practise restoring a backup, beside the desk at work, into a database that is gone afterwards.

A backup that nobody restored is a hope. The drill restores it with the command of an emergency, proves the books that
come of it, and compares the end of its journal with the journal in use. The desk in use is read and not touched.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from urllib.parse import quote, urlsplit, urlunsplit

import click


@click.command(help="Restore a backup into a database of its own, prove it, and say what it would have cost.")
@click.argument("source", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", "url", default="", help="An empty PostgreSQL database to restore into. Default: makes one.")
def command(source: Path | None, url: str) -> None:
    """Practise with the backup, or with one that is made for it and deleted again."""
    from creditdesk.commands.ready import require_release

    require_release()
    if source is not None:
        practise(source, url=url)
        return
    with tempfile.TemporaryDirectory(prefix="creditdesk-drill-") as folder:
        from creditdesk.commands.backup import write_backup

        made = Path(folder) / "backup"
        write_backup(made)
        practise(made, url=url)


def practise(source: Path, *, url: str = "") -> None:
    """Restore, prove, compare, and say how long it took and what was done since. Raises ClickException if it fails."""
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="creditdesk-drill-") as folder, _empty_database(url) as empty:
        surroundings = {**os.environ, "CREDITDESK_DATA_DIR": folder, "DATABASE_URL": empty}
        asked = [sys.executable, "-m", "creditdesk", "restore", str(source.resolve())]
        done = subprocess.run(asked, env=surroundings, capture_output=True, text=True, check=False)
    end = re.search(r"^Restored\. Journal: (\d+) entries, head (\w*)$", done.stdout, flags=re.MULTILINE)
    if done.returncode or end is None:
        raise click.ClickException(f"{source} was not restored and proved:\n{(done.stderr or done.stdout).strip()}")
    seq, head = int(end[1]), end[2]
    click.echo(f"Restored and proved in {perf_counter() - began:.1f} s: {seq} journal entries, head {head}")
    click.echo(_what_would_be_lost(seq, head))


def _what_would_be_lost(seq: int, head: str) -> str:
    from creditdesk.config import clock
    from creditdesk.journal.queries import entries

    last = entries().filter(seq=seq).first()
    if seq and (last is None or last.hash != head):
        raise click.ClickException(f"The backup is not of this desk's past: entry {seq} of its journal is another one.")
    since = entries().filter(seq__gt=seq)
    first = since.last()
    if first is None:
        return "Nothing was journaled since it was made."
    minutes = (clock.now() - first.at).total_seconds() / 60
    return f"Lost would be {since.count()} journal entries, of {minutes:.0f} minutes."


@contextmanager
def _empty_database(url: str) -> Iterator[str]:
    """The address of a database to restore into: a file of the drill's folder, or one on the server."""
    from django.db import DatabaseError, connection

    if connection.vendor == "sqlite" or url:
        yield url
        return
    name = f"{connection.settings_dict['NAME']}_drill_{os.getpid()}"
    quoted = connection.ops.quote_name(name)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {quoted}")
    except DatabaseError as error:
        text = "The desk's account may not make a database for the drill. Make an empty one and name it with --into."
        raise click.ClickException(f"{text} ({str(error).strip()})") from error
    try:
        # The same server, account and options, another database.
        yield urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}"))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)")
