"""What follows for an account when a payment of it comes back: the event with all that the policy gives to it.

Event, task, hold, the notice to sales and the proposal after a second return are written once for a payment, however
often it is presented again. Promises are judged anew from the ledger (`promise_judging`). docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash.models import ReturnedPayment
from creditdesk.cash.returning import first_of, mark_told
from creditdesk.domain.customer_events import Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.followup.customer_events import journal_verified, write_report, write_verification
from creditdesk.followup.models import CustomerEvent
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.machine import machine_user
from creditdesk.parties.models import User


@action
def tell_return(returned: ReturnedPayment, *, at: dt.datetime, as_of: dt.date) -> CustomerEvent | None:
    """Write the event of a returned payment and what follows from it; None where nobody is known to have paid.

    Told once: a second call, and a payment that was presented again and came back again, change nothing.
    """
    lock_customers([returned.receipt.customer_id] if returned.receipt and returned.receipt.customer_id else [])
    row = (
        ReturnedPayment.objects.select_for_update(of=("self",))
        .select_related("receipt__customer__portfolio__rep", "receipt__customer__portfolio__supervisor")
        .get(id=returned.id)
    )
    key = f"returned_payment/{first_of(row).id}"
    customer = row.receipt.customer if row.receipt is not None else None
    before = CustomerEvent.objects.filter(key=key).first()
    if row.told_at is not None or before is not None or customer is None or row.state != ReturnedPayment.State.DONE:
        if row.told_at is None and row.state == ReturnedPayment.State.DONE:
            mark_told(row, at=at)
        return before
    assert row.receipt is not None
    by = _who(row)
    bank_words = f"{row.code} {row.reason}".strip()[:160]
    details: dict[str, str | int] = {
        "amount": row.amount_minor,
        "reference": _reference(row),
        "bank_reason": bank_words,
    }
    told = Told(EventKind.NSF, row.day, details=details)
    event, step, effects = write_report(customer, told=told, currency=row.currency, by=by, at=at, as_of=as_of, key=key)
    proof = Proof(Evidence.BANK_NOTICE, bank_words or "returned by the bank")
    verified = write_verification(event, proofs=[proof], note="", by=by, at=at, as_of=as_of, key=f"{key}/verified")
    mark_told(row, at=at)
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    journal_verified(event, step, effects, by=by, at=at)
    journal_verified(event, *verified, by=by, at=at)
    return event


def _reference(row: ReturnedPayment) -> str:
    assert row.receipt is not None
    return f"{row.receipt.number} {row.receipt.trace}".strip()[:160]


def _who(row: ReturnedPayment) -> User:
    """Whoever said that it came back, where he still works here; else the machine."""
    return User.objects.filter(username=row.recorded_by, is_active=True).first() or machine_user()


def untold(company_id: int) -> list[ReturnedPayment]:
    """Returns that were carried out and of which this room was not told: the process died in between."""
    found = ReturnedPayment.objects.filter(
        company_id=company_id, state=ReturnedPayment.State.DONE, told_at__isnull=True
    )
    return list(found.select_related("receipt").order_by("id"))
