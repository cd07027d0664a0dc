"""What the rules say of a payment now: the answer that is kept, or a new one where the ledger has moved since."""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.models import Receipt
from creditdesk.cash.proposing import needs_proposal, proposal_now
from creditdesk.cash.queries import Answer, answer_of


def answer_for(receipt: Receipt, *, as_of: dt.date, at: dt.datetime) -> Answer | None:
    """The answer about a receipt that is before a person; None where the policy has the rules not asked."""
    if needs_proposal(receipt, getattr(receipt, "proposal", None), as_of=as_of):
        now = proposal_now(receipt, as_of=as_of, at=at)
        if now is not None:
            receipt.proposal = now
    return answer_of(receipt)
