"""The worker that reads, posts and undoes files in the background, a short step at a time.

`creditdesk serve` runs it in a thread, and a command may run it to the end. Any number may run at once, in any process:
the lock of the file and its cursor make every step happen once. After a crash the next one goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable

from django.db import OperationalError, close_old_connections

from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.intake.actions import ARRIVES_WITHIN, refuse_cut_off, stop
from creditdesk.intake.models import ImportFile
from creditdesk.intake.posting import post_chunk
from creditdesk.intake.queries import cut_off, pending_ids
from creditdesk.intake.staging import stage
from creditdesk.intake.undo import undo_chunk

# How long it sleeps when there is nothing to do, and after the database or the disk failed.
IDLE_SECONDS = 1.0
FAILED_SECONDS = 5.0
_log = logging.getLogger(__name__)
_woken = threading.Event()


def wake() -> None:
    """Let the worker of this process look for work at once."""
    _woken.set()


def run_forever(stop_event: threading.Event) -> None:
    """Work until the event is set. A full disk or a lost database is waited for, and everything goes on after it."""
    while not stop_event.is_set():
        _woken.clear()
        pause = 0.0
        try:
            if not step(now=clock.now, as_of=clock.today()):
                pause = IDLE_SECONDS
        except (OperationalError, OSError):
            _log.exception("imports wait: the database or the disk failed")
            pause = FAILED_SECONDS
        finally:
            close_old_connections()
        if pause and not stop_event.is_set():
            _woken.wait(pause)


def run_pending(*, at: dt.datetime, as_of: dt.date) -> None:
    """Do all the work that there is, now; for commands and tests. Raises OperationalError where the disk is full."""
    while step(now=lambda: at, as_of=as_of):
        pass


def step(*, now: Callable[[], dt.datetime], as_of: dt.date) -> bool:
    """One short step on every file that waits; True if any of them made one."""
    for file in cut_off(before=now() - ARRIVES_WITHIN):
        refuse_cut_off(file, at=now())
    # Every file makes its step: a large one does not keep the others waiting.
    steps = [advance(file_id, now=now, as_of=as_of) for file_id in pending_ids()]
    return any(steps)


def advance(file_id: int, *, now: Callable[[], dt.datetime], as_of: dt.date) -> bool:
    """One step on one file: read it, or post or take back one chunk. True if there may be more to do.

    What stops the file for good is written on it for a person to read; the other files go on.
    """
    state = ImportFile.objects.values_list("state", flat=True).get(id=file_id)
    try:
        if state == ImportFile.State.RECEIVED:
            return stage(file_id, now=now)
        if state == ImportFile.State.POSTING:
            return post_chunk(file_id, at=now(), as_of=as_of)
        if state == ImportFile.State.UNDOING:
            return undo_chunk(file_id, at=now(), as_of=as_of)
    except Refusal as refusal:
        stop(file_id, problem=str(refusal), at=now())
    except (OperationalError, OSError):
        raise
    except Exception:
        _log.exception("import %d stopped", file_id)
        stop(
            file_id, problem="Something unexpected stopped it. The log of the server says what, at this time.", at=now()
        )
    return False
