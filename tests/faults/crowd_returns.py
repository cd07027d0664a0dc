"""What eight processes do at once with payments that came back; `crowd` starts them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

TODAY = dt.date(2026, 6, 15)
NOW = dt.datetime(2026, 6, 15, 14, 0, tzinfo=dt.UTC)


def return_receipts(worker: int, work: dict[str, Any], meet: Callable[[], object]) -> list[str]:
    """In each round all take the same payment back, as half of them know of the bank's return and half by hand."""
    from creditdesk import dispatch
    from creditdesk.cash.models import Receipt, ReturnedPayment
    from creditdesk.cash.returning import Return, return_payment
    from creditdesk.domain.reasons import Refusal
    from creditdesk.parties.models import User

    by, answers = User.objects.get(id=work["by"]), []
    for receipt_id, returned_id in zip(work["receipts"], work["returns"], strict=True):
        receipt, told = Receipt.objects.get(id=receipt_id), Return("R01", "insufficient funds", TODAY, fee=True)
        returned = ReturnedPayment.objects.get(id=returned_id) if worker % 2 else None
        key = returned.key if returned is not None else f"{worker}/{receipt_id}"
        meet()
        try:
            row = return_payment(receipt, told=told, revision=0, returned=returned, as_of=TODAY, by=by, at=NOW, key=key)
            dispatch.payment_returned(row, as_of=TODAY, at=NOW)
            answers.append(f"return {row.id}")
        except Refusal as refusal:
            answers.append(refusal.reasons[0].code)
        except Exception as fault:  # whatever it is, the test must see it
            answers.append(f"{type(fault).__name__}: {fault}")
    return answers
