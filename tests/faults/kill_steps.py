"""A program that kills an import, or an application, at every step and at random, and checks what is left each time.

A step of a flow (see `kill_flows` and `kill_lists`) is the moment after each SQL statement and before each transaction,
so that both sides of every commit are steps. A kill there leaves what lies in the files at that moment: one run looks
at them at every step. At every tenth step, at the full figures at each, a child process gets a fresh copy of the
database, runs the flow and sends itself SIGKILL, and must leave just what was seen. Another child then does what the
desk does after a crash, and what it leaves must be what an undisturbed run leaves, to the cent. All kills within one
transaction leave the same: what was mended before to the last byte is mended again at the full figures only.

Random kills come second: they strike at any instant, also inside of a commit. Before anything is mended, what the user
was told must be in the database.

    python -m tests.faults.kill_steps post              prints {"flow": …, "steps": …, "states": …, "faults": […]}
    python -m tests.faults.kill_steps post 75 20260615  the same at 75 random instants, by this seed
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import json
import os
import random
import re
import secrets
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from creditdesk.domain.policy import default_policy
from tests.faults.kill_bank import BANK_FLOWS
from tests.faults.kill_flows import FLOWS, Flow, Told, make_company, received, there_are
from tests.faults.kill_lists import LIST_FLOWS
from tests.faults.kill_matching import MATCH_FLOWS
from tests.faults.kill_returns import RETURN_FLOWS
from tests.plugins.figures import FULL, figure

LOADED = (
    "creditdesk.cash.verify",
    "creditdesk.dispatch",
    "creditdesk.intake.worker",
    "creditdesk.intake.verify",
    "creditdesk.journal.verify",
    "creditdesk.outbound.delivering",
    "creditdesk.receivables.actions",
    "creditdesk.receivables.verify",
)
# A run takes a part of the steps as kills; the others are what is seen there.
KILL_EVERY = figure(20, full=1)


def main() -> None:
    """Run one flow at every step and print the outcome."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "creditdesk.config.settings"
    django.setup()
    from django.conf import settings

    salts = random.Random(0)
    # Loaded once here, so that no child has to; none of them opens the database.
    for module in LOADED:
        importlib.import_module(module)
    default_policy()
    # Chance made to repeat itself: the salts in the journal are the same in every run, or no two would leave the same.
    secrets.token_hex = lambda nbytes=None: salts.randbytes(nbytes or 32).hex()
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    name, *random_kills = sys.argv[1:]
    flow = {**FLOWS, **LIST_FLOWS, **BANK_FLOWS, **RETURN_FLOWS, **MATCH_FLOWS}[name]
    in_child(make_company)
    for earlier in flow.before:
        in_child(earlier)
    base = database.with_suffix(".base")
    shutil.copy(database, base)
    expected = _undisturbed(flow)
    _fresh(database, base)
    if random_kills:
        runs, seed = map(int, random_kills)
        found = _kill_at_random(database, base, flow, expected=expected, runs=runs, seed=seed)
    else:
        found = _kill_at_every_step(database, base, flow, expected=expected)
    print(json.dumps({"flow": name, "expected": expected, **found}))


def _undisturbed(flow: Flow) -> dict[str, Any]:
    """What is left when nobody kills. It runs in this process, so that each child finds loaded what the flow needs."""
    from django.db import connections

    flow.run()
    expected = recovered(flow)
    connections.close_all()
    gc.collect()
    gc.freeze()  # or a collection in a child copies every page of this process
    return expected


def _kill_at_every_step(database: Path, base: Path, flow: Flow, *, expected: Any) -> dict[str, Any]:
    kills, faults = 0, []
    mended: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=database.parent.parent) as folder:
        seen, _ = in_child(lambda: _look_at_each_step(flow, database, Path(folder)))
        for step, state in enumerate(seen):
            as_seen = True
            if step % KILL_EVERY == 0:
                kills += _run_in_child(database, base, flow, kill_at=step)
                as_seen = _content(database) == state
            elif state not in mended:
                _put_back(database, Path(folder) / state)
            which = f"step {step}" if FULL else state
            if which not in mended:
                mended[which], _ = in_child(lambda: recovered(flow))
            if mended[which] != expected or not as_seen:
                faults.append({"step": step, "as seen": as_seen, "outcome": mended[which]})
    return {"steps": len(seen) - 1, "kills": kills, "states": len(mended), "faults": faults}


def _look_at_each_step(flow: Flow, database: Path, folder: Path) -> list[str]:
    """Run the flow; for each step, and for its end, the hash of what lies in the files. Each content is kept by it."""
    from django.db import connection, connections

    seen: list[str] = []

    def look(_: int) -> None:
        seen.append(_content(database))
        if not (folder / seen[-1]).exists():
            shutil.copytree(database.parent, folder / seen[-1], ignore=shutil.ignore_patterns("*-shm", "*.base"))

    with connection.execute_wrapper(AtEachStep(look)):
        flow.run()
    connections.close_all()
    look(len(seen))
    return seen


def _put_back(database: Path, kept: Path) -> None:
    """Lay a content that was kept where the desk finds it."""
    for leftover in _files_of(database):
        leftover.unlink(missing_ok=True)
    shutil.copytree(kept, database.parent, dirs_exist_ok=True)


def _content(database: Path) -> str:
    """A hash of all that a kill left: each row of each table as SQLite gives it after a crash, and each other file.

    SQLite looks at a copy: looking mends the log, and that is left to whoever comes after the crash.
    """
    found = hashlib.sha256()
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        copy = Path(folder) / database.name
        for file in _files_of(database):
            if file.exists() and not file.name.endswith("-shm"):
                shutil.copy(file, copy.with_name(file.name))
        raw = sqlite3.connect(copy)
        for name, sql in raw.execute("SELECT name, sql FROM sqlite_master ORDER BY type, name").fetchall():
            found.update(repr((name, sql)).encode())
            if str(sql).startswith("CREATE TABLE"):
                found.update(repr(raw.execute(f'SELECT * FROM "{name}"').fetchall()).encode())
        raw.close()
    kept = {*_files_of(database), database.with_suffix(".base")}
    for file in sorted(path for path in database.parent.rglob("*") if path.is_file() and path not in kept):
        found.update(f"{file}".encode() + file.read_bytes())
    return found.hexdigest()


def _kill_at_random(database: Path, base: Path, flow: Flow, *, expected: Any, runs: int, seed: int) -> dict[str, Any]:
    """Kill at any instant of the time that the flow takes; some runs end before their kill, and are counted apart."""
    instants = random.Random(seed)
    # The shortest of three: a busy moment must not let the kills come after the end.
    seconds = min(_seconds(database, base, flow) for _ in range(3))
    kills, told, faults = 0, 0, []
    for run in range(runs):
        _fresh(database, base)
        claims, killed = _killed_after(flow, instants.uniform(0, seconds))
        (missing, left), _ = in_child(lambda claims=claims: [_missing(claims), recovered(flow)])  # type: ignore[misc]
        kills, told = kills + killed, told + len(claims)
        if missing or left != expected:
            faults.append({"run": run, "missing": missing, "outcome": left})
    return {"runs": runs, "kills": kills, "told": told, "faults": faults, "seed": seed}


def _seconds(database: Path, base: Path, flow: Flow) -> float:
    _fresh(database, base)
    began = time.perf_counter()
    in_child(flow.run)
    return time.perf_counter() - began


def _killed_after(flow: Flow, seconds: float) -> tuple[list[tuple[str, int]], bool]:
    """Run the flow in a process that is killed after so many seconds; what it told until then, and was it killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        Told.listener = lambda what, least: _ignore(os.write(writing, f"{what}={least}\n".encode()))
        os._exit(_answer(flow.run, os.open(os.devnull, os.O_WRONLY)))
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, ended = os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        claims = [line.rstrip("\n").split("=") for line in pipe if line.endswith("\n")]
    assert os.WIFSIGNALED(ended) or os.WEXITSTATUS(ended) == 0, "the flow failed by itself; its trace stands above"
    return [(what, int(least)) for what, least in claims], os.WIFSIGNALED(ended)


def _ignore(_: int) -> None:
    """A pipe takes a line at once, so that how much was written says nothing."""


def _missing(claims: list[tuple[str, int]]) -> list[str]:
    """What a user was told and is not there."""
    return [f"{what}: {there_are(what)} of {least}" for what, least in claims if there_are(what) < least]


def _run_in_child(database: Path, base: Path, flow: Flow, *, kill_at: int | None) -> bool:
    """Run the flow on a fresh database and kill it at the step (None: no kill); whether the step was reached."""
    _fresh(database, base)
    _, killed = in_child(lambda: _run_until(flow, kill_at))
    return killed


def _files_of(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]


def _fresh(database: Path, base: Path) -> None:
    for leftover in _files_of(database):
        leftover.unlink(missing_ok=True)
    shutil.copy(base, database)


def _run_until(flow: Flow, kill_at: int | None) -> None:
    from django.db import connection

    with connection.execute_wrapper(KillAt(kill_at)):
        flow.run()


class AtEachStep:
    """Counts the steps of a connection, and does something at each."""

    def __init__(self, do: Callable[[int], None]) -> None:
        self.step, self.do = 0, do

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("BEGIN"):
            self._pass()
        answer = execute(sql, params, many, context)
        self._pass()
        return answer

    def _pass(self) -> None:
        self.do(self.step)
        self.step += 1


class KillAt(AtEachStep):
    """Kills the process at one of the steps (None: at none)."""

    def __init__(self, kill_at: int | None) -> None:
        super().__init__(lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == kill_at else None)


def recovered(flow: Flow) -> dict[str, Any]:
    """What is left once the desk did what it does after a crash."""
    from creditdesk.cash import verify as cash_verify
    from creditdesk.intake import verify as intake_verify
    from creditdesk.intake.models import ImportFile
    from creditdesk.journal import verify as journal_verify
    from creditdesk.journal.models import JournalEntry
    from creditdesk.outbound.models import OutboxMessage
    from creditdesk.parties.models import Customer, PaymentTerms, Salesperson
    from creditdesk.receivables import verify as ledger_verify
    from creditdesk.receivables.models import Entry, Extension, OpenItem, Position, Posting

    flow.recover()
    items = OpenItem.objects.order_by("number").values_list(
        "number", "customer__number", "original_minor", "open_minor", "closed_date", "voided_on"
    )
    files = ImportFile.objects.exclude(state="arriving").values_list("state", "rows_read", "rows_accepted", "rows_done")
    return {
        "files": [list(map(str, file)) for file in files],
        # The number of a deduction has that of its match in it, which says nothing.
        "items": [[re.sub(r"^(RC\d+)-\d+-", r"\1-", str(number)), *map(str, rest)] for number, *rest in items],
        **_cash(),
        "messages": [list(row) for row in OutboxMessage.objects.order_by("id").values_list("seq", "state")],
        # A double is told by its key; what counts is that everything came, and in which order.
        "received": list(dict.fromkeys(received().read_text().split())) if received().exists() else [],
        "customers": [
            list(map(str, row))
            for row in Customer.objects.values_list("number", "phone", "parent__number", "salesperson__username")
        ],
        "salespeople": [
            list(map(str, row)) for row in Salesperson.objects.values_list("code", "name", "email", "user__username")
        ],
        "terms": [list(row) for row in PaymentTerms.objects.values_list("code", "description", "notation")],
        "records told": list(
            JournalEntry.objects.filter(kind__regex=r"^(customer|salesperson|terms)\.").values_list("kind", flat=True)
        ),
        "dates": [list(map(str, row)) for row in Extension.objects.values_list("item__number", "extended_date")],
        "postings": Posting.objects.count(),
        "entries": Entry.objects.count(),
        "positions": [list(map(str, row)) for row in Position.objects.values_list("customer__number", "open_minor")],
        "broken": [
            *ledger_verify.broken_facts(),
            *journal_verify.broken_facts(),
            *intake_verify.broken_facts(),
            *cash_verify.broken_facts(),
        ],
    }


def _cash() -> dict[str, Any]:
    """What is left of payments: whose they are, what each match says, what is proposed, which list is of which."""
    from creditdesk.cash.models import BankedReceipt, Match, PayerSign, Proposal, Receipt, Remittance
    from creditdesk.followup.models import Tickler
    from creditdesk.receivables.models import OpenItem

    receipts = Receipt.objects.values_list("number", "amount_minor", "item__number", "standing", "revision")
    matches = Match.objects.values_list("receipt__number", "key", "lines", "applied_minor", "taken_back")
    proposals = Proposal.objects.values_list("receipt__number", "confidence", "is_ambiguous")
    left: Counter[str] = Counter()
    for kind, number, reference, minor in OpenItem.objects.values_list("kind", "number", "reference", "open_minor"):
        left[f"claim {reference}" if kind == OpenItem.Kind.DEDUCTION else number] += minor
    return {
        "receipts": [list(map(str, row)) for row in receipts.order_by("id")],
        "matches": [list(map(str, row)) for row in matches.order_by("receipt_id", "key")],
        "proposals": [list(map(str, row)) for row in proposals.order_by("receipt_id")],
        "banked": [list(row) for row in BankedReceipt.objects.values_list("receipt__number", "line__amount_minor")],
        "lists": [list(row) for row in Remittance.objects.order_by("id").values_list("state", "receipt__number")],
        "payers": [list(row) for row in PayerSign.objects.order_by("id").values_list("kind", "value", "times")],
        "questions": list(Tickler.objects.order_by("id").values_list("key", flat=True)),
        "left": dict(sorted(left.items())),
    }


def in_child(work: Callable[[], Any]) -> tuple[Any, bool]:
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


if __name__ == "__main__":
    main()
