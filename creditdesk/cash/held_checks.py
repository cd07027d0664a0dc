"""Post-dated checks: held until their date, then deposited or given back. Until then they are no cash anywhere.

`actions.enter_receipt` takes them in; the promise and the task of the day are made above. docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash import receiving
from creditdesk.cash.actions import decided, locked, refuse_changed
from creditdesk.cash.models import Receipt
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import By

State = Receipt.Standing


@action
def deposit_check(receipt: Receipt, *, revision: int, as_of: dt.date, by: User, at: dt.datetime) -> Receipt:
    """Take a held check to the bank, on its date or later: now it is cash, and a payment on the account.

    Raises Refusal before its date, and where somebody decided about it meanwhile.
    """
    receipt = _held(receipt, revision=revision)
    if as_of < receipt.value_date:
        text = "the check is of %(day)s: it is not deposited before"
        raise refuse("held.early", text, day=receipt.value_date.isoformat())
    policy = policy_in_force(as_of=as_of, company_id=receipt.company_id)
    receiving.deposit(receipt, on=as_of, policy=policy, as_of=as_of, by=By(by.username, at, policy.number))
    decided(receipt, standing=State.NONE)
    return receipt


@action
def give_back_check(receipt: Receipt, *, revision: int, why: str, by: User, at: dt.datetime) -> Receipt:
    """Give a held check back to the payer, and say why: nothing was posted, and nothing is."""
    receipt = _held(receipt, revision=revision)
    if not why.strip():
        raise refuse("receipt.why", "say why")
    decided(receipt, standing=State.TAKEN_BACK, why=why.strip())
    append(
        "receipt.given_back",
        by=by.username,
        at=at,
        subject=("receipt", receipt.id),
        company_id=receipt.company_id,
        customer_id=receipt.customer_id,
        private={"why": why.strip()},
    )
    return receipt


def _held(receipt: Receipt, *, revision: int) -> Receipt:
    receipt = locked(receipt)
    refuse_changed(receipt, revision=revision)
    if receipt.standing != State.POST_DATED:
        raise refuse("held.not", "the payment %(number)s is no held check", number=receipt.number)
    return receipt
