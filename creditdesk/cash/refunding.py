"""Refunds: whoever works cash asks for one, a controller who did not ask confirms it, and we owe the payer the money.

Nothing is paid out here: the posting puts it on an account of what is to be paid, where payments are made. A credit of
a customer is never taken to income. docs/rules/cash_returns.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.cash import accounts
from creditdesk.cash.actions import decided, locked
from creditdesk.cash.models import Receipt, Refund
from creditdesk.cash.settling import unapplied_minor
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission, has_permission
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.acts import Act, By, write_acts
from creditdesk.receivables.models import Posting
from creditdesk.receivables.posting import Line

# Only a controller holds both.
MAY_CONFIRM = (Permission.POST_LEDGER, Permission.REVIEW_CASH)


def may_confirm(user: User) -> bool:
    """Whether the user confirms refunds that others asked for."""
    return all(has_permission(user.desk_role, one) for one in MAY_CONFIRM)


@action
def confirm_refund(refund: Refund, *, as_of: dt.date, by: User, at: dt.datetime) -> Refund:
    """Owe the payer what was asked for. Raises Refusal for whoever asked, or where less is left of the payment.

    Confirmed once: a second call changes nothing.
    """
    refund, receipt = _locked(refund)
    if refund.state == Refund.State.CONFIRMED:
        return refund
    reasons = list(_unfit(refund, by=by))
    if receipt.item is None or unapplied_minor(receipt) < refund.amount_minor:
        left = str(Money(max(0, unapplied_minor(receipt)), refund.currency))
        reasons.append(Reason("refund.left", "only %(left)s of the payment is left", {"left": left}))
    if reasons:
        raise Refusal(tuple(reasons))
    assert receipt.item is not None
    lines = (
        Line(refund.currency, refund.amount_minor, item_id=receipt.item.id, customer_id=receipt.item.customer_id),
        Line(refund.currency, -refund.amount_minor, account=accounts.REFUNDS_PAYABLE),
    )
    facts = {"receipt": receipt.id, "refund": refund.id}
    act = Act(
        Posting.Kind.ADJUSTMENT, as_of, f"refund/{refund.id}", lines, "refund.confirmed", reason=refund.why, facts=facts
    )
    policy = policy_in_force(as_of=as_of, company_id=refund.company_id)
    who, edges = By(by.username, at, policy.number), policy.document.aging.buckets
    (refund.posting_id,) = write_acts(refund.company_id, [act], by=who, as_of=as_of, edges=edges)
    _decide(refund, Refund.State.CONFIRMED, by=by, at=at)
    decided(receipt, standing=Receipt.Standing.REFUND, why=receipt.standing_why, until=receipt.standing_until)
    return refund


@action
def decline_refund(refund: Refund, *, why: str, by: User, at: dt.datetime) -> Refund:
    """Do not give the money back, and say why; the payment is to be worked again."""
    refund, receipt = _locked(refund)
    reasons = list(_unfit(refund, by=by))
    if not why.strip():
        reasons.append(Reason("receipt.why", "say why"))
    if reasons:
        raise Refusal(tuple(reasons))
    refund.decided_why = why.strip()[:200]
    _decide(refund, Refund.State.DECLINED, by=by, at=at)
    decided(receipt, standing=Receipt.Standing.NONE)
    append(
        "refund.declined",
        by=by.username,
        at=at,
        subject=("receipt", receipt.id),
        company_id=receipt.company_id,
        customer_id=receipt.customer_id,
        facts={"refund": refund.id},
        private={"why": why.strip()},
    )
    return refund


def _locked(refund: Refund) -> tuple[Refund, Receipt]:
    receipt = locked(Receipt.objects.get(id=refund.receipt_id))
    return Refund.objects.select_for_update(of=("self",)).get(id=refund.id), receipt


def _unfit(refund: Refund, *, by: User) -> list[Reason]:
    if refund.state != Refund.State.ASKED:
        raise refuse("refund.decided", "somebody decided about this refund meanwhile")
    found = []
    if not may_confirm(by):
        found.append(Reason("refund.right", "a controller decides about refunds"))
    if refund.asked_by == by.username:
        found.append(Reason("refund.own", "whoever asked for the refund does not decide it"))
    return found


def _decide(refund: Refund, state: str, *, by: User, at: dt.datetime) -> None:
    refund.state, refund.decided_by, refund.decided_at = state, by.username, at
    refund.save(update_fields=["state", "decided_by", "decided_at", "decided_why", "posting"])
