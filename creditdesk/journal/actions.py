"""Appending to the journal, inside the transaction of the act that it records."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from creditdesk.journal import chain
from creditdesk.journal.models import JournalEntry, JournalHead


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
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a journal entry is appended in the transaction of the act that it records")
    head = _locked_head()
    salt = secrets.token_hex(16)
    fields: dict[str, Any] = {
        "seq": head.seq + 1,
        "at": at,
        "by": by,
        "kind": kind,
        "subject_kind": subject[0],
        "subject_id": subject[1],
        "company_id": company_id,
        "customer_id": customer_id,
        "facts": dict(facts or {}),
        "private_hash": chain.private_hash(private or {}, salt=salt),
    }
    entry = JournalEntry(
        **fields,
        private=dict(private or {}),
        salt=salt,
        previous_hash=head.hash,
        hash=chain.entry_hash(head.hash, fields),
    )
    entry.save(force_insert=True)
    JournalHead.objects.filter(id=1).update(seq=entry.seq, hash=entry.hash)
    return entry


def _locked_head() -> JournalHead:
    head = JournalHead.objects.select_for_update().filter(id=1).first()
    if head is None:  # only before the first migration has made it
        head = JournalHead.objects.create(id=1, seq=0, hash=chain.GENESIS)
    return head


def begin_chain() -> None:
    """Make the head of an empty journal. Safe to repeat."""
    JournalHead.objects.get_or_create(id=1, defaults={"seq": 0, "hash": chain.GENESIS})
