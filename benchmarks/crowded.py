"""F11: a large file is taken in while somebody works: how much memory it takes, and how long the other one waits.

The file is of new documents of the customers that are there, about a hundred bytes a row, and ten times as long the
second time: what grows with a file shows. Beside it a person applies a payment of one of these customers, takes that
back, and opens Today, again and again. What is told is the longest that he waited for either.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import data
from benchmarks.measuring import Figure, percentiles, time_in_words
from creditdesk.commands.serve import settle
from creditdesk.domain.visibility import Role
from creditdesk.parties.models import Company, User
from creditdesk.receivables.actions import ApplyTo, apply_credit, reverse_posting
from creditdesk.receivables.models import OpenItem

ROOT = Path(__file__).resolve().parents[1]
HEADER = "Customer,Customer name,Invoice,Date,Due,Currency,Amount,Open amount,PO number,Reference\n"


def measure(numbers: Sequence[str], *, rows: int) -> Iterator[Figure]:
    """Take in a tenth of the rows, then all of them, for customers of these numbers."""
    by, _ = User.objects.get_or_create(username="cash", defaults={"role": Role.CASH_APPLICATOR.value})
    by.companies.add(Company.objects.get(code="BM"))
    for part, count in enumerate((max(1, rows // 10), rows)):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"documents-{part}.csv"
            total = write_documents(path, numbers, count=count, series=part, until=data.TODAY)
            megabytes = path.stat().st_size // 1_000_000
            taken, acts, pages = _while_taking_in(path, by=by)
        assert (taken["rows"], taken["original_minor"]) == (count, total), taken
        memory = f"peak memory of the reader {taken['reader_mb']} MB, of the poster {taken['desk_mb']} MB"
        what = f"a file of {count:,} documents, {megabytes} MB, taken in: {memory}"
        yield Figure("F11", what, taken["wall"], taken["cpu"], goal="reader < 300 MB, both independent of size")
        yield _wait("apply a payment or take it back", acts, count)
        yield _wait("open Today", pages, count)


def write_documents(path: Path, numbers: Sequence[str], *, count: int, series: int, until: dt.date) -> int:
    """Write so many invoices, all open, none older than a year; returns their sum in minor units."""
    total = 0
    days = [(until - dt.timedelta(days=age), until - dt.timedelta(days=age - 30)) for age in range(365)]
    written = [f"{day.isoformat()},{due.isoformat()}" for day, due in days]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for row in range(count):
            minor = 1_000 + row * 7_919 % 1_999_000
            total += minor
            amount = f"{minor // 100}.{minor % 100:02d}"
            number = numbers[row * 31 % len(numbers)]
            file.write(
                f"{number},S{number},LF{series}-{row:08d},{written[row % 365]},USD,{amount},{amount},"
                f"PO{row:08d},REF{row:08d}\n"
            )
    return total


def _while_taking_in(path: Path, *, by: User) -> tuple[dict[str, Any], list[float], list[float]]:
    """Take the file in by another process and work beside it; what that one told, and the waits in seconds."""
    client, credit, invoice = _at_a_desk()
    connection.close()
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.taking_in", str(path), "BM", by.username],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as taking:
        acts: list[float] = []
        pages: list[float] = []
        while taking.poll() is None:
            key = f"crowded/{path.name}/{len(acts)}"
            common: dict[str, Any] = {"posting_date": data.TODAY, "as_of": data.TODAY, "by": by, "at": data.NOW}
            began = perf_counter()
            posting = apply_credit(credit, to=[ApplyTo(invoice.id, 1)], key=key, **common)
            between = perf_counter()
            reverse_posting(posting, key=f"{key}/back", reason="benchmark", **common)
            acts += [between - began, perf_counter() - between]
            began = perf_counter()
            answer = client.get(reverse("today"))
            pages.append(perf_counter() - began)
            assert answer.status_code == 200, answer.status_code
        assert taking.stdout is not None
        said = taking.stdout.read()
    assert taking.returncode == 0, said
    return json.loads(said.splitlines()[-1]), acts, pages


def _at_a_desk() -> tuple[Client, OpenItem, OpenItem]:
    """A rep's browser, and a payment with an invoice of the same customer, in the same currency."""
    settle()
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="rep0"))
    client.get(reverse("today"))  # templates are compiled once in the life of a server
    for credit in OpenItem.objects.filter(kind="payment", currency="USD", closed_date=None).order_by("id")[:1000]:
        alike = OpenItem.objects.filter(customer_id=credit.customer_id, kind="invoice", currency="USD")
        if (invoice := alike.filter(closed_date=None, disputed_minor=0).order_by("id").first()) is not None:
            return client, credit, invoice
    raise AssertionError("no payment can be applied: make more items")


def _wait(what: str, waits: list[float], rows: int) -> Figure:
    median, late = percentiles(waits)
    told = f"{len(waits)} times, p50 {time_in_words(median)}, p95 {time_in_words(late)}"
    return Figure(
        "F11", f"{what} meanwhile ({rows:,} rows), the longest wait of {told}", max(waits), None, goal="< 1 s"
    )
