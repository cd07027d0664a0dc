"""Statuses that customer events propose: accepting one asks for it, and nobody is alone with it.

Whoever decides about the event prepares a request with the event as its evidence; somebody with the authority approves
it, and the sales side is told. Only what the law decides stands at once: a bankruptcy, and its end.
docs/rules/customer_events.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from creditdesk.approvals.effects import Table
from creditdesk.approvals.models import Request
from creditdesk.approvals.preparing import new_request
from creditdesk.domain.customer_events import STANDING
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_requests import Shown
from creditdesk.domain.reasons import Reason
from creditdesk.domain.requests import Content, Evidence, Kind, needs_request
from creditdesk.followup.event_decisions import locked_proposal, settle_proposal
from creditdesk.followup.models import CustomerEvent, StatusProposal
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.transactions import action
from creditdesk.parties.changing import change_customer, journal_changed
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force


@action
def decide_status(
    proposal: StatusProposal, *, accept: bool, note: str, table: Table, by: User, at: dt.datetime, as_of: dt.date
) -> StatusProposal:
    """Accept or decline a proposed status, with a reason for a no. By another person than who proposed it.

    A status that is accepted is asked for by a request; a bankruptcy and its end stand at once. Raises Refusal where
    somebody decided already, unless he decided the same, and where the request could not be carried out.
    """
    found = locked_proposal(proposal, by=by)
    if not settle_proposal(found, accept=accept, note=note, by=by, at=at):
        return found
    if accept and needs_request(found.status, status_now=found.status_before):
        customer = Customer.objects.get(id=found.customer_id)
        policy = policy_in_force(as_of=as_of, company_id=found.company_id).document
        content = _content(found, customer, note=found.decision_note, policy=policy)
        key = request_key(found.id)
        new_request(customer, content=content, submit=True, table=table, by=by, at=at, as_of=as_of, key=key)
    elif accept:
        changed = change_customer(found.customer_id, {"status": found.status})
        refresh_worklist(as_of=as_of, customer_ids=[found.customer_id])
        journal_changed(changed, cause=("customer_event", found.event_id), by=by, at=at)
    return found


def request_key(proposal_id: int) -> str:
    """The key of the request by which an accepted proposal is asked for."""
    return f"status_proposal/{proposal_id}"


def requests_of(proposals: Iterable[StatusProposal]) -> dict[int, Request]:
    """Proposal → the request that was made of it."""
    keys = {request_key(one.id): one.id for one in proposals}
    return {keys[one.key]: one for one in Request.objects.filter(key__in=keys)}


def event_over(content: Content) -> list[Reason]:
    """Why a status that an event proposed cannot be given: the event was refuted, taken back or is over meanwhile."""
    event_id = content.terms.get("event_id")
    if event_id is None or not content.terms.get("while_it_stands"):
        return []
    stands = CustomerEvent.objects.filter(id=event_id, state__in=[one.value for one in STANDING]).exists()
    text = "the event that it rests on does not stand any more"
    return [] if stands else [Reason("request.event_over", text)]


def _content(proposal: StatusProposal, customer: Customer, *, note: str, policy: PolicyDocument) -> Content:
    event = proposal.event
    stands = event.state in {one.value for one in STANDING}
    told = (
        f"customer event {event.id}, {event.kind.replace('_', ' ')} of {event.happened_on.isoformat()}: {event.state}"
    )
    wanted = policy.requests.evidence.status or (Shown.PROOF,)
    return Content(
        Kind.STATUS,
        currency=customer.currency,
        words=note or f"proposed by {told}",
        status=proposal.status,
        evidence=tuple(Evidence(one, words=told) for one in wanted),
        terms={"event_id": event.id, "while_it_stands": stands},
    )
