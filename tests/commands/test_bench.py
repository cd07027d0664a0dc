"""The benchmark: who is measured beside the desk does the same work, and the chart tells every figure."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import baselines, chart, data, engines, record_loop
from benchmarks.measuring import Figure
from creditdesk.followup.models import ExceptionRow, WorklistRow
from creditdesk.receivables import history

RUN = {"run": "2026-06-15T08:00:00+00:00", "machine": "a <small> machine", "database": "sqlite", "items": 1000}
OURS = {"job": "J1", "what": "aging & more", "seconds": 0.131, "is_ours": True, "goal": "≤ 1.5 ×"}
LOOP = {"job": "J2", "what": "record by record", "seconds": 12.0, "is_ours": False, "goal": ""}
MISSING = {"job": "J1", "what": "aging by an engine: not installed", "seconds": None, "is_ours": False, "goal": ""}
ROWS: list[chart.Row] = [
    RUN | OURS | {"baseline": "SQL over the open index", "baseline_seconds": 0.262, "ratio": 0.5},
    RUN | LOOP | {"baseline": "the desk's", "baseline_seconds": 2.0, "ratio": 6.0},
    RUN | MISSING | {"baseline": "", "baseline_seconds": None, "ratio": None},
]


def parts(kind: str) -> list[ElementTree.Element]:
    """The texts or rectangles of the chart of the rows, in order."""
    svg = ElementTree.fromstring(chart.drawn(ROWS))  # noqa: S314  (written by ourselves)
    return list(svg.iter(f"{{http://www.w3.org/2000/svg}}{kind}"))


def test_the_chart_of_a_run_names_each_job_with_its_seconds_and_its_ratio() -> None:
    words = ["".join(text.itertext()) for text in parts("text")]
    assert "1,000 open items on SQLite; a <small> machine" in words
    told = ["J1 aging & more", "131.0 ms = 0.50 × SQL over the open index"]
    told += ["J2 record by record", "12.00 s = 6.00 × the desk's"]
    told += ["J1 aging by an engine: not installed", "not measured"]
    assert [word for word in words if word in told] == told


def test_the_longer_a_job_took_the_longer_is_its_bar() -> None:
    # The ground and the two samples of the legend come first.
    short, long = parts("rect")[3:]
    assert (short.get("class"), long.get("class")) == ("desk", "other")
    assert 0 < float(short.get("width", "")) < float(long.get("width", ""))


def test_the_chart_of_a_file_is_that_of_its_last_run() -> None:
    earlier = {**ROWS[0], "run": "2026-06-14T08:00:00+00:00"}
    assert chart.last_run("\n".join(json.dumps(row) for row in [earlier, *ROWS])) == ROWS


@pytest.fixture
def company(db: None) -> None:
    data.make_people()
    data.load(data.new_items(data.make_customers(20), count=400))
    data.make_positions()


@pytest.mark.usefixtures("company")
def test_the_loop_over_records_does_what_the_desk_and_plain_sql_do() -> None:
    aging = record_loop.aging(as_of=data.TODAY, edges=data.EDGES)
    assert aging == by_the_desk() == by_account(baselines.aging())
    record_loop.rank_and_write(as_of=data.TODAY)
    by_the_loop = written()
    WorklistRow.objects.all().delete()
    ExceptionRow.objects.all().delete()
    baselines.rank_and_write()
    assert written() == by_the_loop
    assert all(by_the_loop)


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("engine", [engines.duckdb, engines.polars])
def test_an_engine_in_memory_ages_as_the_desk_does(engine: Callable[..., Any], tmp_path: Path) -> None:
    module = pytest.importorskip(engine.__name__, reason="an engine that only the benchmark uses")
    engines.write_columns(tmp_path / "columns.csv")
    assert by_account(engine(module, tmp_path / "columns.csv")()) == by_the_desk()


def written() -> tuple[list[Any], list[Any]]:
    worked = WorklistRow.objects.order_by("customer_id").values_list("customer_id", "score_minor", "at_stake_minor")
    forgotten = ExceptionRow.objects.order_by("customer_id", "currency")
    return list(worked), list(forgotten.values_list("customer_id", "amount_minor", "items", "oldest_due_date"))


def by_the_desk() -> record_loop.Aging:
    rows = history.aged(as_of=data.TODAY, edges=data.EDGES, scope=history.Scope())
    return {(row.customer_id, row.currency): row.buckets_minor for row in rows}


def by_account(rows: Iterable[tuple[Any, ...]]) -> record_loop.Aging:
    return {(row[0], row[1]): tuple(int(value) for value in row[2:]) for row in rows}


def test_what_is_not_measured_has_a_row_that_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("duckdb", "polars"):
        monkeypatch.setitem(sys.modules, name, None)
    ours = Figure("J1", "aging of all items today", 0.1, 0.1)
    told = [*engines.measure(ours), record_loop.aging_figure(ours, items=record_loop.ITEMS_MAX + 1)]
    assert [(figure.seconds, figure.what.split(": ")[-1]) for figure in told] == [
        (None, "not installed (pip install duckdb)"),
        (None, "not installed (pip install polars)"),
        (None, "left out above 200,000 items"),
    ]
