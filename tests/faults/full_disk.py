"""A program that imports a file while its files may not grow or be written, with a database of its own.

The operating system itself refuses: every byte beyond a size (RLIMIT_FSIZE, which SQLite calls an I/O error) of the
database, of its log, of the reader's copy; or any writing in the folder of the database, which is then read-only, as
after an error of the disk.
Prints what happened as JSON: one line per attempt with what the desk said, what it acknowledged, what it kept.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import json
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
ROWS = 5000
# How large a file may grow, in bytes; what grows first is the log. It fills at different steps of the work.
READ_ONLY = "read-only"
Room = int | str | None
READING: tuple[Room, ...] = (READ_ONLY, 400_000, 1_600_000, None)
POSTING: tuple[Room, ...] = (READ_ONLY, 300_000, 1_900_000, READ_ONLY, 1_200_000, None)
# Linux: the rights of root to write where the permissions say no, and the version of the call that lays them down.
_OVERRIDES, _CAPABILITIES = 0b110, 0x20080522
FILE = "Customer,Name,Invoice,Date,Due,Currency,Amount\n" + "".join(
    f"C{n % 50},Customer {n % 50},D-{n},2026-05-01,2026-05-31,USD,{n}.00\n" for n in range(1, ROWS + 1)
)


def main() -> None:
    """Bring the file in and post it through a disk that fills again and again."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    make_company()
    attempts = [_attempt(room, post=False) for room in READING] + [_attempt(room, post=True) for room in POSTING]
    print(json.dumps({"attempts": attempts, "broken": broken(), "original": original()}))


@contextmanager
def permissions_hold_for_root() -> Iterator[None]:
    """Root writes wherever it wants; for the time being its permissions are those of everybody else."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    head, rights = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0), (ctypes.c_uint32 * 6)()
    assert libc.capget(head, rights) == 0, os.strerror(ctypes.get_errno())
    effective = rights[0]
    rights[0] = effective & ~_OVERRIDES
    assert libc.capset(head, rights) == 0, os.strerror(ctypes.get_errno())
    try:
        yield
    finally:
        rights[0] = effective
        assert libc.capset(head, rights) == 0, os.strerror(ctypes.get_errno())


@contextmanager
def no_writing_in(folder: Path) -> Iterator[None]:
    """Nobody writes into the folder or into what is in it."""
    inside = [folder, *folder.iterdir()]
    modes = [path.stat().st_mode for path in inside]
    for path, mode in zip(inside, modes, strict=True):
        path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        for path, mode in zip(inside, modes, strict=True):
            path.chmod(mode)


@contextmanager
def fault(room: Room) -> Iterator[None]:
    """The files may grow to a size, or are read-only, or (None) are as they should be."""
    if room == READ_ONLY:
        with permissions_hold_for_root(), no_writing_in(Path(os.environ["CREDITDESK_DATA_DIR"])):
            yield
        return
    assert not isinstance(room, str)
    with files_grow_to(room):
        yield


@contextmanager
def files_grow_to(size: int | None) -> Iterator[None]:
    """No file of this process, or of one that it starts, may grow beyond the size."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if size is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


def _attempt(room: Room, *, post: bool) -> dict[str, Any]:
    """Go as far as the disk allows; then say what was acknowledged before, and what is there."""
    from django.db import OperationalError, connection

    _empty_log()
    connection.close()
    refused = ""
    acknowledged: list[str] = []
    with fault(room):
        try:
            work(acknowledged, post=post)
        except (OperationalError, OSError) as error:
            refused = f"{type(error).__name__}: {error}"
    connection.close()
    return {"room": room, "refused": refused, "acknowledged": acknowledged, **kept()}


def work(acknowledged: list[str], *, post: bool) -> None:
    """Everything that is left to do; what the user would have been told goes into the list."""
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.worker import run_pending
    from creditdesk.parties.models import Company, User

    user = User.objects.get()
    file = ImportFile.objects.exclude(state="arriving").first()
    if file is None:
        company = Company.objects.get()
        file = actions.receive([FILE.encode()], name="d.csv", company=company, by=user, at=NOW, as_of=TODAY)
        acknowledged.append("received")
    # Each attempt is two minutes after the one before: a reader that failed is taken for dead by then.
    later = NOW + dt.timedelta(minutes=2 * (1 + ImportFile.objects.get(id=file.id).revision))
    run_pending(at=later, as_of=TODAY)
    file.refresh_from_db()
    if not post:
        return
    if file.state == "previewed":
        acknowledged.append("previewed")
        actions.post(file, revision=file.revision, by=user, at=NOW)
        acknowledged.append("posting")
    run_pending(at=later, as_of=TODAY)
    acknowledged.append("posted")


def kept() -> dict[str, Any]:
    """What is there: the file's state, how far it is, what it says, and the documents in the ledger."""
    from creditdesk.intake.models import ImportFile
    from creditdesk.receivables.models import OpenItem

    file = ImportFile.objects.exclude(state="arriving").first()
    if file is None:
        return {"state": "", "done": 0, "items": OpenItem.objects.count(), "problem": ""}
    return {"state": file.state, "done": file.rows_done, "items": OpenItem.objects.count(), "problem": file.problem}


def _empty_log() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def broken() -> list[str]:
    """What every proof finds."""
    from creditdesk.intake import verify as intake_verify
    from creditdesk.journal import verify as journal_verify
    from creditdesk.receivables import verify as ledger_verify

    return [*ledger_verify.broken_facts(), *journal_verify.broken_facts(), *intake_verify.broken_facts()]


def original() -> int:
    """The sum of all documents, in minor units."""
    from django.db.models import Sum

    from creditdesk.receivables.models import OpenItem

    return int(OpenItem.objects.aggregate(sum=Sum("original_minor"))["sum"])


def has_company() -> bool:
    """Whether an attempt before this one made the company."""
    from django.db import connection

    from creditdesk.parties.models import Company

    return bool(connection.introspection.table_names()) and Company.objects.exists()


def make_company() -> None:
    """An empty database with a company and somebody who imports."""
    from django.core.management import call_command
    from django.db import connection

    from creditdesk.domain.visibility import Role
    from creditdesk.parties.models import Company, User

    if not connection.introspection.table_names():  # else the test gave a migrated one
        call_command("migrate", verbosity=0)
    company = Company.objects.create(code="NL", name="Northlight", currency="USD", country="US")
    User.objects.create(username="erin", role=Role.CASH_APPLICATOR.value).companies.add(company)


if __name__ == "__main__":
    main()
