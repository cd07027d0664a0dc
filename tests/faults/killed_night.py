"""A program that kills the night's work at its SQL statements, a business date each.

`python -m tests.faults.killed_night` runs the night of a first date and kills it at its first statement, lets another
process go on with that date, does the same with the next date at the second statement, and so on, until a night comes
to its end unharmed. A run takes every eighth statement, the full figures take each. It prints how many nights were
killed, and what was wrong after any of them.
"""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from tests.plugins.figures import figure

FIRST = dt.date(2026, 6, 15)
KILL_EVERY = figure(8, full=1)


def night(day: dt.date, *, kill_at: int | None) -> list[str]:
    """Run the night; without a kill, returns what is wrong after it."""
    from django.db import connection

    from creditdesk.nightly import proof
    from creditdesk.nightly.run import STEPS, run_nightly

    at = dt.datetime.combine(day, dt.time(4, 0), tzinfo=dt.UTC)
    if kill_at is not None:
        with connection.execute_wrapper(_killer(kill_at)):
            run_nightly(as_of=day, at=at)
        return []
    run = run_nightly(as_of=day, at=at)
    missing = [f"{day}: step {name} was not done" for name in STEPS if name not in run.steps]
    unfinished = [] if run.finished_at else [f"{day}: not finished"]
    return [*missing, *unfinished, *(f"{day}: {fact}" for fact in proof.broken_facts(as_of=day))]


def _killer(kill_at: int) -> Callable[..., Any]:
    done = 0

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal done
        answer = run(sql, params, many, context)
        if done == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        done += 1
        return answer

    return execute


def in_child(work: Callable[[], list[str]]) -> tuple[list[str], bool]:
    """What the work returned in a process of its own, and whether that was killed."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def run() -> None:
        sender.send(work())

    child = context.Process(target=run)
    child.start()
    child.join()
    if child.exitcode == -signal.SIGKILL:
        return [], True
    return (receiver.recv(), False) if child.exitcode == 0 else ([f"ended with {child.exitcode}"], False)


def main() -> None:
    """Kill and go on, date by date; print the count and the faults."""
    from creditdesk.__main__ import set_up

    set_up()
    import creditdesk.nightly.run  # noqa: F401  (loaded once here, so that no child has to)
    from creditdesk.domain.policy import default_policy

    default_policy()
    kills, faults, alive = 0, list[str](), False
    while not alive:
        day = FIRST + dt.timedelta(days=kills)
        found, killed = in_child(lambda day=day, at=kills * KILL_EVERY: night(day, kill_at=at))  # type: ignore[misc]
        faults += found
        after, _ = in_child(lambda day=day: night(day, kill_at=None))  # type: ignore[misc]
        faults += after
        alive = not killed
        kills += killed
    json.dump({"kills": kills, "faults": faults}, sys.stdout)


if __name__ == "__main__":
    main()
