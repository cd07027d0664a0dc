"""The worker that reads, posts and undoes files in the background, a short step at a time.

`creditdesk serve` calls `step` in its background thread, and a command runs everything to the end. Any number may work
at once, in any process: the lock of the file and its cursor make every step happen once. After a crash, or once a full
disk has room again, the next one goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from django.db import OperationalError

from creditdesk.domain.reasons import Refusal
from creditdesk.intake.actions import ARRIVES_WITHIN, refuse_cut_off, stop
from creditdesk.intake.bank.posting import post_bank, undo_bank
from creditdesk.intake.models import ImportFile
from creditdesk.intake.posting import post_chunk
from creditdesk.intake.queries import cut_off, pending_ids
from creditdesk.intake.records.posting import post_records
from creditdesk.intake.records.undo import undo_records
from creditdesk.intake.rights_at_work import refuse_without_rights
from creditdesk.intake.staging import stage
from creditdesk.intake.undo import undo_chunk

_log = logging.getLogger(__name__)


def run_pending(*, at: dt.datetime, as_of: dt.date) -> None:
    """Do all the work that there is, now; for commands and tests. Raises OperationalError where the disk is full."""
    while step(now=lambda: at, as_of=as_of):
        pass


def step(*, now: Callable[[], dt.datetime], as_of: dt.date) -> bool:
    """One short step on every file that waits; True if any of them made one.

    Raises OperationalError or OSError once every file had its turn, where the database or the disk failed one.
    `now` is asked again as the work goes on: a reader that is silent for a minute is taken for dead.
    """
    for file in cut_off(before=now() - ARRIVES_WITHIN):
        refuse_cut_off(file, at=now())
    # Every file makes its step: a large one does not keep the others waiting, and neither does one that fails.
    moved, failure = False, None
    for file_id in pending_ids():
        try:
            moved = advance(file_id, now=now, as_of=as_of) or moved
        except (OperationalError, OSError) as error:
            failure = error
    if failure is not None:
        raise failure
    return moved


def advance(file_id: int, *, now: Callable[[], dt.datetime], as_of: dt.date) -> bool:
    """One step on one file: read it, or post or take back one chunk. True if there may be more to do.

    Raises OperationalError or OSError where the database or the disk fails: the same step is made again later.
    What stops the file for good is written on it for a person to read; the other files go on.
    """
    file = ImportFile.objects.only("state", "content", "posted_by", "undone_by").get(id=file_id)
    state = file.state
    try:
        if state == ImportFile.State.RECEIVED:
            return stage(file_id, now=now)
        if state in (ImportFile.State.POSTING, ImportFile.State.UNDOING):
            refuse_without_rights(file)
        if state == ImportFile.State.POSTING:
            return _posted(file, at=now(), as_of=as_of)
        if state == ImportFile.State.UNDOING:
            return _taken_back(file, at=now(), as_of=as_of)
    except Refusal as refusal:
        stop(file_id, problem=str(refusal), at=now())
    except Exception as error:
        if _is_of_the_machine(error):
            raise
        _log.exception("import %d stopped", file_id)
        stop(file_id, problem=_UNEXPECTED, at=now())
    return False


def _posted(file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> bool:
    if file.content == ImportFile.Content.OPEN_ITEMS:
        return post_chunk(file.id, at=at, as_of=as_of)
    of_bank = file.content == ImportFile.Content.BANK
    return post_bank(file.id, at=at, as_of=as_of) if of_bank else post_records(file.id, at=at)


def _taken_back(file: ImportFile, *, at: dt.datetime, as_of: dt.date) -> bool:
    if file.content == ImportFile.Content.OPEN_ITEMS:
        return undo_chunk(file.id, at=at, as_of=as_of)
    of_bank = file.content == ImportFile.Content.BANK
    return undo_bank(file.id, at=at, as_of=as_of) if of_bank else undo_records(file.id, at=at)


_UNEXPECTED = "Something unexpected stopped it. The log of the server says what, at this time."
# SQLite's code for a statement that cannot be carried out, whatever the state of disk and locks: a sum that overflows.
_SQLITE_ERROR = 1


def _is_of_the_machine(error: Exception) -> bool:
    """True where disk, memory, locks or connection failed: the same step may succeed later, and no file is to blame."""
    if isinstance(error, OperationalError):
        return getattr(error.__cause__, "sqlite_errorcode", None) != _SQLITE_ERROR
    return isinstance(error, OSError)
