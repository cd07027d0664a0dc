"""What follows from a customer event, written inside the open transaction of an action. docs/rules/customer_events.md.

The customer is locked. What is written here is told to the journal by the action, last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from creditdesk.domain.customer_events import Consequences, Hold, PlannedTask
from creditdesk.domain.money import Money
from creditdesk.domain.policy import PolicyDocument
from creditdesk.domain.policy_events import EventKind, EventTask, ProposedStatus, TaskOwner
from creditdesk.domain.reasons import Reason
from creditdesk.domain.visibility import Role
from creditdesk.followup.access import possible_owners
from creditdesk.followup.models import (
    ContactStop,
    CustomerEvent,
    EventStep,
    HoldFinding,
    Notice,
    StatusProposal,
    Tickler,
    TicklerMove,
)
from creditdesk.followup.recording import NextAction, journal_tickler, unfit_owner, write_move, write_tickler
from creditdesk.parties.changing import Changed, change_customer, journal_changed
from creditdesk.parties.models import Customer, User
from creditdesk.receivables.models import Position
from creditdesk.receivables.staying import begin_stay, end_stay

LIFTED_LONGEST = 200
# In a bankruptcy these go on; everything else that was planned for the account is dunning, or serves it.
_GOES_ON = (
    EventTask.LEGAL_WORKSHEET,
    EventTask.RESERVE_REVIEW,
    EventTask.CONSIGNED_RECALL,
    EventTask.GUARANTOR_OPTIONS,
)


@dataclass(slots=True)
class Effects:
    """What was done: in words for the step, and what the journal is still to be told."""

    words: list[Reason] = field(default_factory=list)
    ticklers: list[Tickler] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)

    def journal(self, event: CustomerEvent, *, by: User, at: dt.datetime) -> None:
        """Append the ticklers and the changes of the customer that came of it."""
        for tickler in self.ticklers:
            journal_tickler(tickler, by=by, at=at)
        for one in self.changed:
            journal_changed(one, cause=("customer_event", event.id), by=by, at=at)


def task_key(event: CustomerEvent, task: EventTask | str = "") -> str:
    """The key of an event's tickler; without a task, what the keys of all of them begin with."""
    return f"customer_event/{event.id}/{task}"


def carry(
    event: CustomerEvent,
    found: Consequences,
    *,
    pairs: Sequence[CustomerEvent] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    policy: PolicyDocument,
) -> Effects:
    """Let the consequences of an event happen, each once. `pairs` are the events with which it may hold together."""
    effects = Effects()
    stop_contact(event, found, effects, at=at)
    for hold in found.holds:
        _hold(event, hold, effects, pairs=pairs, by=by, at=at, as_of=as_of)
    for task in found.tasks:
        _open_task(event, task, effects, by=by, at=at, as_of=as_of, policy=policy)
    if found.proposed_status is not ProposedStatus.NONE:
        propose_status(event, found.proposed_status.value, effects, by=by, at=at)
    return effects


def stop_contact(event: CustomerEvent, found: Consequences, effects: Effects, *, at: dt.datetime) -> None:
    """Stop the ways of contact. A bankruptcy that stops all of them stops the customer as a whole."""
    if not found.stops:
        return
    whole = found.stops_everything and event.kind == EventKind.BANKRUPTCY
    ways = [ContactStop.Way.ALL.value] if whole else sorted(channel.value for channel in found.stops)
    for way in ways:
        if ContactStop.objects.filter(event=event, way=way).exists():
            continue
        stop = ContactStop(company_id=event.company_id, customer_id=event.customer_id, event=event, way=way, since=at)
        if whole:
            stop.block_before = _block_before(event.customer_id)
            _begin_stay(event, at=at)
            block = Customer.ContactBlock.BANKRUPTCY.value
            effects.changed.append(change_customer(event.customer_id, {"contact_block": block}))
        stop.save(force_insert=True)
        effects.words.append(_STOPPED[way])


def _begin_stay(event: CustomerEvent, *, at: dt.datetime) -> None:
    """From now on nothing is set off on the account: the ledger asks the stay."""
    told = event.details.get("petition_date")
    begin_stay(
        company_id=event.company_id,
        customer_id=event.customer_id,
        event_id=event.id,
        petition_on=dt.date.fromisoformat(told) if told else event.happened_on,
        at=at,
    )


_STOPPED = {
    "all": Reason("customer_event.stopped_all", "all contact stopped"),
    "call": Reason("customer_event.stopped_call", "calls stopped"),
    "email": Reason("customer_event.stopped_email", "e-mail stopped"),
    "letter": Reason("customer_event.stopped_letter", "letters stopped"),
}


def _block_before(customer_id: int) -> str:
    """What stood at the customer before any event stopped it."""
    standing = ContactStop.objects.filter(customer=customer_id, way=ContactStop.Way.ALL, lifted_at__isnull=True)
    first = standing.order_by("id").values_list("block_before", flat=True).first()
    if first is not None:
        return first
    return Customer.objects.values_list("contact_block", flat=True).get(id=customer_id)


def lift(event: CustomerEvent, effects: Effects, *, because: str, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """Lift what the event stopped and held, and drop what it proposed and nobody decided."""
    end_stay(event_id=event.id, at=at)
    for stop in ContactStop.objects.filter(event=event, lifted_at__isnull=True):
        stop.lifted_at, stop.lifted_by = at, by
        stop.save(update_fields=["lifted_at", "lifted_by"])
        if stop.way == ContactStop.Way.ALL:
            _put_back(stop, effects)
        effects.words.append(_LIFTED[stop.way])
    # A successor's holds came of the event too, and stand until somebody decides about the new account.
    both = HoldFinding.objects.filter(customer=event.customer_id, lifted_on__isnull=True)
    for finding in [*both.filter(event=event), *both.filter(pair=event)]:
        lift_finding(finding, because=because, by=by, as_of=as_of)
        effects.words.append(Reason("customer_event.lifted_hold", "hold %(code)s lifted", {"code": finding.code}))
    for proposal in event.status_proposals.filter(state=StatusProposal.State.OPEN):
        proposal.state, proposal.decided_by, proposal.decided_at = StatusProposal.State.DROPPED, by, at
        proposal.save(update_fields=["state", "decided_by", "decided_at"])
    given = event.status_proposals.filter(state=StatusProposal.State.ACCEPTED).order_by("-id").first()
    if given is not None and Customer.objects.filter(id=event.customer_id, status=given.status).exists():
        propose_status(event, given.status_before, effects, by=by, at=at)


def lift_finding(finding: HoldFinding, *, because: str, by: User, as_of: dt.date) -> None:
    """Lift a reason to hold, with why."""
    finding.lifted_on, finding.lifted_by, finding.lifted_because = as_of, by, because[:LIFTED_LONGEST]
    finding.save(update_fields=["lifted_on", "lifted_by", "lifted_because"])


_LIFTED = {
    "all": Reason("customer_event.lifted_all", "contact is allowed again"),
    "call": Reason("customer_event.lifted_call", "calls are allowed again"),
    "email": Reason("customer_event.lifted_email", "e-mail is allowed again"),
    "letter": Reason("customer_event.lifted_letter", "letters are allowed again"),
}


def _put_back(stop: ContactStop, effects: Effects) -> None:
    """Give the customer the block that stood before, unless another event still stops it or somebody set another."""
    others = ContactStop.objects.filter(customer=stop.customer_id, way=stop.way, lifted_at__isnull=True)
    block = Customer.ContactBlock.BANKRUPTCY.value
    if others.exists() or not Customer.objects.filter(id=stop.customer_id, contact_block=block).exists():
        return
    effects.changed.append(change_customer(stop.customer_id, {"contact_block": stop.block_before}))


def _hold(
    event: CustomerEvent,
    hold: Hold,
    effects: Effects,
    *,
    pairs: Sequence[CustomerEvent],
    by: User,
    at: dt.datetime,
    as_of: dt.date,
) -> None:
    pair = next((one for one in pairs if hold.pair is not None and one.kind == hold.pair), None)
    HoldFinding.objects.create(
        company_id=event.company_id,
        customer_id=event.customer_id,
        event=event,
        pair=pair,
        code=hold.code,
        why=hold.why.as_dict(),
        since=as_of,
        until=hold.until,
        found_by=by,
        found_at=at,
    )
    effects.words.append(Reason("customer_event.held", "orders are to be held: %(code)s", {"code": hold.code}))


def _open_task(
    event: CustomerEvent,
    planned: PlannedTask,
    effects: Effects,
    *,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    policy: PolicyDocument,
) -> None:
    key = task_key(event, planned.task)
    if Tickler.objects.filter(key=key).exists():
        return
    owner = _owner(event.customer, planned.owner, by=by, as_of=as_of)
    due = policy.company_calendar.add_business_days(as_of, planned.business_days)
    then = NextAction(str(planned.words), due, owner)
    tickler = write_tickler(event.customer, then, by=by, at=at, as_of=as_of, key=key)
    effects.ticklers.append(tickler)
    facts: dict[str, str | int] = {"task": str(planned.words), "owner": str(owner), "day": due.isoformat()}
    effects.words.append(Reason("customer_event.task", "%(task)s (%(owner)s, by %(day)s)", facts))


def _owner(customer: Customer, wanted: TaskOwner, *, by: User, as_of: dt.date) -> User:
    """Who is given the task: whom the policy names, else whoever verified, else anybody who works the account."""
    portfolio = customer.portfolio
    named: list[User] = []
    if wanted is TaskOwner.CREDIT_MANAGER:
        managers = User.objects.filter(role=Role.CREDIT_MANAGER.value, is_active=True, companies=customer.company_id)
        named = list(managers.order_by("id"))
    elif portfolio is not None:
        named = [portfolio.supervisor if wanted is TaskOwner.SUPERVISOR else portfolio.rep]
    for person in (*named, by):
        if not unfit_owner(customer, person, as_of=as_of):
            return person
    return next(iter(possible_owners(customer, as_of=as_of)), by)


def propose_status(event: CustomerEvent, status: str, effects: Effects, *, by: User, at: dt.datetime) -> None:
    """Propose a status that the customer does not have, unless the same is proposed already."""
    before = Customer.objects.values_list("status", flat=True).get(id=event.customer_id)
    open_ones = StatusProposal.objects.filter(customer=event.customer_id, state=StatusProposal.State.OPEN)
    if before == status or open_ones.filter(status=status).exists():
        return
    StatusProposal.objects.create(
        company_id=event.company_id,
        customer_id=event.customer_id,
        event=event,
        status=status,
        status_before=before,
        asked_by=by,
        asked_at=at,
    )
    text = "proposed: status %(status)s, for another person to accept"
    effects.words.append(Reason("customer_event.proposed", text, {"status": Customer.Status(status).label}))


def dunning_of(customer_id: int) -> list[Tickler]:
    """What is planned for the account, but what goes on in a bankruptcy."""
    open_ones = Tickler.objects.filter(customer=customer_id, state=Tickler.State.OPEN)
    return [
        one
        for one in open_ones.select_related("customer", "owner").order_by("id")
        if not one.key.startswith("bankruptcy/")
        and (not one.key.startswith("customer_event/") or one.key.rsplit("/", 1)[-1] not in _GOES_ON)
    ]


def cancel_dunning(event: CustomerEvent, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    """Cancel what was planned for a bankrupt account, each with its move and its entry in the journal."""
    for tickler in dunning_of(event.customer_id):
        note = "bankruptcy: contact stopped, legal worksheet only"
        key, state = f"customer_event/{event.id}/stops/{tickler.id}", Tickler.State.CANCELLED
        write_move(tickler, TicklerMove.Kind.CANCELLED, by=by, at=at, as_of=as_of, key=key, note=note, state=state)


def tell_sales(step: EventStep, *, at: dt.datetime) -> Notice:
    """Write the notice to whoever sells to the account; where nobody does it stands for the company."""
    customer = step.event.customer
    seller = customer.seller
    return Notice.objects.create(
        company_id=customer.company_id,
        customer=customer,
        step=step,
        to_user_id=customer.salesperson_id,
        to_name=seller.name if seller else "",
        at=at,
    )


def balance_of(customer_id: int) -> str:
    """What the customer owes, gross, in words: one amount for each currency."""
    rows = Position.objects.filter(customer=customer_id, open_minor__gt=0).order_by("currency")
    return " + ".join(str(Money(minor, currency)) for currency, minor in rows.values_list("currency", "open_minor"))
