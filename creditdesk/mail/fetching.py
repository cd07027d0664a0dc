"""Fetching: each mailbox in turn, claimed for a while, so that several processes never read the same folder at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import Max, Q, QuerySet

from creditdesk.domain.mail_sending import next_try
from creditdesk.domain.reasons import Reason
from creditdesk.journal.transactions import action
from creditdesk.mail import sealed
from creditdesk.mail.arriving import MEGABYTE, store_arrived
from creditdesk.mail.imap import BATCH, FetchFailed, Folder
from creditdesk.mail.models import IncomingMessage, Mailbox
from creditdesk.mail.sending import mail_policy
from creditdesk.mail.smtp import Server

EVERY = dt.timedelta(minutes=1)
# Longer than a whole talk with a server may take.
LEASE = dt.timedelta(minutes=20)


def fetch_due(*, now: Callable[[], dt.datetime]) -> int:
    """Take over what is new in every mailbox that is due; returns how many messages were stored."""
    due = _due(at=now()).order_by("id").values_list("id", flat=True)
    return sum(fetch_mailbox(box_id, now=now) for box_id in list(due))


def fetch_mailbox(box_id: int, *, now: Callable[[], dt.datetime]) -> int:
    """Take over what is new in one mailbox, unless somebody else is at it or the server is being left alone."""
    box = _claimed(box_id, at=now())
    if box is None:
        return 0
    password = sealed.opened(box.imap_password)
    if password is None:
        _given_back(box, trouble="the password cannot be opened any more: enter it anew", more=False, at=now())
        return 0
    stored, trouble = 0, ""
    try:
        with Folder(server_in(box, password), box.imap_folder) as folder:
            largest = mail_policy(box.company, at=now()).max_message_mb * MEGABYTE
            for fetched in folder.new_messages(behind=_behind(box, folder.uidvalidity), largest=largest):
                store_arrived(box, fetched, at=now())
                folder.mark_seen(fetched.uid)
                stored += 1
    except FetchFailed as failed:
        trouble = str(failed)
    _given_back(box, trouble=trouble, more=stored >= BATCH, at=now())
    return stored


def server_in(box: Mailbox, password: str) -> Server:
    """The server that the mailbox is read from."""
    return Server(box.imap_host, box.imap_port, box.imap_security, box.imap_user, password)


def _due(*, at: dt.datetime) -> QuerySet[Mailbox]:
    rested = Q(fetch_next_at__isnull=True) | Q(fetch_next_at__lte=at)
    free = Q(fetch_held_until__isnull=True) | Q(fetch_held_until__lte=at)
    return Mailbox.objects.filter(rested, free, ended_at__isnull=True, imap_host__gt="")


@action
def _claimed(box_id: int, *, at: dt.datetime) -> Mailbox | None:
    box = _due(at=at).select_for_update(of=("self",)).select_related("company").filter(id=box_id).first()
    if box is not None:
        box.fetch_held_until = at + LEASE
        box.save(update_fields=["fetch_held_until"])
    return box


def _behind(box: Mailbox, uidvalidity: int) -> int:
    """The highest number that was taken over of the folder as the server counts it now."""
    taken = IncomingMessage.objects.filter(mailbox=box, uidvalidity=uidvalidity)
    return taken.aggregate(most=Max("uid"))["most"] or 0


@action
def _given_back(box: Mailbox, *, trouble: str, more: bool, at: dt.datetime) -> None:
    """Give the mailbox back, with when it is looked into next and what was wrong."""
    held = Mailbox.objects.select_for_update().get(id=box.id)
    if held.fetch_held_until != box.fetch_held_until:
        return  # it took longer than the claim: somebody else is at it
    held.fetch_held_until = None
    if trouble:
        held.fetch_failures += 1
        held.fetch_next_at = next_try(held.fetch_failures, at=at)
        held.fetch_trouble = Reason("mail.server", "%(words)s", {"words": trouble}).as_dict()
    else:
        held.fetch_failures, held.fetch_trouble, held.fetched_at = 0, None, at
        held.fetch_next_at = at if more else at + EVERY
    held.save(update_fields=["fetch_held_until", "fetch_failures", "fetch_next_at", "fetch_trouble", "fetched_at"])
