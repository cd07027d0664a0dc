"""A program that keeps a small database of this state of the program, so that later ones are tried with upgrading it.

    python -m tests.faults.keep_database NAME [FOLDER]

writes NAME.sqlite.sql and NAME.postgresql.sql. Run it when a release is made, and add the files to the folder `kept`.
All that is in it is invented. The files that are there were made by the program of their day, and are never edited.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts.throwaway_postgres import throwaway_postgres

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).resolve().parent / "kept"
TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
# In a file: these are the engine's own and not the desk's.
_LEFT_OUT = ("--", "\\", "SET ", "SELECT pg_catalog.set_config")


def fill() -> None:
    """A little of everything: documents, money applied and taken back, files, words with customers, a closed month."""
    from creditdesk.commands.migrate import prepare_database
    from creditdesk.nightly.run import run_nightly
    from creditdesk.receivables.actions import close_period
    from tests.world import make_world

    prepare_database()
    world = make_world()
    _move_money(world)
    _bring_files(world)
    _talk(world)
    days = {"first_day": dt.date(2026, 3, 1), "last_day": dt.date(2026, 3, 31)}
    close_period(world.northlight, as_of=TODAY, by=world.dave, at=NOW, **days)
    assert run_nightly(as_of=TODAY, at=NOW).broken == []


def _move_money(world: Any) -> None:
    from creditdesk.receivables.actions import (
        ApplyTo,
        apply_credit,
        mark_disputed,
        reverse_posting,
        transfer_residual,
    )
    from tests import builders

    posted: dict[str, Any] = {"posting_date": TODAY, "as_of": TODAY, "by": world.erin, "at": NOW}
    invoices = [builders.invoice(world.acme, amount=number * 1000_07, number=f"A-{number}") for number in range(1, 7)]
    builders.invoice(world.zenith, amount=250_000, number="Z-1")
    builders.credit_memo(world.zenith, amount=3_333, number="Z-2")
    builders.invoice(world.foreign, amount=77_700, number="F-1")
    first, second = (builders.payment(world.acme, amount=amount) for amount in (150_000, 90_000))
    apply_credit(first, to=[ApplyTo(invoices[0].id, 100_007), ApplyTo(invoices[1].id, 20_000)], key="kept/1", **posted)
    wrong = apply_credit(second, to=[ApplyTo(invoices[2].id, 50_000)], key="kept/2", **posted)
    reverse_posting(wrong, reason="NSF", key="kept/3", **posted)
    transfer_residual(invoices[3], amount_minor=12_345, number="D-1", reference="DM 7", key="kept/4", **posted)
    told: dict[str, Any] = {"as_of": TODAY, "at": NOW, "reason": "short delivery"}
    mark_disputed(invoices[4], disputed_minor=5_000, by=world.alice, **told)
    builders.extension(invoices[5], extended_date=dt.date(2026, 7, 1), by=world.carol)


def _bring_files(world: Any) -> None:
    from tests.actions.importing import load, preview, take_back

    head = "Customer,Name,Invoice,Date,Due,Currency,Amount\n"
    for name in ("taken", "undone", "waiting"):
        rows = "".join(
            f"K{n % 3},Kept {n % 3},{name}-{n},2026-05-0{n},2026-06-0{n},USD,{n}00.05\n" for n in range(1, 8)
        )
        bring = preview if name == "waiting" else load
        file = bring(head + rows + "K1,Kept 1,,2026-05-01,,USD,oops\n", company=world.northlight, by=world.erin)
        if name == "undone":
            take_back(file, by=world.erin)


def _talk(world: Any) -> None:
    from creditdesk.followup.actions import NextAction, Said, log_contact, open_tickler, snooze_tickler
    from creditdesk.parties.tokens import Scope, make_token

    told: dict[str, Any] = {"by": world.alice, "at": NOW, "as_of": TODAY}
    then = NextAction("call again", TODAY + dt.timedelta(days=3), world.alice)
    log_contact(
        world.acme, said=Said("call", "outbound", "spoke", note="Pays on Thursdays"), then=then, key="k1", **told
    )
    tickler = open_tickler(world.acme, then=then, key="k2", **told)
    later = TODAY + dt.timedelta(days=9)
    snooze_tickler(tickler, until=later, note="asked for time", version=tickler.version, key="k3", **told)
    make_token(world.erin, name="program", scopes=(Scope.READ, Scope.WORK), days=30, by=world.erin, at=NOW)


def sqlite_text(file: Path) -> str:
    """The database as statements, its schema as the program of its day made it."""
    raw = sqlite3.connect(file)
    try:
        return "\n".join(raw.iterdump()) + "\n"
    finally:
        raw.close()


def postgresql_text(url: str) -> str:
    """The same of PostgreSQL, without what only its own client understands."""
    options = ["--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges"]
    said = subprocess.run(["pg_dump", *options, url], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in said.splitlines() if line and not line.startswith(_LEFT_OUT)) + "\n"


def main() -> None:
    """Fill a database of each kind by this program, and write both down."""
    if sys.argv[1:] == ["fill"]:
        from creditdesk.__main__ import set_up

        set_up()
        fill()
        return
    name, folder = sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else KEPT
    command = [sys.executable, "-m", "tests.faults.keep_database", "fill"]
    environment = os.environ | {"CREDITDESK_DEMO": "1", "DATABASE_URL": ""}
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(command, cwd=ROOT, env=environment | {"CREDITDESK_DATA_DIR": made}, check=True)
        text = sqlite_text(Path(made) / "creditdesk.sqlite3")
        (folder / f"{name}.sqlite.sql").write_text(text, encoding="utf-8")
    # A folder for each: the anchors of one journal would contradict the other.
    with tempfile.TemporaryDirectory() as made, throwaway_postgres() as url:
        of_this = {"CREDITDESK_DATA_DIR": made, "DATABASE_URL": url}
        subprocess.run(command, cwd=ROOT, env=environment | of_this, check=True)
        (folder / f"{name}.postgresql.sql").write_text(postgresql_text(url), encoding="utf-8")


if __name__ == "__main__":
    main()
