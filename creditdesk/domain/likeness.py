"""When two customers may be one: the same name but for marks and legal form, the same number but for zeros and marks.

    "Fenwick Optical, Inc."   and   "FENWICK OPTICAL"      are alike
    "0200759878"              and   "200759878"            are alike
    "C-100"                   and   "c100"                 are alike

Alike is a question for a person and never an answer.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Endings that say what a company is and not which: they come and go from one program to the next.
_FORMS = frozenset({
    "ab", "ag", "aps", "as", "asa", "bv", "bvba", "co", "cokg", "company", "corp", "corporation", "ek", "ev", "gbr",
    "gmbh", "inc", "incorporated", "kft", "kg", "kgaa", "kk", "lda", "llc", "llp", "limited", "lp", "ltd", "ltda",
    "mbh", "nv", "ohg", "oy", "oyj", "plc", "pte", "pty", "sa", "sarl", "sas", "se", "sl", "snc", "spa", "spol",
    "srl", "sro", "sprl", "ug", "zoo",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_DOTTED = re.compile(r"\b((?:\w\.\s?){2,12})(?=\W|$)")
_JOINED = re.compile(r"[./](?=\w\b)")


# The same payers come day by day.
@lru_cache(maxsize=1 << 15)
def comparable_name(name: str) -> str:
    """The words of the name as names are compared; empty where nothing but a legal form is left."""
    plain = name.casefold() if name.isascii() else _without_marks(name)
    if "." in plain or "/" in plain:  # "S.A." and "A/S" are one word each
        plain = _DOTTED.sub(lambda dotted: dotted[1].replace(".", "").replace(" ", "") + " ", plain)
        plain = _JOINED.sub("", plain)
    words = _WORD.findall(plain)
    while words and words[-1] in _FORMS:
        words.pop()
    return " ".join(word for word in words if word != "and")


def _without_marks(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def comparable_number(number: str) -> str:
    """Letters and digits of the number without its leading zeros; empty where nothing is left."""
    return "".join(filter(str.isalnum, number)).casefold().lstrip("0")
