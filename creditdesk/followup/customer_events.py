"""What people do about customer events: report, verify, refute, withdraw, carry out, and say that it is over.

Each is one transaction with its step and its journal entry. The same key acts once; whoever comes second is told who
was faster, and when. docs/rules/customer_events.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from creditdesk.domain.customer_events import (
    STANDING,
    EventFacts,
    EventState,
    Happened,
    Proof,
    Told,
    decide_consequences,
    decide_report,
    missing_evidence,
    unfit_report,
    unfit_transition,
)
from creditdesk.domain.money import Money
from creditdesk.domain.policy_events import EventKind
from creditdesk.domain.reasons import Reason, Refusal, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.followup.card_numbers import mask_card_numbers
from creditdesk.followup.event_effects import (
    Effects,
    balance_of,
    cancel_dunning,
    carry,
    dunning_of,
    lift,
    stop_contact,
    task_key,
    tell_sales,
)
from creditdesk.followup.models import CustomerEvent, EventStep, Tickler
from creditdesk.followup.recording import NOTE_LONGEST
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import may_still
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force


@action
def report_event(
    customer: Customer, *, told: Told, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> CustomerEvent:
    """Report what happened to a customer. Raises Refusal with every field that cannot be so.

    The salesperson is told, and contact stops at once where the policy says so.
    """
    lock_customers([customer.id])
    if done := CustomerEvent.objects.filter(customer=customer, key=key).first():
        return done
    _need(by, Permission.REPORT_EVENTS)
    if reasons := [*unfit_report(told, as_of=as_of), *_unfit_note(told.note)]:
        raise Refusal(tuple(reasons))
    event, step, effects = write_report(
        customer, told=told, currency=customer.currency, by=by, at=at, as_of=as_of, key=key
    )
    refresh_worklist(as_of=as_of, customer_ids=[customer.id])
    effects.journal(event, by=by, at=at)
    _journal(event, step, by=by, at=at)
    return event


def write_report(
    customer: Customer, *, told: Told, currency: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> tuple[CustomerEvent, EventStep, Effects]:
    """Write a report of a locked customer that was judged, and what follows from it. The journal comes later."""
    policy = policy_in_force(as_of=as_of, company_id=customer.company_id).document
    event = CustomerEvent.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=told.kind.value,
        happened_on=told.day,
        details={name: value for name, value in told.details.items() if value != ""},
        currency=currency,
        note=mask_card_numbers(told.note.strip())[0],
        reported_by=by,
        reported_at=at,
        key=key,
    )
    found, effects = decide_report(told.kind, policy=policy), Effects()
    stop_contact(event, found, effects, at=at)
    step = _step(event, EventState.REPORTED, effects.words, by=by, at=at, key=None)
    if found.tell_sales:
        tell_sales(step, at=at)
    return event, step, effects


@action
def verify_event(
    event: CustomerEvent,
    *,
    proofs: Sequence[Proof],
    note: str = "",
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> CustomerEvent:
    """Say by which evidence it is so; what the policy gives to its kind follows.

    Raises Refusal where the evidence is not enough, or somebody decided meanwhile. A change of address is verified by
    the call-back that confirms the new one.
    """
    event, done = _locked(event, key=key)
    if done:
        return event
    _need(by, Permission.RECORD_ACTIVITY)
    if event.kind == EventKind.CHANGE_OF_ADDRESS:
        text = "a new address counts once a call-back confirmed it: ask for the change of address"
        raise refuse("customer_event.call_back", text)
    told = write_verification(event, proofs=proofs, note=note, by=by, at=at, as_of=as_of, key=key)
    refresh_worklist(as_of=as_of, customer_ids=[event.customer_id])
    _finish(event, *told, by=by, at=at, as_of=as_of)
    return event


def write_verification(
    event: CustomerEvent, *, proofs: Sequence[Proof], note: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> tuple[EventStep, Effects]:
    """Verify the event of a locked customer, and let what follows happen. Raises Refusal. The journal comes later."""
    _refuse_transition(event, EventState.VERIFIED)
    kind = EventKind(event.kind)
    policy = policy_in_force(as_of=as_of, company_id=event.company_id).document
    if reasons := [*missing_evidence(kind, proofs, policy=policy), *_unfit_note(note)]:
        raise Refusal(tuple(reasons))
    standing = CustomerEvent.objects.filter(customer=event.customer_id, state__in=[one.value for one in STANDING])
    others = list(standing.exclude(id=event.id).order_by("-happened_on", "-id"))
    consigned = event.details.get("consigned")
    facts = EventFacts(
        kind,
        event.happened_on,
        others=tuple(Happened(EventKind(one.kind), one.happened_on) for one in others),
        balance=balance_of(event.customer_id),
        consigned=str(Money(consigned, event.currency)) if consigned else "",
    )
    found = decide_consequences(facts, policy=policy)
    effects = carry(event, found, pairs=others, by=by, at=at, as_of=as_of, policy=policy)
    if kind is EventKind.BANKRUPTCY and (planned := len(dunning_of(event.customer_id))):
        text = "ticklers cancelled: %(count)d"
        effects.words.append(Reason("customer_event.cancelled", text, {"count": planned}))
    step = _step(event, EventState.VERIFIED, effects.words, proofs=proofs, note=note, by=by, at=at, key=key)
    if found.tell_sales:
        tell_sales(step, at=at)
    return step, effects


def _finish(
    event: CustomerEvent, step: EventStep, effects: Effects, *, by: User, at: dt.datetime, as_of: dt.date
) -> None:
    """The journal of a verification. What was planned for a bankrupt account is cancelled, each with its entry."""
    if event.kind == EventKind.BANKRUPTCY:
        cancel_dunning(event, by=by, at=at, as_of=as_of)
    effects.journal(event, by=by, at=at)
    _journal(event, step, by=by, at=at)


def journal_verified(event: CustomerEvent, step: EventStep, effects: Effects, *, by: User, at: dt.datetime) -> None:
    """The journal of an event that another act verified, last in that act."""
    effects.journal(event, by=by, at=at)
    _journal(event, step, by=by, at=at)


@action
def refute_event(
    event: CustomerEvent, *, note: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> CustomerEvent:
    """Say that a report is wrong, and why. What it stopped is allowed again. Raises Refusal without a reason."""
    return _end(event, EventState.REFUTED, note=note, by=by, at=at, as_of=as_of, key=key)


@action
def withdraw_event(
    event: CustomerEvent, *, note: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> CustomerEvent:
    """Take back one's own report, and say why. Raises Refusal for the report of another."""
    return _end(event, EventState.WITHDRAWN, note=note, by=by, at=at, as_of=as_of, key=key)


@action
def cure_event(
    event: CustomerEvent,
    *,
    proof: Proof,
    note: str,
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> CustomerEvent:
    """Say that it is over again, and by which evidence; what it held and stopped is lifted.

    A status that was given because of it is proposed to go back. Raises Refusal without a reason or evidence.
    """
    if not proof.note.strip():
        raise refuse("customer_event.evidence_words", "say in words what shows that it is over")
    return _end(event, EventState.CURED, note=note, proofs=[proof], by=by, at=at, as_of=as_of, key=key)


def _end(
    event: CustomerEvent,
    to: EventState,
    *,
    note: str,
    proofs: Sequence[Proof] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> CustomerEvent:
    event, done = _locked(event, key=key)
    if done:
        return event
    if to is EventState.WITHDRAWN:
        _need(by, Permission.REPORT_EVENTS)
        if event.reported_by_id != by.id:
            text = "only %(who)s takes this report back; it can be refuted"
            raise refuse("customer_event.not_yours", text, who=str(event.reported_by))
    else:
        _need(by, Permission.RECORD_ACTIVITY)
    step, effects = write_end(event, to, note=note, proofs=proofs, by=by, at=at, as_of=as_of, key=key)
    refresh_worklist(as_of=as_of, customer_ids=[event.customer_id])
    journal_verified(event, step, effects, by=by, at=at)
    return event


def write_end(
    event: CustomerEvent,
    to: EventState,
    *,
    note: str,
    proofs: Sequence[Proof] = (),
    by: User,
    at: dt.datetime,
    as_of: dt.date,
    key: str,
) -> tuple[EventStep, Effects]:
    """End the event of a locked customer, and lift what came of it. Raises Refusal. The journal comes later."""
    _refuse_transition(event, to)
    note = _said(note)
    effects = Effects()
    lift(event, effects, because=note, by=by, at=at, as_of=as_of)
    step = _step(event, to, effects.words, proofs=proofs, note=note, by=by, at=at, key=key)
    # Whoever was told of the report is told of its end.
    if event.steps.filter(notices__isnull=False).exists():
        tell_sales(step, at=at)
    return step, effects


@action
def carry_out_event(
    event: CustomerEvent, *, note: str = "", by: User, at: dt.datetime, as_of: dt.date, key: str
) -> CustomerEvent:
    """Say that everything that follows from it is done. Raises Refusal with each task that is open still."""
    event, done = _locked(event, key=key)
    if done:
        return event
    _need(by, Permission.RECORD_ACTIVITY)
    _refuse_transition(event, EventState.ACTIONED)
    open_ones = Tickler.objects.filter(key__startswith=task_key(event), state=Tickler.State.OPEN).select_related(
        "owner"
    )
    if reasons := [
        Reason(
            "customer_event.open_task", "still open: %(task)s (%(owner)s)", {"task": one.cause, "owner": str(one.owner)}
        )
        for one in open_ones.order_by("id")
    ]:
        raise Refusal(tuple(reasons))
    if reasons := _unfit_note(note):
        raise Refusal(tuple(reasons))
    step = _step(event, EventState.ACTIONED, [], note=note, by=by, at=at, key=key)
    _journal(event, step, by=by, at=at)
    return event


# ---------------------------------------------------------------- what they share


def _need(by: User, permission: Permission) -> None:
    if not may_still(by, permission):
        right = permission.value.replace("_", " ")
        raise refuse("customer_event.right", "it needs the right to %(right)s", right=right)


def _locked(event: CustomerEvent, *, key: str) -> tuple[CustomerEvent, bool]:
    """The event as it is now, its customer locked first, and whether a step with the key was made already."""
    lock_customers([event.customer_id])
    found = (
        CustomerEvent.objects.select_for_update(of=("self",))
        .select_related("customer__portfolio__rep", "customer__portfolio__supervisor", "reported_by")
        .get(id=event.id)
    )
    return found, EventStep.objects.filter(event=found, key=key).exists()


def _refuse_transition(event: CustomerEvent, to: EventState) -> None:
    """Raises Refusal where the event cannot become that; it says who brought it to where it is, and when."""
    reasons = unfit_transition(EventState(event.state), to)
    if not reasons:
        return
    last = event.steps.select_related("by").order_by("-id").first()
    assert last is not None, "every event has the step of its report"
    raise refuse(
        "customer_event.changed_meanwhile",
        "%(who)s made it %(state)s on %(when)s: it cannot become %(to)s now",
        who=str(last.by),
        when=f"{last.at:%Y-%m-%d %H:%M} UTC",
        state=event.state,
        to=to.value,
    )


def _unfit_note(note: str) -> list[Reason]:
    if len(note.strip()) <= NOTE_LONGEST:
        return []
    return [Reason("customer_event.note", "the note has more than %(most)d letters", {"most": NOTE_LONGEST})]


def _said(note: str) -> str:
    if not note.strip():
        raise refuse("customer_event.why", "say why")
    if reasons := _unfit_note(note):
        raise Refusal(tuple(reasons))
    return mask_card_numbers(note.strip())[0]


def _step(
    event: CustomerEvent,
    to: EventState,
    words: Iterable[Reason],
    *,
    proofs: Sequence[Proof] = (),
    note: str = "",
    by: User,
    at: dt.datetime,
    key: str | None,
) -> EventStep:
    if event.state != to.value:
        event.state = to.value
        event.save(update_fields=["state"])
    return EventStep.objects.create(
        event=event,
        state=to.value,
        note=mask_card_numbers(note.strip())[0],
        evidence=[{"kind": one.kind.value, "note": mask_card_numbers(one.note.strip())[0]} for one in proofs],
        consequences=[one.as_dict() for one in words],
        by=by,
        at=at,
        key=key,
    )


def _journal(event: CustomerEvent, step: EventStep, *, by: User, at: dt.datetime) -> None:
    append(
        f"customer_event.{step.state}",
        by=by.username,
        at=at,
        subject=("customer_event", event.id),
        company_id=event.company_id,
        customer_id=event.customer_id,
        facts={
            "kind": event.kind,
            "happened_on": event.happened_on.isoformat(),
            "state": step.state,
            "evidence": [one["kind"] for one in step.evidence],
            "consequences": [one["code"] for one in step.consequences],
        },
        private={
            "note": step.note or (event.note if step.state == EventState.REPORTED else ""),
            "details": event.details if step.state == EventState.REPORTED else {},
            "evidence": [one["note"] for one in step.evidence],
        },
    )
