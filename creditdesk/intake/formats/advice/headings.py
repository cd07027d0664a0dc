"""Which line heads a table, what each of its columns is, and which piece of a row stands below which heading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from creditdesk.intake.formats.advice.figures import bare_amount, several_amounts
from creditdesk.intake.formats.advice.lines import Line, Piece
from creditdesk.intake.formats.advice.words import AMOUNTS, HEADING, OF_PAYMENT, Role
from creditdesk.intake.formats.synonyms import squashed
from creditdesk.intake.formats.values import is_amount

_LONGEST_HEADING = 5  # words
_NUMBERS: tuple[Role, ...] = ("invoice", "document", "reference")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, its heading, and its place."""

    role: Role
    heading: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns below one header; `number` is the one with the number of the document, None where there is none."""

    columns: tuple[Column, ...]
    number: int | None
    line: int
    lines: int = 1  # how many lines the header takes

    @property
    def roles(self) -> list[Role]:
        """What the columns hold, from left to right."""
        return [column.role for column in self.columns]


def header_at(lines: Sequence[Line], place: int) -> Columns | None:
    """The columns that this line heads, alone or with the next one, whichever tells more; None where it is none."""
    alone = _columns(lines[place].pieces, lines[place].number)
    below = lines[place + 1] if place + 1 < len(lines) else None
    if (
        below is None
        or not any(map(str.isalpha, below.text))
        or below.grid
        or lines[place].grid
        or any(map(str.isdecimal, lines[place].text + below.text))
    ):
        return alone
    stacked = _columns(_stacked(lines[place].pieces, below.pieces), lines[place].number)
    known = _known(stacked)
    rival = max(_known(alone), _known(_columns(below.pieces, below.number)))
    if stacked is None or known < rival or (known == rival and known < len(stacked.columns)):
        return alone
    return replace(stacked, lines=2)


def _known(header: Columns | None) -> int:
    return sum(role != "text" for role in header.roles) if header else 0


def _columns(pieces: Iterable[Piece], line: int) -> Columns | None:
    """The columns of a header: two headings that are known, of them a number of a document or two facts of payment."""
    columns = []
    unknown = 0
    for piece in pieces:
        parts = _parts(piece)
        if parts[0][0] == "text" and any(map(str.isdecimal, piece.text)):
            return None  # a label and its value beside it
        unknown += parts[0][0] == "text"
        columns += [Column(role, part.text, part.start, part.end) for role, part in parts]
    roles = [column.role for column in columns]
    known = len(columns) - unknown
    if known < 2 or unknown > known:
        return None
    number = next((roles.index(role) for role in _NUMBERS if role in roles), None)
    if number is None:
        return Columns(tuple(columns), None, line) if sum(role in OF_PAYMENT for role in roles) >= 2 else None
    if not AMOUNTS.union({"date", "payment_amount"}).intersection(roles):
        return None
    return Columns(_settled(columns, number), number, line)


def _settled(columns: Sequence[Column], number: int) -> tuple[Column, ...]:
    """The columns with one number, and "amount" as gross or net where the others tell which it is."""
    found = []
    if not {"net", "payment_reference"}.intersection(column.role for column in columns):
        # Without a number of the payment beside it, "payment amount" is what is paid of the row's document.
        columns = [replace(one, role="net") if one.role == "payment_amount" else one for one in columns]
    roles = [column.role for column in columns]
    for place, column in enumerate(columns):
        role = column.role
        if role in _NUMBERS and place != number:
            role = "reference"
        elif role == "amount" and "net" in roles:
            role = "other" if "gross" in roles else "gross"
        elif role == "amount" and ("gross" in roles or not {"discount", "deduction", "adjustment"}.intersection(roles)):
            role = "net"
        found.append(replace(column, role=role))
    return tuple(found)


def _parts(piece: Piece) -> list[tuple[Role, Piece]]:
    """The headings that a piece is: one, or several that stand a blank apart. An unknown one is text."""
    if role := HEADING.get(squashed(piece.text)):
        return [(role, piece)]
    words = piece.words()
    parts: list[tuple[Role, Piece]] = []
    at = 0
    while at < len(words) and len(words) <= 40:
        for count in range(min(_LONGEST_HEADING, len(words) - at), 0, -1):
            text = " ".join(word.text for word in words[at : at + count])
            if role := HEADING.get(squashed(text)):
                parts.append((role, Piece(text, words[at].start, words[at + count - 1].end)))
                at += count
                break
        else:
            break
    return parts if at == len(words) and parts else [("text", piece)]


def _stacked(above: Sequence[Piece], below: Sequence[Piece]) -> list[Piece]:
    """Two lines of a header as one: what stands below one another belongs together."""
    found = list(above)
    for piece in below:
        place = next((at for at, one in enumerate(found) if one.start < piece.end and piece.start < one.end), None)
        if place is None:
            found.append(piece)
            continue
        one = found[place]
        found[place] = Piece(f"{one.text} {piece.text}", min(one.start, piece.start), max(one.end, piece.end))
    return sorted(found, key=lambda piece: piece.start)


def cells_of(line: Line, columns: Columns) -> dict[int, str] | None:
    """Column → what stands in it; None where it is not certain below which heading a piece stands."""
    heads = columns.columns
    if line.grid:
        return _grid_cells(line, heads)
    if len(line.pieces) == 1 and len(heads) > 1 and " " in line.pieces[0].text:
        # One blank between the words: their places tell nothing, their order does where none is missing.
        words = line.pieces[0].text.split()
        return dict(enumerate(words)) if len(words) == len(heads) else None
    placed = _placed(line, heads)
    order = [place for place, _ in placed]
    if len(line.pieces) == len(heads) and (None in order or len(set(order)) != len(heads)):
        return {place: piece.text for place, piece in enumerate(line.pieces)}
    cells: dict[int, str] = {}
    last = 0
    for place, part in placed:
        if place is None or place < last:
            return None
        cells[place] = f"{cells[place]} {part.text}" if place in cells else part.text
        last = place
    return cells


def _grid_cells(line: Line, heads: Sequence[Column]) -> dict[int, str] | None:
    by_start = {head.start: place for place, head in enumerate(heads)}
    beside = [piece for piece in line.pieces if piece.start not in by_start]
    if any(is_amount(bare_amount(piece.text)) for piece in beside):
        return None  # an amount below no heading: a comma may have cut one that stands left of it
    return {by_start[piece.start]: piece.text for piece in line.pieces if piece.start in by_start}


def _placed(line: Line, heads: Sequence[Column]) -> list[tuple[int | None, Piece]]:
    """Each piece with its column. A piece below several headings is taken word by word, unless it begins with one."""
    placed: list[tuple[int | None, Piece]] = []
    for piece in line.pieces:
        over = [place for place, head in enumerate(heads) if _overlap(piece, head) > 0]
        apart = several_amounts(piece.text) or (len(over) > 1 and not _fits_one(piece, heads, over))
        parts = piece.words() if apart else [piece]
        placed += [(_column_of(part, heads), part) for part in parts]
    return placed


def _overlap(piece: Piece, head: Column) -> float:
    return min(piece.end, head.end) - max(piece.start, head.start)


def _fits_one(piece: Piece, heads: Sequence[Column], over: Sequence[int]) -> bool:
    """True where a piece that reaches below two headings begins or ends with exactly one of them."""
    size = (piece.end - piece.start) / max(len(piece.text), 1)
    return len([place for place in over if _distance(piece, heads[place]) <= size]) == 1


def _distance(piece: Piece, head: Column) -> float:
    """How far the piece is from standing below the heading: by its left, its right or its middle."""
    middle = abs((piece.start + piece.end) - (head.start + head.end)) / 2
    return min(abs(piece.start - head.start), abs(piece.end - head.end), middle)


def _column_of(piece: Piece, heads: Sequence[Column]) -> int | None:
    """The column of a piece: the one that it overlaps, else the nearest; None where two are as near."""
    over = [place for place, head in enumerate(heads) if _overlap(piece, head) > 0]
    if len(over) == 1:
        return over[0]
    ranked = sorted((_distance(piece, heads[place]), place) for place in over or range(len(heads)))
    size = (piece.end - piece.start) / max(len(piece.text), 1)
    if len(ranked) > 1 and ranked[1][0] - ranked[0][0] < size:
        return None
    return ranked[0][1]


def column_at(piece: Piece, columns: Columns, *, grid: bool) -> int | None:
    """The column below which a single piece stands; None where it is not certain, or below none."""
    if grid:
        return next((place for place, head in enumerate(columns.columns) if head.start == piece.start), None)
    return _column_of(piece, columns.columns)
