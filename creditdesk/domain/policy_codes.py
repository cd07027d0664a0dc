"""The codes of the policy document in words: `credit_manager` is a credit manager, `A` the class A."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from creditdesk.domain.phrases import Phrase, Spoken, Word, both
from creditdesk.domain.risk_class import RiskClass

# Where the code is not simply its words.
_WORDS: Mapping[str, str] = {
    "email": "e-mail",
    "cfo": "CFO",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
}


def coded(code: str) -> Spoken:
    """The words of a code; of a class its letter. A plus sign puts two codes together."""
    if isinstance(code, RiskClass) or (not isinstance(code, StrEnum) and code in RiskClass.__members__):
        return Phrase("class %(letter)s", {"letter": str(code)})
    parts = str(code).split("+")
    return both(tuple(Word(words_of(part)) for part in parts))


def words_of(code: str) -> str:
    """The English words of a single code."""
    return _WORDS.get(code, code.replace("_", " "))
