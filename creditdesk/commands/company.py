"""`creditdesk company`: make a selling company from the console; the first one has no other way to come."""

from __future__ import annotations

import click


@click.command(help="Make a selling company: its receivables are kept apart from those of all others.")
@click.argument("code")
@click.option("--name", required=True, help="Its legal name.")
@click.option("--currency", required=True, help="The currency of its books, such as USD.")
@click.option("--country", required=True, help="Two letters, such as US.")
@click.option("--time-zone", default="America/New_York", show_default=True, help="Where its business day begins.")
@click.option("--books-here", is_flag=True, help="Its ledger is kept here. Default: in an ERP, whose lists come in.")
def command(code: str, *, name: str, currency: str, country: str, time_zone: str, books_here: bool) -> None:
    """Make the company, or say in words why not."""
    from creditdesk.config import clock
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.companies import make_company

    try:
        made = make_company(
            code,
            name=name,
            currency=currency,
            country=country,
            time_zone=time_zone,
            keeps_books=books_here,
            at=clock.now(),
        )
    except Refusal as refusal:
        raise click.ClickException("; ".join(str(reason) for reason in refusal.reasons)) from refusal
    click.echo(f"Made {made}. The administrators work for it; they assign it to others under Users.")
