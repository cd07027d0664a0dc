"""`creditdesk demo`: a credit department at work, made on the first start and served from then on."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from time import perf_counter

import click


@click.command(help="Make the demo company on the first start, and serve the desk.")
@click.option("--fresh", is_flag=True, help="Throw the demo company away and make it anew, dated to today.")
@click.option("--customers", default=400, type=click.IntRange(20, 4000), help="How many to invent. Default: 400.")
@click.option("--no-serve", is_flag=True, help="Only make the demo company.")
@click.option("--bind", default=None, help="Address to listen on. Default: CREDITDESK_BIND or 127.0.0.1.")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Default: CREDITDESK_PORT or 8000.")
def command(fresh: bool, customers: int, no_serve: bool, bind: str | None, port: int | None) -> None:
    """Prepare the database, fill it once, run the night's work of today, and serve."""
    from django.conf import settings

    from creditdesk.commands.serve import run_server
    from creditdesk.config import clock

    if not settings.DEMO:
        raise click.ClickException("CREDITDESK_DEMO=0 says that this is a real installation: no demo is made in it.")
    prepare_demo(today=clock.today(), at=clock.now(), customers=customers, fresh=fresh)
    if no_serve:
        return
    click.echo(sign_ins(at=clock.now(), address=f"http://{bind or settings.BIND}:{port or settings.PORT}/"))
    sys.stdout.flush()
    run_server(bind=bind, port=port)


def prepare_demo(*, today: dt.date, at: dt.datetime, customers: int, fresh: bool = False) -> None:
    """Migrate, make the demo company unless it is there, and run the night's work of today.

    Raises ClickException where the database holds something else than the demo, and leaves that as it is.
    """
    from creditdesk.commands.migrate import prepare_database
    from creditdesk.demo.fill import NotEmpty, fill, is_filled
    from creditdesk.demo.letters import work_on_letters
    from creditdesk.nightly.run import run_nightly

    began = perf_counter()
    if fresh:
        _remove_demo()
    _say("preparing the database", began)
    prepare_database()
    if not is_filled():
        try:
            made = fill(today=today, at=at, customers=customers, say=lambda doing: _say(doing, began))
        except NotEmpty as error:
            raise click.ClickException(str(error)) from error
        _say(f"{made.customers} customers, {made.documents:,} documents, {made.activities:,} activities", began)
    _say("the night's work of today", began)
    run = run_nightly(as_of=today, at=at)
    work_on_letters(today=today, at=at)
    for fact in run.broken:
        click.echo(f"BROKEN  {fact}", err=True)
    _say("ready", began)


def sign_ins(*, at: dt.datetime, address: str) -> str:
    """The address and one line for each person who can sign in, as it is printed at the start."""
    from creditdesk.demo.people import PASSWORD, PEOPLE, SHOWN, TOTP_SECRET, totp_code
    from creditdesk.domain.visibility import needs_second_factor

    lines = ["", f"  Creditdesk is at  {address}", "", f"  The password of everyone: {PASSWORD}", ""]
    lines.append(f"  {'Username':<12}{'Name':<20}{'Code':<6}What there is to see")
    for person in PEOPLE:
        if person.username in SHOWN:
            name = f"{person.first_name} {person.last_name}"
            code = "yes" if needs_second_factor(person.role) else ""
            lines.append(f"  {person.username:<12}{name:<20}{code:<6}{person.description}")
    lines += [
        "",
        f"  Where a code is asked for, the page shows it. It is {totp_code(at=at)} for some seconds;",
        f"  an authenticator app makes it from {TOTP_SECRET}.",
        "",
        "  Stop with Ctrl-C. The next start takes seconds; creditdesk demo --fresh begins anew.",
        "",
    ]
    return "\n".join(lines)


def _remove_demo() -> None:
    """Delete the demo's SQLite file. Raises ClickException for anything that is not the demo."""
    from django.db import DatabaseError, connection

    from creditdesk.demo.fill import is_filled
    from creditdesk.nightly.proof import anchors_file
    from creditdesk.parties.queries import companies

    if connection.vendor != "sqlite":
        raise click.ClickException("--fresh deletes SQLite files only: drop the PostgreSQL database and make it anew.")
    path = Path(str(connection.settings_dict["NAME"]))
    if not path.exists():
        return
    try:
        is_something_else = companies().exists() and not is_filled()
    except DatabaseError:  # no such table: a first start that was interrupted in its migrations
        is_something_else = False
    if is_something_else:
        raise click.ClickException(f"{path} does not hold the demo; it is left as it is.")
    connection.close()
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
    # The heads of the old journal, which the new one cannot contain.
    anchors_file().unlink(missing_ok=True)


def _say(doing: str, began: float) -> None:
    click.echo(f"  {perf_counter() - began:5.1f} s  {doing}")
    sys.stdout.flush()
