"""The arithmetic of the chain: what is hashed, and how an entry proves the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

GENESIS = "0" * 64


def canonical(value: object) -> str:
    """One text for one value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def private_hash(private: Mapping[str, Any], *, salt: str) -> str:
    """The salted hash that stands in the chain for names and notes."""
    return hashlib.sha256((salt + canonical(private)).encode()).hexdigest()


def entry_hash(previous_hash: str, fields: Mapping[str, Any]) -> str:
    """The hash of an entry over the hash before it and everything that it states."""
    stated = {**fields, "at": _instant(fields["at"])}
    return hashlib.sha256((previous_hash + canonical(stated)).encode()).hexdigest()


def _instant(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


HASHED_FIELDS = (
    "seq",
    "at",
    "by",
    "kind",
    "subject_kind",
    "subject_id",
    "company_id",
    "customer_id",
    "facts",
    "private_hash",
)
