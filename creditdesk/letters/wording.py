"""Which text a letter takes: the newest approved version whose day has come, else the one that comes with the desk."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.policy_letters import LetterLanguage
from creditdesk.letters.models import LetterText


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as letters take it; number 0 comes with the desk."""

    number: int
    subject: str
    body: str
    sha256: str


def sha256_of(subject: str, body: str) -> str:
    """The fingerprint of a text."""
    return hashlib.sha256(f"{subject}\n\n{body}".encode()).hexdigest()


@lru_cache(maxsize=64)
def shipped(kind: LetterKind, language: LetterLanguage) -> Wording:
    """The text that comes with the desk."""
    # A resource of this package is part of the code, not an outside file.
    place = files("creditdesk.letters").joinpath("texts", language.value, f"{kind.value}.txt")
    subject, _, body = place.read_text(encoding="utf-8").partition("\n\n")
    body = body.rstrip("\n")
    return Wording(0, subject, body, sha256_of(subject, body))


def wording_in_force(kind: LetterKind, language: LetterLanguage, *, as_of: dt.date) -> Wording:
    """The text of letters of the kind on the day."""
    found = (
        LetterText.objects.filter(
            kind=kind.value, language=language.value, state=LetterText.State.ADOPTED, effective_from__lte=as_of
        )
        .order_by("-effective_from", "-number")
        .first()
    )
    return wording_of(found) if found else shipped(kind, language)


def wording_of(text: LetterText) -> Wording:
    """A version, or a draft, as letters would take it."""
    return Wording(text.number or 0, text.subject, text.body, text.sha256)
