"""That somebody looked a customer's credit through: the review is on record, and a hold for a lapsed one falls."""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.looking import lock_families, look_at
from creditdesk.credit.models import CreditReview
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.models import Customer, User


@action
def record_review(
    customer: Customer, *, note: str, as_of: dt.date, by: User, at: dt.datetime, key: str
) -> CreditReview:
    """Put on record that the customer's credit was reviewed on the day, with class and limit as they stand.

    Raises Refusal without a note of what was looked at. The same key records once.
    """
    lock_families([customer])
    if done := CreditReview.objects.filter(key=key).first():
        return done
    if not note.strip():
        raise refuse("review.note", "say what was looked at, and what came of it")
    customer.refresh_from_db()
    made = CreditReview.objects.create(
        company=customer.company,
        customer=customer,
        reviewed_on=as_of,
        risk_class=customer.risk_class,
        limit_minor=customer.credit_limit_minor,
        note=note.strip()[:500],
        by=by,
        at=at,
        key=key,
    )
    append(
        "credit.reviewed",
        by=by.username,
        at=at,
        subject=("customer", customer.id),
        company_id=customer.company_id,
        customer_id=customer.id,
        facts={"review": made.id, "risk_class": made.risk_class, "limit_minor": made.limit_minor},
        private={"note": made.note},
    )
    look_at(customer.company, [customer.id], checkpoint=Checkpoint.CHANGE, as_of=as_of, by=by.username, at=at)
    return made
