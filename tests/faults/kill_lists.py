"""What `kill_steps` kills of lists: one of all open items is read and compared, posted, and undone.

The books come first, as documents, and are not killed. Each difference that a list can show is in it: a document that
is settled, one settled in part, one put off, one whose payment the ERP took back, a new one, and one that is as it was.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.faults.kill_flows import CHUNK, LATER, NOW, TODAY, Flow, tell

DAY_BEFORE = TODAY - dt.timedelta(days=1)
HEADER = "Customer,Name,Invoice,Date,Due,Currency,Amount,Open amount,Settled date\n"
BOOKS = HEADER + "".join(
    f"C{n % 3},Customer {n % 3},L-{n},2026-05-0{n},2026-05-31,USD,{n}00.05,{n}00.05,\n" for n in range(1, 8)
).replace("700.05,700.05", "700.05,300.05")
LIST = HEADER + (
    "C1,Customer 1,L-1,2026-05-01,2026-05-31,USD,100.05,60.05,\n"
    "C0,Customer 0,L-3,2026-05-03,2026-06-30,USD,300.05,300.05,\n"
    "C1,Customer 1,L-4,2026-05-04,2026-05-31,USD,400.05,400.05,\n"
    "C2,Customer 2,L-5,2026-05-05,2026-06-15,USD,500.05,0.05,\n"
    "C0,Customer 0,L-6,2026-05-06,2026-05-31,USD,600.05,600.05,\n"
    "C1,Customer 1,L-7,2026-05-07,2026-05-31,USD,700.05,700.05,\n"
    "C5,Customer 5,L-8,2026-06-08,2026-07-08,USD,800.05,800.05,\n"
)


def _receive(text: str, name: str, *, as_of: dt.date, is_list: bool) -> Any:
    from creditdesk.intake import actions
    from creditdesk.intake.staging import stage
    from creditdesk.parties.models import Company, User

    by, company = User.objects.get(username="erin"), Company.objects.get()
    file = actions.receive([text.encode()], name=name, company=company, is_list=is_list, by=by, at=NOW, as_of=as_of)
    tell("files", 1 + is_list)
    stage(file.id, now=lambda: NOW)
    tell("previews", 1 + is_list)
    file.refresh_from_db()
    return file


def _make_books() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.posting import post_chunk
    from creditdesk.parties.models import User

    file = _receive(BOOKS, "books.csv", as_of=DAY_BEFORE, is_list=False)
    actions.post(file, revision=file.revision, by=User.objects.get(username="erin"), at=NOW)
    while post_chunk(file.id, at=NOW, as_of=TODAY):
        pass


def _compare() -> None:
    _receive(LIST, "list.csv", as_of=TODAY, is_list=True)


def _compare_again() -> None:
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.worker import run_pending

    if not ImportFile.objects.filter(is_list=True).exclude(state="arriving").exists():
        _compare()
    run_pending(at=LATER, as_of=TODAY)


def _the_list() -> Any:
    from creditdesk.intake.models import ImportFile

    return ImportFile.objects.get(is_list=True)


def _post() -> None:
    """Whoever was not told presses again; the worker goes on by itself."""
    from creditdesk.intake import actions
    from creditdesk.intake.posting import post_chunk
    from creditdesk.parties.models import User

    file = _the_list()
    if file.state == "previewed":
        by = User.objects.get(username="erin")
        actions.post(file, revision=file.revision, confirmed=["snapshot.much_missing"], by=by, at=NOW)
        tell("posts", 2)
    while post_chunk(file.id, at=NOW, as_of=TODAY, chunk=CHUNK):
        tell("list rows", _the_list().rows_done)


def _undo() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.undo import undo_chunk
    from creditdesk.parties.models import User

    file = _the_list()
    if file.state == "posted":
        actions.undo(file, reason="another day's list", by=User.objects.get(username="erin"), at=NOW)
        tell("undos", 1)
    while undo_chunk(file.id, at=NOW, as_of=TODAY):
        pass


LIST_FLOWS = {
    "compare": Flow(_compare, _compare_again, _make_books),
    "post list": Flow(_post, _post, _make_books, _compare),
    "undo list": Flow(_undo, _undo, _make_books, _compare, _post),
}
