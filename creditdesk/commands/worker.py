"""`creditdesk worker`: the background work in a process of its own, beside web processes that only answer."""

from __future__ import annotations

import signal
import threading
import time

import click

# Whoever is told to stop ends the step that he is at; one that takes longer is made again by the next process.
PATIENCE_SECONDS = 60


@click.command(help="Do the background work alone: imports, exports, the night, messages. Any number may run.")
def command() -> None:
    """Work until told to stop."""
    from creditdesk.commands.ready import require_ready
    from creditdesk.nightly import background

    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: told.append(number))
    require_ready()
    stop = threading.Event()
    threads = background.start(stop)
    while not told:
        time.sleep(0.2)
    stop.set()
    end = time.monotonic() + PATIENCE_SECONDS
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
