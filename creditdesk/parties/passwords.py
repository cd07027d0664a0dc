"""Passwords that others have used before: with ornaments around a common word, or in a list of stolen ones.

The list of stolen ones is a file that the operator keeps: SHA-1 in capital hexadecimal, one a line, in order, each with
`:` and a count behind it, as Have I Been Pwned gives it out. It is looked into on this machine; nothing is sent.
"""

from __future__ import annotations

import hashlib
import os
import re
import string
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_ORNAMENTS = string.digits + string.punctuation + string.whitespace
_LETTERS = str.maketrans("013457@$!", "oleastasi")
_LONGEST_UNIT = 6
_HASH_CHARS = 40


class NoOrnamentedWord:
    """Refuses `Password2026!!` and `abcabcabcabc`: guessers try what people put around a common word, too."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a common word with ornaments, or a short text over and over."""
        plain = password.lower()
        spelt = plain.strip(_ORNAMENTS).translate(_LETTERS)
        if _one_common_word(plain) or _one_common_word(spelt) or _repeats(plain):
            raise ValidationError(_("This password is a common word or a number with ornaments, or one text repeated."))

    def get_help_text(self) -> str:
        """What the form says of it."""
        return _("It is not a common word with digits and signs around it.")


class NotStolen:
    """Refuses what stands in the operator's list of stolen passwords, where there is one."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a password of the list."""
        listed: Path | None = settings.STOLEN_PASSWORDS
        digest = hashlib.sha1(password.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest().upper()
        if listed is not None and _stands_in(listed, digest):
            raise ValidationError(_("This password was stolen elsewhere and is tried by guessers. Choose another one."))

    def get_help_text(self) -> str:
        """What the form says of it."""
        return _("It does not stand in lists of stolen passwords.")


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _one_common_word(text: str) -> bool:
    """Whether its letters are one common word, however often, or none at all."""
    words = set(re.findall(r"[^\W\d_]+", text))
    return len(words) <= 1 and words <= _common()


def _repeats(text: str) -> bool:
    return any(text == (text[:length] * len(text))[: len(text)] for length in range(1, _LONGEST_UNIT + 1))


def _stands_in(path: Path, digest: str) -> bool:
    """Whether a line begins with the digest, found by halving: the whole list has forty gigabytes."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, os.SEEK_END)
        while low < high:
            middle = (low + high) // 2
            start, line = _line_behind(file, middle)
            if start >= high or not line:
                high = middle
                continue
            found = line[:_HASH_CHARS].decode("ascii", "replace").upper()
            if found == digest:
                return True
            low, high = (start + len(line), high) if found < digest else (low, middle)
    return False


def _line_behind(file: BinaryIO, place: int) -> tuple[int, bytes]:
    """The first whole line that begins at the place or behind it, with where it begins."""
    file.seek(max(place - 1, 0))
    if place:
        file.readline()
    return file.tell(), file.readline()
