"""What a person decides about a payer's list: corrected and accepted, for a customer or for one payment; or set aside.

The list as it came stays in `said`; what it was read from stays where it is, in the message or the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from creditdesk.cash.advised import free_key, numbers_of_others, told_of
from creditdesk.cash.models import Receipt, Remittance
from creditdesk.cash.queries import payer_accounts
from creditdesk.domain.cash_remittances import ListLine, PaymentOfList, against_acceptance
from creditdesk.domain.money import current_currencies
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Role
from creditdesk.journal.actions import append_all
from creditdesk.journal.transactions import action
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User

State = Remittance.State
# What a person can still decide about: a list that has found its payment is taken back with its match.
UNDECIDED = (State.HELD, State.WAITING)
WHY_LONGEST = 200
_LONGEST = {"number": 60, "claim": 60, "text": 200}
_GONE = (Receipt.Standing.RETURNED, Receipt.Standing.TAKEN_BACK)


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A document of the list as a person has it: minor units, what is taken of a credit below zero."""

    number: str
    paid_minor: int | None = None
    discount_minor: int = 0
    deduction_minor: int = 0
    claim: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The list as a person has it before him when he accepts it. With a receipt it is that payment's."""

    customer: Customer | None
    lines: Sequence[NamedLine]
    currency: str
    amount_minor: int | None = None
    payment_reference: str = ""
    payment_date: dt.date | None = None
    receipt: Receipt | None = None
    why: str = ""


@action
def accept_remittance(
    remittance: Remittance, *, corrected: Corrected, revision: int, by: User, at: dt.datetime
) -> Remittance:
    """Let a list take effect as it is told now: it waits for its payment, or is with the one that was chosen.

    The person must see customer and receipt: whoever calls has asked. Raises Refusal with every reason, and where
    somebody decided about it meanwhile.
    """
    if corrected.customer is not None:
        lock_customers([corrected.customer.id])
    receipt = _locked_receipt(corrected.receipt)
    held = held_list(remittance, revision=revision)
    customer = corrected.customer
    if customer is not None and customer.company_id != held.company_id:
        raise refuse("remittance.other_company", "this customer is not one of the company that got the list")
    if receipt is not None and receipt.company_id != held.company_id:
        raise refuse("remittance.other_company", "this payment is not one of the company that got the list")
    if reasons := _against(held, corrected, receipt, by=by):
        raise Refusal(reasons)
    before = _as_said(held)
    _write(held, corrected, receipt)
    changed = _as_said(held) != before
    held.said = held.said or (before if changed else {})
    held.state = State.WAITING if receipt is None else State.USED
    if not free_key(held):
        held.key = f"{held.key[:140]}/{held.id}"
    _decide(held, why=corrected.why, by=by, at=at)
    facts = {"receipt": receipt.id if receipt else None, "corrected": changed}
    append_all([told_of(held, "accepted", **facts)], by=by.username, at=at)
    return held


@action
def set_remittance_aside(remittance: Remittance, *, why: str, revision: int, by: User, at: dt.datetime) -> Remittance:
    """Refuse a list: nothing of it takes effect. Raises Refusal without a reason, and if somebody decided meanwhile."""
    held = held_list(remittance, revision=revision)
    if by.desk_role is Role.MACHINE:
        raise refuse("remittance.person", "a person decides about a list that is held")
    if not why.strip():
        raise refuse("remittance.why", "say why")
    held.state = State.SET_ASIDE
    _decide(held, why=why, by=by, at=at)
    append_all([told_of(held, "set_aside")], by=by.username, at=at)
    return held


def _locked_receipt(receipt: Receipt | None) -> Receipt | None:
    if receipt is None:
        return None
    return Receipt.objects.select_for_update(of=("self",)).select_related("customer").get(id=receipt.id)


def held_list(remittance: Remittance, *, revision: int) -> Remittance:
    """The list, locked. Raises Refusal where somebody decided about it since this `revision`."""
    held = (
        Remittance.objects.select_for_update(of=("self",)).select_related("company", "customer").get(id=remittance.id)
    )
    if held.state not in UNDECIDED or held.revision != revision:
        text = "%(by)s decided about this list meanwhile: it is %(state)s now; look at it again"
        facts = {"by": held.decided_by or held.received_by, "state": held.get_state_display()}
        raise Refusal((Reason("remittance.changed_meanwhile", text, dict(facts)),))
    return held


def _against(held: Remittance, told: Corrected, receipt: Receipt | None, *, by: User) -> tuple[Reason, ...]:
    lines = [ListLine(line.number, line.paid_minor) for line in told.lines]
    customer = told.customer
    numbers = [line.number for line in told.lines]
    others = numbers_of_others(held.company_id, numbers, customer=customer) if customer is not None else []
    reasons = against_acceptance(
        lines,
        currency=told.currency if told.currency in current_currencies() else "",
        amount_minor=told.amount_minor,
        has_customer=customer is not None,
        of_others=others,
        payment=_payment(receipt, customer) if receipt is not None else None,
        role=by.desk_role,
    )
    if len(told.why) > WHY_LONGEST:
        reasons += (Reason("remittance.why_long", "say why, in at most %(most)d letters", {"most": WHY_LONGEST}),)
    return reasons


def _payment(receipt: Receipt, customer: Customer | None) -> PaymentOfList:
    fits = receipt.customer_id is None or customer is None
    if not fits and customer is not None and receipt.customer is not None:
        may_pay = payer_accounts(receipt.customer, visible=Customer.objects.all())
        fits = may_pay.filter(id=customer.id).exists()
    return PaymentOfList(
        receipt.currency,
        receipt.amount_minor,
        fits_customer=fits,
        has_list=receipt.remittances.exists(),
        is_gone=receipt.standing in _GONE or receipt.posting_date is None,
    )


def _as_said(one: Remittance) -> dict[str, Any]:
    return {
        "lines": one.lines,
        "currency": one.currency,
        "amount_minor": one.amount_minor,
        "payment_reference": one.payment_reference,
        "payment_date": one.payment_date.isoformat() if one.payment_date else None,
    }


def _write(held: Remittance, told: Corrected, receipt: Receipt | None) -> None:
    kept = {str(line.get("number")): line for line in held.lines}
    held.lines = [_line(line, kept.get(line.number.strip(), {})) for line in told.lines]
    held.currency, held.amount_minor = told.currency, told.amount_minor
    held.payment_reference, held.payment_date = told.payment_reference.strip()[:80], told.payment_date
    held.customer, held.receipt = told.customer, receipt
    if told.customer is not None:
        held.payer_number = told.customer.number


def _line(line: NamedLine, before: dict[str, Any]) -> dict[str, Any]:
    """The line as lists keep it; what it told besides, such as the gross amount, stays where its figures stay."""
    told: dict[str, Any] = {
        "number": line.number.strip()[: _LONGEST["number"]],
        "paid_minor": line.paid_minor,
        "discount_minor": line.discount_minor,
        "deduction_minor": line.deduction_minor,
        "claim": line.claim.strip()[: _LONGEST["claim"]],
    }
    same = all(before.get(name) == value for name, value in told.items() if value or before.get(name))
    if same and before:
        return before
    return {name: value for name, value in told.items() if value or name == "number"}


def _decide(held: Remittance, *, why: str, by: User, at: dt.datetime) -> None:
    held.why, held.decided_by, held.decided_at = why.strip()[:WHY_LONGEST], by.username, at
    held.revision += 1
    held.save()
