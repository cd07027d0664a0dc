"""What the rules say of a payment now: the answer that is kept, or a new one where the ledger has moved since."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util

from creditdesk.cash.models import Proposal, Receipt
from creditdesk.cash.queries import Answer, answer_of

_PROPOSING = "creditdesk.cash.proposing"


def answer_for(receipt: Receipt, *, as_of: dt.date, at: dt.datetime) -> Answer | None:
    """The answer about a receipt that is before a person; None where nobody asks the rules in this installation."""
    if importlib.util.find_spec(_PROPOSING) is None:
        return answer_of(receipt)
    rules = importlib.import_module(_PROPOSING)
    if rules.needs_proposal(receipt, getattr(receipt, "proposal", None), as_of=as_of):
        rules.propose([receipt], as_of=as_of, at=at)
        kept = Proposal.objects.filter(receipt=receipt).first()
        if kept is not None:
            receipt.proposal = kept
    return answer_of(receipt)
