"""`creditdesk erp-postings`: what was done here, as a file for the ERP that keeps the books; and what it answered."""

from __future__ import annotations

from pathlib import Path

import click

from creditdesk.commands.acting import acting

_OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)
_CHUNK = 500
_STATES = click.Choice(["awaiting", "refused", "accepted"])


@click.command(help="Write what awaits the ERP of a company to a file, or record with --answer what the ERP answered.")
@click.option("--company", "code", default="", help="Code of the company.")
@click.option("--output", type=_OUTPUT, help="The file; its name ends with .csv or .xlsx.")
@click.option("--state", type=_STATES, default="awaiting", show_default=True, help="Which postings are written.")
@click.option("--answer", "posting_id", type=click.IntRange(1, 2**63 - 1), help="The posting that the ERP answered to.")
@click.option("--document", default="", help="The number under which the ERP took it over.")
@click.option("--refused", "reason", default="", help="Why the ERP refused it; without this it accepted.")
@click.option("--user", "username", default="", help="Whose act the answer is; needs the right to post.")
def command(
    *, code: str, output: Path | None, state: str, posting_id: int | None, document: str, reason: str, username: str
) -> None:
    """A row for each line; the same postings come again until the ERP has answered."""
    if posting_id is not None:
        _answer(posting_id, document=document, reason=reason, username=username)
    elif code and output is not None:
        _write(code, output=output, state=state)
    else:
        raise click.UsageError("Say --company and --output for a file, or --answer for what the ERP answered.")


def _write(code: str, *, output: Path, state: str) -> None:
    from creditdesk.commands.ready import require_ready
    from creditdesk.config import clock
    from creditdesk.domain.tables import Table
    from creditdesk.exports.lists.erp import POSTING_COLUMNS, posting_rows
    from creditdesk.exports.writers import csv_pieces, write_workbook
    from creditdesk.parties.exports import record_console_export
    from creditdesk.parties.models import Company
    from creditdesk.receivables.erp_postings import ErpState, erp_postings

    if output.suffix not in {".csv", ".xlsx"}:
        raise click.ClickException(f"{output}: the name must end with .csv or .xlsx")
    require_ready()
    company = Company.objects.filter(code=code).first()
    if company is None:
        raise click.ClickException(f"there is no company {code}")
    if company.mode != Company.Mode.SHADOW:
        raise click.ClickException(f"{code} keeps its books here: nothing goes to an ERP")
    table, today = Table("erp_postings", "ERP postings", POSTING_COLUMNS), clock.today()
    rows = list(posting_rows(erp_postings([company.id], state=ErpState(state)).iterator(chunk_size=_CHUNK)))
    if output.suffix == ".csv":
        output.write_text("".join(csv_pieces(table, rows)), encoding="utf-8", newline="")
    else:
        with output.open("wb") as file:
            write_workbook(file, table, rows, about=[("Company", code), ("As of", today)])
    record_console_export(company, what="erp_postings", rows=len(rows), as_of=today, at=clock.now())
    click.echo(f"{len(rows)} lines in {output}")


def _answer(posting_id: int, *, document: str, reason: str, username: str) -> None:
    from creditdesk.config import clock
    from creditdesk.domain.visibility import Permission
    from creditdesk.receivables import erp
    from creditdesk.receivables.access import erp_posting_for

    with acting(username or "(say --user)", Permission.POST_LEDGER) as user:
        made = erp.answer(
            erp_posting_for(user, posting_id),
            accepted=not reason,
            erp_document=document,
            reason=reason,
            answered_on=clock.today(),
            by=user,
            at=clock.now(),
        )
    click.echo(f"The ERP has {'taken over' if made.accepted else 'refused'} posting {posting_id}.")
