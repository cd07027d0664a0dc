"""Which of the payers' lists a match rests on: those that say of each document what the match applies to it.

Runs in the transaction in which the match is made; `verify_lists` proves later that they still say the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from creditdesk.cash.models import Match, MatchedList, Remittance
from creditdesk.domain.cash_proposals import rests_on_list


def note_lists(made: Sequence[Match], bases: Sequence[str]) -> None:
    """Keep which lists these matches rest on; `bases` has the rule by which each of them was proposed."""
    resting = [match for match, basis in zip(made, bases, strict=True) if rests_on_list(basis)]
    if not resting:
        return
    used = Remittance.objects.filter(
        receipt__in=[match.receipt_id for match in resting], state=Remittance.State.USED
    ).order_by("id")
    of_receipt: dict[int | None, list[Remittance]] = defaultdict(list)
    for one in used.only("id", "receipt_id", "lines"):
        of_receipt[one.receipt_id].append(one)
    MatchedList.objects.bulk_create(
        MatchedList(match=match, remittance=one)
        for match in resting
        if _say_the_same(match, of_receipt[match.receipt_id])
        for one in of_receipt[match.receipt_id]
    )


def _say_the_same(match: Match, lists: Iterable[Remittance]) -> bool:
    """Whether it is the lists' amounts that the match applies: what the bank handed on may say otherwise."""
    told = Counter(line.get("paid_minor") for one in lists for line in one.lines if line.get("number"))
    return told == Counter(line["applied_minor"] for line in match.lines)
