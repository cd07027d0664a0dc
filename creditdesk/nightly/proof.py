"""Everything that can be proved of the database, by name. Each proof returns the broken facts in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from creditdesk.followup import verify as followup
from creditdesk.intake import verify as intake
from creditdesk.journal import verify as journal
from creditdesk.journal.models import JournalHead
from creditdesk.receivables import verify as ledger


def anchors_file() -> Path:
    """Where the journal's head is anchored, unless told otherwise."""
    return Path(settings.DATA_DIR) / "anchors.jsonl"


def head() -> tuple[int, str]:
    """Sequence number and hash of the journal's last entry."""
    found = JournalHead.objects.filter(id=1).first()
    return (found.seq, found.hash) if found else (0, "")


def _ledger(as_of: dt.date) -> list[str]:
    return ledger.broken_facts()


def _journal(as_of: dt.date) -> list[str]:
    return journal.broken_facts(anchors=anchors_file())


def _intake(as_of: dt.date) -> list[str]:
    return intake.broken_facts()


def _followup(as_of: dt.date) -> list[str]:
    return followup.broken_facts()


PROOFS: dict[str, Callable[[dt.date], list[str]]] = {
    "ledger": _ledger,
    "journal": _journal,
    "imports": _intake,
    "follow-up": _followup,
}


def broken_facts(*, as_of: dt.date) -> list[str]:
    """Every proof's broken facts, one after the other; an empty list is the proof of all."""
    return [fact for prove in PROOFS.values() for fact in prove(as_of)]
