"""Facts of the payment that stand behind a label: "Check No: 10023", "Payment date 31/07/2026", or in the next cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from creditdesk.intake.formats.advice.drafts import Gathered
from creditdesk.intake.formats.advice.figures import bare_amount, is_dated, looks_like_day, units_of
from creditdesk.intake.formats.advice.lines import Line, Piece
from creditdesk.intake.formats.advice.words import LABEL, LONGEST_LABEL, Role
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import is_amount

_COLON = re.compile(r"\s*[:=]\s*")
_WORDS = re.compile(r"[^\s:=]+")
_REFERENCE = re.compile(r"(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9/_.\-]{0,60}")
LONGEST_NAME = 140
# A name behind such a label is one only where a colon or a gap stands between: "to" and "from" are words of a letter.
_NAMES = frozenset({"payer", "payee", "method"})


def take_labels(line: Line, gathered: Gathered) -> bool:
    """Take what the line says of the payment behind labels; True where it says anything."""
    found = [pair for place in range(len(line.pieces)) for pair in _pairs(line.pieces, place)]
    told = False
    for role, value, clear in found:
        if kept := _fitting(role, value, clear=clear):
            gathered.tell(role, kept, line=line.number)
            if role == "currency":
                gathered.units.append(kept)
            told = True
    return told


def _pairs(pieces: Sequence[Piece], place: int) -> list[tuple[Role, str, bool]]:
    """Label and value within the piece, or in this piece and the next one; and whether a mark parts them."""
    text = pieces[place].text
    bare = text.rstrip(" :=.#")
    if role := LABEL.get(squashed(bare)):
        following = pieces[place + 1].text if place + 1 < len(pieces) else ""
        return [(role, following.lstrip(" :=#"), True)]
    marked = _marked(text)
    if marked and not marked[-1][1] and place + 1 < len(pieces):
        marked[-1] = (marked[-1][0], pieces[place + 1].text, True)
    return marked or _unmarked(text)


def _marked(text: str) -> list[tuple[Role, str, bool]]:
    """Labels with a colon behind them, and what stands up to the next one."""
    starts: list[tuple[int, int, Role]] = []
    for colon in list(_COLON.finditer(text))[:20]:
        words = list(_WORDS.finditer(text, starts[-1][1] if starts else 0, colon.start()))[-LONGEST_LABEL:]
        for at in range(len(words)):
            if role := LABEL.get(squashed(text[words[at].start() : colon.start()])):
                starts.append((words[at].start(), colon.end(), role))
                break
    ends = [*(start for start, _, _ in starts[1:]), len(text)]
    return [(role, text[begin:end].strip(" ,;"), True) for (_, begin, role), end in zip(starts, ends, strict=False)]


def _unmarked(text: str) -> list[tuple[Role, str, bool]]:
    """A label at the beginning with a blank behind it: "Check No 10023"."""
    words = list(_WORDS.finditer(text))[: LONGEST_LABEL + 1]
    for count in range(min(LONGEST_LABEL, len(words) - 1), 0, -1):
        if role := LABEL.get(squashed(text[: words[count - 1].end()])):
            return [(role, text[words[count - 1].end() :].strip(" #:="), False)]
    return []


def _fitting(role: Role, value: str, *, clear: bool) -> str:
    """The value where it is of the kind that the label promises; else empty."""
    plain = " ".join(value.split())
    if not plain:
        return ""
    if role == "payment_date":
        return _day_in(plain)
    if role == "payment_amount":
        bare = bare_amount(plain)
        return plain if is_amount(bare) and not looks_like_day(bare) and len(bare) < 30 else ""
    if role == "payment_reference":
        found = _REFERENCE.match(plain)
        whole = found is not None and (clear or found[0] == plain)
        return found[0].rstrip(".-/") if found and whole and not looks_like_day(found[0]) else ""
    if role == "currency":
        return plain if units_of(plain.upper()) and len(plain) <= 4 else ""
    assert role in _NAMES
    return plain if clear and len(plain) <= LONGEST_NAME and any(map(str.isalpha, plain)) else ""


def _day_in(text: str) -> str:
    """The day that the value is, or begins with."""
    words = text.split(" ")
    return next(
        (" ".join(words[:count]) for count in range(min(5, len(words)), 0, -1) if is_dated(" ".join(words[:count]))),
        "",
    )
