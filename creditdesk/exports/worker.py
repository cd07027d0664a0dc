"""The worker that makes large files in the background, a short step at a time.

`creditdesk serve` calls `step` in a thread of its own. A step reads the next rows behind the mark and keeps them, or
writes the workbook from the rows that are kept. One process has the turn at an export; after a crash the turn is over
within a minute, and the next one goes on behind the mark. What is kept and the mark change together or not at all.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db import OperationalError
from django.db.models import Q, Sum
from django.db.models.functions import Length
from django.http import Http404
from django.utils import timezone, translation

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.tables import Cell, Row
from creditdesk.exports.access import KEPT, listing_named, may_have
from creditdesk.exports.asking import PART, Asked, Part
from creditdesk.exports.making import about, ask, not_too_long
from creditdesk.exports.models import Export, ExportPart
from creditdesk.exports.words import told
from creditdesk.exports.writers import csv_head, csv_lines, write_workbook
from creditdesk.journal.transactions import action

_log = logging.getLogger(__name__)

AT_WORK = (Export.State.READING, Export.State.WRITING)
# Who is silent for so long is taken for dead.
TURN = dt.timedelta(minutes=1)
PART_BYTES = 1_000_000
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Turn:
    """An export that this process has the turn at, as it was when the turn began."""

    export: Export
    until: dt.datetime


class Overtaken(Exception):
    """Another process has the turn by now: what was made here is let go."""


def run_pending(*, now: Clock) -> None:
    """Do all the work that there is, now; for commands and tests."""
    while step(now=now):
        pass


def step(*, now: Clock, size: int = PART) -> bool:
    """One short step, of so many sources, on every export at work; True if any of them made one.

    Raises OperationalError or OSError once every export had its turn, where the database or the disk failed one.
    """
    _forget_old(now())
    moved, failure = False, None
    for export_id in Export.objects.filter(state__in=AT_WORK).order_by("id").values_list("id", flat=True):
        try:
            moved = advance(export_id, now=now, size=size) or moved
        except (OperationalError, OSError) as error:
            failure = error
    if failure is not None:
        raise failure
    return moved


def advance(export_id: int, *, now: Clock, size: int = PART) -> bool:
    """One step on one export, True if it was made. What stops it for good is written on it for its owner to read."""
    turn = _take_turn(export_id, at=now())
    if turn is None:
        return False
    try:
        with translation.override(turn.export.language):
            asked = _asked(turn)
            if turn.export.state == Export.State.READING:
                _read_on(turn, asked, size=size)
            else:
                _write(turn, asked, now=now)
    except Overtaken:
        return False
    except (OperationalError, OSError):
        Export.objects.filter(id=export_id, turn_until=turn.until).update(turn_until=None)
        raise
    except (Refusal, Http404) as refusal:
        _stop(export_id, problem="; ".join(map(told, refusal.reasons)) if isinstance(refusal, Refusal) else _GONE)
    except Exception:
        _log.exception("export %d stopped", export_id)
        _stop(export_id, problem=_UNEXPECTED)
    return True


_GONE = "What it is of is not there any more for you."
_UNEXPECTED = "Something unexpected stopped it. The log of the server says what, at this time."


def _take_turn(export_id: int, *, at: dt.datetime) -> Turn | None:
    free = Q(turn_until__isnull=True) | Q(turn_until__lte=at)
    mine = Export.objects.filter(free, id=export_id, state__in=AT_WORK).update(turn_until=at + TURN)
    return Turn(Export.objects.select_related("user").get(id=export_id), at + TURN) if mine else None


def _asked(turn: Turn) -> Asked:
    """What was asked for, with the rights that its owner has at this moment."""
    export = turn.export
    listing = listing_named(export.listing)
    if not may_have(export, as_of=timezone.localtime(turn.until - TURN).date()):
        raise refuse("export.not_permitted", "You no longer have the right to take this list out.")
    # After midnight it goes on as the list of the day on which it was asked for: its order must not change half-way.
    day = timezone.localtime(export.asked_at).date()
    return ask(listing, user=export.user, wanted=export.wanted, as_of=export.as_of, today=day, now=export.asked_at)


def _read_on(turn: Turn, asked: Asked, *, size: int) -> None:
    export = turn.export
    part = asked.source.part(export.mark, size=size)
    if export.format == "csv":
        text = csv_lines(asked.table, part.rows)
        content = (text if export.taken else csv_head(asked.table) + text).encode()
    else:
        content = zlib.compress(json.dumps([[_stored(cell) for cell in row] for row in part.rows]).encode())
    _keep(turn, part, content)


@action
def _keep(turn: Turn, part: Part, content: bytes) -> None:
    """Keep what was read, and go on behind it. Raises Overtaken where another process did already."""
    export, is_file = turn.export, turn.export.format == "csv"
    changes: dict[str, Any] = {
        "mark": part.following,
        "taken": export.taken + part.taken,
        "rows": export.rows + len(part.rows),
        "turn_until": None,
    }
    if part.following is None:
        changes["state"] = Export.State.READY if is_file else Export.State.WRITING
    _change(turn, **changes)
    position = ExportPart.objects.filter(export=export, is_file=is_file).count()
    ExportPart.objects.create(export=export, is_file=is_file, position=position, content=content)
    if changes.get("state") == Export.State.READY:
        size = ExportPart.objects.filter(export=export).aggregate(size=Sum(Length("content")))["size"]
        Export.objects.filter(id=export.id).update(size=size or 0, ready_at=turn.until - TURN)


def _write(turn: Turn, asked: Asked, *, now: Clock) -> None:
    """Write the workbook from the rows that are kept, however often it was begun before."""
    with tempfile.TemporaryFile(prefix="creditdesk-export-") as file:
        lease = _Lease(turn, now)
        rows = not_too_long(_kept_rows(lease))
        write_workbook(file, asked.table, rows, about=about(asked))
        size = file.tell()
        file.seek(0)
        _keep_file(lease.turn, file, size=size, at=now())


@action
def _keep_file(turn: Turn, file: IO[bytes], *, size: int, at: dt.datetime) -> None:
    """Keep the workbook in the place of its rows. Raises Overtaken where another process did already."""
    export = turn.export
    _change(turn, state=Export.State.READY, size=size, ready_at=at, turn_until=None)
    file.seek(0)
    for position, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        ExportPart.objects.create(export=export, is_file=True, position=position, content=content)
    ExportPart.objects.filter(export=export, is_file=False).delete()


@dataclass(slots=True)
class _Lease:
    """The turn of a long step, which is taken anew as the step goes on."""

    turn: Turn
    now: Clock

    def renew(self) -> None:
        """Keep the turn for another while. Raises Overtaken where it is another's by now."""
        until = self.now() + TURN
        _change(self.turn, turn_until=until)
        self.turn = Turn(self.turn.export, until)


def _kept_rows(lease: _Lease) -> Iterator[Row]:
    parts = ExportPart.objects.filter(export=lease.turn.export, is_file=False)
    for position in range(parts.count()):
        lease.renew()
        content = bytes(parts.values_list("content", flat=True).get(position=position))
        for row in json.loads(zlib.decompress(content)):
            yield [_read(cell) for cell in row]


def _change(turn: Turn, **changes: Any) -> None:
    mine = Export.objects.filter(id=turn.export.id, state=turn.export.state, turn_until=turn.until)
    if not mine.update(**changes):
        raise Overtaken


@action
def _stop(export_id: int, *, problem: str) -> None:
    """Say on the export why there will be no file; what was made of it is deleted."""
    Export.objects.filter(id=export_id).update(state=Export.State.STOPPED, problem=problem, turn_until=None)
    ExportPart.objects.filter(export_id=export_id).delete()


def _forget_old(at: dt.datetime) -> None:
    old = Export.objects.filter(asked_at__lte=at - KEPT)
    if old.exists():
        _forget(at)


@action
def _forget(at: dt.datetime) -> None:
    """Delete the files whose day is over."""
    ids = list(Export.objects.filter(asked_at__lte=at - KEPT).values_list("id", flat=True)[:100])
    ExportPart.objects.filter(export_id__in=ids).delete()
    Export.objects.filter(id__in=ids).delete()


def content_of(export: Export) -> Iterator[bytes]:
    """The bytes of a file that is ready, part by part."""
    parts = ExportPart.objects.filter(export=export, is_file=True)
    for position in range(parts.count()):
        yield bytes(parts.values_list("content", flat=True).get(position=position))


def _stored(cell: Cell) -> Any:
    match cell:
        case Money(minor=minor, currency=currency):
            return {"money": minor, "currency": currency}
        case dt.datetime():
            return {"instant": cell.isoformat()}
        case dt.date():
            return {"day": cell.isoformat()}
        case _:
            return cell


def _read(stored: Any) -> Cell:
    match stored:
        case {"money": minor, "currency": currency}:
            return Money(minor, currency)
        case {"instant": text}:
            return dt.datetime.fromisoformat(text)
        case {"day": text}:
            return dt.date.fromisoformat(text)
        case _:
            cell: Cell = stored
            return cell
