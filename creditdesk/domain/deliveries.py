"""When a message to another program is tried again, when it is given up, and how it is signed.

The signature follows the Standard Webhooks convention, for which receivers find ready-made libraries: an HMAC-SHA256
over `id.timestamp.body` with the subscription's secret, in base64 behind `v1,`. Source: docs/rules/webhooks.md.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterable
from enum import StrEnum

SECRET_PREFIX = "whsec_"  # noqa: S105  (the mark of a secret, so that one in a wrong place is found; not a secret)
GIVEN_UP_AFTER = dt.timedelta(days=1)
# After a rotation both secrets sign for so long, so that the receiver can change over.
BOTH_SECRETS_FOR = dt.timedelta(days=1)
# How long the subscription rests after its first, second, … failure in a row; then always the last.
_RESTS = tuple(dt.timedelta(seconds=seconds) for seconds in (10, 30, 60, 300, 900, 1800, 3600))


class Outcome(StrEnum):
    """What came of one attempt."""

    DELIVERED = "delivered"
    ANSWERED_OTHERWISE = "answered_otherwise"
    REDIRECTED = "redirected"
    NOT_FOUND = "not_found"
    FORBIDDEN_ADDRESS = "forbidden_address"
    NO_CONNECTION = "no_connection"
    NOT_TRUSTED = "not_trusted"
    NO_ANSWER = "no_answer"
    NO_SECRET = "no_secret"  # noqa: S105  (sealed with a key that is gone; not a secret)


def outcome_of(status: int) -> Outcome:
    """What an HTTP status says: only 200 to 299 is a delivery, and nobody is followed to another address."""
    if 200 <= status <= 299:
        return Outcome.DELIVERED
    return Outcome.REDIRECTED if 300 <= status <= 399 else Outcome.ANSWERED_OTHERWISE


def next_try(failures: int, *, at: dt.datetime) -> dt.datetime:
    """When the subscription is tried again after so many failures in a row, the newest at `at`."""
    assert failures >= 1, "without a failure there is nothing to wait for"
    return at + _RESTS[min(failures, len(_RESTS)) - 1]


def is_given_up(*, made_at: dt.datetime, at: dt.datetime) -> bool:
    """Whether a message that just failed is not tried again: it is a day old. None is given up untried."""
    return at - made_at >= GIVEN_UP_AFTER


def signature(secrets: Iterable[str], *, key: str, timestamp: int, body: bytes) -> str:
    """The header's value: a signature for each secret that counts, separated by spaces. Raises ValueError for a text
    that is no secret of ours."""
    signed = b".".join([key.encode(), str(timestamp).encode(), body])
    return " ".join(f"v1,{_hmac(secret, signed)}" for secret in secrets)


def _hmac(secret: str, signed: bytes) -> str:
    prefix, _, coded = secret.partition("_")
    if f"{prefix}_" != SECRET_PREFIX:
        raise ValueError("a webhook secret begins with " + SECRET_PREFIX)
    try:
        key = base64.b64decode(coded, validate=True)
    except binascii.Error as error:
        raise ValueError("a webhook secret is base64 behind its prefix") from error
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
