"""That somebody looked a customer's credit through: the review is on record, and a hold for a lapsed one falls.

Plain functions for the open transaction of an action of the room above, which keeps what the review found.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.looking import look_at
from creditdesk.credit.models import CreditReview
from creditdesk.domain.order_releases import Checkpoint
from creditdesk.domain.reasons import refuse
from creditdesk.journal.actions import append
from creditdesk.parties.models import Customer, User


def write_review(customer: Customer, *, note: str, as_of: dt.date, by: User, at: dt.datetime, key: str) -> CreditReview:
    """Write that the customer's credit was reviewed on the day, with class and limit as they stand. He is locked with
    the head of his family. Raises Refusal without a note of what was looked at.
    """
    if not note.strip():
        raise refuse("review.note", "say what was looked at, and what came of it")
    return CreditReview.objects.create(
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


def follow_review(made: CreditReview, *, facts: dict[str, object], by: User, at: dt.datetime) -> None:
    """Tell the journal, and look at the customer's orders again: what waited for the review may go."""
    append(
        "credit.reviewed",
        by=by.username,
        at=at,
        subject=("customer", made.customer_id),
        company_id=made.company_id,
        customer_id=made.customer_id,
        facts={"review": made.id, "risk_class": made.risk_class, "limit_minor": made.limit_minor, **facts},
        private={"note": made.note},
    )
    look_at(
        made.company, [made.customer_id], checkpoint=Checkpoint.CHANGE, as_of=made.reviewed_on, by=by.username, at=at
    )
