"""What a column of running balances proves: the order of the rows, the signs of the amounts, and that none is lost.

A row's balance is the one before it plus the amounts since. Files run from the oldest row to the newest or the other
way round; the order in which more rows tie is theirs. A row that does not tie is named with the difference. Some banks
state the balance at the end of each day only: then the rows between two balances are proved together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """How the balances run. `broken` are the places of the rows that do not tie, with the gap in minor units."""

    downwards: bool  # the oldest row stands first
    opening: int
    closing: int
    broken: tuple[tuple[int, int], ...]


def run_of(amounts: Sequence[int], balances: Sequence[int | None], *, downwards: bool = True) -> Run:
    """The better of both orders; `downwards`, as the days run, where they are equal. There is at least one balance."""
    both = {True: _one_way(amounts, balances, True), False: _one_way(amounts, balances, False)}
    fewest = min(len(one.broken) for one in both.values())
    return both[downwards] if len(both[downwards].broken) == fewest else both[not downwards]


def _one_way(amounts: Sequence[int], balances: Sequence[int | None], downwards: bool) -> Run:
    places = range(len(amounts)) if downwards else range(len(amounts) - 1, -1, -1)
    moved = 0
    opening: int | None = None
    ahead = 0  # what the balances are ahead of the amounts so far, the gaps included
    broken = []
    for place in places:
        moved += amounts[place]
        stated = balances[place]
        if stated is None:
            continue
        if opening is None:
            opening = ahead = stated - moved
        elif gap := stated - moved - ahead:
            broken.append((place, gap))
            ahead += gap
    assert opening is not None
    return Run(downwards, opening, ahead + moved, tuple(broken))


def reading_that_ties(readings: Sequence[Sequence[int]], balances: Sequence[int | None]) -> Sequence[int] | None:
    """The one reading that the balances prove; None where none or several tie, or where a balance is missing."""
    if len(balances) < 2 or None in balances:
        return None
    different = [one for place, one in enumerate(readings) if one not in readings[:place]]
    tied = [one for one in different if not run_of(one, balances).broken]
    return tied[0] if len(tied) == 1 else None
