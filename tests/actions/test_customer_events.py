"""Customer events through the database: report, verification with what follows, ends, and what everybody then sees."""

import datetime as dt
from collections.abc import Mapping

import pytest
from django.db import DatabaseError, transaction

from creditdesk import dispatch
from creditdesk.domain.contact_rules import Channel
from creditdesk.domain.customer_events import EventState, Proof, Told
from creditdesk.domain.policy_events import EventKind, Evidence
from creditdesk.domain.reasons import Refusal
from creditdesk.followup.actions import NextAction, open_tickler
from creditdesk.followup.contacting import event_stops
from creditdesk.followup.customer_events import (
    carry_out_event,
    cure_event,
    refute_event,
    report_event,
    verify_event,
    withdraw_event,
)
from creditdesk.followup.event_decisions import document_assumption, lift_hold, open_successor
from creditdesk.followup.event_queries import bar_date_of, held_customers, standing_holds
from creditdesk.followup.models import (
    ContactStop,
    CustomerEvent,
    EventStep,
    HoldFinding,
    Notice,
    StatusProposal,
    Tickler,
)
from creditdesk.followup.verify import broken_facts
from creditdesk.journal.models import JournalEntry
from creditdesk.parties.models import Customer, User
from tests import builders
from tests.world import NOW, TODAY, World

DAY = dt.timedelta(days=1)


def report(
    world: World,
    kind: str,
    *,
    by: User | None = None,
    of: Customer | None = None,
    day: dt.date = TODAY,
    details: Mapping[str, str | int] | None = None,
    key: str = "",
) -> CustomerEvent:
    told = Told(EventKind(kind), day, "heard it", details if details is not None else DETAILS.get(kind, {}))
    customer = of or world.acme
    return report_event(
        customer, told=told, by=by or world.alice, at=NOW, as_of=TODAY, key=key or f"report {kind} {day} {customer.id}"
    )


DETAILS: dict[str, Mapping[str, str | int]] = {
    "nsf": {"amount": 1_000_00, "reference": "check 4711"},
    "dead_phone": {"number": "212-555-0142"},
    "returned_mail": {"sent_to": "1 Elm Street"},
    "bounced_email": {"sent_to": "ap@acme.example"},
    "change_of_ownership": {"new_owner": "New Acme LLC"},
    "bankruptcy": {"chapter": "11", "petition_date": "2026-06-12"},
    "policy_non_adherence": {"breach": "pays 60 days late as a rule"},
}


def verify(world: World, event: CustomerEvent, *kinds: str, by: User | None = None) -> CustomerEvent:
    proofs = [Proof(Evidence(kind), f"the {kind} says so") for kind in kinds]
    return verify_event(
        event, proofs=proofs, by=by or world.alice, at=NOW, as_of=TODAY, key=f"verify {event.id} {kinds}"
    )


def end(world: World, verb: object, event: CustomerEvent, *, by: User | None = None, **more: object) -> CustomerEvent:
    key = f"{getattr(verb, '__name__', '')} {event.id}"
    return verb(  # type: ignore[no-any-return, operator]
        event, note="it was a mix-up", by=by or world.alice, at=NOW, as_of=TODAY, key=key, **more
    )


SHOWN = Proof(Evidence.DOCUMENT, "a letter arrived")


def codes(refusal: pytest.ExceptionInfo[Refusal]) -> list[str]:
    return [reason.code for reason in refusal.value.reasons]


def tasks() -> list[str]:
    return [key.rsplit("/", 1)[-1] for key in Tickler.objects.order_by("id").values_list("key", flat=True)]


# ---------------------------------------------------------------- the report


def test_sales_reports_a_closed_store_and_nothing_hurts_the_customer_yet(world: World) -> None:
    event = report(world, "out_of_business", by=world.sam)
    assert event.state == EventState.REPORTED
    assert not Tickler.objects.exists() and not HoldFinding.objects.exists() and not ContactStop.objects.exists()
    notice = Notice.objects.get()
    assert (notice.to_user, notice.to_name, notice.at) == (world.sam, "Sam", NOW)
    told = JournalEntry.objects.get(kind="customer_event.reported")
    assert (told.by, told.customer_id, told.facts["kind"]) == ("sam", world.acme.id, "out_of_business")
    assert "heard" not in str(told.facts) and told.private["note"] == "heard it"


def test_a_report_sent_twice_is_one_event(world: World) -> None:
    first = report(world, "dead_phone", key="once")
    assert report(world, "dead_phone", key="once") == first
    assert CustomerEvent.objects.count() == Notice.objects.count() == EventStep.objects.count() == 1


def test_a_report_says_every_field_that_cannot_be_so(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        report(world, "bankruptcy", day=TODAY + DAY, details={"chapter": "99", "petition_date": "soon", "x": "y"})
    assert sorted(codes(refusal)) == [
        "customer_event.field",
        "customer_event.future",
        "customer_event.value",
        "customer_event.value",
    ]
    assert "'99'" in str(refusal.value) or "99 cannot be read" in str(refusal.value)
    assert not CustomerEvent.objects.exists()


def test_an_auditor_reports_nothing(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        report(world, "dead_phone", by=world.audrey)
    assert codes(refusal) == ["customer_event.right"]


def test_only_its_reporter_takes_a_report_back(world: World) -> None:
    event = report(world, "dead_phone", by=world.sam)
    with pytest.raises(Refusal) as refusal:
        end(world, withdraw_event, event, by=world.alice)
    assert codes(refusal) == ["customer_event.not_yours"]
    assert end(world, withdraw_event, event, by=world.sam).state == EventState.WITHDRAWN


# ---------------------------------------------------------------- verification


def test_verification_takes_the_evidence_that_the_policy_asks_for(world: World) -> None:
    event = report(world, "out_of_business", by=world.sam)
    for kinds in ((), ("registry",), ("registry", "registry"), ("bank_notice", "registry")):
        with pytest.raises(Refusal) as refusal:
            verify(world, event, *kinds)
        assert "customer_event.evidence" in codes(refusal)
    assert verify(world, event, "registry", "second_source").state == EventState.VERIFIED
    step = event.steps.get(state="verified")
    assert step.evidence == [
        {"kind": "registry", "note": "the registry says so"},
        {"kind": "second_source", "note": "the second_source says so"},
    ]


def test_sales_does_not_verify(world: World) -> None:
    event = report(world, "dead_phone", by=world.sam)
    with pytest.raises(Refusal) as refusal:
        verify(world, event, "observed", by=world.sam)
    assert codes(refusal) == ["customer_event.right"]


def test_whoever_comes_second_is_told_who_was_faster(world: World) -> None:
    event = report(world, "dead_phone")
    verify(world, event, "observed", by=world.bob)
    with pytest.raises(Refusal) as refusal:
        end(world, refute_event, event)
    assert codes(refusal) == ["customer_event.changed_meanwhile"]
    assert str(refusal.value) == "Bob made it verified on 2026-06-15 14:00 UTC: it cannot become refuted now"
    assert CustomerEvent.objects.get().state == EventState.VERIFIED


def test_the_same_key_verifies_once(world: World) -> None:
    event = report(world, "dead_phone")
    verify(world, event, "observed")
    verify(world, event, "observed")
    assert tasks() == ["find_number"]
    assert JournalEntry.objects.filter(kind="customer_event.verified").count() == 1


def test_a_task_goes_to_whom_the_policy_names_and_is_due_in_business_days(world: World) -> None:
    builders.invoice(world.acme, amount=9_300_00)
    event = report(world, "out_of_business", details={"consigned": 12_000_00})
    verify(world, event, "registry", "second_source")
    found = {one.key.rsplit("/", 1)[-1]: one for one in Tickler.objects.select_related("owner")}
    assert {name: (one.owner.username, one.due_date) for name, one in found.items()} == {
        "consigned_recall": ("alice", TODAY + DAY),
        "guarantor_options": ("carol", dt.date(2026, 6, 23)),  # 06-19 is a holiday
        "agency_review": ("bob", dt.date(2026, 6, 23)),
        "reserve_review": ("carol", dt.date(2026, 6, 23)),
    }
    assert (
        found["consigned_recall"].cause == "Recall consigned stock of 12,000.00 USD: it is our stock and no receivable"
    )
    assert found["reserve_review"].cause == "Review the specific reserve for 9,300.00 USD"


def test_returned_mail_stops_letters_and_nothing_else(world: World) -> None:
    verify(world, report(world, "returned_mail"), "document")
    (stop,) = event_stops([world.acme.id])[world.acme.id]
    assert stop.channels == {Channel.LETTER}
    assert Customer.objects.get(id=world.acme.id).contact_block == ""


def test_two_events_far_apart_do_not_hold_together(world: World) -> None:
    verify(world, report(world, "returned_mail", day=TODAY - 120 * DAY), "document")
    verify(world, report(world, "dead_phone"), "observed")
    assert not HoldFinding.objects.exists() and "skip_trace" not in tasks()


def test_a_returned_payment_holds_for_its_days(world: World) -> None:
    verify(world, report(world, "nsf", day=TODAY - 10 * DAY), "bank_notice")
    hold = HoldFinding.objects.get()
    assert (hold.code, hold.until) == ("H4", TODAY + 170 * DAY)
    assert standing_holds([world.acme.id], as_of=TODAY + 170 * DAY)
    assert not standing_holds([world.acme.id], as_of=TODAY + 171 * DAY)


def test_the_third_breach_in_the_window_is_unwillingness(world: World) -> None:
    for age in (100, 80, 5):
        event = report(world, "policy_non_adherence", day=TODAY - age * DAY)
        verify(world, event, "observed")
    assert tasks() == [] and not StatusProposal.objects.exists()
    verify(world, report(world, "policy_non_adherence"), "observed")
    assert tasks() == ["policy_talk"]
    assert StatusProposal.objects.get().status == "cia"


def test_everything_is_done_once_its_tasks_are(world: World) -> None:
    event = verify(world, report(world, "dead_phone"), "observed")
    with pytest.raises(Refusal) as refusal:
        carry_out_event(event, by=world.alice, at=NOW, as_of=TODAY, key="done")
    assert str(refusal.value) == "still open: Find a telephone number that works (Alice)"
    Tickler.objects.update(state="done")
    carry_out_event(event, by=world.alice, at=NOW, as_of=TODAY, key="done")
    assert CustomerEvent.objects.get().state == EventState.ACTIONED
    Tickler.objects.update(state="open")  # as its moves say; the proof after the test looks


# ---------------------------------------------------------------- a bankruptcy


def test_contact_stops_on_the_report_of_a_bankruptcy_and_goes_on_when_it_is_refuted(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(contact_block="request")
    event = report(world, "bankruptcy", by=world.sam)
    assert Customer.objects.get(id=world.acme.id).contact_block == "bankruptcy"
    end(world, refute_event, event)
    assert Customer.objects.get(id=world.acme.id).contact_block == "request"
    changes = JournalEntry.objects.filter(kind="customer.corrected").order_by("seq")
    assert [one.facts["changes"] for one in changes] == [
        {"contact_block": ["request", "bankruptcy"]},
        {"contact_block": ["bankruptcy", "request"]},
    ]


def test_one_of_two_reports_of_a_bankruptcy_is_wrong_and_contact_stays_stopped(world: World) -> None:
    first = report(world, "bankruptcy", key="one")
    second = report(world, "bankruptcy", key="two")
    end(world, refute_event, first)
    assert Customer.objects.get(id=world.acme.id).contact_block == "bankruptcy"
    end(world, refute_event, second)
    assert Customer.objects.get(id=world.acme.id).contact_block == ""


def test_the_bar_date_is_counted_but_in_chapter_11(world: World) -> None:
    told = {"petition_date": "2026-06-12"}
    eleven = report(world, "bankruptcy", details={**told, "chapter": "11"}, key="11")
    seven = report(world, "bankruptcy", details={**told, "chapter": "7"}, key="7")
    ordered = report(
        world, "bankruptcy", details={**told, "chapter": "11", "bar_date_by_court": "2026-09-30"}, key="ordered"
    )
    assert bar_date_of(eleven, as_of=TODAY) is None
    assert bar_date_of(seven, as_of=TODAY) == dt.date(2026, 8, 21)
    assert bar_date_of(ordered, as_of=TODAY) == dt.date(2026, 9, 30)


def test_a_verified_bankruptcy_ends_what_was_planned_and_proposes_the_status(world: World) -> None:
    then = NextAction("Call about invoice 4711", TODAY, world.alice)
    planned = open_tickler(world.acme, then=then, by=world.alice, at=NOW, as_of=TODAY, key="planned")
    event = verify(world, report(world, "bankruptcy"), "court")
    planned.refresh_from_db()
    assert planned.state == "cancelled"
    assert planned.moves.get().note == "bankruptcy: contact stopped, legal worksheet only"
    assert set(tasks()) == {"planned", "legal_worksheet", "reserve_review"}
    assert {one.state for one in Tickler.objects.exclude(id=planned.id)} == {"open"}
    proposal = event.status_proposals.get()
    assert (proposal.status, proposal.status_before) == ("bankrupt", "active")
    assert Customer.objects.get(id=world.acme.id).status == "active"


# ---------------------------------------------------------------- decisions


def decide(world: World, *, accept: bool, by: User, note: str = "") -> StatusProposal:
    return dispatch.decide_status(StatusProposal.objects.get(), accept=accept, note=note, by=by, at=NOW, as_of=TODAY)


def test_another_person_accepts_a_proposed_status(world: World) -> None:
    verify(world, report(world, "bankruptcy"), "court", by=world.bob)
    for person, code in ((world.alice, "customer_event.right"), (world.bob, "status.same_person")):
        with pytest.raises(Refusal) as refusal:
            decide(world, accept=True, by=person)
        assert codes(refusal) == [code]
    decide(world, accept=True, by=world.carol)
    assert Customer.objects.get(id=world.acme.id).status == "bankrupt"
    assert decide(world, accept=True, by=world.carol).state == "accepted"  # sent twice
    with pytest.raises(Refusal) as refusal:
        decide(world, accept=False, by=world.dave, note="no")
    assert codes(refusal) == ["status.changed_meanwhile"] and "Carol" in str(refusal.value)


def test_a_declined_status_needs_a_reason_and_changes_nothing(world: World) -> None:
    verify(world, report(world, "bankruptcy"), "court")
    with pytest.raises(Refusal) as refusal:
        decide(world, accept=False, by=world.bob)
    assert codes(refusal) == ["status.why"]
    decide(world, accept=False, by=world.bob, note="the petition was dismissed the same day")
    assert Customer.objects.get(id=world.acme.id).status == "active"


def test_what_is_over_lifts_what_it_held_and_stopped_and_proposes_the_status_back(world: World) -> None:
    event = verify(world, report(world, "bankruptcy"), "court")
    decide(world, accept=True, by=world.carol)
    end(world, cure_event, event, proof=Proof(Evidence.COURT, "the case was dismissed"))
    assert Customer.objects.get(id=world.acme.id).contact_block == ""
    hold = HoldFinding.objects.get()
    assert (hold.lifted_on, hold.lifted_by, hold.lifted_because) == (TODAY, world.alice, "it was a mix-up")
    assert not standing_holds([world.acme.id], as_of=TODAY) and not event_stops([world.acme.id])
    back = StatusProposal.objects.get(state="open")
    assert (back.status, back.status_before) == ("active", "bankrupt")


def test_what_is_over_needs_evidence_and_a_reason(world: World) -> None:
    event = verify(world, report(world, "dead_phone"), "observed")
    with pytest.raises(Refusal):
        end(world, cure_event, event, proof=Proof(Evidence.COURT, "  "))
    with pytest.raises(Refusal) as refusal:
        cure_event(event, proof=SHOWN, note=" ", by=world.alice, at=NOW, as_of=TODAY, key="k")
    assert codes(refusal) == ["customer_event.why"]


def test_either_of_a_pair_that_is_over_lifts_their_hold(world: World) -> None:
    letter = verify(world, report(world, "returned_mail"), "document")
    verify(world, report(world, "dead_phone"), "observed")
    assert list(held_customers("H8", as_of=TODAY)) == [{"customer": world.acme.id}]
    end(world, cure_event, letter, proof=SHOWN)
    assert not held_customers("any", as_of=TODAY).exists()


def test_a_hold_is_lifted_by_those_who_decide_and_once(world: World) -> None:
    verify(world, report(world, "nsf"), "bank_notice")
    hold = HoldFinding.objects.get()
    for person, because, code in (
        (world.alice, "paid", "customer_event.right"),
        (world.bob, " ", "hold.why"),
    ):
        with pytest.raises(Refusal) as refusal:
            lift_hold(hold, because=because, by=person, at=NOW, as_of=TODAY)
        assert codes(refusal) == [code]
    lift_hold(hold, because="certified funds came", by=world.bob, at=NOW, as_of=TODAY)
    lift_hold(hold, because="certified funds came", by=world.bob, at=NOW, as_of=TODAY)
    with pytest.raises(Refusal) as refusal:
        lift_hold(hold, because="me too", by=world.carol, at=NOW, as_of=TODAY)
    assert codes(refusal) == ["hold.changed_meanwhile"]
    assert JournalEntry.objects.filter(kind="hold.lifted").count() == 1


# ---------------------------------------------------------------- a new owner


def sold(world: World) -> CustomerEvent:
    return verify(world, report(world, "change_of_ownership"), "registry", "document")


def succeed(world: World, event: CustomerEvent, *, number: str = "N-1", key: str = "new") -> object:
    return open_successor(
        event,
        number=number,
        name="New Acme LLC",
        guarantor_note="J. Acme personally",
        by=world.carol,
        at=NOW,
        as_of=TODAY,
        key=key,
    )


def test_the_new_owner_gets_an_account_without_credit_that_shares_nothing_with_the_old(world: World) -> None:
    Customer.objects.filter(id=world.acme.id).update(parent=world.zenith, payer=world.zenith)
    event = sold(world)
    succeed(world, event)
    new = Customer.objects.get(number="N-1")
    assert (new.status, new.credit_limit_minor, new.parent, new.payer) == ("prospect", 0, None, None)
    assert (new.portfolio, new.salesperson) == (world.portfolio, world.sam)
    assert [one.code for one in standing_holds([new.id], as_of=TODAY)[new.id]] == ["H7", "H8"]
    assert Tickler.objects.get(key__endswith="successor_account").state == "done"


def test_there_is_one_account_for_a_new_owner(world: World) -> None:
    event = sold(world)
    first = succeed(world, event)
    assert succeed(world, event) == first
    with pytest.raises(Refusal) as refusal:
        succeed(world, event, number="N-2", key="again")
    assert codes(refusal) == ["succession.changed_meanwhile"]
    assert Customer.objects.filter(number__startswith="N-").count() == 1


def test_a_taken_number_and_an_unverified_sale_open_no_account(world: World) -> None:
    event = report(world, "change_of_ownership")
    with pytest.raises(Refusal) as refusal:
        succeed(world, event)
    assert codes(refusal) == ["succession.event"]
    verify(world, event, "registry", "document")
    with pytest.raises(Refusal) as refusal:
        succeed(world, event, number=world.zenith.number)
    assert codes(refusal) == ["customer.number_taken"]


def test_a_signed_assumption_is_documented_and_moves_no_debt(world: World) -> None:
    builders.invoice(world.acme, amount=14_000_00)
    event = sold(world)
    succeed(world, event)
    facts = {"signed_on": TODAY, "note": "original in the safe", "by": world.carol, "at": NOW, "as_of": TODAY}
    made = document_assumption(event.succession, **facts)  # type: ignore[arg-type]
    assert document_assumption(event.succession, **facts) == made  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        document_assumption(event.succession, **{**facts, "note": "another"})  # type: ignore[arg-type]
    assert world.acme.items.get().open_minor == 14_000_00


# ---------------------------------------------------------------- proof


def test_what_was_reported_and_done_is_never_changed(world: World) -> None:
    verify(world, report(world, "nsf"), "bank_notice")
    for rows, values in (
        (CustomerEvent.objects.all(), {"note": "something else"}),
        (EventStep.objects.all(), {"state": "refuted"}),
        (Notice.objects.all(), {"to_name": "nobody"}),
        (HoldFinding.objects.all(), {"code": "H1"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete(rows.db)


def test_the_proof_finds_a_hold_whose_cause_is_over_and_a_stop_that_nobody_sees(world: World) -> None:
    event = verify(world, report(world, "bankruptcy"), "court")
    assert broken_facts() == []
    with transaction.atomic():
        CustomerEvent.objects.update(state="refuted")
        Customer.objects.filter(id=world.acme.id).update(contact_block="")
        found = {str(fact) for fact in broken_facts()}
        transaction.set_rollback(True)
    assert found == {
        f"customer event {event.id} is not what its last step says",
        f"hold {HoldFinding.objects.get().id} stands, and what it came of is over",
        f"stop of contact {ContactStop.objects.get().id} stands, and what it came of is over",
        f"stop of all contact {ContactStop.objects.get().id} stands, and the account does not say so",
    }
