"""An answer to a customer who asks for papers, as it is proposed: what goes with it, in his language.

Which papers are about a document is told by its number, as a word of its own in the paper's name or description::

    is_about("POD-88077.pdf", numbers=["88077"])      # True
    is_about("POD-188077.pdf", numbers=["88077"])     # False

Source: docs/rules/mail.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_TEXTS = {
    "en": "Thank you for your message.\n\nEnclosed: {names}.\n\nKind regards,\n{who}\n{company}",
    "es": "Gracias por su mensaje.\n\nAdjunto: {names}.\n\nAtentamente,\n{who}\n{company}",
    "fr": "Merci de votre message.\n\nPièces jointes : {names}.\n\nCordialement,\n{who}\n{company}",
}
# Shorter numbers stand in too many names by chance.
_SHORTEST = 3


def is_about(name: str, *, numbers: Iterable[str]) -> bool:
    """Whether a paper of the name (or description) is about one of the documents."""
    return any(
        re.search(rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])", name, re.IGNORECASE)
        for number in numbers
        if len(number) >= _SHORTEST
    )


def proposed_answer(names: Sequence[str], *, language: str, who: str, company: str) -> str:
    """The text that goes with the papers; nothing where there are none. A language that is not known is English."""
    if not names:
        return ""
    return _TEXTS.get(language[:2].lower(), _TEXTS["en"]).format(names=", ".join(names), who=who, company=company)
