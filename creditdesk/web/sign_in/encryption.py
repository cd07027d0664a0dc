"""Secrets of second factors at rest: encrypted with a key that the database does not hold.

The key is derived from the installation's signing key. After a change of that key the old one, kept in
SECRET_KEY_FALLBACKS, still opens what it closed.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_PURPOSE = b"creditdesk second factor 1"


def _cipher(secret_key: str | bytes) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=_PURPOSE).derive(force_bytes(secret_key))
    return Fernet(base64.urlsafe_b64encode(derived))


def _ciphers() -> MultiFernet:
    return MultiFernet([_cipher(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def encrypt(text: str) -> str:
    """The text closed with the present key; unlike itself at every call."""
    return _ciphers().encrypt(text.encode()).decode("ascii")


def decrypt(closed: str) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken for anything else than `encrypt` made."""
    return _ciphers().decrypt(closed.encode()).decode()
