"""The permission matrix of customer events and data changes; permission_matrix.py says how a row is written."""

from __future__ import annotations

from itertools import count

from creditdesk.domain.visibility import PERMISSIONS, Role
from creditdesk.followup.models import (
    CustomerEvent,
    DataChange,
    DataChangeStep,
    EventStep,
    HoldFinding,
    StatusProposal,
    Succession,
)
from creditdesk.parties.models import Customer
from tests import builders
from tests.web.permission_matrix import (
    ACCOUNTS,
    ALL_ACCOUNTS,
    CREDIT,
    CUSTOMER,
    ITS_PEOPLE,
    RECORDERS,
    Arguments,
    Kind,
    Make,
    P,
    Row,
    holding,
)
from tests.web.permission_matrix_api import ACCOUNTS as API_ACCOUNTS
from tests.web.permission_matrix_api import API
from tests.world import NOW, TODAY, World

_fresh = count(1)
REPORTERS = ACCOUNTS & holding(P.REPORT_EVENTS)
DECIDERS = ACCOUNTS & holding(P.DECIDE_EVENTS)
API_REPORTERS = API & REPORTERS
API_RECORDERS = API & RECORDERS
API_DECIDERS = API & DECIDERS


def _event(world: World, name: str, *, kind: str = "dead_phone", state: str = "reported") -> CustomerEvent:
    """An event of the customer, as it stands after its step."""
    customer: Customer = getattr(world, name)
    event = CustomerEvent.objects.create(
        company_id=customer.company_id,
        customer=customer,
        kind=kind,
        state=state,
        happened_on=TODAY,
        currency="USD",
        # Whoever takes it back is asked for his right before it is asked whose report it is.
        reported_by=world.alice,
        reported_at=NOW,
        key=f"matrix-event-{next(_fresh)}",
    )
    for each in dict.fromkeys(("reported", state)):
        EventStep.objects.create(event=event, state=each, by=world.alice, at=NOW)
    return event


def _of(name: str) -> Make:
    return lambda world: {"event_id": _event(world, name).id}


def _proposal(name: str) -> Make:
    def make(world: World) -> Arguments:
        event = _event(world, name, kind="bankruptcy", state="verified")
        made = StatusProposal.objects.create(
            company_id=event.company_id,
            customer_id=event.customer_id,
            event=event,
            status="bankrupt",
            status_before="active",
            asked_by=world.alice,
            asked_at=NOW,
        )
        return {"proposal_id": made.id}

    return make


def _hold(name: str) -> Make:
    def make(world: World) -> Arguments:
        event = _event(world, name, state="verified")
        made = HoldFinding.objects.create(
            company_id=event.company_id,
            customer_id=event.customer_id,
            event=event,
            code="H8",
            why={"code": "hold.event", "text": "something happened"},
            since=TODAY,
            found_by=world.alice,
            found_at=NOW,
        )
        return {"finding_id": made.id}

    return make


def _succession(name: str) -> Make:
    def make(world: World) -> Arguments:
        event = _event(world, name, kind="change_of_ownership", state="verified")
        new = builders.customer(event.customer.company, name="New Owner")
        made = Succession.objects.create(
            company_id=event.company_id,
            event=event,
            old=event.customer,
            new=new,
            by=world.alice,
            at=NOW,
            key=f"matrix-succession-{next(_fresh)}",
        )
        return {"succession_id": made.id}

    return make


def _change(name: str, *, state: str = "asked") -> Make:
    def make(world: World) -> Arguments:
        customer: Customer = getattr(world, name)
        # One request of a kind waits at a time.
        before = DataChange.objects.filter(customer=customer, state__in=("asked", "called_back"))
        for one in before:
            DataChangeStep.objects.create(change=one, kind="withdrawn", by=world.alice, at=NOW, key=f"w{next(_fresh)}")
        before.update(state="withdrawn")
        made = DataChange.objects.create(
            company_id=customer.company_id,
            customer=customer,
            kind="phone",
            old={"phone": ""},
            new={"phone": "212-555-0100"},
            asked_by="Ann",
            asked_channel="email",
            known_numbers=["212-555-0142"],
            requested_by=world.alice,
            requested_at=NOW,
            key=f"matrix-change-{next(_fresh)}",
        )
        return {"change_id": made.id}

    return make


def _kind(make: object, *, sees_own: frozenset[Role] = ITS_PEOPLE, all_of: frozenset[Role] = ALL_ACCOUNTS) -> Kind:
    assert callable(make)
    return Kind(
        own=make("acme"),
        neighbour=make("zenith"),
        foreign=make("foreign"),
        sees_own=sees_own,
        sees_neighbour=all_of,
    )


_HISTORY = frozenset(role for role, held in PERMISSIONS.items() if P.SEE_HISTORY in held)
EVENT = _kind(_of)
PROPOSAL = _kind(_proposal, sees_own=ITS_PEOPLE & _HISTORY, all_of=ALL_ACCOUNTS & _HISTORY)
HOLD = _kind(_hold)
SUCCESSION = _kind(_succession, sees_own=ITS_PEOPLE & _HISTORY, all_of=ALL_ACCOUNTS & _HISTORY)
CHANGE = _kind(_change, sees_own=ITS_PEOPLE & _HISTORY, all_of=ALL_ACCOUNTS & _HISTORY)
_CALL = {"number": "212-555-0142", "reached": "Ann", "outcome": "not_reached"}

ROWS: tuple[Row, ...] = (
    Row("customer_events", "GET", holding(P.SEE_HISTORY)),
    Row("notices", "GET", ACCOUNTS),
    Row("account_events", "GET", ACCOUNTS, CUSTOMER),
    Row("customer_event_new", "GET", REPORTERS, CUSTOMER),
    Row("customer_event_new", "POST", REPORTERS, CUSTOMER, data={"kind": "dead_phone"}),
    Row("customer_event", "GET", ACCOUNTS, EVENT),
    Row("customer_event_verify", "POST", RECORDERS, EVENT),
    Row("customer_event_refute", "POST", RECORDERS, EVENT),
    Row("customer_event_withdraw", "POST", REPORTERS, EVENT),
    Row("customer_event_carry_out", "POST", RECORDERS, EVENT),
    Row("customer_event_cure", "POST", RECORDERS, EVENT),
    Row("customer_event_successor", "POST", DECIDERS, EVENT),
    Row("succession_assumption", "POST", DECIDERS, SUCCESSION),
    Row("status_decide", "POST", DECIDERS, PROPOSAL, data={"decision": "decline"}),
    Row("hold_lift", "GET", DECIDERS, HOLD),
    Row("hold_lift", "POST", DECIDERS, HOLD),
    Row("data_changes", "GET", holding(P.SEE_HISTORY)),
    Row("data_change_new", "GET", RECORDERS, CUSTOMER),
    Row("data_change_new", "POST", RECORDERS, CUSTOMER, data={"kind": "phone"}),
    Row("data_change", "GET", CREDIT, CHANGE),
    Row("data_change_call", "POST", RECORDERS, CHANGE, data=_CALL),
    Row("data_change_confirm", "POST", DECIDERS, CHANGE),
    Row("data_change_withdraw", "POST", RECORDERS, CHANGE),
    Row("export_customer_events", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
    Row("export_notices", "GET", ACCOUNTS & holding(P.EXPORT)),
    Row("export_data_changes", "GET", holding(P.SEE_HISTORY) & holding(P.EXPORT)),
)

_REPORT = {"kind": "dead_phone", "happened_on": "2026-06-01", "details": {"number": "212-555-0142"}}
_PROOF = {"kind": "observed", "note": "dialled it"}
_ASKED = {"kind": "email", "new": {"email": "ap@acme.example"}, "asked_by": "Ann", "channel": "call"}

API_ROWS: tuple[Row, ...] = (
    Row("api:events", "GET", API & holding(P.SEE_HISTORY)),
    Row("api:event", "GET", API_ACCOUNTS, EVENT),
    Row("api:report_an_event", "POST", API_REPORTERS, CUSTOMER, data=_REPORT),
    Row("api:verify_an_event", "POST", API_RECORDERS, EVENT, data={"evidence": [_PROOF]}),
    Row("api:refute_an_event", "POST", API_RECORDERS, EVENT, data={"reason": "wrong number"}),
    Row("api:withdraw_an_event", "POST", API_REPORTERS, EVENT, data={"reason": "wrong number"}),
    Row("api:complete_an_event", "POST", API_RECORDERS, EVENT),
    Row("api:cure_an_event", "POST", API_RECORDERS, EVENT, data={"reason": "works again", "evidence": _PROOF}),
    Row("api:open_a_successor", "POST", API_DECIDERS, EVENT, data={"number": "N-1", "name": "New Owner"}),
    Row(
        "api:document_an_assumption",
        "POST",
        API_DECIDERS,
        SUCCESSION,
        data={"signed_on": "2026-06-01", "note": "in the safe"},
    ),
    Row("api:decide_a_status", "POST", API_DECIDERS, PROPOSAL, data={"accept": False, "reason": "not so"}),
    Row("api:holds", "GET", API_ACCOUNTS),
    Row("api:customer_holds", "GET", API_ACCOUNTS, CUSTOMER),
    Row("api:lift_a_hold", "POST", API_DECIDERS, HOLD, data={"reason": "solved"}),
    Row("api:sales_notices", "GET", API_ACCOUNTS),
    Row("api:data_changes", "GET", API & holding(P.SEE_HISTORY)),
    Row("api:data_change", "GET", API & CREDIT, CHANGE),
    Row("api:ask_for_a_change", "POST", API_RECORDERS, CUSTOMER, data=_ASKED),
    Row("api:record_a_call_back", "POST", API_RECORDERS, CHANGE, data=_CALL),
    Row("api:confirm_a_change", "POST", API_DECIDERS, CHANGE),
    Row("api:withdraw_a_change", "POST", API_RECORDERS, CHANGE, data={"reason": "typed wrong"}),
)
