"""Proof of letters: none went twice (I21), what was released says what it said, and what went is told of it."""

from __future__ import annotations

from django.db.models import Count, F, Q

from creditdesk.domain.letters import content_hash
from creditdesk.domain.proof import MOST_NAMED, BrokenFact
from creditdesk.letters.checks import PURPOSE
from creditdesk.letters.models import Letter, LetterFile
from creditdesk.mail.models import OutgoingMessage

# Letters whose content is held against its fingerprint: the newest, so that the proof of a night does not grow.
_NEWEST = 20_000
_GONE = (Letter.State.SENT, Letter.State.BOUNCED)


def broken_facts() -> list[BrokenFact]:
    """The broken facts of each kind in words, or nothing."""
    return [*_twice(), *_changed(), *_without_file(), *_elsewhere(), *_without_letter()]


def _twice() -> list[BrokenFact]:
    alive = Letter.objects.exclude(state__in=("discarded", "withheld", "failed"))
    columns = ("company_id", "customer_id", "kind", "level", "business_day", "recipient")
    rows = alive.order_by().values(*columns).annotate(count=Count("id")).filter(count__gt=1)[:MOST_NAMED]
    return [
        BrokenFact(
            f"I21: {row['count']} letters {row['kind']} of {row['business_day']} to one address of a customer",
            company_id=row["company_id"],
            customer_id=row["customer_id"],
        )
        for row in rows
    ]


def _changed() -> list[BrokenFact]:
    found = []
    released = (
        Letter.objects.filter(released_at__isnull=False)
        .order_by("-id")
        .only("content", "sha256", "company_id", "customer_id")
    )
    for letter in released[:_NEWEST].iterator(chunk_size=500):
        if content_hash(letter.content) != letter.sha256:
            found.append(_of(letter, f"I21: letter {letter.id} does not say any more what was released"))
    return found[:MOST_NAMED]


def _without_file() -> list[BrokenFact]:
    kept = LetterFile.objects.filter(what=LetterFile.What.LETTER).values("letter")
    lost = Letter.objects.filter(released_at__isnull=False).exclude(id__in=kept).order_by("id")[:MOST_NAMED]
    return [_of(letter, f"letter {letter.id} was released and its file is not kept") for letter in lost]


def _elsewhere() -> list[BrokenFact]:
    other = ~Q(activity__customer=F("customer")) & Q(activity__isnull=False)
    stray = Letter.objects.filter(other | Q(state__in=_GONE, activity__isnull=True)).order_by("id")[:MOST_NAMED]
    return [_of(letter, f"letter {letter.id} went, and no activity of its account says so") for letter in stray]


def _without_letter() -> list[BrokenFact]:
    """A message that says it is a letter belongs to one, to the same customer at the same address."""
    ours = OutgoingMessage.objects.filter(purpose=PURPOSE).order_by()
    known = Letter.objects.filter(message_key__gt="").values("message_key")
    lost = ours.exclude(key__in=known).order_by("id")[:MOST_NAMED]
    return [
        BrokenFact(f"I21: message {one.id} is no letter's", company_id=one.company_id, customer_id=one.customer_id)
        for one in lost
    ]


def _of(letter: Letter, text: str) -> BrokenFact:
    return BrokenFact(text, company_id=letter.company_id, customer_id=letter.customer_id)
