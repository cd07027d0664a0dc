"""What people do about changes of a customer's data: ask, call back, confirm as a second person, withdraw.

The data change with the word that confirms them and not before, in the same transaction. docs/rules/data_changes.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from creditdesk.domain.customer_events import STANDING, EventState, Proof
from creditdesk.domain.data_changes import (
    FIELDS,
    OPEN_CHANGES,
    CallBack,
    ChangeState,
    after_call,
    masked,
    moved_meanwhile,
    unfit_call,
    unfit_request,
    unfit_second,
)
from creditdesk.domain.policy_events import DataKind, EventKind, Evidence
from creditdesk.domain.reasons import Refusal, refuse
from creditdesk.domain.visibility import Permission
from creditdesk.followup.customer_events import journal_verified, write_end, write_verification
from creditdesk.followup.event_effects import Effects
from creditdesk.followup.models import (
    BankDetails,
    CustomerEvent,
    DataChange,
    DataChangeStep,
    EventStep,
)
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.journal.actions import append
from creditdesk.journal.transactions import action
from creditdesk.parties.acting import may_still
from creditdesk.parties.changing import Changed, change_customer, confirm_fields, journal_changed
from creditdesk.parties.locks import lock_customers
from creditdesk.parties.models import Contact, Customer, User
from creditdesk.parties.sealing import closed, opened
from creditdesk.policy.queries import policy_in_force

NOTE_LONGEST = 500
# The purpose for which account numbers are closed: a key of their own.
_SEAL = b"customer bank account"
_CHANNELS = ("call", "email", "letter", "visit")
# Confirmed data end what their lack was: the mail comes through again.
_CURES: Mapping[DataKind, EventKind] = {
    DataKind.ADDRESS: EventKind.RETURNED_MAIL,
    DataKind.PHONE: EventKind.DEAD_PHONE,
    DataKind.EMAIL: EventKind.BOUNCED_EMAIL,
}


@dataclass(frozen=True, slots=True)
class Request:
    """A change as it was asked for: the new values, by whom, how, and the numbers that came with it."""

    kind: DataKind
    new: Mapping[str, str]
    asked_by: str
    channel: str
    given_numbers: tuple[str, ...] = ()
    event: CustomerEvent | None = None


@dataclass(slots=True)
class _Done:
    """What an applied change did, for the journal."""

    changed: Changed | None = None
    events: list[tuple[CustomerEvent, EventStep, Effects]] = field(default_factory=list)

    def journal(self, change: DataChange, *, by: User, at: dt.datetime) -> None:
        for event, step, effects in self.events:
            journal_verified(event, step, effects, by=by, at=at)
        if self.changed is not None:
            journal_changed(self.changed, cause=("data_change", change.id), by=by, at=at)


@action
def ask_change(
    customer: Customer, *, request: Request, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> DataChange:
    """Keep what was asked for beside what stands. Raises Refusal with every field that cannot be so, and where the same
    is asked for already.
    """
    lock_customers([customer.id])
    if done := DataChange.objects.filter(customer=customer, key=key).first():
        return done
    _need(by)
    kind = request.kind
    new = {name: " ".join(str(value).split()) for name, value in request.new.items()}
    old = standing_data(customer.id, kind)
    reasons = list(unfit_request(kind, new, old=old, asked_by=request.asked_by))
    if reasons:
        raise Refusal(tuple(reasons))
    if request.channel not in _CHANNELS:
        raise refuse("data_change.channel", "%(value)s is no way to ask", value=request.channel[:40])
    _refuse_second_request(customer, kind)
    event = request.event
    if event is not None and (event.customer_id != customer.id or event.state != EventState.REPORTED):
        raise refuse("data_change.event", "that event is not waiting for a call-back on this account")
    account = new.get("account", "")
    if account:
        new["account"] = masked(account)
    change = DataChange.objects.create(
        company_id=customer.company_id,
        customer=customer,
        event=event,
        kind=kind.value,
        old=old,
        # What is not named stays as it is.
        new={name: new.get(name, old[name]) for name in FIELDS[kind]},
        sealed_account=closed(account, purpose=_SEAL) if account else "",
        asked_by=" ".join(request.asked_by.split())[:120],
        asked_channel=request.channel,
        given_numbers=_given(request, new),
        known_numbers=_known_numbers(customer.id),
        requested_by=by,
        requested_at=at,
        key=key,
    )
    _journal("data_change.asked", change, by=by, at=at, facts={"channel": change.asked_channel})
    return change


@action
def call_back(
    change: DataChange, *, call: CallBack, note: str = "", by: User, at: dt.datetime, as_of: dt.date, key: str
) -> DataChange:
    """Record a call-back; where it confirms and no second person is needed, the data change with it.

    Raises Refusal for a number that was not known before or came with the request, and where the data moved meanwhile.
    """
    change, done = _locked(change, key=key)
    if done:
        return change
    _need(by)
    _refuse_unless(change, ChangeState.ASKED)
    if reasons := unfit_call(call, known=change.known_numbers, given=change.given_numbers):
        raise Refusal(reasons)
    policy = policy_in_force(as_of=as_of, company_id=change.company_id).document
    state = after_call(DataKind(change.kind), call.outcome, policy=policy)
    _write_step(
        change,
        DataChangeStep.Kind.CALLED,
        state,
        number=call.number[:40],
        reached=" ".join(call.reached.split())[:120],
        outcome=call.outcome.value,
        note=_short(note),
        by=by,
        at=at,
        key=key,
    )
    did = _Done()
    if state is ChangeState.APPLIED:
        did = _apply(change, call.reached, call.number, by=by, at=at, as_of=as_of, key=key)
        refresh_worklist(as_of=as_of, customer_ids=[change.customer_id])
    did.journal(change, by=by, at=at)
    facts = {"outcome": call.outcome.value, "state": state.value}
    _journal("data_change.called", change, by=by, at=at, facts=facts, private={"reached": call.reached})
    return change


@action
def confirm_change(
    change: DataChange, *, note: str = "", by: User, at: dt.datetime, as_of: dt.date, key: str
) -> DataChange:
    """The second person's word, after the call-back; the data change with it.

    Raises Refusal for whoever took the request or made the call, without the right to restricted matters, and where
    the data changed meanwhile.
    """
    change, done = _locked(change, key=key)
    if done:
        return change
    if not may_still(by, Permission.DECIDE_EVENTS):
        raise refuse("data_change.right", "a second person needs the right to decide events")
    _refuse_unless(change, ChangeState.CALLED_BACK)
    called = change.steps.filter(kind=DataChangeStep.Kind.CALLED).select_related("by").order_by("-id").first()
    assert called is not None, "what was called back has the step of the call"
    people = {"requested_by": str(change.requested_by), "called_by": str(called.by)}
    same = {change.requested_by_id, called.by_id}
    if by.id in same and (reasons := unfit_second(str(by), **people)):
        raise Refusal(reasons)
    kind = DataChangeStep.Kind.APPROVED
    _write_step(change, kind, ChangeState.APPLIED, note=_short(note), by=by, at=at, key=key)
    did = _apply(change, called.reached, called.number, by=by, at=at, as_of=as_of, key=key)
    refresh_worklist(as_of=as_of, customer_ids=[change.customer_id])
    did.journal(change, by=by, at=at)
    _journal("data_change.confirmed", change, by=by, at=at, facts={"called_by": called.by_id})
    return change


@action
def withdraw_change(
    change: DataChange, *, note: str, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> DataChange:
    """End a request that is not to be followed, and say why; what stands stays. Raises Refusal without a reason."""
    change, done = _locked(change, key=key)
    if done:
        return change
    _need(by)
    if ChangeState(change.state) not in OPEN_CHANGES:
        raise _over(change)
    if not note.strip():
        raise refuse("data_change.why", "say why")
    kind = DataChangeStep.Kind.WITHDRAWN
    _write_step(change, kind, ChangeState.WITHDRAWN, note=_short(note), by=by, at=at, key=key)
    _journal("data_change.withdrawn", change, by=by, at=at, private={"note": _short(note)})
    return change


@action
def note_account_read(change: DataChange, *, by: User, at: dt.datetime) -> None:
    """Journal that somebody was shown the account number of a request that another person took."""
    append(
        "restricted.read",
        by=by.username,
        at=at,
        subject=("customer", change.customer_id),
        company_id=change.company_id,
        customer_id=change.customer_id,
        facts={"data_changes": [change.id]},
    )


def account_number(sealed: str) -> str:
    """The account number again, for those who may read it."""
    return opened(sealed, purpose=_SEAL) if sealed else ""


# ---------------------------------------------------------------- applying


def _apply(
    change: DataChange, reached: str, number: str, *, by: User, at: dt.datetime, as_of: dt.date, key: str
) -> _Done:
    """Give the customer the new data, verify the event that it came with, and end what their lack was."""
    kind, did = DataKind(change.kind), _Done()
    is_there, reasons = moved_meanwhile(old=change.old, new=change.new, now=standing_data(change.customer_id, kind))
    if reasons:
        raise Refusal(reasons)
    if kind is DataKind.BANK:
        _write_bank(change, at=at)
    else:
        if not is_there:
            did.changed = change_customer(change.customer_id, change.new)
        confirm_fields(change.customer_id, FIELDS[kind], at=at)
    if change.event is not None and change.event.state == EventState.REPORTED:
        proof = Proof(Evidence.CALL_BACK, f"{reached} confirmed it at {number}")
        told = write_verification(
            change.event, proofs=[proof], note="", by=by, at=at, as_of=as_of, key=f"{key[:50]}/event"
        )
        did.events.append((change.event, *told))
    for event in _cured_by(change):
        note = "the customer's data were confirmed by a call-back"
        told = write_end(
            event, EventState.CURED, note=note, by=by, at=at, as_of=as_of, key=f"change-{change.id}-{event.id}"
        )
        did.events.append((event, *told))
    return did


def _cured_by(change: DataChange) -> Sequence[CustomerEvent]:
    kind = _CURES.get(DataKind(change.kind))
    if kind is None:
        return []
    states = [one.value for one in STANDING]
    found = CustomerEvent.objects.filter(customer=change.customer_id, kind=kind.value, state__in=states)
    return list(found.select_related("customer").order_by("id"))


def _write_bank(change: DataChange, *, at: dt.datetime) -> None:
    new = change.new
    BankDetails.objects.create(
        company_id=change.company_id,
        customer_id=change.customer_id,
        change=change,
        holder=new["holder"],
        bank_name=new["bank_name"],
        routing=new["routing"],
        masked_account=new["account"],
        sealed_account=change.sealed_account,
        at=at,
    )


def standing_data(customer_id: int, kind: DataKind) -> dict[str, str]:
    """What the customer's data say now; a bank account by its end."""
    if kind is DataKind.BANK:
        bank = BankDetails.objects.filter(customer=customer_id).order_by("-id").first()
        if bank is None:
            return dict.fromkeys(FIELDS[kind], "")
        return {
            "holder": bank.holder,
            "bank_name": bank.bank_name,
            "routing": bank.routing,
            "account": bank.masked_account,
        }
    row = Customer.objects.values(*FIELDS[kind]).get(id=customer_id)
    return {name: row[name] or "" for name in FIELDS[kind]}


def _known_numbers(customer_id: int) -> list[str]:
    """Every number of the customer and its people that stands in our data now."""
    found = list(Customer.objects.filter(id=customer_id).values_list("phone", flat=True))
    for pair in Contact.objects.filter(customer=customer_id).order_by("rank", "id").values_list("phone", "mobile"):
        found += pair
    return list(dict.fromkeys(one for one in found if one))


def _given(request: Request, new: Mapping[str, str]) -> list[str]:
    """The numbers that came with the request; a new telephone number is one of them."""
    numbers = [*request.given_numbers, new.get("phone", "")]
    return list(dict.fromkeys(one[:40] for one in numbers if one.strip()))


# ---------------------------------------------------------------- what they share


def _need(by: User) -> None:
    if not may_still(by, Permission.RECORD_ACTIVITY):
        raise refuse("data_change.right", "it needs the right to record activities")


def _locked(change: DataChange, *, key: str) -> tuple[DataChange, bool]:
    """The request as it is now, its customer locked first, and whether a step with the key was made already."""
    lock_customers([change.customer_id])
    found = (
        DataChange.objects.select_for_update(of=("self",))
        .select_related(
            "requested_by",
            "event__customer__portfolio__rep",
            "event__customer__portfolio__supervisor",
        )
        .get(id=change.id)
    )
    return found, DataChangeStep.objects.filter(change=found, key=key).exists()


def _refuse_unless(change: DataChange, state: ChangeState) -> None:
    if change.state != state:
        raise _over(change)


def _over(change: DataChange) -> Refusal:
    """The request is elsewhere by now: who brought it there, and when."""
    last = change.steps.select_related("by").order_by("-id").first()
    by, at = (last.by, last.at) if last is not None else (change.requested_by, change.requested_at)
    text = "%(who)s made it %(state)s on %(when)s; look at it again"
    state = change.state.replace("_", " ")
    return refuse("data_change.changed_meanwhile", text, who=str(by), state=state, when=f"{at:%Y-%m-%d %H:%M} UTC")


def _refuse_second_request(customer: Customer, kind: DataKind) -> None:
    states = [one.value for one in OPEN_CHANGES]
    other = DataChange.objects.filter(customer=customer, kind=kind.value, state__in=states).select_related(
        "requested_by"
    )
    if (found := other.first()) is not None:
        text = "%(who)s asked for the %(kind)s on %(when)s already: call back or withdraw that one first"
        when = f"{found.requested_at:%Y-%m-%d %H:%M} UTC"
        raise refuse("data_change.asked_already", text, who=str(found.requested_by), kind=kind.value, when=when)


def _write_step(change: DataChange, kind: DataChangeStep.Kind, state: ChangeState, **facts: object) -> None:
    DataChangeStep.objects.create(change=change, kind=kind, **facts)
    change.state = state.value
    change.save(update_fields=["state"])


def _short(note: str) -> str:
    said = " ".join(note.split())
    if len(said) > NOTE_LONGEST:
        raise refuse("data_change.long", "the note has more than %(most)d letters", most=NOTE_LONGEST)
    return said


def _journal(
    kind: str,
    change: DataChange,
    *,
    by: User,
    at: dt.datetime,
    facts: Mapping[str, object] | None = None,
    private: Mapping[str, object] | None = None,
) -> None:
    """What was asked for and what stood there are private: addresses, numbers, the end of an account."""
    append(
        kind,
        by=by.username,
        at=at,
        subject=("data_change", change.id),
        company_id=change.company_id,
        customer_id=change.customer_id,
        facts={"kind": change.kind, **(facts or {})},
        private={"old": change.old, "new": change.new, "asked_by": change.asked_by, **(private or {})},
    )
