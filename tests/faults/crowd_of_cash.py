"""What a crowd does with cash: see `crowd`, which starts it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)
Work = dict[str, Any]


def match_cash(worker: int, work: Work, meet: Callable[[], object]) -> list[str]:
    """In each round four cashiers match one receipt and four machines all that is open. What a round told this one."""
    from creditdesk.cash.actions import match_receipt
    from creditdesk.cash.models import Receipt
    from creditdesk.cash.running import match_by_itself
    from creditdesk.cash.settling import Choice
    from creditdesk.domain.cash_proposals import MatchLine
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User

    by, told = User.objects.get(id=work["by"]), []
    for receipt_id, item_id in work["rounds"]:
        receipt = Receipt.objects.select_related("customer", "company").get(id=receipt_id)
        choice = Choice(receipt.customer, (MatchLine(item_id, receipt.amount_minor),))  # type: ignore[arg-type]
        common: dict[str, Any] = {"as_of": TODAY, "at": NOW}
        meet()
        try:
            if worker % 2:
                told.append(f"machine {match_by_itself(receipt.company_id, receipt_ids=[receipt.id], **common).posted}")
            else:
                match_receipt(receipt, choice=choice, revision=0, by=by, key=f"{receipt_id}/{worker}", **common)
                told.append("matched")
        except Refusal as refusal:
            told.append(refusal.reasons[0].code)
    return told
