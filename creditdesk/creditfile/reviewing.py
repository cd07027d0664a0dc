"""Recording a credit review: what the file says on the day is kept with it, and its next day is set.

docs/rules/credit_reviews.md.
"""

from __future__ import annotations

import datetime as dt

from creditdesk.credit.models import CreditReview
from creditdesk.credit.reviewing import follow_review, write_review
from creditdesk.creditfile.calendar import refresh_calendar
from creditdesk.creditfile.facts import file_facts
from creditdesk.creditfile.models import ReviewFinding
from creditdesk.creditfile.snapshots import snapshot_of
from creditdesk.domain.credit_advice import look_through
from creditdesk.domain.reasons import refuse
from creditdesk.journal.transactions import action
from creditdesk.parties.families import lock_families
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force


@action
def review_credit(
    customer: Customer, *, note: str, next_on: dt.date | None = None, as_of: dt.date, by: User, at: dt.datetime,
    key: str,
) -> CreditReview:  # fmt: skip
    """Put on record that the customer's credit was reviewed on the day, with everything that his file says.

    Raises Refusal without a note of what was looked at, or for a next review that is not to come. The same key records
    once. Nothing else follows: a change of limit, class or status is asked for.
    """
    lock_families([customer])
    if done := CreditReview.objects.filter(key=key).first():
        return done
    if next_on is not None and next_on <= as_of:
        raise refuse("review.next_on", "the next review is on a day that is still to come")
    customer = Customer.objects.select_related("company").get(id=customer.id)
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id)
    looked = look_through(file_facts(customer, as_of=as_of, policy=policy.document), policy.document)
    made = write_review(customer, note=note, as_of=as_of, by=by, at=at, key=key)
    ReviewFinding.objects.create(
        review=made,
        customer=customer,
        risk_class=looked.found_class.risk_class.value,
        limit_minor=looked.found_limit.limit_minor,
        score=looked.card.score,
        advice=looked.chief.advice.value,
        snapshot=snapshot_of(looked),
        next_review_on=next_on,
        policy_version=policy.number,
    )
    refresh_calendar(customer.company, as_of=as_of, customer_ids=[customer.id])
    follow_review(
        made,
        facts={"score": looked.card.score, "found_class": looked.found_class.risk_class.value,
               "found_limit_minor": looked.found_limit.limit_minor, "advice": looked.chief.advice.value},
        by=by,
        at=at,
    )  # fmt: skip
    return made
