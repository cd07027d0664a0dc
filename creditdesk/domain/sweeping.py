"""Small rests of claims that nobody will ever be asked for: which of them the policy lets be written off together.

The limits are those of small differences: 10.00 and 0.5 % of the document, 100.00 per customer in 30 days. A rest is
swept only by an approved request; a credit never is. Source: docs/rules/requests.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from creditdesk.domain.allocation import SmallDifferenceLimits, decide_small_difference
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason, Refusal


@dataclass(frozen=True, slots=True)
class Rest:
    """What is open of a document, in minor units. `spoken_for`: a request, settlement or plan is about it."""

    item_id: int
    number: str
    currency: str
    original_minor: int
    open_minor: int
    due_date: date
    disputed_minor: int = 0
    spoken_for: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rest with why it is swept, or why not."""

    rest: Rest
    swept: bool
    why: Reason


def choose(rests: Sequence[Rest], *, cleared_minor: int, limits: SmallDifferenceLimits, as_of: date) -> list[Candidate]:
    """Which rests of one customer in one currency are swept: the oldest first, while his cap holds.

    `cleared_minor` is what was cleared or asked to be swept for him within the window.
    """
    found, used = [], cleared_minor
    for rest in sorted(rests, key=lambda one: (one.due_date, one.item_id)):
        against = _against(rest, as_of=as_of)
        if against is None:
            decided = decide_small_difference(
                rest.open_minor,
                original_minor=rest.original_minor,
                cleared_minor=used,
                currency=rest.currency,
                limits=limits,
            )
            if not isinstance(decided, Refusal):
                used += rest.open_minor
                found.append(Candidate(rest, True, decided))
                continue
            against = decided.reasons[0]
        found.append(Candidate(rest, False, against))
    return found


def _against(rest: Rest, *, as_of: date) -> Reason | None:
    if rest.open_minor >= rest.original_minor:
        return Reason("sweep.whole", "nothing of the document is paid: it is no rest")
    if rest.due_date >= as_of:
        return Reason("sweep.not_due", "it is not past due")
    if rest.disputed_minor:
        disputed = str(Money(rest.disputed_minor, rest.currency))
        return Reason("sweep.disputed", "%(amount)s of it is disputed", {"amount": disputed})
    if rest.spoken_for:
        return Reason("sweep.asked", "a request, a settlement or a plan is about it already")
    return None
