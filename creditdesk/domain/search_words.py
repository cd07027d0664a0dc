"""Texts as they are searched: words without case and marks over letters, the same for every database.

folded("Chèque  promis à MÜLLER")      "cheque promis a muller"
words_of("cheque MÜLLER cheque")       ("cheque", "muller")
searched("CHK4417, “n° 12”")           "chk 4417 no 12"
searched("支払い")                      "支 払 い"

A word is a run of letters or one of figures, so that "4417" finds "CHK4417". Scripts that set no blanks between words
are taken sign by sign. What stands together in the search must stand together in the text, so nothing is lost by it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

# A search of more words than these is a text that was pasted.
MOST_WORDS = 12
# Shorter words are in every note; a sign of a script that sets no blanks says as much as a word.
SHORTEST = 2
# No index takes words without end; what is longer is no word.
LONGEST_WORD = 60
# Thai to Burmese, kana, and the signs that Chinese and Japanese share.
_WITHOUT_BLANKS = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x4DBF)),
    *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)


def folded(text: str) -> str:
    """The text as it is compared: the same for everybody who types it in his own way."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def searched(text: str) -> str:
    """The text as it is kept for the search: its words, a blank between two."""
    return " ".join(_parts(folded(text)))


def words_of(text: str) -> tuple[str, ...]:
    """What is all to be found, each once, in the order typed; no more than MOST_WORDS.

    Each is a word, or several with blanks between them that are to stand side by side: what was typed as one.
    """
    typed = (" ".join(_parts(word)) for word in folded(text).split())
    return tuple(dict.fromkeys(word for word in typed if word))[:MOST_WORDS]


def says_enough(word: str) -> bool:
    """Whether the word is worth a search: a single letter or figure begins a word of every note."""
    return len(word) >= SHORTEST or _kind(word) == "sign"


def _parts(text: str) -> Iterator[str]:
    for kind, signs in groupby(text, key=_kind):
        if kind == "sign":
            yield from signs
        elif kind:
            yield "".join(signs)[:LONGEST_WORD]


def _kind(sign: str) -> str:
    """Of which kind of word it is a part; empty where of none."""
    if not sign.isalnum():
        return ""
    if any(first <= ord(sign) <= last for first, last in _WITHOUT_BLANKS):
        return "sign"
    return "figures" if sign.isnumeric() else "letters"
