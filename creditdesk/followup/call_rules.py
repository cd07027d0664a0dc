"""Whether a call of ours may be recorded: the contact rules at the moment at which it is made. docs/rules/calls.md."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.calls import RecordedCall, decide_recorded_call
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.reasons import Reason
from creditdesk.followup.contacting import decide_call
from creditdesk.followup.models import Activity
from creditdesk.followup.promising import Said
from creditdesk.parties.models import Contact, Customer, User

BREACH_LONGEST = 200


def judged_call(
    customer: Customer,
    said: Said,
    *,
    by: User,
    at: dt.datetime,
    policy: PolicyDocument,
    corrects: Activity | None = None,
) -> RecordedCall:
    """Whether the contact of a locked customer may be recorded by the contact rules, and what it breaches.

    Only a call of ours that is made now is judged: what the customer begins is his to begin, and what is long over, or
    corrects what was recorded, is written down as it was.
    """
    if len(said.breach_reason.strip()) > BREACH_LONGEST:
        text = "the reason is longer than %(most)d letters"
        return RecordedCall(False, (Reason("call.breach_reason", text, {"most": BREACH_LONGEST}),))
    if corrects is not None or not _is_made_now(said, at=at, policy=policy):
        return RecordedCall(allowed=True)
    contact = Contact.objects.filter(id=said.contact_id, customer=customer).first() if said.contact_id else None
    return decide_recorded_call(
        decide_call(customer, contact=contact, now=said.happened_at or at, policy=policy),
        why=said.breach_reason,
        role=by.desk_role,
        breach_from=policy.contact.breach_from,
        ours=customer.company.time_zone,
    )


def _is_made_now(said: Said, *, at: dt.datetime, policy: PolicyDocument) -> bool:
    if said.channel != Activity.Channel.CALL or said.direction != Activity.Direction.OUTBOUND:
        return False
    return at - (said.happened_at or at) <= dt.timedelta(minutes=policy.contact.made_now_minutes)
