"""Files of records of fixed width: lines, or one long line without ends, each as a record with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from creditdesk.intake.formats.bank.values import unsound


@dataclass(frozen=True, slots=True)
class FixedRecord:
    """One record, filled up with blanks to its width. Columns are counted from one, as the descriptions do."""

    line: int
    text: str

    def __getitem__(self, columns: tuple[int, int]) -> str:
        first, last = columns
        return self.text[first - 1 : last].strip()

    def raw(self, first: int, last: int) -> str:
        """The columns with their blanks."""
        return self.text[first - 1 : last]


def fixed_records(text: str, *, width: int) -> Iterator[FixedRecord]:
    """The records. Raises FileRefused for a line that is longer than a record may be and no run of records."""
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.rstrip()
        if not bare:
            continue
        if len(bare) <= width:
            yield FixedRecord(number, bare.ljust(width))
        elif len(line) % width == 0 or (number == 1 and "\n" not in text.strip("\n")):
            for place in range(0, len(bare), width):
                yield FixedRecord(number, bare[place : place + width].ljust(width))
        else:
            said = "The line has %(length)d characters; a record has %(width)d."
            raise unsound("width", said, line=number, field="record", value=bare[:20], length=len(bare), width=width)
