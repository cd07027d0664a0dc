"""Proof that the post is whole: what was queued is what was hashed, nothing went out twice, each message lies where its
attempts and decisions put it.
"""

from __future__ import annotations

from django.db.models import Count, F, Q

from creditdesk.domain.proof import MOST_NAMED, BrokenFact
from creditdesk.mail.models import IncomingMessage, OutgoingMessage, SendAttempt
from creditdesk.mail.outgoing import content_hash

State = OutgoingMessage.State
Outcome = SendAttempt.Outcome
# Hashed again each night: the newest, and so everything once while it is new.
_HASHED = 2000


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    return [*_changed_content(), *_sent_twice(), *_sent_without_attempt(), *_uncounted(), *_filed_elsewhere()]


def _changed_content() -> list[BrokenFact]:
    newest = OutgoingMessage.objects.prefetch_related("attachments").order_by("-id")[:_HASHED]
    changed = [
        one
        for one in newest
        if content_hash(one, [(each.name, each.media_type, bytes(each.content)) for each in one.attachments.all()])
        != one.content_sha256
    ]
    return [_of(one, f"I21: message {one.id} is not what was queued") for one in changed[:MOST_NAMED]]


def _sent_twice() -> list[BrokenFact]:
    """An attempt that may have gone out is the last one, unless a person said that it did not arrive."""
    went = Q(attempts__outcome__in=[Outcome.SENT, Outcome.UNCERTAIN]) & (
        Q(attempts__decision__isnull=True) | Q(attempts__decision__arrived=True)
    )
    twice = OutgoingMessage.objects.annotate(went=Count("attempts", filter=went)).filter(went__gt=1).order_by("id")
    return [_of(one, f"I21: message {one.id} may have gone out more than once") for one in twice[:MOST_NAMED]]


def _sent_without_attempt() -> list[BrokenFact]:
    sent = OutgoingMessage.objects.filter(state__in=[State.SENT, State.BOUNCED, State.SENDING], attempt_count=0)
    return [
        _of(one, f"I21: message {one.id} is {one.state} without an attempt") for one in sent.order_by("id")[:MOST_NAMED]
    ]


def _uncounted() -> list[BrokenFact]:
    counted = OutgoingMessage.objects.annotate(count=Count("attempts")).exclude(attempt_count=F("count"))
    words = "message {} has {} attempts, and counts {}"
    return [
        _of(one, words.format(one.id, one.attempts.count(), one.attempt_count))
        for one in counted.order_by("id")[:MOST_NAMED]
    ]


def _filed_elsewhere() -> list[BrokenFact]:
    filed = IncomingMessage.objects.filter(state=IncomingMessage.State.FILED)
    other = filed.exclude(customer__company=F("company")) | filed.filter(activity__isnull=False).exclude(
        activity__customer=F("customer")
    )
    return [
        BrokenFact(f"message {one.id} is filed to another company or account", company_id=one.company_id)
        for one in other.order_by("id")[:MOST_NAMED]
    ]


def _of(message: OutgoingMessage, text: str) -> BrokenFact:
    return BrokenFact(text, company_id=message.company_id, customer_id=message.customer_id)
