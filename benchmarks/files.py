"""J4: files. A list of all open items with one in twenty changed is read, compared and posted as people do it.

The whole way counts: the bytes into the database, the reading in a process of its own, every row judged, the
differences posted with positions and journal. Beside it stands the least that any program does with such a file: read
its lines, and write those that changed with one prepared statement.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

from django.db import connection, transaction

from benchmarks import data
from benchmarks.measuring import Figure
from creditdesk.domain.visibility import Role
from creditdesk.intake import actions
from creditdesk.intake.models import ImportFile
from creditdesk.intake.worker import advance
from creditdesk.parties.models import Company, User
from creditdesk.receivables.models import OpenItem

HEADINGS = ("Customer", "Name", "Document", "Type", "Date", "Due", "Currency", "Amount", "Open amount")
CHANGED_EVERY = 20
_CHUNK = 1_000_000


def measure() -> Iterator[Figure]:
    """J4d: the list with one document in twenty settled in half."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        rows = write_list(path)
        baseline = bare(path)
        wall, cpu = perf_counter(), process_time()
        file = bring_in(path)
        wall, cpu = perf_counter() - wall, process_time() - cpu
    what = f"a list of {rows:,} open items, {file.rows_changed:,} of them changed, compared and posted"
    yield Figure("J4d", what, wall, cpu, "read and kept without a desk", baseline, "≤ 30 s at 1 M")


def write_list(path: Path) -> int:
    """What is open of the company with the most documents, one in twenty settled in half; returns the rows."""
    items = OpenItem.objects.filter(company=_company(), closed_date__isnull=True).select_related("customer")
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for count, item in enumerate(items.order_by("id").iterator(chunk_size=5000), start=1):
            left = item.open_minor // 2 if count % CHANGED_EVERY == 0 else item.open_minor
            customer = item.customer
            named = (customer.number, customer.name, item.number, item.kind)
            days = (item.document_date.isoformat(), item.due_date.isoformat())
            writer.writerow([*named, *days, item.currency, _major(item.original_minor), _major(left)])
    return count


def bring_in(path: Path) -> ImportFile:
    """Load, compare and post the list; returns it as it was posted."""
    by, _ = User.objects.get_or_create(username="cash", defaults={"role": Role.CASH_APPLICATOR.value})
    by.companies.add(_company())
    with path.open("rb") as stream:
        file = actions.receive(
            iter(lambda: stream.read(_CHUNK), b""),
            name=path.name,
            company=_company(),
            is_list=True,
            by=by,
            at=data.NOW,
            as_of=data.TODAY,
        )
    _work(file)
    actions.post(file, revision=file.revision, by=by, at=data.NOW)
    _work(file)
    assert file.state == ImportFile.State.POSTED, (file.state, file.problem)
    return file


def bare(path: Path) -> float:
    """Seconds to read the lines and to write what changed, undone again, with no desk around it."""
    began = perf_counter()
    with path.open(encoding="utf-8", newline="") as file, transaction.atomic(), connection.cursor() as cursor:
        lines = enumerate(csv.reader(file))
        changed = [(row[8].replace(".", ""), row[2]) for number, row in lines if number and number % CHANGED_EVERY == 0]
        cursor.execute("CREATE TEMPORARY TABLE bench_delta (number VARCHAR(60), open_minor BIGINT)")
        cursor.executemany("INSERT INTO bench_delta (open_minor, number) VALUES (%s, %s)", changed)
        cursor.execute("DROP TABLE bench_delta")
    return perf_counter() - began


def _work(file: ImportFile) -> None:
    at: dt.datetime = data.NOW
    while advance(file.id, now=lambda: at, as_of=data.TODAY):
        pass
    file.refresh_from_db()


def _company() -> Company:
    return Company.objects.get(code="BM")


def _major(minor: int) -> str:
    sign, whole = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
