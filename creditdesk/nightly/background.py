"""What the server does beside answering: post imports, look into the inbox, make large exports and runs of letters, run
the night once a day, anchor the journal every hour, send what waits for other programs, carry the post, match cash, and
look at held orders again.

It runs in threads of each web process, or of `creditdesk worker`: neither a long workbook nor a receiver that does not
answer holds the imports up. Whatever they take on is claimed in the database first, so several processes never do the
same thing twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import close_old_connections
from django.utils.timezone import localtime

from creditdesk import dispatch
from creditdesk.cash.waiting import newest, not_asked
from creditdesk.config import clock
from creditdesk.credit.after_journal import look_after_journal
from creditdesk.domain import nights
from creditdesk.domain.reasons import Refusal
from creditdesk.domain.visibility import Role
from creditdesk.exports import worker as exports
from creditdesk.intake import worker
from creditdesk.intake.inbox import Inbox
from creditdesk.journal.verify import anchor
from creditdesk.letters import running as letters
from creditdesk.mail.arriving import read_next
from creditdesk.mail.fetching import fetch_due
from creditdesk.mail.outgoing import send_next
from creditdesk.nightly import proof, pulse
from creditdesk.nightly.day_digest import is_due, send_day_digests
from creditdesk.nightly.models import NightlyRun
from creditdesk.nightly.run import UNDER_WAY, run_nightly
from creditdesk.outbound import delivering
from creditdesk.parties.queries import companies

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
ANCHOR_EVERY = dt.timedelta(hours=1)
LOOK_EVERY = dt.timedelta(seconds=10)
# Nights that were refused in this process, so that each is told once.
_refused: set[dt.date] = set()


class Housework:
    """Imports, the inbox, the night and the anchor, one after the other: what one thread does in a round."""

    def __init__(self) -> None:
        self.anchored_at = self.looked_at = clock.now()
        self.inbox = the_inbox()

    def step(self) -> bool:
        """One round; True where there is more to do at once."""
        if self.inbox is not None and clock.now() - self.looked_at >= LOOK_EVERY:
            self.looked_at = clock.now()
            look_into(self.inbox)
        busy = move_imports()
        run_the_night()
        if clock.now() - self.anchored_at >= ANCHOR_EVERY:
            self.anchored_at = clock.now()
            anchor(proof.anchors_file(), at=self.anchored_at)
        return busy


class CashWork:
    """Matches the payments of a file once the file is in: all of them together, against what is open then."""

    def __init__(self) -> None:
        self.seen = (0, 0)

    def step(self) -> bool:
        """One look; what came since the last is matched. What the one before could not match waits for the night."""
        now = newest()
        if now == self.seen or dispatch.files_in_the_works():
            return False
        as_of = clock.today()
        for company_id, receipt_ids in not_asked(after=self.seen[0]).items():
            dispatch.match_cash(company_id, as_of=as_of, at=clock.now(), receipt_ids=receipt_ids)
        self.seen = now
        return False


def start(stop: threading.Event) -> list[threading.Thread]:
    """Begin all work beside the answers, each kind in its thread, until `stop` is set."""
    steps: dict[str, Callable[[], bool]] = {
        "imports": Housework().step,
        "exports": lambda: exports.step(now=clock.now),
        "letters": lambda: letters.step(now=clock.now),
        "deliveries": lambda: delivering.step(now=clock.now),
        "mail": carry_the_post,
        "cash": CashWork().step,
        "orders": OrderWork().step,
    }
    assert set(steps) == set(pulse.WORKS), "each kind of work has a pulse"
    threads = [
        threading.Thread(target=run_forever, args=[stop, work, step], name=work, daemon=True)
        for work, step in steps.items()
    ]
    for thread in threads:
        thread.start()
    return threads


def run_forever(stop: threading.Event, work: str, step: Callable[[], bool]) -> None:
    """Step until `stop` is set. A fault is logged and the loop goes on: one bad file must not end the night's work."""
    while not stop.is_set():
        try:
            pulse.beat(work, at=clock.now())
            busy = step()
        except Exception:  # the loop must outlive any fault; the log has its story
            log.exception("The work on %s failed; it goes on in a moment", work)
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
    dispatch.imports_finished(ended, as_of=clock.today(), at=clock.now())
    return busy


def carry_the_post() -> bool:
    """Send one message, read one that arrived, and look into the mailboxes that are due."""
    sent = send_next(now=clock.now, may_go=dispatch.may_mail_go)
    fetched = fetch_due(now=clock.now)
    return read_next(now=clock.now) or sent or fetched > 0


class OrderWork:
    """Looks again at orders of accounts to which something was done, and tells sales in the evening what became of all.

    A message has its key: what this process forgot, or another one did, is not sent again.
    """

    def __init__(self) -> None:
        self.told: set[tuple[int, dt.date]] = set()
        self.looked_at = clock.now()

    def step(self) -> bool:
        """One look; True while there may be more."""
        if clock.now() - self.looked_at >= LOOK_EVERY:
            self.looked_at = clock.now()
            self.tell_sales(as_of=clock.today(), at=clock.now())
        return look_after_journal(as_of=clock.today(), by=Role.MACHINE.value, at=clock.now()) > 0

    def tell_sales(self, *, as_of: dt.date, at: dt.datetime) -> int:
        """Tell the salespeople of each company whose time has come; returns how many messages there are."""
        due = [one for one in companies() if (one.id, as_of) not in self.told and is_due(one, as_of=as_of, at=at)]
        sent = sum(send_day_digests(one, as_of=as_of, at=at) for one in due)
        self.told |= {(one.id, as_of) for one in due}
        return sent


def run_the_night() -> None:
    """Do the night's work of today's business date once it is due, unless it is done or another process is at it."""
    local, today = localtime(clock.now()), clock.today()
    finished = NightlyRun.objects.filter(business_date__lte=today, finished_at__isnull=False)
    last = finished.values_list("business_date", flat=True).first()
    if nights.is_due(local, begins=settings.NIGHT_BEGINS, last=last):
        try:
            run_nightly(as_of=today, at=clock.now())
        except Refusal as refusal:
            if [reason.code for reason in refusal.reasons] != [UNDER_WAY] and today not in _refused:
                _refused.add(today)  # said once: the loop asks every second
                log.error("The night of %s was not run: %s", today, refusal)
