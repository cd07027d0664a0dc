"""Appending to the journal, inside the transaction of the act that it records."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from creditdesk.journal import chain
from creditdesk.journal.models import JournalEntry, JournalHead


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one act: `facts` and `private` as `append` takes them."""

    kind: str
    subject: tuple[str, int]
    company_id: int | None = None
    customer_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


def append(
    kind: str,
    *,
    by: str,
    at: dt.datetime,
    subject: tuple[str, int],
    company_id: int | None = None,
    customer_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry at the end of the chain.

    `facts` go into the chain and can never be erased: put numbers, codes and ids there. `private` takes names, notes
    and other texts about people. Call it last in the action: it holds the head of the chain until the commit.
    Raises RuntimeError outside a transaction.
    """
    told = Told(kind, subject, company_id, customer_id, facts or {}, private or {})
    return append_all([told], by=by, at=at)[0]


def append_all(told: Sequence[Told], *, by: str, at: dt.datetime) -> list[JournalEntry]:
    """Append an entry for each of these acts, in their order, as `append` does for one; the head is held once."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal entry is appended in the transaction of the act that it records")
    if not told:
        return []
    head = _locked_head()
    entries: list[JournalEntry] = []
    for one in told:
        entries.append(_entry(one, seq=head.seq + 1, previous_hash=head.hash, by=by, at=at))
        head.seq, head.hash = entries[-1].seq, entries[-1].hash
    if len(entries) == 1:
        entries[0].save(force_insert=True)
    else:
        JournalEntry.objects.bulk_create(entries, batch_size=500)
    JournalHead.objects.filter(id=1).update(seq=head.seq, hash=head.hash)
    return entries


def _entry(told: Told, *, seq: int, previous_hash: str, by: str, at: dt.datetime) -> JournalEntry:
    salt = secrets.token_hex(16)
    fields: dict[str, Any] = {
        "seq": seq,
        "at": at,
        "by": by,
        "kind": told.kind,
        "subject_kind": told.subject[0],
        "subject_id": told.subject[1],
        "company_id": told.company_id,
        "customer_id": told.customer_id,
        "facts": dict(told.facts),
        "private_hash": chain.private_hash(told.private, salt=salt),
    }
    return JournalEntry(
        **fields,
        private=dict(told.private),
        salt=salt,
        previous_hash=previous_hash,
        hash=chain.entry_hash(previous_hash, fields),
    )


def _locked_head() -> JournalHead:
    head = JournalHead.objects.select_for_update().filter(id=1).first()
    if head is None:  # only before the first migration has made it
        head = JournalHead.objects.create(id=1, seq=0, hash=chain.GENESIS)
    return head


def begin_chain() -> None:
    """Make the head of an empty journal. Safe to repeat."""
    JournalHead.objects.get_or_create(id=1, defaults={"seq": 0, "hash": chain.GENESIS})
