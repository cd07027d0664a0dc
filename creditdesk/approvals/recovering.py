"""Money that comes for a claim after it was written off: it goes to the allowance, and the claim stays settled.

The tax that came back with the claim is repaid with it. docs/rules/requests.md.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Sum

from creditdesk.approvals.ledger_effects import write_one
from creditdesk.approvals.models import Recovery, Request
from creditdesk.approvals.preparing import locked_request
from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.requests import Kind, State
from creditdesk.domain.visibility import Permission
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import may_still
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables import acts
from creditdesk.receivables.models import OpenItem, Posting
from creditdesk.receivables.posting import Line


def recovered_minor(request: Request) -> int:
    """What came for the claims of a write-off since."""
    return int(Recovery.objects.filter(request=request).aggregate(total=Sum("amount_minor"))["total"] or 0)


def tax_share_minor(request: Request, *, amount_minor: int, before_minor: int) -> int:
    """The tax in what is recovered: the relief that the write-off took is repaid in proportion, the cents with the
    last of it.
    """
    taken, whole = sum(line.tax_minor for line in request.asked.lines), request.amount_minor
    return taken * (before_minor + amount_minor) // whole - taken * before_minor // whole


def recoveries_of(request: Request) -> list[Recovery]:
    """What came for the claims of a write-off since, the oldest first."""
    return list(request.recoveries.select_related("payment", "by").order_by("id"))


@action
def record_recovery(
    request: Request, *, payment: OpenItem, amount_minor: int, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> Recovery:
    """Credit money of the customer's payment to the allowance, linked to the write-off. The same key posts once.

    Raises Refusal beyond what was written off or what is left of the payment, and for a request that is no standing
    write-off of the customer.
    """
    lock_customers([request.customer_id, payment.customer_id])
    posting_key = f"recovery/{request.id}/{key}"
    if done := Recovery.objects.filter(posting__key=posting_key, request=request).first():
        return done
    found = locked_request(request)
    payment = OpenItem.objects.select_for_update(of=("self",)).get(id=payment.id)
    if reasons := _objections(found, payment, amount_minor=amount_minor, by=by):
        raise Refusal(tuple(reasons))
    policy = policy_in_force(as_of=as_of, company_id=found.company_id)
    tax = tax_share_minor(found, amount_minor=amount_minor, before_minor=recovered_minor(found))
    rules = policy.document.requests
    beside = ((rules.allowance_account, amount_minor - tax), (rules.tax_account, tax))
    lines = (
        Line(payment.currency, amount_minor, item_id=payment.id, customer_id=payment.customer_id),
        *(Line(payment.currency, -minor, account=account) for account, minor in beside if minor),
    )
    told = acts.Act(
        Posting.Kind.ADJUSTMENT,
        as_of,
        posting_key,
        lines,
        "claim.recovered",
        reason=found.words,
        facts={"request": found.id},
    )
    posting_id = write_one(told, company_id=found.company_id, by=by.username, at=at, policy=policy)
    return Recovery.objects.create(
        request=found, payment=payment, amount_minor=amount_minor, posting_id=posting_id, by=by, at=at
    )


def _objections(request: Request, payment: OpenItem, *, amount_minor: int, by: User) -> list[Reason]:
    found = []
    if not may_still(by, Permission.POST_LEDGER):
        found.append(Reason("recovery.right", "it needs the right to post"))
    if request.kind != Kind.WRITE_OFF or request.state != State.CARRIED_OUT:
        found.append(Reason("recovery.no_write_off", "only what was written off can be recovered"))
    if payment.customer_id != request.customer_id or payment.currency != request.currency:
        found.append(Reason("recovery.other", "the payment is not the customer's, or in another currency"))
    left = min(-payment.open_minor, request.amount_minor - recovered_minor(request))
    if not 0 < amount_minor <= left:
        text = "at most %(left)s: what was written off and what is left of the payment"
        found.append(Reason("recovery.amount", text, {"left": str(Money(max(0, left), request.currency))}))
    return found
