"""Document numbers of one file: twice the same is refused, none at all is derived from the content.

Both remember one short digest per document and not its text: with their lines and marks a million numbers take 25 MB.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable
from hashlib import blake2b
from struct import Struct

from creditdesk.intake.formats.refusals import CellRefused

KEY_BYTES = 12
CONTENT_BITS = 64
DERIVED_PREFIX = "NN-"
# The documents whose digests begin with the same twelve bits lie on one shelf, packed: the digest but for its first
# byte, the line, and the mark of the content. A dictionary takes five times as much for them.
_DOCUMENT = Struct(f"<{KEY_BYTES - 1}sIQ")


class SeenNumbers:
    """The numbers seen so far in one file, by company, customer and kind."""

    def __init__(self, *, taken: Collection[str] = ()) -> None:
        """`taken` are the derived numbers that equal documents of an earlier file have: these come on top of them."""
        self._shelves: dict[int, bytearray] = defaultdict(bytearray)
        self._occurrences: dict[bytes, int] = {}
        self._taken = frozenset(taken)

    def check(self, key: str, *, content: Hashable, line: int) -> None:
        """Remembers a number. Raises CellRefused naming the line where the same number stood before."""
        digest = _digest(key, size=KEY_BYTES)
        shelf, rest = self._shelves[int.from_bytes(digest[:2], "big") >> 4], digest[1:]
        mark = hash(content) & ((1 << CONTENT_BITS) - 1)
        place = _place(rest, shelf)
        if place is None:
            shelf += _DOCUMENT.pack(rest, line, mark)
            return
        _, earlier, first = _DOCUMENT.unpack_from(shelf, place)
        if earlier == line:
            return
        if first == mark:
            raise CellRefused("intake.same_row", "The row is the same as line %(line)d.", line=earlier)
        raise CellRefused(
            "intake.same_number",
            "The number stands on line %(line)d already, for the same customer and with other content.",
            line=earlier,
        )

    def derived_number(self, owner: str, *, content: tuple[object, ...]) -> str:
        """A number made of the content; the same content gets another one each time that it occurs.

        What may change while a document lives (what is open, when it was settled) is no part of the content, so that a
        later file of the same documents in the same order derives the same numbers.
        """
        facts = "\x1f".join([owner, *("" if fact is None else str(fact) for fact in content)])
        digest = _digest(facts, size=KEY_BYTES)
        occurrence, number = self._occurrences.get(digest, 0), ""
        while not number or number in self._taken:
            occurrence += 1
            number = DERIVED_PREFIX + _digest(f"{facts}\x1f{occurrence}", size=6).hex()
        self._occurrences[digest] = occurrence
        return number


def _place(rest: bytes, shelf: bytearray) -> int | None:
    """Where the document with the digest begins on its shelf; None where it is not there."""
    place = shelf.find(rest)
    while place % _DOCUMENT.size and place >= 0:  # the same bytes may stand across two documents
        place = shelf.find(rest, place + 1)
    return place if place >= 0 else None


def _digest(text: str, *, size: int) -> bytes:
    return blake2b(text.encode(), digest_size=size).digest()
