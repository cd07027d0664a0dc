"""Credits that nobody claims."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from ninja import Router, Schema

from creditdesk.api.answers import reads
from creditdesk.api.calls import Call, needs
from creditdesk.api.shapes import Amount, Because, amount, because
from creditdesk.cash.unclaimed import Waiting, unclaimed
from creditdesk.domain.visibility import Permission

router = Router()

UnclaimedStage = Literal["", "letter", "due", "no_rule", "nobody"]


class UnclaimedOut(Schema):
    """A payment or credit memo that is not used, or (without customer) money of which nobody knows whose it is."""

    company: str
    customer_id: int | None
    item_id: int | None
    receipt_id: int | None
    number: str
    kind: str
    amount: Amount
    since: dt.date
    stage: str
    letter_on: dt.date
    dormant_on: dt.date | None
    why: Because


class UnclaimedListOut(Schema):
    """The credits, the oldest first; at most 2,000."""

    items: list[UnclaimedOut]


@router.get("/unclaimed", **reads(UnclaimedListOut))
@needs(Permission.SEE_HISTORY)
def unclaimed_credits(request: Call, stage: UnclaimedStage = "") -> UnclaimedListOut:
    """Credits that wait longer than the policy's months, in one stage or in all of them."""
    found = unclaimed(request.auth.user, stage=stage, as_of=request.today)
    return UnclaimedListOut(items=[_out(one) for one in found])


def _out(one: Waiting) -> UnclaimedOut:
    return UnclaimedOut(
        company=one.company.code,
        customer_id=one.customer.id if one.customer else None,
        item_id=one.item.id if one.item else None,
        receipt_id=one.receipt.id if one.receipt else None,
        number=one.number,
        kind=one.kind,
        amount=amount(one.minor, one.currency),
        since=one.since,
        stage=one.judged.stage.value,
        letter_on=one.judged.letter_on,
        dormant_on=one.judged.dormant_on,
        why=because(one.judged.why),
    )
