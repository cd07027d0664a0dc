"""J1 by engines that hold columns in memory: how far the desk, which reads its rows, is from a program made for it.

The engines are no part of the desk; the benchmark takes those that are installed beside it. What they take to bring
the columns out of the database, which a desk would have to do again after each posting, is told apart from the aging.
"""

from __future__ import annotations

import csv
import importlib
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import data
from benchmarks.baselines import bucket_sums
from benchmarks.measuring import Figure, median_time
from creditdesk.receivables.models import OpenItem

RUNS = 3
COLUMNS = ("customer_id", "currency", "original_minor", "open_minor", "due_date")

Rows = list[tuple[Any, ...]]
# Reads the file of columns into memory, and returns the aging over what was read.
Engine = Callable[[Any, Path], Callable[[], Rows]]


def measure(ours: Figure) -> Iterator[Figure]:
    """Loading and aging by each engine, beside the desk's own aging; an engine that is missing says so."""
    for name, module_name, engine in (("DuckDB", "duckdb", duckdb), ("Polars", "polars", polars)):
        try:
            module = importlib.import_module(module_name)
        except ImportError:
            what = f"aging by {name}: not installed (pip install {module_name})"
            yield Figure(ours.job, what, None, None, is_ours=False)
        else:
            yield from _by(engine, module, name=f"{name} {module.__version__}", ours=ours)


def _by(engine: Engine, module: Any, *, name: str, ours: Figure) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "columns.csv"
        loading = median_time(lambda: _load(engine, module, path), runs=RUNS)
        aging = engine(module, path)
    works = ((f"open items read into {name}", loading), (f"aging by {name}, once read", median_time(aging, runs=RUNS)))
    for what, (wall, cpu) in works:
        yield Figure(ours.job, what, wall, cpu, "the desk's aging, above", ours.seconds, is_ours=False)


def _load(engine: Engine, module: Any, path: Path) -> None:
    write_columns(path)
    engine(module, path)


def write_columns(path: Path) -> None:
    """What is open, as a file of columns that both engines read."""
    items = OpenItem.objects.filter(closed_date__isnull=True).values_list(*COLUMNS)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(items.iterator(chunk_size=10_000))


def duckdb(module: Any, path: Path) -> Callable[[], Rows]:
    """DuckDB, asked with the SQL of the plain baseline."""
    database = module.connect()
    types = dict(zip(COLUMNS, ("BIGINT", "VARCHAR", "BIGINT", "BIGINT", "DATE"), strict=True))
    database.execute(f"CREATE TABLE items AS SELECT * FROM read_csv('{path}', header = true, columns = {types})")
    sums = bucket_sums(f"(DATE '{data.TODAY}' - i.due_date)")
    sql = f"SELECT i.customer_id, i.currency, {sums} FROM items i GROUP BY i.customer_id, i.currency"
    return lambda: list(database.execute(sql).fetchall())


def polars(module: Any, path: Path) -> Callable[[], Rows]:
    """Polars, with the days late as a column made once for all buckets."""
    types = (module.Int64, module.String, module.Int64, module.Int64, module.Date)
    frame = module.read_csv(path, schema=dict(zip(COLUMNS, types, strict=True)))
    days, is_claim = module.col("days"), module.col("original_minor") > 0
    late = (module.lit(data.TODAY) - module.col("due_date")).dt.total_days().alias("days")
    edges = data.EDGES
    spans = [days <= edges[0]]
    spans += [(days > low) & (days <= high) for low, high in pairwise(edges)]
    spans.append(days > edges[-1])
    sums = [module.col("open_minor").filter(is_claim & span).sum().alias(f"b{n}") for n, span in enumerate(spans)]
    query = frame.lazy().with_columns(late).group_by("customer_id", "currency").agg(sums)
    return lambda: list(query.collect().rows())
