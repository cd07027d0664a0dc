"""From the journal into the outbox. Each subscription reads on from where it stopped, an entry once.

The journal's numbers have no gaps and are given under the lock of its head, which is held until the commit: whoever
sees an entry sees every entry before it. So "everything up to the head that I see" leaves nothing out, on either
database, however many write at once; and the mark moves in the transaction that writes the messages.
docs/decisions/outbox.md.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db.models import Q

from creditdesk.domain.events import EventKind, event_text, facts_told, leaves
from creditdesk.journal.models import JournalEntry, JournalHead
from creditdesk.journal.transactions import action
from creditdesk.outbound.access import may_be_told
from creditdesk.outbound.models import OutboxMessage, WebhookSubscription
from creditdesk.parties.models import Company

# Entries that one step reads.
CHUNK = 1000
# While so many messages wait, the journal itself keeps the rest.
WAITING_MOST = 1000


def new_key(act: str = "") -> str:
    """What an event is called by its receivers: unlike in every other installation. An act with a key has one."""
    return f"msg_{hashlib.sha256(act.encode()).hexdigest()[:32] if act else secrets.token_hex(16)}"


def live() -> Q:
    """The condition that a subscription is neither paused nor ended."""
    return Q(paused_at__isnull=True, ended_at__isnull=True)


def fill_outbox(*, at: dt.datetime) -> int:
    """One step of every subscription that has not read all of the journal; returns how many messages were written."""
    head = head_of_journal()
    behind = WebhookSubscription.objects.filter(live(), read_to_seq__lt=head).order_by("id")
    return sum(read_on(subscription_id, at=at) for subscription_id in behind.values_list("id", flat=True))


@action
def read_on(subscription_id: int, *, at: dt.datetime) -> int:
    """Write the messages of the entries that the subscription has not read, and move its mark behind them."""
    found = WebhookSubscription.objects.select_for_update(of=("self",)).select_related("owner")
    subscription = found.filter(live(), id=subscription_id).first()
    if subscription is None or not may_be_told(subscription.owner):
        return 0
    if subscription.messages.filter(state=OutboxMessage.State.WAITING).count() >= WAITING_MOST:
        return 0
    upto = min(head_of_journal(), subscription.read_to_seq + CHUNK)
    codes: dict[int | None, str | None] = dict(Company.objects.values_list("id", "code"))
    messages = [
        _message(entry, subscription, code=codes.get(entry.company_id), at=at)
        for entry in _entries(subscription, upto=upto)
    ]
    OutboxMessage.objects.bulk_create(messages)
    subscription.read_to_seq = upto
    subscription.save(update_fields=["read_to_seq"])
    return len(messages)


def head_of_journal() -> int:
    """The number of the newest entry that is committed; 0 where there is none."""
    return JournalHead.objects.filter(id=1).values_list("seq", flat=True).first() or 0


def _entries(subscription: WebhookSubscription, *, upto: int) -> list[JournalEntry]:
    """The entries that it asks for, of the owner's companies of this moment and of all companies together."""
    of_companies = Q(company_id__in=subscription.owner.companies.values("id")) | Q(company_id__isnull=True)
    unread = JournalEntry.objects.filter(seq__gt=subscription.read_to_seq, seq__lte=upto, kind__in=subscription.kinds)
    found = unread.filter(of_companies).order_by("seq")
    return [entry for entry in found if leaves(EventKind(entry.kind), entry.facts)]


def _message(
    entry: JournalEntry, subscription: WebhookSubscription, *, code: str | None, at: dt.datetime
) -> OutboxMessage:
    key, kind = new_key(), EventKind(entry.kind)
    body = event_text(
        kind,
        key=key,
        at=entry.at.isoformat(),
        seq=entry.seq,
        company=code,
        subject=(entry.subject_kind, entry.subject_id),
        customer_id=entry.customer_id,
        facts=facts_told(kind, entry.facts),
    )
    return OutboxMessage(
        subscription=subscription,
        seq=entry.seq,
        key=key,
        kind=kind,
        company_id=entry.company_id,
        body=body,
        made_at=at,
    )
