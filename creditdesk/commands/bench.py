"""`creditdesk bench`: the figures that the documentation claims."""

from __future__ import annotations

import click


@click.command(help="Measure what docs/benchmarks.md claims, beside plain SQL doing the same work.")
@click.option("--items", default=100_000, type=click.IntRange(1_000, 100_000_000), help="Open items to make.")
@click.option(
    "--customers", default=None, type=click.IntRange(10, 10_000_000), help="Customers; one for 33 items if not said."
)
@click.option("--output", type=click.Path(), default=None, help="Append the figures to this file as JSON lines.")
@click.option("--chart", type=click.Path(), default=None, help="Draw the figures into this SVG file.")
@click.option("--files/--no-files", "with_files", default=True, help="Bring in a list of all open items as well.")
@click.option(
    "--crowd", default=0, type=click.IntRange(0, 1_000_000), help="Take in a file of so many rows while somebody works."
)
@click.option(
    "--letters", "to_write", default=0, type=click.IntRange(0, 1_000_000), help="Draft and typeset so many letters."
)
@click.option(
    "--payments", default=0, type=click.IntRange(0, 1_000_000), help="Match so many payments against all open items."
)
@click.option("--orders", default=0, type=click.IntRange(0, 1_000_000), help="Take in and look at so many orders.")
@click.option("--cash-alone", is_flag=True, help="Only match payments; no other job.")
@click.option("--orders-alone", is_flag=True, help="Only take in and look at orders; no other job.")
def command(
    items: int,
    customers: int | None,
    output: str | None,
    chart: str | None,
    *,
    with_files: bool,
    crowd: int,
    to_write: int,
    payments: int,
    orders: int,
    cash_alone: bool,
    orders_alone: bool,
) -> None:
    """Make the data in the configured database, which must be empty, and measure."""
    try:
        from benchmarks.run import main
    except ImportError as error:
        raise click.ClickException("The benchmarks come with the source: run this in a clone.") from error
    main(
        items=items,
        customers=customers,
        output=output,
        chart_path=chart,
        with_files=with_files,
        crowd=crowd,
        to_write=to_write,
        payments=payments,
        orders=orders,
        cash_alone=cash_alone,
        orders_alone=orders_alone,
    )
