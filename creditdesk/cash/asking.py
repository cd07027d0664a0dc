"""What the rules say of a payment now: the answer that is kept, or a new one where somebody decided since."""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util

from creditdesk.cash.models import Proposal, Receipt
from creditdesk.cash.queries import Answer, answer_of

_PROPOSING = "creditdesk.cash.proposing"


def answer_for(receipt: Receipt, *, as_of: dt.date, at: dt.datetime) -> Answer | None:
    """The answer about a receipt that is before a person; None where nobody asks the rules in this installation."""
    kept: Proposal | None = getattr(receipt, "proposal", None)
    told_of = kept.answer.get("revision", receipt.revision) if kept is not None else None
    if told_of != receipt.revision and importlib.util.find_spec(_PROPOSING) is not None:
        importlib.import_module(_PROPOSING).propose([receipt], as_of=as_of, at=at)
        receipt.proposal = Proposal.objects.filter(receipt=receipt).first()
    return answer_of(receipt)
