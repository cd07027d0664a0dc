"""Taking money in: a receipt for each payment that came, and the posting by which the books hold what the bank holds.

Runs inside the transaction that an action opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from creditdesk.cash import accounts
from creditdesk.cash.models import BankAccount, BankLine, Receipt
from creditdesk.cash.settling import payment_of
from creditdesk.journal.actions import append
from creditdesk.parties.models import Company, Customer, User
from creditdesk.policy.queries import PolicyInForce
from creditdesk.receivables.acts import Act, By, new_items, write_acts
from creditdesk.receivables.bulk import reserve_ids
from creditdesk.receivables.models import Posting
from creditdesk.receivables.posting import Line


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A payment that came, above zero in minor units; of a customer where it is certain who paid.

    `key` is that of a person's form; what a bank file tells is known by its line.
    """

    amount_minor: int
    currency: str
    value_date: dt.date
    posting_date: dt.date
    channel: str = Receipt.Channel.TRANSFER
    account: BankAccount | None = None
    line: BankLine | None = None
    customer: Customer | None = None
    trace: str = ""
    payer_name: str = ""
    payer_account: str = ""
    text: str = ""
    key: str = ""


def take_in(
    receipts: Sequence[NewReceipt], *, company: Company, policy: PolicyInForce, as_of: dt.date, by: By
) -> list[Receipt]:
    """Write and post receipts of one company; the customers are locked. Returns them in order.

    Raises Refusal in a closed period or where a proof has stopped postings.
    """
    ids = reserve_ids(Receipt, len(receipts))
    made = [
        _receipt(receipt_id, one, company=company, by=by.username, at=by.at)
        for receipt_id, one in zip(ids, receipts, strict=True)
    ]
    known = [receipt for receipt in made if receipt.customer is not None]
    items = [
        (payment_of(receipt, receipt.customer, posting_date=receipt.posting_date), None)
        for receipt in known
        if receipt.customer is not None and receipt.posting_date is not None
    ]
    for receipt, item_id in zip(known, new_items(company.id, items, import_file_id=None), strict=True):
        receipt.item_id = item_id
    Receipt.objects.bulk_create(made)
    edges = policy.document.aging.buckets
    write_acts(company.id, [_act(receipt) for receipt in made], by=by, as_of=as_of, edges=edges)
    return made


def hold(new: NewReceipt, *, company: Company, by: User, at: dt.datetime) -> Receipt:
    """Keep a check until its date: a receipt that is no cash, and no posting. Its customer is locked."""
    (receipt_id,) = reserve_ids(Receipt, 1)
    receipt = _receipt(receipt_id, new, company=company, by=by.username, at=at)
    receipt.posting_date, receipt.standing, receipt.standing_until = None, Receipt.Standing.POST_DATED, new.value_date
    receipt.save(force_insert=True)
    append(
        "receipt.held",
        by=by.username,
        at=at,
        subject=("receipt", receipt.id),
        company_id=company.id,
        customer_id=receipt.customer_id,
        facts={"amount_minor": new.amount_minor, "currency": new.currency, "until": new.value_date.isoformat()},
    )
    return receipt


def deposit(receipt: Receipt, *, on: dt.date, policy: PolicyInForce, as_of: dt.date, by: By) -> None:
    """Make a held check of a locked customer cash on that day: its payment on the account, and the posting."""
    assert receipt.customer is not None
    receipt.posting_date = on
    payment = payment_of(receipt, receipt.customer, posting_date=on)
    (receipt.item_id,) = new_items(receipt.company_id, [(payment, None)], import_file_id=None)
    receipt.save(update_fields=["posting_date", "item"])
    write_acts(receipt.company_id, [_act(receipt)], by=by, as_of=as_of, edges=policy.document.aging.buckets)


def _receipt(receipt_id: int, one: NewReceipt, *, company: Company, by: str, at: dt.datetime) -> Receipt:
    return Receipt(
        id=receipt_id,
        company=company,
        account=one.account,
        line=one.line,
        channel=one.channel,
        number=f"RC{receipt_id}",
        currency=one.currency,
        amount_minor=one.amount_minor,
        value_date=one.value_date,
        posting_date=one.posting_date,
        trace=one.trace[:80],
        payer_name=one.payer_name[:140],
        payer_account=one.payer_account[:40],
        text=one.text,
        key=one.key or None,
        customer=one.customer,
        recorded_at=at,
        recorded_by=by,
    )


def _act(receipt: Receipt) -> Act:
    cash = receipt.account.gl_account if receipt.account is not None else accounts.CASH_IN_HAND
    if receipt.item_id is None:
        other = Line(receipt.currency, -receipt.amount_minor, account=accounts.UNIDENTIFIED)
    else:
        other = Line(receipt.currency, -receipt.amount_minor, item_id=receipt.item_id, customer_id=receipt.customer_id)
    assert receipt.posting_date is not None
    return Act(
        Posting.Kind.RECEIPT,
        receipt.posting_date,
        f"receipt/{receipt.id}",
        (Line(receipt.currency, receipt.amount_minor, account=cash), other),
        "receipt.taken",
        facts={"receipt": receipt.id},
    )
