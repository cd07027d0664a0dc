"""The secret of a subscription, at rest and at work: it signs what is sent, so that its receiver knows who sent it."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import secrets

from cryptography.fernet import InvalidToken

from creditdesk.domain.deliveries import SECRET_PREFIX, signature
from creditdesk.outbound.models import WebhookSubscription
from creditdesk.parties import sealing

_PURPOSE = b"creditdesk webhook secret 1"
_RANDOM_BYTES = 32


def new_secret() -> str:
    """A secret that nobody can guess, marked as one."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_RANDOM_BYTES)).decode()


def closed(secret: str) -> str:
    """The secret as the database keeps it."""
    return sealing.closed(secret, purpose=_PURPOSE)


def secrets_of(subscription: WebhookSubscription, *, at: dt.datetime) -> tuple[str, ...]:
    """The secrets that sign at the instant. None where the key that sealed them is gone: a new secret mends it."""
    sealed = [subscription.secret]
    if subscription.earlier_secret_until is not None and subscription.earlier_secret_until > at:
        sealed.append(subscription.earlier_secret)
    opened = []
    for one in sealed:
        with contextlib.suppress(InvalidToken):
            opened.append(sealing.opened(one, purpose=_PURPOSE))
    return tuple(opened)


def headers(with_secrets: tuple[str, ...], *, key: str, body: bytes, at: dt.datetime) -> dict[str, str]:
    """What goes with a message: its key, by which the receiver knows a double, when it was sent, and the signatures."""
    stamp = int(at.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Creditdesk",
        "Idempotency-Key": key,
        "Webhook-Id": key,
        "Webhook-Timestamp": str(stamp),
        "Webhook-Signature": signature(with_secrets, key=key, timestamp=stamp, body=body),
    }
