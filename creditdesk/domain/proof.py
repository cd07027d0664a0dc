"""What follows when the books do not prove: postings stop where they are broken, and go on when they prove again.

A broken fact belongs to a customer, to a company, or to nobody alone (a journal that was cut, a guard that is gone).
Postings stop exactly there and reading goes on: a wrong balance that can still be moved is soon no longer found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from creditdesk.domain.reasons import Reason

# How many broken facts one proof names. Where there are more, nobody can say any longer whose books are whole.
MOST_NAMED = 100


class BrokenFact(str):
    """The sentence that names what is broken. It knows whose books it breaks; without company and customer, all.

    The sentence is the fact's name: it holds the id of what is broken, and no two facts have the same.
    """

    company_id: int | None
    customer_id: int | None

    def __new__(cls, text: str, *, company_id: int | None = None, customer_id: int | None = None) -> BrokenFact:
        """A fact of the customer (with his company), of the company, or of neither."""
        assert customer_id is None or company_id is not None, f"a customer has a company: {text}"
        fact = super().__new__(cls, text)
        fact.company_id, fact.customer_id = company_id, customer_id
        return fact


def named(invariant: str, *, sentence: str, rows: Iterable[Sequence[object]]) -> list[BrokenFact]:
    """A broken fact for each row; its last two columns are the company and the customer, the others fill the sentence.

    Of more than `MOST_NAMED` rows the first are named, and one fact more breaks the books of all.
    """
    facts: list[BrokenFact] = []
    for row in rows:
        *places, company_id, customer_id = row
        assert company_id is None or isinstance(company_id, int)
        assert customer_id is None or isinstance(customer_id, int)
        if len(facts) == MOST_NAMED:
            # The same words each time, whichever rows the database found first.
            like = re.sub(r"\{\d\}", "…", sentence)
            return [*facts, BrokenFact(f"{invariant}: more than {MOST_NAMED} times: {like}")]
        text = f"{invariant}: {sentence.format(*places)}"
        facts.append(BrokenFact(text, company_id=company_id, customer_id=customer_id))
    return facts


@dataclass(frozen=True, slots=True)
class StopChanges:
    """What a proof changes: the facts for which postings stop now, and those whose stop is over."""

    stop: tuple[BrokenFact, ...]
    lift: frozenset[str]


def stop_changes(found: Sequence[BrokenFact], *, stopped: Collection[str], decided: Collection[str]) -> StopChanges:
    """Which stops follow from what a whole proof found. Source: docs/rules/stops.md.

    `stopped` are the facts for which postings are stopped already, `decided` those of which somebody decided that
    postings go on: a decision holds for that very fact, and any other stops anew.
    """
    known = {*stopped, *decided}
    new = {str(fact): fact for fact in found if fact not in known}
    return StopChanges(stop=tuple(new.values()), lift=frozenset(stopped) - frozenset(map(str, found)))


def objections_to_lifting(*, reason: str, posted_there: bool, works_for_all: bool) -> tuple[Reason, ...]:
    """Why a person may not decide that postings go on though the books are broken. Source: docs/rules/stops.md.

    `posted_there`: he posted for the customer or company himself. `works_for_all`: for every company that is stopped.
    """
    reasons = []
    if not reason.strip():
        reasons.append(Reason("stop.no_reason", "say why postings may go on", {}))
    if posted_there:
        text = "you have posted there yourself: somebody else decides whether postings go on"
        reasons.append(Reason("stop.own_postings", text, {}))
    if not works_for_all:
        text = "the stop is of all companies, and you do not work for each of them"
        reasons.append(Reason("stop.other_companies", text, {}))
    return tuple(reasons)
