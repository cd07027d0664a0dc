"""Whether a rest may be moved or a collection date put off as a person asks: facts of the ledger, judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from creditdesk.domain.authority import Decision, RequestKind, may
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.domain.visibility import Role
from creditdesk.parties.models import User
from creditdesk.receivables.applying import date_objections
from creditdesk.receivables.models import OpenItem


def refuse_transfer(item: OpenItem, *, amount_minor: int, number: str, posting_date: dt.date, as_of: dt.date) -> None:
    """Raise a Refusal with every reason why the rest may not be moved to a deduction. docs/rules/ledger.md."""
    reasons = [*date_objections(posting_date, as_of=as_of)]
    if not 0 < amount_minor <= item.open_minor:
        text = "%(amount)s cannot be moved: %(open)s is open on %(number)s"
        facts = {
            "amount": str(Money(amount_minor, item.currency)),
            "open": str(Money(item.open_minor, item.currency)),
            "number": item.number,
        }
        reasons.append(Reason("transfer.amount", text, facts))
    if not number:
        reasons.append(Reason("transfer.number_missing", "a deduction needs a number", {}))
    taken = OpenItem.objects.filter(
        customer_id=item.customer_id, kind=OpenItem.Kind.DEDUCTION, number=number, voided_on__isnull=True
    )
    if taken.exists():
        text = "the account has a deduction %(number)s already: choose another number"
        reasons.append(Reason("transfer.number_taken", text, {"number": number}))
    if reasons:
        raise Refusal(tuple(reasons))


def decide_extension(role: Role, *, policy: PolicyDocument) -> Decision:
    """Whether the role may put a collection date off. docs/rules/authority.md."""
    return may(role, RequestKind.EXTENSION, amount_minor=0, currency=policy.currency, policy=policy)


def refuse_extension(
    item: OpenItem,
    *,
    extended_date: dt.date,
    granted_on: dt.date,
    as_of: dt.date,
    by: User,
    policy: PolicyDocument,
) -> None:
    """Raise a Refusal with every reason why the item may not be extended. docs/rules/ledger.md."""
    decision = decide_extension(by.desk_role, policy=policy)
    reasons = [] if decision.allowed else list(_no_authority(decision))
    if item.open_minor <= 0:
        text = "%(number)s is no open claim: there is nothing to collect later"
        reasons.append(Reason("extension.no_claim", text, {"number": item.number}))
    if extended_date <= item.due_date:
        text = "%(number)s is due on %(due)s: an extension needs a later date than that"
        reasons.append(Reason("extension.date", text, {"number": item.number, "due": item.due_date.isoformat()}))
    if granted_on > as_of:
        text = "%(day)s is in the future: an extension counts from a day that has come"
        reasons.append(Reason("extension.future", text, {"day": granted_on.isoformat()}))
    if reasons:
        raise Refusal(tuple(reasons))


def _no_authority(decision: Decision) -> Iterable[Reason]:
    yield from decision.reasons
    if decision.needs_role is not None:
        role = decision.needs_role.value.replace("_", " ")
        yield Reason("extension.needs", "the lowest role that may grant it is the %(role)s", {"role": role})
