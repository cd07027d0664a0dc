"""The automatic stay of a bankruptcy, as far as it binds the ledger: what may be applied to what.

A claim that arose on or before the day of the petition is pre-petition. Money that came before it paid what it was
meant to pay; everything else that would make a pre-petition claim smaller, or would use what is owed to the estate for
a later claim, is setoff or a payment that the court has to allow, and waits for counsel's word.
Source: 11 U.S.C. 362(a)(6), 362(a)(7), 549, 553; docs/rules/bankruptcy.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from creditdesk.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class StayedCredit:
    """A credit that is to be applied: whether it is money, its number, the day on which it came."""

    number: str
    came_on: date
    is_money: bool


def is_pre_petition(day: date, *, petition: date) -> bool:
    """Whether a claim of the day counts as pre-petition; the petition's own day does, so that nobody is dunned."""
    return day <= petition


def against_application(
    credit: StayedCredit, *, item_number: str, item_day: date, petition: date, is_confirmed: bool
) -> Reason | None:
    """Why the credit may not be applied to the claim while the stay stands; None where it may.

    `is_confirmed` says that counsel confirmed the use of this credit.
    """
    if is_confirmed:
        return None
    before = is_pre_petition(item_day, petition=petition)
    facts: dict[str, str | int] = {
        "credit": credit.number,
        "item": item_number,
        "day": petition.isoformat(),
        "came": credit.came_on.isoformat(),
    }
    if before and credit.is_money and credit.came_on >= petition:
        text = (
            "the customer is bankrupt since %(day)s: %(credit)s came on %(came)s and pays %(item)s of before only with "
            "counsel's confirmation"
        )
        return Reason("stay.late_money", text, facts)
    if before and not credit.is_money:
        text = (
            "the customer is bankrupt since %(day)s: %(credit)s is not set off against %(item)s of before without "
            "counsel's confirmation"
        )
        return Reason("stay.setoff", text, facts)
    if not before and is_pre_petition(credit.came_on, petition=petition):
        text = (
            "the customer is bankrupt since %(day)s: %(credit)s of before is not used for %(item)s of after without "
            "counsel's confirmation"
        )
        return Reason("stay.later_claim", text, facts)
    return None
