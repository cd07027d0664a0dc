"""Texts as they are searched: without case, marks over letters and blanks of any kind.

folded("Chèque  promis à MÜLLER")      "cheque promis a muller"
words_of("cheque MÜLLER cheque")       ("cheque", "muller")
"""

from __future__ import annotations

import unicodedata

# A search of more words than these is a text that was pasted.
MOST_WORDS = 12


def folded(text: str) -> str:
    """The text as it is compared: the same for everybody who types it in his own way."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def words_of(text: str) -> tuple[str, ...]:
    """The words that are all to be found, each once, in the order typed; no more than MOST_WORDS."""
    return tuple(dict.fromkeys(folded(text).split()))[:MOST_WORDS]
