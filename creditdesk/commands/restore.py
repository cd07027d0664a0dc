"""`creditdesk restore`: bring a backup back, prove it, and keep what it replaces."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import click


@click.command(help="Bring a backup back. What stands there now is kept beside it.")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that is not empty.")
def command(source: Path, replace: bool) -> None:
    """Restore, migrate to this release, and prove the books."""
    from django.db import connection

    from creditdesk.commands.migrate import make_folder, prepare_database
    from creditdesk.config import clock
    from creditdesk.nightly import proof
    from creditdesk.receivables.stops import record_proof

    make_folder()
    is_empty = not connection.introspection.table_names()
    if not replace and not is_empty:
        raise click.ClickException("The database is not empty. Stop the desk and use --replace to put it aside.")
    connection.close()
    {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor](source, keep=not is_empty)
    prepare_database()
    _put_later_anchors_aside()
    broken = proof.broken_facts(as_of=clock.today())
    for fact in broken:
        click.echo(f"BROKEN  {fact}", err=True)
    seq, hash_ = proof.head()
    click.echo(f"Restored. Journal: {seq} entries, head {hash_}")
    if broken:
        record_proof(broken, by="console", at=clock.now())
        click.echo("Postings are stopped where the books are broken. See: creditdesk stops", err=True)
        raise SystemExit(1)


def _sqlite(source: Path, *, keep: bool) -> None:
    from django.db import connection

    from creditdesk.commands.backup import applied_in_file, damage, free_name
    from creditdesk.commands.ready import refuse_unknown

    target = Path(connection.settings_dict["NAME"])
    target.parent.mkdir(parents=True, exist_ok=True)
    incoming = target.with_name(target.name + ".incoming")
    shutil.copyfile(source, incoming)
    incoming.chmod(0o600)
    if found := damage(incoming):
        incoming.unlink()
        raise click.ClickException(f"{source} is no whole backup: {found}. Nothing was changed.")
    try:
        refuse_unknown(applied_in_file(incoming), what=f"{source}")
    except click.ClickException:
        incoming.unlink()
        raise
    aside = free_name(target, ".replaced")
    for suffix in ("", "-wal", "-shm"):
        present = target.with_name(target.name + suffix)
        if keep and present.exists():
            # The log keeps its place beside its database, or what it holds would be lost to it.
            present.rename(aside.with_name(aside.name + suffix))
        else:
            present.unlink(missing_ok=True)
    incoming.rename(target)
    if keep:
        click.echo(f"The replaced database is kept in {aside}")


def _postgresql(source: Path, *, keep: bool) -> None:
    from django.conf import settings

    from creditdesk.commands.backup import applied_in_dump, free_name, run_client, write_backup
    from creditdesk.commands.ready import refuse_unknown

    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    run_client("pg_restore", "--list", str(source), connect=False)
    refuse_unknown(applied_in_dump(source), what=f"{source}")
    if keep:
        aside = free_name(Path(settings.DATA_DIR) / "replaced", ".dump")
        write_backup(aside)
        click.echo(f"The replaced database is kept in {aside}")
    # Written out first: a file that breaks off leaves what was there. Then all of it or nothing.
    with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as folder:
        statements = Path(folder) / "statements.sql"
        run_client("pg_restore", "--no-owner", f"--file={statements}", str(source), connect=False)
        run_client(
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={_EMPTY}",
            f"--file={statements}",
        )


# What stands there may be of a newer release than the backup: its tables hang on those that come back.
_EMPTY = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE 'DROP TABLE ' || name || ' CASCADE';
    END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
        EXECUTE 'DROP FUNCTION ' || name;
    END LOOP;
END $$
"""


def _put_later_anchors_aside() -> None:
    """Anchors of acts after the backup are of another history now: kept for the auditor, out of the proof's way."""
    from creditdesk.commands.backup import free_name
    from creditdesk.journal.verify import anchored
    from creditdesk.nightly import proof

    path = proof.anchors_file()
    seq, hash_ = proof.head()
    known, _ = anchored(path)
    last = max(known, default=0)
    if last <= seq and known.get(seq, hash_) == hash_:
        return
    aside = free_name(path, ".replaced")
    path.rename(aside)
    click.echo(
        f"The journal was anchored up to entry {last}, and the backup ends at {seq}: what was done after it is lost. "
        f"The former anchors are kept in {aside}",
        err=True,
    )
