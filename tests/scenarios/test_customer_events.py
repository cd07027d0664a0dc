"""S73 (what it says of contact), S76, S77 and S94 with real rows: what happens to customers, and what follows."""

import datetime as dt

import pytest

from creditdesk import dispatch
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.customer_events import EventState, Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.contacting import call_decisions, event_stops
from creditdesk.followup.customer_events import report_event, verify_event
from creditdesk.followup.event_access import visible_notices
from creditdesk.followup.event_decisions import document_assumption, open_successor
from creditdesk.followup.event_queries import bar_date_of, held_customers, standing_holds
from creditdesk.followup.models import CustomerEvent, StatusProposal, Tickler, WorklistRow
from creditdesk.followup.worklist import refresh_worklist
from creditdesk.parties.models import Customer, User
from creditdesk.policy.queries import policy_in_force
from creditdesk.receivables.models import Position
from tests import builders
from tests.world import World


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(14, 0), tzinfo=dt.UTC)


def report(of: Customer, kind: EventKind, *, day: dt.date, by: User, **details: str | int) -> CustomerEvent:
    told = Told(kind, day, "", details)
    return report_event(of, told=told, by=by, at=at(day), as_of=day, key=f"{kind} {day}")


def verify(event: CustomerEvent, *kinds: Evidence, by: User, day: dt.date) -> CustomerEvent:
    proofs = [Proof(kind, f"{kind.value} looked at") for kind in kinds]
    return verify_event(event, proofs=proofs, by=by, at=at(day), as_of=day, key=f"verify {event.id}")


def tasks(of: Customer) -> dict[str, Tickler]:
    found = Tickler.objects.filter(customer=of, key__startswith="customer_event/")
    return {one.key.rsplit("/", 1)[-1]: one for one in found}


def test_S76_returned_mail_and_a_dead_phone_hold_orders_and_open_a_skip_trace(world: World) -> None:  # noqa: N802
    letter_day, phone_day = dt.date(2026, 5, 5), dt.date(2026, 5, 8)
    builders.invoice(world.acme, amount=2_000_00, due_date=dt.date(2026, 3, 1), as_of=letter_day)
    letter = report(world.acme, EventKind.RETURNED_MAIL, day=letter_day, by=world.alice, sent_to="1 Elm Street")
    verify(letter, Evidence.DOCUMENT, by=world.alice, day=letter_day)
    assert not standing_holds([world.acme.id], as_of=letter_day)

    phone = report(world.acme, EventKind.DEAD_PHONE, day=phone_day, by=world.alice, number="212-555-0142")
    verify(phone, Evidence.OBSERVED, by=world.alice, day=phone_day)

    assert set(CustomerEvent.objects.values_list("state", flat=True)) == {"verified"}
    assert CustomerEvent.objects.count() == 2
    (stop,) = event_stops([world.acme.id])[world.acme.id]
    assert stop.channels == {Channel.LETTER}
    (hold,) = standing_holds([world.acme.id], as_of=phone_day)[world.acme.id]
    assert (hold.code, hold.since, hold.pair) == ("H8", phone_day, letter)
    assert hold.why["facts"] == {
        "event": "dead phone",
        "day": "2026-05-08",
        "other_kind": "returned mail",
        "other_day": "2026-05-05",
    }
    trace, agency = tasks(world.acme)["skip_trace"], tasks(world.acme)["agency_review"]
    assert trace.cause == "Skip trace: state registry, contacts of the credit application, a visit by sales"
    assert (trace.owner, trace.due_date) == (world.alice, dt.date(2026, 5, 12))
    assert (agency.owner, agency.cause) == (world.bob, "Review placement of 2,000.00 USD with an agency")
    told = visible_notices(world.sam, as_of=phone_day).order_by("id")
    assert [(one.step.event.kind, one.step.state, one.at.date()) for one in told] == [
        ("returned_mail", "reported", letter_day),
        ("returned_mail", "verified", letter_day),
        ("dead_phone", "reported", phone_day),
        ("dead_phone", "verified", phone_day),
    ]


def test_S77_the_new_owner_starts_at_zero_and_the_old_debt_stays(world: World) -> None:  # noqa: N802
    sold = dt.date(2026, 6, 1)
    old = world.acme
    builders.invoice(old, amount=14_000_00, as_of=sold)
    event = report(old, EventKind.CHANGE_OF_OWNERSHIP, day=sold, by=world.sam, new_owner="New Z LLC", how="assets")
    verify(event, Evidence.REGISTRY, Evidence.DOCUMENT, by=world.alice, day=sold)
    assert [one.code for one in standing_holds([old.id], as_of=sold)[old.id]] == ["H8"]
    assert tasks(old)["successor_account"].cause == (
        "Open an account for the new owner; 14,000.00 USD stays with the old one"
    )
    made = open_successor(
        event,
        number="Z-2",
        name="New Z LLC",
        guarantor_note="Mr. Z, guaranty of 2021",
        by=world.carol,
        at=at(sold),
        as_of=sold,
        key="Z-2",
    )
    new = Customer.objects.get(number="Z-2")
    assert (new.credit_limit_minor, new.parent, new.payer) == (0, None, None)
    assert [one.code for one in standing_holds([new.id], as_of=sold)[new.id]] == ["H7", "H8"]
    assert made.guarantor_note == "Mr. Z, guaranty of 2021"
    document_assumption(made, signed_on=sold, note="signed, in the safe", by=world.carol, at=at(sold), as_of=sold)
    assert Position.objects.get(customer=old).open_minor == 14_000_00
    assert not Position.objects.filter(customer=new).exists()


def test_S94_a_closed_store_is_verified_and_its_consigned_watches_are_no_receivable(world: World) -> None:  # noqa: N802
    heard = dt.date(2026, 6, 11)
    builders.invoice(world.acme, amount=9_300_00, as_of=heard)
    event = report(world.acme, EventKind.OUT_OF_BUSINESS, day=heard, by=world.sam, consigned=12_000_00)
    assert not standing_holds([world.acme.id], as_of=heard) and tasks(world.acme) == {}
    with pytest.raises(Refusal):
        verify(event, Evidence.REGISTRY, by=world.alice, day=heard)
    verify(event, Evidence.REGISTRY, Evidence.SECOND_SOURCE, by=world.alice, day=heard)

    assert [one["customer"] for one in held_customers("H8", as_of=heard)] == [world.acme.id]
    causes = {name: one.cause for name, one in tasks(world.acme).items()}
    assert causes == {
        "consigned_recall": "Recall consigned stock of 12,000.00 USD: it is our stock and no receivable",
        "guarantor_options": "Guarantors and security: what can be claimed for 9,300.00 USD",
        "agency_review": "Review placement of 9,300.00 USD with an agency",
        "reserve_review": "Review the specific reserve for 9,300.00 USD",
    }
    assert Position.objects.get(customer=world.acme).open_minor == 9_300_00
    assert StatusProposal.objects.get().status == "closed"


def test_S73_a_petition_stops_calls_and_letters_and_has_no_bar_date_of_ours(world: World) -> None:  # noqa: N802
    petition, known = dt.date(2026, 9, 15), dt.date(2026, 9, 16)
    builders.invoice(world.acme, amount=10_500_00, due_date=dt.date(2026, 7, 1), as_of=known)
    then = NextAction("Call about the instalment", dt.date(2026, 9, 17), world.alice)
    call = open_tickler(world.acme, then=then, by=world.alice, at=at(known), as_of=known, key="call")
    refresh_worklist(as_of=known)

    facts: dict[str, str] = {"chapter": "11", "petition_date": petition.isoformat()}
    event = report(world.acme, EventKind.BANKRUPTCY, day=petition, by=world.sam, **facts)
    acme = Customer.objects.get(id=world.acme.id)
    policy = policy_in_force(as_of=known, company_id=acme.company_id).document
    decision = call_decisions(
        {acme.id: acme}, attempts={}, now=at(known), company_zone="America/New_York", policy=policy
    )[acme.id]
    assert (decision.allowed, decision.earliest) == (False, None)
    assert [reason.code for reason in decision.reasons] == ["contact.bankruptcy"]
    assert {channel for stop in event_stops([acme.id])[acme.id] for channel in stop.channels} == set(Channel)

    verify(event, Evidence.COURT, by=world.alice, day=known)
    call.refresh_from_db()
    assert (call.state, call.moves.get().note) == ("cancelled", "bankruptcy: contact stopped, legal worksheet only")
    legal = tasks(acme)["legal_worksheet"]
    assert "claim of 10,500.00 USD" in legal.cause and legal.owner == world.carol
    assert bar_date_of(event, as_of=known) is None
    proposal = StatusProposal.objects.get()
    dispatch.decide_status(proposal, accept=True, note="", by=world.carol, at=at(known), as_of=known)
    row = WorklistRow.objects.filter(customer=acme).first()
    assert row is None or row.next_step_kind not in ("call", "email", "letter")
    assert CustomerEvent.objects.get().state == EventState.VERIFIED
