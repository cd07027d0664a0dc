"""Proof that the journal is whole: no gap, no changed entry, no cut tail, no rewritten past."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

from creditdesk.domain.proof import BrokenFact
from creditdesk.journal import chain
from creditdesk.journal.models import JournalEntry, JournalHead


def broken_facts(*, anchors: Path | None = None) -> list[BrokenFact]:
    """The first broken fact of the chain in words, or nothing. `anchors` is the file that `anchor` appends to.

    It breaks the books of all: where the chain does not hold, nobody can say what else was changed.
    """
    return [BrokenFact(fault) for fault in _faults(anchors)]


def _faults(anchors: Path | None) -> list[str]:
    previous, expected_seq = chain.GENESIS, 1
    hashes: dict[int, str] = {}
    known, unreadable = anchored(anchors)
    if unreadable:
        return [unreadable]
    for entry in JournalEntry.objects.order_by("seq").iterator(chunk_size=5000):
        fault = _fault(entry, previous=previous, expected_seq=expected_seq)
        if fault:
            return [fault]
        previous, expected_seq = entry.hash, entry.seq + 1
        if entry.seq in known:
            hashes[entry.seq] = entry.hash
    head = JournalHead.objects.filter(id=1).first()
    if head is None and expected_seq > 1:
        return [f"I23: the journal has {expected_seq - 1} entries and no head"]
    if head is not None and (head.seq, head.hash) != (expected_seq - 1, previous):
        return [f"I23: the journal ends at entry {expected_seq - 1}, but its head says {head.seq}"]
    for seq, anchored_hash in known.items():
        if hashes.get(seq) != anchored_hash:
            return [f"I23: journal entry {seq} is missing or differs from the anchor kept outside the database"]
    return []


def _fault(entry: JournalEntry, *, previous: str, expected_seq: int) -> str | None:
    if entry.seq != expected_seq:
        return f"I23: journal entry {expected_seq} is missing"
    if entry.previous_hash != previous:
        return f"I23: journal entry {entry.seq} does not follow the entry before it"
    fields = {name: getattr(entry, name) for name in chain.HASHED_FIELDS}
    if chain.entry_hash(previous, fields) != entry.hash:
        return f"I23: journal entry {entry.seq} was changed after it was written"
    erased = entry.private == {} and entry.salt == ""
    if not erased and chain.private_hash(entry.private, salt=entry.salt) != entry.private_hash:
        return f"I23: the private part of journal entry {entry.seq} was changed"
    return None


def anchor(path: Path, *, at: dt.datetime) -> tuple[int, str]:
    """Write the head of the chain to a file outside the database, one line each time; returns what it wrote.

    The line is on the disk when this returns: an anchor that a power cut takes away proves nothing.
    """
    head = JournalHead.objects.filter(id=1).first()
    seq, hash_ = (head.seq, head.hash) if head else (0, chain.GENESIS)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"at": at.isoformat(), "seq": seq, "hash": hash_}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return seq, hash_


def anchored(path: Path | None) -> tuple[dict[int, str], str]:
    """Sequence number → hash of every anchor, and the fact of a line that is none."""
    if path is None or not path.exists():
        return {}, ""
    found: dict[int, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        try:
            stated = json.loads(line)
            seq, hash_ = int(stated["seq"]), str(stated["hash"])
        except (ValueError, KeyError, TypeError):
            return {}, f"I23: line {number} of {path} is no anchor: it was cut off or changed"
        if found.setdefault(seq, hash_) != hash_:
            return {}, f"I23: line {number} of {path} contradicts an earlier anchor of entry {seq}"
    found.pop(0, None)
    return found, ""
