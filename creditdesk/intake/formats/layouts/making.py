"""Columns that a layout makes of others: where a file has what they are made of, and how one cell comes of a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from creditdesk.intake.formats.layouts.description import Counted, FirstOf, Made, NetDue, SumOf
from creditdesk.intake.formats.synonyms import squashed

Fill = Callable[[Sequence[str], Mapping[str, str]], str]


class MadeColumn(NamedTuple):
    """A made column: its field, its heading, and how its cell comes of a row and of what stood above.

    The cells of a sum are its terms as they are written, such as "10.00 + 2.50" or "20260501 + 30": which mark
    separates decimals and which number is the month is known only of the whole file.
    """

    field: str
    heading: str
    fill: Fill
    is_sum: bool = False


def made_column(
    made: Made, at: Mapping[str, int], *, cells: Sequence[str], above: Collection[str]
) -> MadeColumn | None:
    """The column for a header whose headings stand `at` these places; None where there is nothing to make it of.

    `above` are the facts that stand above rows in this file.
    """
    match made:
        case FirstOf():
            return _first_of(made, at, cells=cells, above=above)
        case SumOf():
            return _sum_of(made, cells)
        case Counted():
            return _counted(made, at)
        case NetDue():
            return _net_due(made, at)


def _first_of(
    made: FirstOf, at: Mapping[str, int], *, cells: Sequence[str], above: Collection[str]
) -> MadeColumn | None:
    places = [at[key] for key in map(squashed, made.headings) if key in at]
    if len(places) < 2 and made.fact not in above:
        return None

    def fill(row: Sequence[str], facts: Mapping[str, str]) -> str:
        return next((text for place in places if (text := row[place].strip())), facts.get(made.fact, ""))

    heading = made.heading or " or ".join(cells[place].strip() for place in places)
    return MadeColumn(made.field, heading, fill)


def _sum_of(made: SumOf, cells: Sequence[str]) -> MadeColumn | None:
    plus = [("+", at) for at, cell in enumerate(cells) if made.plus.fullmatch(cell.strip())]
    minus = [("-", at) for at, cell in enumerate(cells) if made.minus and made.minus.fullmatch(cell.strip())]
    if len(plus) < made.least:
        return None

    def fill(row: Sequence[str], _: Mapping[str, str]) -> str:
        terms = [(sign, text) for sign, at in (*plus, *minus) if (text := row[at].strip())]
        worth = [(sign, text) for sign, text in terms if text.strip("0.,- ")] or terms[:1]
        return " ".join(f"{sign} {text}" for sign, text in worth).removeprefix("+ ")

    return MadeColumn(made.field, made.heading, fill, is_sum=True)


def _counted(made: Counted, at: Mapping[str, int]) -> MadeColumn | None:
    number, item = at.get(squashed(made.number)), at.get(squashed(made.item))
    if number is None or item is None:
        return None

    def fill(row: Sequence[str], _: Mapping[str, str]) -> str:
        written, counted = row[number].strip(), row[item].strip()
        return written if counted.lstrip("0") in ("", "1", "1.0") or not written else f"{written}/{counted}"

    return MadeColumn(made.field, made.heading, fill)


def _net_due(made: NetDue, at: Mapping[str, int]) -> MadeColumn | None:
    baseline, days = at.get(squashed(made.baseline)), [at[key] for key in map(squashed, made.days) if key in at]
    side, refers_to = at.get(squashed(made.side)), at.get(squashed(made.refers_to))
    if baseline is None or not days:
        return None

    def fill(row: Sequence[str], _: Mapping[str, str]) -> str:
        is_credit = side is not None and row[side].strip() == "H"
        alone = is_credit and (refers_to is None or not row[refers_to].strip())
        count = next((text for place in days if (text := row[place].strip()).strip("0.")), "0")
        begin = row[baseline].strip()
        return f"{begin} + {'0' if alone else count}" if begin.strip("0.") else ""

    return MadeColumn(made.field, made.heading, fill, is_sum=True)
