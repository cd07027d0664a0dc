"""Which layout a file has: by its header, wherever it stands, and by what the report says of itself.

`recognise` looks at the first rows of a file and answers with a `Found`: the layout, the line of its header (over two
rows at times), how sure that is and why. `Found.mapping` is the layout's columns, completed by the usual guess for
those that a company added to its report.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from creditdesk.domain.reasons import Reason
from creditdesk.intake.formats.columns import FIELDS, ColumnMapping
from creditdesk.intake.formats.delimited import Row
from creditdesk.intake.formats.header import distinct_headings
from creditdesk.intake.formats.layouts.description import PARTY, Layout, SumOf
from creditdesk.intake.formats.layouts.making import MadeColumn, made_column
from creditdesk.intake.formats.refusals import quoted
from creditdesk.intake.formats.synonyms import squashed

# A header that has all that a layout needs is its header for certain when its other columns are the layout's, or when
# the report says its name.
NEEDED, KNOWN, SAID = 60, 25, 15
SURE = 67
NAMED_IN_REASON = 6


@dataclass(frozen=True)
class Found:
    """A layout in a file: its header, its columns, and why it was recognised."""

    layout: Layout
    line: int
    last_line: int
    file_headings: tuple[str, ...]
    header_cells: tuple[str, ...]
    place: Mapping[str, int]
    made: tuple[MadeColumn, ...]
    total_place: int | None
    confidence: int
    reasons: tuple[Reason, ...]
    twice: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of the table: those of the file, then those of the columns that are made."""
        return (*self.file_headings, *(column.heading for column in self.made))

    @property
    def summed(self) -> frozenset[str]:
        """The headings of the columns whose cells are sums."""
        return frozenset(column.heading for column in self.made if column.is_sum)

    def mapping(self, guess: ColumnMapping) -> ColumnMapping:
        """The layout's columns, with the guess for headings that are not the layout's."""
        own = {name: self.file_headings[at] for name, at in self.place.items()}
        own |= {column.field: column.heading for column in self.made}
        known = self.layout.headings()
        free = {
            name: heading
            for name, heading in guess.columns.items()
            if name not in own
            and not _is_of(heading, known)
            and heading not in self.headings[len(self.file_headings) :]
        }
        columns = {name: own.get(name) or free[name] for name in FIELDS if name in own or name in free}
        kept = tuple(reason for reason in guess.reasons if reason.facts.get("heading") in free.values())
        return ColumnMapping(
            columns=columns,
            confidence={name: guess.confidence[name] if name in free else self.confidence for name in columns},
            reasons=(*self.reasons, *kept),
        )


def recognise(rows: Sequence[Row], layouts: Iterable[Layout]) -> Found | None:
    """The layout of which these are the first rows, the likeliest where several fit; None where none does."""
    found: list[tuple[int, int, tuple[Layout, tuple[Row, Row, list[str]], tuple[int, str] | None]]] = []
    headers = list(_headers(rows))
    for order, layout in enumerate(layouts):
        known = layout.headings()
        for rank, (first, last, cells) in enumerate(headers):
            keys = [squashed(cell) for cell in cells]
            if not _has_all(layout, keys):
                continue
            said = _said(layout, rows[: first + 1])
            sure = NEEDED + KNOWN * _share(cells, known) // 100 + (SAID if said else 0)
            header = (rows[first], rows[last], cells)
            found.append((sure, -rank - order * len(headers), (layout, header, said)))
    best = max(found, key=lambda each: each[:2], default=None)
    if best is None or best[0] < SURE:
        return None
    layout, header, said = best[2]
    texts = ([text for cell in row.cells if (text := cell.strip())] for row in rows)
    facts = {fact[0] for each in texts if (fact := layout.fact_of(each))}
    return _found(layout, *header, sure=best[0], said=said, facts=facts)


def _headers(rows: Sequence[Row]) -> Iterable[tuple[int, int, list[str]]]:
    """Every two rows on top of one another, where a header may run over both, then every row as it stands."""
    for at, (upper, lower) in enumerate(pairwise(rows)):
        if len(upper.cells) == len(lower.cells) and not any(map(_has_digits, [*upper.cells, *lower.cells])):
            yield at, at + 1, [f"{one} {two}".strip() for one, two in zip(upper.cells, lower.cells, strict=True)]
    for at, row in enumerate(rows):
        yield at, at, row.cells


def _has_digits(cell: str) -> bool:
    return any(map(str.isdecimal, cell))


def _has_all(layout: Layout, keys: Sequence[str]) -> bool:
    there = set(keys)
    return all(any(squashed(one) in there for one in group) for group in layout.needs)


def _is_of(heading: str, known: frozenset[str]) -> bool:
    return squashed(re.sub(r" \(\d+\)$", "", heading)) in known


def _share(cells: Sequence[str], known: frozenset[str]) -> int:
    """Per cent of the headings that are the layout's."""
    filled = [squashed(cell) for cell in cells if cell.strip()]
    return sum(key in known for key in filled) * 100 // max(len(filled), 1)


def _said(layout: Layout, rows: Sequence[Row]) -> tuple[int, str] | None:
    """The line above the header that names the report, and its words."""
    for row in rows:
        text = " ".join(filter(None, (cell.strip() for cell in row.cells)))
        if any(re.search(pattern, text, re.IGNORECASE) for pattern in layout.says):
            return row.line, text
    return None


def _found(
    layout: Layout,
    first: Row,
    last: Row,
    cells: Sequence[str],
    *,
    sure: int,
    said: tuple[int, str] | None,
    facts: Collection[str],
) -> Found:
    headings, twice = distinct_headings(cells)
    at: dict[str, int] = {}
    for position, cell in enumerate(cells):
        if cell.strip():
            at.setdefault(squashed(cell), position)
    place = {name: at[key] for name, many in layout.fields.items() for key in [_first_of(many, at)] if key is not None}
    above = {PARTY, *facts} if layout.parties else facts
    made = tuple(
        column for one in layout.made if (column := made_column(one, at, cells=cells, above=above)) is not None
    )
    totals = [at[key] for one in layout.made if isinstance(one, SumOf) for key in [_first_of(one.total, at)] if key]
    return Found(
        layout=layout,
        line=first.line,
        last_line=last.line,
        file_headings=tuple(headings),
        header_cells=tuple(first.cells),
        place=place,
        made=made,
        total_place=totals[0] if totals and any(column.is_sum for column in made) else None,
        confidence=sure,
        reasons=_reasons(layout, first.line, headings, said=said),
        twice=tuple(twice),
    )


def _first_of(headings: Iterable[str], at: Mapping[str, int]) -> str | None:
    return next((key for key in map(squashed, headings) if key in at), None)


def _reasons(layout: Layout, line: int, headings: Sequence[str], *, said: tuple[int, str] | None) -> tuple[Reason, ...]:
    known = layout.headings()
    its = [heading for heading in headings if _is_of(heading, known)]
    named = ", ".join(its[:NAMED_IN_REASON]) + (", …" if len(its) > NAMED_IN_REASON else "")
    reasons = [
        Reason(
            "intake.layout",
            "The file is read as %(layout)s: its header on line %(line)d has the columns %(headings)s.",
            {"layout": layout.title, "line": line, "headings": named},
        )
    ]
    if said:
        text = "Line %(line)d says so too: %(text)s."
        reasons.append(Reason("intake.layout_said", text, {"line": said[0], "text": quoted(said[1])}))
    return tuple(reasons)
