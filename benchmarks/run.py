"""`creditdesk bench`: make the data, measure the jobs, print the table.

J1 aging now and as of a past day, J2 the nightly run, J3 cash, J4 loading, J5 pages, J6 letters, J7 orders. Baselines
are plain SQL in the same run on the same database, so a ratio holds on any machine; seconds hold on this one. Rows of
other engines and of a loop over records have the desk's own figure as their baseline.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import perf_counter, process_time

import click
from django.db import connection

from benchmarks import baselines, cash, chart, copies, crowded, data, engines, files, letters, record_loop
from benchmarks import orders as order_jobs
from benchmarks.measuring import Figure, median_time
from creditdesk.commands.migrate import prepare_database
from creditdesk.commands.serve import collect_static, settle
from creditdesk.config import clock
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.nightly.run import run_nightly
from creditdesk.parties.models import Company
from creditdesk.receivables import history

RUNS = 3
# Beyond so many items the rest are copies.
COPIED_ABOVE = 1_000_000
PAST_DAY = data.TODAY - dt.timedelta(days=75)


def main(
    *,
    items: int,
    customers: int | None = None,
    output: str | None,
    chart_path: str | None,
    with_files: bool,
    crowd: int = 0,
    to_write: int = 0,
    payments: int = 0,
    orders: int = 0,
    cash_alone: bool = False,
    orders_alone: bool = False,
) -> None:
    """Measure every job at this size and print the table; the database must be empty. Customers not said are one for
    thirty-three items.
    """
    customers = customers or max(10, items // data.ITEMS_PER_CUSTOMER)
    prepare_database()
    collect_static()
    if Company.objects.exists():
        raise click.ClickException("The benchmark makes its own company and needs an empty database.")
    click.echo(
        f"{machine()}; {connection.vendor} {database_version()}; {items:,} open items of {customers:,} customers\n"
    )
    click.echo("| job | what | wall | processor | baseline | ratio | goal |\n|---|---|---|---|---|---|---|")
    figures = []
    jobs = (
        measure_cash(items=items, customers=customers, payments=payments)
        if cash_alone
        else measure_orders(items=items, customers=customers, orders=orders)
        if orders_alone
        else measure(
            items=items,
            customers=customers,
            with_files=with_files,
            crowd=crowd,
            to_write=to_write,
            payments=payments,
            orders=orders,
        )
    )
    for figure in jobs:
        figures.append(figure)
        click.echo(figure.line())
    rows = as_rows(figures, items=items, customers=customers)
    if output:
        keep(rows, path=Path(output))
    if chart_path:
        Path(chart_path).write_text(chart.drawn(rows), encoding="utf-8")


def measure(
    *,
    items: int,
    customers: int,
    with_files: bool,
    crowd: int = 0,
    to_write: int = 0,
    payments: int = 0,
    orders: int = 0,
) -> Iterator[Figure]:
    """The figures, one after the other, on data made for them; files last, for they change it."""
    from benchmarks import pages

    data.make_people()
    times = max(1, items // COPIED_ABOVE)
    made = data.make_customers(max(10, customers // times))
    yield loading(made, items=items // times)
    if times > 1:
        made = copies.multiply(times)
        data.make_positions()
    analyse()
    yield (aged := aging_now())
    yield from engines.measure(aged)
    yield record_loop.aging_figure(aged, items=items)
    yield aging_from_positions()
    yield aging_of_a_past_day()
    yield (ranked := nightly_rules())
    yield whole_night()
    # After the night, so that the rows it writes and takes back are in nobody's way.
    yield record_loop.ranking_figure(ranked, items=items)
    analyse()
    yield from pages.measure(made)
    if to_write:
        yield from letters.measure(made, letters=to_write)
    if payments:
        yield from cash.measure(payments=payments)
    if orders:
        yield from order_jobs.measure(orders=orders)
    if with_files:
        yield from files.measure()
    if crowd:
        yield from crowded.measure(data.numbers_of(made), rows=crowd)


def measure_orders(*, items: int, customers: int, orders: int) -> Iterator[Figure]:
    """J7 alone: the data, and nothing but orders."""
    data.make_people()
    times = max(1, items // COPIED_ABOVE)
    made = data.make_customers(max(10, customers // times))
    yield loading(made, items=items // times)
    if times > 1:
        copies.multiply(times)
        data.make_positions()
    analyse()
    yield from order_jobs.measure(orders=orders)


def measure_cash(*, items: int, customers: int, payments: int) -> Iterator[Figure]:
    """J3 and what it needs, without the other jobs."""
    data.make_people()
    made = data.make_customers(customers)
    yield loading(made, items=items)
    analyse()
    yield from cash.measure(payments=payments)


def loading(customers: list[int], *, items: int) -> Figure:
    """J4: items with postings, entries and positions, in short transactions."""
    wall, cpu = perf_counter(), process_time()
    loaded = data.load(data.new_items(customers, count=items))
    data.make_positions()
    return Figure("J4", f"take {loaded:,} items into the ledger", perf_counter() - wall, process_time() - cpu)


def aging_now() -> Figure:
    """J1: aging by customer and currency, from the items."""
    wall, cpu = median_time(lambda: history.aged(as_of=data.TODAY, edges=data.EDGES, scope=history.Scope()), runs=RUNS)
    base, _ = median_time(baselines.aging, runs=RUNS)
    return Figure("J1", "aging of all items today", wall, cpu, "SQL over the open index", base, "≤ 1.5 ×")


def aging_from_positions() -> Figure:
    """J1: the same from the kept positions."""
    columns = ", ".join(f"SUM(bucket_{index})" for index in range(6))
    sql = f"SELECT currency, {columns} FROM receivables_position GROUP BY currency"
    wall, cpu = median_time(lambda: baselines.fetch(sql), runs=RUNS)
    return Figure("J1", "aging of the company from kept positions", wall, cpu, goal="< 20 ms")


def aging_of_a_past_day() -> Figure:
    """J1h: aging as of a day 75 days ago, with items settled since."""
    wall, cpu = median_time(lambda: history.aged(as_of=PAST_DAY, edges=data.EDGES, scope=history.Scope()), runs=RUNS)
    base, _ = median_time(lambda: baselines.aging_on(PAST_DAY.isoformat()), runs=RUNS)
    return Figure("J1h", f"aging as of {PAST_DAY}", wall, cpu, "SQL over the entries", base, "≤ 2 ×")


def nightly_rules() -> Figure:
    """J2: the rule part, from nothing: worklist with reasons and next steps, and the exception list."""
    base = statistics.median(baselines.ranking_seconds() for _ in range(RUNS))
    # What the baselines wrote and took back is in nobody's way.
    analyse()
    settle()  # as a process does that works by night
    wall, cpu = median_time(lambda: refresh_worklist(as_of=data.YESTERDAY), runs=1)
    what = "worklist and exception list with reasons"
    return Figure("J2", what, wall, cpu, "set-based SQL that writes the rows with two figures each", base, "≤ 3 ×")


def whole_night() -> Figure:
    """J2: the next night in full: roll positions, rank, anchor and prove."""
    wall, cpu = median_time(lambda: run_nightly(as_of=data.TODAY, at=data.NOW, again=True), runs=1)
    return Figure("J2", "the whole nightly run, books proved", wall, cpu, goal="≤ 60 s at 1 M")


def analyse() -> None:
    """Let the database learn its statistics and tidy up, as it does by itself in a day's work."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def machine() -> str:
    """This machine in one line."""
    return f"{clock.today()}; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def database_version() -> str:
    """The database's release."""
    function = "version()" if connection.vendor == "postgresql" else "sqlite_version()"
    return str(baselines.fetch(f"SELECT {function}")[0][0]).split(" on ")[0]


def as_rows(figures: list[Figure], *, items: int, customers: int) -> list[chart.Row]:
    """The figures of a run as plain values, each with what it takes to know the run again."""
    run = {"run": clock.now().isoformat(), "machine": machine(), "database": connection.vendor, "items": items}
    run |= {"customers": customers}
    return [run | asdict(figure) | {"ratio": figure.ratio} for figure in figures]


def keep(rows: list[chart.Row], *, path: Path) -> None:
    """Append the rows to a file, one JSON line each."""
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
