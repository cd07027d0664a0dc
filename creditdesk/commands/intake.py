"""`creditdesk intake FILE`: load open items or records from the console, with the preview and refusals of the browser.

Exit codes: 0 posted (or nothing new), 1 refused as a whole, 2 wrong use, 3 previewed and not posted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    import datetime as dt

    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import Company, User

REFUSED_SHOWN = CHANGES_SHOWN = 20
EXIT_REFUSED, EXIT_NOT_POSTED = 1, 3


@click.command(help="Load a file of open items, customers, contacts, rates, prices or portfolios: preview, then post.")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--company", "code", required=True, help="Company for rows that name none.")
@click.option("--currency", default="", help="Currency for rows that name none. Default: the company's.")
@click.option("--content", default="", metavar="NAME", help="What the file holds. Default: as its headings tell.")
@click.option("--as-of", default=None, type=click.DateTime(["%Y-%m-%d"]), help="Day of the file. Default: today.")
@click.option("--user", "username", default="", help="Who loads it. Default: the only user who may.")
@click.option("--accept-last-line", "whole_end", is_flag=True, help="Take a last line that has no line end.")
@click.option("--layout", default="", metavar="NAME", help="Layout of the file, or none. Default: as recognised.")
@click.option("--account", default="", metavar="'NUMBER CUR'", help="Our account, of a statement that names none.")
@click.option("--save-profile", "profile", default="", metavar="NAME", help="Keep how the file was read under a name.")
@click.option("--list", "is_list", is_flag=True, help="It is the complete list of all open items of the day.")
@click.option("--every-line", is_flag=True, help="Read every line of a list, also those of the list before.")
@click.option("--confirm", "confirmed", multiple=True, metavar="CODE", help="A doubt that was looked into.")
@click.option(
    "--customer",
    "who",
    multiple=True,
    metavar="NUMBER=KNOWN",
    help="A customer in question is the known one with that number, or, with nothing behind the sign, a new one.",
)
@click.option(
    "--refused",
    "book",
    default=None,
    metavar="XLSX",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the refused rows into a workbook: correct them there and load it.",
)
@click.option("--yes", is_flag=True, help="Post without asking.")
@click.option("--preview", "only_preview", is_flag=True, help="Preview only, and discard.")
def command(  # noqa: PLR0913  (one for each option)
    path: Path,
    *,
    code: str,
    currency: str,
    content: str,
    as_of: dt.datetime | None,
    username: str,
    whole_end: bool,
    layout: str,
    account: str,
    profile: str,
    is_list: bool,
    every_line: bool,
    confirmed: tuple[str, ...],
    who: tuple[str, ...],
    book: Path | None,
    yes: bool,
    only_preview: bool,
) -> None:
    """Load, preview, post; every refusal is one line: file:line:column: value: reason."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.access import NotVisible, company_for

    require_ready()
    if unclear := [one for one in who if "=" not in one]:
        raise click.UsageError(f"--customer {unclear[0]}: write NUMBER=KNOWN, or NUMBER= for a new customer")
    by = _user(username)
    day = as_of.date() if as_of else clock.today()
    try:
        company = company_for(by, code)
    except NotVisible as error:
        there_are = ", ".join(company.code for company in by.companies.all()) or "none"
        raise click.UsageError(f"{by.username} works for no company {code}; there are: {there_are}") from error
    try:
        said = {"content": content, "is_list": is_list}
        file = _read(path, company=company, currency=currency, said=said, by=by, day=day)
        file = _read_again(file, layout=layout, account=account, whole_end=whole_end, every_line=every_line, by=by)
        file = _decide_customers(file, who, company=company, by=by)
        _show(file, path)
        if profile:
            _save_profile(file, profile, by=by)
        if book and file.rows_refused:
            _write_book(file, book, by=by)
        _decide(file, by=by, yes=yes, only_preview=only_preview, confirmed=confirmed)
    except Refusal as refusal:
        for reason in refusal.reasons:
            click.echo(f"{path}: {reason}", err=True)
        sys.exit(EXIT_REFUSED)


def _user(username: str) -> User:
    from creditdesk.domain.visibility import Permission, has_permission
    from creditdesk.parties.models import User

    may = [
        user for user in User.objects.filter(is_active=True) if has_permission(user.desk_role, Permission.IMPORT_FILES)
    ]
    chosen = [user for user in may if user.username == username] if username else may
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(sorted(user.username for user in may)) or "nobody"
    if username:
        raise click.UsageError(f"{username} may not import files; these may: {names}")
    raise click.UsageError(f"say who loads the file: --user NAME ({names})")


def _read(path: Path, *, company: Company, currency: str, said: dict[str, Any], by: User, day: dt.date) -> ImportFile:
    """Bring the file in and have it read."""
    from creditdesk.config import clock
    from creditdesk.intake import actions
    from creditdesk.intake.staging import stage

    with path.open("rb") as stream:
        file = actions.receive(
            iter(lambda: stream.read(1_000_000), b""),
            name=path.name,
            company=company,
            currency=currency,
            **said,
            by=by,
            at=clock.now(),
            as_of=day,
        )
    stage(file.id, now=clock.now)
    file.refresh_from_db()
    return file


def _read_again(
    file: ImportFile, *, layout: str, account: str, whole_end: bool, every_line: bool, by: User
) -> ImportFile:
    """The file read anew by what was said of it, where something was."""
    from creditdesk.config import clock
    from creditdesk.intake import actions
    from creditdesk.intake.queries import cut_off_line
    from creditdesk.intake.staging import stage

    said = {"content": file.choices["content"]} if "content" in file.choices else {}
    choices = {"layout": layout} if layout else {}
    if account:
        choices["account"] = account
    of_table = any(one["setting"] == "last_line" for one in file.understood.get("questions", ())) or account
    if whole_end and (layout or cut_off_line(file) or of_table):
        choices["last_line"] = "whole"
    if every_line and "before" in file.totals:
        choices["compared"] = "whole"
    if not choices:
        return file
    file = actions.read_again(file, choices={**said, **choices}, revision=file.revision, by=by, at=clock.now())
    stage(file.id, now=clock.now)
    file.refresh_from_db()
    return file


def _decide_customers(file: ImportFile, who: tuple[str, ...], *, company: Company, by: User) -> ImportFile:
    """The file read anew with what was said of its customers, where something was; put aside where that is wrong."""
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.intake import actions
    from creditdesk.intake.customers_in_question import Decision
    from creditdesk.intake.staging import stage

    if not who or file.state != file.State.PREVIEWED:
        return file
    decisions = [Decision(company.code, number, known) for number, _, known in (said.partition("=") for said in who)]
    try:
        file = actions.decide_customers(file, decisions=decisions, revision=file.revision, by=by, at=clock.now())
    except Refusal:
        actions.discard(file, revision=file.revision, by=by, at=clock.now())
        raise
    stage(file.id, now=clock.now)
    file.refresh_from_db()
    return file


def _save_profile(file: ImportFile, name: str, *, by: User) -> None:
    from creditdesk.config import clock
    from creditdesk.intake import actions

    kept = actions.save_profile(file, name=name, by=by, at=clock.now())
    click.echo(f"Saved as the profile {kept.name}: files with this header are read so from now on.")


def _write_book(file: ImportFile, path: Path, *, by: User) -> None:
    from creditdesk.config import clock
    from creditdesk.intake.refusals_book import take_refusals_book

    path.write_bytes(take_refusals_book(file, by=by, at=clock.now()))
    click.echo(f"The refused rows stand in {path}: correct them there and load it like any file.")


def _decide(file: ImportFile, *, by: User, yes: bool, only_preview: bool, confirmed: tuple[str, ...]) -> None:
    """Ask, and post or discard."""
    from creditdesk.config import clock
    from creditdesk.intake import actions

    if only_preview or not file.rows_accepted:
        actions.discard(file, revision=file.revision, by=by, at=clock.now())
        click.echo("Nothing was posted." if file.rows_accepted else "Nothing is new: nothing was posted.")
        return
    if not yes and not click.confirm("Post it?"):
        actions.discard(file, revision=file.revision, by=by, at=clock.now())
        click.echo("Nothing was posted.")
        sys.exit(EXIT_NOT_POSTED)
    actions.post(file, revision=file.revision, confirmed=confirmed, by=by, at=clock.now())
    _post(file)


def _show(file: ImportFile, path: Path) -> None:
    """The preview: what was understood, control totals, assumptions, refused rows. Exits where the file is refused."""
    from creditdesk.domain.money import Money
    from creditdesk.domain.reasons import Reason
    from creditdesk.intake.queries import questions

    if file.state == file.State.REFUSED:
        click.echo(f"{path}: {file.refusal}", err=True)
        sys.exit(EXIT_REFUSED)
    if asked := questions(file):
        for reason in asked:
            click.echo(f"{path}: {reason}", err=True)
        if len(possible := file.understood["possible"]) > 1 and not file.understood["content"]:
            names = ", ".join(possible)
            click.echo(f"Say what the file holds with --content, one of: {names}.", err=True)
        click.echo("Answer in the browser: the file waits under Imports.", err=True)
        sys.exit(EXIT_NOT_POSTED)
    if file.corrects:
        click.echo(f"Corrected rows of import {file.corrects_id}, read as {file.corrects.name} was.")
    _show_layout(file)
    click.echo(f"The file holds {file.get_content_display()}.")
    columns = file.understood["mapping"]["columns"]
    click.echo("Columns: " + ", ".join(f"{field} = {heading!r}" for field, heading in columns.items()))
    for line in file.totals["staged"]:
        original, left = (Money(line[name], line["currency"]) for name in ("original_minor", "open_minor"))
        kind = line["kind"].replace("_", " ")
        click.echo(
            f"{line['company']:<8} {kind:<12} {line['verdict']:<10} {line['count']:>8,}  {original!s:>22}  open {left}"
        )
    for company in file.totals["new_companies"]:
        click.echo(f"Makes the company {company['code']} ({company['currency']}).")
    if file.totals["new_customers"]:
        click.echo(f"Makes {file.totals['new_customers']:,} customers.")
    for warning in file.totals["warnings"]:
        click.echo(f"Note: {Reason.from_dict(warning)}")
    _show_changes(file)
    _show_refused(file, path)
    _show_listed(file)
    gone = f"{file.rows_missing:,} no longer open, " if file.is_list else ""
    changed = f"{file.rows_changed:,} changed, " if file.rows_changed or file.is_list else ""
    click.echo(
        f"{file.rows_read:,} rows read: {file.new_rows:,} new, {changed}{gone}{file.rows_unchanged:,} unchanged, "
        f"{file.rows_refused:,} refused."
    )


def _show_listed(file: ImportFile) -> None:
    """How a list ties to the ledger, and what a person must look into before it is posted."""
    from creditdesk.domain.money import Money
    from creditdesk.domain.reasons import Reason

    for line in file.totals.get("listed", {}).get("lines", []):
        figures = ("ledger", "after", "awaiting", "refused", "list", "rest")
        shown = ", ".join(f"{name} {Money(line[name], line['currency'])}" for name in figures)
        click.echo(f"{line['company']:<8} {shown}")
    for doubt in file.totals.get("doubts", []):
        how = "" if doubt["final"] else f" If you have looked and it is right: --confirm {doubt['code']}"
        click.echo(f"Doubt: {Reason.from_dict(doubt)}{how}", err=True)


def _show_changes(file: ImportFile) -> None:
    """Of records: what stood in each field, and what the row says."""
    from creditdesk.intake.queries import rows

    for row in rows(file, verdict="changed")[:CHANGES_SHOWN]:
        told = ", ".join(f"{name} {old!r} -> {new!r}" for name, (old, new) in (row.changes or {}).items())
        click.echo(f"line {row.line}: {told}")
    if file.rows_changed > CHANGES_SHOWN:
        click.echo(f"… and more; {file.rows_changed:,} records change in all.")


def _show_layout(file: ImportFile) -> None:
    """What the file was recognised as, why, and how many of its rows are no documents."""
    from creditdesk.domain.reasons import Reason

    if profile := file.understood["profile"]:
        click.echo(f"Read by the saved profile {profile}.")
    if layout := file.understood["layout"]:
        click.echo(f"Layout: {layout['title']} ({layout['confidence']} % sure); if it is not that: --layout none.")
        for reason in layout["reasons"]:
            click.echo(f"  {Reason.from_dict(reason)}")
    if passed := file.understood["rows_passed"]:
        click.echo(f"{passed:,} rows are headings or totals of the report.")


def _show_refused(file: ImportFile, path: Path) -> None:
    from creditdesk.intake.queries import cut_off_line, refused_rows

    for number, (_, line_number, column, value, reason_text) in enumerate(refused_rows(file)):
        if number == REFUSED_SHOWN:
            click.echo(f"… and more; {file.rows_refused:,} rows are refused in all.", err=True)
            break
        click.echo(f"{path}:{line_number}:{column}: {value}: {reason_text}", err=True)
    if line := cut_off_line(file):
        click.echo(f"Line {line} has no line end: if it is whole, load the file with --accept-last-line.", err=True)


def _post(file: ImportFile) -> None:
    from creditdesk import dispatch
    from creditdesk.config import clock
    from creditdesk.intake.worker import advance

    with click.progressbar(length=file.rows_accepted, label="Posting", file=sys.stderr) as bar:
        more = True
        while more:
            more = advance(file.id, now=clock.now, as_of=clock.today())
            done = file.rows_done
            file.refresh_from_db()
            bar.update(file.rows_done - done)
    # A server that runs beside may have posted the last rows.
    if file.state == file.State.POSTED:
        dispatch.imports_finished([file.id], as_of=clock.today(), at=clock.now())
        click.echo(f"Posted as import {file.id}.")
        return
    click.echo(
        f"Import {file.id} is {file.get_state_display()}: {file.problem or 'the server goes on with it.'}", err=True
    )
    sys.exit(EXIT_REFUSED if file.problem else 0)
