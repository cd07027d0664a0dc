"""What people do to keep cash under control: say what a bank's line is, and look through what others applied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from creditdesk.cash.models import BankLine, Match
from creditdesk.cash.reconciling import is_explainable
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import Told, append, append_all
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User

# As many as a page shows.
MOST_AT_ONCE = 200


@action
def explain_line(line: BankLine, *, why: str, by: User, at: dt.datetime) -> BankLine:
    """Say what a line of the bank is that is no receipt, or say it otherwise; every version stays in the journal.

    Raises Refusal for a line that is a receipt, one whose statement was taken back, or without words.
    """
    line = BankLine.objects.select_for_update().get(id=line.id)
    if not is_explainable(line):
        raise refuse("line.receipt", "the line is a receipt, or does not count: there is nothing to explain")
    if not why.strip():
        raise refuse("line.why", "say what the line is")
    earlier = line.explained
    line.explained, line.explained_by, line.explained_at = why.strip()[:200], by.username, at
    line.save(update_fields=["explained", "explained_by", "explained_at"])
    append(
        "bank_line.explained",
        by=by.username,
        at=at,
        subject=("bank_line", line.id),
        company_id=line.company_id,
        facts={"statement": line.statement_id, "amount_minor": line.amount_minor, "currency": line.currency},
        private={"why": line.explained, "before": earlier},
    )
    return line


@action
def review_matches(matches: Sequence[Match], *, by: User, at: dt.datetime) -> list[Match]:
    """Sign that a second person looked these matches through. What is signed already stays as it was signed.

    Raises Refusal where one is the reviewer's own: who applied the payment or took it in does not look it through.
    """
    if len(matches) > MOST_AT_ONCE:
        raise refuse("review.many", "at most %(most)d matches are signed at once", most=MOST_AT_ONCE)
    ids = [match.id for match in matches]
    held = Match.objects.select_for_update(of=("self",)).select_related("receipt").filter(id__in=ids)
    found = list(held.order_by("id"))
    for match in found:
        if by.username in (match.by, match.receipt.recorded_by):
            text = "the payment %(number)s is your own work: somebody else looks it through"
            raise refuse("review.own", text, number=match.receipt.number)
    waiting = [match for match in found if not match.reviewed_by]
    for match in waiting:
        match.reviewed_by, match.reviewed_at = by.username, at
    Match.objects.bulk_update(waiting, ["reviewed_by", "reviewed_at"])
    append_all(
        [
            Told(
                "match.reviewed",
                ("match", match.id),
                company_id=match.company_id,
                customer_id=match.receipt.customer_id,
                facts={"receipt": match.receipt_id, "by": match.by, "is_automatic": match.is_automatic},
            )
            for match in waiting
        ],
        by=by.username,
        at=at,
    )
    return found
