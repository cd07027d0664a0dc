"""`creditdesk export LIST`: a list as a file, from the console or a scheduler.

Whoever runs it has the database in his hands, so no second factor is asked for and nothing is counted; what leaves the
desk is journaled all the same.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import datetime as dt

    from creditdesk.exports.asking import Asked
    from creditdesk.parties.models import User

NO_LIMIT = 1_000_000_000


@click.command(
    help="Take a list out as a workbook or CSV, as a user sees it. Without a name: the lists that there are."
)
@click.argument("name", metavar="LIST", default="")
@click.option("--user", "username", default="", help="As whom: the rows are those that he may see.")
@click.option("--as-of", default=None, type=click.DateTime(["%Y-%m-%d"]), help="End of which day. Default: today.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    help="The file; it ends in .xlsx or .csv.",
)
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="As on the screen: currency=USD.")
def command(
    name: str, *, username: str, as_of: dt.datetime | None, output: Path | None, filters: tuple[str, ...]
) -> None:
    """Write the file, or say in words why not."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.exports.registry import LISTINGS
    from creditdesk.parties.access import NotVisible

    if not name:
        for each in LISTINGS.values():
            narrowed = f" ({', '.join(each.filters)})" if each.filters else ""
            click.echo(f"{each.name}: {each.title}{narrowed}")
        return
    require_ready()
    if name not in LISTINGS:
        raise click.UsageError(f"there is no list {name}; there are: {', '.join(LISTINGS)}")
    if output is None or output.suffix not in (".csv", ".xlsx"):
        raise click.UsageError("say where to: --output FILE.xlsx or FILE.csv")
    user, wanted = _user(username, name), _wanted(filters)
    try:
        day = as_of.date() if as_of else clock.today()
        rows = _write(_asked(name, user, wanted, day), output)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except NotVisible as error:
        raise click.ClickException(f"{username} does not see {error}") from error
    click.echo(f"{output}: {rows} rows.")


def _user(username: str, name: str) -> User:
    from creditdesk.exports.access import listing_named, may_take
    from creditdesk.parties.models import User

    if not username:
        raise click.UsageError("say as whom: --user NAME")
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(f"no user is called {username}")
    if not may_take(user, listing_named(name)):
        raise click.ClickException(f"{username} does not have the right to take {name} out")
    return user


def _wanted(filters: tuple[str, ...]) -> dict[str, str]:
    wanted = {}
    for each in filters:
        key, sign, value = each.partition("=")
        if not sign:
            raise click.UsageError(f"write a filter as NAME=VALUE, not {each}")
        wanted[key] = value
    return wanted


def _asked(name: str, user: User, wanted: dict[str, str], day: dt.date) -> Asked:
    from creditdesk.config import clock
    from creditdesk.exports.access import listing_named
    from creditdesk.exports.making import ask, company_by_code

    return ask(
        listing_named(name),
        user=user,
        wanted=company_by_code(wanted, user=user),
        as_of=day,
        today=clock.today(),
        now=clock.now(),
    )


def _write(asked: Asked, output: Path) -> int:
    """Write beside the file first: it is there whole, or not at all."""
    from creditdesk.config import clock
    from creditdesk.exports.actions import record_taken
    from creditdesk.exports.making import write

    try:
        descriptor, beside = tempfile.mkstemp(dir=output.resolve().parent, prefix=f".{output.name}.")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            rows = write(asked, file, form=output.suffix.removeprefix("."))
        record_taken(asked, rows=rows, at=clock.now(), limit=NO_LIMIT)
        Path(beside).replace(output)
    finally:
        Path(beside).unlink(missing_ok=True)
    return rows
