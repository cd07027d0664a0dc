"""What the server does beside answering: post imports, look into the inbox, make large exports, run the night once a
day, anchor the journal every hour, and send what waits for other programs.

It runs in three threads of each web process: neither a long workbook nor a receiver that does not answer holds the
imports up. Whatever they take on is claimed in the database first, so several processes never do the same thing twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections

from creditdesk import dispatch
from creditdesk.config import clock
from creditdesk.domain.reasons import Refusal
from creditdesk.exports import worker as exports
from creditdesk.intake import worker
from creditdesk.intake.inbox import Inbox
from creditdesk.journal.verify import anchor
from creditdesk.nightly import proof
from creditdesk.nightly.models import NightlyRun
from creditdesk.nightly.run import UNDER_WAY, run_nightly
from creditdesk.outbound import delivering

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
ANCHOR_EVERY = dt.timedelta(hours=1)
LOOK_EVERY = dt.timedelta(seconds=10)
# Nights that were refused in this process, so that each is told once.
_refused: set[dt.date] = set()


def run_forever(stop: threading.Event) -> None:
    """Work until `stop` is set. A fault is logged and the loop goes on: one bad file must not end the night's work."""
    anchored_at = looked_at = clock.now()
    inbox = the_inbox()
    while not stop.is_set():
        try:
            if inbox is not None and clock.now() - looked_at >= LOOK_EVERY:
                looked_at = clock.now()
                look_into(inbox)
            busy = move_imports()
            run_the_night()
            if clock.now() - anchored_at >= ANCHOR_EVERY:
                anchored_at = clock.now()
                anchor(proof.anchors_file(), at=anchored_at)
        except Exception:  # the loop must outlive any fault; the log has its story
            log.exception("Background work failed; it goes on in a moment")
            busy = False
        finally:
            close_old_connections()
        if not busy:
            stop.wait(PAUSE_SECONDS)


def deliver_forever(stop: threading.Event) -> None:
    """Send what waits until `stop` is set. A fault is logged and the loop goes on, as above."""
    while not stop.is_set():
        try:
            busy = delivering.step(now=clock.now)
        except Exception:
            log.exception("Delivery failed; it goes on in a moment")
            busy = False
        finally:
            close_old_connections()
        if not busy:
            stop.wait(PAUSE_SECONDS)


def make_exports(stop: threading.Event) -> None:
    """Make large exports until `stop` is set. A fault is logged and the loop goes on."""
    while not stop.is_set():
        try:
            busy = exports.step(now=clock.now)
        except Exception:  # the loop must outlive any fault; the log has its story
            log.exception("Making exports failed; it goes on in a moment")
            busy = False
        finally:
            close_old_connections()
        if not busy:
            stop.wait(PAUSE_SECONDS)


def the_inbox() -> Inbox | None:
    """The inbox that the settings name, if they name one."""
    if settings.INBOX is None:
        return None
    lock = Path(settings.DATA_DIR) / "inbox.lock"
    return Inbox(settings.INBOX, lock, username=settings.INBOX_USER, posts=settings.INBOX_POSTS)


def look_into(inbox: Inbox) -> None:
    """Take in what has arrived. A folder that cannot be read is said in the log, and looked at again."""
    try:
        for done in inbox.look(at=clock.now(), as_of=clock.today()):
            log.info("inbox: %s", done)
    except OSError as error:
        log.warning("The inbox %s cannot be read: %s", inbox.root, error)


def move_imports() -> bool:
    """One step of every file that waits; accounts of a file that came to its end are ranked anew."""
    moving = dispatch.files_in_the_works()
    busy = worker.step(now=clock.now, as_of=clock.today())
    ended = sorted(set(moving) - set(dispatch.files_in_the_works()))
    dispatch.imports_finished(ended, as_of=clock.today())
    return busy


def run_the_night() -> None:
    """Do the night's work of today's business date, unless it is done or another process is at it."""
    today = clock.today()
    if not NightlyRun.objects.filter(business_date=today, finished_at__isnull=False).exists():
        try:
            run_nightly(as_of=today, at=clock.now())
        except Refusal as refusal:
            if [reason.code for reason in refusal.reasons] != [UNDER_WAY] and today not in _refused:
                _refused.add(today)  # said once: the loop asks every second
                log.error("The night of %s was not run: %s", today, refusal)
