"""Secrets of second factors at rest: closed with a key that the database does not hold."""

from __future__ import annotations

from creditdesk.parties import sealing

_PURPOSE = b"creditdesk second factor 1"


def encrypt(text: str) -> str:
    """The text closed with the present key; unlike itself at every call."""
    return sealing.closed(text, purpose=_PURPOSE)


def decrypt(closed: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken for anything else than `encrypt` made."""
    return sealing.opened(closed, purpose=_PURPOSE)
