"""What those who lead decide about customer events: a proposed status, a new owner's account, who owes the debt."""

from __future__ import annotations

import datetime as dt

from creditdesk.domain.authority import LEVEL_NAMES, is_below, level_of
from creditdesk.domain.customer_events import STANDING
from creditdesk.domain.policy_events import EventKind, EventTask
from creditdesk.domain.policy_holds import HoldCode
from creditdesk.domain.reasons import Reason, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.followup.event_effects import LIFTED_LONGEST, lift_finding, task_key
from creditdesk.followup.models import (
    Assumption,
    CustomerEvent,
    HoldFinding,
    StatusProposal,
    Succession,
    Tickler,
    TicklerMove,
)
from creditdesk.followup.recording import write_move
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import may_still
from creditdesk.parties.changing import open_successor_account
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import User
from creditdesk.policy.queries import policy_in_force

NOTE_LONGEST = 500
WHY_LONGEST = 200


def locked_proposal(proposal: StatusProposal, *, by: User) -> StatusProposal:
    """The proposal as it is now, locked, with its customer locked first. Raises Refusal without the right to decide."""
    lock_customers([proposal.customer_id])
    locked = StatusProposal.objects.select_for_update(of=("self",)).select_related("decided_by", "event")
    _need(by)
    return locked.get(id=proposal.id)


def settle_proposal(found: StatusProposal, *, accept: bool, note: str, by: User, at: dt.datetime) -> bool:
    """Write what was decided about a locked proposal, in the open transaction; False where he decided so already.

    Raises Refusal where somebody else decided, for an acceptance by whoever proposed it, and for a no without a reason.
    """
    wanted = StatusProposal.State.ACCEPTED if accept else StatusProposal.State.DECLINED
    if found.state == wanted and found.decided_by_id == by.id:
        return False
    if found.state != StatusProposal.State.OPEN:
        raise refuse(
            "status.changed_meanwhile",
            "%(who)s decided on %(when)s: %(state)s",
            who=str(found.decided_by),
            when=f"{found.decided_at:%Y-%m-%d %H:%M} UTC",
            state=found.get_state_display(),
        )
    if accept and found.asked_by_id == by.id:
        raise refuse("status.same_person", "you proposed it: another person accepts it")
    why = " ".join(note.split())
    if (not accept and not why) or len(why) > WHY_LONGEST:
        raise refuse("status.why", "say why, in at most %(most)d letters", most=WHY_LONGEST)
    found.state, found.decided_by, found.decided_at, found.decision_note = wanted, by, at, why
    found.before_requests = False
    found.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "before_requests"])
    append(
        "status.accepted" if accept else "status.declined",
        by=by.username,
        at=at,
        subject=("customer_event", found.event_id),
        company_id=found.company_id,
        customer_id=found.customer_id,
        facts={"status": found.status, "before": found.status_before, "asked_by": found.asked_by_id},
        private={"note": why},
    )
    return True


@action
def open_successor(
    event: CustomerEvent,
    *,
    number: str,
    name: str,
    legal_name: str = "",
    guarantor_note: str = "",
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> Succession:
    """Open the account of the new owner: no credit, orders to be held, nothing netted with the old one, whose debt
    stays. Raises Refusal for another kind of event, one that is not verified, and a second account for it.
    """
    lock_customers([event.customer_id])
    if done := Succession.objects.filter(event=event, key=key).select_related("new").first():
        return done
    _need(by)
    found = CustomerEvent.objects.select_for_update(of=("self",)).select_related("customer").get(id=event.id)
    if found.kind != EventKind.CHANGE_OF_OWNERSHIP or found.state not in {one.value for one in STANDING}:
        raise refuse("succession.event", "it needs a verified change of ownership")
    earlier = Succession.objects.filter(event=found).select_related("new", "by").first()
    if earlier is not None:
        text = "%(who)s opened %(number)s for it on %(when)s"
        when = f"{earlier.at:%Y-%m-%d %H:%M} UTC"
        raise refuse("succession.changed_meanwhile", text, who=str(earlier.by), number=earlier.new.number, when=when)
    new = open_successor_account(found.customer, number=number, name=name, legal_name=legal_name)
    made = Succession.objects.create(
        company_id=found.company_id,
        event=found,
        old=found.customer,
        new=new,
        guarantor_note=_short(guarantor_note),
        by=by,
        at=at,
        key=key,
    )
    facts: dict[str, str | int] = {"old": found.customer.number}
    for code, why in (
        ("H7", Reason("hold.first_order", "a new customer: the first order is held", {})),
        ("H8", Reason("hold.successor", "follows %(old)s after a change of ownership: no application yet", facts)),
    ):
        HoldFinding.objects.create(
            company_id=found.company_id,
            customer=new,
            event=found,
            code=code,
            why=why.as_dict(),
            since=as_of,
            found_by=by,
            found_at=at,
        )
    _done_with(found, EventTask.SUCCESSOR_ACCOUNT, by=by, at=at, as_of=as_of)
    refresh_worklist(as_of=as_of, customer_ids=[found.customer_id, new.id])
    append(
        "succession.opened",
        by=by.username,
        at=at,
        subject=("customer", new.id),
        company_id=new.company_id,
        customer_id=new.id,
        facts={"old_customer_id": found.customer_id, "event": found.id, "number": new.number, "holds": ["H7", "H8"]},
        private={"name": new.name, "guarantor": made.guarantor_note},
    )
    return made


@action
def document_assumption(
    succession: Succession, *, signed_on: dt.date, note: str, by: User, at: dt.datetime, as_of: dt.date
) -> Assumption:
    """Document that the new owner signed to take over the old debt. The ledger is not moved by it: that is a posting.

    Raises Refusal for a day to come, without words, and where it is documented already with other ones.
    """
    lock_customers([succession.old_id, succession.new_id])
    _need(by)
    said = _short(note)
    if done := Assumption.objects.filter(succession=succession).select_related("by").first():
        if (done.signed_on, done.note) == (signed_on, said):
            return done
        when = f"{done.at:%Y-%m-%d %H:%M} UTC"
        raise refuse("succession.assumed_already", "%(who)s documented it on %(when)s", who=str(done.by), when=when)
    if signed_on > as_of:
        raise refuse("succession.future", "%(day)s is not over yet", day=signed_on.isoformat())
    if not said:
        raise refuse("succession.words", "say which paper it is and where it is kept")
    made = Assumption.objects.create(succession=succession, signed_on=signed_on, note=said, by=by, at=at)
    append(
        "succession.assumed",
        by=by.username,
        at=at,
        subject=("customer", succession.new_id),
        company_id=succession.company_id,
        customer_id=succession.new_id,
        facts={"old_customer_id": succession.old_id, "signed_on": signed_on.isoformat()},
        private={"note": said},
    )
    return made


@action
def lift_hold(finding: HoldFinding, *, because: str, by: User, at: dt.datetime, as_of: dt.date) -> HoldFinding:
    """Lift a reason to hold though what it came of is not over, with why; such as a new owner's once he is known.

    Raises Refusal without a reason, where somebody lifted it already, and below the level that the policy wants for an
    order in spite of it.
    """
    lock_customers([finding.customer_id])
    _need(by)
    found = HoldFinding.objects.select_for_update(of=("self",)).select_related("lifted_by").get(id=finding.id)
    why = " ".join(because.split())
    if found.lifted_on is not None:
        if (found.lifted_by_id, found.lifted_because) == (by.id, why):
            return found
        day = found.lifted_on.isoformat()
        raise refuse("hold.changed_meanwhile", "%(who)s lifted it on %(day)s", who=str(found.lifted_by), day=day)
    if not why or len(why) > LIFTED_LONGEST:
        raise refuse("hold.why", "say why, in at most %(most)d letters", most=LIFTED_LONGEST)
    _refuse_below(found, by=by, as_of=as_of)
    lift_finding(found, because=why, by=by, as_of=as_of)
    append(
        "hold.lifted",
        by=by.username,
        at=at,
        subject=("customer", found.customer_id),
        company_id=found.company_id,
        customer_id=found.customer_id,
        facts={"code": found.code, "event": found.event_id, "since": found.since.isoformat()},
        private={"reason": why},
    )
    return found


def _refuse_below(finding: HoldFinding, *, by: User, as_of: dt.date) -> None:
    policy = policy_in_force(as_of=as_of, company_id=finding.company_id).document
    needed = policy.authority.release_level.get(HoldCode(finding.code))
    if needed is not None and is_below(level_of(by.desk_role), needed):
        text = "a hold %(code)s is lifted by %(level)s or above"
        raise refuse("hold.level", text, code=finding.code, level=LEVEL_NAMES[needed])


def _done_with(event: CustomerEvent, task: EventTask, *, by: User, at: dt.datetime, as_of: dt.date) -> None:
    key, state = task_key(event, task), Tickler.State.OPEN
    tickler = Tickler.objects.filter(key=key, state=state).select_related("customer", "owner").first()
    if tickler is not None:
        kind, done = TicklerMove.Kind.DONE, Tickler.State.DONE
        write_move(tickler, kind, by=by, at=at, as_of=as_of, key=f"{key}/done", state=done)


def _short(note: str) -> str:
    said = " ".join(note.split())
    if len(said) > NOTE_LONGEST:
        raise refuse("succession.long", "more than %(most)d letters", most=NOTE_LONGEST)
    return said


def _need(by: User) -> None:
    if not may_still(by, Permission.DECIDE_EVENTS):
        raise refuse("customer_event.right", "it needs the right to decide events")
