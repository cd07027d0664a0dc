"""J4: files. A list of all open items fills an empty ledger, and the next night's list has one in twenty changed.

The whole way counts: the bytes into the database, the reading in a process of its own, every row judged, staged and
posted, with postings, positions and journal. Beside it stands the least that any program does with it: read its
lines, and write the documents, or what changed of them, with one prepared statement or COPY.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
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
from creditdesk.parties.models import Company, Customer, User
from creditdesk.receivables.bulk import insert_rows
from creditdesk.receivables.models import OpenItem
from creditdesk.receivables.recognition import ITEM_COLUMNS

HEADINGS = ("Customer", "Name", "Document", "Type", "Date", "Due", "Currency", "Amount", "Open amount")
CHANGED_EVERY = 20
_CHUNK = 1_000_000
# The company whose ledger is filled, and the days of its two lists.
_CODE = "BF"
_NIGHTS = (data.YESTERDAY, data.TODAY)


def measure() -> Iterator[Figure]:
    """J4: a ledger filled from a list; J4d: the next list with one document in twenty settled in half."""
    company = Company.objects.create(code=_CODE, name="Benchmark Files", currency="USD", country="US")
    with tempfile.TemporaryDirectory() as folder:
        path, changed = Path(folder) / "list.csv", Path(folder) / "next.csv"
        rows = write_list(path, settled_every=0)
        write_list(changed, settled_every=CHANGED_EVERY)
        bare = bare_load(path, company=company)
        file, seconds, cpu = timed(path, company=company, night=0)
        what = (
            f"{rows:,} open items from a CSV of {path.stat().st_size // 1_000_000} MB, read, judged, staged and posted"
        )
        yield Figure("J4", what, seconds, cpu, "its lines written into the table of items", bare, "≤ 4 ×")
        bare = bare_change(changed)
        file, seconds, cpu = timed(changed, company=company, night=1)
    lines = file.totals["before"]["lines"]
    what = f"the next list of {rows:,}, {file.rows_changed:,} of them changed, {lines:,} lines as before"
    yield Figure("J4d", what, seconds, cpu, "read and kept without a desk", bare, "≤ 30 s at 1 M")


def timed(path: Path, *, company: Company, night: int) -> tuple[ImportFile, float, float]:
    """Bring the list in; the file as it was posted, wall seconds, and processor seconds of the desk and its reader."""
    wall, cpu = perf_counter(), _cpu()
    file = bring_in(path, company=company, night=night)
    return file, perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    readers = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + readers.ru_utime + readers.ru_stime


def write_list(path: Path, *, settled_every: int) -> int:
    """Write what is open of the benchmark's company, customer by customer as a ledger prints it, each so many settled
    in half; returns the rows.
    """
    items = OpenItem.objects.filter(company__code="BM", closed_date__isnull=True).select_related("customer")
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for count, item in enumerate(items.order_by("customer__number", "id").iterator(chunk_size=5000), start=1):
            half = settled_every and count % settled_every == 0
            left = item.open_minor // 2 if half else item.open_minor
            customer = item.customer
            named = (customer.number, customer.name, item.number, item.kind)
            days = (item.document_date.isoformat(), item.due_date.isoformat())
            writer.writerow([*named, *days, item.currency, _major(item.original_minor), _major(left)])
    return count


def bring_in(path: Path, *, company: Company, night: int) -> ImportFile:
    """Load, compare and post the list; returns it as it was posted."""
    by, _ = User.objects.get_or_create(username="cash", defaults={"role": Role.CASH_APPLICATOR.value})
    by.companies.add(company)
    as_of = _NIGHTS[night]
    at = data.NOW - (data.TODAY - as_of)
    with path.open("rb") as stream:
        pieces = iter(lambda: stream.read(_CHUNK), b"")
        file = actions.receive(pieces, name=path.name, company=company, is_list=True, by=by, at=at, as_of=as_of)
    _work(file, at=at, as_of=as_of)
    actions.post(file, revision=file.revision, by=by, at=at)
    _work(file, at=at, as_of=as_of)
    assert file.state == ImportFile.State.POSTED, (file.state, file.problem)
    return file


def bare_load(path: Path, *, company: Company) -> float:
    """Seconds to read the lines and to write them into the table of items with its indexes, in one transaction that is
    given up once its references are proved, which PostgreSQL otherwise leaves to the commit.
    """
    whose = dict(Customer.objects.filter(company__code="BM").values_list("number", "id"))
    began = perf_counter()
    with transaction.atomic(), path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        first = (OpenItem.objects.order_by("-id").values_list("id", flat=True).first() or 0) + 1
        insert_rows(OpenItem, ITEM_COLUMNS, (_bare(row, first + n, company.id, whose) for n, row in enumerate(lines)))
        if connection.vendor == "postgresql":
            connection.check_constraints()
        seconds = perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def _bare(row: list[str], key: int, company_id: int, whose: dict[str, int]) -> tuple[object, ...]:
    number, _, document, kind, day, due, currency, original, left = row
    amounts = int(original.replace(".", "")), int(left.replace(".", ""))
    named = (key, company_id, whose[number], kind, f"X{document}", currency, *amounts, 0, 0)
    return *named, day, day, due, None, None, "", "", "", "", "", None, None, None, None


def bare_change(path: Path) -> float:
    """Seconds to read the lines and to write what changed, undone again, with no desk around it."""
    began = perf_counter()
    with path.open(encoding="utf-8", newline="") as file, transaction.atomic(), connection.cursor() as cursor:
        lines = enumerate(csv.reader(file))
        changed = [(row[8].replace(".", ""), row[2]) for number, row in lines if number and number % CHANGED_EVERY == 0]
        cursor.execute("CREATE TEMPORARY TABLE bench_delta (number VARCHAR(60), open_minor BIGINT)")
        cursor.executemany("INSERT INTO bench_delta (open_minor, number) VALUES (%s, %s)", changed)
        cursor.execute("DROP TABLE bench_delta")
    return perf_counter() - began


def _work(file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> None:
    while advance(file.id, now=lambda: at, as_of=as_of):
        pass
    file.refresh_from_db()


def _major(minor: int) -> str:
    sign, whole = ("-", -minor) if minor < 0 else ("", minor)
    return f"{sign}{whole // 100}.{whole % 100:02d}"
