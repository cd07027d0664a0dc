"""Statuses by request go to the ERP as limits do: it asks for what is not answered, takes it over, and answers once.

Until it has, no file of the ERP puts the old status back: the row waits for a person. docs/rules/credit_reviews.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from creditdesk.approvals.effects import Act, Done, Effect
from creditdesk.approvals.models import RequestEffect
from creditdesk.approvals.term_effects import convert, convert_back, preview_status, status_objections
from creditdesk.creditfile.models import CreditChange
from creditdesk.journal.actions import append
from creditdesk.parties.changing import confirm_fields
from creditdesk.parties.models import Customer

FIELDS = ("status",)
MADE = "credit_change"


def carry_out(act: Act) -> list[Done]:
    """Give the customer the status, tell sales and the ERP, and keep it from the ERP's next list."""
    return _told(act, convert(act), takes_back=False)


def take_back(act: Act, effects: Sequence[RequestEffect], why: str) -> list[Done]:
    """Give him the status that he had. Raises Refusal where he has another one by now."""
    changed = [one for one in effects if one.status_after]
    return _told(act, convert_back(act, changed, why), takes_back=True)


def _told(act: Act, done: list[Done], *, takes_back: bool) -> list[Done]:
    (given,) = done
    before, after = given.status
    customer = Customer.objects.select_related("company").get(id=act.request.customer_id)
    made = CreditChange.objects.create(
        company=customer.company,
        customer=customer,
        request=act.request,
        takes_back=takes_back,
        currency=customer.currency,
        limit_before=customer.credit_limit_minor,
        limit_after=customer.credit_limit_minor,
        class_before=customer.risk_class,
        class_after=customer.risk_class,
        status_before=before,
        status_after=after,
        by=act.by.username,
        at=act.at,
    )
    confirm_fields(customer.id, FIELDS, at=act.at)
    append(
        "credit.changed",
        by=act.by.username,
        at=act.at,
        subject=("customer", customer.id),
        company_id=customer.company_id,
        customer_id=customer.id,
        facts={
            "change": made.id,
            "request": act.request.id,
            "limit_before": made.limit_before,
            "limit_after": made.limit_after,
            "class_before": made.class_before,
            "class_after": made.class_after,
            "status_before": before,
            "status_after": after,
            "currency": made.currency,
        },
    )
    return [*done, Done(made=(MADE, made.id))]


EFFECT = Effect(preview_status, carry_out, take_back, status_objections)
