"""Taking matches back: every posting of theirs is reversed, on a day of its own, and nothing is deleted.

Runs inside the transaction that an action opened, under the locks of the customers.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from creditdesk.cash.models import Match
from creditdesk.domain.reasons import refuse
from creditdesk.policy.queries import PolicyInForce
from creditdesk.receivables.acts import Act, By, turned_act, write_acts
from creditdesk.receivables.models import OpenItem, Posting


def take_back(
    matches: Sequence[Match], *, cause: str, why: str, policy: PolicyInForce, as_of: dt.date, by: By
) -> list[int]:
    """Reverse the postings of these matches of one company, the newest first; returns the reversals.

    Raises Refusal where a match was taken back already, or a later act used what it posted.
    """
    acts = reversals_of(matches, posting_date=as_of, why=why)
    refuse_used(acts)
    edges = policy.document.aging.buckets
    ids = write_acts(matches[0].company_id, acts, by=by, as_of=as_of, edges=edges) if acts else []
    mark_taken_back(matches, cause=cause, why=why, on=as_of, by=by)
    return ids


def mark_taken_back(matches: Sequence[Match], *, cause: str, why: str, on: dt.date, by: By) -> None:
    """Note who took the matches back, when and why; their postings are reversed by the caller."""
    Match.objects.filter(id__in=[match.id for match in matches]).update(
        taken_back=cause,
        taken_back_on=on,
        taken_back_by=by.username,
        taken_back_at=by.at,
        taken_back_why=why[:200],
    )


def reversals_of(matches: Sequence[Match], *, posting_date: dt.date, why: str) -> list[Act]:
    """The acts that reverse the matches. Raises Refusal where one was taken back already, or is of a later day."""
    for match in matches:
        if match.taken_back:
            raise refuse("match.taken_back", "the match was taken back already")
        if posting_date < match.posting_date:
            text = "a match is taken back on the day on which it was made, %(day)s, or later"
            raise refuse("match.earlier", text, day=match.posting_date.isoformat())
    of_match = Posting.objects.filter(match_posting__match__in=matches, reversed_by__isnull=True)
    return [
        turned_act(posting, posting_date=posting_date, key=f"{posting.key}/back", reason=why)
        for posting in of_match.prefetch_related("entries").order_by("-id")
    ]


def refuse_used(acts: Sequence[Act]) -> None:
    """Raise a Refusal where the acts would take an item beyond its bounds: a later act used what was posted."""
    moved: dict[int, int] = defaultdict(int)
    for act in acts:
        for line in act.lines:
            if line.item_id is not None:
                moved[line.item_id] += line.amount_minor
    for item in OpenItem.objects.filter(id__in=moved).order_by("id"):
        after = item.open_minor + moved[item.id]
        if not min(0, item.original_minor) <= after <= max(0, item.original_minor):
            text = "%(number)s was used by a later posting: take that back first"
            raise refuse("reversal.used", text, number=item.number)
