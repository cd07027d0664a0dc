"""A program that kills an import at every one of its steps, and checks what is left each time.

For every step of a flow (bringing a file in and reading it; posting it; undoing it) a child process gets a fresh copy
of the database, runs the flow, and sends itself SIGKILL at that step: after each SQL statement, and before each
transaction, so that both sides of every commit are hit. Another child then does what the desk does after a crash, and
what it leaves must be what an undisturbed run leaves, to the cent.

    python -m tests.faults.kill_steps post      prints {"flow": …, "steps": …, "faults": […]}
"""

from __future__ import annotations

import datetime as dt
import importlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from creditdesk.domain.policy import default_policy

NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
TODAY = NOW.date()
# Late enough that a silent reader is taken for dead.
LATER = NOW + dt.timedelta(minutes=2)
CHUNK = 2
LOADED = (
    "creditdesk.intake.worker",
    "creditdesk.intake.verify",
    "creditdesk.journal.verify",
    "creditdesk.receivables.verify",
)
ROWS = "".join(
    f"C{n % 3},Customer {n % 3},K-{n},2026-05-0{n},2026-05-31,USD,{n}00.05,{'2026-06-0' + str(n) if n % 2 else ''}\n"
    for n in range(1, 6)
)
FILE = "Customer,Name,Invoice,Date,Due,Currency,Amount,Settled date\n" + ROWS


def main() -> None:
    """Run one flow at every step and print the outcome."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    from django.conf import settings

    # Loaded once here, so that no child has to; none of them opens the database.
    for module in LOADED:
        importlib.import_module(module)
    default_policy()
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    flow = FLOWS[sys.argv[1]]
    _in_child(_make_company)
    for earlier in flow.before:
        _in_child(earlier)
    base = database.with_suffix(".base")
    shutil.copy(database, base)
    expected, _ = _outcome(database, base, flow, kill_at=None)
    steps, faults = 0, []
    while True:
        outcome, killed = _outcome(database, base, flow, kill_at=steps)
        if outcome != expected:
            faults.append({"step": steps, "outcome": outcome})
        if not killed:
            break
        steps += 1
    print(json.dumps({"flow": sys.argv[1], "steps": steps, "faults": faults, "expected": expected}))


class Flow:
    """What runs until it is killed, what the desk does afterwards, and what came before both."""

    def __init__(self, run: Callable[[], None], recover: Callable[[], None], *before: Callable[[], None]) -> None:
        self.run, self.recover, self.before = run, recover, before


def _outcome(database: Path, base: Path, flow: Flow, *, kill_at: int | None) -> tuple[Any, bool]:
    """What is left after a kill at the step (None: no kill) and the recovery; and whether the step was reached."""
    for leftover in (database, database.with_name(database.name + "-wal"), database.with_name(database.name + "-shm")):
        leftover.unlink(missing_ok=True)
    shutil.copy(base, database)
    _, killed = _in_child(lambda: _run_until(flow, kill_at))
    left, _ = _in_child(lambda: _recover(flow))
    return left, killed


def _run_until(flow: Flow, kill_at: int | None) -> None:
    from django.db import connection

    with connection.execute_wrapper(_Counter(kill_at)):
        flow.run()


class _Counter:
    """Counts the steps of a connection and kills the process at one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self.step, self.kill_at = 0, kill_at

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("BEGIN"):
            self._pass()
        answer = execute(sql, params, many, context)
        self._pass()
        return answer

    def _pass(self) -> None:
        if self.step == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.step += 1


def _recover(flow: Flow) -> dict[str, Any]:
    from creditdesk.intake import verify as intake_verify
    from creditdesk.intake.models import ImportFile
    from creditdesk.journal import verify as journal_verify
    from creditdesk.receivables import verify as ledger_verify
    from creditdesk.receivables.models import Entry, OpenItem, Position, Posting

    flow.recover()
    items = OpenItem.objects.order_by("number").values_list(
        "number", "customer__number", "original_minor", "open_minor", "closed_date", "voided_on"
    )
    files = ImportFile.objects.exclude(state="arriving").values_list("state", "rows_read", "rows_accepted", "rows_done")
    return {
        "files": [list(map(str, file)) for file in files],
        "items": [list(map(str, item)) for item in items],
        "postings": Posting.objects.count(),
        "entries": Entry.objects.count(),
        "positions": [list(map(str, row)) for row in Position.objects.values_list("customer__number", "open_minor")],
        "broken": [
            *ledger_verify.broken_facts(),
            *journal_verify.broken_facts(),
            *intake_verify.broken_facts(),
        ],
    }


def _in_child(work: Callable[[], Any]) -> tuple[Any, bool]:
    """Run the work in a forked process with connections of its own; its answer, and whether it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os._exit(_answer(work, writing))
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended):
        return None, True
    assert os.WEXITSTATUS(ended) == 0, "a step failed by itself; its trace stands above"
    return json.loads(said), False


def _answer(work: Callable[[], Any], writing: int) -> int:
    from django.db import connections

    try:
        answer = work()
    except Exception:
        traceback.print_exc()
        return 1
    with os.fdopen(writing, "w") as pipe:
        json.dump(answer, pipe)
    # Closing writes the log back into the database file, so that a copy of the file is whole.
    connections.close_all()
    return 0


def _make_company() -> None:
    from django.core.management import call_command

    from creditdesk.domain.visibility import Role
    from creditdesk.parties.models import Company, User

    call_command("migrate", verbosity=0)
    company = Company.objects.create(code="NL", name="Northlight", currency="USD", country="US")
    user = User.objects.create(username="erin", role=Role.CASH_APPLICATOR.value)
    user.companies.add(company)


def _receive_and_stage() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.staging import stage
    from creditdesk.parties.models import Company, User

    company, user = Company.objects.get(), User.objects.get(username="erin")
    file = actions.receive([FILE.encode()], name="k.csv", company=company, by=user, at=NOW, as_of=TODAY)
    stage(file.id, now=lambda: NOW)


def _stage_again() -> None:
    """Whoever was not told that the file arrived loads it again."""
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.worker import run_pending

    if not ImportFile.objects.exclude(state="arriving").exists():
        _receive_and_stage()
    run_pending(at=LATER, as_of=TODAY)


def _post() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    file = ImportFile.objects.get()
    actions.post(file, revision=file.revision, by=User.objects.get(username="erin"), at=NOW)
    _post_chunks(file.id)


def _post_chunks(file_id: int) -> None:
    from creditdesk.intake.posting import post_chunk

    while post_chunk(file_id, at=NOW, as_of=TODAY, chunk=CHUNK):
        pass


def _post_again() -> None:
    from creditdesk.intake.models import ImportFile

    file = ImportFile.objects.get()
    if file.state == "previewed":
        _post()
    else:
        _post_chunks(file.id)


def _undo() -> None:
    from creditdesk.intake import actions
    from creditdesk.intake.models import ImportFile
    from creditdesk.parties.models import User

    actions.undo(ImportFile.objects.get(), reason="wrong", by=User.objects.get(username="erin"), at=NOW)
    _undo_again()


def _undo_again() -> None:
    from creditdesk.intake.models import ImportFile
    from creditdesk.intake.undo import undo_chunk

    file = ImportFile.objects.get()
    if file.state == "posted":
        return _undo()
    while undo_chunk(file.id, at=NOW, as_of=TODAY):
        pass
    return None


FLOWS = {
    "stage": Flow(_receive_and_stage, _stage_again),
    "post": Flow(_post, _post_again, _receive_and_stage),
    "undo": Flow(_undo, _undo_again, _receive_and_stage, _post),
}

if __name__ == "__main__":
    main()
