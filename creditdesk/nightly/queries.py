"""How the desk itself is: what a person or a machine that watches over it asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from creditdesk.exports.queries import exports_at_work
from creditdesk.intake.queries import waiting_files
from creditdesk.journal.queries import entries
from creditdesk.journal.verify import anchored
from creditdesk.mail.queries import post_office
from creditdesk.nightly import pulse
from creditdesk.nightly.models import NightlyRun
from creditdesk.nightly.proof import anchors_file
from creditdesk.outbound.queries import unsettled_messages
from creditdesk.receivables.stops import standing_stops


@dataclass(frozen=True, slots=True)
class State:
    """How the desk is at an instant. Ages are in seconds, None where there is nothing that could be old."""

    night_behind_days: int | None
    """Business dates since the last finished night; None before the first."""
    broken_facts: int
    standing_stops: int
    files_waiting: int
    oldest_file_seconds: float | None
    exports_waiting: int
    oldest_export_seconds: float | None
    messages_waiting: int
    messages_given_up: int
    mail_waiting: int
    oldest_mail_seconds: float | None
    """How long the oldest message waits that a mail server could have taken."""
    mail_uncertain: int
    mail_unread: int
    mail_unmatched: int
    mailboxes_troubled: int
    work_silent_seconds: Mapping[str, float]
    """How long each kind of background work has given no sign of life; nothing for one that nobody was ever at."""
    journal_entries: int
    entries_since_anchor: int


def state_of_the_desk(*, as_of: dt.date, at: dt.datetime) -> State:
    """What the last night found, what waits, and how far the anchor is behind the journal. A handful of small reads."""
    last = NightlyRun.objects.filter(finished_at__isnull=False).order_by("-business_date").first()
    newest = entries().first()
    head = newest.seq if newest else 0
    kept, _trouble = anchored(anchors_file())
    waiting = waiting_files()
    messages_waiting, messages_given_up = unsettled_messages()
    post = post_office()
    oldest = min((file.received_at for file in waiting), default=None)
    exports_waiting, oldest_export = exports_at_work()
    return State(
        night_behind_days=(as_of - last.business_date).days if last else None,
        broken_facts=len(last.broken) if last else 0,
        standing_stops=len(standing_stops()),
        files_waiting=len(waiting),
        oldest_file_seconds=(at - oldest).total_seconds() if oldest else None,
        exports_waiting=exports_waiting,
        oldest_export_seconds=(at - oldest_export).total_seconds() if oldest_export else None,
        messages_waiting=messages_waiting,
        messages_given_up=messages_given_up,
        mail_waiting=post.waiting,
        oldest_mail_seconds=(at - post.oldest_waiting).total_seconds() if post.oldest_waiting else None,
        mail_uncertain=post.uncertain,
        mail_unread=post.unread,
        mail_unmatched=post.unmatched,
        mailboxes_troubled=post.troubled,
        work_silent_seconds={
            work: silence.total_seconds() for work, silence in pulse.silences(at=at).items() if silence is not None
        },
        journal_entries=head,
        entries_since_anchor=head - max(kept, default=0),
    )
