"""Secrets at rest: closed with a key that the database does not hold, and that is another one for each purpose.

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


def closed(text: str, *, purpose: bytes) -> str:
    """The text closed with the present key; unlike itself at every call."""
    return _ciphers(purpose).encrypt(text.encode()).decode("ascii")


def opened(text: str, *, purpose: bytes) -> str:
    """The text again. Raises cryptography.fernet.InvalidToken for anything else than `closed` made for the purpose."""
    return _ciphers(purpose).decrypt(text.encode()).decode()


def _ciphers(purpose: bytes) -> MultiFernet:
    return MultiFernet([_cipher(key, purpose) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _cipher(secret_key: str | bytes, purpose: bytes) -> Fernet:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(force_bytes(secret_key))
    return Fernet(base64.urlsafe_b64encode(derived))
