"""Whether a rest may be moved as a person asks, and the later collection date of an item."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.money import Money
from creditdesk.domain.reasons import Reason, Refusal
from creditdesk.journal.actions import append
from creditdesk.receivables.applying import date_objections
from creditdesk.receivables.models import Extension, OpenItem
from creditdesk.receivables.stops import refuse_stopped


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


def put_off(
    item: OpenItem, *, until: dt.date, granted_on: dt.date, source: str, by: str, at: dt.datetime, reason: str
) -> Extension:
    """Give an item a later collection date, in the open transaction of an approved request or of an import.

    The due date itself stays. Raises Refusal where a proof has stopped postings.
    """
    refuse_stopped(item.company_id, [item.customer_id])
    extension = Extension.objects.create(
        item=item, extended_date=until, granted_on=granted_on, by=by, reason=reason[:200], source=source
    )
    append(
        "item.extended",
        by=by,
        at=at,
        subject=("item", item.id),
        company_id=item.company_id,
        customer_id=item.customer_id,
        facts={"due_date": item.due_date.isoformat(), "extended_date": until.isoformat()},
        private={"reason": reason},
    )
    return extension
