"""The passwords of a mailbox at rest: sealed with a key that the database does not hold."""

from __future__ import annotations

from cryptography.fernet import InvalidToken

from creditdesk.parties import sealing

_PURPOSE = b"creditdesk mailbox password 1"


def closed(password: str) -> str:
    """The password as the database keeps it; none stays none."""
    return sealing.closed(password, purpose=_PURPOSE) if password else ""


def opened(kept: str) -> str | None:
    """The password again; None where the key that sealed it is gone: the password must be entered anew."""
    if not kept:
        return ""
    try:
        return sealing.opened(kept, purpose=_PURPOSE)
    except InvalidToken:
        return None
