"""Asking a payer what his payment pays: a letter is drafted, which a person looks at and lets go as every other one.

Only who is known to have paid is asked: to whomever else we would tell of somebody's payment.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.models import Receipt
from creditdesk.cash.settling import unapplied_minor
from creditdesk.domain.letter_fields import LetterKind
from creditdesk.domain.letter_words import money
from creditdesk.domain.letters import letter_language
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.letters.drafting import Wanted, draft_letter
from creditdesk.letters.models import Letter
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force

_ENDED = (Letter.State.DISCARDED, Letter.State.WITHHELD, Letter.State.FAILED, Letter.State.BOUNCED)
_GONE = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)


def ask_for_remittance(receipt: Receipt, *, by: User, at: dt.datetime, as_of: dt.date) -> Letter:
    """The letter that asks for the list of the payment: drafted now, or the one that was drafted before and has not
    ended without going.

    Raises Refusal where nobody is known to have paid, nothing is left of it, a list is there, and as `draft_letter`.
    """
    customer = receipt.customer
    if customer is None:
        raise refuse("receipt.nobodys", "nobody is known to have paid it: say first who did")
    if refusal := _against(receipt):
        raise refusal
    before = Letter.objects.filter(customer=customer, key__startswith=_key(receipt)).order_by("-id")
    there = before.exclude(state__in=_ENDED).first()
    if there is not None:
        return there
    key = f"{_key(receipt)}{before.count() + 1}"
    wanted = Wanted(LetterKind.REMITTANCE_REQUEST, details=_details(receipt, customer, as_of=as_of))
    return draft_letter(customer, wanted=wanted, by=by, at=at, as_of=as_of, key=key)


def _against(receipt: Receipt) -> Refusal | None:
    if receipt.standing in _GONE or receipt.posting_date is None:
        return refuse("receipt.gone", "the payment was returned or taken back")
    if unapplied_minor(receipt) <= 0:
        return refuse("receipt.nothing_left", "nothing is left of it")
    if receipt.remittances.exists():
        return refuse("receipt.has_list", "the payer's list of it is here already")
    return None


def _key(receipt: Receipt) -> str:
    return f"cash/remittance/{receipt.id}/"


def _details(receipt: Receipt, customer: Customer, *, as_of: dt.date) -> dict[str, str | int]:
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id).document
    language = letter_language(
        contact="", customer=customer.language, country=customer.country, region=customer.region, policy=policy
    )
    return {
        "amount_paid": money(Money(receipt.amount_minor, receipt.currency), language),
        "paid_on": receipt.value_date.isoformat(),
        "payment_reference": receipt.trace or receipt.number,
    }
